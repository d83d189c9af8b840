/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/kernel.h"

#include <string.h>

#include "util/range.h"

const char *zone_kind_name(enum zone_kind kind)
{
	static const char *const names[NR_ZONE_KINDS] = {
		[ZONE_DMA] = "DMA",	    [ZONE_DMA32] = "DMA32",
		[ZONE_NORMAL] = "Normal",   [ZONE_HIGHMEM] = "HighMem",
		[ZONE_MOVABLE] = "Movable", [ZONE_DEVICE] = "Device",
	};

	return names[kind];
}

const char *migratetype_name(enum migratetype mt)
{
	static const char *const names[NR_MIGRATETYPE_KINDS] = {
		[MIGRATE_UNMOVABLE] = "Unmovable",
		[MIGRATE_MOVABLE] = "Movable",
		[MIGRATE_RECLAIMABLE] = "Reclaimable",
		[MIGRATE_HIGHATOMIC] = "HighAtomic",
		[MIGRATE_RESERVE] = "Reserve",
		[MIGRATE_CMA] = "CMA",
		[MIGRATE_ISOLATE] = "Isolate",
	};

	return names[mt];
}

const char *kernel_words_release(const struct kernel *k)
{
	return k->base_release ? k->base_release : k->release;
}

uint64_t kernel_image_start(const struct kernel *k)
{
	return k->sym.start ? k->sym.start : k->sym.text;
}

uint64_t kernel_image_size(const struct kernel *k)
{
	return k->sym.end - kernel_image_start(k);
}

int kernel_zone_index(const struct kernel *k, enum zone_kind kind)
{
	for (uint32_t i = 0; i < k->nr_zones; i++) {
		if (k->zones[i] == kind)
			return (int)i;
	}
	return -1;
}

/* Most differ in their first letter. */
static bool same(const char *a, const char *b)
{
	return *a == *b && !strcmp(a, b);
}

const char *kernel_function_name(const struct kernel *k, const char *function)
{
	for (size_t i = 0; i < k->functions.n; i++) {
		if (same(k->functions.v[i].from, function))
			return k->functions.v[i].to;
	}
	return function;
}

const char *kernel_bug_place(const struct kernel *k, const char *function)
{
	for (size_t i = 0; i < k->bugs.n; i++) {
		if (same(k->bugs.v[i].from, function))
			return k->bugs.v[i].to;
	}
	return NULL;
}

bool kernel_has_early_param(const struct kernel *k, const char *word)
{
	for (char **p = k->early_params; p && *p; p++) {
		if (!strcmp(*p, word))
			return true;
	}
	return false;
}

/* The least that CMA areas are aligned to. */
RULE(cma_alignment, "cma_declare_contiguous()", WITH_MEMBLOCK,
     VARIANT(CMA_ALIGN_PAGEBLOCK, "pageblock", .since = "5.19"),
     VARIANT(CMA_ALIGN_LARGEST_BLOCK, "largest_block"));

uint64_t cma_min_alignment(const struct kernel *k)
{
	const unsigned orders[] = {
		[CMA_ALIGN_PAGEBLOCK] = k->pageblock_order,
		[CMA_ALIGN_LARGEST_BLOCK] = k->nr_orders - 1,
	};

	return kernel_page_size(k) << orders[k->rules.cma_alignment];
}

unsigned kernel_get_order(const struct kernel *k, uint64_t bytes)
{
	return bytes <= kernel_page_size(k) ?
		       0 :
		       fls_u64((bytes - 1) >> k->page_shift);
}

char *const *kernel_callees(const struct kernel *k, const char *function)
{
	for (size_t i = 0; i < k->calls.n; i++) {
		if (same(k->calls.v[i].caller, function))
			return k->calls.v[i].names;
	}
	return NULL;
}

static bool kernel_calls(const struct kernel *k, const char *caller,
			 const char *function)
{
	char *const *names = kernel_callees(k, caller);

	for (; names && *names; names++) {
		if (same(*names, function))
			return true;
	}
	return false;
}

