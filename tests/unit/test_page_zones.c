/* SPDX-License-Identifier: GPL-2.0-only */
#include "lab.h"

#include "journal/boot.h"
#include "model/boot.h"
#include "util/alloc.h"

/* Which zone a page belongs to, where zones span each other's memory. */

struct link {
	int nid;
	unsigned zone;
	uint64_t start, end;
};

struct run {
	int nid; /* NO_NODE: none */
	unsigned zone;
	uint64_t end;
};

static const struct {
	const char *name;
	struct link links[4];
	struct run runs[5]; /* of [0, 100) */
} cases[] = {
	{ "no page is known", { { 0 } }, { { NO_NODE, 0, 100 } } },
	{ "a node inside another",
	  { { 0, 2, 10, 20 }, { 1, 2, 20, 30 }, { 0, 2, 30, 100 } },
	  { { NO_NODE, 0, 10 }, { 0, 2, 20 }, { 1, 2, 30 }, { 0, 2, 100 } } },
	{ "the later of two zones that overlap",
	  { { 0, 2, 0, 100 }, { 0, 3, 40, 70 } },
	  { { 0, 2, 40 }, { 0, 3, 70 }, { 0, 2, 100 } } },
	{ "a hole between",
	  { { 3, 0, 0, 1 }, { 3, 0, 99, 200 } },
	  { { 3, 0, 1 }, { NO_NODE, 0, 99 }, { 3, 0, 100 } } },
	{ "neighbours alike are one run",
	  { { 1, 1, 0, 50 }, { 1, 1, 50, 100 } },
	  { { 1, 1, 100 } } },
};

static void check_run(const struct boot *b, const char *name, uint64_t *at,
		      const struct run *want)
{
	uint64_t end = 100;
	const struct zone *z = boot_zone_run(b, *at, &end);

	if (end != want->end || (z ? z->nid : NO_NODE) != want->nid ||
	    (z && z->index != want->zone))
		fail_msg("%s: page %llu: node %d up to %llu", name,
			 (unsigned long long)*at, z ? z->nid : NO_NODE,
			 (unsigned long long)end);
	assert_ptr_equal(boot_pfn_zone(b, *at), z);
	*at = end;
}

static void test_page_zones(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct machine machine = { 0 };
		struct kernel kernel;
		struct boot b;
		uint64_t at = 0;

		lab_kernel(&kernel);
		lab_boot(&b, &machine, &kernel, 0, 0);
		for (size_t l = 0; l < ARRAY_SIZE(cases[i].links); l++) {
			const struct link *k = &cases[i].links[l];
			struct node *n = boot_node_create(&b, k->nid);

			boot_link_pages(&b, &n->zones[k->zone], k->start,
					k->end);
		}
		for (size_t r = 0; at < 100; r++)
			check_run(&b, cases[i].name, &at, &cases[i].runs[r]);
		boot_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_page_zones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
