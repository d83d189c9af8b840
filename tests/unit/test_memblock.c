/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "journal/boot.h"
#include "journal/journal.h"
#include "mm/memblock.h"
#include "model/boot.h"
#include "util/alloc.h"

/*
 * memblock: regions as a picture is drawn in each case's first field. Unit of
 * the pictures: M = 1 MiB at address M * position.
 */

#define M (1ULL << 20)

static struct machine machine;
static struct kernel kernel;

static void init(struct boot *b)
{
	memset(&kernel, 0, sizeof(kernel));
	kernel.page_shift = 12;
	kernel.word_size = kernel.phys_addr_size = 8;
	kernel.cache_bytes = 64;
	kernel.numa = true;
	kernel.max_numnodes = 16;
	kernel.nr_cpus = 8;
	kernel.memblock_regions = 128;
	kernel.memblock_reserved_regions = 128;
	kernel.size.memblock_region = 24;
	kernel.rules.memblock_reserve = MEMBLOCK_RESERVE_ALL_ALIKE;
	boot_init(b, &machine, &kernel, NULL);
	journal_enter(b->journal, "test");
}

struct region {
	uint64_t base, end;
};

#define MAX_REGIONS 6

/* Fails with both pictures when the regions are not the ones expected. */
static void check_regions(const char *name, const struct memblock_type *type,
			  const struct region *want)
{
	size_t n = 0;

	while (n < MAX_REGIONS && want[n].end)
		n++;
	if (type->cnt != n)
		fail_msg("%s: %zu regions, expected %zu", name, type->cnt, n);
	for (size_t i = 0; i < n; i++) {
		const struct memblock_region *r = &type->regions[i];

		if (r->base != want[i].base * M ||
		    r->base + r->size != want[i].end * M)
			fail_msg("%s: region %zu is [%llx,%llx), expected [%llx,%llx)",
				 name, i, (unsigned long long)r->base,
				 (unsigned long long)(r->base + r->size),
				 (unsigned long long)(want[i].base * M),
				 (unsigned long long)(want[i].end * M));
	}
}

enum op { ADD, DEL };

static const struct range_case {
	const char *name;
	struct {
		enum op op;
		struct region r;
	} ops[4];
	struct region want[MAX_REGIONS];
} range_cases[] = {
	{ "two that do not touch stay two",
	  { { ADD, { 2, 4 } }, { ADD, { 6, 8 } } },
	  { { 2, 4 }, { 6, 8 } } },
	{ "two that touch become one",
	  { { ADD, { 2, 4 } }, { ADD, { 4, 8 } } },
	  { { 2, 8 } } },
	{ "overlaps the top of a region",
	  { { ADD, { 2, 6 } }, { ADD, { 4, 8 } } },
	  { { 2, 8 } } },
	{ "overlaps the bottom of a region",
	  { { ADD, { 4, 8 } }, { ADD, { 2, 6 } } },
	  { { 2, 8 } } },
	{ "lies inside a region",
	  { { ADD, { 2, 8 } }, { ADD, { 4, 6 } } },
	  { { 2, 8 } } },
	{ "covers two regions and the gap",
	  { { ADD, { 2, 4 } }, { ADD, { 6, 8 } }, { ADD, { 1, 9 } } },
	  { { 1, 9 } } },
	{ "is added below all others",
	  { { ADD, { 6, 8 } }, { ADD, { 2, 4 } } },
	  { { 2, 4 }, { 6, 8 } } },
	{ "removing the middle leaves both ends",
	  { { ADD, { 2, 8 } }, { DEL, { 4, 6 } } },
	  { { 2, 4 }, { 6, 8 } } },
	{ "removing the top cuts it off",
	  { { ADD, { 2, 8 } }, { DEL, { 6, 10 } } },
	  { { 2, 6 } } },
	{ "removing across two regions cuts both",
	  { { ADD, { 2, 4 } }, { ADD, { 6, 8 } }, { DEL, { 3, 7 } } },
	  { { 2, 3 }, { 7, 8 } } },
	{ "removing all leaves nothing",
	  { { ADD, { 2, 4 } }, { DEL, { 1, 9 } } },
	  { { 0, 0 } } },
};