bool kernel_has_bootmem(const struct kernel *k)
{
	return k->rules.boot_allocator == BOOT_BOOTMEM;
}

bool kernel_has_reserved_mem_array(const struct kernel *k)
{
	return k->rules.reserved_mem <= RESERVED_MEM_IN_TWO_PASSES;
}

bool kernel_gives_reserved_mem_back(const struct kernel *k)
{
	return k->rules.reserved_mem != RESERVED_MEM_AS_THEY_COME;
}

/* What present_pages counts; without the memmap there is no managed_pages. */
RULE(present_pages, "free_area_init_core()", ANY_KERNEL,
     VARIANT(PRESENT_WITH_MEMMAP, "with_memmap",
	     .shows = "struct zone.managed_pages"),
     VARIANT(PRESENT_WITHOUT_MEMMAP, "without_memmap",
	     .shows = "no struct zone.managed_pages"));

bool kernel_has_managed_pages(const struct kernel *k)
{
	return k->rules.present_pages == PRESENT_WITH_MEMMAP;
}

/* Whether zones have tables of wait queues. */
RULE(wait_tables, "zone_wait_table_init()", ANY_KERNEL,
     VARIANT(WAIT_TABLES_NONE, "none", .shows = "no struct zone.wait_table",
	     .since = "4.9"),
     VARIANT(WAIT_TABLES_OF_ZONES, "of_zones",
	     .shows = "struct zone.wait_table"));

bool kernel_has_wait_tables(const struct kernel *k)
{
	return k->rules.wait_tables == WAIT_TABLES_OF_ZONES;
}

bool kernel_has_hot_cold_pages(const struct kernel *k)
{
	return k->rules.pageset == PAGESET_HOT_COLD;
}

bool kernel_has_pageset_limits(const struct kernel *k)
{
	return k->rules.pageset == PAGESET_WITHIN_LIMITS;
}

bool kernel_pagesets_count_cpus(const struct kernel *k)
{
	return k->rules.pageset <= PAGESET_BY_WATERMARK;
}

bool kernel_has_whole_pagesets(const struct kernel *k)
{
	return k->rules.pageset == PAGESET_BY_BATCH;
}

bool kernel_has_zonestats(const struct kernel *k)
{
	return k->rules.pageset <= PAGESET_BY_WATERMARK;
}

bool kernel_has_zonelist_per_zone(const struct kernel *k)
{
	return k->rules.zonelists == ZONELISTS_OF_EACH_ZONE;
}

bool kernel_has_size_caches(const struct kernel *k)
{
	return k->rules.kmalloc_caches == KMALLOC_CACHES_BY_SIZE;
}

bool kernel_has_numa_memblks(const struct kernel *k)
{
	return k->rules.numa_memblks == NUMA_MEMBLKS_SHARED;
}

bool kernel_has_section_usage(const struct kernel *k)
{
	return k->rules.sparse_init == SPARSE_INIT_BY_NODE &&
	       k->rules.section_usage == SECTION_USAGE_STRUCT;
}

bool kernel_has_own_tables(const struct kernel *k)
{
	return k->rules.arm64_own_tables != ARM64_OWN_TABLES_IN_IMAGE;
}

/* What each CPU has of a cache: objects at hand, or slabs of its own. */
RULE(slab_percpu, "alloc_percpu() of a cache", ANY_KERNEL,
     VARIANT(SLAB_PERCPU_SHEAVES, "sheaves",
	     .shows = "no struct kmem_cache.cpu_slab"),
     VARIANT(SLAB_PERCPU_SLABS, "slabs",
	     .shows = "struct kmem_cache.cpu_slab"));

bool kernel_has_sheaves(const struct kernel *k)
{
	return k->rules.slab_percpu == SLAB_PERCPU_SHEAVES;
}

