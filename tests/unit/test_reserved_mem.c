/* SPDX-License-Identifier: GPL-2.0-only */
#include "lab.h"

#include "journal/boot.h"
#include "journal/journal.h"
#include "mm/of_fdt.h"
#include "mm/of_reserved_mem.h"
#include "util/alloc.h"

/* /reserved-memory: 1 GiB of RAM at 1 GiB, children as the cases say. */

#define MAX_NODES 6

static char *cma_pool[] = { "shared-dma-pool", NULL };
static char *restricted_pool[] = { "restricted-dma-pool", NULL };

static const struct reserved_case {
	const char *name;
	struct fdt_reserved_node nodes[MAX_NODES];
	const char *log[4]; /* exactly these lines */
	/* dynamic nodes in the order in which they are placed */
	const char *placed[MAX_NODES];
	uint64_t nomap_base; /* a NOMAP region begins here; 0: there is none */
	uint64_t lowest; /* the lowest reserved address; 0: any */
	size_t slots; /* of the table that is allocated; 0: there is none */
	bool bad_cells;
} cases[] = {
	{ .name = "two dynamic nodes: the last one first",
	  .nodes = { { .name = "a", .has_size = true, .size = M },
		     { .name = "b", .has_size = true, .size = M } },
	  .placed = { "b", "a" } },
	{ .name = "three dynamic nodes: b, c, a",
	  .nodes = { { .name = "a", .has_size = true, .size = M },
		     { .name = "b", .has_size = true, .size = M },
		     { .name = "c", .has_size = true, .size = M } },
	  .placed = { "b", "c", "a" } },
	{ .name = "four dynamic nodes: b, c, d, a",
	  .nodes = { { .name = "a", .has_size = true, .size = M },
		     { .name = "b", .has_size = true, .size = M },
		     { .name = "c", .has_size = true, .size = M },
		     { .name = "d", .has_size = true, .size = M } },
	  .placed = { "b", "c", "d", "a" } },
	{ .name = "a disabled node is passed over",
	  .nodes = { { .name = "a",
		       .has_size = true,
		       .size = M,
		       .available = false } } },
	{ .name = "no-map on free memory marks the region",
	  .nodes = { { .name = "fw",
		       .has_reg = true,
		       .no_map = true,
		       .reg = &(struct range){ G + 16 * M, M },
		       .nr_reg = 1 } },
	  .nomap_base = G + 16 * M },
	{ .name = "no-map on reserved memory is refused",
	  .nodes = { { .name = "one",
		       .has_reg = true,
		       .reg = &(struct range){ G + 16 * M, M },
		       .nr_reg = 1 },
		     { .name = "two",
		       .has_reg = true,
		       .no_map = true,
		       .reg = &(struct range){ G + 16 * M, M },
		       .nr_reg = 1 } },
	  .log = { "OF: fdt: Reserved memory: failed to reserve memory for node 'two': base 0x0000000041000000, size 1 MiB",
		   "OF: reserved mem: OVERLAP DETECTED!",
		   "two (0x0000000041000000--0x0000000041100000) overlaps with one (0x0000000041000000--0x0000000041100000)" } },
	{ .name = "reg of odd length is skipped",
	  .nodes = { { .name = "odd",
		       .has_reg = true,
		       .bad_reg_length = true } },
	  .log = { "OF: fdt: Reserved memory: invalid reg property in 'odd', skipping node." } },
	{ .name = "more than there is",
	  .nodes = { { .name = "big", .has_size = true, .size = 2 * G } },
	  .log = { "OF: reserved mem: failed to allocate memory for node 'big': size 2048 MiB" } },
	{ .name = "a reusable pool becomes a CMA area",
	  .nodes = { { .name = "pool",
		       .has_size = true,
		       .size = 4 * M,
		       .reusable = true,
		       .compatible = cma_pool } },
	  .log = { "Reserved memory: created CMA memory pool at 0x000000007fc00000, size 4 MiB",
		   "OF: reserved mem: initialized node pool, compatible id shared-dma-pool" },
	  .placed = { "pool" } },
	{ .name = "a CMA pool that is not whole pageblocks is given back",
	  .nodes = { { .name = "pool",
		       .has_size = true,
		       .size = 3 * M,
		       .reusable = true,
		       .compatible = cma_pool } },
	  .log = { "Reserved memory: incorrect alignment of CMA region",
		   "OF: reserved mem: node pool compatible matching fail" },
	  .placed = { "pool" } },
	{ .name = "a pool of a kind this kernel was not built with is kept",
	  .nodes = { { .name = "pool",
		       .has_size = true,
		       .size = 3 * M,
		       .compatible = restricted_pool } },
	  .placed = { "pool" },
	  .lowest = 2 * G - 3 * M },
	{ .name = "an alloc-ranges window is kept to",
	  .nodes = { { .name = "low",
		       .has_size = true,
		       .size = M,
		       .has_alloc_ranges = true,
		       .alloc_ranges = &(struct range){ G, 32 * M },
		       .nr_alloc_ranges = 1,
		       .no_map = true } },
	  .placed = { "low" },
	  .nomap_base = G + 31 * M },
};

