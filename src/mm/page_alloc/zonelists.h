/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_PAGE_ALLOC_ZONELISTS_H
#define INITMEM_MM_PAGE_ALLOC_ZONELISTS_H

#include "model/boot.h"

/*
 * build_all_zonelists(), mm/page_alloc.c: in which order each node looks for
 * memory, and whether pages are grouped by mobility. 0.
 */
int build_all_zonelists(struct boot *b);

#endif
