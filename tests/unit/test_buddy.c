/* SPDX-License-Identifier: GPL-2.0-only */
#include "lab.h"

#include <stdio.h>
#include <stdlib.h>

#include "journal/boot.h"
#include "mm/memblock.h"
#include "mm/page_alloc.h"
#include "util/alloc.h"

/* The page allocator on one node with one zone, Normal, from pfn 0x1000 on. */

#define START 0x1000

struct lab {
	struct machine machine;
	struct kernel kernel;
	struct boot boot;
	struct zone *zone;
};

/* `pages` of memory, all pageblocks Movable, nothing free yet. */
static void lab_init(struct lab *l, uint64_t pages)
{
	struct node *n;

	memset(l, 0, sizeof(*l));
	lab_kernel(&l->kernel);
	l->kernel.deferred_struct_page_init = false;
	lab_boot(&l->boot, &l->machine, &l->kernel, START << 12, pages << 12);
	n = boot_node_create(&l->boot, 0);
	n->possible = n->online = n->has_memory = true;
	n->node_start_pfn = START;
	n->node_spanned_pages = n->node_present_pages = pages;
	l->zone = &n->zones[2];
	l->zone->zone_start_pfn = START;
	l->zone->spanned_pages = l->zone->present_pages = pages;
	l->zone->initialized = true;
	rangemap_set(&l->zone->pageblocks, START, START + pages,
		     MIGRATE_MOVABLE);
	array_reserve(n->fallback.v, n->fallback.cap, 1);
	n->fallback.v[n->fallback.n++] = (struct zoneref){ 0, 2 };
}

static void lab_release(struct lab *l)
{
	boot_release(&l->boot);
}

/* "0:M1000 9:M1200+1 10:M1400+3": blocks by order, type and first pfn. */
static char *picture(const struct lab *l)
{
	static const char letters[] = "UMRHVCI";
	char *out = xstrdup("");

	for (unsigned o = 0; o < l->kernel.nr_orders; o++) {
		for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++) {
			struct free_run *runs;
			size_t n =
				free_list_fold(&l->zone->free_area[o].lists[mt],
					       o, &runs);

			for (size_t i = 0; i < n; i++) {
				char *longer =
					xasprintf("%s%s%u:%c%llx", out,
						  *out ? " " : "", o,
						  letters[mt],
						  (unsigned long long)runs[i]
							  .pfn);

				free(out);
				out = longer;
				if (runs[i].count == 1)
					continue;
				longer = xasprintf("%sx%llu", out,
						   (unsigned long long)runs[i]
							   .count);
				free(out);
				out = longer;
			}
			free(runs);
		}
	}
	return out;
}

static void check_picture(const char *name, const struct lab *l,
			  const char *want)
{
	char *got = picture(l);

	if (strcmp(got, want))
		fail_msg("%s: free lists are '%s', expected '%s'", name, got,
			 want);
	free(got);
}

static uint64_t take(struct lab *l, unsigned order, enum migratetype mt)
{
	return alloc_pages(&l->boot,
			   &(struct page_request){ .order = order,
						   .mt = mt,
						   .highest = ZONE_NORMAL,
						   .by = "test" });
}

static const struct {
	const char *name;
	uint64_t start, end;
	const char *want;
} range_cases[] = {
	{ "whole largest blocks become one run", 0x1000, 0x2000, "10:M1000x4" },
	{ "ends that are not aligned go by their size", 0x1001, 0x1c00,
	  "0:M1001 1:M1002 2:M1004 3:M1008 4:M1010 5:M1020 6:M1040 7:M1080 8:M1100 9:M1200 10:M1400x2" },
	{ "a tail is cut from large to small", 0x1000, 0x1007,
	  "0:M1006 1:M1004 2:M1000" },
};

static void test_free_range(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(range_cases); i++) {
		uint64_t pages = range_cases[i].end - range_cases[i].start;
		struct lab l;

		lab_init(&l, 0x2000);
		free_page_range(&l.boot, l.zone, range_cases[i].start,
				range_cases[i].end);
		check_picture(range_cases[i].name, &l, range_cases[i].want);
		assert_int_equal(l.zone->nr_free_pages, pages);
		assert_int_equal(l.zone->managed_pages, pages);
		lab_release(&l);
	}
}

