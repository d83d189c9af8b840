/* SPDX-License-Identifier: GPL-2.0-only */
#include "lab.h"

#include "journal/boot.h"
#include "mm/memblock.h"
#include "mm/mm_init/zone_movable.h"
#include "mm/page_alloc/pageset.h"
#include "mm/page_alloc/wmark.h"
#include "mm/percpu.h"
#include "mm/slab.h"
#include "start/calls.h"
#include "util/alloc.h"

/* Formulas with a table of numbers: pagesets, slabs, per-CPU units. */

static const struct {
	const char *name;
	uint64_t managed;
	uint64_t want;
} batches[] = {
	{ "an empty zone", 0, 1 },
	{ "less than 8 MiB", 2000, 1 },
	{ "64 MiB", 16384, 3 },
	{ "512 MiB", 131072, 31 },
	{ "1 GiB and above: 63", 262144, 63 },
	{ "4 TiB: still 63", 1ULL << 30, 63 },
};

static void test_batch(void **state)
{
	struct machine m = { 0 };
	struct kernel k;
	struct boot b;

	(void)state;
	lab_kernel(&k);
	k.rules.pageset = PAGESET_BY_BATCH;
	lab_boot(&b, &m, &k, 0, 0);
	for (size_t i = 0; i < ARRAY_SIZE(batches); i++) {
		struct zone z = { .managed_pages = batches[i].managed };
		uint64_t got;

		zone_set_pageset_high_and_batch(&b, &z, 0);
		got = z.pageset.batch;
		if (got != batches[i].want)
			fail_msg("%s: batch %llu, expected %llu",
				 batches[i].name, (unsigned long long)got,
				 (unsigned long long)batches[i].want);
	}
	boot_release(&b);
}

static const struct {
	const char *name;
	uint64_t low;
	size_t online;
	unsigned coming;
	uint64_t want;
} highs[] = {
	{ "before watermarks: four batches", 0, 1, 0, 4 * 63 },
	{ "the low mark for one CPU", 10000, 1, 0, 10000 },
	{ "the low mark shared by the node's CPUs", 10000, 2, 0, 5000 },
	{ "a CPU that comes up is counted in", 9000, 2, 1, 3000 },
};

static void test_high(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(highs); i++) {
		struct zone z = { .managed_pages = 262144,
				  .watermark_low = highs[i].low };
		struct machine m = { 0 };
		struct kernel k;
		struct boot b;

		lab_kernel(&k);
		lab_boot(&b, &m, &k, 0, 0);
		b.cpu_nid = xcalloc(4, sizeof(int));
		b.cpu_nid[2] = b.cpu_nid[3] = 1;
		b.nr_cpu_ids = b.nr_possible_cpus = 4;
		b.nr_online_cpus = highs[i].online;
		zone_set_pageset_high_and_batch(&b, &z, highs[i].coming);
		if (z.pageset.high != highs[i].want)
			fail_msg("%s: high %llu, expected %llu", highs[i].name,
				 (unsigned long long)z.pageset.high,
				 (unsigned long long)highs[i].want);
		boot_release(&b);
	}
}

static const struct {
	const char *name;
	uint64_t managed, low;
	size_t online;
	unsigned coming;
	uint64_t batch, min, max;
} limits[] = {
	{ "a part of the low mark, and of an eighth of the zone", 262144, 900,
	  2, 0, 63, 450, 16384 },
	{ "before there are marks", 24016, 0, 1, 0, 3, 12, 3002 },
	{ "the newcomer has its part", 24016, 0, 1, 1, 3, 12, 1501 },
	{ "never below four batches", 4096, 10, 2, 0, 1, 5, 256 },
	{ "a zone of 40 pages", 40, 0, 2, 0, 1, 4, 4 },
};

