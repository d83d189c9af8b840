/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/mm_init/memmap_init.h"

#include <inttypes.h>

#include "journal/journal.h"
#include "mm/page_alloc.h"
#include "mm/sparse.h"
#include "util/range.h"

/* The last zone, whose struct pages may wait, of the node at hand. */
struct deferral {
	uint64_t zone_end; /* of the zone whose pages are counted */
	uint64_t count; /* pages seen in it */
};

/*
 * defer_init(): how far the pages [start, end) of z are initialised now. In a
 * node's last zone that is one section's worth of pages and then up to the
 * next start of a section.
 */
static uint64_t initialised_end(struct boot *b, struct node *n, struct zone *z,
				uint64_t start, uint64_t end,
				struct deferral *d)
{
	uint64_t section, stop;

	if (!b->kernel->deferred_struct_page_init)
		return end;
	section = pages_per_section(b->kernel);
	if (d->zone_end != zone_end_pfn(z)) {
		d->zone_end = zone_end_pfn(z);
		d->count = 0;
	}
	if (zone_end_pfn(z) < n->node_start_pfn + n->node_spanned_pages)
		return end;
	if (n->first_deferred_pfn != NO_DEFERRED_PFN)
		return start;
	stop = d->count >= section ? start : start + (section - d->count);
	stop = align_up(stop, section);
	if (stop >= end) {
		d->count += end - start;
		return end;
	}
	n->first_deferred_pfn = stop;
	return stop;
}

/*
 * Where pageblocks are counted from the zone's start, each page makes its own
 * Movable, but for the first frame of an aligned block: one that has no other
 * page stays as it is.
 */
static bool last_page_is_mute(const struct boot *b, const struct zone *z,
			      uint64_t end)
{
	uint64_t mask = pageblock_nr_pages(b->kernel) - 1;

	return !((end - 1) & mask) && !((end - 1 - z->zone_start_pfn) & mask);
}

/* Where pageblocks are counted from. */
RULE(pageblocks, "pfn_to_bitidx()", ANY_KERNEL,
     VARIANT(PAGEBLOCKS_ALIGNED, "aligned"),
     VARIANT(PAGEBLOCKS_FROM_ZONE_START, "from_zone_start"));

/*
 * Whether the block that `start` lies in has its type from the zone that has
 * the block's first page: a section's types serve all zones in it.
 */
static bool has_type_of_other(const struct boot *b, const struct zone *z,
			      uint64_t start)
{
	uint64_t first = align_down(start, pageblock_nr_pages(b->kernel));
	const struct zone *other = b->kernel->sparsemem && first != start ?
					   boot_pfn_zone(b, first) :
					   NULL;

	return other && other != z &&
	       get_pageblock_migratetype(other, first) == MIGRATE_MOVABLE;
}

/* memmap_init_range(): pageblocks that begin in [start, end) are Movable. */
static void init_range(struct boot *b, struct zone *z, uint64_t start,
		       uint64_t end)
{
	uint64_t block = pageblock_nr_pages(b->kernel);

	if (b->kernel->rules.pageblocks == PAGEBLOCKS_ALIGNED)
		start = has_type_of_other(b, z, start) ?
				align_down(start, block) :
				align_up(start, block);
	else if (last_page_is_mute(b, z, end))
		end--;
	rangemap_set(&z->pageblocks, start, align_up(end, block),
		     MIGRATE_MOVABLE);
}

static bool section_valid(const struct boot *b, uint64_t pfn, uint64_t *end)
{
	const uint64_t pages = pages_per_section(b->kernel);
	const struct rangemap *s = &b->sections;
	size_t i = rangemap_find(s, pfn / pages);
	bool valid = i < s->n && s->v[i].start <= pfn / pages;

	*end = i == s->n ? UINT64_MAX :
	       valid	 ? s->v[i].end * pages :
			   s->v[i].start * pages;
	return valid;
}

/*
 * pfn_valid() of arm64 where it has one of its own: memory that is mapped,
 * inside of a section or not.
 */
