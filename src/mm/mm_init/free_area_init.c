/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/mm_init/free_area_init.h"

#include <inttypes.h>
#include <string.h>

#include "journal/journal.h"
#include "journal/sequence.h"
#include "mm/arch_numa.h"
#include "mm/boot_alloc.h"
#include "mm/flatmem.h"
#include "mm/memblock.h"
#include "mm/mm_init/memmap_init.h"
#include "mm/mm_init/zone_movable.h"
#include "mm/numa.h"
#include "mm/page_alloc/pageset.h"
#include "mm/sparse.h"
#include "util/alloc.h"
#include "util/range.h"

#define PAGES_PER_WAITQUEUE 256
#define WAIT_TABLE_LEAST 4 /* entries */
#define WAIT_TABLE_MOST 4096

void set_max_zone_pfn(struct boot *b, enum zone_kind kind, uint64_t end_pfn)
{
	int z = kernel_zone_index(b->kernel, kind);

	if (z >= 0)
		b->max_zone_pfns[z] = end_pfn;
}

/* arch_zone_lowest_possible_pfn[] and highest, from max_zone_pfns[]. */
static void set_zone_limits(struct boot *b)
{
	uint64_t lo = memblock_start_of_dram(&b->memblock) >>
		      b->kernel->page_shift;

	for (uint32_t i = 0; i < b->kernel->nr_zones; i++) {
		if (b->kernel->zones[i] == ZONE_MOVABLE)
			continue;
		b->zone_lowest_pfn[i] = lo;
		lo = max_u64(b->max_zone_pfns[i], lo);
		b->zone_highest_pfn[i] = lo;
	}
}

/* The same as page frames, of every zone. */
static void log_zone_pfns(struct boot *b)
{
	const struct kernel *k = b->kernel;

	journal_log(b->journal, "Zone PFN ranges:");
	for (uint32_t i = 0; i < k->nr_zones; i++) {
		if (k->zones[i] != ZONE_MOVABLE)
			journal_log(b->journal,
				    "  %-8s %8" PRIu64 " -> %8" PRIu64,
				    zone_kind_name(k->zones[i]),
				    b->zone_lowest_pfn[i],
				    b->zone_highest_pfn[i]);
	}
	journal_log(b->journal, "Movable zone start PFN for each node");
	for (size_t n = 0; n < b->nr_nodes; n++) {
		if (b->zone_movable_pfn[n])
			journal_log(b->journal, "  Node %zu: %" PRIu64, n,
				    b->zone_movable_pfn[n]);
	}
}

static void log_active_pfns(struct boot *b)
{
	const uint32_t shift = b->kernel->page_shift;
	struct memblock_pfn_iter it = { 0 };

	journal_log(b->journal, "early_node_map[%zu] active PFN ranges",
		    b->memblock.memory.cnt);
	while (memblock_next_pfn_range(&b->memblock, shift, NO_NODE, &it))
		journal_log(b->journal, "  %3d: %8" PRIu64 " -> %8" PRIu64,
			    memory_nid(b, it.nid), it.start_pfn, it.end_pfn);
}

static void log_zone_ranges(struct boot *b)
{
	const struct kernel *k = b->kernel;

	journal_log(b->journal, "Zone ranges:");
	for (uint32_t i = 0; i < k->nr_zones; i++) {
		uint64_t lo = b->zone_lowest_pfn[i] << k->page_shift;
		uint64_t hi = b->zone_highest_pfn[i] << k->page_shift;

		if (k->zones[i] == ZONE_MOVABLE)
			continue;
		if (lo == hi)
			journal_log(b->journal, "  %-8s empty",
				    zone_kind_name(k->zones[i]));
		else
			journal_log(b->journal,
				    "  %-8s [mem 0x%016" PRIx64 "-0x%016" PRIx64
				    "]",
				    zone_kind_name(k->zones[i]), lo, hi - 1);
	}
	journal_log(b->journal, "Movable zone start for each node");
	for (size_t n = 0; n < b->nr_nodes; n++) {
		if (b->zone_movable_pfn[n])
			journal_log(b->journal, "  Node %zu: 0x%016" PRIx64, n,
				    b->zone_movable_pfn[n] << k->page_shift);
	}
}

