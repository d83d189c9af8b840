/* SPDX-License-Identifier: GPL-2.0-only */
#include "lab.h"

#include <stdlib.h>

#include "journal/boot.h"
#include "journal/journal.h"
#include "mm/flatmem.h"
#include "mm/memblock.h"
#include "mm/page_alloc.h"
#include "mm/page_alloc/wmark.h"
#include "mm/sparse.h"
#include "start/calls.h"
#include "util/alloc.h"

/*
 * Rules of kernels before 6.1 about holes: 32-bit, blocks of 1024 pages, RAM
 * from pfn 0x60000 on.
 */

#define START 0x60000ULL
#define BLOCK 1024ULL

static void old_kernel(struct kernel *k)
{
	lab_kernel(k);
	k->numa = k->deferred_struct_page_init = false;
	k->sparsemem_vmemmap = k->memory_hotplug = false;
	k->rules.free_unused_memmap = FREE_MEMMAP_BY_LARGEST_BLOCK;
	k->rules.free_block_place = FREE_BLOCK_BY_MERGE;
	k->rules.watermarks = WATERMARKS_BY_MIN;
	k->rules.pageset = PAGESET_BY_BATCH;
	k->rules.migrate_reserve = RESERVE_BLOCKS_TWO;
	k->has_migratetype[MIGRATE_RESERVE] = true;
	k->pageblock_order = 10;
	k->word_size = k->phys_addr_size = 4;
	k->size.page = 32;
	k->size.mem_section = 8;
	k->size.mem_section_usage = 0;
	k->section_size_bits = 28;
	k->max_physmem_bits = 36;
}

/* SPARSEMEM: what of the sections' struct pages is given back. */

struct pages {
	uint64_t start, end; /* pages from START on */
};

static const struct hole_case {
	const char *name;
	struct pages banks[3];
	size_t nr_banks;
	/* of which section's map, counted from START's; pages of struct pages */
	struct {
		unsigned section;
		struct pages freed;
	} frees[3];
	size_t nr_frees;
} holes[] = {
	{ .name = "a bank that fills its section",
	  .banks = { { 0, 0x10000 } },
	  .nr_banks = 1 },
	{ .name = "the rest of the last section",
	  .banks = { { 0, 0x14000 } },
	  .nr_banks = 1,
	  .frees = { { 1, { 0x4000, 0x10000 } } },
	  .nr_frees = 1 },
	{ .name = "a hole in a section, to where the next bank begins",
	  .banks = { { 0, 0x4010 }, { 0x8080, 0x10000 } },
	  .nr_banks = 2,
	  .frees = { { 0, { 0x4400, 0x8080 } } },
	  .nr_frees = 1 },
	{ .name = "a hole over absent sections ends with its section",
	  .banks = { { 0, 0x4000 }, { 0x38000, 0x3c000 } },
	  .nr_banks = 2,
	  .frees = { { 0, { 0x4000, 0x10000 } }, { 3, { 0xc000, 0x10000 } } },
	  .nr_frees = 2 },
	{ .name = "less than a largest block",
	  .banks = { { 0, 0x4010 }, { 0x4200, 0x10000 } },
	  .nr_banks = 2 },
};

/* Where the n-th present section's struct pages were put. */
static uint64_t map_of(const struct boot *b, unsigned section)
{
	for (size_t i = 0; i < b->nr_section_maps; i++) {
		if (b->section_maps[i].section ==
		    START / pages_per_section(b->kernel) + section)
			return b->section_maps[i].base;
	}
	return 0;
}

static void check_frees(const struct hole_case *c, const struct boot *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->journal->events.n; i++) {
		const struct event *e = &b->journal->events.v[i];
		uint64_t base;

		if (e->op != EVENT_FREE || !strstr(e->by, "free_memmap"))
			continue;
		if (n == c->nr_frees)
			fail_msg("%s: %#llx is freed too", c->name,
				 (unsigned long long)e->base);
		base = map_of(b, c->frees[n].section);
		if (!base || e->base != base + c->frees[n].freed.start * 32 ||
		    e->base + e->size != base + c->frees[n].freed.end * 32)
			fail_msg("%s: freed %#llx bytes at %#llx of the map at %#llx",
				 c->name, (unsigned long long)e->size,
				 (unsigned long long)e->base,
				 (unsigned long long)base);
		n++;
	}
	if (n != c->nr_frees)
		fail_msg("%s: %zu pieces freed, expected %zu", c->name, n,
			 c->nr_frees);
}