static void test_pageset_limits(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		struct zone z = { .managed_pages = limits[i].managed,
				  .watermark_low = limits[i].low };
		const struct pageset *p = &z.pageset;
		struct machine m = { 0 };
		struct kernel k;
		struct boot b;

		lab_kernel(&k);
		k.rules.pageset = PAGESET_WITHIN_LIMITS;
		lab_boot(&b, &m, &k, 0, 0);
		b.cpu_nid = xcalloc(4, sizeof(int));
		b.nr_cpu_ids = b.nr_possible_cpus = 4;
		b.nr_online_cpus = limits[i].online;
		zone_set_pageset_high_and_batch(&b, &z, limits[i].coming);
		if (p->batch != limits[i].batch || p->high ||
		    p->high_min != limits[i].min ||
		    p->high_max != limits[i].max)
			fail_msg("%s: batch %llu, %llu to %llu", limits[i].name,
				 (unsigned long long)p->batch,
				 (unsigned long long)p->high_min,
				 (unsigned long long)p->high_max);
		boot_release(&b);
	}
}

static const struct {
	const char *name;
	uint32_t object_size;
	bool hwalign;
	size_t cpus;
	uint32_t size, align;
	unsigned order;
	uint32_t objects;
} slabs[] = {
	{ "a power of two is its own alignment", 256, false, 2, 256, 256, 0,
	  16 },
	{ "the least alignment of kmalloc", 64, true, 2, 128, 128, 0, 32 },
	{ "two CPUs want 12 of them", 1024, false, 2, 1024, 1024, 2, 16 },
	{ "sixteen CPUs want more", 1024, false, 16, 1024, 1024, 3, 32 },
	{ "as many as the largest order holds", 8192, false, 4, 8192, 8192, 3,
	  4 },
	{ "an odd size is rounded to the alignment", 232, true, 4, 256, 128, 0,
	  16 },
};

static void test_slab(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(slabs); i++) {
		const struct slab_cache *c;
		struct machine m = { 0 };
		struct kernel k;
		struct slabs s;
		struct boot b;

		lab_kernel(&k);
		k.kmalloc_min_align = 128;
		k.slab_min_align = 8;
		lab_boot(&b, &m, &k, 0, 0);
		b.cache_line = 64;
		b.nr_cpu_ids = slabs[i].cpus;
		slabs_init(&s, &b);
		slabs_create(&s, "x", slabs[i].object_size,
			     slabs[i].hwalign ? SLAB_HWCACHE_ALIGN : 0);
		c = &b.slab_caches[0];
		if (c->size != slabs[i].size || c->align != slabs[i].align ||
		    c->order != slabs[i].order ||
		    c->objects != slabs[i].objects)
			fail_msg("%s: size %u align %u order %u objects %u, expected %u %u %u %u",
				 slabs[i].name, c->size, c->align, c->order,
				 c->objects, slabs[i].size, slabs[i].align,
				 slabs[i].order, slabs[i].objects);
		slabs_release(&s);
		boot_release(&b);
	}
}

static const struct {
	const char *name;
	uint32_t object_size;
	unsigned flags;
	uint32_t max_order; /* plus 1; 0: not given */
	uint32_t min_objects;
	uint32_t align;
	unsigned order;
	uint32_t objects;
} by_waste[] = {
	{ "16 KiB for twelve of them", 1024, SLAB_KMALLOC, 0, 0, 1024, 2, 16 },
	{ "96 is aligned to 32", 96, SLAB_KMALLOC, 0, 0, 32, 0, 42 },
	{ "not for kmalloc(): the least alignment", 96, 0, 0, 0, 8, 0, 42 },
	{ "an eighth may be wasted", 5000, 0, 0, 0, 8, 3, 6 },
	{ "one object above the largest order", 5000, 0, 1, 0, 8, 1, 1 },
	{ "as many as the largest order holds", 1024, SLAB_KMALLOC, 3, 32, 1024,
	  2, 16 },
	{ "of a later cache", 112, SLAB_NOT_BOOT, 0, 0, 8, 0, 36 },
};