static bool mapped_valid(const struct boot *b, uint64_t first, uint64_t *end)
{
	const uint64_t block = pageblock_nr_pages(b->kernel);
	const uint32_t shift = b->kernel->page_shift;
	const struct memblock_region *r =
		memblock_region_above(&b->memblock.memory, first << shift);

	*end = UINT64_MAX;
	if (r)
		*end = max_u64(first + block,
			       align_down(r->base >> shift, block));
	return r && r->base <= first << shift && !(r->flags & MEMBLOCK_NOMAP);
}

/*
 * pfn_valid() as init_unavailable_range() asks it, of the first page of each
 * section or pageblock; *end is where the answer may change.
 */
static bool pfn_valid(const struct boot *b, uint64_t pfn, uint64_t *end)
{
	const uint64_t block = pageblock_nr_pages(b->kernel);
	const uint32_t shift = b->kernel->page_shift;
	const uint64_t first = align_down(pfn, block);
	const struct memblock_region *r;
	bool valid;

	if (b->kernel->sparsemem && b->kernel->arch_pfn_valid)
		return mapped_valid(b, first, end);
	if (b->kernel->sparsemem)
		return section_valid(b, pfn, end);
	if (!b->kernel->arch_pfn_valid) {
		valid = first < b->totals.max_pfn;
		*end = valid ? align_up(b->totals.max_pfn, block) : UINT64_MAX;
		return valid;
	}
	r = memblock_region_above(&b->memblock.memory, first << shift);
	valid = r && r->base < (first + block) << shift;
	*end = valid ? first + block :
	       r     ? align_down(r->base >> shift, block) :
		       UINT64_MAX;
	return valid;
}

/* init_unavailable_range(): pages of a hole that have a struct page. */
static void init_unavailable(struct boot *b, const struct zone *z,
			     uint64_t start, uint64_t end)
{
	uint64_t pages = 0, next;

	for (; start < end; start = next) {
		bool valid = pfn_valid(b, start, &next);

		next = min_u64(next, end);
		if (!valid)
			continue;
		boot_link_pages(b, z, start, next);
		pages += next - start;
	}
	if (pages)
		journal_log(b->journal,
			    "On node %d, zone %s: %" PRIu64
			    " pages in unavailable ranges",
			    z->nid, zone_kind_name(z->kind), pages);
}

/* overlap_memmap_init(): mirrored memory is left to the zone below. */
static bool left_out(const struct boot *b, const struct zone *z, uint32_t flags)
{
	return b->params.kernelcore_mirror && z->kind == ZONE_MOVABLE &&
	       flags & MEMBLOCK_MIRROR;
}

/*
 * memmap_init_zone_range(): the part of a region that z spans. Zones overlap
 * with kernelcore=mirror; the last one that has a page keeps it.
 */
static void init_zone_range(struct boot *b, struct zone *z,
			    const struct memblock_pfn_iter *region,
			    uint64_t *hole, struct deferral *d)
{
	uint64_t zone_end = zone_end_pfn(z);
	uint64_t start =
		clamp_u64(region->start_pfn, z->zone_start_pfn, zone_end);
	uint64_t end = clamp_u64(region->end_pfn, z->zone_start_pfn, zone_end);

	if (start >= end)
		return;
	if (!left_out(b, z, region->flags)) {
		init_range(b, z, start,
			   initialised_end(b, b->nodes[z->nid], z, start, end,
					   d));
		boot_link_pages(b, z, start, end);
	}
	if (*hole < start)
		init_unavailable(b, z, *hole, start);
	*hole = end;
}

static void link_whole_zones(struct boot *b)
{
	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++) {
			const struct zone *z = &b->nodes[n]->zones[i];

			boot_link_pages(b, z, z->zone_start_pfn,
					zone_end_pfn(z));
		}
	}
}

/*
 * memmap_init_zone() over the whole span of each zone: pageblocks whose first
 * page has a struct page are Movable. A section's pageblock types serve all
 * zones in it; else a zone that begins inside a block knows nothing of it.
 */
