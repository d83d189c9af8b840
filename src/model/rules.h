/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_RULES_H
#define INITMEM_MODEL_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Where kernels do one thing in different ways there is a rule: an enum of the
 * ways, newest first. Which way a release takes stands in its line, a file of
 * profile/lines/. Only the files that model the rule's function look at it;
 * the others ask a question of model/kernel.h or of the data.
 *
 * A rule whose function a line does not have at all is null there, and 0 here.
 */

/* The boot allocator, and who panics where it has nothing left. */
enum boot_allocator {
	BOOT_MEMBLOCK,
	BOOT_MEMBLOCK_PANICS,
	BOOT_BOOTMEM,
};

/* Whether a cap is laid on memory of which memblock knows nothing yet. */
enum memblock_cap {
	MEMBLOCK_CAP_REFUSES_NOTHING, /* of nothing; it says so */
	MEMBLOCK_CAP_TAKES_ALL,
};

/* Where memblock looks for regions that join, after each change of them. */
enum memblock_merge {
	MEMBLOCK_MERGE_NEAR,
	MEMBLOCK_MERGE_ALL,
};

/* Whether what the kernel allocates is told apart from what is just reserved. */
enum memblock_reserve {
	MEMBLOCK_RESERVE_KERN_APART,
	MEMBLOCK_RESERVE_ALL_ALIKE,
};

/* What becomes of a full array before it may grow. */
enum memblock_resize {
	MEMBLOCK_RESIZE_PANICS,
	MEMBLOCK_RESIZE_FAILS,
};

/* Whether the arrays of memblock that are left over are freed as any page. */
enum memblock_discard {
	MEMBLOCK_DISCARD_FREE,
	MEMBLOCK_DISCARD_FREE_LATE,
};

/*
 * Whose table has the blocks of memory and their nodes: then node data lies
 * and is told of in one way. Or each architecture has code of its own.
 */
enum numa_memblks {
	NUMA_MEMBLKS_SHARED,
	NUMA_MEMBLKS_OF_ARCH,
};

/* What becomes of a tree whose last memory node has no numa-node-id. */
enum of_numa {
	OF_NUMA_REFUSED,
	OF_NUMA_PASSED,
};

/* What becomes of nodes that there may be, and that have no memory. */
enum offline_nodes {
	OFFLINE_NODES_SET_UP,
	OFFLINE_NODES_LEFT_OUT,
};

/*
 * Whether what is reserved gets the node of its memory in the end, or of the
 * last memory that begins below: the end is taken for a size.
 */
enum reserved_nodes {
	RESERVED_NODES_SET,
	RESERVED_NODES_OVERSHOOT,
	RESERVED_NODES_LEFT,
};

/* Where the sizes of zones come from, and with them what is logged. */
enum zone_sizes {
	ZONE_SIZES_FROM_MEMBLOCK,
	ZONE_SIZES_GIVEN,
	ZONE_SIZES_FROM_ACTIVE_RANGES,
	ZONE_SIZES_FROM_E820, /* the same, a range for each entry of RAM */
};

/* What present_pages counts; without the memmap there is no managed_pages. */
enum present_pages {
	PRESENT_WITH_MEMMAP,
	PRESENT_WITHOUT_MEMMAP,
};

/*
 * The pages that sizes of hash tables go by: what is free, and managed_pages is
 * all that is present; or present pages without their memmap, for both.
 */
enum kernel_pages {
	KERNEL_PAGES_COUNTED,
	KERNEL_PAGES_ESTIMATED,
};

/* Which pages of a zone with holes its struct pages are counted for. */
enum memmap_size {
	MEMMAP_SIZE_OF_PRESENT,
	MEMMAP_SIZE_OF_PRESENT_AND_HIGH, /* high memory has one of its own, too */
	MEMMAP_SIZE_OF_SPANNED_UP, /* to whole pages */
	MEMMAP_SIZE_OF_SPANNED,
};

/* What the log has of each zone; of its size, all or what is left of it. */
enum zone_lines {
	ZONE_LINES_SILENT,
	ZONE_LINES_PRESENT,
	ZONE_LINES_LEFT,
};

/* How many bytes four batches of a page set have at most. */
enum zone_batch {
	ZONE_BATCH_OF_1M,
	ZONE_BATCH_OF_512K,
};

/* Whether zones have tables of wait queues. */
enum wait_tables {
	WAIT_TABLES_NONE,
	WAIT_TABLES_OF_ZONES,
};

/* Which struct pages are set. */
enum memmap_init {
	MEMMAP_INIT_OF_RANGES,
	MEMMAP_INIT_OF_ZONES,
};

/* Where pageblocks are counted from. */
enum pageblocks {
	PAGEBLOCKS_ALIGNED,
	PAGEBLOCKS_FROM_ZONE_START,
};