static int log_node_ranges(struct boot *b)
{
	const uint32_t shift = b->kernel->page_shift;
	struct memblock_pfn_iter it = { 0 };

	journal_log(b->journal, "Early memory node ranges");
	while (memblock_next_pfn_range(&b->memblock, shift, NO_NODE, &it)) {
		journal_log(b->journal,
			    "  node %3d: [mem 0x%016" PRIx64 "-0x%016" PRIx64
			    "]",
			    memory_nid(b, it.nid), it.start_pfn << shift,
			    (it.end_pfn << shift) - 1);
		if (subsection_map_init(b, it.start_pfn, it.end_pfn))
			return -1;
	}
	return 0;
}

/* adjust_zone_range_for_zone_movable() */
static void adjust_for_movable(const struct boot *b, const struct zone *z,
			       uint64_t node_end, uint64_t *start,
			       uint64_t *end)
{
	uint64_t movable = b->zone_movable_pfn[z->nid];
	unsigned home = movable_zone(b);

	if (!movable)
		return;
	if (z->kind == ZONE_MOVABLE) {
		*start = movable;
		*end = min_u64(node_end, b->zone_highest_pfn[home]);
	} else if (!b->params.kernelcore_mirror &&
		   *start<movable && * end> movable) {
		*end = movable;
	} else if (*start >= movable) {
		*start = *end;
	}
}

/* zone_absent_pages_in_node() with kernelcore=mirror */
static uint64_t mirror_absent(const struct boot *b, const struct zone *z,
			      uint64_t start, uint64_t end)
{
	uint64_t pages = 0;

	if (!b->params.kernelcore_mirror || !b->zone_movable_pfn[z->nid])
		return 0;
	for (size_t i = 0; i < b->memblock.memory.cnt; i++) {
		const struct memblock_region *r =
			&b->memblock.memory.regions[i];
		bool mirror = r->flags & MEMBLOCK_MIRROR;
		uint64_t s = clamp_u64(pfn_up(b->kernel, r->base), start, end);
		uint64_t e = clamp_u64(pfn_down(b->kernel, r->base + r->size),
				       start, end);

		if ((z->kind == ZONE_MOVABLE && mirror) ||
		    (z->kind == ZONE_NORMAL && !mirror))
			pages += e - s;
	}
	return pages;
}

/* A count of the kernel's that may have wrapped, as one of the two is 0. */
static void split_count(uint64_t count, uint64_t *pages, uint64_t *below)
{
	bool wrapped = count > INT64_MAX;

	*pages = wrapped ? 0 : count;
	*below = wrapped ? 0 - count : 0;
}

/* mirror_absent() counts memory of other nodes in the zone's span, too. */
static void say_below_zero(struct boot *b)
{
	journal_inexact(
		b->journal, "nodes[].zones[].present_pages",
		"the kernel takes more pages off a zone that overlaps ZONE_MOVABLE than it spans, and its count falls below 0; shown as 0");
}

/* zone_spanned_pages_in_node() and zone_absent_pages_in_node() */
static void calculate_zone(struct boot *b, struct zone *z, uint64_t node_start,
			   uint64_t node_end)
{
	uint64_t lo = b->zone_lowest_pfn[z->index];
	uint64_t hi = b->zone_highest_pfn[z->index], start, end, absent;

	/* What the architecture gives reaches to its limits, memory or not. */
	if (b->kernel->rules.zone_sizes == ZONE_SIZES_GIVEN) {
		node_start = lo;
		node_end = hi;
	}
	start = clamp_u64(node_start, lo, hi);
	end = clamp_u64(node_end, lo, hi);
	adjust_for_movable(b, z, node_end, &start, &end);
	if (end < node_start || start > node_end)
		return;
	end = min_u64(end, node_end);
	start = max_u64(start, node_start);
	if (start >= end)
		return;
	absent = end - start -
		 memory_pages_in(b, b->kernel->numa ? z->nid : NO_NODE, start,
				 end) +
		 mirror_absent(b, z, start, end);
	z->zone_start_pfn = start;
	z->spanned_pages = end - start;
	split_count(z->spanned_pages - absent, &z->present_pages,
		    &z->present_below);
	if (z->present_below)
		say_below_zero(b);
}

