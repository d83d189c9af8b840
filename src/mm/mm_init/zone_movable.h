/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_MM_INIT_ZONE_MOVABLE_H
#define INITMEM_MM_MM_INIT_ZONE_MOVABLE_H

#include "model/boot.h"

/*
 * find_zone_movable_pfns_for_nodes(), mm/page_alloc.c: where ZONE_MOVABLE
 * begins on each node, from kernelcore=, movablecore= and movable_node. Sets
 * b->zone_movable_pfn[]; 0: the node has none.
 */
void find_zone_movable_pfns(struct boot *b);

/* movable_zone: index of the zone that ZONE_MOVABLE is cut from. */
unsigned movable_zone(const struct boot *b);

#endif
