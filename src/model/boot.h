/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_BOOT_H
#define INITMEM_MODEL_BOOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/bootmem.h"
#include "model/kernel.h"
#include "model/machine.h"
#include "model/memblock.h"
#include "model/params.h"
#include "model/zone.h"
#include "util/rangemap.h"

/*
 * The whole state of one simulated boot. Phases change it one after the
 * other; emitters read a const one. It owns everything it points to except
 * machine, kernel and arch, which outlive it.
 */

struct arch;
struct journal;
struct sequence;

struct percpu_group {
	uint64_t base_offset; /* from percpu.base */
	uint32_t nr_units;
	int *cpu_map; /* by unit; -1: empty */
};

struct percpu {
	bool ready;
	uint64_t static_size, reserved_size, dynamic_size;
	uint64_t unit_size, atom_size, alloc_size;
	uint32_t nr_units;
	bool in_vmalloc; /* pages mapped there, not areas of the direct map */
	uint64_t base; /* physical address of the lowest group */
	uint64_t *unit_offsets; /* by CPU, nr_cpu_ids of them */
	uint64_t dynamic_free; /* bytes left in the first dynamic chunk */
	struct percpu_group *groups;
	size_t nr_groups;
};

struct hash_table {
	const char *name;
	uint64_t entries;
	unsigned order; /* get_order(bytes) */
	uint64_t bytes;
};

struct slab_cache {
	const char *name;
	uint32_t object_size, size, align;
	unsigned order;
	uint32_t objects; /* of a slab */
	uint32_t min_partial;
	bool dma, reclaimable;
	bool stores_users; /* each object's, in the stack depot */
	bool debugged; /* slub_debug= puts something beside its objects */
	bool plain_kmalloc; /* for requests of no special kind */
	bool random_seq; /* its random sequence is made */
};

struct cma_area {
	const char *name;
	uint64_t base_pfn, count; /* pages */
	unsigned order_per_bit;
	bool foreign; /* found to reach where memory is no struct page */
	bool exposed; /* of no use, and its pages freed one by one */
	uint64_t recounted; /* pages counted as managed though they were free */
};

/* SPARSEMEM: the struct pages of one section. */
struct section_map {
	uint64_t section; /* its number */
	uint64_t base; /* bytes */
};

/*
 * 32-bit x86: where page tables come from between setup_arch() and mem_init(),
 * and which slots of the kernel's half have one, counted from PAGE_OFFSET.
 */
struct low_tables {
	uint64_t buf_next, buf_end; /* what brk still has, bytes */
	uint64_t min_mapped, max_mapped;
	struct rangemap slots;
};

/* An entry of the kernel's reserved_mem[]. */
struct reserved_mem {
	const struct fdt_reserved_node *node;
	uint64_t base, size; /* bytes; 0, 0 before a dynamic one is placed */
	const char *setup; /* the kernel function that took it; NULL: none */
};

struct totals {
	bool has_pfns; /* the three below are set */
	uint64_t max_pfn, max_low_pfn, min_low_pfn;
	uint64_t totalram_pages; /* 0 before mem_init */
	uint64_t totalhigh_pages; /* of them in high memory */
	bool has_reserve; /* the two below are set */
	uint64_t totalreserve_pages;
	uint64_t min_free_kbytes;
};

struct boot;

/*
 * Called when a phase (step NULL) or a step has ended. Returns true when it has
 * taken note of the events and log lines: they are dropped then.
 */
typedef bool boot_observer(void *ctx, const struct boot *b);

struct boot {
	const struct machine *machine;
	const struct kernel *kernel;
	const struct arch *arch;
	void *handed; /* what a call hands to those that it makes itself */
	struct sequence *sequence; /* NULL until boot_sequence() */

	struct journal *journal; /* where it is, and what it has done */
	boot_observer *observer;
	void *observer_ctx;

	struct params params;
	struct memblock memblock;
	bool memblock_alive;
	/* reserved_mem_table[]: names of reserve_mem= that got memory */
	const char *named_mem[RESERVE_MEM_MAX];
	size_t nr_named_mem;
	struct bootmem bootmem; /* where the build has it instead */
	bool slab_is_available;

	struct node **nodes; /* by nid; NULL where there is none */
	size_t nr_nodes; /* entries of nodes[] */
	size_t nr_node_ids; /* highest possible + 1; first max_numnodes */
	uint32_t *distance; /* nr_node_ids x nr_node_ids; NULL before */
	size_t distance_nodes;
	bool numa_off;
	/* numa=fake=: by nid, the real node it is a part of; NULL: none is made
	 * up */
	int *emu_nid_to_phys;

	/* x86: e820_table and e820_table_firmware */
	struct e820_map e820, e820_firmware;
	bool e820_userdef; /* mem= or memmap= has changed it */
	struct rangemap mtrr_trimmed; /* RAM, by byte, that MTRRs cost */
	uint64_t max_arch_pfn; /* MAX_ARCH_PFN */
	unsigned pgtable_levels; /* in force; 0: what the build has */
	unsigned max_physmem_bits; /* MAX_PHYSMEM_BITS in force */
	uint64_t max_possible_pfn;
	struct low_tables low_tables;
	uint64_t log_buf_bytes; /* after setup_log_buf() made it larger; or 0 */