static void test_section_holes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(holes); i++) {
		const struct hole_case *c = &holes[i];
		struct machine m = { 0 };
		struct kernel k;
		struct boot b;

		old_kernel(&k);
		k.rules.sparse_init = SPARSE_INIT_BY_SECTION;
		lab_boot(&b, &m, &k, 0, 0);
		b.max_physmem_bits = k.max_physmem_bits;
		for (size_t n = 0; n < c->nr_banks; n++)
			memblock_add(&b, (START + c->banks[n].start) << 12,
				     (c->banks[n].end - c->banks[n].start)
					     << 12,
				     "");
		assert_int_equal(arm_memory_present(&b), 0);
		assert_int_equal(sparse_init(&b), 0);
		free_unused_memmap(&b);
		check_frees(c, &b);
		boot_release(&b);
	}
}

/* Which pageblocks become the reserve of one zone of six blocks. */

static const struct reserve_case {
	const char *name;
	bool sparsemem;
	bool by_first_page; /* as in the time of bootmem */
	struct pages hole; /* from START on */
	struct pages initrd;
	struct pages reserved;
	uint64_t zone_start; /* from START on */
	uint64_t reserve; /* block that is chosen, from START on */
	const char *moved; /* its blocks on the reserve's lists */
} reserves[] = {
	{ .name = "the first block", .reserve = 0, .moved = "10:0" },
	{ .name = "not one with a reserved page",
	  .reserved = { 100, 101 },
	  .reserve = BLOCK,
	  .moved = "10:400" },
	{ .name = "the initrd is not reserved any more",
	  .reserved = { 96, 200 },
	  .initrd = { 96, 200 },
	  .reserve = 0,
	  .moved = "" },
	{ .name = "what lies behind it still is",
	  .reserved = { 96, 201 },
	  .initrd = { 96, 200 },
	  .reserve = BLOCK,
	  .moved = "10:400" },
	{ .name = "FLATMEM: nobody has marked the pages of a hole",
	  .hole = { 512, 600 },
	  .reserve = 0,
	  .moved = "" },
	{ .name = "SPARSEMEM: somebody has",
	  .sparsemem = true,
	  .hole = { 512, 600 },
	  .reserve = BLOCK,
	  .moved = "10:400" },
	{ .name = "blocks counted from an odd start: aligned pages move",
	  .by_first_page = true,
	  .zone_start = 992,
	  .reserve = 992,
	  .moved = "5:3e0" },
};

/* "10:400": order and pfn from START on of what lies on the reserve's lists. */
static void check_moved(const struct reserve_case *c, const struct zone *z)
{
	char text[128] = "";

	for (unsigned o = 0; o < 11; o++) {
		const struct free_list *l =
			&z->free_area[o].lists[MIGRATE_RESERVE];
		struct free_run *runs;
		size_t n = free_list_fold(l, o, &runs);

		for (size_t i = 0; i < n; i++)
			snprintf(text + strlen(text),
				 sizeof(text) - strlen(text), "%s%u:%llx",
				 *text ? " " : "", o,
				 (unsigned long long)(runs[i].pfn - START));
		free(runs);
	}
	if (strcmp(text, c->moved))
		fail_msg("%s: \"%s\" moved, expected \"%s\"", c->name, text,
			 c->moved);
}

static void reserve_boot(struct boot *b, const struct machine *m,
			 struct kernel *k, const struct reserve_case *c)
{
	struct node *n;
	struct zone *z;