/* In bulk and block by block the outcome is the same. */
static void bulk_equals_blocks(bool to_head)
{
	struct lab bulk, blocks;
	char *want;

	lab_init(&bulk, 0x4000);
	lab_init(&blocks, 0x4000);
	bulk.kernel.rules.free_block_place = to_head ? FREE_BLOCK_BY_MERGE :
						       FREE_BLOCK_AS_ASKED;
	blocks.kernel.rules = bulk.kernel.rules;
	free_page_range(&bulk.boot, bulk.zone, 0x1003, 0x4ffd);
	for (uint64_t pfn = 0x1003; pfn < 0x4ffd;) {
		unsigned order = (unsigned)__builtin_ctzll(pfn);

		if (order > 10)
			order = 10;
		while (pfn + (1ULL << order) > 0x4ffd)
			order--;
		free_one_page(&blocks.boot, blocks.zone, pfn, order,
			      FPI_TO_TAIL);
		pfn += 1ULL << order;
	}
	want = picture(&blocks);
	check_picture("bulk", &bulk, want);
	free(want);
	lab_release(&bulk);
	lab_release(&blocks);
}

static void test_bulk_equals_blocks(void **state)
{
	(void)state;
	bulk_equals_blocks(false);
	bulk_equals_blocks(true);
}

/* Kernels whose lists grow at the head have the highest block first. */
static void test_frees_to_head(void **state)
{
	struct lab l;

	(void)state;
	lab_init(&l, 0x2000);
	l.kernel.rules.free_block_place = FREE_BLOCK_BY_MERGE;
	free_page_range(&l.boot, l.zone, 0x1000, 0x2000);
	free_page_range(&l.boot, l.zone, 0x2400, 0x2c00);
	check_picture("two ranges", &l, "10:M2800x2 10:M1c00x4");
	lab_release(&l);
}

/*
 * The block found is split at once: it is the largest, and what was free in its
 * pageblock besides goes to the other type's lists, but is not taken.
 */
static void test_fallback_expands(void **state)
{
	struct lab l;

	(void)state;
	lab_init(&l, 0x2000);
	l.kernel.rules.free_block_place = FREE_BLOCK_BY_MERGE;
	l.kernel.rules.fallback = FALLBACK_EXPAND;
	free_page_range(&l.boot, l.zone, 0x1000, 0x1006);
	assert_int_equal(alloc_pages(&l.boot,
				     &(struct page_request){
					     .order = 0,
					     .mt = MIGRATE_UNMOVABLE,
					     .highest = ZONE_NORMAL,
					     .by = "test" }),
			 0x1000);
	check_picture("both blocks change hands", &l, "0:U1001 1:U1002x2");
	lab_release(&l);
}

/* The reserve serves when nothing else is left. */
/* Free [start, end); a request takes a page or a block of another type. */
static const struct {
	const char *name;
	uint64_t start, end;
	enum migratetype have, mt;
	uint64_t zone_start;
	unsigned order;
	uint64_t pfn;
	const char *want;
	enum migratetype becomes; /* the pageblock at 0x1000 */
} claim_cases[] = {
	{ "above a pageblock both halves change hands", 0x1000, 0x1400,
	  MIGRATE_MOVABLE, MIGRATE_UNMOVABLE, 0x1000, 8, 0x1000,
	  "8:U1100 9:U1200", MIGRATE_UNMOVABLE },
	{ "what is not free is not movable either", 0x1180, 0x1200,
	  MIGRATE_MOVABLE, MIGRATE_UNMOVABLE, 0x1000, 6, 0x1180, "6:U11c0",
	  MIGRATE_UNMOVABLE },
	{ "half of the pageblock is free", 0x1100, 0x1200, MIGRATE_UNMOVABLE,
	  MIGRATE_RECLAIMABLE, 0x1000, 7, 0x1100, "7:R1180",
	  MIGRATE_RECLAIMABLE },
	{ "less than half: a block is stolen", 0x1180, 0x1200,
	  MIGRATE_UNMOVABLE, MIGRATE_RECLAIMABLE, 0x1000, 6, 0x1180, "6:U11c0",
	  MIGRATE_UNMOVABLE },
	{ "too small to be claimed for movable pages", 0x1108, 0x1110,
	  MIGRATE_UNMOVABLE, MIGRATE_MOVABLE, 0x1000, 2, 0x1108, "2:U110c",
	  MIGRATE_UNMOVABLE },
	{ "a pageblock that begins before the zone", 0x1100, 0x1200,
	  MIGRATE_MOVABLE, MIGRATE_UNMOVABLE, 0x1100, 7, 0x1100, "7:M1180",
	  MIGRATE_MOVABLE },
};