/* Which pages of a zone with holes its struct pages are counted for. */
RULE(memmap_size, "calc_memmap_size()", ANY_KERNEL,
     VARIANT(MEMMAP_SIZE_OF_PRESENT, "of_present",
	     .shows = "function calc_memmap_size", .since = "3.19"),
     /* high memory has one, which lies elsewhere */
     VARIANT(MEMMAP_SIZE_OF_PRESENT_SAID_OF_HIGH, "of_present_said_of_high",
	     .since = "3.9"),
     /* high memory has one of its own, too */
     VARIANT(MEMMAP_SIZE_OF_PRESENT_AND_HIGH, "of_present_and_high",
	     .since = "3.8"),
     /* to whole pages */
     VARIANT(MEMMAP_SIZE_OF_SPANNED_UP, "of_spanned_up", .since = "2.6.27"),
     VARIANT(MEMMAP_SIZE_OF_SPANNED, "of_spanned"));

/* calc_memmap_size() */
static uint64_t memmap_pages(const struct kernel *k, const struct zone *z)
{
	uint64_t present = z->present_pages - z->present_below;
	uint64_t pages = z->spanned_pages;

	if (k->sparsemem &&
	    k->rules.memmap_size <= MEMMAP_SIZE_OF_PRESENT_AND_HIGH &&
	    pages > present + (present >> 4))
		pages = present;
	if (!kernel_has_managed_pages(k) &&
	    k->rules.memmap_size == MEMMAP_SIZE_OF_SPANNED)
		return pages * k->size.page >> k->page_shift;
	return div_round_up(pages * k->size.page, kernel_page_size(k));
}

/* kernelcore= or movablecore= asks for a ZONE_MOVABLE. */
static bool movable_asked(const struct boot *b)
{
	return b->params.kernelcore.given || b->params.movablecore.given;
}

/* Where the sizes of zones come from, and with them what is logged. */
RULE(zone_sizes, "free_area_init()", ANY_KERNEL,
     VARIANT(ZONE_SIZES_FROM_MEMBLOCK, "from_memblock",
	     .shows = "function free_area_init without parameters of sizes"),
     VARIANT(ZONE_SIZES_GIVEN, "given",
	     .shows = "no CONFIG_HAVE_MEMBLOCK_NODE_MAP"),
     VARIANT(ZONE_SIZES_FROM_ACTIVE_RANGES, "from_active_ranges",
	     .shows = "symbol early_node_map; CONFIG_ARCH_POPULATES_NODE_MAP"),
     /* the same, a range for each entry of RAM */
     VARIANT(ZONE_SIZES_FROM_E820, "from_e820",
	     .shows = "function e820_register_active_regions"));

static bool has_active_ranges(const struct boot *b)
{
	enum zone_sizes_rule sizes = b->kernel->rules.zone_sizes;

	return sizes == ZONE_SIZES_FROM_ACTIVE_RANGES ||
	       sizes == ZONE_SIZES_FROM_E820;
}

bool zone_is_highmem(const struct boot *b, const struct zone *z)
{
	if (z->kind == ZONE_MOVABLE && has_active_ranges(b) &&
	    !movable_asked(b))
		return false;
	if (z->kind == ZONE_MOVABLE &&
	    b->kernel->rules.zone_sizes == ZONE_SIZES_GIVEN)
		return b->kernel->highmem;
	return z->kind == ZONE_HIGHMEM ||
	       (z->kind == ZONE_MOVABLE &&
		b->kernel->zones[movable_zone(b)] == ZONE_HIGHMEM);
}

/* wait_table_hash_nr_entries(): a zone that may grow has the largest one. */
static uint64_t wait_table_entries(const struct kernel *k, const struct zone *z)
{
	uint64_t pages = z->spanned_pages / PAGES_PER_WAITQUEUE;

	if (k->memory_hotplug)
		return WAIT_TABLE_MOST;
	return clamp_u64(pages ? roundup_pow2(pages) : 1, WAIT_TABLE_LEAST,
			 WAIT_TABLE_MOST);
}

