/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_NUMA_MEMBLKS_H
#define INITMEM_MM_NUMA_MEMBLKS_H

#include "mm/numa_meminfo.h"

/* Nodes for memory from the table of blocks, mm/numa_memblks.c. */

/*
 * numa_memblks_init(): one attempt. Forgets the nodes of all regions, asks the
 * source, and sets the nodes of what is memory and of what is reserved. 0, or
 * -1 when the source does not work out.
 */
int numa_memblks_init(struct boot *b, struct numa_meminfo *n,
		      numa_source *source, bool force_top_down);

/* Its steps, for kernels whose architecture makes them. */
void numa_forget_nodes(struct boot *b, struct numa_meminfo *n);
void numa_set_nodes(struct boot *b, const struct numa_meminfo *n);

/* memblock_validate_numa_coverage(); says so when it is false. */
bool memblock_validate_numa_coverage(struct boot *b, uint64_t bytes);

#endif
