/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_MM_INIT_MEMMAP_INIT_H
#define INITMEM_MM_MM_INIT_MEMMAP_INIT_H

#include "model/boot.h"

/*
 * memmap_init(), mm/page_alloc.c: which struct pages are initialised (up to
 * first_deferred_pfn of each node), the migrate type of their pageblocks, and
 * the struct pages of holes. 0, or -1 after boot_panic().
 */
int memmap_init(struct boot *b);

/* What the struct page of a page is, once memmap_init() is done. */
enum page_state {
	PAGE_SET, /* initialised, with a zone */
	PAGE_FOREIGN, /* its place is beyond the map, or was given back */
	PAGE_ABSENT, /* its section has no map: nothing is at its place */
};

/*
 * The state of the struct page of `pfn`, and of those behind it up to *next,
 * which have the same zone *z. *z is NULL where the state is not PAGE_SET.
 */
enum page_state memmap_page(struct boot *b, uint64_t pfn, struct zone **z,
			    uint64_t *next);

#endif
