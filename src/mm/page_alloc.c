/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/page_alloc.h"

#include <stdlib.h>

#include "journal/journal.h"
#include "mm/page_alloc/pcp.h"
#include "model/boot.h"
#include "util/alloc.h"
#include "util/range.h"

/* MIGRATE_PCPTYPES: the types that pageblocks may be merged across. */
#define MIGRATE_PCPTYPES 3

static bool mergeable(enum migratetype mt)
{
	return mt < MIGRATE_PCPTYPES;
}

static bool alike(enum migratetype a, enum migratetype b)
{
	return a == b || (mergeable(a) && mergeable(b));
}

enum migratetype get_pageblock_migratetype(const struct zone *z, uint64_t pfn)
{
	const struct rangemap_extent *e = rangemap_at(&z->pageblocks, pfn);

	return e ? (enum migratetype)e->tag : MIGRATE_UNMOVABLE;
}

void set_pageblock_migratetype(struct boot *b, struct zone *z,
			       uint64_t start_pfn, uint64_t end_pfn,
			       enum migratetype mt)
{
	if (b->page_group_by_mobility_disabled && mergeable(mt))
		mt = MIGRATE_UNMOVABLE;
	rangemap_set(&z->pageblocks, start_pfn, end_pfn, mt);
}

/* Which end of its list a free block goes to. */
RULE(free_block_place, "__free_one_page()", ANY_KERNEL,
     VARIANT(FREE_BLOCK_AS_ASKED, "as_asked", .shows = "type fpi_t"),
     VARIANT(FREE_BLOCK_BY_MERGE, "by_merge", .shows = "no type fpi_t"),
     VARIANT(FREE_BLOCK_TO_HEAD, "to_head"));

/* Which end of its list a free block goes to. */
static const struct block_place {
	bool as_asked; /* the tail, where the caller wants it */
	bool by_merge; /* the tail, where it is likely to grow soon */
} block_places[] = {
	[FREE_BLOCK_AS_ASKED] = { true, true },
	[FREE_BLOCK_BY_MERGE] = { false, true },
	[FREE_BLOCK_TO_HEAD] = { false, false },
};

static const struct block_place *place_of(const struct boot *b)
{
	return &block_places[b->kernel->rules.free_block_place];
}

static void count_free(struct zone *z, enum migratetype mt, int64_t pages)
{
	z->nr_free_pages += (uint64_t)pages;
	if (mt == MIGRATE_CMA)
		z->nr_free_cma += (uint64_t)pages;
}

void count_managed(const struct boot *b, struct zone *z, uint64_t pages)
{
	if (kernel_has_managed_pages(b->kernel))
		z->managed_pages += pages;
}

static struct free_list *list_of(struct zone *z, unsigned order,
				 enum migratetype mt)
{
	return &z->free_area[order].lists[mt];
}

static void add_block(struct zone *z, uint64_t pfn, unsigned order,
		      enum migratetype mt, bool tail)
{
	if (tail)
		free_list_add_tail(list_of(z, order, mt), order, pfn);
	else
		free_list_add_head(list_of(z, order, mt), order, pfn);
	z->free_area[order].nr_free++;
}

/* The list of free blocks of `order` that pfn heads; -1: it heads none. */
static int find_block(const struct zone *z, uint64_t pfn, unsigned order)
{
	if (!z->free_area[order].nr_free)
		return -1;
	for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++) {
		if (free_list_contains(&z->free_area[order].lists[mt], pfn))
			return mt;
	}
	return -1;
}

static void take_block(struct zone *z, uint64_t pfn, unsigned order, int mt)
{
	free_list_remove(list_of(z, order, (enum migratetype)mt), pfn);
	z->free_area[order].nr_free--;
}

/*
 * Whether the freed block is likely to merge soon: the buddy of the pair that
 * it is half of is free (buddy_merge_likely()).
 */
static bool merge_likely(const struct boot *b, const struct zone *z,
			 uint64_t pfn, uint64_t buddy, unsigned order)
{
	uint64_t higher = pfn & buddy;

	return order + 2 < b->kernel->nr_orders &&
	       find_block(z, higher ^ (2ULL << order), order + 1) >= 0;
}

/*
 * The type of the pageblocks of a buddy that a freed block merges with; of the
 * first of them.
 */
RULE(merged_type, "__free_one_page()", ANY_KERNEL,
     VARIANT(MERGED_TYPE_OF_FREED, "of_freed",
	     .shows = "call of change_pageblock_range in __free_one_page"),
     VARIANT(MERGED_TYPE_OF_FREED_ONCE, "of_freed_once",
	     .shows = "function try_to_claim_block, no such call"),
     VARIANT(MERGED_TYPE_KEPT, "kept"));

/* The pageblocks of a buddy that a block of that type merges with. */
static void change_merged(struct boot *b, struct zone *z, uint64_t buddy,
			  unsigned order, enum migratetype mt)
{
	uint64_t pages = 1ULL << order;

	switch (b->kernel->rules.merged_type) {
	case MERGED_TYPE_OF_FREED_ONCE:
		pages = pageblock_nr_pages(b->kernel);
		break;
	case MERGED_TYPE_KEPT:
		return;
	case MERGED_TYPE_OF_FREED:
		break;
	}
	set_pageblock_migratetype(b, z, buddy, buddy + pages, mt);
}

