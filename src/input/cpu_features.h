/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_CPU_FEATURES_H
#define INITMEM_INPUT_CPU_FEATURES_H

#include "model/machine.h"
#include "util/error.h"

/*
 * --cpu-features LIST, names with commas: a tree has arm64's, other inputs
 * have x86's. The list says all: what it does not name, the CPU does not have.
 * Returns 0, or -1 with err.
 */
int machine_set_cpu_features(struct machine *m, const char *list,
			     struct error *err);

#endif
