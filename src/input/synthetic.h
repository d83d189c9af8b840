/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_SYNTHETIC_H
#define INITMEM_INPUT_SYNTHETIC_H

#include <stddef.h>

#include "input/options.h"
#include "util/error.h"

/*
 * A machine without a file, in words such as "arm64 nodes=4 mem=16G cpus=8":
 *
 *   ARCH        first: arm64, arm, riscv64, x86_64 or i386
 *   nodes=N     NUMA nodes (default 1, without NUMA), up to 64
 *   mem=LIST    of memory: for all, in equal parts; or of each node, by commas
 *   cpus=LIST   the same of CPUs (default: one a node)
 *   base=ADDR   where memory begins (not of a PC)
 *   distance=N  between two nodes (default 20; not of a PC)
 *
 * Makes of it the bytes of an input, of *kind: a device tree blob, or of a PC a
 * memory map with lines of an SRAT. The caller frees *data; *arch is the name
 * of the architecture. 0, or -1 with err.
 */
int synthetic_input(const char *words, char **data, size_t *len,
		    enum input_kind *kind, const char **arch,
		    struct error *err);

#endif