/*
 * Which blocks of a pageblock and more merge: those of like types, or any. No
 * block is isolated so early.
 */
RULE(buddy_merge, "__free_one_page()", ANY_KERNEL,
     VARIANT(BUDDY_MERGE_ALIKE, "alike",
	     .shows = "no variable max_order of __free_one_page",
	     .since = "5.18"),
     VARIANT(BUDDY_MERGE_ANY, "any",
	     .shows = "variable max_order of __free_one_page"));

/* __free_one_page() */
static void free_block(struct boot *b, struct zone *z, uint64_t pfn,
		       unsigned order, enum fpi fpi)
{
	const struct kernel *k = b->kernel;
	enum migratetype mt = get_pageblock_migratetype(z, pfn);
	uint64_t buddy = pfn ^ (1ULL << order);
	const struct block_place *place = place_of(b);
	bool tail;

	count_free(z, mt, (int64_t)1 << order);
	while (order + 1 < k->nr_orders) {
		int list;

		buddy = pfn ^ (1ULL << order);
		list = find_block(z, buddy, order);
		if (list < 0)
			break;
		if (order >= k->pageblock_order &&
		    k->rules.buddy_merge == BUDDY_MERGE_ALIKE &&
		    !alike(mt, get_pageblock_migratetype(z, buddy)))
			break;
		take_block(z, buddy, order, list);
		if (order >= k->pageblock_order)
			change_merged(b, z, buddy, order, mt);
		pfn &= buddy;
		order++;
	}
	tail = (fpi == FPI_TO_TAIL && place->as_asked) ||
	       (place->by_merge && merge_likely(b, z, pfn, buddy, order));
	add_block(z, pfn, order, mt, tail);
}

/* What a block above a pageblock is freed as. */
RULE(free_large, "__free_pages_ok()", ANY_KERNEL,
     VARIANT(FREE_LARGE_BY_PAGEBLOCK, "by_pageblock",
	     .shows = "function split_large_buddy"),
     VARIANT(FREE_LARGE_WHOLE, "whole",
	     .shows = "no function split_large_buddy"));

/* split_large_buddy(), where blocks are freed by pageblocks */
void free_one_page(struct boot *b, struct zone *z, uint64_t pfn, unsigned order,
		   enum fpi fpi)
{
	uint64_t end = pfn + (1ULL << order);

	if (b->kernel->rules.free_large == FREE_LARGE_BY_PAGEBLOCK)
		order = (unsigned)min_u64(order, b->kernel->pageblock_order);
	for (; pfn < end; pfn += 1ULL << order)
		free_block(b, z, pfn, order, fpi);
}

/* Blocks of the largest order, given back one after the other. */
static void add_largest(const struct boot *b, struct zone *z,
			enum migratetype mt, uint64_t pfn, uint64_t count)
{
	unsigned max = b->kernel->nr_orders - 1;

	if (!place_of(b)->as_asked)
		free_list_add_head_run(list_of(z, max, mt), max, pfn, count);
	else
		free_list_add_tail_run(list_of(z, max, mt), max, pfn, count);
}

/*
 *   start                                            end
 *     |-head-|--------whole largest blocks-------|-tail-|
 *
 * The head and tail pieces may merge with neighbours; the blocks between are
 * of the largest order, which merges with nothing.
 */
void free_page_range(struct boot *b, struct zone *z, uint64_t start_pfn,
		     uint64_t end_pfn)
{
	unsigned max = b->kernel->nr_orders - 1;
	uint64_t pfn = start_pfn;

	count_managed(b, z, end_pfn - start_pfn);
	while (pfn < end_pfn) {
		unsigned order = pfn ? (unsigned)__builtin_ctzll(pfn) : max;

		if (order >= max && end_pfn - pfn >= 1ULL << max) {
			const struct rangemap_extent *e =
				rangemap_at(&z->pageblocks, pfn);
			uint64_t stop = end_pfn, count;

			/* one list for as long as the type stays the same */
			if (e)
				stop = min_u64(stop, e->end);
			count = (stop - pfn) >> max;
			if (e && count) {
				enum migratetype mt = (enum migratetype)e->tag;

				add_largest(b, z, mt, pfn, count);
				z->free_area[max].nr_free += count;
				count_free(z, mt, (int64_t)(count << max));
				pfn += count << max;
				continue;
			}
		}
		if (order > max)
			order = max;
		while (end_pfn - pfn < 1ULL << order)
			order--;
		free_one_page(b, z, pfn, order, FPI_TO_TAIL);
		pfn += 1ULL << order;
	}
}

void free_bad_pages(struct boot *b, struct zone *z, uint64_t start_pfn,
		    uint64_t end_pfn)
{
	unsigned shift = b->kernel->page_shift;

	count_managed(b, z, end_pfn - start_pfn);
	journal_own(b->journal, start_pfn << shift,
		    (end_pfn - start_pfn) << shift,
		    "lost: found in a bad state when it was freed", "bad_page");
}