#define LINE(from, to, kib, what)                                              \
	"OF: reserved mem: 0x00000000" from "..0x00000000" to " (" kib         \
	" KiB) " what

/* Dynamic nodes at once, in their order; drivers of the others later on. */
static const struct reserved_case two_passes[] = {
	{ .name = "dynamic nodes as they come, after those with a place",
	  .nodes = { { .name = "a", .has_size = true, .size = M },
		     { .name = "top",
		       .has_reg = true,
		       .reg = &(struct range){ 2 * G - M, M },
		       .nr_reg = 1 },
		     { .name = "b", .has_size = true, .size = M } },
	  .log = { LINE("7fe00000", "7fefffff", "1024", "map non-reusable a"),
		   LINE("7fd00000", "7fdfffff", "1024", "map non-reusable b"),
		   LINE("7ff00000", "7fffffff", "1024",
			"map non-reusable top") },
	  .placed = { "a", "b" },
	  .slots = 3 },
	{ .name = "a range that begins in one that is placed: upwards",
	  .nodes = { { .name = "a",
		       .has_size = true,
		       .size = M,
		       .has_alloc_ranges = true,
		       .alloc_ranges = &(struct range){ G + 64 * M, M },
		       .nr_alloc_ranges = 1 },
		     { .name = "b",
		       .has_size = true,
		       .size = M,
		       .has_alloc_ranges = true,
		       .alloc_ranges = &(struct range){ G + 65 * M, 32 * M },
		       .nr_alloc_ranges = 1 } },
	  .log = { LINE("44000000", "440fffff", "1024", "map non-reusable a"),
		   LINE("44100000", "441fffff", "1024", "map non-reusable b") },
	  .placed = { "a", "b" },
	  .lowest = G + 64 * M,
	  .slots = 2 },
	{ .name = "reg of several pieces: one is looked after",
	  .nodes = { { .name = "two",
		       .has_reg = true,
		       .no_map = true,
		       .reg = (struct range[]){ { G + 16 * M, M },
						{ G + 32 * M, M } },
		       .nr_reg = 2 } },
	  .log = { "OF: reserved mem: fdt_scan_reserved_mem_reg_nodes() ignores 1 regions in node 'two'",
		   LINE("41000000", "410fffff", "1024",
			"nomap non-reusable two") },
	  .nomap_base = G + 32 * M,
	  .slots = 1 },
	{ .name = "a pool that is refused is given back, in the second pass",
	  .nodes = { { .name = "pool",
		       .has_reg = true,
		       .reusable = true,
		       .reg = &(struct range){ G + 3 * M, 2 * M },
		       .nr_reg = 1,
		       .compatible = cma_pool } },
	  .log = { "Reserved memory: incorrect alignment of CMA region",
		   "OF: reserved mem: node pool compatible matching fail" },
	  .lowest = 2 * G - 64,
	  .slots = 1 },
	{ .name = "cells that are none: a table all the same",
	  .nodes = { { .name = "a", .has_size = true, .size = M } },
	  .log = { "OF: fdt: Reserved memory: unsupported node format, ignoring",
		   "OF: fdt: Reserved memory: unsupported node format, ignoring" },
	  .slots = 64,
	  .bad_cells = true },
	{ .name = "reg of odd length counts for nothing",
	  .nodes = { { .name = "odd",
		       .has_reg = true,
		       .bad_reg_length = true } },
	  .log = { "OF: fdt: Reserved memory: invalid reg property in 'odd', skipping node.",
		   "OF: fdt: Reserved memory: invalid reg property in 'odd', skipping node." } },
	{ .name = "more than there is counts for nothing, either",
	  .nodes = { { .name = "big", .has_size = true, .size = 2 * G },
		     { .name = "a", .has_size = true, .size = M } },
	  .log = { "OF: reserved mem: failed to allocate memory for node 'big': size 2048 MiB",
		   LINE("7ff00000", "7fffffff", "1024", "map non-reusable a") },
	  .placed = { "a" },
	  .slots = 1 },
};