static void test_claim(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(claim_cases); i++) {
		struct lab l;

		lab_init(&l, 0x1000);
		l.kernel.rules.fallback = FALLBACK_CLAIM;
		rangemap_set(&l.zone->pageblocks, 0x1000, 0x2000,
			     claim_cases[i].have);
		free_page_range(&l.boot, l.zone, claim_cases[i].start,
				claim_cases[i].end);
		l.zone->zone_start_pfn = claim_cases[i].zone_start;
		l.zone->spanned_pages = 0x2000 - claim_cases[i].zone_start;
		assert_int_equal(take(&l, claim_cases[i].order,
				      claim_cases[i].mt),
				 claim_cases[i].pfn);
		check_picture(claim_cases[i].name, &l, claim_cases[i].want);
		assert_int_equal(get_pageblock_migratetype(l.zone, 0x1000),
				 claim_cases[i].becomes);
		lab_release(&l);
	}
}

/* Two pageblocks of different types that are freed as one block. */
static void test_free_by_pageblock(void **state)
{
	struct lab l;

	(void)state;
	lab_init(&l, 0x1000);
	l.kernel.rules.free_large = FREE_LARGE_BY_PAGEBLOCK;
	l.kernel.rules.merged_type = MERGED_TYPE_OF_FREED;
	rangemap_set(&l.zone->pageblocks, 0x1200, 0x1400, MIGRATE_UNMOVABLE);
	free_one_page(&l.boot, l.zone, 0x1000, 10, FPI_TO_TAIL);
	check_picture("the later one gives its type", &l, "10:U1000");
	assert_int_equal(get_pageblock_migratetype(l.zone, 0x1000),
			 MIGRATE_UNMOVABLE);
	lab_release(&l);

	lab_init(&l, 0x1000);
	rangemap_set(&l.zone->pageblocks, 0x1200, 0x1400, MIGRATE_UNMOVABLE);
	free_one_page(&l.boot, l.zone, 0x1000, 10, FPI_TO_TAIL);
	check_picture("one block, of the first one's type", &l, "10:M1000");
	assert_int_equal(get_pageblock_migratetype(l.zone, 0x1200),
			 MIGRATE_UNMOVABLE);
	lab_release(&l);
}

static void test_reserve(void **state)
{
	const struct page_request r = { .order = 0,
					.mt = MIGRATE_MOVABLE,
					.highest = ZONE_NORMAL,
					.by = "test" };
	struct lab l;

	(void)state;
	lab_init(&l, 0x2000);
	l.kernel.rules.fallback = FALLBACK_EXPAND;
	free_page_range(&l.boot, l.zone, 0x1000, 0x1201);
	set_pageblock_migratetype(&l.boot, l.zone, 0x1000, 0x1200,
				  MIGRATE_RESERVE);
	assert_int_equal(move_freepages(&l.boot, l.zone, 0x1000, 0x1200,
					MIGRATE_RESERVE),
			 0x200);
	check_picture("a block in reserve", &l, "0:M1200 9:V1000");
	assert_int_equal(alloc_pages(&l.boot, &r), 0x1200);
	check_picture("other pages first", &l, "9:V1000");
	assert_int_equal(alloc_pages(&l.boot, &r), 0x1000);
	lab_release(&l);
}