void free_cma_range(struct boot *b, struct zone *z, uint64_t start_pfn,
		    uint64_t end_pfn)
{
	unsigned max = b->kernel->nr_orders - 1;
	unsigned order = b->kernel->pageblock_order;
	uint64_t pfn = start_pfn;

	count_managed(b, z, end_pfn - start_pfn);
	z->cma_pages += end_pfn - start_pfn;
	rangemap_set(&z->pageblocks, start_pfn, end_pfn, MIGRATE_CMA);
	while (pfn < end_pfn) {
		uint64_t count = (end_pfn - pfn) >> max;

		if (count && !(pfn & ((1ULL << max) - 1))) {
			free_list_add_head_run(list_of(z, max, MIGRATE_CMA),
					       max, pfn, count);
			z->free_area[max].nr_free += count;
			count_free(z, MIGRATE_CMA, (int64_t)(count << max));
			pfn += count << max;
		} else {
			free_one_page(b, z, pfn, order, FPI_NONE);
			pfn += 1ULL << order;
		}
	}
}

void free_ascending(struct boot *b, struct zone *z, uint64_t start_pfn,
		    uint64_t end_pfn, unsigned order)
{
	unsigned max = b->kernel->nr_orders - 1;
	uint64_t pfn = start_pfn;

	count_managed(b, z, end_pfn - start_pfn);
	while (pfn < end_pfn) {
		const struct rangemap_extent *e =
			rangemap_at(&z->pageblocks, pfn);
		uint64_t stop = e ? min_u64(end_pfn, e->end) : pfn;
		uint64_t count = (stop - pfn) >> max;
		enum migratetype mt;

		if (!count || (pfn & ((1ULL << max) - 1))) {
			free_one_page(b, z, pfn, order, FPI_NONE);
			pfn += 1ULL << order;
			continue;
		}
		mt = (enum migratetype)e->tag;
		free_list_add_head_run(list_of(z, max, mt), max, pfn, count);
		z->free_area[max].nr_free += count;
		count_free(z, mt, (int64_t)(count << max));
		pfn += count << max;
	}
}

/* ALLOC_* of this attempt. */
struct attempt {
	const struct page_request *req;
	bool cma; /* CMA pages may be used */
	bool nofragment; /* do not break into pageblocks of other types */
};

/* fallbacks[][]: whose blocks to take when a type has none, best first. */
static const enum migratetype fallbacks[MIGRATE_PCPTYPES][2] = {
	[MIGRATE_UNMOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE },
	[MIGRATE_MOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE },
	[MIGRATE_RECLAIMABLE] = { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE },
};

/* expand(): hands back the upper halves, largest first. */
static void expand(struct zone *z, uint64_t pfn, unsigned order, unsigned from,
		   enum migratetype mt)
{
	while (from > order) {
		from--;
		add_block(z, pfn + (1ULL << from), from, mt, false);
	}
}

/* The first block of its list, of which 2^order pages are taken. */
static uint64_t take_head(struct zone *z, unsigned order, unsigned from,
			  enum migratetype mt)
{
	uint64_t pfn = free_list_head(list_of(z, from, mt));

	take_block(z, pfn, from, (int)mt);
	expand(z, pfn, order, from, mt);
	count_free(z, mt, -((int64_t)1 << order));
	return pfn;
}

/* __rmqueue_smallest() */
static uint64_t rmqueue_smallest(const struct boot *b, struct zone *z,
				 unsigned order, enum migratetype mt)
{
	for (unsigned o = order; o < b->kernel->nr_orders; o++) {
		if (!free_list_empty(list_of(z, o, mt)))
			return take_head(z, order, o, mt);
	}
	return NO_PFN;
}

static bool can_steal(const struct boot *b, unsigned order, enum migratetype mt)
{
	unsigned pageblock = b->kernel->pageblock_order;

	return order >= pageblock || order >= pageblock / 2 ||
	       mt == MIGRATE_RECLAIMABLE || mt == MIGRATE_UNMOVABLE ||
	       b->page_group_by_mobility_disabled;
}

/* find_suitable_fallback(): a type with a block of this order; -1: none. */
static int find_fallback(struct zone *z, unsigned order, enum migratetype mt)
{
	if (!z->free_area[order].nr_free)
		return -1;
	for (int i = 0; i < 2; i++) {
		if (!free_list_empty(list_of(z, order, fallbacks[mt][i])))
			return (int)fallbacks[mt][i];
	}
	return -1;
}

static void move_block(const struct boot *b, struct zone *z, uint64_t pfn,
		       unsigned order, int from, enum migratetype to)
{
	take_block(z, pfn, order, from);
	add_block(z, pfn, order, to, place_of(b)->as_asked);
}

