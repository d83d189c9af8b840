/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/page_alloc/wmark.h"

#include "mm/memblock.h"
#include "mm/mm_init/free_area_init.h"
#include "mm/page_alloc.h"
#include "mm/page_alloc/pageset.h"
#include "util/range.h"
#include "util/size.h"

#define WATERMARK_SCALE_FACTOR 10
#define MIN_FREE_KBYTES_LEAST 128
#define MIN_FREE_KBYTES_MOST 262144
#define MIN_FREE_KBYTES_MOST_BY_MIN 65536
#define MIGRATE_RESERVE_BLOCKS_MOST 2

/* sysctl_lowmem_reserve_ratio */
static const uint64_t reserve_ratio[NR_ZONE_KINDS] = {
	[ZONE_DMA] = 256,
	[ZONE_DMA32] = 256,
	[ZONE_NORMAL] = 32,
};

/* What older kernels have for high memory, too. */
#define HIGHMEM_RESERVE_RATIO 32

typedef void zone_fn(struct boot *b, struct zone *z, void *arg);

static void for_each_zone(struct boot *b, zone_fn *fn, void *arg)
{
	for (size_t n = 0; n < b->nr_nodes; n++) {
		struct node *node = b->nodes[n];

		for (unsigned i = 0; node && i < node->nr_zones; i++)
			fn(b, &node->zones[i], arg);
	}
}

static uint64_t isqrt(uint64_t v)
{
	uint64_t root = 0;

	for (uint64_t bit = 1ULL << 31; bit; bit >>= 1) {
		if ((root | bit) * (root | bit) <= v)
			root |= bit;
	}
	return root;
}

uint64_t nr_free_buffer_pages(struct boot *b)
{
	const struct node *n =
		boot_node(b, b->cpu_nid[0] > 0 ? b->cpu_nid[0] : 0);
	uint64_t pages = 0;

	for (size_t i = 0; i < n->fallback.n; i++) {
		const struct zoneref *ref = &n->fallback.v[i];
		const struct zone *z = &b->nodes[ref->nid]->zones[ref->zone];

		if (z->kind <= ZONE_NORMAL &&
		    z->managed_pages > z->watermark_high)
			pages += z->managed_pages - z->watermark_high;
	}
	return pages;
}

/* What lies between the watermarks, and whose minimum is a share. */
RULE(watermarks, "__setup_per_zone_wmarks()", ANY_KERNEL,
     VARIANT(WATERMARKS_MOVABLE_APART, "movable_apart"),
     VARIANT(WATERMARKS_BY_SCALE, "by_scale",
	     .shows = "symbol watermark_scale_factor"),
     VARIANT(WATERMARKS_BY_MIN, "by_min",
	     .shows = "no symbol watermark_scale_factor"));

void calculate_min_free_kbytes(struct boot *b)
{
	static const uint64_t most[] = {
		[WATERMARKS_MOVABLE_APART] = MIN_FREE_KBYTES_MOST,
		[WATERMARKS_BY_SCALE] = MIN_FREE_KBYTES_MOST,
		[WATERMARKS_BY_MIN] = MIN_FREE_KBYTES_MOST_BY_MIN,
	};
	uint64_t kbytes =
		nr_free_buffer_pages(b) * (kernel_page_size(b->kernel) >> 10);

	b->totals.min_free_kbytes =
		clamp_u64(isqrt(kbytes * 16), MIN_FREE_KBYTES_LEAST,
			  most[b->kernel->rules.watermarks]);
}

bool zone_shares_min_free(const struct boot *b, const struct zone *z)
{
	if (z->kind == ZONE_MOVABLE &&
	    b->kernel->rules.watermarks == WATERMARKS_MOVABLE_APART)
		return false;
	return !zone_is_highmem(b, z);
}

static void add_lowmem(struct boot *b, struct zone *z, void *pages)
{
	if (zone_shares_min_free(b, z))
		*(uint64_t *)pages += z->managed_pages;
}

/* mult_frac(pages, factor, 10000) */
static uint64_t fraction(uint64_t pages, uint64_t factor)
{
	return pages / 10000 * factor + pages % 10000 * factor / 10000;
}

