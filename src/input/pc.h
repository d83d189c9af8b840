/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_PC_H
#define INITMEM_INPUT_PC_H

#include <stdbool.h>
#include <stddef.h>

#include "input/options.h"
#include "model/machine.h"
#include "util/error.h"

/*
 * Makes them n CPUs, at least one: the first of those that are known; those
 * that lack are enabled, of no node, and have their number as id.
 */
void machine_set_cpus(struct machine *m, size_t n);

/*
 * What all readers of PCs share, once the input itself is read: ACPI tables,
 * CPU features, command line, initrd and CPUs as the options say. Returns 0,
 * or -1 with err.
 */
int machine_pc_options(struct machine *m, const struct input_options *opt,
		       struct error *err);

/* A folder in the form of /sys/firmware/memmap. */
int machine_from_memmap(struct machine *m, const char *folder,
			const struct input_options *opt, struct error *err);

#endif