uint64_t move_freepages(struct boot *b, struct zone *z, uint64_t start,
			uint64_t end, enum migratetype mt)
{
	uint64_t pfn = start, moved = 0;

	while (pfn < end) {
		unsigned order = 0;
		int list = -1;

		for (; order < b->kernel->nr_orders && list < 0; order++)
			list = find_block(z, pfn, order);
		if (list < 0) {
			pfn++;
			continue;
		}
		order--;
		move_block(b, z, pfn, order, list, mt);
		moved += 1ULL << order;
		pfn += 1ULL << order;
	}
	return moved;
}

/* What becomes of a block of another type. */
RULE(fallback, "__rmqueue_fallback()", ANY_KERNEL,
     VARIANT(FALLBACK_CLAIM, "claim", .shows = "function __rmqueue_claim"),
     VARIANT(FALLBACK_STEAL, "steal",
	     .shows = "function steal_suitable_fallback of type void"),
     VARIANT(FALLBACK_EXPAND, "expand",
	     .shows = "function __rmqueue_fallback of type struct page *"));

/* steal_suitable_fallback() for a block of at most a pageblock. */
static void steal_pageblock(struct boot *b, struct zone *z, uint64_t pfn,
			    unsigned order, enum migratetype from,
			    enum migratetype mt)
{
	uint64_t pages = pageblock_nr_pages(b->kernel), moved, alike = 0;
	uint64_t start = align_down(pfn, pages), end = start + pages;
	enum migratetype old = get_pageblock_migratetype(z, pfn);

	if (start < z->zone_start_pfn)
		start = pfn;
	if (end > zone_end_pfn(z)) {
		if (b->kernel->rules.fallback == FALLBACK_EXPAND) {
			if (b->page_group_by_mobility_disabled)
				set_pageblock_migratetype(b, z, start, end, mt);
			return;
		}
		move_block(b, z, pfn, order, (int)from, mt);
		return;
	}
	moved = move_freepages(b, z, start, end, mt);
	if (mt != MIGRATE_MOVABLE && old == MIGRATE_MOVABLE &&
	    b->kernel->rules.fallback == FALLBACK_STEAL)
		alike = pages - moved;
	if (moved + alike >= pages / 2 || b->page_group_by_mobility_disabled)
		set_pageblock_migratetype(b, z, align_down(pfn, pages), end,
					  mt);
}

static void steal(struct boot *b, struct zone *z, unsigned order,
		  enum migratetype from, enum migratetype mt)
{
	uint64_t pfn = free_list_head(list_of(z, order, from));

	if (order >= b->kernel->pageblock_order) {
		set_pageblock_migratetype(b, z, pfn, pfn + (1ULL << order), mt);
		move_block(b, z, pfn, order, (int)from, mt);
	} else if (!can_steal(b, order, mt)) {
		move_block(b, z, pfn, order, (int)from, mt);
	} else {
		steal_pageblock(b, z, pfn, order, from, mt);
	}
}

/*
 * __rmqueue_fallback() where the block that is found is taken out and split at
 * once, whether its pageblock changes hands or not. NO_PFN: none is found.
 */
static uint64_t rmqueue_fallback_expand(struct boot *b, struct zone *z,
					unsigned order, enum migratetype mt)
{
	int from = -1, list;
	uint64_t pfn;
	unsigned o;

	for (o = b->kernel->nr_orders; o-- > order;) {
		from = find_fallback(z, o, mt);
		if (from >= 0)
			break;
	}
	if (from < 0)
		return NO_PFN;
	pfn = free_list_head(list_of(z, o, (enum migratetype)from));
	if (o >= b->kernel->pageblock_order)
		set_pageblock_migratetype(b, z, pfn, pfn + (1ULL << o), mt);
	else if (can_steal(b, o, mt))
		steal_pageblock(b, z, pfn, o, (enum migratetype)from, mt);
	list = find_block(z, pfn, o);
	take_block(z, pfn, o, list);
	expand(z, pfn, order, o, mt);
	count_free(z, mt, -((int64_t)1 << order));
	return pfn;
}

/* Free pages in [start, end). */
static uint64_t count_free_pages(const struct boot *b, const struct zone *z,
				 uint64_t start, uint64_t end)
{
	uint64_t pages = 0;

	while (start < end) {
		unsigned order = 0;

		while (order < b->kernel->nr_orders &&
		       find_block(z, start, order) < 0)
			order++;
		if (order == b->kernel->nr_orders) {
			start++;
			continue;
		}
		pages += 1ULL << order;
		start += 1ULL << order;
	}
	return pages;
}

/*
 * try_to_steal_block() below a pageblock: the whole pageblock of pfn changes
 * hands if half of it is free, or not movable where that is alike enough. No
 * page is movable so early.
 */
static bool claim_pageblock(struct boot *b, struct zone *z, uint64_t pfn,
			    enum migratetype mt)
{
	uint64_t pages = pageblock_nr_pages(b->kernel), alike = 0, free;
	uint64_t start = align_down(pfn, pages), end = start + pages;

