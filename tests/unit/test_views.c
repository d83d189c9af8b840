/* SPDX-License-Identifier: GPL-2.0-only */
#include "lab.h"

#include <stdio.h>
#include <stdlib.h>

#include "emit/dot.h"
#include "emit/facts.h"
#include "journal/boot.h"
#include "journal/journal.h"
#include "mm/memblock.h"
#include "model/members.h"

/* What the views say of made-up machines, read in the graph's own text. */

static struct kernel kernel;
static struct machine machine;
static struct boot boot;

#define PAGES_4G (4 * G >> 12)

static void open_boot(bool numa)
{
	lab_kernel(&kernel);
	kernel.numa = numa;
	kernel.arch = (char *)"test";
	kernel.release = (char *)"6.1.0";
	memset(&machine, 0, sizeof(machine));
	machine.model = (char *)"A <b>machine</b>";
	lab_boot(&boot, &machine, &kernel, 0, 0);
	boot.journal->phase = "mem_init";
}

/* Node nid with 4 GiB in zone Normal, of which `kept` pages are not managed. */
static struct zone *add_node(int nid, uint64_t kept)
{
	struct node *n = boot_node_create(&boot, nid);
	struct zone *z = &n->zones[2];

	z->zone_start_pfn = n->node_start_pfn = (unsigned)nid * PAGES_4G;
	z->spanned_pages = z->present_pages = PAGES_4G;
	z->managed_pages = z->nr_free_pages = PAGES_4G - kept;
	n->node_spanned_pages = n->node_present_pages = PAGES_4G;
	n->pgdat_nid = nid;
	boot_link_pages(&boot, z, z->zone_start_pfn, zone_end_pfn(z));
	boot.nr_all_pages += PAGES_4G;
	boot.totals.totalram_pages += z->managed_pages;
	return z;
}

static char *draw(const char *view, bool full, enum dot_theme theme)
{
	const struct view_options o = { .full = full, .theme = theme };

	return view_dot(view_find(view), &boot, &o).text;
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	while ((text = strstr(text, what))) {
		text += strlen(what);
		n++;
	}
	return n;
}

/* How often the view says it. */
static void says(const char *view, bool full, const char *what, size_t times)
{
	char *graph = draw(view, full, DOT_LIGHT);

	if (count(graph, what) != times)
		fail_msg("%s: expected '%s' %zu times, got %zu in: %s", view,
			 what, times, count(graph, what), graph);
	free(graph);
}

static void test_majority(void **state)
{
	static const struct {
		const char *name;
		uint64_t v[6];
		size_t n;
		bool known;
		uint64_t value;
	} cases[] = {
		{ "nothing", { 0 }, 0, false, 0 },
		{ "two say nothing of each other", { 1, 1 }, 2, false, 0 },
		{ "all equal", { 7, 7, 7 }, 3, true, 7 },
		{ "the first is odd", { 1, 7, 7 }, 3, true, 7 },
		{ "the last is odd", { 7, 7, 7, 1 }, 4, true, 7 },
		{ "just half is no majority", { 7, 1, 7, 2 }, 4, false, 0 },
		{ "no two alike", { 1, 2, 3, 4, 5 }, 5, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t value = 0;
		bool known = majority(cases[i].v, cases[i].n, &value);

		if (known != cases[i].known ||
		    (known && value != cases[i].value))
			fail_msg("%s: %d %lu", cases[i].name, known,
				 (unsigned long)value);
	}
}

static void test_count_text(void **state)
{
	static const struct {
		uint64_t n;
		const char *text;
	} cases[] = {
		{ 0, "0" },
		{ 9999, "9999" },
		{ 10000, "10.0k" },
		{ 16777216, "16.8M" },
		{ 4294967296, "4.3G" },
	};
	char buf[32];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(count_text(cases[i].n, buf, sizeof(buf)),
				    cases[i].text);
}

/* Of 16 nodes, the one that is not like the others is marked, and no other. */
static void test_odd_one(void **state)
{
	(void)state;
	open_boot(true);
	for (int nid = 0; nid < 16; nid++)
		add_node(nid, nid == 11 ? 5000 : 1000);
	says("zones", false, "* 5000<", 1);
	says("zones", false, "* 1043576<", 2); /* managed and free */
	says("zones", false, ">* 1", 2);
	says("zones", false, ">1000<", 15);
	says("zones", false, ">* number<", 1); /* the legend's */
	boot_release(&boot);
}

static void test_equal_nodes(void **state)
{
	(void)state;
	open_boot(true);
	for (int nid = 0; nid < 16; nid++)
		add_node(nid, 1000);
	/* A legend explains nothing that is not drawn. */
	says("zones", false, ">* ", 0);
	says("nodes", false, ">* ", 0);
	says("freelists", false, ">* ", 0);
	boot_release(&boot);
}

static void test_folding(void **state)
{
	(void)state;
	open_boot(true);
	for (int nid = 0; nid < 64; nid++)
		add_node(nid, 1000);
	says("zones", false, "... 24 more zones (--full)", 1);
	says("zones", true, "(--full)", 0);
	says("nodes", false, "... 32 more nodes (--full)", 2);
	says("nodes", true, "(--full)", 0);
	says("freelists", false, "... 24 more zones (--full)", 1);
	says("freelists", false, "... 58 more zones (--full)", 1);
	says("freelists", true, "(--full)", 0);
	says("memory", false, "... 32 more banks (--full)", 1);
	says("memory", true, "(--full)", 0);
	boot_release(&boot);
}

/* Without NUMA there is one node, whatever number one asks for. */
static void test_uma(void **state)
{
	(void)state;
	open_boot(false);
	add_node(0, 1000);
	says("nodes", false, "contig_page_data", 1);
	says("nodes", false, "NODE_DATA(1)", 1);
	says("nodes", false, "distance to", 0);
	says("zones", false, "contig_page_data", 1);
	says("zones", false, "node 0", 0);
	boot_release(&boot);
}

static void test_memory_owner(void **state)
{
	(void)state;
	open_boot(true);
	memblock_add(&boot, 0, 2 * G, "");
	memblock_add(&boot, 6 * G, 2 * G, "");
	journal_own(boot.journal, M, M, "a <i>thing</i> & more",
		    "taker caller");
	says("memory", false, "a &lt;i&gt;thing&lt;/i&gt; &amp; more", 1);
	says("memory", false, ">taker<", 1);
	says("memory", false, "4 GiB without memory", 1);
	says("memory", false, "A &lt;b&gt;machine", 1);
	says("memory", false, "<i>", 0);
	boot_release(&boot);
}

/* A kernel that boots without memblock: the zones say where memory is. */
static void test_memory_without_memblock(void **state)
{
	(void)state;
	open_boot(true);
	says("memory", false, "knows of no memory yet", 1);
	add_node(0, 1000);
	journal_own(boot.journal, 2 * M, M, "kernel image", "setup_arch");
	says("memory", false, "kernel image", 1);
	says("memory", false, ">Normal<", 1);
	says("memory", false, "no memory yet", 0);
	boot_release(&boot);
}

/* Whatever migrate types a build has, each that is used has its column. */
static void test_migrate_types(void **state)
{
	struct zone *z;

	(void)state;
	open_boot(true);
	z = add_node(0, 1000);
	for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++)
		free_list_add_tail(&z->free_area[3].lists[mt], 3,
				   (uint64_t)(mt + 1) * 1024);
	free_list_add_tail_run(&z->free_area[10].lists[MIGRATE_MOVABLE], 10,
			       65536, 20000);
	z->free_area[3].nr_free = NR_MIGRATETYPE_KINDS;
	z->free_area[10].nr_free = 20000;
	for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++) {
		const char *name = migratetype_name((enum migratetype)mt);
		char *graph = draw("freelists", false, DOT_LIGHT);

		if (!strstr(graph, name))
			fail_msg("no column %s", name);
		free(graph);
	}
	says("freelists", false, ">20.0k<", 1);
	says("freelists", false, ">65536 .. 20544512<", 1);
	boot_release(&boot);
}

