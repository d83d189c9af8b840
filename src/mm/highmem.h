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

#endif