static void test_order_by_waste(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(by_waste); i++) {
		struct machine m = { 0 };
		const struct slab_cache *c;
		struct kernel k;
		struct slabs s;
		struct boot b;

		lab_kernel(&k);
		k.rules.slab_order = SLAB_ORDER_BY_WASTE;
		k.rules.boot_cache_align = BOOT_CACHE_ALIGN_LOWEST_BIT;
		k.kmalloc_min_align = k.slab_min_align = 8;
		lab_boot(&b, &m, &k, 0, 0);
		b.cache_line = 64;
		b.nr_present_cpus = b.nr_cpu_ids = 2;
		b.params.has_slub_max_order = by_waste[i].max_order;
		b.params.slub_max_order = by_waste[i].max_order - 1;
		b.params.slub_min_objects = by_waste[i].min_objects;
		slabs_init(&s, &b);
		slabs_create(&s, "test", by_waste[i].object_size,
			     by_waste[i].flags);
		c = &b.slab_caches[0];
		if (c->align != by_waste[i].align ||
		    c->order != by_waste[i].order ||
		    c->objects != by_waste[i].objects)
			fail_msg("%s: align %u order %u objects %u",
				 by_waste[i].name, c->align, c->order,
				 c->objects);
		slabs_release(&s);
		boot_release(&b);
	}
}

/* SLAB: an array of one byte for each object, on the slab or off it. */
static const struct {
	const char *name;
	uint32_t size;
	bool early;
	uint64_t ram_pages;
	unsigned order;
	uint32_t objects;
	uint64_t off_slab; /* bytes of the array */
	enum slab_freelist_rule freelist;
} slab_cases[] = {
	{ "the array takes the room of an object", 64, false, 1 << 16, 0, 63, 0,
	  SLAB_FREELIST_BESIDE },
	{ "large objects have it elsewhere", 128, false, 1 << 16, 0, 32, 32,
	  SLAB_FREELIST_BESIDE },
	{ "the first caches have it on the slab", 128, true, 1 << 16, 0, 31, 0,
	  SLAB_FREELIST_BESIDE },
	{ "what is left over holds it", 192, false, 1 << 16, 0, 21, 0,
	  SLAB_FREELIST_BESIDE },
	{ "less waste with two pages", 1408, false, 1 << 16, 1, 5, 0,
	  SLAB_FREELIST_BESIDE },
	{ "one page all the same with little memory", 1408, false, 1 << 13, 0,
	  2, 0, SLAB_FREELIST_BESIDE },
	{ "more than a page", 16384, false, 1 << 16, 2, 1, 1,
	  SLAB_FREELIST_BESIDE },
	{ "an object that is free holds the array", 64, false, 1 << 16, 0, 64,
	  0, SLAB_FREELIST_IN_OBJECT },
	{ "one that is too small does not", 32, false, 1 << 16, 0, 124, 0,
	  SLAB_FREELIST_IN_OBJECT },
	{ "nothing of a page is left for it", 2048, false, 1 << 16, 0, 2, 0,
	  SLAB_FREELIST_IN_OBJECT },
};

static void test_slab_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(slab_cases); i++) {
		struct slab_cache c = { .size = slab_cases[i].size,
					.object_size = slab_cases[i].size,
					.align = 64 };
		struct machine m = { 0 };
		uint64_t off_slab;
		struct kernel k;
		struct slabs s;
		struct boot b;

		lab_kernel(&k);
		k.slab = true;
		k.size.freelist_idx = 1;
		k.rules.slab_freelist = slab_cases[i].freelist;
		lab_boot(&b, &m, &k, 0, 0);
		b.totals.totalram_pages = slab_cases[i].ram_pages;
		slabs_init(&s, &b);
		s.early = slab_cases[i].early;
		off_slab = slab_calculate_order(&s, &c);
		if (c.order != slab_cases[i].order ||
		    c.objects != slab_cases[i].objects ||
		    off_slab != slab_cases[i].off_slab)
			fail_msg("%s: order %u objects %u off %llu, expected %u %u %llu",
				 slab_cases[i].name, c.order, c.objects,
				 (unsigned long long)off_slab,
				 slab_cases[i].order, slab_cases[i].objects,
				 (unsigned long long)slab_cases[i].off_slab);
		slabs_release(&s);
		boot_release(&b);
	}
}

