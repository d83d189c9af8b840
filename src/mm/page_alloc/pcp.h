/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_PAGE_ALLOC_PCP_H
#define INITMEM_MM_PAGE_ALLOC_PCP_H

#include "model/boot.h"

/* The lists of pages that each CPU keeps: struct per_cpu_pages. */

/* Puts a page at the head. */
void pcp_add(struct per_cpu_pages *pcp, uint64_t pfn, enum migratetype mt);

/* Takes the newest page of the type; false if there is none. */
bool pcp_take(struct per_cpu_pages *pcp, enum migratetype mt, uint64_t *pfn);

/* Takes out n pages from the i-th on; 0 is the oldest. */
void pcp_remove(struct per_cpu_pages *pcp, size_t i, size_t n);

#endif
