/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/rules.h"

#include <string.h>

#include "model/archs.h"
#include "model/release.h"
#include "util/alloc.h"

_Static_assert(sizeof(enum fallback) == sizeof(uint32_t),
	       "rules are set and read as 32 bits");

#define VARIANTS(...)                                                          \
	.variants = (const struct kernel_rule_variant[]){ __VA_ARGS__ },       \
	.nr_variants =                                                         \
		sizeof((const struct kernel_rule_variant[]){ __VA_ARGS__ }) /  \
		sizeof(struct kernel_rule_variant)
#define RULE(member, kernel_function)                                          \
	.name = #member, .offset = offsetof(struct rules, member),             \
	.function = kernel_function

const struct kernel_rule kernel_rules[] = {
	{ RULE(boot_allocator, "free_bootmem(), memblock_reserve()"),
	  VARIANTS(
		  [BOOT_MEMBLOCK] = { .name = "memblock",
				      .shows =
					      "function memblock_alloc_try_nid" },
		  [BOOT_MEMBLOCK_PANICS] = { .name = "memblock_panics",
					     .shows =
						     "function memblock_virt_alloc_try_nid" },
		  [BOOT_BOOTMEM] = { .name = "bootmem",
				     .shows =
					     "symbol contig_bootmem_data; function __alloc_bootmem_core" }) },
	{ RULE(memblock_merge, "memblock_merge_regions()"), .of_memblock = true,
	  VARIANTS(
		  [MEMBLOCK_MERGE_NEAR] = { .name = "near",
					    .shows =
						    "function memblock_merge_regions of three parameters" },
		  [MEMBLOCK_MERGE_ALL] = { .name = "all",
					   .shows =
						   "function memblock_merge_regions of one parameter" }) },
	{ RULE(memblock_cap, "memblock_cap_memory_range()"), .of_memblock = true,
	  VARIANTS([MEMBLOCK_CAP_REFUSES_NOTHING] = { .name = "refuses_nothing",
						      .shows = NULL, "5.15" },
		   [MEMBLOCK_CAP_TAKES_ALL] = { .name = "takes_all",
						.shows = NULL }) },
	{ RULE(memblock_reserve, "__memblock_reserve()"), .of_memblock = true,
	  VARIANTS(
		  [MEMBLOCK_RESERVE_KERN_APART] = { .name = "kern_apart",
						    .shows =
							    "enumerator MEMBLOCK_RSRV_KERN of enum memblock_flags" },
		  [MEMBLOCK_RESERVE_ALL_ALIKE] = { .name = "all_alike",
						   .shows =
							   "no enumerator MEMBLOCK_RSRV_KERN of enum memblock_flags" }) },
	{ RULE(memblock_resize, "memblock_double_array()"), .of_memblock = true,
	  VARIANTS([MEMBLOCK_RESIZE_PANICS] = { .name = "panics",
						.shows =
							"string \"memblock: cannot resize %s array\"" },
		   [MEMBLOCK_RESIZE_FAILS] = { .name = "fails",
					       .shows = "no such string" }) },
	{ RULE(memblock_discard, "memblock_discard()"), .of_memblock = true,
	  VARIANTS(
		  [MEMBLOCK_DISCARD_FREE] = { .name = "free",
					      .shows =
						      "no symbol memblock_free_late" },
		  [MEMBLOCK_DISCARD_FREE_LATE] = { .name = "free_late",
						   .shows =
							   "symbol memblock_free_late" }) },
	{ RULE(numa_memblks, "numa_init()"), .of_memblock = true,
	  VARIANTS(
		  [NUMA_MEMBLKS_SHARED] = { .name = "shared",
					    .shows =
						    "symbol numa_memblks_init" },
		  [NUMA_MEMBLKS_OF_ARCH] = { .name = "of_arch",
					     .shows =
						     "no symbol numa_memblks_init" }) },
	{ RULE(of_numa, "of_numa_parse_memory_nodes()"), .of_memblock = true,
	  VARIANTS([OF_NUMA_REFUSED] = { .name = "refused", .shows = NULL },
		   [OF_NUMA_PASSED] = { .name = "passed", .shows = NULL }) },
	{ RULE(offline_nodes, "free_area_init()"), .of_memblock = true,
	  VARIANTS(
		  [OFFLINE_NODES_SET_UP] = { .name = "set_up",
					     .shows =
						     "function arch_alloc_nodedata or alloc_offline_node_data",
					     "5.18" },
		  [OFFLINE_NODES_LEFT_OUT] = { .name = "left_out",
					       .shows =
						       "function free_area_init_memoryless_node" }) },
	{ RULE(reserved_nodes, "memmap_init_reserved_pages()"),
	  .of_memblock = true,
	  VARIANTS(
		  [RESERVED_NODES_SET] = { .name = "set",
					   .shows =
						   "variable max_reserved of memmap_init_reserved_pages" },
		  [RESERVED_NODES_OVERSHOOT] = { .name = "overshoot",
						 .shows =
							 "function reserve_bootmem_region with parameter nid" },
		  [RESERVED_NODES_LEFT] = { .name = "left", .shows = NULL }) },
	{ RULE(zone_sizes, "free_area_init()"),
	  VARIANTS(
		  [ZONE_SIZES_FROM_MEMBLOCK] = { .name = "from_memblock",
						 .shows =
							 "function free_area_init without parameters of sizes" },
		  [ZONE_SIZES_GIVEN] = { .name = "given",
					 .shows =
						 "no CONFIG_HAVE_MEMBLOCK_NODE_MAP" },
		  [ZONE_SIZES_FROM_ACTIVE_RANGES] = { .name = "from_active_ranges",
						      .shows =
							      "symbol early_node_map; CONFIG_ARCH_POPULATES_NODE_MAP" },
		  [ZONE_SIZES_FROM_E820] = { .name = "from_e820",
					     .shows =
						     "function e820_register_active_regions" }) },
	{ RULE(present_pages, "free_area_init_core()"),
	  VARIANTS(
		  [PRESENT_WITH_MEMMAP] = { .name = "with_memmap",
					    .shows =
						    "struct zone.managed_pages" },
		  [PRESENT_WITHOUT_MEMMAP] = { .name = "without_memmap",
					       .shows =
						       "no struct zone.managed_pages" }) },
	{ RULE(kernel_pages, "free_area_init_core(), calc_nr_kernel_pages()"),
	  VARIANTS(
		  [KERNEL_PAGES_COUNTED] = { .name = "counted",
					     .shows =
						     "function calc_nr_kernel_pages",
					     "6.10",
					     NULL },
		  [KERNEL_PAGES_ESTIMATED] = { .name = "estimated",
					       .shows =
						       "no function calc_nr_kernel_pages" }) },
	{ RULE(memmap_size, "calc_memmap_size()"),
	  VARIANTS([MEMMAP_SIZE_OF_PRESENT] = { .name = "of_present",
						.shows =
							"function calc_memmap_size",
						"3.19" },
		   [MEMMAP_SIZE_OF_PRESENT_AND_HIGH] = { .name = "of_present_and_high",
							 .shows = NULL,
							 "3.8" },
		   [MEMMAP_SIZE_OF_SPANNED_UP] = { .name = "of_spanned_up",
						   .shows = NULL,
						   "2.6.27" },
		   [MEMMAP_SIZE_OF_SPANNED] = { .name = "of_spanned",
						.shows = NULL }) },
	{ RULE(zone_lines, "free_area_init_core(), zone_pcp_init()"),
	  VARIANTS([ZONE_LINES_SILENT] = { .name = "silent",
					   .shows = NULL,
					   "5.14" },
		   [ZONE_LINES_PRESENT] = { .name = "present",
					    .shows =
						    "string \"  %s zone: %lu pages, LIFO batch:%u\"",
					    "3.9" },
		   [ZONE_LINES_LEFT] = { .name = "left", .shows = NULL }) },
	{ RULE(zone_batch, "zone_batchsize()"),
	  VARIANTS([ZONE_BATCH_OF_1M] = { .name = "of_1m",
					  .shows = NULL,
					  "5.0" },
		   [ZONE_BATCH_OF_512K] = { .name = "of_512k",
					    .shows = NULL }) },
	{ RULE(wait_tables, "zone_wait_table_init()"),
	  VARIANTS([WAIT_TABLES_NONE] = { .name = "none",
					  .shows = "no struct zone.wait_table" },
		   [WAIT_TABLES_OF_ZONES] = { .name = "of_zones",
					      .shows =
						      "struct zone.wait_table" }) },
	{ RULE(memmap_init, "memmap_init()"),
	  VARIANTS(
		  [MEMMAP_INIT_OF_RANGES] = { .name = "of_ranges",
					      .shows =
						      "function memmap_init_range" },
		  [MEMMAP_INIT_OF_ZONES] = { .name = "of_zones",
					     .shows =
						     "function memmap_init_zone" }) },
	{ RULE(pageblocks, "pfn_to_bitidx()"),
	  VARIANTS([PAGEBLOCKS_ALIGNED] = { .name = "aligned", .shows = NULL },
		   [PAGEBLOCKS_FROM_ZONE_START] = { .name = "from_zone_start",
						    .shows = NULL }) },
	{ RULE(mobility_off, "get_pageblock_migratetype()"),
	  VARIANTS([MOBILITY_OFF_SETS_NO_BLOCK] = { .name = "sets_no_block",
						    .shows = NULL },
		   [MOBILITY_OFF_HIDES_BLOCKS] = { .name = "hides_blocks",
						   .shows = NULL }) },
	{ RULE(sparse_init, "sparse_init()"),
	  VARIANTS(
		  [SPARSE_INIT_BY_NODE] = { .name = "by_node",
					    .shows =
						    "function sparse_init_nid; struct mem_section_usage" },
		  [SPARSE_INIT_BY_SECTION] = { .name = "by_section",
					       .shows =
						       "function sparse_early_mem_map_alloc; no CONFIG_SPARSEMEM_ALLOC_MEM_MAP_TOGETHER" }) },
	{ RULE(section_usages, "sparse_usage_init()"), .of_memblock = true,
	  VARIANTS(
		  [SECTION_USAGES_ON_NODE] = { .name = "on_node",
					       .shows =
						       "no function sparse_early_usemaps_alloc_pgdat_section" },
		  [SECTION_USAGES_NEAR_PGDAT] = { .name = "near_pgdat",
						  .shows =
							  "function sparse_early_usemaps_alloc_pgdat_section" }) },
	{ RULE(sparse_arrays, "sparse_init()"), .of_memblock = true,
	  VARIANTS(
		  [SPARSE_ARRAYS_NONE] = { .name = "none",
					   .shows = "function sparse_init_nid",
					   "4.19" },
		  [SPARSE_ARRAYS_OF_ALL_SECTIONS] = { .name = "of_all_sections",
						      .shows =
							      "function alloc_usemap_and_memmap" }) },
	{ RULE(free_highmem, "memblock_free_all()"), .of_memblock = true,
	  VARIANTS([FREE_HIGHMEM_WITH_ALL] = { .name = "with_all",
					       .shows =
						       "symbol arch_mm_preinit" },
		   [FREE_HIGHMEM_BY_PAGES] = { .name = "by_pages",
					       .shows =
						       "no symbol arch_mm_preinit" }) },
	{ RULE(free_unused_memmap, "free_unused_memmap()"), .of_memblock = true,
	  VARIANTS(
		  [FREE_MEMMAP_BY_PAGEBLOCK] = { .name = "by_pageblock",
						 .shows =
							 "function free_unused_memmap of mm/memblock.c" },
		  [FREE_MEMMAP_BY_LARGEST_BLOCK] = { .name = "by_largest_block",
						     .shows =
							     "function free_unused_memmap of arch/arm/mm/init.c" }) },
	{ RULE(zonelists, "build_all_zonelists()"),
	  VARIANTS(
		  [ZONELISTS_IN_NODE_ORDER] = { .name = "in_node_order",
						.shows =
							"function build_zonerefs_node; no symbol current_zonelist_order" },
		  [ZONELISTS_IN_EITHER_ORDER] = { .name = "in_either_order",
						  .shows =
							  "symbol current_zonelist_order" },
		  [ZONELISTS_OF_EACH_ZONE] = { .name = "of_each_zone",
					       .shows =
						       "node_zonelists of MAX_ZONELISTS = MAX_NR_ZONES elements" }) },
	{ RULE(zonelist_zones, "build_zonerefs_node()"),
	  VARIANTS([ZONELIST_ZONES_POPULATED] = { .name = "populated",
						  .shows =
							  "call of populated_zone in build_zonerefs_node" },
		   [ZONELIST_ZONES_MANAGED] = { .name = "managed",
						.shows = NULL }) },
	{ RULE(next_best_node, "find_next_best_node()"),
	  VARIANTS([NEXT_NODE_WITH_MEMORY] = { .name = "with_memory",
					       .shows = NULL },
		   [NEXT_NODE_LOCAL_FIRST] = { .name = "local_first",
					       .shows = NULL }) },
	{ RULE(node_load, "build_zonelists()"),
	  VARIANTS(
		  [NODE_LOAD_COUNTS] = { .name = "counts",
					 .shows =
						 "string \"Fallback order for Node %d: \"",
					 "5.16" },
		  [NODE_LOAD_FALLS] = { .name = "falls",
					.shows =
						"variable load of build_zonelists" }) },
	{ RULE(free_block_place, "__free_one_page()"),
	  VARIANTS([FREE_BLOCK_AS_ASKED] = { .name = "as_asked",
					     .shows = "type fpi_t" },
		   [FREE_BLOCK_BY_MERGE] = { .name = "by_merge",
					     .shows = "no type fpi_t" },
		   [FREE_BLOCK_TO_HEAD] = { .name = "to_head",
					    .shows = NULL }) },
	{ RULE(free_large, "__free_pages_ok()"),
	  VARIANTS(
		  [FREE_LARGE_BY_PAGEBLOCK] = { .name = "by_pageblock",
						.shows =
							"function split_large_buddy" },
		  [FREE_LARGE_WHOLE] = { .name = "whole",
					 .shows =
						 "no function split_large_buddy" }) },
	{ RULE(buddy_merge, "__free_one_page()"),
	  VARIANTS(
		  [BUDDY_MERGE_ALIKE] = { .name = "alike",
					  .shows =
						  "no variable max_order of __free_one_page",
					  "5.18" },
		  [BUDDY_MERGE_ANY] = { .name = "any",
					.shows =
						"variable max_order of __free_one_page" }) },
	{ RULE(merged_type, "__free_one_page()"),
	  VARIANTS(
		  [MERGED_TYPE_OF_FREED] = { .name = "of_freed",
					     .shows =
						     "call of change_pageblock_range in __free_one_page" },
		  [MERGED_TYPE_OF_FREED_ONCE] = { .name = "of_freed_once",
						  .shows =
							  "function try_to_claim_block, no such call" },
		  [MERGED_TYPE_KEPT] = { .name = "kept", .shows = NULL }) },
	{ RULE(fallback, "__rmqueue_fallback()"),
	  VARIANTS(
		  [FALLBACK_CLAIM] = { .name = "claim",
				       .shows =
					       "function __rmqueue_claim" },
		  [FALLBACK_STEAL] = { .name = "steal",
				       .shows =
					       "function steal_suitable_fallback of type void" },
		  [FALLBACK_EXPAND] = { .name = "expand",
					.shows =
						"function __rmqueue_fallback of type struct page *" }) },
	{ RULE(deferred_grow, "deferred_grow_zone()"), .of_memblock = true,
	  VARIANTS(
		  [DEFERRED_GROW_SECTIONS] = { .name = "sections",
					       .shows =
						       "function deferred_init_memmap_job" },
		  [DEFERRED_GROW_FREE_PAGES] = { .name = "free_pages",
						 .shows =
							 "no function deferred_init_memmap_job" }) },
	{ RULE(deferred_reserved, "reserve_bootmem_region()"),
	  .of_memblock = true,
	  VARIANTS(
		  [DEFERRED_RESERVED_MOVABLE] = { .name = "movable",
						  .shows =
							  "function __init_page_from_nid" },
		  [DEFERRED_RESERVED_MUTE] = { .name = "mute",
					       .shows =
						       "no function __init_page_from_nid" }) },
	{ RULE(busy_nodes, "get_page_from_freelist()"),
	  VARIANTS([BUSY_NODES_LAST] = { .name = "last",
					 .shows =
						 "variable skip_kswapd_nodes of get_page_from_freelist" },
		   [BUSY_NODES_TRIED] = { .name = "tried",
					  .shows = "no such variable" }) },
	{ RULE(pageset, "zone_set_pageset_high_and_batch()"),
	  VARIANTS(
		  [PAGESET_WITHIN_LIMITS] = { .name = "within_limits",
					      .shows =
						      "struct zone.pageset_high_min" },
		  [PAGESET_BY_WATERMARK] = { .name = "by_watermark",
					     .shows =
						     "struct per_cpu_zonestat; struct zone.pageset_high" },
		  [PAGESET_BY_BATCH] = { .name = "by_batch",
					 .shows =
						 "struct per_cpu_pageset; function pageset_set_batch" },
		  [PAGESET_HOT_COLD] = { .name = "hot_cold",
					 .shows =
						 "struct per_cpu_pageset.pcp of two elements" }) },
	{ RULE(watermarks, "__setup_per_zone_wmarks()"),
	  VARIANTS(
		  [WATERMARKS_MOVABLE_APART] = { .name = "movable_apart",
						 .shows =
							 NULL },
		  [WATERMARKS_BY_SCALE] = { .name = "by_scale",
					    .shows =
						    "symbol watermark_scale_factor" },
		  [WATERMARKS_BY_MIN] = { .name = "by_min",
					  .shows =
						  "no symbol watermark_scale_factor" }) },
	{ RULE(migrate_reserve, "setup_zone_migrate_reserve()"),
	  VARIANTS(
		  [RESERVE_BLOCKS_NONE] = { .name = "none",
					    .shows =
						    "no enumerator MIGRATE_RESERVE" },
		  [RESERVE_BLOCKS_TWO] = { .name = "two",
					   .shows =
						   "struct zone.nr_migrate_reserve_block" },
		  [RESERVE_BLOCKS_ANY_NUMBER] = { .name = "any_number",
						  .shows =
							  "enumerator MIGRATE_RESERVE, no struct zone.nr_migrate_reserve_block" }) },
	{ RULE(kernelcore_mirror, "find_zone_movable_pfns_for_nodes()"),
	  .of_memblock = true,
	  VARIANTS([KERNELCORE_MIRROR_IGNORED] = { .name = "ignored",
						   .shows =
							   "string \"The system has no mirror memory, ignore kernelcore=mirror.\"" },
		   [KERNELCORE_MIRROR_OBEYED] = { .name = "obeyed",
						  .shows = "no such string" }) },
	{ RULE(gigantic_pages, "__alloc_bootmem_huge_page()"),
	  .of_memblock = true,
	  VARIANTS(
		  [GIGANTIC_PAGES_NOINIT_EXACT] = { .name = "noinit_exact",
						    .shows =
							    "function alloc_bootmem" },
		  [GIGANTIC_PAGES_NOINIT] = { .name = "noinit",
					      .shows =
						      "enumerator MEMBLOCK_RSRV_NOINIT of enum memblock_flags" },
		  [GIGANTIC_PAGES_PLAIN] = { .name = "plain",
					     .shows =
						     "no enumerator MEMBLOCK_RSRV_NOINIT of enum memblock_flags" }) },
	{ RULE(hugepages_params, "hugetlb_add_param()"), .of_memblock = true,
	  VARIANTS(
		  [HUGEPAGES_PARAMS_NOTED] = { .name = "noted",
					       .shows =
						       "symbol hugetlb_bootmem_alloc" },
		  [HUGEPAGES_PARAMS_AT_ONCE] = { .name = "at_once",
						 .shows =
							 "no symbol hugetlb_bootmem_alloc" }) },
	{ RULE(log_buf_lines, "setup_log_buf()"), .of_memblock = true,
	  VARIANTS(
		  [LOG_BUF_LINES_ALWAYS] = { .name = "always",
					     .shows =
						     "function print_log_buf_usage_stats" },
		  [LOG_BUF_LINES_IF_LARGER] = { .name = "if_larger",
						.shows =
							"string \"log_buf_len: %u bytes\"" }) },
	{ RULE(huge_nodes, "hugepages_setup(), hugetlb_cma_reserve()"),
	  .of_memblock = true,
	  VARIANTS([HUGE_NODES_LISTED] = { .name = "listed",
					   .shows =
						   "string \"HugeTLB: Invalid hugepages parameter %s\"",
					   "5.17" },
		   [HUGE_NODES_NONE] = { .name = "none",
					 .shows = "no such string" }) },
	{ RULE(lowmem_reserve, "setup_per_zone_lowmem_reserve()"),
	  VARIANTS([LOWMEM_RESERVE_FOLLOWS_MANAGED] = { .name = "follows_managed",
							.shows =
								"call of setup_per_zone_lowmem_reserve in adjust_managed_page_count" },
		   [LOWMEM_RESERVE_OF_MANAGED] = { .name = "of_managed",
						   .shows = NULL },
		   [LOWMEM_RESERVE_OF_ANY] = { .name = "of_any",
					       .shows =
						       "sysctl_lowmem_reserve_ratio of MAX_NR_ZONES - 1 elements" }) },
	{ RULE(hash_lines, "alloc_large_system_hash()"),
	  VARIANTS(
		  [HASH_LINES_LINEAR] = { .name = "linear",
					  .shows =
						  "string \"%s hash table entries: %ld (order: %d, %lu bytes, %s)\"" },
		  [HASH_LINES_PLAIN] = { .name = "plain",
					 .shows =
						 "string \"%s hash table entries: %ld (order: %d, %lu bytes)\"" }) },
	{ RULE(hash_scale, "alloc_large_system_hash()"),
	  VARIANTS([HASH_SCALE_ADAPTS] = { .name = "adapts",
					   .shows = NULL,
					   "4.14" },
		   [HASH_SCALE_FIXED] = { .name = "fixed", .shows = NULL }) },
	{ RULE(hash_order, "alloc_large_system_hash()"),
	  VARIANTS([HASH_ORDER_OF_PAGES] = { .name = "of_pages", .shows = NULL },
		   [HASH_ORDER_LOGARITHM] = { .name = "logarithm",
					      .shows = NULL }) },
	{ RULE(pid_hash, "pidhash_init()"),
	  VARIANTS([PID_HASH_SYSTEM_HASH] = { .name = "system_hash",
					      .shows = NULL,
					      "2.6.32" },
		   [PID_HASH_BY_MEGABYTES] = { .name = "by_megabytes",
					       .shows =
						       "string \"Could not alloc pidhash!\"" }) },
	{ RULE(percpu_map, "pcpu_setup_first_chunk()"), .of_memblock = true,
	  VARIANTS([PERCPU_MAP_BITMAPS] = { .name = "bitmaps",
					    .shows = "struct pcpu_block_md" },
		   [PERCPU_MAP_BITMAPS_BY_TYPE] = { .name = "bitmaps_by_type",
						    .shows =
							    "enumerator PCPU_NR_CHUNK_TYPES" },
		   [PERCPU_MAP_ARRAYS] = { .name = "arrays",
					   .shows = "struct pcpu_chunk.map" }) },
	{ RULE(command_line_copies, "setup_command_line()"), .min = 1,
	  .max = 8 },
	{ RULE(kmalloc_caches, "create_kmalloc_caches()"),
	  VARIANTS(
		  [KMALLOC_CACHES_ODD_SIZES_FIRST] = { .name = "odd_sizes_first",
						       .shows =
							       "symbol kmem_buckets_cache" },
		  [KMALLOC_CACHES_CG_LAST] = { .name = "cg_last",
					       .shows =
						       "enumerator KMALLOC_RANDOM_START of enum kmalloc_cache_type" },
		  [KMALLOC_CACHES_BY_TYPE] = { .name = "by_type",
					       .shows =
						       "enumerator KMALLOC_RECLAIM" },
		  [KMALLOC_CACHES_DMA_LAST] = { .name = "dma_last",
						.shows =
							"enumerator KMALLOC_CGROUP" },
		  [KMALLOC_CACHES_WITHOUT_CGROUPS] = { .name = "without_cgroups",
						       .shows =
							       "enumerator KMALLOC_RECLAIM, no enumerator KMALLOC_CGROUP" },
		  [KMALLOC_CACHES_ONE_TYPE] = { .name = "one_type",
						.shows =
							"function create_kmalloc_caches, no enumerator KMALLOC_RECLAIM" },
		  [KMALLOC_CACHES_BY_SIZE] = { .name = "by_size",
					       .shows =
						       "symbol malloc_sizes" }) },
	{ RULE(slab_percpu, "alloc_percpu() of a cache"),
	  VARIANTS([SLAB_PERCPU_SHEAVES] = { .name = "sheaves",
					     .shows =
						     "no struct kmem_cache.cpu_slab" },
		   [SLAB_PERCPU_SLABS] = { .name = "slabs",
					   .shows =
						   "struct kmem_cache.cpu_slab" }) },
	{ RULE(kmalloc_minalign, "__kmalloc_minalign()"),
	  VARIANTS(
		  [KMALLOC_MINALIGN_BY_BOUNCE_BUFFER] = { .name = "by_bounce_buffer",
							  .shows =
								  "function __kmalloc_minalign" },
		  [KMALLOC_MINALIGN_FIXED] = { .name = "fixed",
					       .shows =
						       "no function __kmalloc_minalign" }) },
	{ RULE(boot_cache_align, "create_boot_cache()"),
	  VARIANTS([BOOT_CACHE_ALIGN_LOWEST_BIT] = { .name = "lowest_bit",
						     .shows =
							     "function create_kmalloc_caches without parameters" },
		   [BOOT_CACHE_ALIGN_SIZE] = { .name = "size", .shows = NULL },
		   [BOOT_CACHE_ALIGN_MINALIGN] = { .name = "minalign",
						   .shows = NULL }) },
	{ RULE(slab_order, "calculate_order()"),
	  VARIANTS(
		  [SLAB_ORDER_BY_WASTE] = { .name = "by_waste",
					    .shows =
						    "function calc_slab_order with parameter min_order" },
		  [SLAB_ORDER_BY_OBJECTS] = { .name = "by_objects",
					      .shows =
						      "function calc_slab_order or slab_order with parameter min_objects" }) },
	{ RULE(slab_cpus, "calculate_order()"),
	  VARIANTS([SLAB_CPUS_PRESENT] = { .name = "present",
					   .shows =
						   "variable nr_cpus of calculate_order",
					   "5.12" },
		   [SLAB_CPUS_POSSIBLE] = { .name = "possible",
					    .shows = "no such variable" }) },
	{ RULE(slab_sizes, "calculate_sizes()"),
	  VARIANTS(
		  [SLAB_SIZES_ORIG_SIZE_ZONED] = { .name = "orig_size_zoned",
						   .shows =
							   "function calculate_sizes with parameter args" },
		  [SLAB_SIZES_ORIG_SIZE_ZONED_INT] = { .name = "orig_size_zoned_int",
						       .shows = NULL },
		  [SLAB_SIZES_ORIG_SIZE_APART] = { .name = "orig_size_apart",
						   .shows =
							   "function skip_orig_size_check" },
		  [SLAB_SIZES_ORIG_SIZE_AT_END] = { .name = "orig_size_at_end",
						    .shows =
							    "function calculate_sizes without parameter args" },
		  [SLAB_SIZES_NO_ORIG_SIZE] = { .name = "no_orig_size",
						.shows = NULL }) },
	{ RULE(slab_nodes, "kmem_cache_init()"), .of_memblock = true,
	  VARIANTS([SLAB_NODES_WITH_MEMORY] = { .name = "with_memory",
						.shows = NULL },
		   [SLAB_NODES_WITH_NORMAL_MEMORY] = { .name = "with_normal_memory",
						       .shows = NULL }) },
	{ RULE(stack_table, "stack_depot_early_init()"),
	  VARIANTS(
		  [STACK_TABLE_OF_LISTS_AND_POOLS] = { .name = "of_lists_and_pools",
						       .shows =
							       "symbol stack_pools of type void **" },
		  [STACK_TABLE_OF_LISTS] = { .name = "of_lists",
					     .shows =
						     "symbol stack_table of type struct list_head *" },
		  [STACK_TABLE_OF_RECORDS_LOGGED] = { .name = "of_records_logged",
						      .shows =
							      "symbol stack_table of type struct stack_record **; string \"allocating hash table via alloc_large_system_hash\"" },
		  [STACK_TABLE_OF_RECORDS] = { .name = "of_records",
					       .shows =
						       "symbol stack_table of type struct stack_record **" },
		  [STACK_TABLE_OF_FIXED_SIZE] = { .name = "of_fixed_size",
						  .shows =
							  "function stack_depot_init of section .init.text" }) },
	{ RULE(slub_orders, "setup_slub_min_order()"),
	  VARIANTS(
		  [SLUB_ORDERS_MOVE_EACH_OTHER] = { .name = "move_each_other",
						    .shows =
							    "parameter slab_min_order= of section .init.setup" },
		  [SLUB_ORDERS_UNSIGNED] = { .name = "unsigned",
					     .shows =
						     "symbol slub_min_order of type unsigned int" },
		  [SLUB_ORDERS_SIGNED] = { .name = "signed",
					   .shows =
						   "symbol slub_min_order of type int" }) },
	{ RULE(cma_alignment, "cma_declare_contiguous()"), .of_memblock = true,
	  VARIANTS([CMA_ALIGN_PAGEBLOCK] = { .name = "pageblock",
					     .shows = NULL,
					     "5.19",
					     NULL },
		   [CMA_ALIGN_LARGEST_BLOCK] = { .name = "largest_block",
						 .shows = NULL }) },
	{ RULE(cma_search, "cma_declare_contiguous()"), .of_memblock = true,
	  VARIANTS(
		  [CMA_SEARCH_ABOVE_4G_BY_LIMIT] = { .name = "above_4g_by_limit",
						     .shows =
							     "function cma_alloc_mem" },
		  [CMA_SEARCH_ABOVE_4G_FIRST] = { .name = "above_4g_first",
						  .shows = NULL },
		  [CMA_SEARCH_ABOVE_4G] = { .name = "above_4g", .shows = NULL },
		  [CMA_SEARCH_FROM_LIMIT] = { .name = "from_limit",
					      .shows = NULL }) },
	{ RULE(cma_limit, "dma_contiguous_reserve()"), .of_memblock = true,
	  VARIANTS([CMA_LIMIT_AS_ASKED] = { .name = "as_asked", .shows = NULL },
		   [CMA_LIMIT_LOWER] = { .name = "lower", .shows = NULL }) },
	{ RULE(cma_lines, "cma_declare_contiguous()"), .of_memblock = true,
	  VARIANTS([CMA_LINES_WITH_NODE] = { .name = "with_node",
					     .shows =
						     "string \"Reserved %ld MiB at %pa on node %d\"" },
		   [CMA_LINES_WITHOUT] = { .name = "without",
					   .shows = "no such string" }) },
	{ RULE(hugetlb_cma, "hugetlb_cma_reserve()"), .of_memblock = true,
	  VARIANTS([HUGETLB_CMA_ALIGN_GIGANTIC] = { .name = "align_gigantic",
						    .shows = NULL },
		   [HUGETLB_CMA_ALIGN_HUGE] = { .name = "align_huge",
						.shows = NULL },
		   [HUGETLB_CMA_BY_PAGES] = { .name = "by_pages",
					      .shows = NULL }) },
	{ RULE(hugetlb_cma_share, "hugetlb_cma_reserve()"), .of_memblock = true,
	  VARIANTS([HUGETLB_CMA_SHARE_ROUNDED] = { .name = "rounded",
						   .shows = NULL },
		   [HUGETLB_CMA_SHARE_AS_IT_IS] = { .name = "as_it_is",
						    .shows = NULL }) },
	{ RULE(hugetlb_cma_nodes, "hugetlb_cma_reserve()"), .of_memblock = true,
	  VARIANTS(
		  [HUGETLB_CMA_NODES_WITH_MEMORY] = { .name = "with_memory",
						      .shows =
							      "function hugetlb_bootmem_set_nodes" },
		  [HUGETLB_CMA_NODES_ONLINE] = { .name = "online",
						 .shows =
							 "no function hugetlb_bootmem_set_nodes" }) },
	{ RULE(cma_base, "cma_declare_contiguous()"), .of_memblock = true,
	  VARIANTS([CMA_BASE_REFUSED] = { .name = "refused",
					  .shows =
						  "string \"Region at %pa must be aligned to %pa bytes\"" },
		   [CMA_BASE_ROUNDED] = { .name = "rounded",
					  .shows = "no such string" }) },
	{ RULE(cma_activate, "cma_activate_area()"), .of_memblock = true,
	  VARIANTS(
		  [CMA_ACTIVATE_EXPOSES] = { .name = "exposes",
					     .shows =
						     "type void of function cma_activate_area" },
		  [CMA_ACTIVATE_KEEPS] = { .name = "keeps",
					   .shows =
						   "variable j of cma_activate_area" },
		  [CMA_ACTIVATE_STOPS] = { .name = "stops",
					   .shows =
						   "type int of function cma_activate_area" }) },
	{ RULE(boot_swiotlb, "mem_init()"), .of_memblock = true,
	  VARIANTS([BOOT_SWIOTLB_IF_BUILT] = { .name = "if_built",
					       .shows = NULL },
		   [BOOT_SWIOTLB_ALWAYS] = { .name = "always", .shows = NULL },
		   [BOOT_SWIOTLB_NEVER] = { .name = "never", .shows = NULL }) },
	{ RULE(swiotlb_kmalloc, "mem_init()"), .of_memblock = true,
	  VARIANTS(
		  [SWIOTLB_KMALLOC_SHARE_OF_MEMORY] = { .name = "share_of_memory",
							.shows =
								"call of swiotlb_adjust_size in mem_init or arch_mm_preinit" },
		  [SWIOTLB_KMALLOC_DEFAULT_SIZE] = { .name = "default_size",
						     .shows =
							     "CONFIG_DMA_BOUNCE_UNALIGNED_KMALLOC, no such call" }) },
	{ RULE(swiotlb_tables, "swiotlb_init()"), .of_memblock = true,
	  VARIANTS([SWIOTLB_SLOTS_AND_AREAS] = { .name = "slots_and_areas",
						 .shows =
							 "struct io_tlb_mem.areas or io_tlb_pool.areas",
						 "6.0" },
		   [SWIOTLB_SLOTS] = { .name = "slots",
				       .shows =
					       "struct io_tlb_slot, no struct io_tlb_area",
				       "5.13" },
		   [SWIOTLB_LISTS] = { .name = "lists",
				       .shows = "symbol io_tlb_list" }) },
	{ RULE(swiotlb_areas, "swiotlb_init_remap()"), .of_memblock = true,
	  VARIANTS([SWIOTLB_AREAS_AS_LEFT] = { .name = "as_left",
					       .shows = NULL },
		   [SWIOTLB_AREAS_AS_ASKED] = { .name = "as_asked",
						.shows = NULL }) },
	{ RULE(crashkernel, "reserve_crashkernel()"), .of_memblock = true,
	  VARIANTS(
		  [CRASHKERNEL_GENERIC] = { .name = "generic",
					    .shows =
						    "function reserve_crashkernel_generic" },
		  [CRASHKERNEL_TRIES_TWICE] = { .name = "tries_twice",
						.shows =
							"string \"crashkernel reservation failed - memory is in use.\"" },
		  [CRASHKERNEL_OF_ARCH] = { .name = "of_arch",
					    .shows =
						    "no function reserve_crashkernel_generic" }) },
	{ RULE(crashkernel_cma, "reserve_crashkernel_cma()"),
	  .of_memblock = true,
	  VARIANTS(
		  [CRASHKERNEL_CMA_RESERVED] = { .name = "reserved",
						 .shows =
							 "function reserve_crashkernel_cma" },
		  [CRASHKERNEL_CMA_UNKNOWN] = { .name = "unknown",
						.shows =
							"no function reserve_crashkernel_cma" }) },
	{ RULE(fdt_reserve, "early_init_fdt_scan_reserved_mem()"),
	  .of_memblock = true,
	  VARIANTS([FDT_RESERVE_EARLY] = { .name = "early", .shows = NULL },
		   [FDT_RESERVE_WITH_RESERVED_MEM] = { .name = "with_reserved_mem",
						       .shows = NULL }) },
	{ RULE(usable_range, "early_init_dt_check_for_usable_mem_range()"),
	  .of_memblock = true,
	  VARIANTS(
		  [USABLE_RANGE_PAIRS] = { .name = "pairs", .shows = NULL },
		  [USABLE_RANGE_ONE] = { .name = "one",
					 .shows =
						 "function early_init_dt_check_for_usable_mem_range" },
		  [USABLE_RANGE_OF_ARM64] = { .name = "of_arm64",
					      .shows =
						      "function fdt_enforce_memory_region" }) },
	{ RULE(memreserve, "early_init_fdt_scan_reserved_mem()"),
	  .of_memblock = true,
	  VARIANTS([MEMRESERVE_LAST] = { .name = "last", .shows = NULL },
		   [MEMRESERVE_BEHIND_ELFCOREHDR] = { .name = "behind_elfcorehdr",
						      .shows = NULL },
		   [MEMRESERVE_FIRST] = { .name = "first", .shows = NULL }) },
	{ RULE(elfcorehdr, "fdt_reserve_elfcorehdr()"), .of_memblock = true,
	  VARIANTS([ELFCOREHDR_BEFORE_DYNAMIC] = { .name = "before_dynamic",
						   .shows = NULL },
		   [ELFCOREHDR_LAST] = { .name = "last", .shows = NULL },
		   [ELFCOREHDR_OF_ARM64] = { .name = "of_arm64",
					     .shows =
						     "function reserve_elfcorehdr" }) },
	{ RULE(reserved_mem, "fdt_init_reserved_mem()"), .of_memblock = true,
	  VARIANTS(
		  [RESERVED_MEM_VALIDATED] = { .name = "validated",
					       .shows =
						       "function fdt_validate_reserved_mem_node" },
		  [RESERVED_MEM_IN_TWO_PASSES] = { .name = "in_two_passes",
						   .shows =
							   "function fdt_scan_reserved_mem_reg_nodes" },
		  [RESERVED_MEM_CHECKED] = { .name = "checked",
					     .shows =
						     "function __rmem_check_for_overlap" },
		  [RESERVED_MEM_AS_THEY_COME] = { .name = "as_they_come",
						  .shows =
							  "no function __rmem_check_for_overlap" }) },
	{ RULE(reserved_mem_range, "__reserved_mem_alloc_size()"),
	  .of_memblock = true,
	  VARIANTS(
		  [RESERVED_MEM_RANGE_NEAR_OTHERS] = { .name = "near_others",
						       .shows =
							       "function __reserved_mem_alloc_in_range" },
		  [RESERVED_MEM_RANGE_FROM_ABOVE] = { .name = "from_above",
						      .shows =
							      "no function __reserved_mem_alloc_in_range" }) },
	{ RULE(reserved_mem_order, "__rmem_cmp()"), .of_memblock = true,
	  VARIANTS([RESERVED_MEM_ORDER_BY_PLACE_AND_NODE] = { .name = "by_place_and_node",
							      .shows = NULL },
		   [RESERVED_MEM_ORDER_BY_PLACE] = { .name = "by_place",
						     .shows = NULL }) },
	{ RULE(reserved_mem_lines, "fdt_init_reserved_mem()"),
	  .of_memblock = true,
	  VARIANTS([RESERVED_MEM_LINES_OF_ALL] = { .name = "of_all",
						   .shows =
							   "string \"%pa..%pa (%lu KiB) %s %s %s\"" },
		   [RESERVED_MEM_LINES_NONE] = { .name = "none",
						 .shows = "no such string" }) },
	{ RULE(reserved_mem_place,
	       "early_init_dt_alloc_reserved_memory_arch()"),
	  .of_memblock = true,
	  VARIANTS([RESERVED_MEM_PLACE_ANYWHERE] = { .name = "anywhere",
						     .shows = NULL },
		   [RESERVED_MEM_PLACE_LOWMEM] = { .name = "lowmem",
						   .shows = NULL }) },
	{ RULE(nomap, "early_init_dt_reserve_memory()"), .of_memblock = true,
	  VARIANTS([NOMAP_MARKED] = { .name = "marked",
				      .shows = "enumerator MEMBLOCK_NOMAP" },
		   [NOMAP_MARKED_IN_PLACE] = { .name = "marked_in_place",
					       .shows =
						       "call of memblock_remove in early_init_dt_alloc_reserved_memory_arch" },
		   [NOMAP_REMOVED] = { .name = "removed",
				       .shows =
					       "no enumerator MEMBLOCK_NOMAP" }) },
	{ RULE(unflatten, "unflatten_dt_nodes()"), .of_memblock = true,
	  VARIANTS([UNFLATTEN_NAMES] = { .name = "names", .shows = NULL },
		   [UNFLATTEN_PATHS] = { .name = "paths", .shows = NULL }) },
	{ RULE(arm64_image, "arm64_memblock_init()"), .of_memblock = true,
	  VARIANTS([ARM64_IMAGE_FROM_TEXT] = { .name = "from_text",
					       .shows = NULL },
		   [ARM64_IMAGE_FROM_STEXT] = { .name = "from_stext",
						.shows = NULL }) },
	{ RULE(arm64_own_tables, "paging_init()"), .of_memblock = true,
	  VARIANTS(
		  [ARM64_OWN_TABLES_IN_IMAGE] = { .name = "in_image",
						  .shows =
							  "no function map_kernel_segment" },
		  [ARM64_OWN_TABLES_FROM_MEMBLOCK] = { .name = "from_memblock",
						       .shows =
							       "function map_kernel_segment" },
		  [ARM64_OWN_TABLES_OF_IMAGE] = { .name = "of_image",
						  .shows =
							  "function map_kernel_segment, no function create_idmap" }) },
	{ RULE(arm64_page_mappings, "can_set_direct_map()"),
	  .of_memblock = true,
	  VARIANTS([ARM64_PAGE_MAPPINGS_FOR_KFENCE] = { .name = "for_kfence",
							.shows = NULL },
		   [ARM64_PAGE_MAPPINGS_FOR_CRASHKERNEL] = { .name = "for_crashkernel",
							     .shows = NULL },
		   [ARM64_PAGE_MAPPINGS_FOR_BOTH] = { .name = "for_both",
						      .shows = NULL },
		   [ARM64_PAGE_MAPPINGS_FOR_ANY_CRASHKERNEL] = { .name = "for_any_crashkernel",
								 .shows =
									 NULL }) },
	{ RULE(arm64_rodata, "arch_parse_debug_rodata()"),
	  VARIANTS([ARM64_RODATA_OF_BUILD] = { .name = "of_build",
					       .shows = NULL },
		   [ARM64_RODATA_FULL] = { .name = "full", .shows = NULL }) },
	{ RULE(arm64_map_edges, "map_mem()"), .of_memblock = true,
	  VARIANTS([ARM64_MAP_EDGES_WHOLE_PAGES] = { .name = "whole_pages",
						     .shows = NULL },
		   [ARM64_MAP_EDGES_EVERY_BYTE] = { .name = "every_byte",
						    .shows = NULL }) },
	{ RULE(arm64_dma_limit, "zone_sizes_init()"), .of_memblock = true,
	  VARIANTS(
		  [ARM64_DMA_LIMIT_AS_IT_IS] = { .name = "as_it_is",
						 .shows =
							 "symbol zone_dma_limit" },
		  [ARM64_DMA_LIMIT_IN_BITS] = { .name = "in_bits",
						.shows =
							"symbol zone_dma_bits" }) },
	{ RULE(arm64_crashkernel, "reserve_crashkernel()"), .of_memblock = true,
	  VARIANTS(
		  [ARM64_CRASHKERNEL_HIGH_LOW] = { .name = "high_low",
						   .shows =
							   "function reserve_crashkernel_low",
						   "5.19" },
		  [ARM64_CRASHKERNEL_BELOW_LIMIT] = { .name = "below_limit",
						      .shows =
							      "no such function",
						      "5.15" },
		  [ARM64_CRASHKERNEL_FOUND] = { .name = "found",
						.shows =
							"string \"cannot reserve crashkernel: region is not memory\"" }) },
	{ RULE(arm64_hyp_memory, "kvm_hyp_reserve()"), .of_memblock = true,
	  VARIANTS(
		  [ARM64_HYP_MEMORY_FOR_GUESTS] = { .name = "for_guests",
						    .shows =
							    "function pkvm_create_hyp_vm" },
		  [ARM64_HYP_MEMORY_FOR_GUESTS_48_BITS] = { .name = "for_guests_48_bits",
							    .shows =
								    "function pkvm_create_hyp_vm, no CONFIG_ARM64_LPA2" },
		  [ARM64_HYP_MEMORY_FOR_TABLES] = { .name = "for_tables",
						    .shows =
							    "no function pkvm_create_hyp_vm" }) },
	{ RULE(arm64_layout, "vmalloc_init()"), .of_memblock = true,
	  VARIANTS(
		  [ARM64_LAYOUT_VMEMMAP_BELOW_IO] = { .name = "vmemmap_below_io",
						      .shows =
							      "_text at ...80000000; function early_map_kernel" },
		  [ARM64_LAYOUT_MODULES_OF_2G] = { .name = "modules_of_2g",
						   .shows =
							   "_text at ...80000000; no function early_map_kernel" },
		  [ARM64_LAYOUT_VMEMMAP_BY_BITS] = { .name = "vmemmap_by_bits",
						     .shows =
							     "_text at ...08000000" },
		  [ARM64_LAYOUT_VMEMMAP_AT_TOP] = { .name = "vmemmap_at_top",
						    .shows =
							    "_text at ...10000000" }) },
	{ RULE(free_initmem, "free_initmem()"), .of_memblock = true,
	  VARIANTS([FREE_INITMEM_AS_ANY_AREA] = { .name = "as_any_area",
						  .shows =
							  "function __free_reserved_area" },
		   [FREE_INITMEM_LEAVES_MEMBLOCK] = { .name = "leaves_memblock",
						      .shows = NULL },
		   [FREE_INITMEM_STAYS_RESERVED] = { .name = "stays_reserved",
						     .shows = NULL }) },
	{ RULE(riscv_levels, "set_satp_mode()"), .of_memblock = true,
	  VARIANTS([RISCV_LEVELS_OF_TREE] = { .name = "of_tree",
					      .shows =
						      "function __pi_set_satp_mode_from_fdt",
					      "6.17" },
		   [RISCV_LEVELS_OF_HART] = { .name = "of_hart",
					      .shows =
						      "no function __pi_set_satp_mode_from_fdt" }) },
	{ RULE(riscv_memory_cap, "setup_bootmem()"), .of_memblock = true,
	  VARIANTS([RISCV_MEMORY_CAP_IF_BEYOND] = { .name = "if_beyond",
						    .shows =
							    "string \"Physical memory overflows the linear mapping size: region above %pa removed\"" },
		   [RISCV_MEMORY_CAP_ALWAYS] = { .name = "always",
						 .shows = "no such string" }) },
	{ RULE(x86_kho_scratch, "e820__memblock_setup()"), .of_memblock = true,
	  VARIANTS([X86_KHO_SCRATCH_NONE] = { .name = "none",
					      .shows =
						      "no function memblock_mark_kho_scratch" },
		   [X86_KHO_SCRATCH_1M] = { .name = "first_1m",
					    .shows =
						    "function memblock_mark_kho_scratch" }) },
	{ RULE(x86_low_memory, "reserve_real_mode()"), .of_memblock = true,
	  VARIANTS(
		  [X86_LOW_MEMORY_1M] = { .name = "first_1m",
					  .shows =
						  "no function trim_low_memory_range",
					  "5.13" },
		  [X86_LOW_MEMORY_64K] = { .name = "first_64k",
					   .shows =
						   "function trim_low_memory_range",
					   "5.5" },
		   [X86_LOW_MEMORY_64K_ALWAYS] = { .name = "first_64k_always",
						   .shows = NULL,
						   "3.3" },
		  [X86_LOW_MEMORY_64K_UNUSABLE] = { .name = "first_64k_unusable",
						    .shows = NULL }) },
	{ RULE(x86_crash_area, "reserve_crashkernel()"), .of_memblock = true,
	  VARIANTS([X86_CRASH_AREA_4G] = { .name = "below_4g",
					   .shows = NULL,
					   "5.2" },
		   [X86_CRASH_AREA_896M] = { .name = "below_896m",
					     .shows = NULL }) },
	{ RULE(x86_page_offset, "__PAGE_OFFSET_BASE_L4"), .of_memblock = true,
	  VARIANTS([X86_PAGE_OFFSET_BEHIND_LDT] = { .name = "behind_ldt",
						    .shows = NULL,
						    "4.20 4.19.4 4.14.84" },
		   [X86_PAGE_OFFSET_BEFORE_LDT] = { .name = "before_ldt",
						    .shows = NULL }) },
	{ RULE(x86_direct_mapping, "init_mem_mapping()"), .of_memblock = true,
	  VARIANTS(
		  [X86_DIRECT_MAPPING_BY_LEVELS] = { .name = "by_levels",
						     .shows =
							     "function memory_map_top_down",
						     "4.0" },
		  [X86_DIRECT_MAPPING_BY_LEVELS_LOGGED] = { .name = "by_levels_logged",
							    .shows =
								    "string \"init_memory_mapping: [mem %#010lx-%#010lx]\"",
							    "3.19" },
		  [X86_DIRECT_MAPPING_BY_FIVE_BITS] = { .name = "by_five_bits",
							.shows = NULL,
							"3.9" },
		  [X86_DIRECT_MAPPING_IN_TWO] = { .name = "in_two",
						  .shows =
							  "string \"kernel direct mapping tables up to %lx @ %lx-%lx\"" }) },
	{ RULE(x86_early_tables, "early_alloc_pgt_buf()"), .of_memblock = true,
	  VARIANTS([X86_EARLY_TABLES_BY_LEVELS] = { .name = "by_levels",
						    .shows = NULL },
		   [X86_EARLY_TABLES_OF_THREE] = { .name = "of_three",
						   .shows = NULL }) },
	{ RULE(x86_zone_limits, "zone_sizes_init()"), .of_memblock = true,
	  VARIANTS([X86_ZONE_LIMITS_OF_MEMORY] = { .name = "of_memory",
						   .shows = NULL,
						   "3.17" },
		   [X86_ZONE_LIMITS_OF_ADDRESSES] = { .name = "of_addresses",
						      .shows = NULL }) },
	{ RULE(x86_e820_lines, "e820__print_table()"), .of_memblock = true,
	  VARIANTS([X86_E820_LINES_SYSTEM_RAM] = { .name = "system_ram",
						   .shows =
							   "string \" device reserved\"" },
		   [X86_E820_LINES_USABLE] = { .name = "usable",
					       .shows =
						       "string \"usable\"" }) },
	{ RULE(x86_nosave, "e820__register_nosave_regions()"),
	  .of_memblock = true,
	  VARIANTS([X86_NOSAVE_GAPS] = { .name = "gaps",
					 .shows = NULL,
					 "6.15 6.14.4 6.12.25 6.6.88 6.1.135 5.15.181 5.10.237" },
		   [X86_NOSAVE_ENTRIES] = { .name = "entries",
					    .shows = NULL,
					    "3.17" },
		   [X86_NOSAVE_ENTRIES_BUT_FIRST] = { .name = "entries_but_first",
						      .shows = NULL }) },
	{ RULE(x86_cpumask_bits, "setup_per_cpu_areas()"), .of_memblock = true,
	  VARIANTS([X86_CPUMASK_BITS_OF_IDS] = { .name = "of_ids",
						 .shows = NULL,
						 "6.1" },
		   [X86_CPUMASK_BITS_OF_MASK] = { .name = "of_mask",
						  .shows = NULL }) },
	{ RULE(arm_fdt_map, "setup_machine_fdt()"), .of_memblock = true,
	  VARIANTS([ARM_FDT_MAP_OWN] = { .name = "own", .shows = NULL },
		   [ARM_FDT_MAP_LINEAR] = { .name = "linear", .shows = NULL }) },
	{ RULE(arm_lowmem, "adjust_lowmem_bounds()"), .of_memblock = true,
	  VARIANTS(
		  [ARM_LOWMEM_ADJUSTED] = { .name = "adjusted",
					    .shows =
						    "function adjust_lowmem_bounds" },
		  [ARM_LOWMEM_ONCE] = { .name = "once",
					.shows =
						"function sanity_check_meminfo" }) },
	{ RULE(arm_zero_page, "paging_init()"), .of_memblock = true,
	  VARIANTS([ARM_ZERO_PAGE_NONE] = { .name = "none",
					    .shows =
						    "symbol mm_core_init_early" },
		   [ARM_ZERO_PAGE_OF_MEMBLOCK] = { .name = "of_memblock",
						   .shows =
							   "no symbol mm_core_init_early" }) },
	{ RULE(arm_vmalloc, "early_vmalloc()"), .of_memblock = true,
	  VARIANTS([ARM_VMALLOC_WITHOUT_GAP] = { .name = "without_gap",
						 .shows = "symbol vmalloc_size",
						 "5.13",
						 NULL },
		   [ARM_VMALLOC_WITH_GAP] = { .name = "with_gap",
					      .shows = "symbol vmalloc_min",
					      "3.3",
					      NULL },
		   [ARM_VMALLOC_OF_128M] = { .name = "of_128m",
					     .shows = NULL }) },
	{ RULE(initrd_mem, "reserve_initrd_mem()"), .of_memblock = true,
	  VARIANTS(
		  [INITRD_MEM_BY_PAGES] = { .name = "by_pages",
					    .shows =
						    "function reserve_initrd_mem" },
		  [INITRD_MEM_BY_BYTES] = { .name = "by_bytes",
					    .shows =
						    "no function reserve_initrd_mem" }) },
	{ RULE(arm_crashkernel, "reserve_crashkernel()"), .of_memblock = true,
	  VARIANTS([ARM_CRASHKERNEL_SEARCHED] = { .name = "searched",
						  .shows = NULL },
		   [ARM_CRASHKERNEL_AS_GIVEN] = { .name = "as_given",
						  .shows = NULL }) },
	{ RULE(arm_cpu_nodes, "arm_dt_init_cpu_maps()"), .of_memblock = true,
	  VARIANTS([ARM_CPU_NODES_BY_NAME] = { .name = "by_name",
					       .shows = NULL },
		   [ARM_CPU_NODES_BY_TYPE] = { .name = "by_type",
					       .shows = NULL }) },
	{ RULE(arm_layout, "mem_init()"), .of_memblock = true,
	  VARIANTS([ARM_LAYOUT_SILENT] = { .name = "silent", .shows = NULL },
		   [ARM_LAYOUT_LOGGED] = { .name = "logged",
					   .shows =
						   "string \"Virtual kernel memory layout:\"",
					   NULL,
					   "Virtual kernel memory layout:" }) },
	{ RULE(arm_fixmap, "mem_init()"), .of_memblock = true,
	  VARIANTS([ARM_FIXMAP_OF_3M] = { .name = "of_3m",
					  .shows = NULL,
					  "3.18",
					  NULL },
		   [ARM_FIXMAP_OF_2M] = { .name = "of_2m",
					  .shows = NULL,
					  "3.16",
					  NULL },
		   [ARM_FIXMAP_OF_896K] = { .name = "of_896k",
					    .shows = NULL }) },
	{ RULE(arm_resources, "request_standard_resources()"),
	  .of_memblock = true,
	  VARIANTS([ARM_RESOURCES_TO_THE_BYTE] = { .name = "to_the_byte",
						   .shows = NULL },
		   [ARM_RESOURCES_WHOLE_PAGES] = { .name = "whole_pages",
						   .shows = NULL }) },
	{ RULE(x86_end_of_ram, "e820__end_of_ram_pfn()"), .of_memblock = true,
	  VARIANTS([X86_END_OF_RAM_AND_ACPI] = { .name = "ram_and_acpi",
						 .shows =
							 "function e820__end_ram_pfn" },
		   [X86_END_OF_RAM_ONLY] = { .name = "ram",
					     .shows =
						     "function e820_end_pfn" }) },
	{ RULE(x86_small_nodes, "numa_register_memblks()"), .of_memblock = true,
	  VARIANTS([X86_SMALL_NODES_KEPT] = { .name = "kept", .shows = NULL },
		   [X86_SMALL_NODES_DROPPED] = { .name = "dropped",
						 .shows = NULL }) },
	{ RULE(x86_efi_mmio, "efi_init()"), .of_memblock = true,
	  VARIANTS(
		  [X86_EFI_MMIO_REMOVED] = { .name = "removed",
					     .shows =
						     "string \"efi: Remove mem%02u: MMIO range\"",
					     "6.2",
					     ": MMIO range=[" },
		  [X86_EFI_MMIO_KEPT] = { .name = "kept",
					  .shows =
						  "no string \"efi: Remove mem%02u: MMIO range\"" }) },
	{ RULE(x86_efi_kept, "efi_arch_mem_reserve()"), .of_memblock = true,
	  VARIANTS([X86_EFI_KEPT_IN_E820] = { .name = "in_e820",
					      .shows = NULL,
					      "5.5" },
		   [X86_EFI_KEPT_IN_MEMBLOCK] = { .name = "in_memblock",
						  .shows = NULL }) },
	{ RULE(x86_setup_data, "e820__reserve_setup_data()"),
	  .of_memblock = true,
	  VARIANTS([X86_SETUP_DATA_LEFT] = { .name = "left",
					     .shows = NULL,
					     "6.10" },
		   [X86_SETUP_DATA_KEPT] = { .name = "kept",
					     .shows = NULL,
					     "5.7" },
		   [X86_SETUP_DATA_COPIED] = { .name = "copied",
					       .shows = NULL }) },
	{ RULE(x86_efi_spare, "efi_get_memory_map()"), .of_memblock = true,
	  .min = 0, .max = 64 },
	{ RULE(x86_srat_cpus, "acpi_numa_processor_affinity_init()"),
	  .of_memblock = true,
	  VARIANTS([X86_SRAT_CPUS_SILENT] = { .name = "silent", .shows = NULL },
		   [X86_SRAT_CPUS_LOGGED] = { .name = "logged",
					      .shows =
						      "string \"SRAT: PXM %u -> APIC 0x%02x -> Node %u\"" }) },
	{ RULE(x86_x2apics, "acpi_parse_x2apic()"), .of_memblock = true,
	  VARIANTS([X86_X2APICS_LARGE] = { .name = "large",
					   .shows = "symbol has_lapic_cpus" },
		   [X86_X2APICS_ALL] = { .name = "all", .shows = NULL }) },
	{ RULE(x86_cpus_off, "acpi_is_processor_usable()"), .of_memblock = true,
	  VARIANTS([X86_CPUS_OFF_OF_GUESTS] = { .name = "of_guests",
						.shows = NULL },
		   [X86_CPUS_OFF_COUNT] = { .name = "count", .shows = NULL }) },
	{ RULE(x86_cpu_masks, "setup_cpu_local_masks()"), .of_memblock = true,
	  .min = 1, .max = 8 },
};
const size_t nr_kernel_rules = ARRAY_SIZE(kernel_rules);