/* What too little memory for grouping by mobility touches. */
enum mobility_off {
	MOBILITY_OFF_SETS_NO_BLOCK,
	MOBILITY_OFF_HIDES_BLOCKS,
};

/* How the maps of sections are taken. */
enum sparse_init {
	SPARSE_INIT_BY_NODE,
	SPARSE_INIT_BY_SECTION,
};

/* Where the states of sections lie that can go with their node. */
enum section_usages {
	SECTION_USAGES_ON_NODE,
	SECTION_USAGES_NEAR_PGDAT,
};

/* Whether pointers to the maps of all sections there can be are kept meanwhile.
 */
enum sparse_arrays {
	SPARSE_ARRAYS_NONE,
	SPARSE_ARRAYS_OF_ALL_SECTIONS,
};

/* How high memory comes to the page allocator: as any memory, or by pages. */
enum free_highmem {
	FREE_HIGHMEM_WITH_ALL,
	FREE_HIGHMEM_BY_PAGES,
};

/* Blocks in which struct pages of holes stay. */
enum free_unused_memmap {
	FREE_MEMMAP_BY_PAGEBLOCK,
	FREE_MEMMAP_BY_LARGEST_BLOCK,
};

/* How zonelists are ordered, and how many a node has. */
enum zonelists {
	ZONELISTS_IN_NODE_ORDER,
	ZONELISTS_IN_EITHER_ORDER,
	ZONELISTS_OF_EACH_ZONE,
};

/* Which zones a list has: of any page, or of any that is managed. */
enum zonelist_zones {
	ZONELIST_ZONES_POPULATED,
	ZONELIST_ZONES_MANAGED,
};

/* Whether a node without memory stands in front of its own order. */
enum next_best_node {
	NEXT_NODE_WITH_MEMORY,
	NEXT_NODE_LOCAL_FIRST,
};

/*
 * What a node weighs that is the first of a new distance: one more each time,
 * or the more the earlier in the order it comes. The orders are logged since
 * the former.
 */
enum node_load {
	NODE_LOAD_COUNTS,
	NODE_LOAD_FALLS,
};

/* Which end of its list a free block goes to. */
enum free_block_place {
	FREE_BLOCK_AS_ASKED,
	FREE_BLOCK_BY_MERGE,
	FREE_BLOCK_TO_HEAD,
};

/* What a block above a pageblock is freed as. */
enum free_large {
	FREE_LARGE_BY_PAGEBLOCK,
	FREE_LARGE_WHOLE,
};

/*
 * Which blocks of a pageblock and more merge: those of like types, or any. No
 * block is isolated so early.
 */
enum buddy_merge {
	BUDDY_MERGE_ALIKE,
	BUDDY_MERGE_ANY,
};

/*
 * The type of the pageblocks of a buddy that a freed block merges with; of the
 * first of them.
 */
enum merged_type {
	MERGED_TYPE_OF_FREED,
	MERGED_TYPE_OF_FREED_ONCE,
	MERGED_TYPE_KEPT,
};

/* What becomes of a block of another type. */
enum fallback {
	FALLBACK_CLAIM,
	FALLBACK_STEAL,
	FALLBACK_EXPAND,
};

/* Where a deferred zone grows to, when pages are wanted before its turn. */
enum deferred_grow {
	DEFERRED_GROW_SECTIONS,
	DEFERRED_GROW_FREE_PAGES,
};

/* Whether reserved pages that are deferred make their pageblock Movable. */
enum deferred_reserved {
	DEFERRED_RESERVED_MOVABLE,
	DEFERRED_RESERVED_MUTE,
};

/* What becomes of nodes whose kswapd does not wait, as none does so early. */
enum busy_nodes {
	BUSY_NODES_LAST,
	BUSY_NODES_TRIED,
};

/* How per-CPU lists are sized, and whether there are two. */
enum zone_pageset {
	PAGESET_WITHIN_LIMITS,
	PAGESET_BY_WATERMARK,
	PAGESET_BY_BATCH,
	PAGESET_HOT_COLD,
};

/* What lies between the watermarks, and whose minimum is a share. */
enum watermarks {
	WATERMARKS_MOVABLE_APART,
	WATERMARKS_BY_SCALE,
	WATERMARKS_BY_MIN,
};

/* Pageblocks kept for when nothing else is left. */
enum migrate_reserve {
	RESERVE_BLOCKS_NONE,
	RESERVE_BLOCKS_TWO,
	RESERVE_BLOCKS_ANY_NUMBER,
};

/* What kernelcore=mirror does where no memory is mirrored. */
enum kernelcore_mirror {
	KERNELCORE_MIRROR_IGNORED,
	KERNELCORE_MIRROR_OBEYED,
};

/*
 * Whether memblock knows of the tails of gigantic pages, and whether those of a
 * node may lie on another.
 */
