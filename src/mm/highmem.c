/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/highmem.h"

#include "model/buddy.h"
#include "util/range.h"

/* The part [start, end) of a free range to the zones that span it. */
static void free_to_zones(struct boot *b, uint64_t start, uint64_t end)
{
	while (start < end) {
		struct zone *z = boot_pfn_zone(b, start);
		uint64_t stop = z ? min_u64(end, zone_end_pfn(z)) : end;

		if (z)
			free_single_pages(b, z, start, stop);
		start = stop;
	}
}

void free_highpages(struct boot *b)
{
	const struct kernel *k = b->kernel;
	struct memblock_free_iter it = { 0 };

	if (!k->highmem)
		return;
	boot_enter(b, "free_highpages");
	while (memblock_next_free(&b->memblock, NO_NODE, 0, &it)) {
		uint64_t start = max_u64(pfn_up(k, it.start),
					 b->totals.max_low_pfn);
		uint64_t end = pfn_down(k, it.end);

		if (start >= end)
			continue;
		b->totals.totalram_pages += end - start;
		b->totals.totalhigh_pages += end - start;
		boot_event(b, (struct event){
				      .op = EVENT_PAGE_FREE,
				      .base = start << k->page_shift,
				      .size = (end - start) << k->page_shift,
				      .nid = it.nid, .order = -1, .count = 1,
				      .what = "free high memory to the buddy allocator",
				      .by = "free_highmem_page" });
		free_to_zones(b, start, end);
	}
	boot_leave(b);
}