static void memmap_init_zones(struct boot *b)
{
	uint64_t block = pageblock_nr_pages(b->kernel);
	struct memblock_pfn_iter it = { 0 };

	link_whole_zones(b);
	while (memblock_next_pfn_range(&b->memblock, b->kernel->page_shift,
				       NO_NODE, &it)) {
		struct node *n = boot_node(b, b->kernel->numa ? it.nid : 0);
		uint64_t start = it.start_pfn, end = it.end_pfn;

		if (b->kernel->sparsemem) {
			start = align_down(start, pages_per_section(b->kernel));
			end = align_up(end, pages_per_section(b->kernel));
		}
		for (unsigned i = 0; n && i < n->nr_zones; i++) {
			struct zone *z = &n->zones[i];
			uint64_t lo = z->zone_start_pfn, hi = zone_end_pfn(z);

			if (b->kernel->sparsemem)
				lo = align_down(lo, block);
			lo = clamp_u64(start, lo, hi);
			hi = clamp_u64(end, lo, hi);
			if (lo < hi)
				init_range(b, z, lo, hi);
		}
	}
}

/*
 * NODE_DATA(MAX_NUMNODES) lies behind the last node's; what is read there is
 * no node, and the kernel dies of it.
 */
static int no_such_node(struct boot *b)
{
	journal_inexact(
		b->journal, "log",
		"memory of no node: the kernel reads behind its table of nodes; the lines of the oops that follows are not modelled");
	return journal_oops(b->journal, "memmap_init");
}

/* Which struct pages are set. */
RULE(memmap_init, "memmap_init()", ANY_KERNEL,
     VARIANT(MEMMAP_INIT_OF_RANGES, "of_ranges",
	     .shows = "function memmap_init_range"),
     VARIANT(MEMMAP_INIT_OF_ZONES, "of_zones",
	     .shows = "function memmap_init_zone"));

int memmap_init(struct boot *b)
{
	struct memblock_pfn_iter it = { 0 };
	struct deferral d = { 0 };
	struct zone *last = NULL;
	uint64_t hole = 0, end = 0;

	if (b->kernel->rules.memmap_init == MEMMAP_INIT_OF_ZONES) {
		memmap_init_zones(b);
		return 0;
	}
	while (memblock_next_pfn_range(&b->memblock, b->kernel->page_shift,
				       NO_NODE, &it)) {
		struct node *n = boot_node(b, b->kernel->numa ? it.nid : 0);

		if (!n)
			return no_such_node(b);
		for (unsigned i = 0; i < n->nr_zones; i++) {
			struct zone *z = &n->zones[i];

			if (!zone_populated(z))
				continue;
			init_zone_range(b, z, &it, &hole, &d);
			last = z;
		}
		end = it.end_pfn;
	}
	if (b->kernel->sparsemem)
		end = align_up(end, pages_per_section(b->kernel));
	if (last && hole < end)
		init_unavailable(b, last, hole, end);
	return 0;
}

/* arm's own free_unused_memmap() keeps the struct pages of whole blocks. */
static bool block_valid(const struct boot *b, uint64_t pfn, uint64_t *end)
{
	const uint64_t block = max_order_nr_pages(b->kernel);
	const uint64_t first = align_down(pfn, block);
	const uint32_t shift = b->kernel->page_shift;
	const struct memblock_region *r =
		memblock_region_above(&b->memblock.memory, first << shift);

	*end = first + block;
	return r && r->base < (first + block) << shift;
}

enum page_state memmap_page(struct boot *b, uint64_t pfn, struct zone **z,
			    uint64_t *next)
{
	const struct kernel *k = b->kernel;
	uint64_t end;

	*z = NULL;
	*next = UINT64_MAX;
	if (k->sparsemem && !section_valid(b, pfn, next))
		return PAGE_ABSENT;
	if (k->rules.free_unused_memmap == FREE_MEMMAP_BY_LARGEST_BLOCK) {
		bool valid = block_valid(b, pfn, &end);

		*next = min_u64(*next, end);
		if (!valid)
			return PAGE_FOREIGN;
	}
	*z = boot_zone_run(b, pfn, next);
	return *z ? PAGE_SET : PAGE_FOREIGN;
}
