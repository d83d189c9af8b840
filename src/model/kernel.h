/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_KERNEL_H
#define INITMEM_MODEL_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/release.h"
#include "model/rules.h"

/*
 * One kernel build: everything the model asks of it. Filled from a profile
 * (profile/profile.h), constant afterwards. The model asks for values and
 * rules; it never asks which version or which build this is.
 */

enum zone_kind {
	ZONE_DMA,
	ZONE_DMA32,
	ZONE_NORMAL,
	ZONE_HIGHMEM,
	ZONE_MOVABLE,
	ZONE_DEVICE,
	NR_ZONE_KINDS
};

enum migratetype {
	MIGRATE_UNMOVABLE,
	MIGRATE_MOVABLE,
	MIGRATE_RECLAIMABLE,
	MIGRATE_HIGHATOMIC,
	MIGRATE_RESERVE, /* kernels before HIGHATOMIC */
	MIGRATE_CMA,
	MIGRATE_ISOLATE,
	NR_MIGRATETYPE_KINDS
};

#define MAX_NR_ZONES 6
#define MAX_NR_ORDERS 20
#define OFF_SLAB_FRACTION 32 /* SLAB, of a page: objects that are large */

/* Names as the kernel prints them: "DMA32", "Movable"; "HighAtomic". */
const char *zone_kind_name(enum zone_kind kind);
const char *migratetype_name(enum migratetype mt);

/* Linked addresses; 0 where the build has no such symbol. */
struct kernel_symbols {
	uint64_t text; /* _text */
	uint64_t start; /* riscv: _start, in front of _text */
	uint64_t stext; /* _stext */
	uint64_t etext; /* _etext */
	uint64_t start_rodata, end_rodata;
	uint64_t init_begin, init_end;
	uint64_t sinittext, einittext;
	uint64_t inittext_begin, inittext_end;
	uint64_t initdata_begin, initdata_end;
	uint64_t init_data_begin; /* riscv: the end of what is executed */
	uint64_t data, sdata, edata;
	uint64_t bss_start, bss_stop;
	uint64_t end; /* _end */
	uint64_t init_pg_dir, init_pg_end;
	uint64_t idmap_text_start, idmap_text_end;
	uint64_t idmap_kpti_flag;
	uint64_t per_cpu_start, per_cpu_end;
	uint64_t contig_page_data;
	uint64_t swapper_pg_dir; /* arm: tables that are reserved */
	uint64_t end_of_kernel_reserve; /* x86: what is reserved early */
	uint64_t brk_base, brk_limit;
	uint64_t real_mode_blob, real_mode_blob_end;
	uint64_t smp_locks, smp_locks_end;
};

/* sizeof in bytes. */
struct kernel_sizes {
	uint32_t page, pglist_data, mem_section, mem_section_usage;
	uint32_t kmem_cache_node, kmem_cache_cpu, kmem_cache_node_offset;
	uint32_t slub_percpu_sheaves, node_barn, slab_sheaf;
	uint32_t kmem_cache_per_node; /* of each node, in struct kmem_cache */
	uint32_t hyp_page; /* of KVM on arm64; 0: not built */
	uint32_t track; /* of SLUB, with a handle of the stack depot; 0: not so */
	uint32_t memblock_region;
	uint32_t per_cpu_pages, per_cpu_zonestat, per_cpu_nodestat;
	uint32_t per_cpu_pageset;
	uint32_t device_node, property, alias_prop;
	uint32_t reserved_mem; /* where the table of them is allocated */
	uint32_t resource;
	uint32_t pcpu_chunk, pcpu_block_md, pcpu_alloc_info, pcpu_group_info;
	uint32_t hlist_bl_head, hlist_head, list_head;
	uint32_t io_tlb_slot, io_tlb_area;
	uint32_t kfence_metadata; /* struct kfence_metadata; 0: none */
	uint32_t static_vm; /* arm */
	uint32_t prb_desc, printk_info;
	uint32_t wait_queue_head; /* of the zones' wait tables */
	uint32_t slab_header; /* SLAB: struct slab in front of the indices */
	uint32_t array_cache; /* SLAB: a CPU's objects of a cache, without them */
	uint32_t freelist_idx; /* SLAB: index of an object in its slab */
	uint32_t firmware_map_entry, nosave_region;
	uint32_t cpu_entry_area, tss_struct;
	uint32_t vc_data; /* console_init() takes one from bootmem */
};

