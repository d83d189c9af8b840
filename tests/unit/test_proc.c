/* SPDX-License-Identifier: GPL-2.0-only */
#include "lab.h"

#include "input/proc.h"
#include "util/alloc.h"

/* The files of a running kernel, as 6.1 and 2.6 print them. */

static const struct zone_case {
	const char *name;
	const char *text;
	size_t zones;
	/* the last zone of node 0 */
	const char *zone;
	enum zone_field field;
	bool has;
	uint64_t value;
	size_t nr_protection;
} zone_cases[] = {
	{ .name = "6.1: a zone with all fields",
	  .text = "Node 0, zone   Normal\n"
		  "  per-node stats\n"
		  "      nr_inactive_anon 1\n"
		  "  pages free     499844\n"
		  "        boost    0\n"
		  "        min      5632\n"
		  "        managed  506588\n"
		  "        protection: (0, 1927, 3903, 3903)\n"
		  "  pagesets\n"
		  "    cpu: 0\n"
		  "              count: 552\n"
		  "              high:  3520\n"
		  "  start_pfn:           262144\n",
	  .zones = 1,
	  .zone = "Normal",
	  .field = ZONE_MANAGED,
	  .has = true,
	  .value = 506588,
	  .nr_protection = 4 },
	{ .name = "the high watermark is not the pageset's",
	  .text = "Node 0, zone DMA\n  pagesets\n    high:  3520\n",
	  .zones = 1,
	  .zone = "DMA",
	  .field = ZONE_HIGH,
	  .has = false },
	{ .name = "the pageset's high is not the watermark",
	  .text = "Node 0, zone DMA\n        high     8448\n",
	  .zones = 1,
	  .zone = "DMA",
	  .field = ZONE_PCP_HIGH,
	  .has = false },
	{ .name = "the first CPU's pageset counts",
	  .text = "Node 0, zone DMA\n    high:  3\n    high:  4\n",
	  .zones = 1,
	  .zone = "DMA",
	  .field = ZONE_PCP_HIGH,
	  .has = true,
	  .value = 3 },
	{ .name = "lines end in CR LF, the last one in nothing",
	  .text = "Node 0, zone DMA\r\n  pages free     7\r\n  start_pfn: 9",
	  .zones = 1,
	  .zone = "DMA",
	  .field = ZONE_START_PFN,
	  .has = true,
	  .value = 9 },
	{ .name = "2.6: no managed pages",
	  .text = "Node 0, zone  HighMem\n  pages free     32446\n"
		  "        min      32\n        spanned  32768\n"
		  "        present  32512\n        protection: (0, 0)\n",
	  .zones = 1,
	  .zone = "HighMem",
	  .field = ZONE_MANAGED,
	  .has = false,
	  .nr_protection = 2 },
	{ .name = "more protections than there can be zones are cut",
	  .text = "Node 0, zone DMA\n"
		  "        protection: (1, 2, 3, 4, 5, 6, 7, 8, 9)\n",
	  .zones = 1,
	  .zone = "DMA",
	  .field = ZONE_FREE,
	  .has = false,
	  .nr_protection = MAX_NR_ZONES },
	{ .name = "two nodes",
	  .text = "Node 0, zone DMA\n  pages free     1\n"
		  "Node 1, zone DMA\n  pages free     2\n",
	  .zones = 2,
	  .zone = "DMA",
	  .field = ZONE_FREE,
	  .has = true,
	  .value = 1 },
	{ .name = "no zone", .text = "MemTotal: 1 kB\n" },
	{ .name = "nothing", .text = "" },
	{ .name = "a node beyond all numbers",
	  .text = "Node 99999999, zone DMA\n" },
	{ .name = "a name that is too long",
	  .text = "Node 0, zone AbsurdlyLongZoneName\n" },
};

static void zoneinfo(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(zone_cases); i++) {
		const struct zone_case *c = &zone_cases[i];
		const struct proc_zone *z;
		struct error err = { 0 };
		struct proc_zones out;
		int ret = proc_read_zoneinfo(&out, c->text, "test", &err);

		if (out.n != c->zones || (ret == 0) != (c->zones > 0) ||
		    err.set != (ret != 0))
			fail_msg("%s: %zu zones, %d", c->name, out.n, ret);
		z = c->zone ? proc_zone_find(&out, 0, c->zone) : NULL;
		if (c->zone && (!z || z->has[c->field] != c->has ||
				z->v[c->field] != c->value ||
				z->nr_protection != c->nr_protection))
			fail_msg("%s: %s", c->name, z ? "values" : "no zone");
		proc_zones_release(&out);
	}
}

static void buddyinfo(void **state)
{
	struct error err = { 0 };
	struct proc_zones out;

	(void)state;
	assert_int_equal(
		proc_read_buddyinfo(
			&out,
			"Node 0, zone      DMA      2      0     490 \n"
			"Node 1, zone   Normal      1      1     238 \n",
			"test", &err),
		0);
	assert_int_equal(out.n, 2);
	assert_int_equal(out.v[1].nr_orders, 3);
	assert_int_equal(out.v[1].nr_free[2], 238);
	proc_zones_release(&out);
	assert_int_equal(proc_read_buddyinfo(&out, "Node 0, zone DMA\n", "test",
					     &err),
			 -1);
	proc_zones_release(&out);
}