/* What cannot be together, by names of a rule and of its variant. */
static const char *const conflicts[][4] = {
	{ "boot_allocator", "bootmem", "zone_sizes", "from_memblock" },
	{ "boot_allocator", "bootmem", "zone_sizes", "given" },
	{ "boot_allocator", "memblock", "zone_sizes", "from_active_ranges" },
	{ "boot_allocator", "memblock", "zone_sizes", "from_e820" },
	{ "boot_allocator", "memblock", "present_pages", "without_memmap" },
	{ "boot_allocator", "bootmem", "kernel_pages", "counted" },
	{ "kmalloc_caches", "by_size", "boot_cache_align", "lowest_bit" },
	{ "kmalloc_caches", "by_size", "boot_cache_align", "size" },
	{ "zonelists", "of_each_zone", "pageset", "within_limits" },
	{ "zonelists", "of_each_zone", "pageset", "by_watermark" },
	{ "migrate_reserve", "any_number", "pageblocks", "aligned" },
};

const struct kernel_rule *kernel_rule_find(const char *name)
{
	for (size_t i = 0; i < nr_kernel_rules; i++) {
		if (!strcmp(kernel_rules[i].name, name))
			return &kernel_rules[i];
	}
	return NULL;
}

int kernel_rule_variant(const struct kernel_rule *rule, const char *name)
{
	for (size_t i = 0; i < rule->nr_variants; i++) {
		if (!strcmp(rule->variants[i].name, name))
			return (int)i;
	}
	return -1;
}

