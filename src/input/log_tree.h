/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_LOG_TREE_H
#define INITMEM_INPUT_LOG_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "input/log_tree_lines.h"
#include "input/options.h"
#include "model/machine.h"

/*
 * Makes memory, reserved-memory, initrd and CPUs of *m what the lines say: at
 * least `cpus` of them, 0: nothing says how many. --memory takes the place of
 * the lines. What is assumed becomes a machine_guess(). m->arch, m->cmdline and
 * m->pc are set already.
 */
void log_tree_machine(const struct log_tree *t, struct machine *m,
		      uint64_t cpus, const struct input_options *opt);

#endif