static void iomem(void **state)
{
	static const char text[] = "00001000-0009fbff : System RAM\n"
				   "100000000-17fffffff : System RAM\n"
				   "  140000000-1401fffff : Kernel code\n"
				   "00000009-00000001 : upside down\n";
	struct error err = { 0 };
	struct proc_resources out;

	(void)state;
	assert_int_equal(proc_read_iomem(&out, text, "test", &err), 0);
	assert_int_equal(out.n, 3);
	assert_false(out.hidden);
	assert_int_equal(out.v[1].range.base, 4 * G);
	assert_int_equal(out.v[1].range.size, 2 * G);
	assert_int_equal(out.v[2].depth, 1);
	assert_string_equal(out.v[2].name, "Kernel code");
	proc_resources_release(&out);
	assert_int_equal(proc_read_iomem(&out, "00000000-00000000 : a\n",
					 "test", &err),
			 0);
	assert_true(out.hidden);
	proc_resources_release(&out);
}

static void memblock_files(void **state)
{
	/* 6.1, and with the node and flags of later kernels */
	static const char text[] =
		"   0: 0x0000000040210000..0x0000000041c8cfff\n"
		"   1: 0x00000000bda9cbc0..0x00000000bdb9cfc7    0 NONE\n";
	struct error err = { 0 };
	struct proc_resources out;

	(void)state;
	assert_int_equal(proc_read_memblock(&out, text, "test", &err), 0);
	assert_int_equal(out.n, 2);
	assert_int_equal(out.v[1].range.base, 0xbda9cbc0);
	assert_int_equal(out.v[1].range.size, 0x100408);
	proc_resources_release(&out);
}

/* Runs up and down, and the ends of blocks. */
static const struct find_case {
	struct free_run run;
	unsigned order;
	uint64_t pfn, found;
} find_cases[] = {
	{ { 1024, 4, 1024 }, 10, 1024, 1024 },
	{ { 1024, 4, 1024 }, 10, 2047, 1024 },
	{ { 1024, 4, 1024 }, 10, 5119, 4096 },
	{ { 1024, 4, 1024 }, 10, 5120, UINT64_MAX },
	{ { 1024, 4, 1024 }, 10, 1023, UINT64_MAX },
	{ { 4096, 4, -1024 }, 10, 1500, 1024 },
	{ { 4096, 4, -1024 }, 10, 5119, 4096 },
	{ { 4096, 4, -1024 }, 10, 1023, UINT64_MAX },
	{ { 0, 3, 16 }, 1, 17, 16 },
	{ { 0, 3, 16 }, 1, 18, UINT64_MAX },
	{ { 8, 1, 0 }, 3, 15, 8 },
	{ { 8, 1, 0 }, 3, 16, UINT64_MAX },
};

static void free_blocks_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(find_cases); i++) {
		struct free_run run = find_cases[i].run;
		const struct free_list l = { &run, 1, 1 };

		assert_int_equal(free_list_find(&l, find_cases[i].order,
						find_cases[i].pfn),
				 find_cases[i].found);
	}
}

/* Page lists of all CPUs that are up, in each zone that has pages. */
static void test_cpus(void **state)
{
	unsigned end;

	(void)state;
	assert_int_equal(proc_zoneinfo_cpus("Node 0, zone DMA\n    cpu: 0\n"
					    "    cpu: 3\nNode 0, zone Normal\n"
					    "    cpu: 0\n    cpu: 3\n",
					    &end),
			 2);
	assert_int_equal(end, 4);
	assert_int_equal(proc_zoneinfo_cpus("    cpu: 99999\n  cpu: x\n", &end),
			 0);
	assert_int_equal(end, 0);
}

/* SLAB's lines have tunables, and headings are no caches. */
static void slabinfo(void **state)
{
	static const char text[] =
		"slabinfo - version: 2.1\n"
		"# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables\n"
		"kmalloc-192   462  483  192  21  1 : tunables    0    0    0 : slabdata 23 23 0\n"
		"size-64(DMA)  0 0 64 59 1 : tunables 120 60 8 : slabdata 0 0 0\n"
		"cut short  1 2 3 4\n";
	struct proc_slabs s;
	struct error err = { 0 };

	(void)state;
	assert_int_equal(proc_read_slabinfo(&s, text, "slabinfo", &err), 0);
	assert_int_equal(s.n, 2);
	assert_int_equal(proc_slab_find(&s, "kmalloc-192")->size, 192);
	assert_int_equal(proc_slab_find(&s, "kmalloc-192")->objects, 21);
	assert_int_equal(proc_slab_find(&s, "size-64(DMA)")->objects, 59);
	assert_int_equal(proc_slab_find(&s, "size-64(DMA)")->pages, 1);
	assert_null(proc_slab_find(&s, "cut"));
	proc_slabs_release(&s);
	assert_int_equal(proc_read_slabinfo(&s, "# name\n", "f", &err), -1);
	proc_slabs_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cpus),
		cmocka_unit_test(zoneinfo),
		cmocka_unit_test(buddyinfo),
		cmocka_unit_test(slabinfo),
		cmocka_unit_test(iomem),
		cmocka_unit_test(memblock_files),
		cmocka_unit_test(free_blocks_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
