/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/highmem.h"

#include <inttypes.h>

#include "journal/journal.h"
#include "mm/mm_init/free_area_init.h"
#include "mm/page_alloc.h"
#include "util/range.h"

/* The part [start, end) of a free range to the zones it belongs to. */
static void free_to_zones(struct boot *b, uint64_t start, uint64_t end)
{
	while (start < end) {
		uint64_t stop = end;
		struct zone *z = boot_zone_run(b, start, &stop);

		if (z)
			free_ascending(b, z, start, stop, 0);
		start = stop;
	}
}

/* free_highmem_page() for the free pages of [start, end). */
static void free_high_range(struct boot *b, uint64_t start_pfn,
			    uint64_t end_pfn, const char *by)
{
	const struct kernel *k = b->kernel;
	struct memblock_free_iter it = { 0 };

	while (memblock_next_free(&b->memblock, NO_NODE, 0, &it)) {
		uint64_t start = max_u64(pfn_up(k, it.start), start_pfn);
		uint64_t end = min_u64(pfn_down(k, it.end), end_pfn);

		if (start >= end)
			continue;
		b->totals.totalram_pages += end - start;
		b->totals.totalhigh_pages += end - start;
		journal_event_free(b->journal, start, end, it.nid,
				   "free high memory to the buddy allocator",
				   by);
		free_to_zones(b, start, end);
	}
}

void free_highpages(struct boot *b)
{
	if (!b->kernel->highmem)
		return;
	free_high_range(b, b->totals.max_low_pfn, UINT64_MAX,
			"free_highmem_page free_highpages");
}

/*
 * With kernelcore=mirror HighMem spans all of Movable: its pages have just been
 * freed, and bad_page() lets nobody free them again.
 */
static void init_high_zone(struct boot *b, const struct zone *z)
{
	bool again = z->kind == ZONE_MOVABLE && b->params.kernelcore_mirror;

	journal_log(b->journal,
		    "Initializing %s for node %d (%08" PRIx64 ":%08" PRIx64 ")",
		    zone_kind_name(z->kind), z->nid, z->zone_start_pfn,
		    zone_end_pfn(z));
	if (!again)
		free_high_range(
			b, z->zone_start_pfn, zone_end_pfn(z),
			"free_highmem_page add_highpages_with_active_regions");
}

void set_highmem_pages_init(struct boot *b)
{
	if (!b->kernel->highmem)
		return;
	reset_all_zones_managed_pages(b);
	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++) {
			const struct zone *z = &b->nodes[n]->zones[i];

			if (zone_is_highmem(b, z))
				init_high_zone(b, z);
		}
	}
}

void reset_all_zones_managed_pages(struct boot *b)
{
	if (b->managed_pages_reset)
		return;
	b->managed_pages_reset = true;
	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++) {
			b->nodes[n]->zones[i].managed_pages = 0;
			b->nodes[n]->zones[i].managed_below = 0;
		}
	}
}

void highmem_count_ram(struct boot *b, const struct zone *z, uint64_t pages)
{
	b->totals.totalram_pages += pages;
	if (zone_is_highmem(b, z))
		b->totals.totalhigh_pages += pages;
}