enum gigantic_pages {
	GIGANTIC_PAGES_NOINIT_EXACT,
	GIGANTIC_PAGES_NOINIT,
	GIGANTIC_PAGES_PLAIN,
};

/* When hugepages= and its like take effect. */
enum hugepages_params {
	HUGEPAGES_PARAMS_NOTED,
	HUGEPAGES_PARAMS_AT_ONCE,
};

/* What is logged of the log's buffer. */
enum log_buf_lines {
	LOG_BUF_LINES_ALWAYS,
	LOG_BUF_LINES_IF_LARGER,
};

/* Whether hugepages= and hugetlb_cma= may list nodes. */
enum huge_nodes {
	HUGE_NODES_LISTED,
	HUGE_NODES_NONE,
};

/*
 * Which zones are kept from requests that may go higher, and whether how much
 * is calculated again each time that managed pages come or go.
 */
enum lowmem_reserve {
	LOWMEM_RESERVE_FOLLOWS_MANAGED,
	LOWMEM_RESERVE_OF_MANAGED,
	LOWMEM_RESERVE_OF_ANY,
};

/* What is logged of a large hash table. */
enum hash_lines {
	HASH_LINES_LINEAR,
	HASH_LINES_PLAIN,
};

/* Whether hash tables grow more slowly from 64 GiB on. */
enum hash_scale {
	HASH_SCALE_ADAPTS,
	HASH_SCALE_FIXED,
};

/* What is printed as the order of a hash table: pages, or a logarithm. */
enum hash_order {
	HASH_ORDER_OF_PAGES,
	HASH_ORDER_LOGARITHM,
};

/* How large the hash table of PIDs is. */
enum pid_hash {
	PID_HASH_SYSTEM_HASH,
	PID_HASH_BY_MEGABYTES,
};

/* What a chunk keeps of its areas, and whether chunks of cgroups lie apart. */
enum percpu_map {
	PERCPU_MAP_BITMAPS,
	PERCPU_MAP_BITMAPS_BY_TYPE,
	PERCPU_MAP_ARRAYS,
};

/* Which caches kmalloc() has, and their names. */
enum kmalloc_caches {
	KMALLOC_CACHES_ODD_SIZES_FIRST,
	KMALLOC_CACHES_CG_LAST,
	KMALLOC_CACHES_BY_TYPE,
	KMALLOC_CACHES_DMA_LAST,
	KMALLOC_CACHES_WITHOUT_CGROUPS,
	KMALLOC_CACHES_ONE_TYPE,
	KMALLOC_CACHES_BY_SIZE,
};

/* What each CPU has of a cache: objects at hand, or slabs of its own. */
enum slab_percpu {
	SLAB_PERCPU_SHEAVES,
	SLAB_PERCPU_SLABS,
};

/* What decides how many bytes the smallest of them has. */
enum kmalloc_minalign {
	KMALLOC_MINALIGN_BY_BOUNCE_BUFFER,
	KMALLOC_MINALIGN_FIXED,
};

/* What the objects of kmalloc() are aligned to. */
enum boot_cache_align {
	BOOT_CACHE_ALIGN_LOWEST_BIT,
	BOOT_CACHE_ALIGN_SIZE,
	BOOT_CACHE_ALIGN_MINALIGN,
};

/* What gives way for a slab of the size that was asked for. */
enum calculate_order {
	SLAB_ORDER_BY_WASTE,
	SLAB_ORDER_BY_OBJECTS,
};

/* Which CPUs make a slab larger. */
enum slab_cpus {
	SLAB_CPUS_PRESENT,
	SLAB_CPUS_POSSIBLE,
};

/* What a bucket of the stack depot's table is, and what is logged of it. */
enum stack_table {
	STACK_TABLE_OF_LISTS_AND_POOLS,
	STACK_TABLE_OF_LISTS,
	STACK_TABLE_OF_RECORDS_LOGGED,
	STACK_TABLE_OF_RECORDS,
	STACK_TABLE_OF_FIXED_SIZE,
};

/* Which nodes have a part of each cache. */
enum slab_nodes {
	SLAB_NODES_WITH_MEMORY,
	SLAB_NODES_WITH_NORMAL_MEMORY,
};

/* How slub_debug= keeps the size that kmalloc() was asked for. */
enum calculate_sizes {
	SLAB_SIZES_ORIG_SIZE_ZONED,
	SLAB_SIZES_ORIG_SIZE_ZONED_INT,
	SLAB_SIZES_ORIG_SIZE_APART,
	SLAB_SIZES_ORIG_SIZE_AT_END,
	SLAB_SIZES_NO_ORIG_SIZE,
};

/* The type of slub_min_order= and its like, and whether one moves another. */
enum slub_orders {
	SLUB_ORDERS_MOVE_EACH_OTHER,
	SLUB_ORDERS_UNSIGNED,
	SLUB_ORDERS_SIGNED,
};