/* A page merges with its buddy as far up as it goes, and no further. */
static void test_merge(void **state)
{
	struct lab l;

	(void)state;
	lab_init(&l, 0x2000);
	for (uint64_t pfn = 0x1000; pfn < 0x1008; pfn++)
		free_one_page(&l.boot, l.zone, pfn, 0, FPI_NONE);
	check_picture("eight pages", &l, "3:M1000");
	free_one_page(&l.boot, l.zone, 0x1010, 3, FPI_NONE);
	check_picture("not the buddy", &l, "3:M1010 3:M1000");
	free_one_page(&l.boot, l.zone, 0x1008, 3, FPI_NONE);
	check_picture("the buddy", &l, "3:M1010 4:M1000");
	lab_release(&l);
}

/* Pageblocks of CMA stay apart from others. */
static void test_merge_stops_at_cma(void **state)
{
	struct lab l;

	(void)state;
	lab_init(&l, 0x2000);
	set_pageblock_migratetype(&l.boot, l.zone, 0x1200, 0x1400, MIGRATE_CMA);
	free_one_page(&l.boot, l.zone, 0x1000, 9, FPI_NONE);
	free_one_page(&l.boot, l.zone, 0x1200, 9, FPI_NONE);
	check_picture("Movable beside CMA", &l, "9:M1000 9:C1200");
	assert_int_equal(l.zone->nr_free_cma, 512);
	lab_release(&l);
}

/* Where any blocks merge, the one that is freed last gives them its type. */
static void test_merge_any(void **state)
{
	struct lab l;

	(void)state;
	lab_init(&l, 0x2000);
	l.kernel.rules.buddy_merge = BUDDY_MERGE_ANY;
	set_pageblock_migratetype(&l.boot, l.zone, 0x1200, 0x1400, MIGRATE_CMA);
	free_one_page(&l.boot, l.zone, 0x1200, 9, FPI_NONE);
	free_one_page(&l.boot, l.zone, 0x1000, 9, FPI_NONE);
	check_picture("CMA in a block of Movable", &l, "10:M1000");
	assert_int_equal(get_pageblock_migratetype(l.zone, 0x1200),
			 MIGRATE_CMA);
	lab_release(&l);
}

static const struct {
	const char *name;
	uint64_t start, end; /* free pages */
	unsigned order;
	enum migratetype mt;
	uint64_t got;
	const char *left;
} alloc_cases[] = {
	{ "splits the smallest block that fits, upper halves stay", 0x1000,
	  0x1008, 0, MIGRATE_MOVABLE, 0x1000, "0:M1001 1:M1002 2:M1004" },
	{ "takes a block of the very order", 0x1000, 0x1007, 1, MIGRATE_MOVABLE,
	  0x1004, "0:M1006 2:M1000" },
	{ "steals the largest block for another type, with its pageblocks",
	  0x1400, 0x1c00, 0, MIGRATE_UNMOVABLE, 0x1400,
	  "0:U1401 1:U1402 2:U1404 3:U1408 4:U1410 5:U1420 6:U1440 7:U1480 8:U1500 9:U1600 10:M1800" },
	{ "steals what is free in a pageblock, rest kept by its type", 0x1000,
	  0x1004, 0, MIGRATE_UNMOVABLE, 0x1000, "0:U1001 1:U1002" },
	{ "nothing is free", 0x1000, 0x1000, 0, MIGRATE_MOVABLE, NO_PFN, "" },
	{ "nothing is large enough", 0x1000, 0x1004, 3, MIGRATE_MOVABLE, NO_PFN,
	  "2:M1000" },
};

static void test_alloc(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(alloc_cases); i++) {
		uint64_t before, got;
		struct lab l;

		lab_init(&l, 0x2000);
		free_page_range(&l.boot, l.zone, alloc_cases[i].start,
				alloc_cases[i].end);
		before = l.zone->nr_free_pages;
		got = take(&l, alloc_cases[i].order, alloc_cases[i].mt);
		if (got != alloc_cases[i].got)
			fail_msg("%s: pfn %llx, expected %llx",
				 alloc_cases[i].name, (unsigned long long)got,
				 (unsigned long long)alloc_cases[i].got);
		check_picture(alloc_cases[i].name, &l, alloc_cases[i].left);
		if (got != NO_PFN)
			before -= 1ULL << alloc_cases[i].order;
		assert_int_equal(l.zone->nr_free_pages, before);
		lab_release(&l);
	}
}

