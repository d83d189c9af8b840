/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/fields.h"

#include <string.h>

#include "model/archs.h"
#include "util/alloc.h"

#define AT(member) offsetof(struct kernel, member)

#define CONFIG_BOOL(key, member)                                               \
	{                                                                      \
		GROUP_CONFIG, "CONFIG_" key, FIELD_BOOL, AT(member), 0, 1,     \
			NEED_NEVER, NULL, NULL                                 \
	}
#define CONFIG_U32(key, member, min, max)                                      \
	{                                                                      \
		GROUP_CONFIG, "CONFIG_" key, FIELD_U32, AT(member), min, max,  \
			NEED_NEVER, NULL, NULL                                 \
	}
#define CONFIG_ARM64(key, member, min, max)                                    \
	{                                                                      \
		GROUP_CONFIG, "CONFIG_" key, FIELD_U32, AT(member), min, max,  \
			NEED_ALWAYS, "arm64", NULL                             \
	}

#define CONFIG_ADDRESS(key, member, need, where)                               \
	{                                                                      \
		GROUP_CONFIG, "CONFIG_" key, FIELD_U64, AT(member), 0,         \
			UINT32_MAX, need, "x86", where                         \
	}

#define SYMBOL_ALWAYS(key, member)                                             \
	{                                                                      \
		GROUP_SYMBOLS, key, FIELD_U64, AT(sym.member), 0, UINT64_MAX,  \
			NEED_ALWAYS, NULL, NULL                                \
	}
#define SYMBOL_SMP(key, member)                                                \
	{                                                                      \
		GROUP_SYMBOLS, key, FIELD_U64, AT(sym.member), 0, UINT64_MAX,  \
			AT(smp), NULL, NULL                                    \
	}
#define SYMBOL_ARM64(key, member)                                              \
	{                                                                      \
		GROUP_SYMBOLS, key, FIELD_U64, AT(sym.member), 0, UINT64_MAX,  \
			NEED_ALWAYS, "arm64", NULL                             \
	}

/* Where page tables in the image give way to others. */
#define SYMBOL_OWN_TABLES(key, member)                                         \
	{                                                                      \
		GROUP_SYMBOLS, key, FIELD_U64, AT(sym.member), 0, UINT64_MAX,  \
			NEED_ALWAYS, "arm64", kernel_has_own_tables            \
	}

#define SYMBOL_RISCV(key, member)                                              \
	{                                                                      \
		GROUP_SYMBOLS, key, FIELD_U64, AT(sym.member), 0, UINT64_MAX,  \
			NEED_ALWAYS, "riscv", begins_with_start                \
	}

#define SYMBOL_X86(key, member)                                                \
	{                                                                      \
		GROUP_SYMBOLS, key, FIELD_U64, AT(sym.member), 0, UINT64_MAX,  \
			NEED_ALWAYS, "x86", NULL                               \
	}

#define TYPE_BYTES_MAX (1 << 20)
#define SIZEOF(key, member, need)                                              \
	{                                                                      \
		GROUP_SIZEOF, key, FIELD_U32, AT(size.member), 1,              \
			TYPE_BYTES_MAX, need, NULL, NULL                       \
	}

#define SIZEOF_WHERE(key, member, need, where)                                 \
	{                                                                      \
		GROUP_SIZEOF, key, FIELD_U32, AT(size.member), 1,              \
			TYPE_BYTES_MAX, need, NULL, where                      \
	}

#define CONSTANT_I386(key, member)                                             \
	{                                                                      \
		GROUP_CONSTANTS, key, FIELD_U32, AT(member), 0, 1 << 16,       \
			NEED_ALWAYS, "i386", NULL                              \
	}

#define CONSTANT(key, type, member, min, max, need)                            \
	{                                                                      \
		GROUP_CONSTANTS, key, type, AT(member), min, max, need, NULL,  \
			NULL                                                   \
	}

/* Other linkers have a _start that is not the first byte. */
static bool begins_with_start(const struct kernel *k)
{
	const struct arch_facts *a = arch_facts_find(k->arch);

	return a && a->first_symbol;
}

/* Where PAGE_OFFSET splits the addresses, as the user chose. */
static bool has_short_words(const struct kernel *k)
{
	const struct arch_facts *a = arch_facts_find(k->arch);

	return a && arch_is_narrow(a);
}