/* The least that CMA areas are aligned to. */
enum cma_alignment {
	CMA_ALIGN_PAGEBLOCK,
	CMA_ALIGN_LARGEST_BLOCK,
};

/* Where an area without a base is looked for, besides high memory. */
enum cma_search {
	CMA_SEARCH_ABOVE_4G_BY_LIMIT,
	CMA_SEARCH_ABOVE_4G_FIRST,
	CMA_SEARCH_ABOVE_4G,
	CMA_SEARCH_FROM_LIMIT,
};

/* Which of two limits counts: that of cma= and the architecture's. */
enum cma_limit {
	CMA_LIMIT_AS_ASKED,
	CMA_LIMIT_LOWER,
};

/* What is logged of an area. */
enum cma_lines {
	CMA_LINES_WITH_NODE,
	CMA_LINES_WITHOUT,
};

/*
 * What areas of gigantic pages are aligned to, and what a bit of their maps
 * stands for: a pageblock, or by pages a single page.
 */
enum hugetlb_cma_align {
	HUGETLB_CMA_ALIGN_GIGANTIC,
	HUGETLB_CMA_ALIGN_HUGE,
	HUGETLB_CMA_BY_PAGES,
};

/* Whether a node's share is rounded up before it is logged. */
enum hugetlb_cma_share {
	HUGETLB_CMA_SHARE_ROUNDED,
	HUGETLB_CMA_SHARE_AS_IT_IS,
};

/* Which nodes have a share. */
enum hugetlb_cma_nodes {
	HUGETLB_CMA_NODES_WITH_MEMORY,
	HUGETLB_CMA_NODES_ONLINE,
};

/* What becomes of a base that is not aligned, or above the limit. */
enum cma_base {
	CMA_BASE_REFUSED,
	CMA_BASE_ROUNDED,
};

/*
 * What becomes of an area in two zones: all of it is freed, or what lies in the
 * first zone serves and the rest is kept, or no further area is looked at
 * either.
 */
enum cma_activate {
	CMA_ACTIVATE_EXPOSES,
	CMA_ACTIVATE_KEEPS,
	CMA_ACTIVATE_STOPS,
};

/* Whether the architecture sets up bounce buffers. */
enum boot_swiotlb {
	BOOT_SWIOTLB_IF_BUILT,
	BOOT_SWIOTLB_ALWAYS, /* whole, also where devices reach all memory */
	BOOT_SWIOTLB_NEVER,
};

/* How large a bounce buffer is that only small buffers need. */
enum swiotlb_kmalloc {
	SWIOTLB_KMALLOC_SHARE_OF_MEMORY,
	SWIOTLB_KMALLOC_DEFAULT_SIZE,
};

/*
 * What tells of the slots of the bounce buffer, and whether a smaller buffer
 * will do: only of those that are looked after by areas.
 */
enum swiotlb_tables {
	SWIOTLB_SLOTS_AND_AREAS,
	SWIOTLB_SLOTS,
	SWIOTLB_LISTS,
};

/* How many areas of the bounce buffer are looked after. */
enum swiotlb_areas {
	SWIOTLB_AREAS_AS_LEFT,
	SWIOTLB_AREAS_AS_ASKED,
};

/* Who looks for a place for the crash kernel, and whether there is a second. */
enum crashkernel {
	CRASHKERNEL_GENERIC,
	CRASHKERNEL_TRIES_TWICE,
	CRASHKERNEL_OF_ARCH,
};

/* x86: whether crashkernel=,cma gives the crash kernel movable memory. */
enum crashkernel_cma {
	CRASHKERNEL_CMA_RESERVED,
	CRASHKERNEL_CMA_UNKNOWN,
};

/* When the tree's own place is reserved. */
enum fdt_reserve {
	FDT_RESERVE_EARLY,
	FDT_RESERVE_WITH_RESERVED_MEM,
};

/* How much of linux,usable-memory-range counts, and when it does. */
enum usable_range {
	USABLE_RANGE_PAIRS,
	USABLE_RANGE_ONE,
	USABLE_RANGE_OF_ARM64,
};

/*
 * When nodes get their memory and their driver, whether the driver is asked
 * first, and whether they are looked over, and given back where no driver wants them.
 */
enum reserved_mem_init {
	RESERVED_MEM_VALIDATED,
	RESERVED_MEM_IN_TWO_PASSES,
	RESERVED_MEM_CHECKED,
	RESERVED_MEM_AS_THEY_COME,
};

/* When the entries of /memreserve/ are reserved, and what stands in front. */
enum memreserve {
	MEMRESERVE_LAST,
	MEMRESERVE_BEHIND_ELFCOREHDR,
	MEMRESERVE_FIRST,
};