	old_kernel(k);
	k->sparsemem = c->sparsemem;
	k->flatmem = k->arch_pfn_valid = !c->sparsemem;
	if (c->by_first_page) {
		k->rules.pageblocks = PAGEBLOCKS_FROM_ZONE_START;
		k->rules.migrate_reserve = RESERVE_BLOCKS_ANY_NUMBER;
	}
	lab_boot(b, m, k, START << 12, 6 * BLOCK << 12);
	if (c->hole.end)
		memblock_remove(b, (START + c->hole.start) << 12,
				(c->hole.end - c->hole.start) << 12, "");
	if (c->reserved.end)
		memblock_reserve(b, (START + c->reserved.start) << 12,
				 (c->reserved.end - c->reserved.start) << 12,
				 "test", "");
	b->initrd_start = (START + c->initrd.start) << 12;
	b->initrd_size = (c->initrd.end - c->initrd.start) << 12;
	b->cpu_nid = xcalloc(1, sizeof(int));
	b->nr_cpu_ids = b->nr_possible_cpus = 1;
	n = boot_node_create(b, 0);
	n->possible = n->online = n->has_memory = true;
	z = &n->zones[2];
	z->zone_start_pfn = START + c->zone_start;
	z->spanned_pages = z->present_pages = 6 * BLOCK - c->zone_start;
	z->initialized = true;
	rangemap_set(&z->pageblocks, z->zone_start_pfn, START + 6 * BLOCK,
		     MIGRATE_MOVABLE);
	array_reserve(n->fallback.v, n->fallback.cap, 1);
	n->fallback.v[n->fallback.n++] = (struct zoneref){ 0, 2 };
}

/* Whole blocks without anything special in them are free, or all of them. */
static void free_blocks(struct boot *b, const struct reserve_case *c)
{
	struct zone *z = &b->nodes[0]->zones[2];
	bool first = !c->hole.end && !c->reserved.end;

	free_page_range(b, z, first ? z->zone_start_pfn : START + BLOCK,
			START + 6 * BLOCK);
	if (c->by_first_page)
		b->bootmem.node_low_pfn = START + 6 * BLOCK;
}

static void test_reserve(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(reserves); i++) {
		const struct reserve_case *c = &reserves[i];
		struct machine m = { 0 };
		const struct zone *z;
		struct kernel k;
		struct boot b;

		reserve_boot(&b, &m, &k, c);
		z = &b.nodes[0]->zones[2];
		free_blocks(&b, c);
		free_initrd(&b);
		init_per_zone_wmark_min(&b);
		if (get_pageblock_migratetype(z, START + c->reserve) !=
		    MIGRATE_RESERVE)
			fail_msg("%s: not block %#llx", c->name,
				 (unsigned long long)c->reserve);
		check_moved(c, z);
		boot_release(&b);
	}
}

/* An area over the boundary of two zones, and one behind it. */
static void test_cma_over_zones(void **state)
{
	struct machine m = { 0 };
	struct cma_area areas[] = {
		{ .name = "over",
		  .base_pfn = START + BLOCK,
		  .count = 2 * BLOCK },
		{ .name = "after",
		  .base_pfn = START + 5 * BLOCK,
		  .count = BLOCK },
	};
	struct zone *z, *next;
	struct kernel k;
	struct boot b;

	(void)state;
	reserve_boot(&b, &m, &k, &reserves[0]);
	k.rules.cma_activate = CMA_ACTIVATE_STOPS;
	z = &b.nodes[0]->zones[2];
	next = &b.nodes[0]->zones[3];
	z->spanned_pages = z->present_pages = 2 * BLOCK + 512;
	next->zone_start_pfn = START + 2 * BLOCK + 512;
	next->spanned_pages = next->present_pages = 3 * BLOCK + 512;
	next->initialized = true;
	boot_link_pages(&b, z, START, next->zone_start_pfn);
	boot_link_pages(&b, next, next->zone_start_pfn, zone_end_pfn(next));
	b.cma_areas = xcalloc(2, sizeof(*areas));
	memcpy(b.cma_areas, areas, sizeof(areas));
	b.nr_cma_areas = 2;
	for (size_t i = 0; i < ARRAY_SIZE(areas); i++)
		memblock_reserve(&b, areas[i].base_pfn << k.page_shift,
				 areas[i].count << k.page_shift, areas[i].name,
				 "");
	cma_init_reserved_areas(&b);
	assert_int_equal(z->cma_pages, BLOCK);
	assert_int_equal(next->cma_pages, 0);
	assert_int_equal(b.totals.totalram_pages, BLOCK);
	boot_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_section_holes),
		cmocka_unit_test(test_reserve),
		cmocka_unit_test(test_cma_over_zones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
