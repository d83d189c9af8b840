/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_PARAMS_H
#define INITMEM_MODEL_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What slub_debug= asks for: see cmdline/slub_debug.h. */
struct slub_debug {
	unsigned flags; /* of the caches that no block names */
	char *blocks; /* as given, when one of them names caches; else NULL */
	bool keep_order; /* letter O: not where an object needs a larger order */
	bool stores_users; /* asked for somewhere: the depot is made early */
	bool renamed; /* messages call it slab_debug */
};

/* size or percentage of kernelcore=, movablecore= */
struct core_param {
	bool given;
	uint64_t pages;
	uint64_t percent; /* 0: pages count */
};

/* One hugepages= with the size in force at that word, in their order. */
struct hugepages_param {
	uint64_t size_bytes;
	uint64_t count; /* when node_counts is NULL */
	uint64_t *node_counts; /* by nid, nr_nodes of them */
	size_t nr_nodes;
};

#define RESERVE_MEM_MAX 8 /* RESERVE_MEM_MAX_ENTRIES */

/* One well-formed reserve_mem=size:align:name. */
struct reserve_mem_param {
	uint64_t size, align; /* bytes */
	char *name;
	size_t nr_hugepages; /* so many hugepages= stand before it */
};

struct crashkernel_param {
	bool given; /* the word is there, in whatever form */
};

/* mem= or memmap= on a PC, whose order counts. */
struct memory_word {
	bool memmap;
	char *value;
};

/* What the kernel makes of its command line, as far as memory goes. */

struct params {
	char *cmdline; /* as the kernel keeps it (boot_command_line) */

	bool has_mem;
	uint64_t mem; /* the last mem=, bytes as given */
	uint64_t *mems; /* all of them */
	size_t nr_mems;
	struct memory_word *memory_words; /* mem= and memmap= as they stand */
	size_t nr_memory_words;
	bool keepinitrd; /* retain_initrd or, on ARM, keepinitrd */
	bool has_vmalloc;
	uint64_t vmalloc; /* vmalloc=, bytes as given */
	bool nogbpages;
	uint64_t reservelow; /* bytes; 0: as the build has it */
	bool acpi_off, numa_noacpi;
	const char *null_word; /* it has no value, and is read at address 0 */
	const char *null_reader; /* by this function of the kernel */
	char *numa_fake; /* what follows numa=fake=; NULL: not given */
	bool has_possible_cpus;
	uint64_t possible_cpus;
	bool has_cma;
	uint64_t cma_size, cma_base, cma_limit;
	uint64_t cma_pernuma;
	uint64_t *numa_cma; /* numa_cma=, by nid; NULL: none */
	size_t nr_numa_cma;
	uint64_t hugetlb_cma; /* total; 0 with a node list */
	uint64_t *hugetlb_cma_node; /* by nid; NULL: none */
	size_t nr_hugetlb_cma_node;
	bool has_initrd; /* initrd=, initrdmem= */
	uint64_t initrd_start, initrd_size;
	struct crashkernel_param crashkernel;
	bool knows_crashkernel_cma; /* that ",cma" is a form of its own */
	struct core_param kernelcore, movablecore;
	bool kernelcore_mirror;
	bool movable_node;
	bool numa_off;
	uint64_t nr_cpus; /* nr_cpus=; 0: not given */
	bool nolapic; /* disableapic means it too */
	bool noapic; /* as noapic says; nosmp and maxcpus=0 mean it too */
	bool has_maxcpus;
	uint64_t maxcpus;
	uint64_t kfence_sample_interval; /* milliseconds; 0: off */
	bool kfence_early; /* arm64: its pool comes with the linear map */
	bool cpuhp_serial; /* cpuhp.parallel=0 */
	bool rodata_given, rodata_full, rodata_enabled;
	bool nokaslr, no5lvl;
	bool riscv_isa_fallback; /* harts may say their ISA in one string */
	bool debug_pagealloc, page_poison;
	bool hugetlb_free_vmemmap;
	bool stack_depot_disable;
	uint32_t stack_depot_max_pools; /* 0: not given */
	bool kvm_protected; /* kvm-arm.mode=protected */
	bool iommu_off;
	bool add_efi_memmap;
	bool disable_mtrr_trim, mtrr_cleanup;
	bool has_highmem;
	uint64_t highmem; /* highmem=, bytes as given */
	bool swiotlb_force, swiotlb_noforce, has_swiotlb_slabs;
	uint64_t swiotlb_slabs, swiotlb_areas; /* 0: default */
	uint64_t log_buf_len; /* 0: not given */
	bool percpu_page, percpu_embed; /* percpu_alloc= */
	bool memblock_debug;
	int init_on_alloc, init_on_free; /* -1: not given */

	/* second pass, from parse_args() on */
	bool has_hashdist;
	uint64_t hashdist;
	uint64_t dhash_entries, ihash_entries; /* 0: automatic */
	struct hugepages_param *hugepages;
	size_t nr_hugepages;
	struct reserve_mem_param *reserve_mem;
	size_t nr_reserve_mem;
	uint64_t default_hugepagesz; /* bytes; 0: the build's */
	/* int of some builds */
	uint32_t slub_min_order, slub_max_order, slub_min_objects;
	bool has_slub_max_order;
	struct slub_debug slub_debug;
	bool nokmem; /* cgroup.memory=nokmem */
	bool thp_never; /* transparent_hugepage=never */

	/* words that neither kernel nor modules know, in their order */
	char **unknown_args; /* without '=' */
	size_t nr_unknown_args;
	char **unknown_envs; /* name=value */
	size_t nr_unknown_envs;

	/* "Malformed early option" and the like, in their order */
	char **messages;
	size_t nr_messages;
	size_t nr_early_messages; /* the first of them, of the early pass */
	/* What is behind those belongs to words that are noted only. */
	size_t nr_parsed_messages;
};

/* Adds a line to messages, for the parsers of single options. */
void params_message(struct params *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Frees what params_parse() made. */
void params_release(struct params *p);

#endif
