/* SPDX-License-Identifier: GPL-2.0-only */
#include "lab.h"

#include "journal/boot.h"
#include "journal/journal.h"
#include "mm/bootmem.h"
#include "mm/page_alloc.h"
#include "mm/page_alloc/free_hot_page.h"
#include "util/alloc.h"

/*
 * bootmem in pictures of one character a page: # reserved, . free. Requests
 * are made one after the other; `place` is the page and the byte in it.
 */

static struct machine machine;
static struct kernel kernel;

static void init(struct boot *b)
{
	lab_kernel(&kernel);
	kernel.numa = kernel.sparsemem = false;
	kernel.max_numnodes = 1;
	kernel.word_size = kernel.phys_addr_size = 4;
	kernel.rules.boot_allocator = BOOT_BOOTMEM;
	kernel.rules.present_pages = PRESENT_WITHOUT_MEMMAP;
	kernel.rules.pageset = PAGESET_HOT_COLD;
	kernel.rules.free_block_place = FREE_BLOCK_TO_HEAD;
	boot_init(b, &machine, &kernel, NULL);
	journal_enter(b->journal, "test");
	b->journal->phase = "test";
}

static void check_picture(const char *name, const struct boot *b,
			  const char *want)
{
	for (size_t i = 0; want[i]; i++) {
		bool set = rangemap_at(&b->bootmem.reserved, i) != NULL;

		if (set != (want[i] == '#'))
			fail_msg("%s: page %zu is %s", name, i,
				 set ? "reserved" : "free");
	}
}

/* All pages are reserved at first; those drawn as free are given up. */
static void draw(struct boot *b, const char *picture)
{
	init_bootmem(b, 0, strlen(picture));
	for (size_t i = 0; picture[i]; i++) {
		if (picture[i] == '.')
			assert_int_equal(bootmem_free(b, i * 4096, 4096, ""),
					 0);
	}
}

struct request {
	uint64_t size, align, goal, limit;
	uint64_t page, byte; /* where it is placed */
	bool fails;
};

static const struct {
	const char *name, *before;
	struct request requests[4]; /* up to the first of size 0 */
	const char *after;
} cases[] = {
	{ "a page goes to the first free one",
	  "##..#...",
	  { { .size = 4096, .align = 4096, .page = 2 } },
	  "###.#..." },
	{ "two pages pass over a hole that is too small",
	  "#.#.....",
	  { { .size = 8192, .align = 32, .page = 3 } },
	  "#.###..." },
	{ "the goal is honoured where there is room above it",
	  "#.......",
	  { { .size = 4096, .align = 4096, .goal = 0x4000, .page = 4 } },
	  "#...#..." },
	{ "without room above the goal the search begins at the bottom",
	  "#...####",
	  { { .size = 4096, .align = 4096, .goal = 0x4000, .page = 1 } },
	  "##..####" },
	{ "the limit is honoured",
	  "####....",
	  { { .size = 4096, .align = 4096, .limit = 0x4000, .fails = true } },
	  "####...." },
	{ "small requests share a page",
	  "#.......",
	  { { .size = 8, .align = 32, .page = 1, .byte = 0 },
	    { .size = 34, .align = 32, .page = 1, .byte = 32 },
	    { .size = 8, .align = 32, .page = 1, .byte = 96 } },
	  "##......" },
	{ "one that does not fit goes on in the next page",
	  "#.......",
	  { { .size = 4000, .align = 32, .page = 1, .byte = 0 },
	    { .size = 200, .align = 32, .page = 1, .byte = 4000 },
	    { .size = 8, .align = 32, .page = 2, .byte = 128 } },
	  "###....." },
	{ "one that fills the page to its end leaves no room in it",
	  "#.......",
	  { { .size = 4064, .align = 32, .page = 1, .byte = 0 },
	    { .size = 32, .align = 32, .page = 1, .byte = 4064 },
	    { .size = 8, .align = 32, .page = 2, .byte = 0 } },
	  "###....." },
	{ "a page-aligned one does not share",
	  "#.......",
	  { { .size = 8, .align = 32, .page = 1 },
	    { .size = 4096, .align = 4096, .page = 2 } },
	  "###....." },
	{ "no sharing where the next free page is not the next one",
	  "#.#.....",
	  { { .size = 8, .align = 32, .page = 1 },
	    { .size = 8, .align = 32, .page = 3 } },
	  "####...." },
	{ "from a goal on, the last success counts",
	  "#.......",
	  { { .size = 4096, .align = 4096, .goal = 0x2000, .page = 2 },
	    { .size = 4096, .align = 4096, .page = 1 },
	    { .size = 4096, .align = 4096, .goal = 0x1000, .page = 3 } },
	  "####...." },
	{ "after a piece that is too small one aligned place is passed over",
	  ".#......",
	  { { .size = 8192, .align = 8192, .page = 4 } },
	  ".#..##.." },
	{ "nothing fits",
	  "#.#.#.#.",
	  { { .size = 8192, .align = 32, .fails = true } },
	  "#.#.#.#." },
};