	/* possible CPUs: nid by CPU; -1 where the CPU is not possible */
	int *cpu_nid;
	size_t nr_cpu_ids; /* last possible CPU + 1 */
	size_t nr_possible_cpus;
	size_t nr_present_cpus; /* as far as they are counted this early */
	/* by CPU: possible, but not there when smp_init() comes; NULL: none */
	bool *cpu_absent;
	/* by CPU: not the first thread of its core; NULL: all are */
	bool *cpu_second_thread;
	size_t nr_startable_cpus; /* those there that smp_init() can start */
	size_t nr_online_cpus; /* 1 until the others come up */
	uint32_t cache_line; /* cache_line_size() */
	uint32_t dma_align; /* dma_get_cache_alignment(); 0 and 1: none */
	uint64_t kfence_pool; /* __kfence_pool; 0: not taken */

	/* set by the architecture */
	uint64_t image_base; /* of _text */
	/*
	 * arm64: what lies at PAGE_OFFSET; less than 0, modulo 2^64, or not.
	 * riscv: the start of the linear map.
	 */
	uint64_t memstart_addr;
	uint64_t linear_size; /* riscv: so many bytes from there on are mapped */
	/* arm64, riscv, vmemmap: the address of the struct page of frame 0 */
	uint64_t vmemmap;
	uint64_t vmemmap_neighbour; /* close to it, with tables; 0: nothing */
	uint64_t page_offset; /* x86, riscv: linear address of physical 0 */
	uint64_t low_address_limit; /* ARCH_LOW_ADDRESS_LIMIT, the last one */
	uint64_t swiotlb_slabs; /* the default's new value; 0: as it was */
	bool report_free_unknown; /* the Memory line's: it comes late */
	bool has_swiotlb; /* swiotlb_init() has got all it needs */
	bool swiotlb_for_kmalloc; /* it is there for small buffers only */
	bool hugetlb_allocated; /* hugetlb_bootmem_alloc() was called */
	uint64_t gigantic_pages; /* that memblock gave so far */
	uint64_t dma_limit; /* arm64_dma_phys_limit, arm_dma_limit */
	uint64_t max_dma_address; /* MAX_DMA_ADDRESS as a physical one */
	uint64_t high_memory; /* physical end of the directly mapped part */
	uint64_t max_zone_pfns[MAX_NR_ZONES];
	uint64_t dma_reserve; /* pages */
	uint64_t initrd_start, initrd_size; /* phys_initrd_*; 0: none */
	/* what /reserved-memory has, as far as the kernel has looked at it */
	struct reserved_mem *reserved_mem;
	size_t nr_reserved_mem;
	size_t reserved_mem_slots; /* what there is room for */
	struct range initrd_freed; /* page frames, once they have been freed */
	struct range quiet_io_tlb; /* a swiotlb that the log has only later */

	/* free_area_init() */
	uint64_t zone_lowest_pfn[MAX_NR_ZONES], zone_highest_pfn[MAX_NR_ZONES];
	uint64_t *zone_movable_pfn; /* by nid, nr_nodes of them */
	uint64_t nr_all_pages, nr_kernel_pages;
	bool managed_pages_reset; /* reset_all_zones_managed_pages() was here */
	bool page_group_by_mobility_disabled;
	bool hashdist;
	bool zonelists_built;
	bool vfs_caches_early; /* vfs_caches_init_early() was here */
	int policy_zone; /* zone index; -1 without NUMA */

	struct percpu percpu;
	struct hash_table *hash_tables;
	size_t nr_hash_tables;
	struct cma_area *cma_areas;
	size_t nr_cma_areas;
	int default_cma; /* index; -1: none */
	uint64_t totalcma_pages;
	bool hugetlb_cma; /* hugetlb_cma= has got memory */
	struct slab_cache *slab_caches;
	size_t nr_slab_caches;
	bool slab_ready;
	struct totals totals;

	/* by pfn, what its struct page says: see boot_link_pages() */
	struct rangemap page_zones;
	/* FLATMEM: the struct page of mem_map_start_pfn lies at mem_map_base */
	uint64_t mem_map_base, mem_map_start_pfn;

	/* sparse: by section number, tag = nid of the first range there */
	struct rangemap sections;
	struct rangemap unbacked_sections; /* left without struct pages */
	/* where each of them has a map of its own: those a bank ends in */
	struct section_map *section_maps;
	size_t nr_section_maps;
};

/* Physical address of a linked address of the kernel image. */
uint64_t boot_image_pa(const struct boot *b, uint64_t linked);

/* Where the image's own mapping has a physical address; 32 bits: __va(). */
uint64_t boot_image_va(const struct boot *b, uint64_t addr);

/*
 * set_page_links(): the struct pages of [start_pfn, end_pfn) say from now on
 * that they belong to z. Zones may overlap; a page belongs to one of them.
 */
void boot_link_pages(struct boot *b, const struct zone *z, uint64_t start_pfn,
		     uint64_t end_pfn);

/*
 * page_zone(): the zone that the struct page says; NULL where it says none.
 * boot_zone_run(): and lowers *end to where the pages from pfn on that are all
 * alike in this end.
 */
struct zone *boot_pfn_zone(const struct boot *b, uint64_t pfn);
struct zone *boot_zone_run(const struct boot *b, uint64_t pfn, uint64_t *end);

/* NODE_DATA(nid); NULL where there is none. Makes it if `create`. */
struct node *boot_node(struct boot *b, int nid);
struct node *boot_node_create(struct boot *b, int nid);

/* nr_online_nodes */
size_t boot_nr_online_nodes(const struct boot *b);

/* As many CPUs as can be possible: NR_CPUS, or nr_cpus= where that is less. */
size_t boot_cpu_limit(const struct boot *b);

#endif
