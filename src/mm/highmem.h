/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_HIGHMEM_H
#define INITMEM_MM_HIGHMEM_H

#include "model/boot.h"

/*
 * free_highpages(), arch/arm/mm/init.c: free memory above max_low_pfn goes to
 * the buddy allocator page by page, so that the last block is first in its
 * list.
 */
void free_highpages(struct boot *b);

/*
 * set_highmem_pages_init(), arch/x86/mm/highmem_32.c: the same zone by zone,
 * and before low memory is freed.
 */
void set_highmem_pages_init(struct boot *b);

/*
 * reset_all_zones_managed_pages(), mm/memblock.c: the estimates are forgotten
 * before the first page is freed; calls after the first do nothing.
 */
void reset_all_zones_managed_pages(struct boot *b);

/*
 * adjust_managed_page_count(), mm/page_alloc.c, but for the zone's own number:
 * pages that become RAM of the kernel after mem_init().
 */
void highmem_count_ram(struct boot *b, const struct zone *z, uint64_t pages);

#endif
