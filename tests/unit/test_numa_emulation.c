/* SPDX-License-Identifier: GPL-2.0-only */
#include "numa_lab.h"

#include "mm/numa.h"
#include "mm/numa_emulation.h"
#include "util/alloc.h"

/* numa=fake=: what the word makes of real nodes. MiB. */

#define MAX 6

struct block {
	uint64_t start, end;
	int nid;
};

static const struct fake_case {
	const char *name;
	const char *word;
	struct block memory[2]; /* one of two, or a hole between */
	struct block real[2];
	struct block want[MAX];
	int phys[MAX]; /* of each wanted node; for one that is made up */
	const char *line; /* the last one logged */
} cases[] = {
	{ "four of one size",
	  "4",
	  { { 0, 1024, 0 } },
	  { { 0, 1024, 0 } },
	  { { 0, 256, 0 }, { 256, 512, 1 }, { 512, 768, 2 }, { 768, 1024, 3 } },
	  { 0, 0, 0, 0 },
	  NULL },
	{ "a hole is no memory of a node's",
	  "3",
	  { { 0, 512, 0 }, { 1024, 2048, 0 } },
	  { { 0, 2048, 0 } },
	  { { 0, 512, 0 }, { 512, 1536, 1 }, { 1536, 2048, 2 } },
	  { 0, 0, 0 },
	  NULL },
	{ "the rest of a real node goes to its last",
	  "200M",
	  { { 0, 1024, 0 } },
	  { { 0, 1024, 0 } },
	  { { 0, 192, 0 },
	    { 192, 384, 1 },
	    { 384, 576, 2 },
	    { 576, 768, 3 },
	    { 768, 1024, 4 } },
	  { 0, 0, 0, 0, 0 },
	  NULL },
	{ "none is smaller than 32 MiB",
	  "16M",
	  { { 0, 160, 0 } },
	  { { 0, 160, 0 } },
	  { { 0, 32, 0 },
	    { 32, 64, 1 },
	    { 64, 96, 2 },
	    { 96, 128, 3 },
	    { 128, 160, 4 } },
	  { 0, 0, 0, 0, 0 },
	  NULL },
	{ "so many of each real node, whatever its size",
	  "2U",
	  { { 0, 1024, 0 } },
	  { { 0, 256, 0 }, { 256, 1024, 1 } },
	  { { 0, 128, 0 }, { 128, 256, 1 }, { 256, 640, 2 }, { 640, 1024, 3 } },
	  { 0, 0, 1, 1 },
	  NULL },
	{ "real nodes in turn: a rest that is too small makes no third",
	  "3",
	  { { 0, 1024, 0 } },
	  { { 0, 512, 0 }, { 512, 1024, 1 } },
	  { { 0, 512, 0 }, { 512, 1024, 1 } },
	  { 0, 1 },
	  NULL },
	{ "the next would have nothing below 4 GiB",
	  "2G",
	  { { 0, 2064, 0 }, { 4096, 6144, 0 } },
	  { { 0, 6144, 0 } },
	  { { 0, 4096, 0 }, { 4096, 6144, 1 } },
	  { 0, 0 },
	  NULL },
	{ "too many for the memory",
	  "100",
	  { { 0, 256, 0 } },
	  { { 0, 256, 0 } },
	  { { 0, 256, 0 } },
	  { 0 },
	  "Not enough memory for each node.  NUMA emulation disabled." },
	{ "no number",
	  "some",
	  { { 0, 256, 0 } },
	  { { 0, 256, 0 } },
	  { { 0, 256, 0 } },
	  { 0 },
	  NULL },
	{ "fewer than asked of a real node",
	  "3U",
	  { { 0, 64, 0 } },
	  { { 0, 64, 0 } },
	  { { 0, 64, 0 } },
	  { 0 },
	  "numa_emulation: phys: 0 only got 2 of 3 nodes, failing" },
};

static void open_case(const struct fake_case *c, struct numa_lab *l)
{
	struct boot *b = &l->b;

	numa_lab_init(l, 0, 0);
	l->k.numa_emu = true;
	for (size_t i = 0; i < 2 && c->memory[i].end; i++) {
		memblock_add(b, c->memory[i].start * M,
			     (c->memory[i].end - c->memory[i].start) * M, "");
		b->totals.max_pfn = c->memory[i].end * M >> l->k.page_shift;
	}
	b->params.numa_fake = xstrdup(c->word);
	l->n.emu_dma_end = 4 * G;
	for (size_t i = 0; i < 2 && c->real[i].end; i++) {
		numa_add_memblk(b, &l->n, c->real[i].nid, c->real[i].start * M,
				c->real[i].end * M);
		l->n.parsed[c->real[i].nid] = true;
	}
}

