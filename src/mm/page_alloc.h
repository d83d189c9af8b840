/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_PAGE_ALLOC_H
#define INITMEM_MM_PAGE_ALLOC_H

#include <stdbool.h>
#include <stdint.h>

#include "model/kernel.h"

struct boot;
struct zone;

/* The page allocator, mm/page_alloc.c, on extents of free blocks. */

/* Where a freed block goes in its list. */
enum fpi {
	FPI_NONE, /* head, or tail if the pair above is likely to merge */
	FPI_TO_TAIL,
};

/* Migrate type of the pageblock that holds pfn. */
enum migratetype get_pageblock_migratetype(const struct zone *z, uint64_t pfn);
/* set_pageblock_migratetype(): [start_pfn, end_pfn) are whole pageblocks. */
void set_pageblock_migratetype(struct boot *b, struct zone *z,
			       uint64_t start_pfn, uint64_t end_pfn,
			       enum migratetype mt);

/* __free_one_page(): gives back 2^order pages at pfn and merges. */
void free_one_page(struct boot *b, struct zone *z, uint64_t pfn, unsigned order,
		   enum fpi fpi);

/*
 * __free_pages_core(): gives [start_pfn, end_pfn) to zone z as
 * memblock_free_all() does, largest
 * aligned blocks first, FPI_TO_TAIL. Cost grows with the number of blocks at
 * the ends, not with the length.
 */
void free_page_range(struct boot *b, struct zone *z, uint64_t start_pfn,
		     uint64_t end_pfn);

/* Of kernels that count what a zone manages. */
void count_managed(const struct boot *b, struct zone *z, uint64_t pages);

/*
 * __free_pages_core() of a block in which a struct page is found bad: zone z
 * counts it among what it manages, and nobody gets it.
 */
void free_bad_pages(struct boot *b, struct zone *z, uint64_t start_pfn,
		    uint64_t end_pfn);

/*
 * Whole pageblocks [start_pfn, end_pfn) of a CMA area to zone z, FPI_NONE, as
 * init_cma_reserved_pageblock() does for each.
 */
void free_cma_range(struct boot *b, struct zone *z, uint64_t start_pfn,
		    uint64_t end_pfn);

/*
 * Gives [start_pfn, end_pfn) to zone z in blocks of 2^order pages, ascending,
 * FPI_NONE. Cost grows with the blocks at the ends that fill no largest block.
 */
void free_ascending(struct boot *b, struct zone *z, uint64_t start_pfn,
		    uint64_t end_pfn, unsigned order);

/*
 * move_freepages(): the free blocks in [start_pfn, end_pfn), which are whole
 * pageblocks, to the lists of type mt. Returns their pages.
 */
uint64_t move_freepages(struct boot *b, struct zone *z, uint64_t start_pfn,
			uint64_t end_pfn, enum migratetype mt);

struct page_request {
	unsigned order;
	enum migratetype mt;
	enum zone_kind highest; /* gfp_zone() */
	int nid; /* preferred node */
	bool thisnode; /* __GFP_THISNODE: no fallback to other nodes */
	const char *what;
	const char *by; /* as in memblock.h */
};

/*
 * __alloc_pages(): returns the first pfn, or UINT64_MAX when no zone has a
 * block. Records the event.
 */
#define NO_PFN UINT64_MAX
uint64_t alloc_pages(struct boot *b, const struct page_request *req);

/*
 * What a request for a page of reclaimable objects on the node does to the
 * zone it asks first: with deferred struct pages, and no pageblock left that
 * nothing is in, the zone grows. No page is taken.
 */
void page_alloc_grow_for_reclaimable(struct boot *b, int nid);

/* page_alloc_init_late()'s and mem_init()'s common part, see the .c file. */
bool deferred_grow_zone(struct boot *b, struct zone *z, unsigned order);
void deferred_init_memmap(struct boot *b, int nid);

#endif
