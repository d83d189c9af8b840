/* SPDX-License-Identifier: GPL-2.0-only */
#include "lab.h"

#include "journal/boot.h"
#include "journal/journal.h"
#include "mm/page_alloc/zonelists.h"
#include "util/alloc.h"

/* The order in which a node falls back to others. */

#define MAX 4

static const struct order_case {
	const char *name;
	size_t nodes;
	bool memoryless[MAX];
	uint32_t distance[MAX][MAX];
	int want[MAX][MAX]; /* by node; -1 ends a list that is shorter */
	enum next_best_node_rule first;
} cases[] = {
	{ "one node", 1, { 0 }, { { 10 } }, { { 0 } }, NEXT_NODE_WITH_MEMORY },
	{ "two nodes: each itself first",
	  2,
	  { 0 },
	  { { 10, 20 }, { 20, 10 } },
	  { { 0, 1 }, { 1, 0 } },
	  NEXT_NODE_WITH_MEMORY },
	{ "a ring of four: the load of the first choice moves the second",
	  4,
	  { 0 },
	  { { 10, 20, 30, 20 },
	    { 20, 10, 20, 30 },
	    { 30, 20, 10, 20 },
	    { 20, 30, 20, 10 } },
	  { { 0, 1, 3, 2 }, { 1, 2, 0, 3 }, { 2, 3, 1, 0 }, { 3, 0, 2, 1 } },
	  NEXT_NODE_LOCAL_FIRST },
	{ "a node without memory heads its own list and is in no other",
	  3,
	  { false, true, false },
	  { { 10, 20, 20 }, { 20, 10, 20 }, { 20, 20, 10 } },
	  { { 0, 2, -1 }, { 1, 2, 0 }, { 2, 0, -1 } },
	  NEXT_NODE_LOCAL_FIRST },
	{ "only nodes with memory count: its list begins with the best one",
	  3,
	  { false, true, false },
	  { { 10, 20, 20 }, { 20, 10, 20 }, { 20, 20, 10 } },
	  { { 0, 2, -1 }, { 2, 0, -1 }, { 2, 0, -1 } },
	  NEXT_NODE_WITH_MEMORY },
	{ "the first one of its list bears the load of it",
	  4,
	  { true, false, false, false },
	  { { 10, 20, 20, 20 },
	    { 20, 10, 20, 20 },
	    { 20, 20, 10, 20 },
	    { 20, 20, 20, 10 } },
	  { { 1, 2, 3, -1 }, { 1, 2, 3, -1 }, { 2, 3, 1, -1 }, { 3, 1, 2, -1 } },
	  NEXT_NODE_WITH_MEMORY },
};

/* A boot of one CPU whose nodes are about to be made. */
struct lists_lab {
	struct machine m;
	struct kernel k;
	struct boot b;
};

/* Before the boot begins, the kernel's rules may be changed. */
static void lists_lab_init(struct lists_lab *l)
{
	memset(l, 0, sizeof(*l));
	lab_kernel(&l->k);
}

static void lists_lab_boot(struct lists_lab *l)
{
	lab_boot(&l->b, &l->m, &l->k, 0, 0);
	l->b.nr_cpu_ids = 1;
	l->b.cpu_nid = xcalloc(1, sizeof(int));
}

static void make_node(struct boot *b, size_t nid, bool memoryless)
{
	struct node *n = boot_node_create(b, (int)nid);

	n->possible = n->online = true;
	if (memoryless)
		return;
	n->has_memory = true;
	n->zones[2].spanned_pages = n->zones[2].present_pages = 100000;
	n->zones[2].managed_pages = 90000;
}

/* "Fallback order for Node 1: 1 2 0 " is what the kernel prints. */
static void check_line(const struct order_case *c, const struct boot *b,
		       size_t nid)
{
	char want[128];
	int len = snprintf(want, sizeof(want),
			   "Fallback order for Node %zu: ", nid);

	for (size_t i = 0; i < c->nodes && c->want[nid][i] >= 0; i++)
		len += snprintf(want + len, sizeof(want) - (size_t)len, "%d ",
				c->want[nid][i]);
	if (strcmp(b->journal->log[nid], want))
		fail_msg("%s: '%s', expected '%s'", c->name,
			 b->journal->log[nid], want);
}