const struct field profile_fields[] = {
	{ GROUP_BUILD, "arch", FIELD_STRING, AT(arch), 0, 0, NEED_ALWAYS, NULL,
	  NULL },
	{ GROUP_BUILD, "release", FIELD_STRING, AT(release), 0, 0, NEED_ALWAYS,
	  NULL, NULL },
	{ GROUP_BUILD, "banner", FIELD_STRING, AT(banner), 0, 0, NEED_NEVER,
	  NULL, NULL },

	CONFIG_BOOL("SMP", smp),
	CONFIG_BOOL("HOTPLUG_PARALLEL", hotplug_parallel),
	CONFIG_BOOL("NUMA", numa),
	CONFIG_BOOL("OF", of),
	CONFIG_BOOL("HIGHMEM", highmem),
	CONFIG_BOOL("ARM", dma_coherent_needs_no_map),
	CONFIG_BOOL("ARM_LPAE", arm_lpae),
	CONFIG_BOOL("ARM_PSCI", arm_psci),
	CONFIG_BOOL("PCI", pci),
	CONFIG_BOOL("MODULES", modules),
	CONFIG_BOOL("FLATMEM", flatmem),
	CONFIG_BOOL("HAVE_ARCH_PFN_VALID", arch_pfn_valid),
	CONFIG_BOOL("SPARSEMEM", sparsemem),
	CONFIG_BOOL("SPARSEMEM_EXTREME", sparsemem_extreme),
	CONFIG_BOOL("SPARSEMEM_VMEMMAP", sparsemem_vmemmap),
	CONFIG_BOOL("DEFERRED_STRUCT_PAGE_INIT", deferred_struct_page_init),
	CONFIG_BOOL("ARCH_KEEP_MEMBLOCK", arch_keep_memblock),
	CONFIG_BOOL("MEMORY_HOTPLUG", memory_hotplug),
	/* Where a profile says no more, what can be plugged in can be removed. */
	CONFIG_BOOL("MEMORY_HOTPLUG", memory_hotremove),
	CONFIG_BOOL("MEMORY_HOTREMOVE", memory_hotremove),
	CONFIG_BOOL("CMA", cma),
	CONFIG_BOOL("DMA_CMA", dma_cma),
	{ GROUP_CONFIG, "CONFIG_CMA_SIZE_MBYTES", FIELD_U64,
	  AT(cma_size_mbytes), 0, 1 << 24, NEED_NEVER, NULL, NULL },
	CONFIG_U32("CMA_SIZE_PERCENTAGE", cma_size_percentage, 0, 100),
	CONFIG_BOOL("CMA_SIZE_SEL_MIN", cma_size_min),
	CONFIG_BOOL("CMA_SIZE_SEL_MAX", cma_size_max),
	CONFIG_BOOL("DMA_PERNUMA_CMA", dma_pernuma_cma),
	CONFIG_BOOL("DMA_NUMA_CMA", dma_numa_cma),
	CONFIG_BOOL("DMA_GLOBAL_POOL", dma_global_pool),
	CONFIG_BOOL("DMA_RESTRICTED_POOL", dma_restricted_pool),
	CONFIG_BOOL("DMA_DECLARE_COHERENT", dma_declare_coherent),
	CONFIG_BOOL("HUGETLB_PAGE", hugetlb_page),
	CONFIG_BOOL("HUGETLB_PAGE_OPTIMIZE_VMEMMAP_DEFAULT_ON",
		    hugetlb_free_vmemmap_default),
	CONFIG_BOOL("TRANSPARENT_HUGEPAGE", transparent_hugepage),
	CONFIG_BOOL("KEXEC", kexec_core),
	CONFIG_BOOL("KEXEC_CORE", kexec_core),
	CONFIG_BOOL("CRASH_RESERVE", crash_reserve),
	CONFIG_BOOL("CRASH_DUMP", crash_dump),
	CONFIG_BOOL("SWIOTLB", swiotlb),
	CONFIG_BOOL("DMA_BOUNCE_UNALIGNED_KMALLOC",
		    dma_bounce_unaligned_kmalloc),
	CONFIG_BOOL("PAGE_IDLE_FLAG", page_idle_flag),
	CONFIG_BOOL("KFENCE", kfence),
	CONFIG_U32("KFENCE_NUM_OBJECTS", kfence_num_objects, 1, 65535),
	{ GROUP_CONFIG, "CONFIG_KFENCE_SAMPLE_INTERVAL", FIELD_U64,
	  AT(kfence_sample_interval), 0, UINT32_MAX, NEED_NEVER, NULL, NULL },
	CONFIG_BOOL("DEBUG_PAGEALLOC_ENABLE_DEFAULT", debug_pagealloc_default),
	CONFIG_BOOL("SLAB", slab),
	CONFIG_BOOL("SLUB", slub),
	CONFIG_BOOL("SLUB_TINY", slub_tiny),
	CONFIG_BOOL("MEMCG", memcg),
	CONFIG_BOOL("MEMCG_KMEM", memcg_kmem),
	CONFIG_BOOL("SLAB_FREELIST_RANDOM", slab_freelist_random),
	CONFIG_BOOL("RANDOM_KMALLOC_CACHES", random_kmalloc),
	CONFIG_BOOL("SLUB_DEBUG_ON", slub_debug_on),
	CONFIG_BOOL("SLAB_BUCKETS", slab_buckets),
	CONFIG_BOOL("STACKDEPOT", stackdepot),
	CONFIG_BOOL("STACKDEPOT_ALWAYS_INIT", stackdepot_always),
	CONFIG_U32("STACK_HASH_ORDER", stack_hash_order, 12, 20),
	CONFIG_BOOL("INIT_ON_ALLOC_DEFAULT_ON", init_on_alloc),
	CONFIG_BOOL("INIT_ON_FREE_DEFAULT_ON", init_on_free),
	CONFIG_U32("CMDLINE_LOG_WRAP_IDEAL_LEN", cmdline_wrap, 0, 1021),
	CONFIG_U32("LOG_BUF_SHIFT", log_buf_shift, 10, 25),
	CONFIG_U32("LOG_CPU_MAX_BUF_SHIFT", log_cpu_max_buf_shift, 0, 21),
	{ GROUP_CONFIG, "CONFIG_CMDLINE", FIELD_STRING, AT(builtin_cmdline), 0,
	  0, NEED_NEVER, NULL, NULL },
	CONFIG_BOOL("CMDLINE_FORCE", cmdline_force),
	CONFIG_BOOL("CMDLINE_EXTEND", cmdline_extend),
	CONFIG_BOOL("NEED_PER_CPU_PAGE_FIRST_CHUNK", percpu_page_first_chunk),
	CONFIG_ARM64("ARM64_VA_BITS", va_bits, 36, 52),
	CONFIG_ARM64("ARM64_PA_BITS", pa_bits, 32, 52),
	CONFIG_U32("PGTABLE_LEVELS", pgtable_levels, 2, 5),
	CONFIG_BOOL("STRICT_KERNEL_RWX", strict_kernel_rwx),
	CONFIG_BOOL("RISCV_ISA_FALLBACK", riscv_isa_fallback),
	CONFIG_BOOL("RISCV_ISA_ZICBOM", riscv_zicbom),
	CONFIG_BOOL("RODATA_FULL_DEFAULT_ENABLED", rodata_full_default),
	CONFIG_BOOL("UNMAP_KERNEL_AT_EL0", unmap_kernel_at_el0),
	CONFIG_BOOL("RANDOMIZE_BASE", randomize_base),
	CONFIG_BOOL("RANDOMIZE_MEMORY", randomize_memory),
	CONFIG_BOOL("X86_5LEVEL", x86_5level),
	CONFIG_BOOL("X86_DIRECT_GBPAGES", x86_direct_gbpages),
	CONFIG_BOOL("X86_PAE", x86_pae),
	CONFIG_BOOL("X86_MPPARSE", mpparse),
	CONFIG_BOOL("NUMA_EMU", numa_emu),
	CONFIG_BOOL("AMD_NUMA", amd_numa),
	CONFIG_BOOL("CPUMASK_OFFSTACK", cpumask_offstack),
	CONFIG_BOOL("HIBERNATION", hibernation),
	CONFIG_BOOL("FIRMWARE_MEMMAP", firmware_memmap),
	CONFIG_BOOL("EFI", efi),
	CONFIG_BOOL("DMI", dmi),
	CONFIG_ADDRESS("PHYSICAL_START", physical_start, NEED_ALWAYS, NULL),
	{ GROUP_CONFIG, "CONFIG_X86_RESERVE_LOW", FIELD_U32,
	  AT(x86_reserve_low), 4, 640, NEED_NEVER, "x86", NULL },
	CONFIG_ADDRESS("PAGE_OFFSET", page_offset, NEED_NEVER, has_short_words),

	SYMBOL_ALWAYS("_text", text),
	SYMBOL_RISCV("_start", start),
	SYMBOL_ARM64("_stext", stext),
	SYMBOL_ALWAYS("_etext", etext),
	SYMBOL_ARM64("__start_rodata", start_rodata),
	SYMBOL_ARM64("__end_rodata", end_rodata),
	SYMBOL_ALWAYS("__init_begin", init_begin),
	SYMBOL_ALWAYS("__init_end", init_end),
	SYMBOL_ARM64("_sinittext", sinittext),
	SYMBOL_ARM64("_einittext", einittext),
	SYMBOL_ARM64("__inittext_begin", inittext_begin),
	SYMBOL_ARM64("__inittext_end", inittext_end),
	SYMBOL_RISCV("__init_data_begin", init_data_begin),
	SYMBOL_ARM64("__initdata_begin", initdata_begin),
	SYMBOL_ARM64("__initdata_end", initdata_end),
	{ GROUP_SYMBOLS, "_data", FIELD_U64, AT(sym.data), 0, UINT64_MAX,
	  NEED_NEVER, "arm64", NULL },
	SYMBOL_ARM64("_sdata", sdata),
	SYMBOL_ALWAYS("_edata", edata),
	SYMBOL_ALWAYS("__bss_start", bss_start),
	SYMBOL_ALWAYS("__bss_stop", bss_stop),
	SYMBOL_ALWAYS("_end", end),
	SYMBOL_OWN_TABLES("init_pg_dir", init_pg_dir),
	SYMBOL_OWN_TABLES("init_pg_end", init_pg_end),
	SYMBOL_ARM64("__idmap_text_start", idmap_text_start),
	SYMBOL_ARM64("__idmap_text_end", idmap_text_end),
	{ GROUP_SYMBOLS, "__idmap_kpti_flag", FIELD_U64,
	  AT(sym.idmap_kpti_flag), 0, UINT64_MAX, NEED_NEVER, "arm64",
	  kernel_has_own_tables },
	{ GROUP_SYMBOLS, "contig_page_data", FIELD_U64,
	  AT(sym.contig_page_data), 0, UINT64_MAX, NEED_NEVER, "arm", NULL },
	{ GROUP_SYMBOLS, "swapper_pg_dir", FIELD_U64, AT(sym.swapper_pg_dir), 0,
	  UINT64_MAX, NEED_ALWAYS, "arm", NULL },
	SYMBOL_X86("__end_of_kernel_reserve", end_of_kernel_reserve),
	SYMBOL_X86("__brk_base", brk_base),
	SYMBOL_X86("__brk_limit", brk_limit),
	SYMBOL_X86("real_mode_blob", real_mode_blob),
	SYMBOL_X86("real_mode_blob_end", real_mode_blob_end),
	SYMBOL_X86("__smp_locks", smp_locks),
	SYMBOL_X86("__smp_locks_end", smp_locks_end),
	SYMBOL_SMP("__per_cpu_start", per_cpu_start),
	SYMBOL_SMP("__per_cpu_end", per_cpu_end),

	SIZEOF("struct page", page, NEED_ALWAYS),
	SIZEOF("struct pglist_data", pglist_data, NEED_ALWAYS),
	SIZEOF("struct mem_section", mem_section, AT(sparsemem)),
	SIZEOF_WHERE("struct mem_section_usage", mem_section_usage,
		     AT(sparsemem), kernel_has_section_usage),
	SIZEOF("struct kmem_cache_node", kmem_cache_node, AT(slub)),
	SIZEOF("struct kmem_cache_node", kmem_cache_node, NEED_NEVER),
	SIZEOF_WHERE("struct kmem_cache_cpu", kmem_cache_cpu, AT(slub),
		     kernel_has_cpu_slabs),
	SIZEOF_WHERE("struct slub_percpu_sheaves", slub_percpu_sheaves,
		     AT(slub), kernel_has_sheaves),
	SIZEOF_WHERE("struct node_barn", node_barn, AT(slub),
		     kernel_has_sheaves),
	SIZEOF_WHERE("struct slab_sheaf", slab_sheaf, AT(slub),
		     kernel_has_sheaves),
	SIZEOF_WHERE("struct kmem_cache_per_node_ptrs", kmem_cache_per_node,
		     AT(slub), kernel_has_sheaves),
	SIZEOF("struct track", track, NEED_NEVER),
	SIZEOF("struct memblock_region", memblock_region, NEED_ALWAYS),
	SIZEOF("struct per_cpu_pages", per_cpu_pages, NEED_ALWAYS),
	SIZEOF_WHERE("struct per_cpu_pageset", per_cpu_pageset, NEED_NEVER,
		     kernel_has_whole_pagesets),
	SIZEOF_WHERE("struct per_cpu_zonestat", per_cpu_zonestat, NEED_NEVER,
		     kernel_has_zonestats),
	SIZEOF("struct per_cpu_nodestat", per_cpu_nodestat, NEED_NEVER),
	SIZEOF("struct device_node", device_node, AT(of)),
	SIZEOF("struct property", property, AT(of)),
	SIZEOF("struct alias_prop", alias_prop, AT(of)),
	SIZEOF_WHERE("struct reserved_mem", reserved_mem, AT(of),
		     kernel_has_reserved_mem_array),
	SIZEOF("struct resource", resource, NEED_ALWAYS),
	SIZEOF("struct pcpu_chunk", pcpu_chunk, AT(smp)),
	SIZEOF_WHERE("struct pcpu_block_md", pcpu_block_md, AT(smp),
		     kernel_has_block_mds),
	SIZEOF("struct pcpu_alloc_info", pcpu_alloc_info, AT(smp)),
	SIZEOF("struct pcpu_group_info", pcpu_group_info, AT(smp)),
	SIZEOF("struct hlist_bl_head", hlist_bl_head, NEED_ALWAYS),
	SIZEOF("struct hlist_head", hlist_head, NEED_ALWAYS),
	SIZEOF("struct list_head", list_head, NEED_ALWAYS),
	SIZEOF_WHERE("struct io_tlb_slot", io_tlb_slot, AT(swiotlb),
		     kernel_has_io_tlb_slots),
	SIZEOF_WHERE("struct io_tlb_area", io_tlb_area, AT(swiotlb),
		     kernel_has_io_tlb_areas),
	SIZEOF("struct kfence_metadata", kfence_metadata, AT(kfence)),
	SIZEOF_WHERE("wait_queue_head_t", wait_queue_head, NEED_ALWAYS,
		     kernel_has_wait_tables),
	SIZEOF_WHERE("struct vc_data", vc_data, NEED_ALWAYS,
		     kernel_has_bootmem),
	SIZEOF_WHERE("struct slab", slab_header, NEED_ALWAYS,
		     kernel_has_size_caches),
	SIZEOF_WHERE("struct array_cache", array_cache, NEED_ALWAYS,
		     kernel_has_size_caches),
	SIZEOF("struct array_cache", array_cache, NEED_NEVER),
	SIZEOF("struct prb_desc", prb_desc, NEED_NEVER),
	SIZEOF("struct printk_info", printk_info, NEED_NEVER),
	SIZEOF("struct firmware_map_entry", firmware_map_entry,
	       AT(firmware_memmap)),
	SIZEOF("struct nosave_region", nosave_region, AT(hibernation)),
	{ GROUP_SIZEOF, "struct hyp_page", FIELD_U32, AT(size.hyp_page), 1,
	  TYPE_BYTES_MAX, NEED_NEVER, "arm64", kernel_has_hyp_memory },
	{ GROUP_SIZEOF, "struct static_vm", FIELD_U32, AT(size.static_vm), 1,
	  TYPE_BYTES_MAX, NEED_ALWAYS, "arm", NULL },
	{ GROUP_SIZEOF, "struct tss_struct", FIELD_U32, AT(size.tss_struct), 1,
	  TYPE_BYTES_MAX, NEED_ALWAYS, "x86", NULL },
	{ GROUP_SIZEOF, "struct cpu_entry_area", FIELD_U32,
	  AT(size.cpu_entry_area), 1, TYPE_BYTES_MAX, NEED_ALWAYS, "x86",
	  NULL },

	{ GROUP_OFFSETOF, "struct kmem_cache.node", FIELD_U32,
	  AT(size.kmem_cache_node_offset), 1, TYPE_BYTES_MAX, AT(slub), NULL,
	  kernel_knows_cpu_slabs },
	{ GROUP_OFFSETOF, "struct kmem_cache.node", FIELD_U32,
	  AT(size.kmem_cache_node_offset), 1, TYPE_BYTES_MAX, NEED_NEVER, NULL,
	  kernel_knows_cpu_slabs },
	{ GROUP_OFFSETOF, "struct kmem_cache.per_node", FIELD_U32,
	  AT(size.kmem_cache_node_offset), 1, TYPE_BYTES_MAX, AT(slub), NULL,
	  kernel_has_sheaves },

	CONSTANT("PAGE_SHIFT", FIELD_U32, page_shift, 12, 16, NEED_ALWAYS),
	CONSTANT("HPAGE_SHIFT", FIELD_U32, hpage_shift, 16, 40,
		 AT(hugetlb_page)),
	CONSTANT("sizeof(long)", FIELD_POW2, word_size, 4, 8, NEED_ALWAYS),
	CONSTANT("sizeof(phys_addr_t)", FIELD_POW2, phys_addr_size, 4, 8,
		 NEED_ALWAYS),
	CONSTANT("SMP_CACHE_BYTES", FIELD_POW2, cache_bytes, 16, 256,
		 NEED_ALWAYS),
	CONSTANT("INTERNODE_CACHE_BYTES", FIELD_POW2, internode_bytes, 16, 4096,
		 NEED_ALWAYS),
	CONSTANT("COMMAND_LINE_SIZE", FIELD_U32, command_line_size, 128, 65536,
		 NEED_ALWAYS),
	CONSTANT("MAX_ORDER", FIELD_U32, nr_orders, 1, MAX_NR_ORDERS,
		 NEED_ALWAYS),
	CONSTANT("pageblock_order", FIELD_U32, pageblock_order, 0,
		 MAX_NR_ORDERS - 1, NEED_ALWAYS),
	CONSTANT("NR_PAGEBLOCK_BITS", FIELD_U32, nr_pageblock_bits, 1, 32,
		 NEED_NEVER),
	CONSTANT("NR_PCP_LISTS", FIELD_U32, nr_pcp_lists, 1, 64, NEED_NEVER),
	CONSTANT("NR_CPUS", FIELD_U32, nr_cpus, 1, 8192, NEED_ALWAYS),
	CONSTANT("MAX_NUMNODES", FIELD_U32, max_numnodes, 1, 1024, NEED_ALWAYS),
	CONSTANT("INIT_MEMBLOCK_REGIONS", FIELD_U32, memblock_regions, 1, 65536,
		 NEED_ALWAYS),
	CONSTANT("INIT_MEMBLOCK_RESERVED_REGIONS", FIELD_U32,
		 memblock_reserved_regions, 1, 65536, NEED_ALWAYS),
	CONSTANT("MAX_RESERVED_REGIONS", FIELD_U32, reserved_mem_regions, 1,
		 4096, NEED_NEVER),
	CONSTANT("MAX_CMA_AREAS", FIELD_U32, cma_areas, 1, 4096, AT(cma)),
	CONSTANT("SECTION_SIZE_BITS", FIELD_U32, section_size_bits, 20, 40,
		 AT(sparsemem)),
	CONSTANT("MAX_PHYSMEM_BITS", FIELD_U32, max_physmem_bits, 32, 56,
		 AT(sparsemem)),
	CONSTANT("MAX_PHYSMEM_BITS with LA57", FIELD_U32, la57_physmem_bits, 32,
		 56, AT(x86_5level)),
	CONSTANT("__end_of_permanent_fixed_addresses", FIELD_U32,
		 end_of_permanent_fixed_addresses, 0, 1 << 16, NEED_NEVER),
	CONSTANT_I386("__end_of_fixed_addresses", end_of_fixed_addresses),
	CONSTANT_I386("FIX_BTMAP_BEGIN", fix_btmap_begin),
	CONSTANT("FIX_KMAP_BEGIN", FIELD_U32, fix_kmap_begin, 0, 1 << 16,
		 NEED_NEVER),
	CONSTANT("FIX_KMAP_END", FIELD_U32, fix_kmap_end, 0, 1 << 16,
		 NEED_NEVER),
	CONSTANT("ARCH_KMALLOC_MINALIGN", FIELD_POW2, kmalloc_min_align, 4, 256,
		 NEED_ALWAYS),
	CONSTANT("ARCH_SLAB_MINALIGN", FIELD_POW2, slab_min_align, 4, 256,
		 NEED_ALWAYS),
	CONSTANT("PERCPU_MODULE_RESERVE", FIELD_U32, percpu_module_reserve, 0,
		 1 << 20, NEED_NEVER),
	CONSTANT("PERCPU_DYNAMIC_RESERVE", FIELD_U32, percpu_dynamic_reserve, 0,
		 1 << 20, NEED_NEVER),
	CONSTANT("PERCPU_DYNAMIC_EARLY_SIZE", FIELD_U32, percpu_dynamic_early,
		 0, 1 << 20, NEED_NEVER),
	CONSTANT("init_stack", FIELD_STRING, init_stack, 0, 0, NEED_NEVER),
	{ GROUP_CONSTANTS, "VMALLOC_END", FIELD_U64, AT(vmalloc_end), 16 << 20,
	  UINT32_MAX, NEED_ALWAYS, "arm", NULL },
	/* Only where low memory is counted from there. */
	{ GROUP_CONSTANTS, "VMALLOC_END", FIELD_U64, AT(vmalloc_end), 0,
	  UINT32_MAX, NEED_NEVER, "i386", NULL },
	CONSTANT("bytes of rodata", FIELD_U64, rodata_size, 0, 1 << 30,
		 NEED_NEVER),
	CONSTANT("OFF_SLAB_MIN_SIZE", FIELD_U32, off_slab_least, 1, 1 << 16,
		 NEED_NEVER),
	CONSTANT("sizeof(freelist_idx_t)", FIELD_POW2, size.freelist_idx, 1, 4,
		 NEED_NEVER),
};
const size_t nr_profile_fields = ARRAY_SIZE(profile_fields);