/* What was taken and is given back leaves the lists as they were. */
static void test_take_and_give(void **state)
{
	uint64_t pages[64];
	struct lab l;

	(void)state;
	lab_init(&l, 0x2000);
	free_page_range(&l.boot, l.zone, 0x1000, 0x1400);
	for (size_t i = 0; i < ARRAY_SIZE(pages); i++)
		pages[i] = take(&l, 0, MIGRATE_MOVABLE);
	for (size_t i = 0; i < ARRAY_SIZE(pages); i++)
		free_one_page(&l.boot, l.zone, pages[i], 0, FPI_NONE);
	check_picture("all back", &l, "10:M1000");
	lab_release(&l);
}

/* Whole pageblocks of an area: free, of type CMA, counted. */
static void test_cma_range(void **state)
{
	struct lab l;

	(void)state;
	lab_init(&l, 0x4000);
	free_cma_range(&l.boot, l.zone, 0x1200, 0x2200);
	check_picture("an area that begins in the middle", &l,
		      "9:C2000 9:C1200 10:C1c00x3");
	assert_int_equal(l.zone->cma_pages, 0x1000);
	assert_int_equal(l.zone->nr_free_cma, 0x1000);
	lab_release(&l);
}

/* First section at once; the rest late, as if it had been there all along. */
static void test_deferred(void **state)
{
	struct lab l;

	(void)state;
	lab_init(&l, 0x40000);
	l.kernel.deferred_struct_page_init = true;
	l.boot.nodes[0]->first_deferred_pfn = 0x10000;
	memblock_set_node(&l.boot, 0, UINT64_MAX, 0, "");
	rangemap_clear(&l.zone->pageblocks, 0x10000, 0x41000);
	memblock_reserve(&l.boot, 0x20100ULL << 12, 4096, "a page", "");
	free_page_range(&l.boot, l.zone, 0x1000, 0x10000);
	assert_int_equal(l.zone->managed_pages, 0xf000);
	deferred_init_memmap(&l.boot, 0);
	assert_int_equal(l.boot.nodes[0]->first_deferred_pfn, NO_DEFERRED_PFN);
	assert_int_equal(l.zone->managed_pages, 0x40000 - 1);
	assert_int_equal(l.zone->nr_free_pages, 0x40000 - 1);
	assert_int_equal(get_pageblock_migratetype(l.zone, 0x20200),
			 MIGRATE_MOVABLE);
	lab_release(&l);
}

/* The free pages [from, to) of 0x1000 late, or one after the other. */
static char *freed_late(uint64_t from, uint64_t to, bool by_page)
{
	struct lab l;
	char *text;

	lab_init(&l, 0x1000);
	if (by_page) {
		for (uint64_t pfn = from; pfn < to; pfn++)
			free_one_page(&l.boot, l.zone, pfn, 0, FPI_TO_TAIL);
	} else {
		l.boot.nodes[0]->first_deferred_pfn = START;
		memblock_set_node(&l.boot, 0, UINT64_MAX, 0, "");
		memblock_reserve(&l.boot, START << 12, (from - START) << 12,
				 "below", "");
		memblock_reserve(&l.boot, to << 12, (START + 0x1000 - to) << 12,
				 "above", "");
		deferred_init_memmap(&l.boot, 0);
	}
	text = picture(&l);
	lab_release(&l);
	return text;
}

/* Blocks are freed at once, and leave what page by page would. */
static void test_deferred_pieces(void **state)
{
	(void)state;
	for (uint64_t from = START; from < START + 0x800; from += 37) {
		for (uint64_t pages = 1; pages < 1023; pages += 43) {
			char *want = freed_late(from, from + pages, true);
			char *got = freed_late(from, from + pages, false);

			assert_string_equal(got, want);
			free(got);
			free(want);
		}
	}
}