static void test_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct order_case *c = &cases[i];
		struct lists_lab l;
		struct boot *b = &l.b;

		lists_lab_init(&l);
		l.k.rules.next_best_node = c->first;
		lists_lab_boot(&l);
		b->distance_nodes = c->nodes;
		b->distance = xcalloc(c->nodes * c->nodes, sizeof(uint32_t));
		for (size_t n = 0; n < c->nodes; n++) {
			make_node(b, n, c->memoryless[n]);
			for (size_t o = 0; o < c->nodes; o++)
				b->distance[n * c->nodes + o] =
					c->distance[n][o];
		}
		assert_int_equal(build_all_zonelists(b), 0);
		for (size_t n = 0; n < c->nodes; n++)
			check_line(c, b, n);
		boot_release(b);
	}
}

/* What a node weighs that begins a distance decides among equally near ones. */
static void test_load(void **state)
{
	static const uint32_t distance[4][4] = { { 10, 21, 30, 20 },
						 { 21, 10, 30, 30 },
						 { 30, 30, 10, 20 },
						 { 20, 30, 20, 10 } };
	static const struct {
		enum node_load_rule load;
		int want[4][4];
		size_t nr_lines; /* of the log: orders, and the two after them */
	} ways[] = {
		{ NODE_LOAD_COUNTS,
		  { { 0, 3, 1, 2 },
		    { 1, 0, 2, 3 },
		    { 2, 3, 0, 1 },
		    { 3, 0, 2, 1 } },
		  6 },
		{ NODE_LOAD_FALLS,
		  { { 0, 3, 1, 2 },
		    { 1, 0, 2, 3 },
		    { 2, 3, 1, 0 },
		    { 3, 2, 0, 1 } },
		  2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		struct lists_lab l;
		struct boot *b = &l.b;

		lists_lab_init(&l);
		l.k.rules.node_load = ways[i].load;
		lists_lab_boot(&l);
		b->distance_nodes = 4;
		b->distance = xcalloc(16, sizeof(uint32_t));
		memcpy(b->distance, distance, sizeof(distance));
		for (size_t n = 0; n < 4; n++)
			make_node(b, n, false);
		build_all_zonelists(b);
		assert_int_equal(b->journal->nr_log, ways[i].nr_lines);
		for (size_t n = 0; n < 4; n++) {
			for (size_t o = 0; o < 4; o++)
				assert_int_equal(b->nodes[n]->choices[o].nid,
						 ways[i].want[n][o]);
		}
		boot_release(b);
	}
}

/* A zone whose struct pages take all it has is in no list of some kernels. */
static void test_managed(void **state)
{
	static const enum zonelist_zones_rule ways[] = {
		ZONELIST_ZONES_POPULATED, ZONELIST_ZONES_MANAGED
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		struct lists_lab l;
		struct boot *b = &l.b;

		lists_lab_init(&l);
		l.k.rules.zonelist_zones = ways[i];
		lists_lab_boot(&l);
		make_node(b, 0, false);
		b->nodes[0]->zones[0].spanned_pages = 300;
		b->nodes[0]->zones[0].present_pages = 300;
		build_all_zonelists(b);
		assert_int_equal(b->nodes[0]->fallback.n, 2 - i);
		boot_release(b);
	}
}

/* Grouping by mobility is off on machines with next to no memory. */
static void test_mobility(void **state)
{
	static const struct {
		const char *name;
		uint64_t managed;
		bool disabled;
	} sizes[] = {
		{ "a page less than a block of each type", 512 * 6 - 1, true },
		{ "a block of each type", 512 * 6, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct lists_lab l;
		struct boot *b = &l.b;

		lists_lab_init(&l);
		lists_lab_boot(&l);
		make_node(b, 0, false);
		b->nodes[0]->zones[2].managed_pages = sizes[i].managed;
		build_all_zonelists(b);
		if (b->page_group_by_mobility_disabled != sizes[i].disabled)
			fail_msg("%s: grouping is %s, expected %s",
				 sizes[i].name,
				 sizes[i].disabled ? "on" : "off",
				 sizes[i].disabled ? "off" : "on");
		boot_release(b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_load),
		cmocka_unit_test(test_managed),
		cmocka_unit_test(test_mobility),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