/* One pass, but sorted by nodes as well, and close to what is there. */
static const struct reserved_case by_node[] = {
	{ .name = "dynamic nodes as they come, in front of those with a place",
	  .nodes = { { .name = "a", .has_size = true, .size = M },
		     { .name = "top",
		       .has_reg = true,
		       .reg = &(struct range){ 2 * G - M, M },
		       .nr_reg = 1 },
		     { .name = "b", .has_size = true, .size = M } },
	  .log = { LINE("7fe00000", "7fefffff", "1024", "map non-reusable a"),
		   LINE("7fd00000", "7fdfffff", "1024", "map non-reusable b"),
		   LINE("7ff00000", "7fffffff", "1024",
			"map non-reusable top") },
	  .placed = { "a", "b" } },
	{ .name = "a range that ends at a place of its own: from above",
	  .nodes = { { .name = "fw",
		       .has_reg = true,
		       .reg = &(struct range){ G + 32 * M, M },
		       .nr_reg = 1 },
		     { .name = "a",
		       .has_size = true,
		       .size = M,
		       .has_alloc_ranges = true,
		       .alloc_ranges = &(struct range){ G + 16 * M, 16 * M },
		       .nr_alloc_ranges = 1 },
		     { .name = "b",
		       .has_size = true,
		       .size = M,
		       .has_alloc_ranges = true,
		       .alloc_ranges = &(struct range){ G + 33 * M, 16 * M },
		       .nr_alloc_ranges = 1 } },
	  .log = { LINE("41f00000", "41ffffff", "1024", "map non-reusable a"),
		   LINE("42100000", "421fffff", "1024", "map non-reusable b"),
		   LINE("42000000", "420fffff", "1024", "map non-reusable fw") },
	  .placed = { "a", "b" } },
};

/* What the second pass takes for the table, and the lowest that is taken. */
static void check_table(const struct reserved_case *c, const struct boot *b)
{
	const struct memblock_type *r = &b->memblock.reserved;
	uint64_t bytes = 0;

	for (size_t i = 0; i < b->journal->events.n; i++) {
		const struct event *e = &b->journal->events.v[i];

		if (e->op == EVENT_ALLOC &&
		    !strcmp(e->what, "table of reserved-memory nodes"))
			bytes += e->size;
	}
	if (bytes != c->slots * 48)
		fail_msg("%s: a table of %llu bytes, expected %zu", c->name,
			 (unsigned long long)bytes, c->slots * 48);
	if (c->lowest && r->regions[0].base != c->lowest)
		fail_msg("%s: %#llx is the lowest, expected %#llx", c->name,
			 (unsigned long long)r->regions[0].base,
			 (unsigned long long)c->lowest);
}

static void check_log(const struct reserved_case *c, const struct boot *b)
{
	size_t n = 0;

	while (n < ARRAY_SIZE(c->log) && c->log[n])
		n++;
	if (b->journal->nr_log != n)
		fail_msg("%s: %zu lines, expected %zu; first: %s", c->name,
			 b->journal->nr_log, n,
			 b->journal->nr_log ? b->journal->log[0] : "none");
	for (size_t i = 0; i < n; i++)
		assert_string_equal(b->journal->log[i], c->log[i]);
}

/* Allocations of dynamic nodes are the only EVENT_ALLOC here. */
static void check_placed(const struct reserved_case *c, const struct boot *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->journal->events.n; i++) {
		char what[64];

		if (b->journal->events.v[i].op != EVENT_ALLOC)
			continue;
		if (n == MAX_NODES || !c->placed[n])
			fail_msg("%s: %s was placed, expected nothing more",
				 c->name, b->journal->events.v[i].what);
		snprintf(what, sizeof(what), "reserved-memory node %s",
			 c->placed[n++]);
		if (strcmp(b->journal->events.v[i].what, what))
			fail_msg("%s: placed %s, expected %s", c->name,
				 b->journal->events.v[i].what, what);
	}
	if (n < MAX_NODES && c->placed[n])
		fail_msg("%s: %s was not placed", c->name, c->placed[n]);
}