/* Six batches; both are 0 in small zones, where the batch used is 1. */
static const struct {
	const char *name;
	uint64_t managed, high, batch;
} by_batch[] = {
	{ "a sliver of high memory", 249, 0, 1 },
	{ "20 MiB", 5000, 0, 1 },
	{ "64 MiB", 16384, 18, 3 },
	{ "256 MiB", 63378, 90, 15 },
	{ "512 MiB and above", 190694, 186, 31 },
	{ "never more", 1ULL << 30, 186, 31 },
};

static void test_pageset_by_batch(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(by_batch); i++) {
		struct zone z = { .managed_pages = by_batch[i].managed,
				  .watermark_low = 10000 };
		struct machine m = { 0 };
		struct kernel k;
		struct boot b;

		lab_kernel(&k);
		k.rules.pageset = PAGESET_BY_BATCH;
		k.rules.zone_batch = ZONE_BATCH_OF_512K;
		lab_boot(&b, &m, &k, 0, 0);
		zone_set_pageset_high_and_batch(&b, &z, 0);
		if (z.pageset.high != by_batch[i].high ||
		    z.pageset.batch != by_batch[i].batch)
			fail_msg("%s: high %llu batch %llu", by_batch[i].name,
				 (unsigned long long)z.pageset.high,
				 (unsigned long long)z.pageset.batch);
		boot_release(&b);
	}
}

static int by_node(const struct boot *b, size_t from, size_t to)
{
	return b->cpu_nid[from] == b->cpu_nid[to] ? 10 : 20;
}

static const struct {
	const char *name;
	size_t cpus;
	int nids[6];
	uint64_t atom;
	uint64_t unit;
	uint32_t units, groups;
} percpus[] = {
	{ "two CPUs of one node", 2, { 0, 0 }, 4096, 122880, 2, 1 },
	{ "four CPUs of two nodes", 4, { 0, 0, 1, 1 }, 4096, 122880, 4, 2 },
	{ "2 MiB for six CPUs of two nodes: four units each",
	  6,
	  { 0, 0, 0, 1, 1, 1 },
	  2 * M,
	  524288,
	  8,
	  2 },
	{ "2 MiB for one CPU: all of it", 1, { 0 }, 2 * M, 2 * M, 1, 1 },
};

static void lab_percpu(struct kernel *k)
{
	k->sym.per_cpu_end = 85864;
	k->percpu_module_reserve = 8192;
	k->percpu_dynamic_reserve = 28672;
	k->percpu_dynamic_early = 12288;
	k->size.pcpu_chunk = 136;
	k->size.pcpu_block_md = 32;
	k->size.pcpu_alloc_info = 64;
	k->size.pcpu_group_info = 24;
}

static void test_percpu(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(percpus); i++) {
		const struct pcpu_setup setup = {
			.atom_size = percpus[i].atom,
			.distance = by_node,
			.vmalloc_total = UINT64_MAX,
		};
		struct machine m = { 0 };
		struct kernel k;
		struct boot b;

		lab_kernel(&k);
		lab_percpu(&k);
		lab_boot(&b, &m, &k, G, G);
		b.nr_cpu_ids = b.nr_possible_cpus = percpus[i].cpus;
		b.cpu_nid = xcalloc(percpus[i].cpus, sizeof(int));
		memcpy(b.cpu_nid, percpus[i].nids,
		       percpus[i].cpus * sizeof(int));
		assert_int_equal(pcpu_first_chunk(&b, &setup), 0);
		if (b.percpu.unit_size != percpus[i].unit ||
		    b.percpu.nr_units != percpus[i].units ||
		    b.percpu.nr_groups != percpus[i].groups)
			fail_msg("%s: %u units of %llu in %zu groups, expected %u of %llu in %u",
				 percpus[i].name, b.percpu.nr_units,
				 (unsigned long long)b.percpu.unit_size,
				 b.percpu.nr_groups, percpus[i].units,
				 (unsigned long long)percpus[i].unit,
				 percpus[i].groups);
		boot_release(&b);
	}
}

