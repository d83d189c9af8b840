/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arch.h"
#include "arch/x86_setup.h"
#include "mm/sparse.h"
#include "model/buddy.h"
#include "util/alloc.h"
#include "util/range.h"

/* arch/x86 of 64 bits: setup_arch() and the seams after it. */

#define PMD_SIZE (2ULL << 20)
#define PUD_SIZE (1ULL << 30)
#define MAXMEM_BITS_4LEVEL 46
#define MAXMEM_BITS_5LEVEL 52
#define VMALLOC_SIZE_4LEVEL (32ULL << 40)
#define VMALLOC_SIZE_5LEVEL (12800ULL << 40)
#define PGDIR_SIZE_4LEVEL (1ULL << 39)
#define PGDIR_SIZE_5LEVEL (1ULL << 48)
/* Pages of a CPU's entry area in front of its exception stacks. */
#define CEA_PAGES_BEFORE_TSS 2
/* Four stacks of two pages with a guard page before each. */
#define CEA_STACK_PAGES (4 * 3)

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

static int paging_init(struct boot *b)
{
	boot_enter(b, "paging_init");
	if (sparse_init(b) || x86_zone_sizes_init(b))
		return -1;
	boot_leave_step(b);
	return 0;
}

/* initmem_init(), arch/x86/mm/numa_64.c */
static int initmem_init(struct boot *b, struct x86_setup *s)
{
	boot_enter(b, "initmem_init");
	if (x86_numa_init(b, s->map.max_mapped, &s->nodes))
		return -1;
	boot_leave_step(b);
	return 0;
}

static int run_setup(struct boot *b, struct x86_setup *s)
{
	const struct kernel *k = b->kernel;
	struct totals *t = &b->totals;

	boot_log(b, "Command line: %s", b->params.cmdline);
	check_la57(b);
	s->brk_start = s->brk_end = boot_image_pa(b, k->sym.brk_base);
	if (x86_detect_memory(b))
		return -1;
	t->max_low_pfn = x86_end_of_low_ram(b);
	b->high_memory = t->max_pfn << k->page_shift;
	x86_fill_memblock(b, s);
	x86_probe_page_sizes(b, &s->map);
	if (x86_init_mem_mapping(b, &s->map, b->high_memory, NULL))
		return -1;
	t->max_low_pfn = t->max_pfn;
	t->has_pfns = true;
	if (x86_after_mapping(b, s) || initmem_init(b, s))
		return -1;
	x86_reserve_late(b, s);
	return paging_init(b) || x86_reserve_resources(b, s) ? -1 : 0;
}

static int setup_arch(struct boot *b)
{
	struct x86_setup s = { 0 };
	int ret = run_setup(b, &s);

	x86_setup_release(&s);
	return ret;
}

/*
 * pcpu_populate_pte() of the one early vmalloc area, at the start of the first
 * entry of the top level.
 */
static int map_early_vmalloc(struct boot *b, uint64_t size)
{
	uint64_t page = kernel_page_size(b->kernel);
	uint64_t count = div_round_up(size, PMD_SIZE) +
			 div_round_up(size, PUD_SIZE) +
			 div_round_up(size, PGDIR_SIZE_4LEVEL) + five_levels(b);

	return memblock_alloc_run(b, count, page, page, 0,
				  MEMBLOCK_ALLOC_ACCESSIBLE, NO_NODE, false,
				  "page tables of the per-CPU areas",
				  "pcpu_populate_pte") == count ?
		       0 :
		       -1;
}

static int setup_per_cpu_areas(struct boot *b)
{
	return x86_setup_per_cpu_areas(b, PMD_SIZE, vmalloc_size(b),
				       map_early_vmalloc);
}

/* spp_getpage() `count` times */
static int get_tables(struct boot *b, uint64_t count, const char *by)
{
	uint64_t page = kernel_page_size(b->kernel);

	if (memblock_alloc_run(b, count, page, page, 0,
			       MEMBLOCK_ALLOC_ACCESSIBLE, NO_NODE, false,
			       "page tables of the CPU entry areas",
			       by) == count)
		return 0;
	return boot_panic(
		b, "set_pte_phys: cannot allocate page data ");
}

/*
 * setup_cpu_entry_areas(): the pages of each CPU's area that are mapped,
 * behind the one page of the interrupt table.
 *
 *     | IDT | 0 GDT | 1 entry stack | TSS | guard, stack, ... | debug store |
 */
