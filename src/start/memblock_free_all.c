/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>

#include "journal/journal.h"
#include "mm/flatmem.h"
#include "mm/highmem.h"
#include "mm/memblock.h"
#include "mm/mm_init/free_area_init.h"
#include "mm/page_alloc.h"
#include "start/calls.h"
#include "util/alloc.h"
#include "util/range.h"

/* memblock_free_all(), mm/memblock.c */

/*
 * A zone whose count of pages is 0 gets no struct pages;
 * init_unavailable_range() gives them to the next zone, as those of a hole.
 * Without sections their pageblock's type is looked up in front of that zone's
 * map, and a list that does not exist is found.
 */
static int free_in_front(struct boot *b)
{
	journal_inexact(
		b->journal, "log",
		"memory lies in a zone that counts no pages: the kernel frees it to another one and dies of it; the lines of the oops are not modelled");
	return journal_oops(b->journal, "__free_one_page");
}

/* early_page_uninitialised(): by the node of the memory, not by the struct
 * page. */
static bool page_is_deferred(struct boot *b, uint64_t pfn)
{
	const struct memblock_region *r =
		memblock_region_above(&b->memblock.memory,
				      pfn << b->kernel->page_shift);
	const struct node *n = r ? boot_node(b, b->kernel->numa ? r->nid : 0) :
				   NULL;

	return n && pfn >= n->first_deferred_pfn;
}

/*
 * A struct page that nothing has set has what its memory had: taken for blank.
 * That of a deferred page is still to come.
 */
static bool is_unset(struct boot *b, uint64_t pfn)
{
	return b->kernel->sparsemem && !boot_pfn_zone(b, pfn) &&
	       !page_is_deferred(b, pfn);
}

/*
 * bad_page(): a blank struct page says that it is mapped, and nothing of the
 * block that it is freed in becomes free. Its tail is looked at before its head.
 */
static void free_unset(struct boot *b, uint64_t start, uint64_t end)
{
	struct zone *z = boot_pfn_zone(b, start);

	for (uint64_t i = 1; i <= end - start; i++) {
		uint64_t pfn = start + i % (end - start);

		if (is_unset(b, pfn))
			journal_log(
				b->journal,
				"BUG: Bad page state in process swapper  pfn:%05" PRIx64,
				pfn);
	}
	journal_inexact(
		b->journal, "nodes",
		"memory is freed whose struct pages nothing has set: they are taken for blank; the other lines about them are not modelled");
	/* Blank is the first zone of node 0. */
	if (z || b->nodes[0])
		free_bad_pages(b, z ? z : &b->nodes[0]->zones[0], start, end);
}

/*
 * memblock_free_pages(), for all blocks at once: pages [start, end) to their
 * zone, except those whose struct pages are not initialised yet.
 */
static int free_to_zone(struct boot *b, uint64_t start, uint64_t end)
{
	while (start < end) {
		uint64_t stop = end, now;
		struct zone *z = boot_zone_run(b, start, &stop);

		if (z && b->kernel->flatmem && start < z->zone_start_pfn)
			return free_in_front(b);
		now = z ? min_u64(stop, b->nodes[z->nid]->first_deferred_pfn) :
			  start;
		if (start < now)
			free_page_range(b, z, start, now);
		if (z && now < stop)
			z->deferred_pages += stop - max_u64(start, now);
		start = stop;
	}
	return 0;
}

/* __free_pages_memory(): the block of [start, end) that has pfn. */
static struct range block_at(const struct boot *b, uint64_t start, uint64_t end,
			     uint64_t pfn)
{
	unsigned order = b->kernel->nr_orders - 1;

	while (align_down(pfn, 1ULL << order) < start ||
	       align_down(pfn, 1ULL << order) + (1ULL << order) > end)
		order--;
	return (struct range){ align_down(pfn, 1ULL << order), 1ULL << order };
}

/* __free_memory_core(), without the blocks that have a page of no known state. */
static int free_range(struct boot *b, uint64_t start, uint64_t end)
{
	uint64_t from = start, stop;

	for (uint64_t pfn = start; pfn < end; pfn = stop) {
		struct range block;

		stop = end;
		boot_zone_run(b, pfn, &stop);
		if (!is_unset(b, pfn))
			continue;
		block = block_at(b, start, end, pfn);
		stop = block.base + block.size;
		if (free_to_zone(b, from, block.base))
			return -1;
		free_unset(b, block.base, stop);
		from = stop;
	}
	return free_to_zone(b, from, end);
}

/* What is reserved gets the node of the memory it lies in. */
static void set_each_node(struct boot *b, bool overshoot)
{
	const struct memblock_type *memory = &b->memblock.memory;

	for (size_t i = 0; i < memory->cnt; i++) {
		const struct memblock_region *r = &memory->regions[i];

		memblock_set_reserved_node(b, r->base,
					   overshoot ? memblock_region_end(r) :
						       r->size,
					   r->nid,
					   "memmap_init_reserved_pages "
					   "free_low_memory_core_early");
	}
}

/*
 * Whether what is reserved gets the node of its memory in the end, or of the
 * last memory that begins below: the end is taken for a size.
 */
RULE(reserved_nodes, "memmap_init_reserved_pages()", WITH_MEMBLOCK,
     VARIANT(RESERVED_NODES_SET, "set",
	     .shows = "variable max_reserved of memmap_init_reserved_pages"),
     VARIANT(RESERVED_NODES_OVERSHOOT, "overshoot",
	     .shows = "function reserve_bootmem_region with parameter nid"),
     VARIANT(RESERVED_NODES_LEFT, "left"));

