/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/rules.h"

#include <string.h>

#include "model/release.h"
#include "util/alloc.h"

_Static_assert(sizeof(enum fallback) == sizeof(uint32_t),
	       "rules are set and read as 32 bits");

#define VARIANTS(...)                                                          \
	.variants = (const struct kernel_rule_variant[]){ __VA_ARGS__ },              \
	.nr_variants = sizeof((const struct kernel_rule_variant[]){ __VA_ARGS__ }) /  \
		       sizeof(struct kernel_rule_variant)
#define RULE(member, kernel_function)                                          \
	.name = #member, .offset = offsetof(struct rules, member),             \
	.function = kernel_function

const struct kernel_rule kernel_rules[] = {
	{ RULE(boot_allocator, "free_bootmem(), memblock_reserve()"),
	  VARIANTS([BOOT_MEMBLOCK] = { "memblock",
			    "function memblock_alloc_try_nid" },
		   [BOOT_MEMBLOCK_PANICS] = { "memblock_panics",
			    "function memblock_virt_alloc_try_nid" },
		   [BOOT_BOOTMEM] = { "bootmem",
			    "symbol contig_bootmem_data; function __alloc_bootmem_core" }) },
	{ RULE(memblock_merge, "memblock_merge_regions()"),
	  .of_memblock = true,
	  VARIANTS([MEMBLOCK_MERGE_NEAR] = { "near",
			    "function memblock_merge_regions of three parameters" },
		   [MEMBLOCK_MERGE_ALL] = { "all",
			    "function memblock_merge_regions of one parameter" }) },
	{ RULE(memblock_resize, "memblock_double_array()"),
	  .of_memblock = true,
	  VARIANTS([MEMBLOCK_RESIZE_PANICS] = { "panics",
			    "string \"memblock: cannot resize %s array\"" },
		   [MEMBLOCK_RESIZE_FAILS] = { "fails",
			    "no such string" }) },
	{ RULE(numa_memblks, "numa_init()"),
	  .of_memblock = true,
	  VARIANTS([NUMA_MEMBLKS_SHARED] = { "shared",
			    "function numa_memblks_init" },
		   [NUMA_MEMBLKS_OF_ARCH] = { "of_arch",
			    "no function numa_memblks_init" }) },
	{ RULE(of_numa, "of_numa_parse_memory_nodes()"),
	  .of_memblock = true,
	  VARIANTS([OF_NUMA_REFUSED] = { "refused", NULL },
		   [OF_NUMA_PASSED] = { "passed", NULL }) },
	{ RULE(reserved_nodes, "memmap_init_reserved_pages()"),
	  .of_memblock = true,
	  VARIANTS([RESERVED_NODES_SET] = { "set",
			    "variable max_reserved of memmap_init_reserved_pages" },
		   [RESERVED_NODES_LEFT] = { "left", NULL }) },
	{ RULE(zone_sizes, "free_area_init()"),
	  VARIANTS([ZONE_SIZES_FROM_MEMBLOCK] = { "from_memblock",
			    "function free_area_init without parameters of sizes" },
		   [ZONE_SIZES_GIVEN] = { "given",
			    "no CONFIG_HAVE_MEMBLOCK_NODE_MAP" },
		   [ZONE_SIZES_FROM_ACTIVE_RANGES] = { "from_active_ranges",
			    "symbol early_node_map; CONFIG_ARCH_POPULATES_NODE_MAP" }) },
	{ RULE(present_pages, "free_area_init_core()"),
	  VARIANTS([PRESENT_WITH_MEMMAP] = { "with_memmap",
			    "struct zone.managed_pages" },
		   [PRESENT_WITHOUT_MEMMAP] = { "without_memmap",
			    "no struct zone.managed_pages" }) },
	{ RULE(kernel_pages, "free_area_init_core(), calc_nr_kernel_pages()"),
	  VARIANTS([KERNEL_PAGES_COUNTED] = { "counted",
			    "function calc_nr_kernel_pages" },
		   [KERNEL_PAGES_ESTIMATED] = { "estimated",
			    "no function calc_nr_kernel_pages" }) },
	{ RULE(memmap_size, "calc_memmap_size()"),
	  VARIANTS([MEMMAP_SIZE_OF_PRESENT] = { "of_present",
			    "function calc_memmap_size", "3.8" },
		   [MEMMAP_SIZE_OF_SPANNED] = { "of_spanned", NULL }) },
	{ RULE(zone_lines, "free_area_init_core(), zone_pcp_init()"),
	  VARIANTS([ZONE_LINES_SILENT] = { "silent", NULL, "5.14" },
		   [ZONE_LINES_PRESENT] = { "present",
			    "string \"  %s zone: %lu pages, LIFO batch:%u\"", "3.9" },
		   [ZONE_LINES_LEFT] = { "left", NULL }) },
	{ RULE(zone_batch, "zone_batchsize()"),
	  VARIANTS([ZONE_BATCH_OF_1M] = { "of_1m", NULL, "5.0" },
		   [ZONE_BATCH_OF_512K] = { "of_512k", NULL }) },
	{ RULE(wait_tables, "zone_wait_table_init()"),
	  VARIANTS([WAIT_TABLES_NONE] = { "none",
			    "no struct zone.wait_table" },
		   [WAIT_TABLES_OF_ZONES] = { "of_zones",
			    "struct zone.wait_table" }) },
	{ RULE(memmap_init, "memmap_init()"),
	  VARIANTS([MEMMAP_INIT_OF_RANGES] = { "of_ranges",
			    "function memmap_init_range" },
		   [MEMMAP_INIT_OF_ZONES] = { "of_zones",
			    "function memmap_init_zone" }) },
	{ RULE(pageblocks, "pfn_to_bitidx()"),
	  VARIANTS([PAGEBLOCKS_ALIGNED] = { "aligned", NULL },
		   [PAGEBLOCKS_FROM_ZONE_START] = { "from_zone_start",
			    NULL }) },
	{ RULE(mobility_off, "get_pageblock_migratetype()"),
	  VARIANTS([MOBILITY_OFF_SETS_NO_BLOCK] = { "sets_no_block",
			    NULL },
		   [MOBILITY_OFF_HIDES_BLOCKS] = { "hides_blocks",
			    NULL }) },
	{ RULE(sparse_init, "sparse_init()"),
	  VARIANTS([SPARSE_INIT_BY_NODE] = { "by_node",
			    "function sparse_init_nid; struct mem_section_usage" },
		   [SPARSE_INIT_BY_SECTION] = { "by_section",
			    "function sparse_early_mem_map_alloc; no CONFIG_SPARSEMEM_ALLOC_MEM_MAP_TOGETHER" }) },
	{ RULE(free_unused_memmap, "free_unused_memmap()"),
	  .of_memblock = true,
	  VARIANTS([FREE_MEMMAP_BY_PAGEBLOCK] = { "by_pageblock",
			    "function free_unused_memmap of mm/memblock.c" },
		   [FREE_MEMMAP_BY_LARGEST_BLOCK] = { "by_largest_block",
			    "function free_unused_memmap of arch/arm/mm/init.c" }) },
	{ RULE(zonelists, "build_all_zonelists()"),
	  VARIANTS([ZONELISTS_IN_NODE_ORDER] = { "in_node_order",
			    "function build_zonerefs_node; no symbol current_zonelist_order" },
		   [ZONELISTS_IN_EITHER_ORDER] = { "in_either_order",
			    "symbol current_zonelist_order" },
		   [ZONELISTS_OF_EACH_ZONE] = { "of_each_zone",
			    "node_zonelists of MAX_ZONELISTS = MAX_NR_ZONES elements" }) },
	{ RULE(next_best_node, "find_next_best_node()"),
	  VARIANTS([NEXT_NODE_WITH_MEMORY] = { "with_memory", NULL },
		   [NEXT_NODE_LOCAL_FIRST] = { "local_first", NULL }) },
	{ RULE(free_block_place, "__free_one_page()"),
	  VARIANTS([FREE_BLOCK_AS_ASKED] = { "as_asked", "type fpi_t" },
		   [FREE_BLOCK_BY_MERGE] = { "by_merge",
			    "no type fpi_t" },
		   [FREE_BLOCK_TO_HEAD] = { "to_head", NULL }) },
	{ RULE(free_large, "__free_pages_ok()"),
	  VARIANTS([FREE_LARGE_BY_PAGEBLOCK] = { "by_pageblock",
			    "function split_large_buddy" },
		   [FREE_LARGE_WHOLE] = { "whole",
			    "no function split_large_buddy" }) },
	{ RULE(merged_type, "__free_one_page()"),
	  VARIANTS([MERGED_TYPE_OF_FREED] = { "of_freed",
			    "call of change_pageblock_range in __free_one_page" },
		   [MERGED_TYPE_KEPT] = { "kept", NULL }) },
	{ RULE(fallback, "__rmqueue_fallback()"),
	  VARIANTS([FALLBACK_CLAIM] = { "claim",
			    "function __rmqueue_claim" },
		   [FALLBACK_STEAL] = { "steal",
			    "function steal_suitable_fallback of type void" },
		   [FALLBACK_EXPAND] = { "expand",
			    "function __rmqueue_fallback of type struct page *" }) },
	{ RULE(pageset, "zone_set_pageset_high_and_batch()"),
	  VARIANTS([PAGESET_WITHIN_LIMITS] = { "within_limits",
			    "struct zone.pageset_high_min" },
		   [PAGESET_BY_WATERMARK] = { "by_watermark",
			    "struct per_cpu_zonestat; struct zone.pageset_high" },
		   [PAGESET_BY_BATCH] = { "by_batch",
			    "struct per_cpu_pageset; function pageset_set_batch" },
		   [PAGESET_HOT_COLD] = { "hot_cold",
			    "struct per_cpu_pageset.pcp of two elements" }) },
	{ RULE(watermarks, "__setup_per_zone_wmarks()"),
	  VARIANTS([WATERMARKS_MOVABLE_APART] = { "movable_apart", NULL },
		   [WATERMARKS_BY_SCALE] = { "by_scale",
			    "symbol watermark_scale_factor" },
		   [WATERMARKS_BY_MIN] = { "by_min",
			    "no symbol watermark_scale_factor" }) },
	{ RULE(migrate_reserve, "setup_zone_migrate_reserve()"),
	  VARIANTS([RESERVE_BLOCKS_NONE] = { "none",
			    "no enumerator MIGRATE_RESERVE" },
		   [RESERVE_BLOCKS_TWO] = { "two",
			    "struct zone.nr_migrate_reserve_block" },
		   [RESERVE_BLOCKS_ANY_NUMBER] = { "any_number",
			    "enumerator MIGRATE_RESERVE, no struct zone.nr_migrate_reserve_block" }) },
	{ RULE(kernelcore_mirror, "find_zone_movable_pfns_for_nodes()"),
	  .of_memblock = true,
	  VARIANTS([KERNELCORE_MIRROR_IGNORED] = { "ignored",
			    "string \"The system has no mirror memory, ignore kernelcore=mirror.\"" },
		   [KERNELCORE_MIRROR_OBEYED] = { "obeyed",
			    "no such string" }) },
	{ RULE(gigantic_pages, "__alloc_bootmem_huge_page()"),
	  .of_memblock = true,
	  VARIANTS([GIGANTIC_PAGES_NOINIT] = { "noinit",
			    "enumerator MEMBLOCK_RSRV_NOINIT" },
		   [GIGANTIC_PAGES_PLAIN] = { "plain",
			    "no enumerator MEMBLOCK_RSRV_NOINIT" }) },
	{ RULE(lowmem_reserve, "setup_per_zone_lowmem_reserve()"),
	  VARIANTS([LOWMEM_RESERVE_OF_MANAGED] = { "of_managed", NULL },
		   [LOWMEM_RESERVE_OF_ANY] = { "of_any",
			    "sysctl_lowmem_reserve_ratio of MAX_NR_ZONES - 1 elements" }) },
	{ RULE(hash_lines, "alloc_large_system_hash()"),
	  VARIANTS([HASH_LINES_LINEAR] = { "linear",
			    "string \"%s hash table entries: %ld (order: %d, %lu bytes, %s)\"" },
		   [HASH_LINES_PLAIN] = { "plain",
			    "string \"%s hash table entries: %ld (order: %d, %lu bytes)\"" }) },
	{ RULE(hash_scale, "alloc_large_system_hash()"),
	  VARIANTS([HASH_SCALE_ADAPTS] = { "adapts", NULL, "4.14" },
		   [HASH_SCALE_FIXED] = { "fixed", NULL }) },
	{ RULE(pid_hash, "pidhash_init()"),
	  VARIANTS([PID_HASH_SYSTEM_HASH] = { "system_hash", NULL },
		   [PID_HASH_BY_MEGABYTES] = { "by_megabytes",
			    "string \"Could not alloc pidhash!\"" }) },
	{ RULE(percpu_map, "pcpu_setup_first_chunk()"),
	  .of_memblock = true,
	  VARIANTS([PERCPU_MAP_BITMAPS] = { "bitmaps",
			    "struct pcpu_block_md" },
		   [PERCPU_MAP_ARRAYS] = { "arrays",
			    "struct pcpu_chunk.map" }) },
	{ RULE(command_line_copies, "setup_command_line()"),
	  .min = 1, .max = 8 },
	{ RULE(kmalloc_caches, "create_kmalloc_caches()"),
	  VARIANTS([KMALLOC_CACHES_ODD_SIZES_FIRST] = { "odd_sizes_first",
			    "symbol kmem_buckets_cache" },
		   [KMALLOC_CACHES_BY_TYPE] = { "by_type",
			    "enumerator KMALLOC_RECLAIM" },
		   [KMALLOC_CACHES_ONE_TYPE] = { "one_type",
			    "function create_kmalloc_caches, no enumerator KMALLOC_RECLAIM" },
		   [KMALLOC_CACHES_BY_SIZE] = { "by_size",
			    "symbol malloc_sizes" }) },
	{ RULE(kmalloc_minalign, "__kmalloc_minalign()"),
	  VARIANTS([KMALLOC_MINALIGN_BY_BOUNCE_BUFFER] = { "by_bounce_buffer",
			    "function __kmalloc_minalign" },
		   [KMALLOC_MINALIGN_FIXED] = { "fixed",
			    "no function __kmalloc_minalign" }) },
	{ RULE(boot_cache_align, "create_boot_cache()"),
	  VARIANTS([BOOT_CACHE_ALIGN_LOWEST_BIT] = { "lowest_bit",
			    "function create_kmalloc_caches without parameters" },
		   [BOOT_CACHE_ALIGN_SIZE] = { "size", NULL },
		   [BOOT_CACHE_ALIGN_MINALIGN] = { "minalign", NULL }) },
	{ RULE(slab_order, "calculate_order()"),
	  VARIANTS([SLAB_ORDER_BY_WASTE] = { "by_waste",
			    "function calc_slab_order with parameter min_order" },
		   [SLAB_ORDER_BY_OBJECTS] = { "by_objects",
			    "function calc_slab_order or slab_order with parameter min_objects" }) },
	{ RULE(slab_sizes, "calculate_sizes()"),
	  VARIANTS([SLAB_SIZES_ORIG_SIZE_ZONED] = { "orig_size_zoned",
			    "function calculate_sizes with parameter args" },
		   [SLAB_SIZES_ORIG_SIZE_AT_END] = { "orig_size_at_end",
			    "function calculate_sizes without parameter args" }) },
	{ RULE(slub_orders, "setup_slub_min_order()"),
	  VARIANTS([SLUB_ORDERS_MOVE_EACH_OTHER] = { "move_each_other",
			    "parameter slab_min_order= of section .init.setup" },
		   [SLUB_ORDERS_UNSIGNED] = { "unsigned",
			    "symbol slub_min_order of type unsigned int" },
		   [SLUB_ORDERS_SIGNED] = { "signed",
			    "symbol slub_min_order of type int" }) },
	{ RULE(cma_alignment, "cma_declare_contiguous()"),
	  .of_memblock = true,
	  VARIANTS([CMA_ALIGN_PAGEBLOCK] = { "pageblock", NULL },
		   [CMA_ALIGN_LARGEST_BLOCK] = { "largest_block", NULL }) },
	{ RULE(cma_search, "cma_declare_contiguous()"),
	  .of_memblock = true,
	  VARIANTS([CMA_SEARCH_ABOVE_4G] = { "above_4g", NULL },
		   [CMA_SEARCH_FROM_LIMIT] = { "from_limit", NULL }) },
	{ RULE(cma_base, "cma_declare_contiguous()"),
	  .of_memblock = true,
	  VARIANTS([CMA_BASE_REFUSED] = { "refused",
			    "string \"Region at %pa must be aligned to %pa bytes\"" },
		   [CMA_BASE_ROUNDED] = { "rounded", "no such string" }) },
	{ RULE(cma_activate, "cma_activate_area()"),
	  .of_memblock = true,
	  VARIANTS([CMA_ACTIVATE_EXPOSES] = { "exposes",
			    "type void of function cma_activate_area" },
		   [CMA_ACTIVATE_STOPS] = { "stops",
			    "type int of function cma_activate_area" }) },
	{ RULE(boot_swiotlb, "mem_init()"),
	  .of_memblock = true,
	  VARIANTS([BOOT_SWIOTLB_IF_BUILT] = { "if_built", NULL },
		   [BOOT_SWIOTLB_NEVER] = { "never", NULL }) },
	{ RULE(swiotlb_areas, "swiotlb_init_remap()"),
	  .of_memblock = true,
	  VARIANTS([SWIOTLB_AREAS_AS_LEFT] = { "as_left", NULL },
		   [SWIOTLB_AREAS_AS_ASKED] = { "as_asked", NULL }) },
	{ RULE(crashkernel, "reserve_crashkernel()"),
	  .of_memblock = true,
	  VARIANTS([CRASHKERNEL_GENERIC] = { "generic",
			    "function reserve_crashkernel_generic" },
		   [CRASHKERNEL_OF_ARCH] = { "of_arch",
			    "no function reserve_crashkernel_generic" }) },
	{ RULE(fdt_reserve, "early_init_fdt_scan_reserved_mem()"),
	  .of_memblock = true,
	  VARIANTS([FDT_RESERVE_EARLY] = { "early", NULL },
		   [FDT_RESERVE_WITH_RESERVED_MEM] = { "with_reserved_mem",
			    NULL }) },
	{ RULE(memreserve, "early_init_fdt_scan_reserved_mem()"),
	  .of_memblock = true,
	  VARIANTS([MEMRESERVE_LAST] = { "last", NULL },
		   [MEMRESERVE_FIRST] = { "first", NULL }) },
	{ RULE(reserved_mem, "fdt_init_reserved_mem()"),
	  .of_memblock = true,
	  VARIANTS([RESERVED_MEM_IN_TWO_PASSES] = { "in_two_passes",
			    "function fdt_scan_reserved_mem_reg_nodes" },
		   [RESERVED_MEM_CHECKED] = { "checked",
			    "function __rmem_check_for_overlap" },
		   [RESERVED_MEM_AS_THEY_COME] = { "as_they_come",
			    "no function __rmem_check_for_overlap" }) },
	{ RULE(reserved_mem_place, "early_init_dt_alloc_reserved_memory_arch()"),
	  .of_memblock = true,
	  VARIANTS([RESERVED_MEM_PLACE_ANYWHERE] = { "anywhere", NULL },
		   [RESERVED_MEM_PLACE_LOWMEM] = { "lowmem", NULL }) },
	{ RULE(nomap, "early_init_dt_reserve_memory()"),
	  .of_memblock = true,
	  VARIANTS([NOMAP_MARKED] = { "marked",
			    "enumerator MEMBLOCK_NOMAP" },
		   [NOMAP_REMOVED] = { "removed",
			    "no enumerator MEMBLOCK_NOMAP" }) },
	{ RULE(unflatten, "unflatten_dt_nodes()"),
	  .of_memblock = true,
	  VARIANTS([UNFLATTEN_NAMES] = { "names", NULL },
		   [UNFLATTEN_PATHS] = { "paths", NULL }) },
	{ RULE(arm64_image, "arm64_memblock_init()"),
	  .of_memblock = true,
	  VARIANTS([ARM64_IMAGE_FROM_TEXT] = { "from_text", NULL },
		   [ARM64_IMAGE_FROM_STEXT] = { "from_stext", NULL }) },
	{ RULE(arm64_own_tables, "paging_init()"),
	  .of_memblock = true,
	  VARIANTS([ARM64_OWN_TABLES_IN_IMAGE] = { "in_image",
			    "no function map_kernel_segment" },
		   [ARM64_OWN_TABLES_FROM_MEMBLOCK] = { "from_memblock",
			    "function map_kernel_segment" }) },
	{ RULE(arm64_page_mappings, "can_set_direct_map()"),
	  .of_memblock = true,
	  VARIANTS([ARM64_PAGE_MAPPINGS_FOR_KFENCE] = { "for_kfence", NULL },
		   [ARM64_PAGE_MAPPINGS_FOR_CRASHKERNEL] = { "for_crashkernel",
			    NULL }) },
	{ RULE(arm64_map_edges, "map_mem()"),
	  .of_memblock = true,
	  VARIANTS([ARM64_MAP_EDGES_WHOLE_PAGES] = { "whole_pages", NULL },
		   [ARM64_MAP_EDGES_EVERY_BYTE] = { "every_byte", NULL }) },
	{ RULE(arm64_dma_limit, "zone_sizes_init()"),
	  .of_memblock = true,
	  VARIANTS([ARM64_DMA_LIMIT_AS_IT_IS] = { "as_it_is",
			    "symbol zone_dma_limit" },
		   [ARM64_DMA_LIMIT_IN_BITS] = { "in_bits",
			    "symbol zone_dma_bits" }) },
	{ RULE(arm64_layout, "vmalloc_init()"),
	  .of_memblock = true,
	  VARIANTS([ARM64_LAYOUT_VMEMMAP_BELOW_IO] = { "vmemmap_below_io",
			    "_text at ...80000000" },
		   [ARM64_LAYOUT_VMEMMAP_BY_BITS] = { "vmemmap_by_bits",
			    "_text at ...08000000" }) },
	{ RULE(x86_low_memory, "reserve_real_mode()"),
	  .of_memblock = true,
	  VARIANTS([X86_LOW_MEMORY_1M] = { "first_1m",
			    "no function trim_low_memory_range", "5.13" },
		   [X86_LOW_MEMORY_64K] = { "first_64k",
			    "function trim_low_memory_range", "3.3" },
		   [X86_LOW_MEMORY_64K_UNUSABLE] = { "first_64k_unusable",
			    NULL }) },
	{ RULE(x86_page_offset, "__PAGE_OFFSET_BASE_L4"),
	  .of_memblock = true,
	  VARIANTS([X86_PAGE_OFFSET_BEHIND_LDT] = { "behind_ldt", NULL,
			    "4.20 4.19.4 4.14.84" },
		   [X86_PAGE_OFFSET_BEFORE_LDT] = { "before_ldt", NULL }) },
	{ RULE(x86_nosave, "e820__register_nosave_regions()"),
	  .of_memblock = true,
	  VARIANTS([X86_NOSAVE_GAPS] = { "gaps", NULL,
			    "6.15 6.14.4 6.12.25 6.6.88 6.1.135 5.15.181 5.10.237" },
		   [X86_NOSAVE_ENTRIES] = { "entries", NULL, "3.17" },
		   [X86_NOSAVE_ENTRIES_BUT_FIRST] = { "entries_but_first",
			    NULL }) },
	{ RULE(x86_cpumask_bits, "setup_per_cpu_areas()"),
	  .of_memblock = true,
	  VARIANTS([X86_CPUMASK_BITS_OF_IDS] = { "of_ids", NULL, "6.1" },
		   [X86_CPUMASK_BITS_OF_MASK] = { "of_mask", NULL }) },
	{ RULE(arm_fdt_map, "setup_machine_fdt()"),
	  .of_memblock = true,
	  VARIANTS([ARM_FDT_MAP_OWN] = { "own", NULL },
		   [ARM_FDT_MAP_LINEAR] = { "linear", NULL }) },
	{ RULE(arm_lowmem, "adjust_lowmem_bounds()"),
	  .of_memblock = true,
	  VARIANTS([ARM_LOWMEM_ADJUSTED] = { "adjusted",
			    "function adjust_lowmem_bounds" },
		   [ARM_LOWMEM_ONCE] = { "once",
			    "function sanity_check_meminfo" }) },
	{ RULE(arm_vmalloc, "early_vmalloc()"),
	  .of_memblock = true,
	  VARIANTS([ARM_VMALLOC_WITHOUT_GAP] = { "without_gap",
			    "symbol vmalloc_size" },
		   [ARM_VMALLOC_WITH_GAP] = { "with_gap",
			    "symbol vmalloc_min" }) },
	{ RULE(arm_initrd, "reserve_initrd_mem()"),
	  .of_memblock = true,
	  VARIANTS([ARM_INITRD_BY_PAGES] = { "by_pages",
			    "function reserve_initrd_mem" },
		   [ARM_INITRD_BY_BYTES] = { "by_bytes",
			    "no function reserve_initrd_mem" }) },
	{ RULE(arm_crashkernel, "reserve_crashkernel()"),
	  .of_memblock = true,
	  VARIANTS([ARM_CRASHKERNEL_SEARCHED] = { "searched", NULL },
		   [ARM_CRASHKERNEL_AS_GIVEN] = { "as_given", NULL }) },
	{ RULE(arm_cpu_nodes, "arm_dt_init_cpu_maps()"),
	  .of_memblock = true,
	  VARIANTS([ARM_CPU_NODES_BY_NAME] = { "by_name", NULL },
		   [ARM_CPU_NODES_BY_TYPE] = { "by_type", NULL }) },
	{ RULE(arm_layout, "mem_init()"),
	  .of_memblock = true,
	  VARIANTS([ARM_LAYOUT_SILENT] = { "silent", NULL },
		   [ARM_LAYOUT_LOGGED] = { "logged",
			    "string \"Virtual kernel memory layout:\"" }) },
	{ RULE(arm_resources, "request_standard_resources()"),
	  .of_memblock = true,
	  VARIANTS([ARM_RESOURCES_TO_THE_BYTE] = { "to_the_byte", NULL },
		   [ARM_RESOURCES_WHOLE_PAGES] = { "whole_pages", NULL }) },
	{ RULE(x86_end_of_ram, "e820__end_of_ram_pfn()"),
	  .of_memblock = true,
	  VARIANTS([X86_END_OF_RAM_AND_ACPI] = { "ram_and_acpi",
			    "function e820__end_ram_pfn" },
		   [X86_END_OF_RAM_ONLY] = { "ram",
			    "function e820_end_pfn" }) },
	{ RULE(x86_efi_mmio, "efi_init()"),
	  .of_memblock = true,
	  VARIANTS([X86_EFI_MMIO_REMOVED] = { "removed",
			    "string \"efi: Remove mem%02u: MMIO range\"" },
		   [X86_EFI_MMIO_KEPT] = { "kept",
			    "no string \"efi: Remove mem%02u: MMIO range\"" }) },
	{ RULE(x86_efi_spare, "efi_get_memory_map()"),
	  .of_memblock = true, .min = 0, .max = 64 },
	{ RULE(x86_srat_cpus, "acpi_numa_processor_affinity_init()"),
	  .of_memblock = true,
	  VARIANTS([X86_SRAT_CPUS_SILENT] = { "silent", NULL },
		   [X86_SRAT_CPUS_LOGGED] = { "logged",
			    "string \"SRAT: PXM %u -> APIC 0x%02x -> Node %u\"" }) },
	{ RULE(x86_x2apics, "acpi_parse_x2apic()"),
	  .of_memblock = true,
	  VARIANTS([X86_X2APICS_LARGE] = { "large",
			    "symbol has_lapic_cpus" },
		   [X86_X2APICS_ALL] = { "all", NULL }) },
	{ RULE(x86_cpus_off, "acpi_is_processor_usable()"),
	  .of_memblock = true,
	  VARIANTS([X86_CPUS_OFF_OF_GUESTS] = { "of_guests", NULL },
		   [X86_CPUS_OFF_COUNT] = { "count", NULL }) },
	{ RULE(x86_cpu_masks, "setup_cpu_local_masks()"),
	  .of_memblock = true, .min = 1, .max = 8 },
};
const size_t nr_kernel_rules = ARRAY_SIZE(kernel_rules);

