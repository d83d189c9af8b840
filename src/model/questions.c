/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/questions.h"

#include "util/alloc.h"
#include "util/range.h"
#include "util/size.h"

const char *pages_text(const struct boot *b, uint64_t pages, char *buf,
		       size_t len)
{
	return format_size(pages << b->kernel->page_shift, buf, len);
}

const struct zone **populated_zones(const struct boot *b, size_t *n)
{
	const struct zone **zones = NULL;
	size_t cap = 0;

	*n = 0;
	for (size_t nid = 0; nid < b->nr_nodes; nid++) {
		const struct node *node = b->nodes[nid];

		for (unsigned i = 0; node && i < node->nr_zones; i++) {
			if (!zone_populated(&node->zones[i]))
				continue;
			array_reserve(zones, cap, *n + 1);
			zones[(*n)++] = &node->zones[i];
		}
	}
	return zones;
}

uint64_t reserved_bytes(const struct boot *b)
{
	const struct rangemap *pages = &b->bootmem.reserved;
	uint64_t n = 0;

	if (!kernel_has_bootmem(b->kernel))
		return b->memblock.reserved.total_size;
	for (size_t i = 0; i < pages->n; i++)
		n += pages->v[i].end - pages->v[i].start;
	return n << b->kernel->page_shift;
}

struct range cma_area_range(const struct boot *b, const struct cma_area *a)
{
	return (struct range){ a->base_pfn << b->kernel->page_shift,
			       a->count << b->kernel->page_shift };
}

uint64_t cma_edge(const struct boot *b, uint64_t start, uint64_t end)
{
	for (size_t i = 0; i < b->nr_cma_areas; i++) {
		struct range r = cma_area_range(b, &b->cma_areas[i]);

		if (r.base > start)
			end = min_u64(end, r.base);
		if (r.base + r.size > start)
			end = min_u64(end, r.base + r.size);
	}
	return end;
}

bool in_cma_area(const struct boot *b, uint64_t addr)
{
	uint64_t pfn = addr >> b->kernel->page_shift;

	for (size_t i = 0; i < b->nr_cma_areas; i++) {
		const struct cma_area *c = &b->cma_areas[i];

		if (pfn >= c->base_pfn && pfn - c->base_pfn < c->count)
			return true;
	}
	return false;
}

bool zones_have_managed(const struct boot *b)
{
	return kernel_has_managed_pages(b->kernel);
}

bool zones_have_cma(const struct boot *b)
{
	return b->kernel->cma;
}

bool pagesets_one_list(const struct boot *b)
{
	return !pagesets_hot_cold(b);
}

bool pagesets_one_high(const struct boot *b)
{
	return pagesets_one_list(b) && !pagesets_have_limits(b);
}

bool pagesets_have_limits(const struct boot *b)
{
	return kernel_has_pageset_limits(b->kernel);
}

bool pagesets_hot_cold(const struct boot *b)
{
	return kernel_has_hot_cold_pages(b->kernel);
}

bool free_lists_filled(const struct boot *b)
{
	return b->totals.totalram_pages != 0;
}

bool watermarks_set(const struct boot *b)
{
	return b->totals.has_reserve;
}

bool zonelists_known(const struct boot *b)
{
	return b->zonelists_built || b->vfs_caches_early;
}

bool pfns_known(const struct boot *b)
{
	return b->totals.has_pfns;
}