/* An allocation that finds nothing initialises a further section. */
static void test_grow(void **state)
{
	struct lab l;

	(void)state;
	lab_init(&l, 0x40000);
	l.kernel.deferred_struct_page_init = true;
	l.boot.nodes[0]->first_deferred_pfn = 0x10000;
	memblock_set_node(&l.boot, 0, UINT64_MAX, 0, "");
	rangemap_clear(&l.zone->pageblocks, 0x10000, 0x41000);
	assert_int_equal(take(&l, 0, MIGRATE_MOVABLE), 0x10000);
	assert_int_equal(l.boot.nodes[0]->first_deferred_pfn, 0x18000);
	assert_int_equal(l.zone->managed_pages, 0x8000);
	lab_release(&l);
}

static const struct {
	const char *name;
	uint64_t pfns[6];
	size_t n;
	unsigned order;
	struct free_run want[6];
	size_t nr_want;
} fold_cases[] = {
	{ "two that touch", { 2, 4 }, 2, 1, { { 2, 2, 2 } }, 1 },
	{ "two that do not", { 2, 8 }, 2, 1, { { 2, 1, 0 }, { 8, 1, 0 } }, 2 },
	{ "three at one distance", { 2, 8, 14 }, 3, 1, { { 2, 3, 6 } }, 1 },
	{ "downwards", { 14, 12, 10 }, 3, 1, { { 14, 3, -2 } }, 1 },
	{ "two downwards that touch", { 14, 12 }, 2, 1, { { 14, 2, -2 } }, 1 },
	{ "two downwards that do not",
	  { 14, 10 },
	  2,
	  1,
	  { { 14, 1, 0 }, { 10, 1, 0 } },
	  2 },
	{ "two downwards of an order, the third apart",
	  { 32, 24, 0 },
	  3,
	  3,
	  { { 32, 2, -8 }, { 0, 1, 0 } },
	  2 },
	{ "a run goes on where one stands alone",
	  { 2, 20, 22, 24 },
	  4,
	  1,
	  { { 2, 1, 0 }, { 20, 3, 2 } },
	  2 },
};

static void test_fold(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(fold_cases); i++) {
		struct free_list l = { 0 };
		struct free_run *runs;
		size_t n;

		for (size_t b = 0; b < fold_cases[i].n; b++)
			free_list_add_tail(&l, fold_cases[i].order,
					   fold_cases[i].pfns[b]);
		n = free_list_fold(&l, fold_cases[i].order, &runs);
		if (n != fold_cases[i].nr_want)
			fail_msg("%s: %zu runs, expected %zu",
				 fold_cases[i].name, n, fold_cases[i].nr_want);
		for (size_t r = 0; r < n; r++) {
			const struct free_run *w = &fold_cases[i].want[r];

			if (runs[r].pfn != w->pfn ||
			    runs[r].count != w->count ||
			    runs[r].stride != w->stride)
				fail_msg("%s: run %zu is [%llu, %llu, %lld]",
					 fold_cases[i].name, r,
					 (unsigned long long)runs[r].pfn,
					 (unsigned long long)runs[r].count,
					 (long long)runs[r].stride);
		}
		free(runs);
		free_list_release(&l);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_free_range),
		cmocka_unit_test(test_bulk_equals_blocks),
		cmocka_unit_test(test_merge),
		cmocka_unit_test(test_frees_to_head),
		cmocka_unit_test(test_fallback_expands),
		cmocka_unit_test(test_claim),
		cmocka_unit_test(test_free_by_pageblock),
		cmocka_unit_test(test_reserve),
		cmocka_unit_test(test_merge_stops_at_cma),
		cmocka_unit_test(test_merge_any),
		cmocka_unit_test(test_alloc),
		cmocka_unit_test(test_take_and_give),
		cmocka_unit_test(test_cma_range),
		cmocka_unit_test(test_deferred),
		cmocka_unit_test(test_deferred_pieces),
		cmocka_unit_test(test_grow),
		cmocka_unit_test(test_fold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