static void requests_are_placed(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct request *r = cases[i].requests;
		struct boot b;

		init(&b);
		draw(&b, cases[i].before);
		for (; r->size; r++) {
			uint64_t at = 0;
			bool found = bootmem_alloc_core(&b, r->size, r->align,
							r->goal, r->limit,
							"test", "", &at);

			if (found == r->fails)
				fail_msg("%s: %s", cases[i].name,
					 found ? "placed" : "not placed");
			if (found && at != r->page * 4096 + r->byte)
				fail_msg("%s: at %#llx, expected page %llu + %llu",
					 cases[i].name, (unsigned long long)at,
					 (unsigned long long)r->page,
					 (unsigned long long)r->byte);
		}
		check_picture(cases[i].name, &b, cases[i].after);
		boot_release(&b);
	}
}

/* reserve rounds outwards, free inwards. */
static void ranges_are_rounded(void **state)
{
	struct boot b;

	(void)state;
	init(&b);
	draw(&b, "........");
	assert_int_equal(bootmem_reserve(&b, 0x1c00, 0x1000, "test", ""), 0);
	check_picture("reserve", &b, ".##.....");
	assert_int_equal(bootmem_free(&b, 0x0c00, 0x2000, ""), 0);
	check_picture("free", &b, "..#.....");
	assert_int_equal(bootmem_reserve(&b, 0x7000, 0x1001, "test", ""), -1);
	assert_non_null(b.journal->panic);
	boot_release(&b);
}

/* The kernel stops at a bit that is clear: two usable ranges overlap. */
static void free_pages_are_not_freed(void **state)
{
	struct boot b;

	(void)state;
	init(&b);
	draw(&b, "##..####");
	assert_int_equal(bootmem_free(&b, 0x5000, 0x2000, ""), 0);
	assert_int_equal(bootmem_free(&b, 0x1000, 0x2000, ""), -1);
	assert_string_equal(b.journal->panic, "");
	assert_string_equal(b.journal->dies_in, "free_bootmem_core");
	boot_release(&b);
}

/* Words of the bitmap, and the bytes that hold it. */
static void bitmap_is_whole_words(void **state)
{
	static const struct {
		uint64_t pages, bytes;
	} sizes[] = { { 1, 4 },
		      { 32, 4 },
		      { 33, 8 },
		      { 131040, 16380 },
		      { 229376, 28672 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct boot b;

		init(&b);
		init_bootmem(&b, 0, sizes[i].pages);
		assert_int_equal(b.bootmem.map_bytes, sizes[i].bytes);
		boot_release(&b);
	}
}

/* One zone of 4096 pages, all Movable. */
static struct zone *make_zone(struct boot *b, uint64_t high, uint64_t batch)
{
	struct zone *z = &boot_node_create(b, 0)->zones[0];

	z->spanned_pages = z->present_pages = 4096;
	z->initialized = true;
	rangemap_set(&z->pageblocks, 0, 4096, MIGRATE_MOVABLE);
	boot_link_pages(b, z, 0, 4096);
	z->pageset.hot.high = high;
	z->pageset.hot.batch = batch;
	return z;
}

/* What stays on the hot list is what came last, and no page is lost. */
static void hot_list_keeps_the_newest(void **state)
{
	static const struct {
		uint64_t high, batch, pages, kept;
	} lists[] = {
		{ 0, 1, 7, 0 },	       { 42, 7, 41, 41 },
		{ 42, 7, 42, 35 },     { 42, 7, 48, 41 },
		{ 42, 7, 49, 35 },     { 186, 31, 1000, 163 },
		{ 186, 31, 186, 155 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		struct boot at_once, one_by_one;
		struct zone *a, *c;

		init(&at_once);
		init(&one_by_one);
		a = make_zone(&at_once, lists[i].high, lists[i].batch);
		c = make_zone(&one_by_one, lists[i].high, lists[i].batch);
		free_hot_pages(&at_once, 0, lists[i].pages);
		for (uint64_t pfn = 0; pfn < lists[i].pages; pfn++)
			free_hot_pages(&one_by_one, pfn, pfn + 1);
		assert_int_equal(a->pageset.hot.count, lists[i].kept);
		assert_int_equal(c->pageset.hot.count, lists[i].kept);
		assert_int_equal(a->nr_free_pages,
				 lists[i].pages - lists[i].kept);
		assert_int_equal(c->nr_free_pages, a->nr_free_pages);
		for (uint64_t n = 0; n < lists[i].kept; n++)
			assert_int_equal(a->pageset.hot.pages[n].pfn,
					 lists[i].pages - lists[i].kept + n);
		boot_release(&at_once);
		boot_release(&one_by_one);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_are_placed),
		cmocka_unit_test(ranges_are_rounded),
		cmocka_unit_test(free_pages_are_not_freed),
		cmocka_unit_test(bitmap_is_whole_words),
		cmocka_unit_test(hot_list_keeps_the_newest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