static const struct {
	const char *name;
	struct core_param kernelcore, movablecore;
	uint64_t want[2]; /* pages that each node's ZONE_MOVABLE begins at */
} movables[] = {
	{ "not asked for", { 0 }, { 0 }, { 0, 0 } },
	{ "movablecore=1G over two nodes: half from each",
	  { 0 },
	  { true, 262144, 0 },
	  { 0x40000 + 0x20000, 0x80000 + 0x20000 } },
	{ "kernelcore=1G over two nodes: half on each",
	  { true, 262144, 0 },
	  { 0 },
	  { 0x40000 + 0x20000, 0x80000 + 0x20000 } },
	{ "kernelcore=75%",
	  { true, 0, 75 },
	  { 0 },
	  { 0x40000 + 0x30000, 0x80000 + 0x30000 } },
	{ "more kernelcore than memory", { true, 1 << 20, 0 }, { 0 }, { 0, 0 } },
};

/* Two nodes of 1 GiB, at 1 and 2 GiB, all in the lowest zone. */
static void test_movable(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(movables); i++) {
		struct machine m = { 0 };
		struct kernel k;
		struct boot b;

		lab_kernel(&k);
		lab_boot(&b, &m, &k, 0, 0);
		memblock_add_node(&b, G, G, 0, "");
		memblock_add_node(&b, 2 * G, G, 1, "");
		boot_node_create(&b, 1);
		boot_node_create(&b, 0);
		b.zone_movable_pfn = xcalloc(2, sizeof(uint64_t));
		b.zone_lowest_pfn[0] = 0x40000;
		b.zone_highest_pfn[0] = 0xc0000;
		b.params.kernelcore = movables[i].kernelcore;
		b.params.movablecore = movables[i].movablecore;
		find_zone_movable_pfns(&b);
		for (int n = 0; n < 2; n++) {
			if (b.zone_movable_pfn[n] != movables[i].want[n])
				fail_msg("%s: node %d at %#llx, expected %#llx",
					 movables[i].name, n,
					 (unsigned long long)
						 b.zone_movable_pfn[n],
					 (unsigned long long)movables[i]
						 .want[n]);
		}
		boot_release(&b);
	}
}

/* DMA, Normal, HighMem, Movable: what each keeps from requests for Movable. */
static const struct {
	const char *name;
	bool any_zone;
	uint64_t managed[4];
	uint64_t want[4];
} lowmem_reserves[] = {
	{ "high memory keeps nothing",
	  false,
	  { 4096, 65536, 32768, 6400 },
	  { 409, 1224, 0, 0 } },
	{ "it does, on older kernels",
	  true,
	  { 4096, 65536, 32768, 6400 },
	  { 409, 1224, 200, 0 } },
	{ "an empty zone keeps nothing",
	  false,
	  { 0, 65536, 0, 6400 },
	  { 0, 200, 0, 0 } },
	{ "its number is set all the same",
	  true,
	  { 0, 65536, 0, 6400 },
	  { 281, 200, 200, 0 } },
};

static void test_lowmem_reserve(void **state)
{
	static const enum zone_kind kinds[] = { ZONE_DMA, ZONE_NORMAL,
						ZONE_HIGHMEM, ZONE_MOVABLE };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lowmem_reserves); i++) {
		struct machine m = { 0 };
		struct kernel k;
		struct boot b;

		lab_kernel(&k);
		memcpy(k.zones, kinds, sizeof(kinds));
		if (lowmem_reserves[i].any_zone)
			k.rules.lowmem_reserve = LOWMEM_RESERVE_OF_ANY;
		lab_boot(&b, &m, &k, 0, 0);
		b.cpu_nid = xcalloc(1, sizeof(int));
		b.nr_cpu_ids = b.nr_possible_cpus = b.nr_online_cpus = 1;
		boot_node_create(&b, 0);
		for (int z = 0; z < 4; z++)
			b.nodes[0]->zones[z].managed_pages =
				lowmem_reserves[i].managed[z];
		init_per_zone_wmark_min(&b);
		for (int z = 0; z < 4; z++) {
			uint64_t got = b.nodes[0]->zones[z].lowmem_reserve[3];

			if (got != lowmem_reserves[i].want[z])
				fail_msg("%s: zone %d keeps %llu",
					 lowmem_reserves[i].name, z,
					 (unsigned long long)got);
		}
		boot_release(&b);
	}
}