/* What this build calls something, beside what the model calls it. */
struct rename {
	/* to: "" where the build has no such thing; may be several words */
	const char *from, *to;
};

struct rename_list {
	struct rename *v; /* one allocation, the characters behind it */
	size_t n;
};

/* What a kernel function calls, in order; ends with a NULL. */
struct callees {
	char *caller;
	char **names;
};

struct call_order {
	struct callees *v;
	size_t n;
};

struct kernel {
	char *name; /* of the profile: "debian-6.1-arm64" */
	char *release; /* "6.1.0-50-cloud-arm64" */
	char *arch; /* of model/archs.h */
	char *line; /* the release line that it is on: "linux-6.1" */
	char *line_inexact; /* why no value of the line is sure; NULL: they are */
	char *banner; /* "Linux version ...", without the newline */

	/*
	 * Of the build that it was fitted from, whose words and rules it has;
	 * NULL: it was not, and has its own.
	 */
	char *base_release;

	uint32_t page_shift;
	uint32_t hpage_shift; /* HPAGE_SHIFT: of the default huge page */
	uint32_t word_size; /* bytes of an unsigned long */
	uint32_t phys_addr_size; /* bytes of phys_addr_t */
	uint32_t cache_bytes; /* SMP_CACHE_BYTES */
	uint32_t internode_bytes; /* 1 << INTERNODE_CACHE_SHIFT */
	uint32_t command_line_size; /* COMMAND_LINE_SIZE */

	uint32_t nr_zones;
	enum zone_kind zones[MAX_NR_ZONES]; /* lowest first */
	uint32_t nr_migratetypes;
	bool has_migratetype[NR_MIGRATETYPE_KINDS];
	uint32_t nr_orders; /* 11: orders 0 to 10 (MAX_ORDER of 6.1) */
	uint32_t pageblock_order; /* set_pageblock_order() */
	uint32_t nr_pcp_lists; /* lists of a struct per_cpu_pages */
	uint32_t nr_cpus; /* CONFIG_NR_CPUS */
	uint32_t max_numnodes;
	uint32_t memblock_regions, memblock_reserved_regions;
	uint32_t nr_pageblock_bits; /* NR_PAGEBLOCK_BITS */
	uint32_t reserved_mem_regions; /* slots of the kernel's own array */
	uint32_t cma_areas; /* slots of cma_areas[] */

	bool smp, numa, highmem;
	bool hotplug_parallel; /* CPUs are started together */
	bool of; /* CONFIG_OF: device trees are understood */
	bool sparsemem, sparsemem_extreme, sparsemem_vmemmap, flatmem;
	bool page_idle_flag; /* pages say whether they are idle */
	/*
	 * pfn_valid() of the architecture: holes of FLATMEM have no struct
	 * pages. Without it all of mem_map is valid and stays.
	 */
	bool arch_pfn_valid;
	uint32_t section_size_bits;
	uint32_t max_physmem_bits;
	bool deferred_struct_page_init;
	bool arch_keep_memblock;
	bool memory_hotplug, memory_hotremove;