	if (start < z->zone_start_pfn || end > zone_end_pfn(z))
		return false;
	free = count_free_pages(b, z, start, end);
	if (mt != MIGRATE_MOVABLE &&
	    get_pageblock_migratetype(z, pfn) == MIGRATE_MOVABLE)
		alike = pages - free;
	if (free + alike < pages / 2 && !b->page_group_by_mobility_disabled)
		return false;
	move_freepages(b, z, start, end, mt);
	set_pageblock_migratetype(b, z, start, end, mt);
	return true;
}

/* try_to_steal_block(): of the block at the head of `from`. */
static uint64_t claim_block(struct boot *b, struct zone *z, unsigned have,
			    enum migratetype from, const struct page_request *r)
{
	uint64_t pfn = free_list_head(list_of(z, have, from));

	if (get_pageblock_migratetype(z, pfn) == MIGRATE_HIGHATOMIC)
		return NO_PFN;
	if (have < b->kernel->pageblock_order)
		return claim_pageblock(b, z, pfn, r->mt) ?
			       rmqueue_smallest(b, z, r->order, r->mt) :
			       NO_PFN;
	take_block(z, pfn, have, (int)from);
	set_pageblock_migratetype(b, z, pfn, pfn + (1ULL << have), r->mt);
	expand(z, pfn, r->order, have, r->mt);
	count_free(z, r->mt, -((int64_t)1 << r->order));
	return pfn;
}

/* __rmqueue_claim(): the largest block whose pageblock can change hands. */
static uint64_t rmqueue_claim(struct boot *b, struct zone *z,
			      const struct attempt *a)
{
	const struct page_request *r = a->req;
	unsigned least = r->order;

	if (a->nofragment)
		least = (unsigned)max_u64(least, b->kernel->pageblock_order);
	for (unsigned o = b->kernel->nr_orders; o-- > least;) {
		int from = find_fallback(z, o, r->mt);
		uint64_t pfn;

		if (from < 0)
			continue;
		if (!can_steal(b, o, r->mt))
			break;
		pfn = claim_block(b, z, o, (enum migratetype)from, r);
		if (pfn != NO_PFN)
			return pfn;
	}
	return NO_PFN;
}

/* __rmqueue_steal(): the smallest block, whose pageblock stays as it is. */
static uint64_t rmqueue_steal(struct boot *b, struct zone *z,
			      const struct page_request *r)
{
	for (unsigned o = r->order; o < b->kernel->nr_orders; o++) {
		int from = find_fallback(z, o, r->mt);

		if (from >= 0)
			return take_head(z, r->order, o,
					 (enum migratetype)from);
	}
	return NO_PFN;
}

/* __rmqueue() that claims pageblocks, or else steals single blocks. */
static uint64_t rmqueue_by_claim(struct boot *b, struct zone *z,
				 const struct attempt *a)
{
	const struct page_request *r = a->req;
	uint64_t pfn = rmqueue_smallest(b, z, r->order, r->mt);

	if (pfn == NO_PFN && a->cma)
		pfn = rmqueue_smallest(b, z, r->order, MIGRATE_CMA);
	if (pfn == NO_PFN)
		pfn = rmqueue_claim(b, z, a);
	if (pfn == NO_PFN && !a->nofragment)
		pfn = rmqueue_steal(b, z, r);
	return pfn;
}

/* The reserve is for when nothing else is left. */
static uint64_t rmqueue_reserve(struct boot *b, struct zone *z, unsigned order)
{
	return rmqueue_smallest(b, z, order, MIGRATE_RESERVE);
}

/* __rmqueue_fallback(): true when a block was moved to mt's lists. */
static bool rmqueue_fallback(struct boot *b, struct zone *z, unsigned order,
			     enum migratetype mt, bool nofragment)
{
	unsigned least = order, o;
	int from = -1;

	if (nofragment && order < b->kernel->pageblock_order)
		least = b->kernel->pageblock_order;
	for (o = b->kernel->nr_orders; o-- > least;) {
		from = find_fallback(z, o, mt);
		if (from >= 0)
			break;
	}
	if (from < 0)
		return false;
	if (!can_steal(b, o, mt) && mt == MIGRATE_MOVABLE && o > order) {
		for (o = order; o < b->kernel->nr_orders; o++) {
			from = find_fallback(z, o, mt);
			if (from >= 0)
				break;
		}
	}
	steal(b, z, o, (enum migratetype)from, mt);
	return true;
}

/* __rmqueue(), and in it __rmqueue_cma_fallback() */
static uint64_t rmqueue(struct boot *b, struct zone *z, const struct attempt *a)
{
	const struct page_request *r = a->req;
	uint64_t pfn;

	if (a->cma && z->nr_free_cma > z->nr_free_pages / 2) {
		pfn = rmqueue_smallest(b, z, r->order, MIGRATE_CMA);
		if (pfn != NO_PFN)
			return pfn;
	}
	if (b->kernel->rules.fallback == FALLBACK_CLAIM)
		return rmqueue_by_claim(b, z, a);
	do {
		pfn = rmqueue_smallest(b, z, r->order, r->mt);
		if (pfn == NO_PFN && a->cma)
			pfn = rmqueue_smallest(b, z, r->order, MIGRATE_CMA);
		if (pfn == NO_PFN &&
		    b->kernel->rules.fallback == FALLBACK_EXPAND)
			pfn = rmqueue_fallback_expand(b, z, r->order, r->mt);
	} while (pfn == NO_PFN && b->kernel->rules.fallback == FALLBACK_STEAL &&
		 rmqueue_fallback(b, z, r->order, r->mt, a->nofragment));
	return pfn == NO_PFN ? rmqueue_reserve(b, z, r->order) : pfn;
}