/* add and remove on memory, reserve and free on what is reserved. */
static void test_ranges(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(range_cases); i++) {
		const struct range_case *c = &range_cases[i];
		struct boot b;

		init(&b);
		for (size_t o = 0; o < 4 && c->ops[o].r.end; o++) {
			uint64_t base = c->ops[o].r.base * M;
			uint64_t size = c->ops[o].r.end * M - base;

			if (c->ops[o].op == ADD) {
				memblock_add(&b, base, size, "");
				memblock_reserve(&b, base, size, "x", "");
			} else {
				memblock_remove(&b, base, size, "");
				memblock_free(&b, base, size, "");
			}
		}
		check_regions(c->name, &b.memblock.memory, c->want);
		check_regions(c->name, &b.memblock.reserved, c->want);
		boot_release(&b);
	}
}

/* Memory is [2,6) on node 0 and [8,12) on node 1, in MiB. */
static const struct alloc_case {
	const char *name;
	struct region reserved;
	uint64_t size, align, min, max;
	int nid;
	bool exact;
	uint64_t top_down, bottom_up; /* MiB; 0: no room */
} alloc_cases[] = {
	{ "the highest or the lowest free place",
	  { 0, 0 },
	  M,
	  M,
	  0,
	  0,
	  NO_NODE,
	  false,
	  11,
	  2 },
	{ "past what is reserved at the end",
	  { 11, 12 },
	  M,
	  M,
	  0,
	  0,
	  NO_NODE,
	  false,
	  10,
	  2 },
	{ "past what is reserved at the start",
	  { 2, 3 },
	  M,
	  M,
	  0,
	  0,
	  NO_NODE,
	  false,
	  11,
	  3 },
	{ "aligned down from the end, up from the start",
	  { 0, 0 },
	  M,
	  4 * M,
	  0,
	  0,
	  NO_NODE,
	  false,
	  8,
	  4 },
	{ "below a limit", { 0, 0 }, M, M, 0, 5 * M, NO_NODE, false, 4, 2 },
	{ "above a minimum", { 0, 0 }, M, M, 9 * M, 0, NO_NODE, false, 11, 9 },
	{ "on the wanted node", { 0, 0 }, M, M, 0, 0, 0, false, 5, 2 },
	{ "elsewhere when the wanted node is full",
	  { 2, 6 },
	  M,
	  M,
	  0,
	  0,
	  0,
	  false,
	  11,
	  8 },
	{ "nowhere when the node is full and must be",
	  { 2, 6 },
	  M,
	  M,
	  0,
	  0,
	  0,
	  true,
	  0,
	  0 },
	{ "nowhere when no range is long enough",
	  { 0, 0 },
	  5 * M,
	  M,
	  0,
	  0,
	  NO_NODE,
	  false,
	  0,
	  0 },
	{ "nowhere in an inverted window",
	  { 0, 0 },
	  M,
	  M,
	  8 * M,
	  4 * M,
	  NO_NODE,
	  false,
	  0,
	  0 },
};

static void test_alloc(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_SIZE(alloc_cases); i++) {
		const struct alloc_case *c = &alloc_cases[i / 2];
		uint64_t want = i % 2 ? c->bottom_up : c->top_down, got;
		struct boot b;

		init(&b);
		memblock_add_node(&b, 2 * M, 4 * M, 0, "");
		memblock_add_node(&b, 8 * M, 4 * M, 1, "");
		memblock_reserve(&b, c->reserved.base * M,
				 (c->reserved.end - c->reserved.base) * M, "x",
				 "");
		b.memblock.bottom_up = i % 2;
		got = memblock_alloc_range_nid(&b, c->size, c->align, c->min,
					       c->max, c->nid, c->exact, "y",
					       "");
		if (got != want * M)
			fail_msg("%s (%s): %llx, expected %llx", c->name,
				 i % 2 ? "bottom-up" : "top-down",
				 (unsigned long long)got,
				 (unsigned long long)(want * M));
		if (got &&
		    !memblock_overlaps(&b.memblock.reserved, got, c->size))
			fail_msg("%s: what was found is not reserved", c->name);
		boot_release(&b);
	}
}