/* Where in its range a node is placed that has one of several. */
enum reserved_mem_range {
	RESERVED_MEM_RANGE_NEAR_OTHERS,
	RESERVED_MEM_RANGE_FROM_ABOVE,
};

/* What the table of nodes is sorted by. */
enum reserved_mem_order {
	RESERVED_MEM_ORDER_BY_PLACE_AND_NODE,
	RESERVED_MEM_ORDER_BY_PLACE,
};

/* Which nodes are logged with their place. */
enum reserved_mem_lines {
	RESERVED_MEM_LINES_OF_ALL,
	RESERVED_MEM_LINES_NONE,
};

/* When the core header of a crashed kernel is reserved, where /memreserve/ is
 * first. */
enum elfcorehdr {
	ELFCOREHDR_BEFORE_DYNAMIC,
	ELFCOREHDR_LAST,
	ELFCOREHDR_OF_ARM64,
};

/* Where nodes that may lie anywhere lie. */
enum reserved_mem_place {
	RESERVED_MEM_PLACE_ANYWHERE,
	RESERVED_MEM_PLACE_LOWMEM,
};

/* What becomes of memory that is not to be mapped, at a place of its own or
 * not. */
enum nomap {
	NOMAP_MARKED,
	NOMAP_MARKED_IN_PLACE,
	NOMAP_REMOVED,
};

/* What a struct device_node keeps of its place. */
enum unflatten {
	UNFLATTEN_NAMES,
	UNFLATTEN_PATHS,
};

/* arm64: from where on the image is reserved, and an alias of its own. */
enum arm64_image {
	ARM64_IMAGE_FROM_TEXT,
	ARM64_IMAGE_FROM_STEXT,
};

/*
 * arm64: where the page tables of the image and the identity map lie, or of the
 * image only.
 */
enum arm64_own_tables {
	ARM64_OWN_TABLES_IN_IMAGE,
	ARM64_OWN_TABLES_FROM_MEMBLOCK,
	ARM64_OWN_TABLES_OF_IMAGE,
};

/* arm64: what else than rodata= keeps the linear map in single pages. */
enum arm64_page_mappings {
	ARM64_PAGE_MAPPINGS_FOR_KFENCE,
	ARM64_PAGE_MAPPINGS_FOR_CRASHKERNEL,
	ARM64_PAGE_MAPPINGS_FOR_BOTH,
	ARM64_PAGE_MAPPINGS_FOR_ANY_CRASHKERNEL,
};

/* RISC-V: whether the tree's mmu-type keeps the page tables at fewer levels. */
enum riscv_levels {
	RISCV_LEVELS_OF_TREE,
	RISCV_LEVELS_OF_HART, /* that boots, whatever the tree says of it */
};

/* RISC-V: when memory is cut at the end of the linear map. */
enum riscv_memory_cap {
	RISCV_MEMORY_CAP_IF_BEYOND,
	RISCV_MEMORY_CAP_ALWAYS,
};

/* arm64: whether aliases of read-only pages are so, too, without a word. */
enum arm64_rodata {
	ARM64_RODATA_OF_BUILD, /* rodata=full says yes, rodata=on no */
	ARM64_RODATA_FULL, /* rodata=noalias says no */
};

/* arm64: what of a page at the edge of a bank is mapped. */
enum arm64_map_edges {
	ARM64_MAP_EDGES_WHOLE_PAGES,
	ARM64_MAP_EDGES_EVERY_BYTE,
};

/* arm64: what the end of ZONE_DMA is rounded to, and when it is ignored. */
enum arm64_dma_limit {
	ARM64_DMA_LIMIT_AS_IT_IS,
	ARM64_DMA_LIMIT_IN_BITS,
};

/* arm64: where the crash kernel may lie, and how its place is taken. */
enum arm64_crashkernel {
	ARM64_CRASHKERNEL_HIGH_LOW,
	ARM64_CRASHKERNEL_BELOW_LIMIT,
	ARM64_CRASHKERNEL_FOUND,
};

/* arm64: what protected KVM keeps memory for. */
enum arm64_hyp_memory {
	ARM64_HYP_MEMORY_FOR_GUESTS,
	ARM64_HYP_MEMORY_FOR_GUESTS_48_BITS,
	ARM64_HYP_MEMORY_FOR_TABLES,
};

/* arm64: where VMALLOC, modules and struct pages lie. */
enum arm64_layout {
	ARM64_LAYOUT_VMEMMAP_BELOW_IO,
	ARM64_LAYOUT_MODULES_OF_2G,
	ARM64_LAYOUT_VMEMMAP_BY_BITS,
	ARM64_LAYOUT_VMEMMAP_AT_TOP,
};

/* Whether the image's part for the start leaves memblock, where it is kept. */
enum free_initmem {
	FREE_INITMEM_AS_ANY_AREA,
	FREE_INITMEM_LEAVES_MEMBLOCK,
	FREE_INITMEM_STAYS_RESERVED,
};

