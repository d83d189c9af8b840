/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_MM_INIT_FREE_AREA_INIT_H
#define INITMEM_MM_MM_INIT_FREE_AREA_INIT_H

#include "model/boot.h"

/*
 * free_area_init(), mm/page_alloc.c: zones of every node from
 * b->max_zone_pfns[], ZONE_MOVABLE, spanned and present pages, the estimate of
 * managed pages, and which struct pages are initialised now or later. 0, or
 * -1 after boot_panic(). A step.
 */
int free_area_init(struct boot *b);

/* The same for a node without memory, once all others are set up; 0, or -1. */
int free_area_init_memoryless_node(struct boot *b, struct node *n);

/*
 * An entry of max_zone_pfns[], as each zone_sizes_init() fills it: where the
 * zone ends, as a page frame. Nothing where the build has no such zone.
 */
void set_max_zone_pfn(struct boot *b, enum zone_kind kind, uint64_t end_pfn);

/* Counted as high memory: HighMem, and Movable where it is cut from that. */
bool zone_is_highmem(const struct boot *b, const struct zone *z);

/*
 * add_active_range(): whole pages of memory, before memblock.memory told where
 * that is. The list of them, early_node_map[], is kept in the same place.
 */
void add_active_range(struct boot *b, uint64_t start_pfn, uint64_t end_pfn);

#endif