static void check_nomap(const struct reserved_case *c, const struct boot *b)
{
	uint64_t found = 0;

	for (size_t i = 0; i < b->memblock.memory.cnt; i++) {
		if (b->memblock.memory.regions[i].flags & MEMBLOCK_NOMAP)
			found = b->memblock.memory.regions[i].base;
	}
	if (found != c->nomap_base)
		fail_msg("%s: NOMAP at %#llx, expected %#llx", c->name,
			 (unsigned long long)found,
			 (unsigned long long)c->nomap_base);
}

/* A tree with these nodes below /reserved-memory. */
static struct machine tree_with(struct fdt_reserved_node *nodes, size_t n)
{
	return (struct machine){ .fdt = { .reserved = nodes,
					  .nr_reserved = n,
					  .has_reserved_memory = true,
					  .reserved_memory_ok = true } };
}

static void check(const struct reserved_case *c, const struct rules *rules)
{
	struct fdt_reserved_node nodes[MAX_NODES];
	struct machine m = tree_with(nodes, 0);
	struct kernel k;
	struct boot b;

	memcpy(nodes, c->nodes, sizeof(nodes));
	m.fdt.reserved_memory_ok = !c->bad_cells;
	while (m.fdt.nr_reserved < MAX_NODES && nodes[m.fdt.nr_reserved].name)
		m.fdt.nr_reserved++;
	for (size_t n = 0; n < m.fdt.nr_reserved; n++)
		nodes[n].available =
			strcmp(c->name, "a disabled node is passed over");
	lab_kernel(&k);
	k.rules = *rules;
	k.size.reserved_mem = 48;
	lab_boot(&b, &m, &k, G, G);
	early_init_fdt_scan_reserved_mem(&b);
	check_placed(c, &b);
	fdt_scan_reserved_mem_reg_nodes(&b);
	check_log(c, &b);
	check_nomap(c, &b);
	check_table(c, &b);
	boot_release(&b);
}

static void test_reserved_memory(void **state)
{
	const struct rules rules = {
		.reserved_mem = RESERVED_MEM_CHECKED,
		.reserved_mem_range = RESERVED_MEM_RANGE_FROM_ABOVE,
		.reserved_mem_order = RESERVED_MEM_ORDER_BY_PLACE,
		.reserved_mem_lines = RESERVED_MEM_LINES_NONE,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check(&cases[i], &rules);
}

static void test_by_node(void **state)
{
	const struct rules rules = { .reserved_mem = RESERVED_MEM_CHECKED };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(by_node); i++)
		check(&by_node[i], &rules);
}

static void test_two_passes(void **state)
{
	const struct rules rules = { .reserved_mem =
					     RESERVED_MEM_IN_TWO_PASSES };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(two_passes); i++)
		check(&two_passes[i], &rules);
}

/* A default area that cma= replaces: nobody reserves the node's memory. */
static void test_validated(void **state)
{
	static const char skipped[] =
		"cma: Skipping dt linux,cma-default node in favor for \"cma=\" kernel param.";
	struct range at = { G + 16 * M, 4 * M };
	struct fdt_reserved_node node = { .name = "pool",
					  .available = true,
					  .has_reg = true,
					  .reg = &at,
					  .nr_reg = 1,
					  .reusable = true,
					  .linux_cma_default = true,
					  .compatible = cma_pool };
	struct machine m = tree_with(&node, 1);
	struct kernel k;
	struct boot b;

	(void)state;
	lab_kernel(&k);
	k.rules.reserved_mem = RESERVED_MEM_VALIDATED;
	for (int has_cma = 0; has_cma < 2; has_cma++) {
		lab_boot(&b, &m, &k, G, G);
		b.params.has_cma = has_cma;
		early_init_fdt_scan_reserved_mem(&b);
		fdt_scan_reserved_mem_reg_nodes(&b);
		assert_int_equal(b.nr_cma_areas, !has_cma);
		assert_int_equal(memblock_overlaps(&b.memblock.reserved,
						   at.base, at.size),
				 !has_cma);
		if (has_cma) {
			assert_int_equal(b.journal->nr_log, 2);
			assert_string_equal(b.journal->log[0], skipped);
			assert_string_equal(b.journal->log[1], skipped);
		}
		boot_release(&b);
	}
}