/* x86: what firmware may write to at the beginning of memory. */
enum x86_low_memory {
	X86_LOW_MEMORY_1M,
	X86_LOW_MEMORY_64K, /* with crashkernel= the first MiB */
	X86_LOW_MEMORY_64K_ALWAYS,
	X86_LOW_MEMORY_64K_UNUSABLE,
};

/* x86: where a crash kernel may lie that does not ask for high memory. */
enum x86_crash_area {
	X86_CRASH_AREA_4G, /* and above it where there is no room */
	X86_CRASH_AREA_896M,
};

/* x86: what of the first MiB a kernel that was handed over may take from. */
enum x86_kho_scratch {
	X86_KHO_SCRATCH_NONE,
	X86_KHO_SCRATCH_1M, /* until reserve_real_mode(), handed over or not */
};

/* x86 of 64 bits: where the map of all memory begins. */
enum x86_page_offset {
	X86_PAGE_OFFSET_BEHIND_LDT,
	X86_PAGE_OFFSET_BEFORE_LDT,
};

/* x86: in which parts the direct mapping is made, and what is logged of it. */
enum x86_direct_mapping {
	X86_DIRECT_MAPPING_BY_LEVELS,
	X86_DIRECT_MAPPING_BY_LEVELS_LOGGED,
	X86_DIRECT_MAPPING_BY_FIVE_BITS,
	X86_DIRECT_MAPPING_IN_TWO,
};

/* x86: for how many levels there are tables in the image. */
enum x86_early_tables {
	X86_EARLY_TABLES_BY_LEVELS,
	X86_EARLY_TABLES_OF_THREE,
};

/* x86 of 64 bits: where zones end that memory does not fill. */
enum x86_zone_limits {
	X86_ZONE_LIMITS_OF_MEMORY,
	X86_ZONE_LIMITS_OF_ADDRESSES,
};

/* x86: what the kinds of memory are called, and whether gaps are logged. */
enum x86_e820_lines {
	X86_E820_LINES_SYSTEM_RAM,
	X86_E820_LINES_USABLE,
};

/* x86: which regions hibernation leaves out, one by one. */
enum x86_nosave {
	X86_NOSAVE_GAPS,
	X86_NOSAVE_ENTRIES,
	X86_NOSAVE_ENTRIES_BUT_FIRST,
};

/* x86: what nr_cpumask_bits is. */
enum x86_cpumask_bits {
	X86_CPUMASK_BITS_OF_IDS,
	X86_CPUMASK_BITS_OF_MASK,
};

/* ARM: where the tree is read. */
enum arm_fdt_map {
	ARM_FDT_MAP_OWN,
	ARM_FDT_MAP_LINEAR,
};

/* Whether the zero page is memblock's. */
enum arm_zero_page {
	ARM_ZERO_PAGE_NONE,
	ARM_ZERO_PAGE_OF_MEMBLOCK,
};

/* ARM: how the end of low memory is found. */
enum arm_lowmem {
	ARM_LOWMEM_ADJUSTED,
	ARM_LOWMEM_ONCE,
};

/* ARM: what vmalloc= includes. */
enum arm_vmalloc {
	ARM_VMALLOC_WITHOUT_GAP,
	ARM_VMALLOC_WITH_GAP,
	ARM_VMALLOC_OF_128M, /* up to an end of each board's own */
};

/* How exactly the initial RAM disk is reserved, where reserve_initrd_mem()
 * does. */
enum initrd_mem {
	INITRD_MEM_BY_PAGES,
	INITRD_MEM_BY_BYTES,
};

/* ARM: whether a place for the crash kernel is looked for. */
enum arm_crashkernel {
	ARM_CRASHKERNEL_SEARCHED,
	ARM_CRASHKERNEL_AS_GIVEN,
};

/* ARM: which nodes of the tree are CPUs. */
enum arm_cpu_nodes {
	ARM_CPU_NODES_BY_NAME,
	ARM_CPU_NODES_BY_TYPE,
};

/* ARM: whether mem_init() logs the layout of addresses. */
enum arm_layout {
	ARM_LAYOUT_SILENT,
	ARM_LAYOUT_LOGGED,
};

/* ARM: which addresses fixmaps have. */
enum arm_fixmap {
	ARM_FIXMAP_OF_3M,
	ARM_FIXMAP_OF_2M,
	ARM_FIXMAP_OF_896K,
};

/* ARM: what of a bank /proc/iomem has. */
enum arm_resources {
	ARM_RESOURCES_TO_THE_BYTE,
	ARM_RESOURCES_WHOLE_PAGES,
};

/* x86: what e820__end_of_ram_pfn() counts. */
enum x86_end_of_ram {
	X86_END_OF_RAM_AND_ACPI,
	X86_END_OF_RAM_ONLY,
};