const struct word_list profile_word_lists[] = {
	{ "setup_params", AT(setup_params), false },
	{ "early_params", AT(early_params), false },
	{ "module_params", AT(module_params), false },
	{ "unknown_params", AT(unknown_params), false },
	{ "unmodelled", AT(unmodelled), false },
	{ "cpu_methods", AT(cpu_methods), true },
	{ "machines", AT(machines), true },
	{ "smp_machines", AT(smp_machines), true },
};
const size_t nr_profile_word_lists = ARRAY_SIZE(profile_word_lists);

/* What came with memblock, or later. */
static const size_t not_with_bootmem[] = {
	AT(sym.end_of_kernel_reserve),
	AT(sym.brk_base),
	AT(sym.brk_limit),
	AT(sym.real_mode_blob),
	AT(sym.real_mode_blob_end),
	AT(sym.smp_locks),
	AT(sym.smp_locks_end),
	AT(size.memblock_region),
	AT(size.pcpu_chunk),
	AT(size.pcpu_block_md),
	AT(size.pcpu_alloc_info),
	AT(size.pcpu_group_info),
	AT(size.hlist_bl_head),
	AT(size.tss_struct),
	AT(size.cpu_entry_area),
	AT(memblock_regions),
	AT(memblock_reserved_regions),
	AT(end_of_fixed_addresses),
	AT(fix_btmap_begin),
};

static bool field_of_boot_allocator(const struct field *f,
				    const struct kernel *k)
{
	for (size_t i = 0;
	     kernel_has_bootmem(k) && i < ARRAY_SIZE(not_with_bootmem); i++) {
		if (f->offset == not_with_bootmem[i])
			return false;
	}
	return true;
}

bool field_of_rules(const struct field *f, const struct kernel *k)
{
	return (!f->where || f->where(k)) && field_of_boot_allocator(f, k);
}

bool field_of_arch(const struct field *f, const char *arch)
{
	return !f->arch || arch_is(arch, f->arch);
}

const char *field_group_name(enum field_group group)
{
	static const char *const names[NR_FIELD_GROUPS] = {
		[GROUP_BUILD] = "build",       [GROUP_CONFIG] = "config",
		[GROUP_SYMBOLS] = "symbols",   [GROUP_SIZEOF] = "sizeof",
		[GROUP_OFFSETOF] = "offsetof", [GROUP_CONSTANTS] = "constants",
	};

	return names[group];
}