bool kernel_knows_cpu_slabs(const struct kernel *k)
{
	return !kernel_has_sheaves(k);
}

bool kernel_has_cpu_slabs(const struct kernel *k)
{
	return kernel_knows_cpu_slabs(k) && !k->slub_tiny;
}

uint32_t kernel_slub_max_order(const struct kernel *k)
{
	return k->slub_tiny ? 1 : 3; /* PAGE_ALLOC_COSTLY_ORDER */
}

bool kernel_has_block_mds(const struct kernel *k)
{
	return k->rules.percpu_map != PERCPU_MAP_ARRAYS;
}

bool kernel_has_boot_swiotlb(const struct kernel *k)
{
	return k->rules.boot_swiotlb != BOOT_SWIOTLB_NEVER;
}

/* What becomes of nodes that there may be, and that have no memory. */
RULE(offline_nodes, "free_area_init()", WITH_MEMBLOCK,
     VARIANT(OFFLINE_NODES_SET_UP, "set_up",
	     .shows = "function arch_alloc_nodedata or alloc_offline_node_data",
	     .since = "5.18"),
     VARIANT(OFFLINE_NODES_LEFT_OUT, "left_out",
	     .shows = "function free_area_init_memoryless_node"));

bool kernel_leaves_nodes_out(const struct kernel *k)
{
	return k->rules.offline_nodes == OFFLINE_NODES_LEFT_OUT;
}

bool kernel_has_hyp_memory(const struct kernel *k)
{
	return kernel_calls(k, "bootmem_init", "kvm_hyp_reserve");
}

bool kernel_has_io_tlb_slots(const struct kernel *k)
{
	return kernel_has_boot_swiotlb(k) &&
	       k->rules.swiotlb_tables <= SWIOTLB_SLOTS;
}

bool kernel_has_io_tlb_areas(const struct kernel *k)
{
	return kernel_has_boot_swiotlb(k) &&
	       k->rules.swiotlb_tables == SWIOTLB_SLOTS_AND_AREAS;
}

/* ARM: what of a bank /proc/iomem has. */
RULE(arm_resources, "request_standard_resources()", WITH_MEMBLOCK,
     VARIANT(ARM_RESOURCES_TO_THE_BYTE, "to_the_byte"),
     VARIANT(ARM_RESOURCES_WHOLE_PAGES, "whole_pages"));

bool kernel_resources_are_pages(const struct kernel *k)
{
	return k->rules.arm_resources == ARM_RESOURCES_WHOLE_PAGES;
}

/* A part that the linker put inside another one is not counted twice. */
static void take_out(uint64_t start, uint64_t end, uint64_t *size, uint64_t pos,
		     uint64_t part)
{
	if (start <= pos && pos<end && * size> part)
		*size -= part;
}

/* Where no symbols tell them, rodata is a part of the text. */
struct image_sizes kernel_image_sizes(const struct kernel *k)
{
	const struct kernel_symbols *s = &k->sym;
	uint64_t rodata_start = k->rodata_size ? s->stext : s->start_rodata;
	struct image_sizes z = {
		.code = s->etext - s->stext,
		.data = s->edata - s->sdata,
		.rodata = k->rodata_size ? k->rodata_size :
					   s->end_rodata - s->start_rodata,
		.init_data = s->init_end - s->init_begin,
		.init_code = s->einittext - s->sinittext,
		.bss = s->bss_stop - s->bss_start,
	};
	uint64_t init_data = z.init_data;

	take_out(s->init_begin, s->init_end, &z.init_data, s->sinittext,
		 z.init_code);
	take_out(s->stext, s->etext, &z.code, s->sinittext, z.init_code);
	take_out(s->sdata, s->edata, &z.data, s->init_begin, init_data);
	take_out(s->stext, s->etext, &z.code, rodata_start, z.rodata);
	take_out(s->sdata, s->edata, &z.data, rodata_start, z.rodata);
	return z;
}