static bool is_wanted(const struct numa_memblk *have, const struct block *want)
{
	return have->start == want->start * M && have->end == want->end * M &&
	       have->nid == want->nid;
}

static void check_case(const struct fake_case *c)
{
	struct numa_lab l;
	struct boot *b = &l.b;
	size_t i;

	open_case(c, &l);
	numa_emulation(b, &l.n);
	for (i = 0; i < MAX && c->want[i].end; i++) {
		if (i >= l.n.nr || !is_wanted(&l.n.blks[i], &c->want[i]))
			fail_msg("%s: block %zu is another", c->name, i);
		if (b->emu_nid_to_phys &&
		    b->emu_nid_to_phys[c->want[i].nid] != c->phys[i])
			fail_msg("%s: of another real node", c->name);
	}
	assert_int_equal(l.n.nr, i);
	assert_int_equal(!b->emu_nid_to_phys, c->line || i == 1);
	if (c->line)
		assert_string_equal(b->journal->log[b->journal->nr_log - 1],
				    c->line);
	numa_lab_release(&l);
}

static void test_splits(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check_case(&cases[i]);
}

/* Made-up nodes are as far from each other as the real ones they are of. */
static void test_distances(void **state)
{
	struct numa_lab l;
	struct boot *b = &l.b;

	(void)state;
	open_case(&cases[4], &l);
	numa_set_distance(b, &l.n, 0, 1, 35);
	numa_emulation(b, &l.n);
	assert_int_equal(b->distance_nodes, 4);
	assert_int_equal(b->distance[1], LOCAL_DISTANCE);
	assert_int_equal(b->distance[2], 35);
	assert_int_equal(b->distance[2 * 4 + 0], REMOTE_DISTANCE);
	assert_int_equal(b->memblock.reserved.cnt, 1);
	numa_lab_release(&l);
}

/* A given table counts as far as a comma follows each of its numbers. */
static void test_given_distances(void **state)
{
	static const struct fake_case two = { .word = "2:10,44,55,10",
					      .memory = { { 0, 256, 0 } },
					      .real = { { 0, 256, 0 } } };
	struct numa_lab l;
	struct boot *b = &l.b;

	(void)state;
	open_case(&two, &l);
	numa_emulation(b, &l.n);
	assert_int_equal(b->distance_nodes, 2);
	assert_int_equal(b->distance[1], 44);
	assert_int_equal(b->distance[2], 55);
	numa_lab_release(&l);
}

/* A CPU is in all parts of its real node. */
static void test_cpus(void **state)
{
	struct numa_lab l;
	struct boot *b = &l.b;

	(void)state;
	open_case(&cases[4], &l);
	numa_emulation(b, &l.n);
	assert_int_equal(numa_emulated_node(b, 1), 2);
	b->cpu_nid = xcalloc(1, sizeof(*b->cpu_nid));
	b->cpu_nid[0] = 3;
	assert_false(numa_node_has_cpu(b, 1, 0));
	assert_true(numa_node_has_cpu(b, 2, 0));
	numa_lab_release(&l);
}

/*
 * numa=off numa=fake=4: where numa_memblks.c serves all, fix_pxm_node_maps()
 * fails of numa_off, and what was split stays as it was; before, the words add
 * up.
 */
static void test_numa_off(void **state)
{
	struct numa_lab l;
	struct boot *b = &l.b;

	(void)state;
	for (int shared = 0; shared < 2; shared++) {
		open_case(&cases[0], &l);
		l.k.rules.numa_memblks = shared ? NUMA_MEMBLKS_SHARED :
						  NUMA_MEMBLKS_OF_ARCH;
		b->numa_off = true;
		numa_emulation(b, &l.n);
		assert_int_equal(l.n.nr, shared ? 1 : 4);
		assert_int_equal(l.n.blks[0].end, (shared ? 1024 : 256) * M);
		assert_int_equal(l.n.parsed[1], !shared);
		assert_int_equal(!b->emu_nid_to_phys, shared);
		numa_lab_release(&l);
	}
}

/* Of a node without memory there is no part: it stays, under another number. */
static void test_node_without_memory(void **state)
{
	struct numa_lab l;
	struct boot *b = &l.b;

	(void)state;
	for (int left = 0; left < 2; left++) {
		open_case(&cases[0], &l);
		l.m.pc.acpi.has_srat = true;
		l.k.rules.numa_memblks = NUMA_MEMBLKS_SHARED;
		l.n.parsed[5] = left;
		numa_emulation(b, &l.n);
		assert_int_equal(l.n.nr, 4);
		assert_int_equal(b->journal->nr_inexact, left);
		numa_lab_release(&l);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_node_without_memory),
		cmocka_unit_test(test_numa_off),
		cmocka_unit_test(test_splits),
		cmocka_unit_test(test_distances),
		cmocka_unit_test(test_given_distances),
		cmocka_unit_test(test_cpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