	bool cma; /* CONFIG_CMA */
	bool dma_cma; /* CONFIG_DMA_CMA */
	uint64_t cma_size_mbytes; /* CONFIG_CMA_SIZE_MBYTES; 0 if not chosen */
	uint32_t cma_size_percentage; /* 0 if not chosen */
	bool cma_size_min, cma_size_max; /* CONFIG_CMA_SIZE_SEL_MIN, _MAX */
	bool dma_pernuma_cma;
	bool dma_numa_cma; /* its successor, which has areas of one node, too */
	bool dma_global_pool, dma_restricted_pool, dma_declare_coherent;
	bool dma_coherent_needs_no_map; /* a mapped pool is refused (ARM) */
	bool hugetlb_page, transparent_hugepage;
	bool kexec_core, crash_dump;
	bool crash_reserve; /* CONFIG_CRASH_RESERVE; earlier: kexec_core */
	bool swiotlb;
	bool dma_bounce_unaligned_kmalloc;
	bool kfence;
	uint32_t kfence_num_objects;
	uint64_t kfence_sample_interval; /* milliseconds; 0: off */
	bool debug_pagealloc_default;
	bool hugetlb_free_vmemmap_default;

	bool slab; /* CONFIG_SLAB */
	bool slub_tiny; /* CONFIG_SLUB_TINY */
	bool slub, memcg, memcg_kmem, slab_freelist_random, slub_debug_on;
	bool random_kmalloc; /* CONFIG_RANDOM_KMALLOC_CACHES */
	uint32_t cmdline_wrap; /* CONFIG_CMDLINE_LOG_WRAP_IDEAL_LEN; 0: never */
	bool slab_buckets; /* CONFIG_SLAB_BUCKETS */
	bool stackdepot; /* CONFIG_STACKDEPOT */
	bool stackdepot_always; /* its table is taken at boot, asked for or not */
	uint32_t stack_hash_order; /* CONFIG_STACK_HASH_ORDER; 0: not built */
	uint32_t kmalloc_min_align; /* ARCH_KMALLOC_MINALIGN */
	uint32_t off_slab_least; /* SLAB: bytes of large objects; 0: default */
	uint32_t slab_min_align; /* ARCH_SLAB_MINALIGN */

	bool init_on_alloc, init_on_free;
	char *init_stack; /* "all(zero)", as the mem auto-init line has it */
	uint32_t log_buf_shift, log_cpu_max_buf_shift;
	char *builtin_cmdline; /* CONFIG_CMDLINE */
	bool cmdline_force, cmdline_extend;

	uint32_t percpu_module_reserve, percpu_dynamic_reserve;
	uint32_t percpu_dynamic_early;
	bool percpu_page_first_chunk; /* the page method is built */

	/* arm */
	bool arm_lpae;
	bool arm_psci; /* firmware can be asked to start CPUs */
	bool pci;
	bool modules; /* CONFIG_MODULES */
	uint64_t vmalloc_end; /* VMALLOC_END */
	uint64_t rodata_size; /* where the symbols do not tell it, bytes */

	/* arm64 */
	uint32_t va_bits, pa_bits, pgtable_levels;
	bool rodata_full_default;
	bool unmap_kernel_at_el0;
	bool randomize_base;

	/* riscv */
	bool strict_kernel_rwx;
	bool riscv_isa_fallback; /* riscv,isa is read, too */
	bool riscv_zicbom; /* caches are cleaned where the harts have it */

	/* x86 */
	bool x86_5level, x86_direct_gbpages, x86_pae;
	bool randomize_memory;
	bool cpumask_offstack;
	bool hibernation, firmware_memmap;
	bool mpparse;
	bool numa_emu; /* numa=fake= is built */
	bool amd_numa; /* nodes are also looked for in K8 northbridges */
	bool efi, dmi;
	uint64_t physical_start; /* CONFIG_PHYSICAL_START */
	uint32_t x86_reserve_low; /* CONFIG_X86_RESERVE_LOW, KiB; 0: 64 */
	uint64_t page_offset; /* of 32 bits: CONFIG_PAGE_OFFSET */
	uint32_t end_of_permanent_fixed_addresses;
	/* enum fixed_addresses of 32 bits: pages down from FIXADDR_TOP */
	uint32_t end_of_fixed_addresses;
	uint32_t fix_kmap_begin, fix_kmap_end, fix_btmap_begin;
	uint32_t la57_physmem_bits; /* MAX_PHYSMEM_BITS with five levels */