static int trap_init(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t pages = k->size.cpu_entry_area >> k->page_shift;
	uint64_t mapped = CEA_PAGES_BEFORE_TSS +
			  (k->size.tss_struct >> k->page_shift) +
			  CEA_STACK_PAGES;
	struct rangemap pte = { 0 }, pmd = { 0 };
	uint64_t nr_pte, nr_pmd;

	if (b->machine->pc.features.vendor == VENDOR_INTEL)
		mapped = pages;
	for (size_t cpu = 0; cpu < b->nr_cpu_ids; cpu++) {
		uint64_t first = 1 + cpu * pages, last = first + mapped - 1;

		rangemap_fill(&pte, first >> 9, (last >> 9) + 1, 0);
		rangemap_fill(&pmd, first >> 18, (last >> 18) + 1, 0);
	}
	nr_pte = rangemap_covered(&pte, 0, UINT64_MAX);
	nr_pmd = rangemap_covered(&pmd, 0, UINT64_MAX);
	rangemap_release(&pte);
	rangemap_release(&pmd);
	boot_enter(b, "trap_init");
	if (get_tables(b, 1 + nr_pmd + nr_pte,
		       "spp_getpage set_pte_vaddr cea_set_pte "
		       "setup_cpu_entry_area"))
		return -1;
	boot_leave(b);
	return 0;
}

static int mem_init_early(struct boot *b)
{
	x86_pci_iommu_alloc(b);
	return 0;
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
	boot_inexact(
		b, "nodes[].zones[].free_area",
		"without nokaslr the vmalloc area begins at an address chosen by chance: it needs one page table more than with nokaslr, unless it begins where an entry of the top level does or ends in one that vmemmap has");
	return n + 1;
}

/*
 * preallocate_vmalloc_pages(): the tables right below the top level, so that
 * all processes share them. Per-CPU areas made of pages have the first one.
 */
static int mem_init_late(struct boot *b)
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
			return boot_panic(
				b,
				"Failed to pre-allocate %s pages for vmalloc area",
				five_levels(b) ? "p4d" : "pud");
	}
	return 0;
}

static const struct arch_step steps[] = {
	{ .name = "parse_early_param",
	  .generic = true,
	  .summary = "mem=, memmap=, ..." },
	{ .name = "e820__memblock_setup",
	  .summary = "usable e820 ranges to memblock" },
	{ .name = "reserve_real_mode",
	  .summary = "trampoline, first MiB" },
	{ .name = "init_mem_mapping",
	  .summary = "page tables of the direct mapping" },
	{ .name = "x86_numa_init",
	  .summary = "nodes and distances, from the SRAT",
	  .within = "initmem_init" },
	{ .name = "initmem_init",
	  .summary = "pg_data_t of every node" },
	{ .name = "dma_contiguous_reserve",
	  .generic = true,
	  .summary = "default CMA area" },
	{ .name = "sparse_init",
	  .generic = true,
	  .summary = "sections, struct pages",
	  .within = "paging_init" },
	{ .name = "free_area_init",
	  .generic = true,
	  .summary = "nodes and zones",
	  .within = "zone_sizes_init" },
	{ .name = "zone_sizes_init",
	  .summary = "limits of the zones",
	  .within = "paging_init" },
	{ .name = "paging_init",
	  .summary = "memory is laid out" },
	{ .name = "e820__reserve_resources",
	  .summary = "what /proc/iomem shows" },
};

static bool has_pud_pages(const struct boot *b)
{
	return b->machine->pc.features.gbpages;
}

const struct arch arch_x86_64 = {
	.name = "x86_64",
	.folder = "x86",
	.boot_loader = x86_boot_loader,
	.has_pud_pages = has_pud_pages,
	.null_fault = "BUG: kernel NULL pointer dereference, address: ",
	.page_fault = "BUG: unable to handle page fault for address: ",
	.setup_arch = setup_arch,
	.setup_arch_steps = steps,
	.nr_setup_arch_steps = ARRAY_SIZE(steps),
	.own_per_cpu_areas = true,
	.image_resources = x86_image_resources,
	.nr_image_resources = X86_IMAGE_RESOURCES,
	.setup_per_cpu_areas = setup_per_cpu_areas,
	.trap_init = trap_init,
	.mem_init_early = mem_init_early,
	.mem_init_late = mem_init_late,
	.cpu_finalize_init = x86_cpu_finalize_init,
};