/* x86: what becomes of nodes of less than 4 MiB. */
enum x86_small_nodes {
	X86_SMALL_NODES_KEPT,
	X86_SMALL_NODES_DROPPED,
};

/* x86: which CPUs by x2APIC count, where there are some by APIC as well. */
enum x86_x2apics {
	X86_X2APICS_LARGE,
	X86_X2APICS_ALL,
};

/* x86: which CPUs that are off, and do not say whether they may come, count. */
enum x86_cpus_off {
	X86_CPUS_OFF_OF_GUESTS,
	X86_CPUS_OFF_COUNT,
};

/* x86: what becomes of the firmware's MMIO in the memory map. */
enum x86_efi_mmio {
	X86_EFI_MMIO_REMOVED,
	X86_EFI_MMIO_KEPT,
};

/* x86: where it is noted that a table of the boot services is kept. */
enum x86_efi_kept {
	X86_EFI_KEPT_IN_E820,
	X86_EFI_KEPT_IN_MEMBLOCK,
};

/*
 * x86: whether what an EFI boot loader hands over is kept for a kernel that
 * follows by kexec, too.
 */
enum x86_setup_data {
	X86_SETUP_DATA_LEFT, /* no longer */
	X86_SETUP_DATA_KEPT,
	X86_SETUP_DATA_COPIED, /* with all of the map */
};

/* x86: whether the CPUs of the SRAT are logged. */
enum x86_srat_cpus {
	X86_SRAT_CPUS_SILENT,
	X86_SRAT_CPUS_LOGGED,
};

struct rules {
	enum boot_allocator boot_allocator;
	enum memblock_merge memblock_merge;
	enum memblock_cap memblock_cap;
	enum memblock_reserve memblock_reserve;
	enum memblock_resize memblock_resize;
	enum memblock_discard memblock_discard;
	enum numa_memblks numa_memblks;
	enum of_numa of_numa;
	enum offline_nodes offline_nodes;
	enum reserved_nodes reserved_nodes;
	enum zone_sizes zone_sizes;
	enum present_pages present_pages;
	enum kernel_pages kernel_pages;
	enum memmap_size memmap_size;
	enum zone_lines zone_lines;
	enum zone_batch zone_batch;
	enum wait_tables wait_tables;
	enum memmap_init memmap_init;
	enum pageblocks pageblocks;
	enum mobility_off mobility_off;
	enum sparse_init sparse_init;
	enum section_usages section_usages;
	enum sparse_arrays sparse_arrays;
	enum free_highmem free_highmem;
	enum free_unused_memmap free_unused_memmap;
	enum zonelists zonelists;
	enum zonelist_zones zonelist_zones;
	enum next_best_node next_best_node;
	enum node_load node_load;
	enum free_block_place free_block_place;
	enum free_large free_large;
	enum buddy_merge buddy_merge;
	enum merged_type merged_type;
	enum fallback fallback;
	enum deferred_grow deferred_grow;
	enum deferred_reserved deferred_reserved;
	enum busy_nodes busy_nodes;
	enum zone_pageset pageset;
	enum watermarks watermarks;
	enum migrate_reserve migrate_reserve;
	enum kernelcore_mirror kernelcore_mirror;
	enum gigantic_pages gigantic_pages;
	enum hugepages_params hugepages_params;
	enum log_buf_lines log_buf_lines;
	enum huge_nodes huge_nodes;
	enum lowmem_reserve lowmem_reserve;
	enum hash_lines hash_lines;
	enum hash_scale hash_scale;
	enum hash_order hash_order;
	enum pid_hash pid_hash;
	enum percpu_map percpu_map;
	uint32_t command_line_copies;
	enum kmalloc_caches kmalloc_caches;
	enum slab_percpu slab_percpu;
	enum kmalloc_minalign kmalloc_minalign;
	enum boot_cache_align boot_cache_align;
	enum calculate_order slab_order;
	enum slab_cpus slab_cpus;
	enum calculate_sizes slab_sizes;
	enum slab_nodes slab_nodes;
	enum stack_table stack_table;
	enum slub_orders slub_orders;
	enum cma_alignment cma_alignment;
	enum cma_search cma_search;
	enum cma_limit cma_limit;
	enum cma_lines cma_lines;
	enum hugetlb_cma_align hugetlb_cma;
	enum hugetlb_cma_share hugetlb_cma_share;
	enum hugetlb_cma_nodes hugetlb_cma_nodes;
	enum cma_base cma_base;
	enum cma_activate cma_activate;
	enum boot_swiotlb boot_swiotlb;
	enum swiotlb_kmalloc swiotlb_kmalloc;
	enum swiotlb_tables swiotlb_tables;
	enum swiotlb_areas swiotlb_areas;
	enum crashkernel crashkernel;
	enum crashkernel_cma crashkernel_cma;
	enum fdt_reserve fdt_reserve;
	enum usable_range usable_range;
	enum memreserve memreserve;
	enum elfcorehdr elfcorehdr;
	enum reserved_mem_init reserved_mem;
	enum reserved_mem_range reserved_mem_range;
	enum reserved_mem_order reserved_mem_order;
	enum reserved_mem_lines reserved_mem_lines;
	enum reserved_mem_place reserved_mem_place;
	enum nomap nomap;
	enum unflatten unflatten;
	enum arm64_image arm64_image;
	enum arm64_own_tables arm64_own_tables;
	enum arm64_page_mappings arm64_page_mappings;
	enum arm64_rodata arm64_rodata;
	enum arm64_map_edges arm64_map_edges;
	enum arm64_dma_limit arm64_dma_limit;
	enum arm64_crashkernel arm64_crashkernel;
	enum arm64_hyp_memory arm64_hyp_memory;
	enum arm64_layout arm64_layout;
	enum riscv_levels riscv_levels;
	enum riscv_memory_cap riscv_memory_cap;
	enum free_initmem free_initmem;
	enum x86_low_memory x86_low_memory;
	enum x86_crash_area x86_crash_area;
	enum x86_kho_scratch x86_kho_scratch;
	enum x86_page_offset x86_page_offset;
	enum x86_direct_mapping x86_direct_mapping;
	enum x86_early_tables x86_early_tables;
	enum x86_zone_limits x86_zone_limits;
	enum x86_e820_lines x86_e820_lines;
	enum x86_nosave x86_nosave;
	enum x86_cpumask_bits x86_cpumask_bits;
	enum arm_fdt_map arm_fdt_map;
	enum arm_lowmem arm_lowmem;
	enum arm_zero_page arm_zero_page;
	enum arm_vmalloc arm_vmalloc;
	enum initrd_mem initrd_mem;
	enum arm_crashkernel arm_crashkernel;
	enum arm_cpu_nodes arm_cpu_nodes;
	enum arm_layout arm_layout;
	enum arm_fixmap arm_fixmap;
	enum arm_resources arm_resources;
	enum x86_end_of_ram x86_end_of_ram;
	enum x86_small_nodes x86_small_nodes;
	enum x86_efi_mmio x86_efi_mmio;
	enum x86_efi_kept x86_efi_kept;
	enum x86_setup_data x86_setup_data;
	uint32_t x86_efi_spare; /* entries that the stub adds to the map */
	enum x86_srat_cpus x86_srat_cpus;
	enum x86_x2apics x86_x2apics;
	enum x86_cpus_off x86_cpus_off;
	uint32_t x86_cpu_masks; /* of setup_cpu_local_masks() */
};