	/* Which way it goes where releases differ; of the release line. */
	struct rules rules;

	/* Who calls whom from start_kernel() on; of the release line. */
	struct call_order calls;

	/*
	 * Functions and beginnings of log lines under another name; of the
	 * release line.
	 */
	struct rename_list functions, log_prefixes;
	/* Where a BUG() of a function stands: "arch/x86/mm/init_32.c:772". */
	struct rename_list bugs;

	struct kernel_symbols sym;
	struct kernel_sizes size;

	/*
	 * Words of the command line the build knows: __setup() and
	 * early_param() strings as they stand ("mem", "slub_max_order="), and
	 * module parameters ("printk.time"). Sorted; NULL-terminated.
	 */
	char **setup_params;
	char **early_params; /* those of setup_params that are early_param() */
	char **module_params;
	/* Names that the build does not know, whoever knows them else. */
	char **unknown_params;
	/* Options of the build that are not modelled (model/unmodelled.h). */
	char **unmodelled;

	/*
	 * arm, what starts CPUs without PSCI; sorted, NULL where the profile
	 * does not say. `machines` are the root's compatible strings that have
	 * a machine description, smp_machines those whose description can start
	 * CPUs.
	 */
	char **cpu_methods; /* names of enable-method */
	char **machines, **smp_machines;
};

/*
 * The build's name of a kernel function that the model knows by today's; ""
 * where it has none.
 */
const char *kernel_function_name(const struct kernel *k, const char *function);

/* Where the BUG() of this function stands; NULL where nothing says so. */
const char *kernel_bug_place(const struct kernel *k, const char *function);

/* Whether the word is an early_param() of the build: "acpi". */
bool kernel_has_early_param(const struct kernel *k, const char *word);

/* The release whose words the model has for its log. */
const char *kernel_words_release(const struct kernel *k);

/* What a function calls, NULL-terminated; NULL where nothing is known. */
char *const *kernel_callees(const struct kernel *k, const char *function);

/* What the rules mean to those who do not model their functions. */

bool kernel_has_bootmem(const struct kernel *k);

/*
 * Whether only the dynamic nodes of /reserved-memory are limited in number:
 * the table of them all is allocated.
 */
bool kernel_has_reserved_mem_array(const struct kernel *k);

/* Whether memory of a reserved-memory node that no driver takes is freed. */
bool kernel_gives_reserved_mem_back(const struct kernel *k);

/* Whether a zone counts managed_pages, or what is left in present_pages. */
bool kernel_has_managed_pages(const struct kernel *k);

/* Whether zones have tables of wait queues. */
bool kernel_has_wait_tables(const struct kernel *k);

/* Whether per-CPU lists come in pairs, sized once, before CPUs come up. */
bool kernel_has_hot_cold_pages(const struct kernel *k);

/* Whether the length of each CPU's list moves between limits of the zone. */
bool kernel_has_pageset_limits(const struct kernel *k);

/* Whether per-CPU lists depend on how many CPUs come up. */
bool kernel_pagesets_count_cpus(const struct kernel *k);

/* Whether a node has a zonelist for each of its zones. */
bool kernel_has_zonelist_per_zone(const struct kernel *k);

/* Whether the caches of kmalloc() are size-32, size-32(DMA), ... */
bool kernel_has_size_caches(const struct kernel *k);

/* Whether nodes come from the table of blocks that architectures share. */
bool kernel_has_numa_memblks(const struct kernel *k);