/* A run is placed as the same number of single allocations is. */
static void test_alloc_run(void **state)
{
	(void)state;
	for (int bottom_up = 0; bottom_up < 2; bottom_up++) {
		struct boot one, run;

		init(&one);
		init(&run);
		for (int i = 0; i < 2; i++) {
			struct boot *b = i ? &run : &one;

			memblock_add(b, 2 * M, 4 * M, "");
			memblock_add(b, 8 * M, 4 * M, "");
			memblock_reserve(b, 9 * M, M / 2 + 100, "x", "");
			b->memblock.bottom_up = bottom_up;
		}
		for (int i = 0; i < 1500; i++)
			assert_int_not_equal(memblock_alloc(&one, 4096, 4096,
							    "y", ""),
					     0);
		assert_int_equal(memblock_alloc_run(&run, 1500, 4096, 4096, 0,
						    0, NO_NODE, false, "y", ""),
				 1500);
		assert_int_equal(one.memblock.reserved.cnt,
				 run.memblock.reserved.cnt);
		assert_memory_equal(one.memblock.reserved.regions,
				    run.memblock.reserved.regions,
				    one.memblock.reserved.cnt *
					    sizeof(struct memblock_region));
		boot_release(&one);
		boot_release(&run);
	}
}

/* A run that does not fit takes what is there and says how much. */
static void test_alloc_run_short(void **state)
{
	struct boot b;

	(void)state;
	init(&b);
	memblock_add(&b, 2 * M, M, "");
	assert_int_equal(memblock_alloc_run(&b, 1000, 4096, 4096, 0, 0, NO_NODE,
					    false, "y", ""),
			 256);
	boot_release(&b);
}

/* Fills the reserved array with pieces that do not touch, from the bottom. */
static void fill_reserved(struct boot *b, size_t count)
{
	for (size_t i = 0; i < count; i++)
		memblock_reserve(b, M + i * 8192, 4096, "x", "");
}

static void test_doubling(void **state)
{
	struct boot b;

	(void)state;
	init(&b);
	memblock_add(&b, M, 64 * M, "");
	fill_reserved(&b, 128);
	assert_int_equal(memblock_reserve(&b, 32 * M, 4096, "x", ""), -1);
	b.memblock.can_resize = true;
	assert_int_equal(memblock_reserve(&b, 32 * M, 4096, "x", ""), 0);
	assert_int_equal(b.memblock.reserved.max, 256);
	/* 256 regions of 24 bytes, at the top of memory */
	assert_int_equal(b.memblock.reserved.array_base, 65 * M - 8192);
	assert_int_equal(b.memblock.reserved.cnt, 130);
	boot_release(&b);
}

/* The range that is being added is not used for the array. */
static void test_doubling_avoids(void **state)
{
	struct boot b;

	(void)state;
	init(&b);
	memblock_add(&b, M, 64 * M, "");
	fill_reserved(&b, 128);
	b.memblock.can_resize = true;
	assert_int_equal(memblock_reserve(&b, 65 * M - 4096, 4096, "x", ""), 0);
	assert_int_equal(b.memblock.reserved.array_base, 65 * M - 4096 - 8192);
	boot_release(&b);
}

static const struct limit_case {
	const char *name;
	uint64_t limit; /* MiB */
	struct region memory[MAX_REGIONS], reserved[MAX_REGIONS];
} limit_cases[] = {
	{ "cuts inside the first bank", 3, { { 2, 5 } }, { { 3, 4 } } },
	{ "cuts between the banks", 4, { { 2, 6 } }, { { 3, 4 } } },
	{ "cuts inside the second bank",
	  5,
	  { { 2, 6 }, { 8, 9 } },
	  { { 3, 4 } } },
	{ "is more than there is",
	  9,
	  { { 2, 6 }, { 8, 12 } },
	  { { 3, 4 }, { 10, 11 } } },
};

static void test_mem_limit(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(limit_cases); i++) {
		const struct limit_case *c = &limit_cases[i];
		struct boot b;

		init(&b);
		memblock_add(&b, 2 * M, 4 * M, "");
		memblock_add(&b, 8 * M, 4 * M, "");
		memblock_reserve(&b, 3 * M, M, "x", "");
		memblock_reserve(&b, 10 * M, M, "x", "");
		memblock_mem_limit_remove_map(&b, c->limit * M);
		check_regions(c->name, &b.memblock.memory, c->memory);
		check_regions(c->name, &b.memblock.reserved, c->reserved);
		boot_release(&b);
	}
}

/* NOMAP memory is not handed out, not free, and survives mem=. */
static void test_nomap(void **state)
{
	const struct region memory[] = { { 2, 4 }, { 10, 12 }, { 0, 0 } };
	struct memblock_free_iter it = { 0 };
	struct boot b;

	(void)state;
	init(&b);
	memblock_add(&b, 2 * M, 10 * M, "");
	memblock_mark(&b, 10 * M, 2 * M, MEMBLOCK_NOMAP, true, "");
	assert_int_equal(memblock_alloc(&b, M, M, "y", ""), 9 * M);
	assert_true(memblock_next_free(&b.memblock, NO_NODE, 0, &it));
	assert_int_equal(it.end, 9 * M);
	assert_false(memblock_next_free(&b.memblock, NO_NODE, 0, &it));
	memblock_mem_limit_remove_map(&b, 2 * M);
	check_regions("mem= with a NOMAP bank", &b.memblock.memory, memory);
	boot_release(&b);
}

