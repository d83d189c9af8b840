/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_NUMA_H
#define INITMEM_MM_NUMA_H

#include "model/boot.h"

/* Where a node's pg_data_t lies, mm/numa.c; before that each architecture's. */

#define LOCAL_DISTANCE 10
#define REMOTE_DISTANCE 20

/*
 * Takes `size` bytes on the node, or else on another one, and makes it online.
 * `by` as in memblock.h. NULL: there is no memory.
 */
struct node *node_data_place(struct boot *b, int nid, uint64_t size,
			     const char *by);

/* What most kernels say of it. */
void node_data_log(struct boot *b, const struct node *n);

/* alloc_node_data(): 0, or -1 after boot_panic(). */
int alloc_node_data(struct boot *b, int nid);

/*
 * alloc_offline_node_data(): of a node that is possible but offline. 0, 1 when
 * the kernel goes on without it, or -1 after boot_panic().
 */
int alloc_offline_node_data(struct boot *b, struct node *n);

#endif