/* Whether struct mem_section_usage and struct pcpu_block_md are taken. */
bool kernel_has_section_usage(const struct kernel *k);
bool kernel_has_block_mds(const struct kernel *k);
/* arm64: the page tables of the image itself are made anew. */
bool kernel_has_own_tables(const struct kernel *k);
/*
 * Which releases give CPUs a struct slub_percpu_sheaves of each slab cache, and
 * which a kmem_cache_cpu; those that are built to be small have no such slabs.
 */
bool kernel_has_sheaves(const struct kernel *k);
bool kernel_knows_cpu_slabs(const struct kernel *k);
bool kernel_has_cpu_slabs(const struct kernel *k);

/* The largest order of slabs, unless slub_max_order= says another. */
uint32_t kernel_slub_max_order(const struct kernel *k);

/* Whether mem_init() may take a swiotlb. */
bool kernel_has_boot_swiotlb(const struct kernel *k);

/*
 * Whether free_area_init() sets up online nodes only: others have no data, and
 * are no nodes, until their architecture makes it.
 */
bool kernel_leaves_nodes_out(const struct kernel *k);

/* Whether protected KVM keeps memory: kvm_hyp_reserve(). */
bool kernel_has_hyp_memory(const struct kernel *k);

/* Whether it has a struct io_tlb_slot each, and a struct io_tlb_area. */
bool kernel_has_io_tlb_slots(const struct kernel *k);
bool kernel_has_io_tlb_areas(const struct kernel *k);

/* Whether zones have a struct per_cpu_pageset each CPU, or two structs. */
bool kernel_has_whole_pagesets(const struct kernel *k);
bool kernel_has_zonestats(const struct kernel *k);

/* Whether /proc/iomem has whole pages of RAM, whatever the architecture. */
bool kernel_resources_are_pages(const struct kernel *k);

/* Linked address of the first byte of the image, and its length in bytes. */
uint64_t kernel_image_start(const struct kernel *k);
uint64_t kernel_image_size(const struct kernel *k);

/* Bytes of the image's parts, as mem_init_print_info() tells them. */
struct image_sizes {
	uint64_t code, data, rodata, init_data, init_code, bss;
};

struct image_sizes kernel_image_sizes(const struct kernel *k);

/* Index into zones[] or -1. */
int kernel_zone_index(const struct kernel *k, enum zone_kind kind);

static inline uint64_t kernel_page_size(const struct kernel *k)
{
	return 1ULL << k->page_shift;
}

/* get_order(): of the least block that holds so many bytes. */
unsigned kernel_get_order(const struct kernel *k, uint64_t bytes);

/* A value as the build's unsigned long holds it. */
static inline uint64_t kernel_ulong(const struct kernel *k, uint64_t v)
{
	return k->word_size == 4 ? (uint32_t)v : v;
}

/* NR_PAGEBLOCK_BITS: of the state of a pageblock. */
static inline uint32_t kernel_pageblock_bits(const struct kernel *k)
{
	return k->nr_pageblock_bits ? k->nr_pageblock_bits : 4;
}

/*
 * CMA_MIN_ALIGNMENT_BYTES, of base and size of an area: a pageblock, or where
 * cma_largest_blocks the largest block.
 */
uint64_t cma_min_alignment(const struct kernel *k);

/* Pages of a pageblock and of the largest buddy block. */
static inline uint64_t pageblock_nr_pages(const struct kernel *k)
{
	return 1ULL << k->pageblock_order;
}

static inline uint64_t max_order_nr_pages(const struct kernel *k)
{
	return 1ULL << (k->nr_orders - 1);
}

static inline uint64_t pages_per_section(const struct kernel *k)
{
	return 1ULL << (k->section_size_bits - k->page_shift);
}

static inline uint64_t pfn_up(const struct kernel *k, uint64_t addr)
{
	return (addr >> k->page_shift) +
	       ((addr & (kernel_page_size(k) - 1)) != 0);
}

static inline uint64_t pfn_down(const struct kernel *k, uint64_t addr)
{
	return addr >> k->page_shift;
}

#endif
