/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_NUMA_EMULATION_H
#define INITMEM_MM_NUMA_EMULATION_H

#include "mm/numa_meminfo.h"

/*
 * numa=fake=: nodes that are made up of parts of the real ones,
 * mm/numa_emulation.c; before that arch/x86/mm/numa_emulation.c. The word's
 * forms are N (so many nodes), a size with M or G (of so much each), and NU
 * (so many of each real node); behind a colon a table of distances may follow.
 */

/*
 * numa_emulation(): *n has the real blocks, cleaned up; they, the nodes that
 * are parsed and the distances become those of the emulation, and
 * b->emu_nid_to_phys tells which node each is a part of. Where it does not work
 * out nothing but the log changes.
 */
void numa_emulation(struct boot *b, struct numa_meminfo *n);

/* The first node that is a part of a real one; nid itself where none is made
 * up. */
int numa_emulated_node(const struct boot *b, int nid);

/*
 * cpumask_of_node() has the CPU, once it is up: of its own node, and of all
 * that are parts of the same real one.
 */
bool numa_node_has_cpu(const struct boot *b, int nid, size_t cpu);

#endif
