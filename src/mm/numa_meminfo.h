/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_NUMA_MEMINFO_H
#define INITMEM_MM_NUMA_MEMINFO_H

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
	uint64_t emu_dma_end; /* numa_emu_dma_end(), bytes */
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

void numa_remove_memblk_from(struct numa_meminfo *n, size_t i);

/* The first block of node nid; -1: it has none. */
int numa_find_memblk(const struct numa_meminfo *n, int nid);

/*
 * Cuts the blocks to what is memory and joins those of one node. -1 where two
 * nodes overlap.
 */
int numa_cleanup_meminfo(struct boot *b, struct numa_meminfo *n);

/* Any node is known: of those the source has named. */
bool numa_any_parsed(const struct numa_meminfo *n, const struct kernel *k);

#endif