static int zone_wait_table_init(struct boot *b, const struct zone *z)
{
	uint64_t size = wait_table_entries(b->kernel, z) *
			b->kernel->size.wait_queue_head;

	if (!z->spanned_pages ||
	    boot_alloc_node(b, size, b->kernel->cache_bytes, z->nid,
			    journal_intern(b->journal, "wait table of zone %s",
					   zone_kind_name(z->kind)),
			    "zone_wait_table_init init_currently_empty_zone "
			    "free_area_init_core free_area_init_node"))
		return 0;
	return journal_oops(b->journal, "free_area_init_core"); /* BUG_ON() */
}

/* What the log has of each zone; of its size, all or what is left of it. */
RULE(zone_lines, "free_area_init_core(), zone_pcp_init()", ANY_KERNEL,
     VARIANT(ZONE_LINES_SILENT, "silent", .since = "5.14"),
     VARIANT(ZONE_LINES_PRESENT, "present",
	     .shows = "string \"  %s zone: %lu pages, LIFO batch:%u\"",
	     .since = "3.9"),
     VARIANT(ZONE_LINES_LEFT, "left"));

/* zone_pcp_init(): what some kernels tell of a populated zone. */
static void log_zone(struct boot *b, const struct zone *z)
{
	enum zone_lines_rule lines = b->kernel->rules.zone_lines;

	if (lines != ZONE_LINES_SILENT && zone_populated(z))
		journal_log(b->journal,
			    "  %s zone: %" PRIu64 " pages, LIFO batch:%" PRIu64,
			    zone_kind_name(z->kind),
			    lines == ZONE_LINES_PRESENT ? z->present_pages :
							  z->managed_pages,
			    zone_batchsize(b, z));
}

static void log_memmap(struct boot *b, const struct zone *z, uint64_t memmap)
{
	if (b->kernel->rules.zone_lines != ZONE_LINES_SILENT)
		journal_log(b->journal,
			    "  %s zone: %" PRIu64 " pages used for memmap",
			    zone_kind_name(z->kind), memmap);
}

/* What is said of a zone that is smaller than its own memmap. */
RULE(memmap_exceeds, "free_area_init_core()", ANY_KERNEL,
     VARIANT(MEMMAP_EXCEEDS_AS_MEMMAP, "as_memmap",
	     .shows =
		     "string \"  %s zone: %lu memmap pages exceeds freesize %lu\"",
	     .since = "5.14"),
     VARIANT(MEMMAP_EXCEEDS_FREESIZE, "freesize",
	     .shows = "string \"  %s zone: %lu pages exceeds freesize %lu\"",
	     .since = "3.8"),
     VARIANT(MEMMAP_EXCEEDS_REALSIZE, "realsize"));

static void log_exceeding(struct boot *b, const struct zone *z, uint64_t memmap,
			  uint64_t present)
{
	static const char *const words[] = {
		[MEMMAP_EXCEEDS_AS_MEMMAP] = "memmap pages exceeds freesize",
		[MEMMAP_EXCEEDS_FREESIZE] = "pages exceeds freesize",
		[MEMMAP_EXCEEDS_REALSIZE] = "pages exceeds realsize",
	};

	journal_log(b->journal, "  %s zone: %" PRIu64 " %s %" PRIu64,
		    zone_kind_name(z->kind), memmap,
		    words[b->kernel->rules.memmap_exceeds], present);
}

/* What its memmap leaves of a zone below high memory. */
static uint64_t without_memmap(struct boot *b, const struct zone *z,
			       uint64_t memmap)
{
	uint64_t present = z->present_pages - z->present_below;

	if (present < memmap) {
		log_exceeding(b, z, memmap, present);
		return present;
	}
	if (memmap)
		log_memmap(b, z, memmap);
	return present - memmap;
}

/* What its memmap and the DMA reserve leave of a zone. */
static uint64_t zone_freesize(struct boot *b, const struct zone *z,
			      uint64_t memmap)
{
	uint64_t freesize = z->present_pages - z->present_below;

	if (!zone_is_highmem(b, z) ||
	    b->kernel->rules.memmap_size != MEMMAP_SIZE_OF_PRESENT)
		freesize = without_memmap(b, z, memmap);
	if (z->index != 0 || freesize <= b->dma_reserve)
		return freesize;
	if (b->kernel->rules.zone_lines != ZONE_LINES_SILENT)
		journal_log(b->journal, "  %s zone: %" PRIu64 " pages reserved",
			    zone_kind_name(z->kind), b->dma_reserve);
	return freesize - b->dma_reserve;
}

