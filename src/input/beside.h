/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_BESIDE_H
#define INITMEM_INPUT_BESIDE_H

#include <stdbool.h>

#include "input/options.h"
#include "model/machine.h"
#include "util/error.h"

/*
 * What lies beside an input: a device tree beside the boot log of its machine,
 * and beside any input a log of it and its /proc/iomem.
 */

/*
 * Takes out of *tree what it says of the machine whose log *m is of; the log's
 * command line, and its kernel, stay. Of the tree that an EFI stub has made for
 * a machine with ACPI that is its size alone. 0, or -1 with err where it is the
 * tree of another machine.
 */
int log_take_tree(struct machine *m, struct machine *tree, struct error *err);

/* Whether log_take_tree() has taken a tree that says what the machine is. */
bool log_has_tree(const struct machine *m);

/* Those of them that such a tree is read with: the rest are the log's affair. */
struct input_options options_beside_log(const struct input_options *opt);

/*
 * "Linux version 6.1.0-50-amd64 (...": which kernel has written the text, which
 * is `of` (a literal); of several boots in it the wanted one's, from 1, or with
 * 0 the last one's. What is known already stays.
 */
void machine_find_release(struct machine *m, const char *text, const char *of,
			  unsigned wanted);

/*
 * Where the image lies, if root has read the text of /proc/iomem; `name` is for
 * messages. 0, or -1 with err where it is no such text.
 */
int machine_find_kernel_code(struct machine *m, const char *iomem,
			     const char *name, struct error *err);

#endif