/*
 *   nomap     |--------|          in three pieces, as cap_memory_range() leaves
 * it added                  |--|   joins what touches it; or all is looked at
 */
static void test_merge(void **state)
{
	static const struct {
		const char *name;
		enum memblock_merge_rule rule;
		struct region want[MAX_REGIONS];
	} cases[] = {
		{ "near",
		  MEMBLOCK_MERGE_NEAR,
		  { { 2, 4 }, { 4, 6 }, { 6, 8 }, { 20, 24 } } },
		{ "all", MEMBLOCK_MERGE_ALL, { { 2, 8 }, { 20, 24 } } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct boot b;

		init(&b);
		kernel.rules.memblock_merge = cases[i].rule;
		memblock_add(&b, 2 * M, 6 * M, "");
		memblock_mark(&b, 2 * M, 6 * M, MEMBLOCK_NOMAP, true, "");
		memblock_cap_memory_range(&b, 4 * M, 2 * M);
		memblock_add(&b, 20 * M, 2 * M, "");
		memblock_add(&b, 22 * M, 2 * M, "");
		check_regions(cases[i].name, &b.memblock.memory, cases[i].want);
		boot_release(&b);
	}
}

/* A range that is usable, before there is memory. */
static void test_cap_of_nothing(void **state)
{
	static const struct {
		enum memblock_cap_rule rule;
		size_t lines, reserved;
	} cases[] = {
		{ MEMBLOCK_CAP_REFUSES_NOTHING, 1, 1 },
		{ MEMBLOCK_CAP_TAKES_ALL, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct boot b;

		init(&b);
		kernel.rules.memblock_cap = cases[i].rule;
		memblock_reserve(&b, 64 * M, M, "x", "");
		memblock_cap_memory_range(&b, 4 * M, 2 * M);
		assert_int_equal(b.journal->nr_log, cases[i].lines);
		assert_int_equal(b.memblock.reserved.cnt, cases[i].reserved);
		boot_release(&b);
	}
}

/* The array is full before memblock_allow_resize(). */
static void test_no_resize(void **state)
{
	(void)state;
	for (int panics = 0; panics < 2; panics++) {
		struct boot b;
		int ret = 0;

		init(&b);
		kernel.rules.memblock_resize = panics ? MEMBLOCK_RESIZE_PANICS :
							MEMBLOCK_RESIZE_FAILS;
		for (uint64_t i = 1; i <= 128; i++)
			ret |= memblock_reserve(&b, 2 * i * M, M, "x", "");
		assert_int_equal(ret, 0);
		assert_int_equal(memblock_reserve(&b, 500 * M, M, "x", ""), -1);
		if (panics)
			assert_string_equal(
				b.journal->panic,
				"memblock: cannot resize reserved array");
		else
			assert_null(b.journal->panic);
		boot_release(&b);
	}
}

/* A node that was taken off a region is not one that it never had. */
static void test_no_nodes(void **state)
{
	static const struct region apart[MAX_REGIONS] = { { 2, 4 }, { 4, 6 } };
	static const struct region one[MAX_REGIONS] = { { 2, 6 } };
	struct boot b;

	(void)state;
	init(&b);
	memblock_reserve(&b, 2 * M, 2 * M, "x", "");
	memblock_set_reserved_node(&b, 0, UINT64_MAX, CLEARED_NODE, "");
	memblock_reserve(&b, 4 * M, 2 * M, "y", "");
	check_regions("two kinds of none", &b.memblock.reserved, apart);
	memblock_set_reserved_node(&b, 0, 8 * M, 3, "");
	check_regions("one node", &b.memblock.reserved, one);
	boot_release(&b);
}

/*
 * What the kernel allocates bears a flag and the node that was asked for, where
 * it is told apart; two kinds do not join.
 */
static void test_kern_apart(void **state)
{
	static const struct region want[2][MAX_REGIONS] = {
		{ { 2, 4 }, { 4, 6 }, { 13, 14 }, { 14, 15 }, { 15, 16 } },
		{ { 2, 6 }, { 13, 16 } },
	};

	(void)state;
	for (int alike = 0; alike < 2; alike++) {
		struct boot b;

		init(&b);
		if (!alike)
			kernel.rules.memblock_reserve =
				MEMBLOCK_RESERVE_KERN_APART;
		memblock_add_node(&b, 2 * M, 14 * M, 1, "");
		memblock_reserve(&b, 2 * M, 2 * M, "firmware", "");
		memblock_reserve_kern(&b, 4 * M, 2 * M, "image", "");
		memblock_alloc_try_nid(&b, M, M, 0, 0, 1, false, "x", "");
		memblock_alloc_try_nid(&b, M, M, 0, 0, 2, false, "other", "");
		memblock_alloc_try_nid(&b, M, M, 0, 0, 1, false, "y", "");
		check_regions(alike ? "all alike" : "apart",
			      &b.memblock.reserved, want[alike]);
		assert_int_equal(b.memblock.reserved.regions[1].flags,
				 alike ? 0 : MEMBLOCK_RSRV_KERN);
		boot_release(&b);
	}
}

/* What huge pages do not want set keeps them apart from their heads. */
static void test_noinit(void **state)
{
	static const struct region want[MAX_REGIONS] = { { 2, 3 },
							 { 3, 8 },
							 { 8, 9 } };
	struct boot b;

	(void)state;
	init(&b);
	memblock_reserve(&b, 2 * M, 7 * M, "x", "");
	memblock_reserved_mark_noinit(&b, 3 * M, 5 * M, "");
	check_regions("a tail", &b.memblock.reserved, want);
	assert_int_equal(b.memblock.reserved.regions[1].flags,
			 MEMBLOCK_RSRV_NOINIT);
	assert_string_equal(b.journal->events.v[b.journal->events.n - 1].what,
			    "rsrv_noinit");
	boot_release(&b);
}

/* Every reserved byte has an owner, and no other byte has. */
static void test_ledger(void **state)
{
	struct boot b;
	size_t at = 0;

	(void)state;
	init(&b);
	memblock_add(&b, M, 64 * M, "");
	memblock_reserve(&b, 4 * M, 2 * M, "image", "f");
	memblock_reserve(&b, 5 * M, 2 * M, "tree", "g");
	memblock_free(&b, 4 * M, M / 2, "h");
	assert_int_equal(b.journal->ledger.n, 2);
	assert_string_equal(b.journal->owners[b.journal->ledger.v[0].tag].what,
			    "image");
	assert_int_equal(b.journal->ledger.v[0].start, 4 * M + M / 2);
	assert_int_equal(b.journal->ledger.v[0].end, 6 * M);
	assert_string_equal(b.journal->owners[b.journal->ledger.v[1].tag].what,
			    "tree");
	for (size_t i = 0; i < b.memblock.reserved.cnt; i++) {
		const struct memblock_region *r =
			&b.memblock.reserved.regions[i];

		assert_int_equal(rangemap_covered(&b.journal->ledger, r->base,
						  r->base + r->size),
				 r->size);
		at += r->size;
	}
	assert_int_equal(at,
			 rangemap_covered(&b.journal->ledger, 0, UINT64_MAX));
	boot_release(&b);
}

/* Equal operations at one distance are one event. */
static void test_events_fold(void **state)
{
	struct boot b;

	(void)state;
	init(&b);
	memblock_add(&b, M, 64 * M, "");
	for (int i = 0; i < 5; i++)
		memblock_alloc(&b, 4096, 4096, "y", "f");
	assert_int_equal(b.journal->events.n, 2);
	assert_int_equal(b.journal->events.v[1].count, 5);
	assert_int_equal(b.journal->events.v[1].stride, -4096);
	assert_string_equal(b.journal->events.v[1].by, "f test");
	boot_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_alloc),
		cmocka_unit_test(test_alloc_run),
		cmocka_unit_test(test_alloc_run_short),
		cmocka_unit_test(test_doubling),
		cmocka_unit_test(test_doubling_avoids),
		cmocka_unit_test(test_mem_limit),
		cmocka_unit_test(test_nomap),
		cmocka_unit_test(test_merge),
		cmocka_unit_test(test_cap_of_nothing),
		cmocka_unit_test(test_no_resize),
		cmocka_unit_test(test_no_nodes),
		cmocka_unit_test(test_kern_apart),
		cmocka_unit_test(test_noinit),
		cmocka_unit_test(test_ledger),
		cmocka_unit_test(test_events_fold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