/* It lies in low memory, and is nothing that high memory lacks. */
static bool high_keeps_memmap(const struct boot *b, const struct zone *z)
{
	return zone_is_highmem(b, z) &&
	       b->kernel->rules.memmap_size <=
		       MEMMAP_SIZE_OF_PRESENT_SAID_OF_HIGH;
}

/* The estimate of one zone, which nr_kernel_pages is the sum of. */
static uint64_t estimate_zone(struct boot *b, const struct zone *z)
{
	uint64_t memmap = memmap_pages(b->kernel, z);
	uint64_t freesize = zone_freesize(b, z, memmap);

	if (!zone_is_highmem(b, z))
		b->nr_kernel_pages += freesize;
	else if (kernel_has_managed_pages(b->kernel) &&
		 b->nr_kernel_pages > memmap * 2)
		b->nr_kernel_pages -= memmap;
	b->nr_all_pages += freesize;
	return high_keeps_memmap(b, z) ? z->present_pages - z->present_below :
					 freesize;
}

/* calc_nr_kernel_pages(): whole pages that are free, by address. */
static void count_free_ranges(struct boot *b)
{
	const struct kernel *k = b->kernel;
	int high = kernel_zone_index(k, ZONE_HIGHMEM);
	uint64_t top = high < 0 ? UINT64_MAX : b->zone_lowest_pfn[high];
	struct memblock_free_iter it = { 0 };

	while (memblock_next_free(&b->memblock, NO_NODE, 0, &it)) {
		uint64_t start = pfn_up(k, it.start), end = pfn_down(k, it.end);

		if (start >= end)
			continue;
		b->nr_all_pages += end - start;
		b->nr_kernel_pages += min_u64(end, top) - min_u64(start, top);
	}
}

/*
 * The pages that sizes of hash tables go by: what is free, and managed_pages is
 * all that is present; or present pages without their memmap, for both.
 */
RULE(kernel_pages, "free_area_init_core(), calc_nr_kernel_pages()", ANY_KERNEL,
     VARIANT(KERNEL_PAGES_COUNTED, "counted",
	     .shows = "function calc_nr_kernel_pages", .since = "6.10"),
     VARIANT(KERNEL_PAGES_ESTIMATED, "estimated",
	     .shows = "no function calc_nr_kernel_pages"));

/* free_area_init_core() for one zone */
static int init_zone(struct boot *b, struct zone *z)
{
	uint64_t freesize = z->present_pages - z->present_below;

	if (b->kernel->rules.kernel_pages == KERNEL_PAGES_ESTIMATED)
		freesize = estimate_zone(b, z);
	split_count(freesize, &z->managed_pages, &z->managed_below);
	if (!kernel_has_managed_pages(b->kernel))
		z->present_pages = freesize;
	z->pageset = (struct pageset){ .high = 0, .batch = 1 };
	if (kernel_has_hot_cold_pages(b->kernel))
		zone_set_pageset_high_and_batch(b, z, 0);
	z->initialized = z->spanned_pages != 0;
	log_zone(b, z);
	if (b->kernel->flatmem && setup_usemap(b, z))
		return -1;
	return kernel_has_wait_tables(b->kernel) ? zone_wait_table_init(b, z) :
						   0;
}