/* Reserved memory in [start, end) that has not been the initrd's. */
static bool has_reserved(const struct boot *b, uint64_t start, uint64_t end)
{
	const struct memblock_type *t = &b->memblock.reserved;
	uint32_t shift = b->kernel->page_shift;
	uint64_t initrd = b->initrd_freed.base;
	uint64_t initrd_end = initrd + b->initrd_freed.size;

	for (size_t i = 0; i < t->cnt; i++) {
		const struct memblock_region *r = &t->regions[i];
		uint64_t lo = max_u64(r->base, start << shift);
		uint64_t hi = min_u64(r->base + r->size, end << shift);

		if (lo < hi &&
		    (lo < initrd << shift || hi > initrd_end << shift))
			return true;
	}
	return false;
}

/*
 * pageblock_is_reserved(): some page of it will never be free. Struct pages of
 * holes say so too, unless memmap_init_zone() left them as they were: zero.
 */
static bool pageblock_is_reserved(const struct boot *b, uint64_t start,
				  uint64_t end)
{
	bool holes_blank = b->kernel->flatmem && b->kernel->arch_pfn_valid;

	if (!holes_blank &&
	    memory_pages_in(b, NO_NODE, start, end) < end - start)
		return true;
	return has_reserved(b, start, end);
}

/* PageReserved(), in the time of bootmem: neither it nor highmem freed it. */
static bool page_is_reserved(const struct boot *b, uint64_t pfn)
{
	const struct bootmem *bm = &b->bootmem;
	const struct kernel *k = b->kernel;
	uint64_t initrd = b->initrd_freed.base;

	if (initrd <= pfn && pfn < initrd + b->initrd_freed.size)
		return false;
	if (pfn < bm->node_low_pfn)
		return rangemap_at(&bm->reserved, pfn) != NULL;
	for (size_t i = 0; i < b->e820.nr; i++) {
		const struct e820_entry *e = &b->e820.entries[i];

		if (e->type == E820_RAM && pfn_up(k, e->base) <= pfn &&
		    pfn < pfn_down(k, e->base + e->size))
			return false;
	}
	return true;
}

/* move_freepages_block(): within the zone, and nothing where that ends it. */
static void move_freepages_block(struct boot *b, struct zone *z, uint64_t pfn,
				 enum migratetype mt)
{
	uint64_t block = pageblock_nr_pages(b->kernel);
	uint64_t start = align_down(pfn, block), end = start + block;

	if (start < z->zone_start_pfn)
		start = pfn;
	if (end <= zone_end_pfn(z))
		move_freepages(b, z, start, end, mt);
}

/* Pageblocks kept for when nothing else is left. */
RULE(migrate_reserve, "setup_zone_migrate_reserve()", ANY_KERNEL,
     VARIANT(RESERVE_BLOCKS_NONE, "none",
	     .shows = "no enumerator MIGRATE_RESERVE"),
     VARIANT(RESERVE_BLOCKS_TWO, "two",
	     .shows = "struct zone.nr_migrate_reserve_block"),
     VARIANT(RESERVE_BLOCKS_ANY_NUMBER, "any_number",
	     .shows =
		     "enumerator MIGRATE_RESERVE, no struct zone.nr_migrate_reserve_block",
	     .excludes = "pageblocks=aligned"));

/*
 * setup_zone_migrate_reserve(): the first Movable blocks without reserved
 * pages, as many as the minimum fills, are kept for when nothing else is left.
 */
static void setup_zone_migrate_reserve(struct boot *b, struct zone *z)
{
	uint64_t block = pageblock_nr_pages(b->kernel);
	bool any = b->kernel->rules.migrate_reserve ==
		   RESERVE_BLOCKS_ANY_NUMBER;
	uint64_t pfn = z->zone_start_pfn;
	uint64_t wanted = div_round_up(z->watermark_min, block);

	if (b->kernel->rules.pageblocks == PAGEBLOCKS_ALIGNED)
		pfn = align_up(pfn, block);
	if (!any)
		wanted = min_u64(wanted, MIGRATE_RESERVE_BLOCKS_MOST);

	for (; wanted && pfn < zone_end_pfn(z); pfn += block) {
		uint64_t end = min_u64(pfn + block, zone_end_pfn(z));

		if (get_pageblock_migratetype(z, pfn) != MIGRATE_MOVABLE ||
		    (any ? page_is_reserved(b, pfn) :
			   pageblock_is_reserved(b, pfn, end)))
			continue;
		set_pageblock_migratetype(b, z, pfn, pfn + block,
					  MIGRATE_RESERVE);
		move_freepages_block(b, z, pfn, MIGRATE_RESERVE);
		wanted--;
	}
}