static const struct {
	const char *name;
	enum watermarks_rule way;
	uint64_t min[2], low; /* of Normal and Movable, of Movable */
} movable_marks[] = {
	/* 200000 pages of Normal, as many of Movable: isqrt(n * 4 * 16) KiB */
	{ "Movable has no share", WATERMARKS_MOVABLE_APART, { 894, 128 }, 351 },
	{ "Movable has its share", WATERMARKS_BY_SCALE, { 447, 447 }, 647 },
};

static void test_movable_marks(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(movable_marks); i++) {
		struct machine m = { 0 };
		struct kernel k;
		struct zone *z;
		struct boot b;

		lab_kernel(&k);
		k.rules.watermarks = movable_marks[i].way;
		lab_boot(&b, &m, &k, 0, 0);
		b.cpu_nid = xcalloc(1, sizeof(int));
		b.nr_cpu_ids = b.nr_possible_cpus = b.nr_online_cpus = 1;
		boot_node_create(&b, 0);
		z = b.nodes[0]->zones;
		z[2].managed_pages = z[3].managed_pages = 200000;
		b.totals.min_free_kbytes = 3577;
		setup_per_zone_wmarks(&b);
		if (z[2].watermark_min != movable_marks[i].min[0] ||
		    z[3].watermark_min != movable_marks[i].min[1] ||
		    z[3].watermark_low != movable_marks[i].low)
			fail_msg("%s: min %llu and %llu, low %llu",
				 movable_marks[i].name,
				 (unsigned long long)z[2].watermark_min,
				 (unsigned long long)z[3].watermark_min,
				 (unsigned long long)z[3].watermark_low);
		boot_release(&b);
	}
}

static const struct {
	const char *name;
	bool parallel, serial;
	unsigned second; /* a bit for each second thread of a core */
	uint64_t max;
} bringups[] = {
	{ "one after another: the last one counts", false, false, 0, 8192 },
	{ "together: all are prepared while one is up", true, false, 0, 16384 },
	{ "second threads when the first ones are up", true, false, 8, 8192 },
	{ "cores of two threads", true, false, 10, 10922 },
	{ "cpuhp.parallel=0", true, true, 10, 8192 },
};

static void test_bringup(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bringups); i++) {
		struct machine m = { 0 };
		struct kernel k;
		struct zone *z;
		struct boot b;

		lab_kernel(&k);
		k.rules.pageset = PAGESET_WITHIN_LIMITS;
		k.hotplug_parallel = bringups[i].parallel;
		lab_boot(&b, &m, &k, 0, 0);
		b.cpu_nid = xcalloc(4, sizeof(int));
		b.nr_cpu_ids = b.nr_possible_cpus = b.nr_startable_cpus = 4;
		b.nr_online_cpus = 1;
		b.params.cpuhp_serial = bringups[i].serial;
		b.cpu_second_thread = xcalloc(4, sizeof(*b.cpu_second_thread));
		for (int cpu = 0; cpu < 4; cpu++)
			b.cpu_second_thread[cpu] = bringups[i].second >> cpu &
						   1;
		boot_node_create(&b, 0);
		z = &b.nodes[0]->zones[2];
		z->present_pages = z->managed_pages = 262144;
		smp_init(&b);
		if (z->pageset.high_max != bringups[i].max ||
		    b.nr_online_cpus != 4)
			fail_msg("%s: high_max %llu, %zu CPUs",
				 bringups[i].name,
				 (unsigned long long)z->pageset.high_max,
				 b.nr_online_cpus);
		boot_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_batch),
		cmocka_unit_test(test_high),
		cmocka_unit_test(test_pageset_limits),
		cmocka_unit_test(test_slab),
		cmocka_unit_test(test_slab_order),
		cmocka_unit_test(test_order_by_waste),
		cmocka_unit_test(test_pageset_by_batch),
		cmocka_unit_test(test_percpu),
		cmocka_unit_test(test_movable),
		cmocka_unit_test(test_lowmem_reserve),
		cmocka_unit_test(test_movable_marks),
		cmocka_unit_test(test_bringup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