/* What cannot be together, by names of a rule and of its variant. */
static const char *const conflicts[][4] = {
	{ "boot_allocator", "bootmem", "zone_sizes", "from_memblock" },
	{ "boot_allocator", "bootmem", "zone_sizes", "given" },
	{ "boot_allocator", "memblock", "zone_sizes", "from_active_ranges" },
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

uint32_t kernel_rule_get(const struct kernel_rule *rule, const struct rules *rules)
{
	uint32_t value;

	memcpy(&value, (const char *)rules + rule->offset, sizeof(value));
	return value;
}

void kernel_rule_set(const struct kernel_rule *rule, struct rules *rules, uint32_t value)
{
	memcpy((char *)rules + rule->offset, &value, sizeof(value));
}

/* The newest variant that the release has; -1: the rule says nothing of it. */
static int variant_of_release(const struct kernel_rule *rule,
			      const char *release)
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

void kernel_rules_follow(struct rules *rules, const char *release)
{
	for (size_t i = 0; i < nr_kernel_rules; i++) {
		int variant = variant_of_release(&kernel_rules[i], release);

		if (variant >= 0)
			kernel_rule_set(&kernel_rules[i], rules,
					(uint32_t)variant);
	}
}

static bool has_variant(const struct rules *rules, const unsigned char *given,
			const struct kernel_rule *rule, const char *variant)
{
	return given[rule - kernel_rules] &&
	       (int)kernel_rule_get(rule, rules) == kernel_rule_variant(rule, variant);
}

bool kernel_rules_contradict(const struct rules *rules, const unsigned char *given,
		      struct kernel_rule_conflict *out)
{
	const struct kernel_rule *allocator = kernel_rule_find("boot_allocator");

	for (size_t i = 0; i < ARRAY_SIZE(conflicts); i++) {
		const char *const *c = conflicts[i];

		out->rules[0] = kernel_rule_find(c[0]);
		out->rules[1] = kernel_rule_find(c[2]);
		if (has_variant(rules, given, out->rules[0], c[1]) &&
		    has_variant(rules, given, out->rules[1], c[3]))
			return true;
	}
	out->rules[0] = allocator;
	for (size_t i = 0;
	     i < nr_kernel_rules &&
	     kernel_rule_get(allocator, rules) == BOOT_BOOTMEM;
	     i++) {
		out->rules[1] = &kernel_rules[i];
		if (kernel_rules[i].of_memblock && given[i])
			return true;
	}
	return false;
}
