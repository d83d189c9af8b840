/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_PAGE_ALLOC_WMARK_H
#define INITMEM_MM_PAGE_ALLOC_WMARK_H

#include "model/boot.h"

/*
 * init_per_zone_wmark_min(), mm/page_alloc.c: min_free_kbytes, the watermarks
 * of zones and lowmem_reserve. 0.
 */
int init_per_zone_wmark_min(struct boot *b);

/* Parts of it that initcalls behind it do again. */
uint64_t nr_free_buffer_pages(struct boot *b);
/* calculate_min_free_kbytes(): grows with the root of what the kernel has. */
void calculate_min_free_kbytes(struct boot *b);
/* Whether it has its part of min_free_kbytes as minimum, by its pages. */
bool zone_shares_min_free(const struct boot *b, const struct zone *z);
void setup_per_zone_wmarks(struct boot *b); /* from totals.min_free_kbytes */

/* Pages of z kept from requests with `above` managed pages in higher zones. */
uint64_t lowmem_reserve_of(const struct boot *b, const struct zone *z,
			   uint64_t above);

#endif
