/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_QUESTIONS_H
#define INITMEM_MODEL_QUESTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/boot.h"

/* What is often asked of the state of a boot. */

/* "3.9 GiB" of that many pages. */
const char *pages_text(const struct boot *b, uint64_t pages, char *buf,
		       size_t len);

/* The zones that have memory, by node, lowest first; free() the array. */
const struct zone **populated_zones(const struct boot *b, size_t *n);

/* What the boot allocator, memblock or bootmem, has reserved. */
uint64_t reserved_bytes(const struct boot *b);

/* The physical addresses of a CMA area. */
struct range cma_area_range(const struct boot *b, const struct cma_area *a);

/* The end of [start, end), or before it the first edge of a CMA area. */
uint64_t cma_edge(const struct boot *b, uint64_t start, uint64_t end);

/* Whether the physical address lies in a CMA area, active or not. */
bool in_cma_area(const struct boot *b, uint64_t addr);

/* --- what there is by now ------------------------------------------------- */

/* Zones count managed pages, or say with present_pages what they have. */
bool zones_have_managed(const struct boot *b);
bool zones_have_cma(const struct boot *b);
/* A CPU has one list of a zone's pages, or two. */
bool pagesets_one_list(const struct boot *b);
/* One list's length is one number for all CPUs, or moves between two. */
bool pagesets_one_high(const struct boot *b);
bool pagesets_have_limits(const struct boot *b);
bool pagesets_hot_cold(const struct boot *b);
/* mem_init() has given the page allocator its pages. */
bool free_lists_filled(const struct boot *b);
bool watermarks_set(const struct boot *b);
/* What is in them is known, be it nothing: hash tables may be due before. */
bool zonelists_known(const struct boot *b);
bool pfns_known(const struct boot *b); /* max_pfn and the like */

#endif
