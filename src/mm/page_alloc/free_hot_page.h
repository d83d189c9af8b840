/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_PAGE_ALLOC_FREE_HOT_PAGE_H
#define INITMEM_MM_PAGE_ALLOC_FREE_HOT_PAGE_H

#include "model/boot.h"

/*
 * free_hot_page() for each page of [start_pfn, end_pfn), ascending, in the
 * zones that span them. Cost grows with `high` and with the blocks at the ends.
 */
void free_hot_pages(struct boot *b, uint64_t start_pfn, uint64_t end_pfn);

#endif