/* __setup_per_zone_wmarks() for one zone */
static void set_wmarks(struct boot *b, struct zone *z, void *lowmem)
{
	uint64_t min_pages = b->totals.min_free_kbytes >>
			     (b->kernel->page_shift - 10);
	uint64_t all = *(uint64_t *)lowmem, share, gap;

	share = all ? mul_div_u64(min_pages, z->managed_pages, all) : 0;
	z->watermark_min = zone_shares_min_free(b, z) ?
				   share :
				   clamp_u64(z->managed_pages / 1024, 32, 128);
	gap = max_u64(share >> 2,
		      fraction(z->managed_pages, WATERMARK_SCALE_FACTOR));
	z->watermark_low = z->watermark_min + gap;
	z->watermark_high = z->watermark_low + gap;
	if (b->kernel->rules.watermarks == WATERMARKS_BY_MIN) {
		z->watermark_low = z->watermark_min + (share >> 2);
		z->watermark_high = z->watermark_min + (share >> 1);
	}
	if (b->kernel->rules.migrate_reserve != RESERVE_BLOCKS_NONE)
		setup_zone_migrate_reserve(b, z);
}

static void set_pageset(struct boot *b, struct zone *z, void *arg)
{
	(void)arg;
	if (kernel_pagesets_count_cpus(b->kernel))
		zone_set_pageset_high_and_batch(b, z, 0);
}

/*
 * Which zones are kept from requests that may go higher, and whether how much
 * is calculated again each time that managed pages come or go.
 */
RULE(lowmem_reserve, "setup_per_zone_lowmem_reserve()", ANY_KERNEL,
     VARIANT(LOWMEM_RESERVE_FOLLOWS_MANAGED, "follows_managed",
	     .shows =
		     "call of setup_per_zone_lowmem_reserve in adjust_managed_page_count"),
     VARIANT(LOWMEM_RESERVE_OF_MANAGED, "of_managed"),
     VARIANT(LOWMEM_RESERVE_OF_ANY, "of_any",
	     .shows =
		     "sysctl_lowmem_reserve_ratio of MAX_NR_ZONES - 1 elements"));

uint64_t lowmem_reserve_of(const struct boot *b, const struct zone *z,
			   uint64_t above)
{
	bool any = b->kernel->rules.lowmem_reserve == LOWMEM_RESERVE_OF_ANY;
	uint64_t ratio = any && z->kind == ZONE_HIGHMEM ?
				 HIGHMEM_RESERVE_RATIO :
				 reserve_ratio[z->kind];

	return ratio && (any || z->managed_pages) ? above / ratio : 0;
}

/* setup_per_zone_lowmem_reserve() for one zone */
static void set_lowmem_reserve(struct boot *b, struct zone *z, void *arg)
{
	const struct node *n = b->nodes[z->nid];
	uint64_t above = 0;

	(void)arg;
	for (unsigned j = z->index + 1; j < n->nr_zones; j++) {
		above += n->zones[j].managed_pages;
		z->lowmem_reserve[j] = lowmem_reserve_of(b, z, above);
	}
}

/* calculate_totalreserve_pages() for one zone */
static void add_reserve(struct boot *b, struct zone *z, void *arg)
{
	uint64_t most = 0;

	(void)arg;
	for (unsigned j = z->index; j < b->kernel->nr_zones; j++)
		most = max_u64(most, z->lowmem_reserve[j]);
	b->totals.totalreserve_pages +=
		min_u64(z->managed_pages, most + z->watermark_high);
}

void setup_per_zone_wmarks(struct boot *b)
{
	uint64_t lowmem = 0;

	for_each_zone(b, add_lowmem, &lowmem);
	for_each_zone(b, set_wmarks, &lowmem);
	for_each_zone(b, set_pageset, NULL);
}

int init_per_zone_wmark_min(struct boot *b)
{
	calculate_min_free_kbytes(b);
	setup_per_zone_wmarks(b);
	for_each_zone(b, set_lowmem_reserve, NULL);
	for_each_zone(b, add_reserve, NULL);
	b->totals.has_reserve = true;
	return 0;
}
