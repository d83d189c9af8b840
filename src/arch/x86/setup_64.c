/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arch.h"
#include "arch/x86/kaslr.h"
#include "arch/x86/setup.h"
#include "journal/journal.h"
#include "journal/sequence.h"
#include "mm/memblock.h"
#include "mm/page_alloc.h"
#include "mm/percpu.h"
#include "mm/sparse.h"
#include "util/alloc.h"
#include "util/range.h"

/* arch/x86 of 64 bits: setup_arch() and the seams after it. */

#define PMD_SIZE (2ULL << 20)
#define PUD_SIZE (1ULL << 30)
#define MAXMEM_BITS_4LEVEL 46
#define MAXMEM_BITS_5LEVEL 52
#define VMALLOC_SIZE_4LEVEL (32ULL << 40)
#define VMALLOC_SIZE_5LEVEL (12800ULL << 40)
#define PAGE_OFFSET_5LEVEL 0xff11000000000000ULL
#define PAGE_OFFSET_BEHIND_LDT 0xffff888000000000ULL
#define PAGE_OFFSET_BEFORE_LDT 0xffff880000000000ULL
#define PGDIR_SIZE_4LEVEL (1ULL << 39)
#define PGDIR_SIZE_5LEVEL (1ULL << 48)

static bool five_levels(const struct boot *b)
{
	return b->pgtable_levels == 5;
}

static uint64_t vmalloc_size(const struct boot *b)
{
	return five_levels(b) ? VMALLOC_SIZE_5LEVEL : VMALLOC_SIZE_4LEVEL;
}

/* What the CPU decides: levels of page tables and with them the limits. */
static void check_la57(struct boot *b)
{
	const struct kernel *k = b->kernel;
	bool la57 = k->x86_5level && b->machine->pc.features.la57 &&
		    !b->params.no5lvl;

	b->pgtable_levels = la57 ? 5 : 4;
	if (la57)
		b->max_physmem_bits = k->la57_physmem_bits;
	b->max_arch_pfn = 1ULL
			  << ((la57 ? MAXMEM_BITS_5LEVEL : MAXMEM_BITS_4LEVEL) -
			      k->page_shift);
	b->max_dma_address = X86_MAX_DMA_ADDRESS;
}

static int numa_init(struct boot *b)
{
	struct x86_setup *s = b->handed;

	return x86_numa_init(b, s->map.max_mapped, &s->nodes);
}

static void find_max_low_pfn(struct boot *b)
{
	struct totals *t = &b->totals;

	t->max_low_pfn = x86_end_of_low_ram(b);
	b->high_memory = t->max_pfn << b->kernel->page_shift;
}

static int init_mem_mapping(struct boot *b)
{
	struct x86_setup *s = b->handed;

	x86_probe_page_sizes(b, &s->map);
	return x86_init_mem_mapping(b, &s->map, b->high_memory, NULL);
}

static int setup_arch(struct boot *b)
{
	struct x86_setup s = { 0 };
	int ret;

	journal_log(b->journal, "Command line: %s", b->params.cmdline);
	check_la57(b);
	s.brk_start = s.brk_end = boot_image_pa(b, b->kernel->sym.brk_base);
	b->handed = &s;
	ret = x86_setup_arch(b);
	x86_setup_release(&s);
	return ret;
}

/*
 * pcpu_populate_pte() of the one early vmalloc area, at the start of the first
 * entry of the top level.
 */
static int map_early_vmalloc(struct boot *b, uint64_t size)
{
	return pcpu_populate_ptes(b, div_round_up(size, PMD_SIZE) +
					     div_round_up(size, PUD_SIZE) +
					     div_round_up(size,
							  PGDIR_SIZE_4LEVEL) +
					     five_levels(b));
}

static int setup_per_cpu_areas(struct boot *b)
{
	return x86_setup_per_cpu_areas(b, PMD_SIZE, vmalloc_size(b),
				       map_early_vmalloc);
}

/*
 * kernel_randomize_memory(): the area begins at some multiple of PUD_SIZE, and
 * so most probably inside of an entry of the top level.
 *
 *   entries |    1    |    2    |   ...   |   64    |   65    |
 *   area         |-------------- 32 TiB --------------|
 *
 * Without it the base is a multiple of what an entry covers.
 */
static uint64_t vmalloc_entries(struct boot *b)
{
	uint64_t pgdir = five_levels(b) ? PGDIR_SIZE_5LEVEL : PGDIR_SIZE_4LEVEL;
	uint64_t n = vmalloc_size(b) / pgdir;

	if (!b->kernel->randomize_memory || !x86_kaslr(b))
		return n;
	journal_inexact(
		b->journal, "nodes[].zones[].free_area",
		"without nokaslr the vmalloc area begins at an address chosen by chance: it needs one page table more than with nokaslr, unless it begins where an entry of the top level does or ends in one that vmemmap has");
	return n + 1;
}