/*
 * buffered_rmqueue() of a single page, and its rmqueue_bulk(): from the boot
 * CPU's hot list, which takes a batch where it has no page of the type. The
 * first page of the batch is at the head.
 */
static uint64_t rmqueue_hot(struct boot *b, struct zone *z,
			    const struct attempt *a)
{
	struct per_cpu_pages *pcp = &z->pageset.hot;
	uint64_t *batch, pfn;
	size_t n = 0;

	if (pcp_take(pcp, a->req->mt, &pfn))
		return pfn;
	batch = xcalloc((size_t)pcp->batch, sizeof(*batch));
	while (n < pcp->batch && (batch[n] = rmqueue(b, z, a)) != NO_PFN)
		n++;
	while (n)
		pcp_add(pcp, batch[--n], a->req->mt);
	free(batch);
	return pcp_take(pcp, a->req->mt, &pfn) ? pfn : NO_PFN;
}

static bool has_block(struct boot *b, struct zone *z, unsigned order, bool cma)
{
	for (; order < b->kernel->nr_orders; order++) {
		for (int mt = 0; mt < MIGRATE_PCPTYPES; mt++) {
			if (!free_list_empty(
				    list_of(z, order, (enum migratetype)mt)))
				return true;
		}
		if (cma && !free_list_empty(list_of(z, order, MIGRATE_CMA)))
			return true;
	}
	return false;
}

/* __zone_watermark_ok() */
static bool watermark_ok(struct boot *b, struct zone *z,
			 const struct attempt *a, unsigned highest)
{
	uint64_t unusable = (1ULL << a->req->order) - 1;
	uint64_t least = z->watermark_low + z->lowmem_reserve[highest];

	if (!a->cma)
		unusable += z->nr_free_cma;
	if (z->nr_free_pages <= unusable ||
	    z->nr_free_pages - unusable <= least)
		return false;
	return !a->req->order || has_block(b, z, a->req->order, a->cma);
}

/* alloc_flags_nofragment() */
static bool wants_nofragment(const struct boot *b, const struct zone *preferred)
{
	int dma32 = kernel_zone_index(b->kernel, ZONE_DMA32);

	if (dma32 < 0 || preferred->kind != ZONE_NORMAL)
		return false;
	return boot_nr_online_nodes(b) <= 1 ||
	       zone_populated(&b->nodes[preferred->nid]->zones[dma32]);
}

static uint64_t take_from_zone(struct boot *b, struct zone *z,
			       const struct attempt *a, unsigned highest)
{
	uint64_t pfn;

	if (!watermark_ok(b, z, a, highest) &&
	    !deferred_grow_zone(b, z, a->req->order))
		return NO_PFN;
	do {
		pfn = kernel_has_hot_cold_pages(b->kernel) && !a->req->order ?
			      rmqueue_hot(b, z, a) :
			      rmqueue(b, z, a);
	} while (pfn == NO_PFN && deferred_grow_zone(b, z, a->req->order));
	return pfn;
}

/* The first zone of the list that the request may use. */
static struct zone *preferred_zone(struct boot *b,
				   const struct zoneref_list *list,
				   unsigned highest)
{
	for (size_t i = 0; i < list->n; i++) {
		if (list->v[i].zone <= highest)
			return &b->nodes[list->v[i].nid]->zones[list->v[i].zone];
	}
	return NULL;
}

/* One round of get_page_from_freelist() over the list. */
static uint64_t try_list(struct boot *b, const struct zoneref_list *list,
			 unsigned highest, const struct zone *preferred,
			 const struct attempt *a)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct zoneref *ref = &list->v[i];
		uint64_t pfn;

		if (ref->zone > highest)
			continue;
		if (a->nofragment && ref->nid != preferred->nid)
			break;
		pfn = take_from_zone(b, &b->nodes[ref->nid]->zones[ref->zone],
				     a, highest);
		if (pfn != NO_PFN)
			return pfn;
	}
	return NO_PFN;
}

/* What becomes of nodes whose kswapd does not wait, as none does so early. */
RULE(busy_nodes, "get_page_from_freelist()", ANY_KERNEL,
     VARIANT(BUSY_NODES_LAST, "last",
	     .shows = "variable skip_kswapd_nodes of get_page_from_freelist"),
     VARIANT(BUSY_NODES_TRIED, "tried", .shows = "no such variable"));

/*
 * The first round passes over nodes whose kswapd does not wait, and gives up to
 * avoid fragments where it comes to another node. No kswapd runs yet.
 */
