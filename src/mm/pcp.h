/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_PCP_H
#define INITMEM_MM_PCP_H

#include "model/boot.h"

/*
 * free_hot_page() for each page of [start_pfn, end_pfn), ascending, in the
 * zones that span them. Cost grows with `high` and with the blocks at the ends.
 */
void free_hot_pages(struct boot *b, uint64_t start_pfn, uint64_t end_pfn);

/* Puts a page at the head. */
void pcp_add(struct per_cpu_pages *pcp, uint64_t pfn, enum migratetype mt);

/* Takes the newest page of the type; false if there is none. */
bool pcp_take(struct per_cpu_pages *pcp, enum migratetype mt, uint64_t *pfn);

#endif