/* The table of the kernel has a fixed number of slots. */
static void test_table_full(void **state)
{
	struct fdt_reserved_node nodes[3] = { { .name = "a" },
					      { .name = "b" },
					      { .name = "c" } };
	struct machine m = tree_with(nodes, 3);
	struct kernel k;
	struct boot b;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		nodes[i].available = nodes[i].has_size = true;
		nodes[i].size = M;
	}
	lab_kernel(&k);
	k.rules.reserved_mem = RESERVED_MEM_CHECKED;
	k.rules.reserved_mem_lines = RESERVED_MEM_LINES_NONE;
	k.reserved_mem_regions = 2;
	lab_boot(&b, &m, &k, G, G);
	early_init_fdt_scan_reserved_mem(&b);
	assert_int_equal(b.journal->nr_log, 1);
	assert_string_equal(
		b.journal->log[0],
		"OF: reserved mem: not enough space for all defined regions.");
	assert_int_equal(b.memblock.reserved.total_size, 2 * M);
	boot_release(&b);
}

/* A node that may lie anywhere, on a machine with high memory. */
static void test_lowmem_limit(void **state)
{
	struct fdt_reserved_node node = {
		.name = "a", .available = true, .has_size = true, .size = M
	};
	struct machine m = tree_with(&node, 1);

	(void)state;
	for (int low = 0; low < 2; low++) {
		struct kernel k;
		struct boot b;

		lab_kernel(&k);
		if (low)
			k.rules.reserved_mem_place = RESERVED_MEM_PLACE_LOWMEM;
		lab_boot(&b, &m, &k, G, G);
		b.memblock.current_limit = G + 512 * M;
		early_init_fdt_scan_reserved_mem(&b);
		assert_int_equal(b.memblock.reserved.regions[0].base,
				 (low ? G + 512 * M : 2 * G) - M);
		boot_release(&b);
	}
}

/* Two nodes at one place: older kernels are not known to allow it. */
static void test_overlap_is_inexact(void **state)
{
	struct range at = { G + 16 * M, M };
	struct fdt_reserved_node nodes[2] = {
		{ .name = "a",
		  .available = true,
		  .has_reg = true,
		  .reg = &at,
		  .nr_reg = 1 },
		{ .name = "b",
		  .available = true,
		  .has_reg = true,
		  .reg = &at,
		  .nr_reg = 1 },
	};

	(void)state;
	for (size_t n = 1; n <= 2; n++) {
		struct machine m = tree_with(nodes, n);
		struct kernel k;
		struct boot b;

		lab_kernel(&k);
		k.rules.reserved_mem = RESERVED_MEM_AS_THEY_COME;
		lab_boot(&b, &m, &k, G, G);
		early_init_fdt_scan_reserved_mem(&b);
		assert_int_equal(b.journal->nr_inexact, n - 1);
		boot_release(&b);
	}
}

/* no-map: a node that is placed anywhere, and one where no memory is. */
static void test_nomap(void **state)
{
	static const struct {
		enum nomap_rule nomap;
		bool reserved, marked; /* the first */
		bool refused; /* the second, over what is reserved */
	} ways[] = {
		{ NOMAP_MARKED, true, true, false },
		{ NOMAP_MARKED_IN_PLACE, false, false, true },
		{ NOMAP_REMOVED, true, false, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		struct fdt_reserved_node nodes[] = {
			{ .name = "any",
			  .available = true,
			  .has_size = true,
			  .size = M,
			  .no_map = true },
			{ .name = "hole",
			  .available = true,
			  .has_reg = true,
			  .no_map = true,
			  .nr_reg = 1,
			  .reg = &(struct range){ 4 * G, M } },
		};
		struct machine m = tree_with(nodes, 2);
		struct kernel k;
		struct boot b;
		const struct memblock_region *r;

		lab_kernel(&k);
		k.rules.reserved_mem = RESERVED_MEM_CHECKED;
		k.rules.reserved_mem_lines = RESERVED_MEM_LINES_NONE;
		k.rules.nomap = ways[i].nomap;
		lab_boot(&b, &m, &k, G, G);
		memblock_reserve(&b, 4 * G, M, "hole", "");
		early_init_fdt_scan_reserved_mem(&b);
		r = memblock_search(&b.memblock.memory, 2 * G - M);
		assert_int_equal(memblock_overlaps(&b.memblock.reserved,
						   2 * G - M, M),
				 ways[i].reserved);
		assert_int_equal(r != NULL, ways[i].marked);
		assert_int_equal(b.journal->nr_log, ways[i].refused);
		boot_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nomap),
		cmocka_unit_test(test_reserved_memory),
		cmocka_unit_test(test_by_node),
		cmocka_unit_test(test_two_passes),
		cmocka_unit_test(test_validated),
		cmocka_unit_test(test_table_full),
		cmocka_unit_test(test_lowmem_limit),
		cmocka_unit_test(test_overlap_is_inexact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
