/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_X86_NUMA_H
#define INITMEM_ARCH_X86_NUMA_H

#include "model/boot.h"

/* arch/x86/mm/numa.c, srat.c and drivers/acpi/numa/srat.c */

/* The proximity domain of each node that the SRAT has, by nid. */
struct x86_nodes {
	uint32_t *pxm_of_node;
	size_t nr;
};

void x86_nodes_release(struct x86_nodes *nodes);

/*
 * x86_numa_init(): nodes of the memory regions from SRAT and SLIT, or one
 * faked node, and a pgdat for each node with memory. `limit` (bytes) is where
 * the direct mapping ends. Fills *nodes. 0, or -1 after boot_panic().
 */
int x86_numa_init(struct boot *b, uint64_t limit, struct x86_nodes *nodes);

/*
 * numa_init_array() and init_cpu_to_node(): the node of each possible CPU, by
 * its APIC id or else in turn; that node is online then. Fills b->cpu_nid.
 */
void x86_init_cpu_to_node(struct boot *b, const struct x86_nodes *nodes);

#endif