static void add_step(struct zoneref_list *l, int nid, unsigned zone)
{
	l->v = realloc(l->v, (l->n + 1) * sizeof(*l->v));
	l->v[l->n++] = (struct zoneref){ nid, zone };
}

/* The path of each node in its order; a step farther away says how far. */
static void test_zonelists(void **state)
{
	char *graph, *at;

	(void)state;
	open_boot(true);
	for (int nid = 0; nid < 3; nid++)
		add_node(nid, 1000);
	boot.nr_node_ids = boot.distance_nodes = 3;
	boot.distance = calloc(9, sizeof(*boot.distance));
	for (int i = 0; i < 9; i++)
		boot.distance[i] = i % 4 ? 33 : 10;
	for (int from = 0; from < 3; from++) {
		for (int i = 0; i < 3; i++)
			add_step(&boot.nodes[from]->fallback, (from + i) % 3,
				 2);
	}
	boot.nodes[2]->fallback.n = 2;
	boot.zonelists_built = true;
	graph = draw("zonelists", false, DOT_LIGHT);
	at = strstr(graph, "<b>node 1</b>");
	assert_non_null(at);
	at = strstr(at, ">node 1<br/>");
	assert_non_null(at);
	at = strstr(at, "&#8594;<br/>33");
	assert_non_null(at);
	at = strstr(at, ">node 2<br/>");
	assert_non_null(at);
	assert_non_null(strstr(at, ">node 0<br/>"));
	free(graph);
	says("zonelists", false, "* 2 of 3 nodes", 1);
	boot_release(&boot);
}

static void test_themes(void **state)
{
	char *light, *dark;

	(void)state;
	open_boot(true);
	add_node(0, 1000);
	for (size_t i = 0; i < nr_views; i++) {
		if (!strcmp(views[i].name, "flow"))
			continue;
		light = draw(views[i].name, false, DOT_LIGHT);
		dark = draw(views[i].name, false, DOT_DARK);
		assert_non_null(strstr(light, "bgcolor=\"#ffffff\""));
		assert_null(strstr(dark, "bgcolor=\"#ffffff\""));
		assert_non_null(strstr(dark, "bgcolor=\"#16191d\""));
		free(light);
		free(dark);
	}
	boot_release(&boot);
}

/* "pageset.high" is in the object "pageset.": up to its last dot. */
static void test_member_objects(void **state)
{
	(void)state;
	for (size_t i = 0; i < nr_all_members; i++) {
		const struct members *t = all_members[i].members;

		for (size_t m = 0; m < t->n; m++) {
			const char *key = t->v[m].key, *dot = strrchr(key, '.');

			if (t->v[m].object !=
			    (dot ? (size_t)(dot - key) + 1 : 0))
				fail_msg("%s.%s: its object is not what its key says",
					 all_members[i].name, key);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_majority),
		cmocka_unit_test(test_count_text),
		cmocka_unit_test(test_odd_one),
		cmocka_unit_test(test_equal_nodes),
		cmocka_unit_test(test_folding),
		cmocka_unit_test(test_uma),
		cmocka_unit_test(test_memory_owner),
		cmocka_unit_test(test_memory_without_memblock),
		cmocka_unit_test(test_migrate_types),
		cmocka_unit_test(test_zonelists),
		cmocka_unit_test(test_member_objects),
		cmocka_unit_test(test_themes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