/* free_area_init_node(): calculate_node_totalpages(), then each zone */
static int free_area_init_node(struct boot *b, struct node *n)
{
	const uint32_t shift = b->kernel->page_shift;
	uint64_t start, end;

	get_pfn_range_for_nid(b, b->kernel->numa ? n->nid : NO_NODE, &start,
			      &end);
	n->node_start_pfn = start;
	n->node_spanned_pages = 0;
	n->first_deferred_pfn = NO_DEFERRED_PFN;
	/* Given sizes reach as far as the architecture has found memory. */
	if (b->kernel->rules.zone_sizes == ZONE_SIZES_GIVEN)
		end = max_u64(end, b->totals.max_pfn);
	if (b->kernel->rules.zone_sizes != ZONE_SIZES_FROM_MEMBLOCK)
		; /* only for debugging, or once the zones are known */
	else if (start != end || kernel_leaves_nodes_out(b->kernel))
		/* Such kernels have no words for those without memory. */
		journal_log(b->journal,
			    "Initmem setup node %d [mem 0x%016" PRIx64
			    "-0x%016" PRIx64 "]",
			    n->nid, start << shift,
			    end ? (end << shift) - 1 : 0);
	else
		journal_remark_about(b->journal,
				     &(struct remark){
					     .kind = REMARK_MEMORYLESS,
					     .about = journal_intern(b->journal,
								     "%d",
								     n->nid) },
				     "Initmem setup node %d as memoryless",
				     n->nid);
	for (unsigned i = 0; i < n->nr_zones; i++) {
		struct zone *z = &n->zones[i];

		calculate_zone(b, z, start, end);
		n->node_spanned_pages += z->spanned_pages;
		n->node_present_pages += z->present_pages;
	}
	if (b->kernel->rules.zone_lines != ZONE_LINES_SILENT)
		journal_log(b->journal, "On node %d totalpages: %" PRIu64,
			    n->nid, n->node_present_pages);
	if (b->kernel->flatmem && alloc_node_mem_map(b, n))
		return -1;
	for (unsigned i = 0; i < n->nr_zones; i++) {
		if (init_zone(b, &n->zones[i]))
			return -1;
	}
	return 0;
}

static void set_node_states(struct node *n)
{
	n->has_memory = n->node_present_pages != 0;
	for (unsigned i = 0; i < n->nr_zones; i++) {
		if (zone_populated(&n->zones[i]) &&
		    n->zones[i].kind <= ZONE_NORMAL)
			n->has_normal_memory = true;
	}
}

/* One node for all where the build knows no NUMA: contig_page_data. */
static void make_contig_page_data(struct boot *b)
{
	struct node *n = boot_node_create(b, 0);

	n->possible = n->online = true;
	b->nr_node_ids = 1;
}

void add_active_range(struct boot *b, uint64_t start_pfn, uint64_t end_pfn)
{
	const uint32_t shift = b->kernel->page_shift;

	memblock_add(b, start_pfn << shift, (end_pfn - start_pfn) << shift,
		     "add_active_range");
}

int free_area_init_memoryless_node(struct boot *b, struct node *n)
{
	return free_area_init_node(b, n);
}

/* Some are online without: those of which only the CPUs are known so far. */
static bool lacks_node_data(const struct boot *b, const struct node *n)
{
	return !n->online || (b->kernel->numa && !n->pgdat_base);
}

int free_area_init(struct boot *b)
{
	if (!b->kernel->numa)
		make_contig_page_data(b);
	b->zone_movable_pfn = xcalloc(b->nr_nodes, sizeof(uint64_t));
	set_zone_limits(b);
	if (b->kernel->rules.zone_sizes != ZONE_SIZES_GIVEN)
		find_zone_movable_pfns(b);
	if (has_active_ranges(b)) {
		log_zone_pfns(b);
		log_active_pfns(b);
	} else if (b->kernel->rules.zone_sizes == ZONE_SIZES_FROM_MEMBLOCK) {
		log_zone_ranges(b);
		if (log_node_ranges(b))
			return -1;
	}
	for (size_t i = 0; i < b->nr_nodes; i++) {
		struct node *n = b->nodes[i];

		if (!n || !n->possible)
			continue;
		if (!n->online && kernel_leaves_nodes_out(b->kernel))
			continue;
		if (lacks_node_data(b, n)) {
			int ret = alloc_offline_node_data(b, n);

			if (ret < 0)
				return -1;
			if (ret)
				continue;
		}
		if (free_area_init_node(b, n))
			return -1;
		set_node_states(n);
	}
	if (b->kernel->rules.kernel_pages == KERNEL_PAGES_COUNTED)
		count_free_ranges(b);
	return call_inner(b) || memmap_init(b) ? -1 : 0;
}
