/* SPDX-License-Identifier: GPL-2.0-only */
#include "numa_lab.h"

#include "mm/numa.h"
#include "mm/numa_memblks.h"
#include "util/alloc.h"

/* The table of blocks and nodes: what of it the regions get. MiB. */

#define MAX 6

struct block {
	uint64_t start, end;
	int nid;
};

static const struct numa_case {
	const char *name;
	struct block memory[MAX]; /* nid: of no interest */
	struct block blocks[MAX];
	int ret;
	struct block want[MAX]; /* memory and its nodes afterwards */
	const char *line; /* the last one logged; NULL: none */
	uint64_t lost; /* what no node has */
} cases[] = {
	{ "a block for each of two banks",
	  { { 16, 64, 0 }, { 128, 256, 0 } },
	  { { 16, 64, 0 }, { 128, 256, 1 } },
	  0,
	  { { 16, 64, 0 }, { 128, 256, 1 } },
	  NULL,
	  0 },
	{ "more than memory is cut to where memory begins and ends",
	  { { 16, 64, 0 } },
	  { { 0, 4096, 2 } },
	  0,
	  { { 16, 64, 2 } },
	  NULL,
	  0 },
	{ "blocks of one node join over a hole",
	  { { 16, 64, 0 }, { 128, 256, 0 } },
	  { { 16, 64, 0 }, { 128, 256, 0 } },
	  0,
	  { { 16, 64, 0 }, { 128, 256, 0 } },
	  "NUMA: Node 0 [mem 0x01000000-0x03ffffff] + [mem 0x08000000-0x0fffffff] -> [mem 0x01000000-0x0fffffff]",
	  0 },
	{ "not over what another node has",
	  { { 16, 256, 0 } },
	  { { 16, 64, 0 }, { 128, 256, 0 }, { 64, 128, 1 } },
	  0,
	  { { 16, 64, 0 }, { 64, 128, 1 }, { 128, 256, 0 } },
	  NULL,
	  0 },
	{ "a block of no memory is of no use",
	  { { 16, 64, 0 } },
	  { { 64, 128, 1 }, { 16, 64, 0 } },
	  0,
	  { { 16, 64, 0 } },
	  NULL,
	  0 },
	{ "two nodes in one place are refused",
	  { { 16, 64, 0 } },
	  { { 16, 48, 0 }, { 32, 64, 1 } },
	  -1,
	  { { 16, 64, CLEARED_NODE } },
	  "node 0 [mem 0x01000000-0x02ffffff] overlaps with node 1 [mem 0x02000000-0x03ffffff]",
	  0 },
	{ "what no block has is left without a node",
	  { { 16, 64, 0 } },
	  { { 16, 60, 0 } },
	  0,
	  { { 16, 60, 0 }, { 60, 64, CLEARED_NODE } },
	  NULL,
	  4 },
};

static int add_blocks(struct boot *b, struct numa_meminfo *n)
{
	const struct numa_case *c = n->source;

	for (size_t i = 0; i < MAX && c->blocks[i].end; i++) {
		assert_int_equal(numa_add_memblk(b, n, c->blocks[i].nid,
						 c->blocks[i].start * M,
						 c->blocks[i].end * M),
				 0);
		n->parsed[c->blocks[i].nid] = true;
	}
	return 0;
}

static void check_memory(const struct numa_case *c, const struct memblock *mb)
{
	size_t i;

	for (i = 0; i < MAX && c->want[i].end; i++) {
		const struct memblock_region *r = &mb->memory.regions[i];

		if (i >= mb->memory.cnt || r->base != c->want[i].start * M ||
		    r->base + r->size != c->want[i].end * M ||
		    r->nid != c->want[i].nid)
			fail_msg("%s: region %zu of memory is another", c->name,
				 i);
	}
	assert_int_equal(mb->memory.cnt, i);
}

static void check_case(const struct numa_case *c)
{
	struct numa_lab l;
	struct boot *b = &l.b;

	numa_lab_init(&l, 0, 0);
	for (size_t i = 0; i < MAX && c->memory[i].end; i++)
		memblock_add(b, c->memory[i].start * M,
			     (c->memory[i].end - c->memory[i].start) * M, "");
	l.n.source = (void *)c;
	assert_int_equal(numa_memblks_init(b, &l.n, add_blocks, false), c->ret);
	check_memory(c, &b->memblock);
	if (c->line)
		assert_string_equal(b->journal->log[b->journal->nr_log - 1],
				    c->line);
	else
		assert_int_equal(b->journal->nr_log, 0);
	if (!c->ret)
		assert_int_equal(memblock_validate_numa_coverage(
					 b, c->lost ? c->lost * M - 1 : 0),
				 !c->lost);
	numa_lab_release(&l);
}

static void test_blocks(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check_case(&cases[i]);
}

/* Reserved regions get nodes too, and are cut where nodes meet. */
static void test_reserved(void **state)
{
	const struct memblock_type *reserved;
	struct numa_lab l;

	(void)state;
	numa_lab_init(&l, 16 * M, 240 * M);
	memblock_reserve(&l.b, 0, M, "below", "");
	memblock_reserve(&l.b, 60 * M, 8 * M, "across", "");
	l.n.source = (void *)&cases[3];
	assert_int_equal(numa_memblks_init(&l.b, &l.n, add_blocks, false), 0);
	reserved = &l.b.memblock.reserved;
	assert_int_equal(reserved->cnt, 3);
	assert_int_equal(reserved->regions[0].nid, CLEARED_NODE);
	assert_int_equal(reserved->regions[1].size, 4 * M);
	assert_int_equal(reserved->regions[1].nid, 0);
	assert_int_equal(reserved->regions[2].nid, 1);
	numa_lab_release(&l);
}

/* The table of distances: as large as nodes are known when it is made. */
static void test_distances(void **state)
{
	struct numa_lab l;
	struct boot *b = &l.b;

	(void)state;
	numa_lab_init(&l, 16 * M, 240 * M);
	l.n.parsed[2] = true;
	numa_set_distance(b, &l.n, 0, 2, 30);
	assert_int_equal(l.n.table_size, 9);
	assert_int_equal(b->distance[2], 30);
	assert_int_equal(b->distance[6], REMOTE_DISTANCE);
	assert_int_equal(b->distance[8], LOCAL_DISTANCE);
	numa_set_distance(b, &l.n, 0, 3, 30);
	numa_set_distance(b, &l.n, 3, 0, 30);
	numa_set_distance(b, &l.n, 1, 1, 20);
	assert_int_equal(b->journal->nr_log, 3);
	assert_string_equal(
		b->journal->log[1],
		"Warning: node ids are out of bound, from=0 to=3 distance=30");
	assert_string_equal(
		b->journal->log[2],
		"Warning: invalid distance parameter, from=1 to=1 distance=20");
	numa_reset_distance(b, &l.n);
	assert_int_equal(b->memblock.reserved.cnt, 0);
	numa_lab_release(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_reserved),
		cmocka_unit_test(test_distances),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