static bool first_round_leaves(const struct boot *b,
			       const struct zoneref_list *list,
			       unsigned highest, const struct zone *preferred)
{
	if (b->kernel->rules.busy_nodes == BUSY_NODES_TRIED ||
	    boot_nr_online_nodes(b) <= 1)
		return false;
	for (size_t i = 0; i < list->n; i++) {
		if (list->v[i].zone <= highest &&
		    list->v[i].nid != preferred->nid)
			return true;
	}
	return false;
}

/* gfp_zone(): index of the highest zone that the request may use. */
static unsigned highest_zone(const struct kernel *k, enum zone_kind kind)
{
	unsigned highest = 0;

	if (kernel_zone_index(k, kind) < 0)
		kind = ZONE_NORMAL;
	for (unsigned i = 0; i < k->nr_zones; i++) {
		if (k->zones[i] <= kind)
			highest = i;
	}
	return highest;
}

/* A CPU on a node that is none: node_zonelist() follows no pointer. */
static uint64_t no_such_node(struct boot *b)
{
	journal_inexact(
		b->journal, "log",
		"a CPU on a node that is none: the kernel reads where no struct of a node lies; the lines of the oops that follows are not modelled");
	journal_oops(b->journal, "__alloc_pages");
	return NO_PFN;
}

static uint64_t alloc_pages_of(struct boot *b, const struct page_request *req,
			       const struct node *n)
{
	const struct zoneref_list *list = req->thisnode ? &n->nofallback :
							  &n->fallback;
	unsigned highest = highest_zone(b->kernel, req->highest);
	struct zone *preferred = preferred_zone(b, list, highest);
	struct page_request r = *req;
	struct attempt a = { .req = &r };
	uint64_t pfn;

	if (!preferred)
		return NO_PFN;
	if (b->page_group_by_mobility_disabled)
		r.mt = MIGRATE_UNMOVABLE;
	a.cma = b->kernel->cma && r.mt == MIGRATE_MOVABLE;
	a.nofragment = wants_nofragment(b, preferred) &&
		       !first_round_leaves(b, list, highest, preferred);
	pfn = try_list(b, list, highest, preferred, &a);
	if (pfn == NO_PFN && a.nofragment) {
		a.nofragment = false;
		pfn = try_list(b, list, highest, preferred, &a);
	}
	if (pfn == NO_PFN)
		return NO_PFN;
	journal_event(b->journal,
		      (struct event){ .op = EVENT_PAGE_ALLOC,
				      .base = pfn << b->kernel->page_shift,
				      .size = kernel_page_size(b->kernel)
					      << r.order,
				      .nid = r.nid,
				      .order = (int)r.order,
				      .count = 1,
				      .what = r.what,
				      .by = r.by });
	return pfn;
}

uint64_t alloc_pages(struct boot *b, const struct page_request *req)
{
	const struct node *n = boot_node(b, req->nid);

	return n ? alloc_pages_of(b, req, n) : no_such_node(b);
}

/* The order of the largest block that begins at start, up to one order. */
static unsigned block_order(uint64_t start, uint64_t end, unsigned up_to)
{
	unsigned order = start ? (unsigned)__builtin_ctzll(start) : up_to;

	order = order < up_to ? order : up_to;
	while (end - start < 1ULL << order)
		order--;
	return order;
}

/*
 * deferred_free_range() for less than one largest block: whole pageblocks at
 * once, anything else page by page. Pages that merge with one another before
 * the next block begins leave the lists that one block of them does, and so
 * does deferred_free_pages(), which frees page by page whatever is no largest
 * block.
 */
static void free_deferred_piece(struct boot *b, struct zone *z, uint64_t start,
				uint64_t end)
{
	uint64_t block = pageblock_nr_pages(b->kernel);

	while (start < end) {
		unsigned order =
			block_order(start, end, b->kernel->pageblock_order);

		if (!(start & (block - 1)))
			set_pageblock_migratetype(b, z, start, start + block,
						  MIGRATE_MOVABLE);
		free_one_page(b, z, start, order, FPI_TO_TAIL);
		start += 1ULL << order;
	}
}

/* The free pages [start, end) of a zone, initialised late. */
static void free_deferred(struct boot *b, struct zone *z, uint64_t start,
			  uint64_t end)
{
	unsigned max = b->kernel->nr_orders - 1;
	uint64_t size = 1ULL << max;
	uint64_t lo = align_up(start, size), hi = align_down(end, size);

	count_managed(b, z, end - start);
	z->deferred_pages -= min_u64(z->deferred_pages, end - start);
	if (lo >= hi) {
		free_deferred_piece(b, z, start, end);
		return;
	}
	free_deferred_piece(b, z, start, lo);
	set_pageblock_migratetype(b, z, lo, hi, MIGRATE_MOVABLE);
	while (lo < hi) {
		enum migratetype mt = get_pageblock_migratetype(z, lo);
		uint64_t count = (hi - lo) >> max;

		free_list_add_tail_run(list_of(z, max, mt), max, lo, count);
		z->free_area[max].nr_free += count;
		count_free(z, mt, (int64_t)(count << max));
		lo += count << max;
	}
	free_deferred_piece(b, z, hi, end);
}