/*
 * preallocate_vmalloc_pages(): the tables right below the top level, so that
 * all processes share them. Per-CPU areas made of pages have the first one.
 */
static int preallocate_vmalloc_pages(struct boot *b)
{
	const struct page_request req = {
		.mt = MIGRATE_UNMOVABLE,
		.highest = ZONE_NORMAL,
		.nid = b->cpu_nid[0],
		.what = "page tables of the vmalloc area",
		.by = "preallocate_vmalloc_pages",
	};

	for (uint64_t n = vmalloc_entries(b) - b->percpu.in_vmalloc; n; n--) {
		if (alloc_pages(b, &req) == NO_PFN)
			return journal_panic(
				b->journal,
				"Failed to pre-allocate %s pages for vmalloc area",
				five_levels(b) ? "p4d" : "pud");
	}
	return 0;
}

static const struct call calls[] = {
	{ .name = "setup_arch", .run = setup_arch },
	{ .name = "e820__end_of_low_ram_pfn", .does = find_max_low_pfn },
	{ .name = "init_mem_mapping",
	  .run = init_mem_mapping,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "page tables of the direct mapping" },
	{ .name = "x86_numa_init",
	  .needs = offsetof(struct kernel, numa),
	  .run = numa_init,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "nodes and distances, from the SRAT" },
	{ .name = "initmem_init",
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "pg_data_t of every node" },
	{ .name = "free_area_init", .title = "nodes and zones" },
	{ .name = "paging_init",
	  .run = call_inner,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "memory is laid out" },
	{ .name = "preallocate_vmalloc_pages",
	  .run = preallocate_vmalloc_pages },
};

/* x86 of 64 bits: where the map of all memory begins. */
RULE(x86_page_offset, "__PAGE_OFFSET_BASE_L4", WITH_MEMBLOCK,
     VARIANT(X86_PAGE_OFFSET_BEHIND_LDT, "behind_ldt",
	     .since = "4.20 4.19.4 4.14.84"),
     VARIANT(X86_PAGE_OFFSET_BEFORE_LDT, "before_ldt"));

/* __START_KERNEL_map: where the image is mapped, above all other maps. */
#define KERNEL_MAP 0xffffffff80000000ULL

/* Without kernel_randomize_memory(). */
static uint64_t default_page_offset(const struct boot *b)
{
	bool behind = b->kernel->rules.x86_page_offset ==
		      X86_PAGE_OFFSET_BEHIND_LDT;

	return five_levels(b) ? PAGE_OFFSET_5LEVEL :
	       behind	      ? PAGE_OFFSET_BEHIND_LDT :
				PAGE_OFFSET_BEFORE_LDT;
}

/*
 * Where the map begins by chance, some multiple of PUD_SIZE, only the log can
 * tell: by the address of the first chunk, whose place is worked out here. One
 * that is of memory in a map that was not moved says that it was not.
 */
static uint64_t page_offset(const struct boot *b)
{
	uint64_t unmoved = default_page_offset(b);
	uint64_t seen = b->machine->log_kernel.facts[LOG_KERNEL_ADDRESS].value;
	uint64_t moved = seen - b->percpu.base;

	if (!b->percpu.base || seen < unmoved || seen >= KERNEL_MAP ||
	    seen - unmoved < b->totals.max_pfn << b->kernel->page_shift ||
	    moved % PUD_SIZE)
		return unmoved;
	return moved;
}

static uint64_t phys_to_virt(const struct boot *b, uint64_t pa, bool *there)
{
	*there = true;
	return pa + page_offset(b);
}

static bool has_pud_pages(const struct boot *b)
{
	return b->machine->pc.features.gbpages;
}

const struct arch arch_x86_64 = {
	.name = "x86_64",
	.boot_loader = x86_boot_loader,
	.has_pud_pages = has_pud_pages,
	.phys_to_virt = phys_to_virt,
	.null_fault = "BUG: kernel NULL pointer dereference, address: ",
	.page_fault = "BUG: unable to handle page fault for address: ",
	.own_free_initrd_mem = true,
	.image_resources = x86_image_resources,
	.nr_image_resources = X86_IMAGE_RESOURCES,
	.setup_per_cpu_areas = setup_per_cpu_areas,
	.calls = calls,
	.nr_calls = ARRAY_SIZE(calls),
	.family = x86_calls,
	.nr_family = X86_NR_CALLS,
};