struct kernel_rule_variant {
	const char *name; /* in a release line: "by_batch" */
	/* What tells it from the others in a vmlinux; NULL: nothing known. */
	const char *shows;
	/*
	 * The first release with it, as release_reaches() reads it: for kernels
	 * whose own line is not known. NULL in all of a rule: it stays as it is
	 * in the line that stands in; in the last one: of all older ones.
	 */
	const char *since;
	/* Words of a log that show it; NULL: nothing does. */
	const char *log;
};

struct kernel_rule {
	const char *name; /* in a release line, and of the member */
	size_t offset; /* in struct rules */
	const char *function; /* of the kernel, whose ways they are */
	bool of_memblock; /* bootmem has nothing of the kind: null */
	const struct kernel_rule_variant *variants; /* NULL: a number */
	size_t nr_variants;
	uint32_t min, max; /* of the number */
};

/* In the order of struct rules. */
extern const struct kernel_rule kernel_rules[];
extern const size_t nr_kernel_rules;

/* The rule of that name, or NULL; its variant of that name, or -1. */
const struct kernel_rule *kernel_rule_find(const char *name);
int kernel_rule_variant(const struct kernel_rule *rule, const char *name);

uint32_t kernel_rule_get(const struct kernel_rule *rule,
			 const struct rules *rules);
void kernel_rule_set(const struct kernel_rule *rule, struct rules *rules,
		     uint32_t value);

/* "x86_nosave" is a rule of x86 only; most are of every architecture. */
bool kernel_rule_of_arch(const struct kernel_rule *rule, const char *arch);

/*
 * The newest variant that a release has whose own line is not known; -1: no
 * release is known for the rule's variants, or they depend on other rules.
 */
int kernel_rule_of_release(const struct kernel_rule *rule, const char *release);

/* Variants of two rules that exclude each other. */
struct kernel_rule_conflict {
	const struct kernel_rule *rules[2];
};

/*
 * The first two that do; false if there are none. `given` has a byte for each
 * of kernel_rules[]: whether it is not null.
 */
bool kernel_rules_contradict(const struct rules *rules,
			     const unsigned char *given,
			     struct kernel_rule_conflict *out);

#endif
