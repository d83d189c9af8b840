/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_BOOTLOG_H
#define INITMEM_INPUT_BOOTLOG_H

#include <stdbool.h>
#include <stddef.h>

#include "input/options.h"
#include "model/machine.h"
#include "util/error.h"

/*
 * A boot log, or only the lines of an e820 map: text[len] need not be there.
 * `name` is for messages. Returns 0, or -1 with err and *m empty.
 */
int machine_from_log(struct machine *m, const char *text, size_t len,
		     const char *name, const struct input_options *opt,
		     struct error *err);

/*
 * The same with the machine's tree beside it (input/beside.h), which is
 * released in either case.
 */
int machine_from_log_and_tree(struct machine *m, const char *text, size_t len,
			      const char *name, struct machine *tree,
			      const struct input_options *opt,
			      struct error *err);

/* Whether the text has a line of a log or of a map that says so. */
bool is_log(const char *text, size_t len);

/*
 * What the log of a machine's boot tells of its CPUs; `boot` as in
 * input_options. How many came up ("Brought up"), unless its command line held
 * CPUs back with a word that the machine's has not; and that those of arm64
 * have LPA2. The rest of the machine stays.
 */
void log_tells_cpus(struct machine *m, const char *text, size_t len,
		    unsigned boot);

#endif