/*
 * memmap_init_reserved_pages(). Once more where the array has grown meanwhile,
 * and lies somewhere.
 */
static void set_reserved_nodes(struct boot *b)
{
	size_t max;

	switch (b->kernel->rules.reserved_nodes) {
	case RESERVED_NODES_SET:
		do {
			max = b->memblock.reserved.max;
			set_each_node(b, false);
		} while (max != b->memblock.reserved.max);
		break;
	case RESERVED_NODES_OVERSHOOT:
		set_each_node(b, true);
		break;
	case RESERVED_NODES_LEFT:
		break;
	}
}

/* __init_page_from_nid() of the pages [start, end) that are deferred. */
static void init_deferred(struct boot *b, uint64_t start, uint64_t end)
{
	uint64_t block = pageblock_nr_pages(b->kernel);

	while (start < end) {
		uint64_t stop = end, first, last;
		struct zone *z = boot_zone_run(b, start, &stop);

		if (z) {
			first = align_up(max_u64(start,
						 b->nodes[z->nid]
							 ->first_deferred_pfn),
					 block);
			last = align_up(stop, block);
			if (first < stop)
				set_pageblock_migratetype(b, z, first, last,
							  MIGRATE_MOVABLE);
		}
		start = stop;
	}
}

/* Whether reserved pages that are deferred make their pageblock Movable. */
RULE(deferred_reserved, "reserve_bootmem_region()", WITH_MEMBLOCK,
     VARIANT(DEFERRED_RESERVED_MOVABLE, "movable",
	     .shows = "function __init_page_from_nid"),
     VARIANT(DEFERRED_RESERVED_MUTE, "mute",
	     .shows = "no function __init_page_from_nid"));

/* memmap_init_reserved_pages(): the struct pages of what is reserved. */
static void init_reserved_pages(struct boot *b)
{
	const struct kernel *k = b->kernel;
	const struct memblock_type *types[] = { &b->memblock.memory,
						&b->memblock.reserved };

	if (!k->deferred_struct_page_init ||
	    k->rules.deferred_reserved == DEFERRED_RESERVED_MUTE)
		return;
	for (size_t t = 0; t < ARRAY_SIZE(types); t++) {
		for (size_t i = 0; i < types[t]->cnt; i++) {
			const struct memblock_region *r = &types[t]->regions[i];
			bool skip = t ? r->flags & MEMBLOCK_RSRV_NOINIT :
					!(r->flags & MEMBLOCK_NOMAP);

			if (!skip)
				init_deferred(b, pfn_down(k, r->base),
					      pfn_up(k,
						     memblock_region_end(r)));
		}
	}
}

/* How high memory comes to the page allocator: as any memory, or by pages. */
RULE(free_highmem, "memblock_free_all()", WITH_MEMBLOCK,
     VARIANT(FREE_HIGHMEM_WITH_ALL, "with_all",
	     .shows = "symbol arch_mm_preinit"),
     VARIANT(FREE_HIGHMEM_BY_PAGES, "by_pages",
	     .shows = "no symbol arch_mm_preinit"));

/* High memory may be for the architecture to free. */
static bool frees_highmem(const struct boot *b)
{
	return b->kernel->highmem &&
	       b->kernel->rules.free_highmem == FREE_HIGHMEM_WITH_ALL;
}

/* totalhigh_pages(): what zones of high memory have got. */
static void count_highmem(struct boot *b)
{
	for (size_t n = 0; n < b->nr_nodes; n++) {
		if (!b->nodes[n])
			continue;
		for (unsigned i = 0; i < b->nodes[n]->nr_zones; i++) {
			const struct zone *z = &b->nodes[n]->zones[i];

			if (zone_is_highmem(b, z))
				b->totals.totalhigh_pages += z->managed_pages;
		}
	}
}

/* Blocks in which struct pages of holes stay. */
RULE(free_unused_memmap, "free_unused_memmap()", WITH_MEMBLOCK,
     VARIANT(FREE_MEMMAP_BY_PAGEBLOCK, "by_pageblock",
	     .shows = "function free_unused_memmap of mm/memblock.c"),
     VARIANT(FREE_MEMMAP_BY_LARGEST_BLOCK, "by_largest_block",
	     .shows = "function free_unused_memmap of arch/arm/mm/init.c"));

/* free_low_memory_core_early(): free ranges in ascending order. */
int memblock_free_all(struct boot *b)
{
	const struct kernel *k = b->kernel;
	struct memblock_free_iter it = { 0 };
	uint64_t limit = frees_highmem(b) ? UINT64_MAX : b->totals.max_low_pfn;

	if (k->flatmem &&
	    k->rules.free_unused_memmap == FREE_MEMMAP_BY_PAGEBLOCK)
		free_unused_memmap(b);
	reset_all_zones_managed_pages(b);
	b->memblock.movable_node = false;
	memblock_clear_hotplug_all(b);
	set_reserved_nodes(b);
	init_reserved_pages(b);
	while (memblock_next_free(&b->memblock, NO_NODE, 0, &it)) {
		uint64_t start = pfn_up(k, it.start);
		uint64_t end = min_u64(pfn_down(k, it.end), limit);

		if (start >= end)
			continue;
		b->totals.totalram_pages += end - start;
		journal_event_free(b->journal, start, end, it.nid,
				   "free memory to the buddy allocator",
				   "__free_memory_core");
		if (free_range(b, start, end))
			return -1;
	}
	if (frees_highmem(b))
		count_highmem(b);
	return 0;
}
