/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_ARCH_NUMA_H
#define INITMEM_MM_ARCH_NUMA_H

#include "mm/numa.h"

/* drivers/base/arch_numa.c and drivers/of/of_numa.c */

/*
 * arch_numa_init(): nodes of the memory regions, distances, and a pgdat for
 * each node; one faked node where the tree says nothing. 0, or -1 after
 * boot_panic(). A step.
 */
int arch_numa_init(struct boot *b);

/*
 * The node of a CPU of the tree: of_node_to_nid() and early_map_cpu_to_node(),
 * node 0 for what is not possible.
 */
int arch_cpu_node(struct boot *b, const struct machine_cpu *cpu);

/* node_distance() */
uint32_t node_distance(const struct boot *b, int from, int to);

/* setup_nr_node_ids(): the highest possible node counts. */
void setup_nr_node_ids(struct boot *b);

/* get_pfn_range_for_nid(): 0, 0 for a node without memory. */
void get_pfn_range_for_nid(const struct boot *b, int nid, uint64_t *start_pfn,
			   uint64_t *end_pfn);

/*
 * memblock_get_region_node() of a region that is of node nid: 0 without NUMA,
 * MAX_NUMNODES where no node has it, -1 where it was taken off it.
 */
int memory_nid(const struct boot *b, int nid);

#endif
