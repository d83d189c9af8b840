/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_NUMA_MEMBLKS_H
#define INITMEM_MM_NUMA_MEMBLKS_H

#include "model/boot.h"

/*
 * The table of blocks of memory and their nodes, mm/numa_memblks.c; before
 * that it was x86's own, arch/x86/mm/numa.c.
 */

/* struct numa_memblk; bytes, [start, end) */
struct numa_memblk {
	uint64_t start, end;
	int nid;
};

struct numa_meminfo {
	struct numa_memblk *blks;
	size_t nr, cap;
	bool *parsed; /* numa_nodes_parsed, by nid */
	void *source; /* what the source of the nodes keeps for itself */
	uint64_t table, table_size; /* numa_distance; 0: none */
	uint64_t table_limit; /* it has to lie below; 0: anywhere */
	bool warned_bounds, warned_distance; /* pr_warn_once() */
};

/* Where blocks, nodes and distances come from; 0, or -1: not from there. */
typedef int numa_source(struct boot *b, struct numa_meminfo *n);

void numa_memblks_prepare(struct numa_meminfo *n, const struct kernel *k);
void numa_memblks_release(struct numa_meminfo *n);

/* For a source. -1: there are as many blocks as there can be. */
int numa_add_memblk(struct boot *b, struct numa_meminfo *n, int nid,
		    uint64_t start, uint64_t end);

/* For a source. The first distance makes the table. */
void numa_set_distance(struct boot *b, struct numa_meminfo *n, int from, int to,
		       uint32_t distance);
void numa_reset_distance(struct boot *b, struct numa_meminfo *n);

/*
 * numa_memblks_init(): one attempt. Forgets the nodes of all regions, asks the
 * source, and sets the nodes of what is memory and of what is reserved. 0, or
 * -1 when the source does not work out.
 */
int numa_memblks_init(struct boot *b, struct numa_meminfo *n,
		      numa_source *source, bool force_top_down);

/* Its steps, for kernels whose architecture makes them. */
void numa_forget_nodes(struct boot *b, struct numa_meminfo *n);
int numa_cleanup_meminfo(struct boot *b, struct numa_meminfo *n);
void numa_set_nodes(struct boot *b, const struct numa_meminfo *n);

/* memblock_validate_numa_coverage(); says so when it is false. */
bool memblock_validate_numa_coverage(struct boot *b, uint64_t bytes);

/* Any node is known: of those the source has named. */
bool numa_any_parsed(const struct numa_meminfo *n, const struct kernel *k);

#endif