uint32_t kernel_rule_get(const struct kernel_rule *rule,
			 const struct rules *rules)
{
	uint32_t value;

	memcpy(&value, (const char *)rules + rule->offset, sizeof(value));
	return value;
}

void kernel_rule_set(const struct kernel_rule *rule, struct rules *rules,
		     uint32_t value)
{
	memcpy((char *)rules + rule->offset, &value, sizeof(value));
}

bool kernel_rule_of_arch(const struct kernel_rule *rule, const char *arch)
{
	for (size_t i = 0; i < nr_arch_facts; i++) {
		const char *family = arch_facts[i].family;
		size_t len = strlen(family);

		if (!strncmp(rule->name, family, len) && rule->name[len] == '_')
			return arch_is(arch, family);
	}
	return true;
}

int kernel_rule_of_release(const struct kernel_rule *rule, const char *release)
{
	size_t last = rule->nr_variants - 1;

	if (!rule->nr_variants || !rule->variants[0].since)
		return -1;
	for (size_t i = 0; i < last; i++) {
		if (rule->variants[i].since &&
		    release_reaches(release, rule->variants[i].since))
			return (int)i;
	}
	return (int)last;
}

static bool has_variant(const struct rules *rules, const unsigned char *given,
			const struct kernel_rule *rule, const char *variant)
{
	return given[rule - kernel_rules] &&
	       (int)kernel_rule_get(rule, rules) ==
		       kernel_rule_variant(rule, variant);
}

bool kernel_rules_contradict(const struct rules *rules,
			     const unsigned char *given,
			     struct kernel_rule_conflict *out)
{
	const struct kernel_rule *allocator =
		kernel_rule_find("boot_allocator");

	for (size_t i = 0; i < ARRAY_SIZE(conflicts); i++) {
		const char *const *c = conflicts[i];

		out->rules[0] = kernel_rule_find(c[0]);
		out->rules[1] = kernel_rule_find(c[2]);
		if (has_variant(rules, given, out->rules[0], c[1]) &&
		    has_variant(rules, given, out->rules[1], c[3]))
			return true;
	}
	out->rules[0] = allocator;
	for (size_t i = 0; i < nr_kernel_rules &&
			   kernel_rule_get(allocator, rules) == BOOT_BOOTMEM;
	     i++) {
		out->rules[1] = &kernel_rules[i];
		if (kernel_rules[i].of_memblock && given[i])
			return true;
	}
	return false;
}