/* The next free pages of z in [from, to): false if there are none. */
static bool next_free(struct boot *b, const struct zone *z, uint64_t from,
		      uint64_t to, uint64_t *start, uint64_t *end)
{
	const struct kernel *k = b->kernel;
	struct memblock_free_iter it = { .from = from << k->page_shift };

	while (memblock_next_free(&b->memblock, k->numa ? z->nid : NO_NODE, 0,
				  &it)) {
		*start = max_u64(pfn_up(k, it.start), from);
		*end = min_u64(pfn_down(k, it.end), to);
		if (*start < *end)
			return true;
		if (*start >= to)
			return false;
	}
	return false;
}

/* Frees what is free in [from, to): pages. */
static uint64_t free_deferred_between(struct boot *b, struct zone *z,
				      uint64_t from, uint64_t to)
{
	uint64_t pages = 0, start, end;

	while (next_free(b, z, from, to, &start, &end)) {
		free_deferred(b, z, start, end);
		pages += end - start;
		from = end;
	}
	return pages;
}

static bool is_last_zone(const struct node *n, const struct zone *z)
{
	return zone_populated(z) &&
	       zone_end_pfn(z) == n->node_start_pfn + n->node_spanned_pages;
}

/* Section by section, until so many pages are free; where it ends. */
static uint64_t grow_sections(struct boot *b, struct zone *z, uint64_t at,
			      uint64_t need, uint64_t *pages)
{
	uint64_t section = pages_per_section(b->kernel), end = zone_end_pfn(z);

	while (*pages < need && at < end) {
		uint64_t next = align_up(at + 1, section);

		*pages += free_deferred_between(b, z, at, min_u64(next, end));
		at = next;
	}
	return *pages ? at : NO_DEFERRED_PFN;
}

/* Where a deferred zone grows to, when pages are wanted before its turn. */
RULE(deferred_grow, "deferred_grow_zone()", WITH_MEMBLOCK,
     VARIANT(DEFERRED_GROW_SECTIONS, "sections",
	     .shows = "function deferred_init_memmap_job"),
     VARIANT(DEFERRED_GROW_FREE_PAGES, "free_pages",
	     .shows = "no function deferred_init_memmap_job"));

bool deferred_grow_zone(struct boot *b, struct zone *z, unsigned order)
{
	struct node *n = b->nodes[z->nid];
	uint64_t at = n->first_deferred_pfn, from, end = zone_end_pfn(z), stop;
	uint64_t section, need, pages = 0;
	bool more;

	/* Without sections there is nothing deferred either. */
	if (!b->kernel->deferred_struct_page_init || !is_last_zone(n, z) ||
	    at == NO_DEFERRED_PFN)
		return false;
	section = pages_per_section(b->kernel);
	need = align_up(1ULL << order, section);
	if (b->kernel->rules.deferred_grow == DEFERRED_GROW_SECTIONS) {
		n->first_deferred_pfn = grow_sections(b, z, at, need, &pages);
		return pages > 0;
	}
	if (!next_free(b, z, at, end, &at, &stop)) {
		n->first_deferred_pfn = NO_DEFERRED_PFN;
		return true;
	}
	do {
		uint64_t chunk =
			align_up(at + 1, max_order_nr_pages(b->kernel));

		from = at;
		pages += free_deferred_between(b, z, at, min_u64(chunk, end));
		more = next_free(b, z, chunk, end, &at, &stop);
	} while (more && ((from ^ at) < section || pages < need));
	n->first_deferred_pfn = more ? at : NO_DEFERRED_PFN;
	return pages > 0;
}

/* Whether rmqueue() has a page without breaking into other pageblocks. */
static bool has_page_apart(const struct boot *b, struct zone *z,
			   enum migratetype mt)
{
	for (unsigned o = 0; o < b->kernel->nr_orders; o++) {
		if (!free_list_empty(list_of(z, o, mt)) ||
		    (o >= b->kernel->pageblock_order &&
		     find_fallback(z, o, mt) >= 0))
			return true;
	}
	return false;
}

void page_alloc_grow_for_reclaimable(struct boot *b, int nid)
{
	const struct zoneref_list *list = &boot_node(b, nid)->fallback;
	unsigned highest = highest_zone(b->kernel, ZONE_NORMAL);
	struct zone *z = preferred_zone(b, list, highest);

	if (!z || !wants_nofragment(b, z) || b->page_group_by_mobility_disabled)
		return;
	while (!has_page_apart(b, z, MIGRATE_RECLAIMABLE) &&
	       deferred_grow_zone(b, z, 0))
		;
}

void deferred_init_memmap(struct boot *b, int nid)
{
	struct node *n = boot_node(b, nid);
	uint64_t from = n->first_deferred_pfn;

	if (from == NO_DEFERRED_PFN)
		return;
	n->first_deferred_pfn = NO_DEFERRED_PFN;
	for (unsigned i = 0; i < n->nr_zones; i++) {
		if (is_last_zone(n, &n->zones[i]))
			free_deferred_between(b, &n->zones[i], from,
					      zone_end_pfn(&n->zones[i]));
	}
}
