/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/page_alloc/free_hot_page.h"

#include "mm/page_alloc.h"
#include "mm/page_alloc/pcp.h"
#include "util/range.h"

/*
 * How many of the `count` pages there and `n` new ones leave from the tail,
 * when the new ones come one after the other.
 */
static uint64_t leaving(const struct per_cpu_pages *pcp, uint64_t n)
{
	uint64_t all = pcp->count + n;

	/* No page stays: batch is 1 then. */
	if (!pcp->high)
		return all;
	return all < pcp->high ?
		       0 :
		       ((all - pcp->high) / pcp->batch + 1) * pcp->batch;
}

/*
 * free_hot_cold_page() page by page, and its free_pages_bulk(), which is
 * free_pcppages_bulk() later
 */
static void free_to_zone(struct boot *b, struct zone *z, uint64_t start,
			 uint64_t end)
{
	struct per_cpu_pages *pcp = &z->pageset.hot;
	uint64_t out = leaving(pcp, end - start);
	uint64_t old = min_u64(out, pcp->count);

	for (uint64_t i = 0; i < old; i++)
		free_one_page(b, z, pcp->pages[i].pfn, 0, FPI_NONE);
	pcp_remove(pcp, 0, (size_t)old);
	free_ascending(b, z, start, start + out - old, 0);
	for (uint64_t pfn = start + out - old; pfn < end; pfn++)
		pcp_add(pcp, pfn, get_pageblock_migratetype(z, pfn));
}

void free_hot_pages(struct boot *b, uint64_t start_pfn, uint64_t end_pfn)
{
	while (start_pfn < end_pfn) {
		uint64_t stop = end_pfn;
		struct zone *z = boot_zone_run(b, start_pfn, &stop);

		if (z)
			free_to_zone(b, z, start_pfn, stop);
		start_pfn = stop;
	}
}
