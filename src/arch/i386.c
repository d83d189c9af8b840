/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>

#include "arch/arch.h"
#include "arch/i386_pgtable.h"
#include "arch/x86_setup.h"
#include "mm/free_area_init.h"
#include "mm/highmem.h"
#include "util/alloc.h"
#include "util/range.h"

/*
 * arch/x86 of 32 bits: lowmem, which is mapped for good, and highmem above it;
 * arch/x86/mm/init_32.c.
 */

#define VMALLOC_OFFSET (8ULL << 20)
#define VMALLOC_RESERVE (128ULL << 20)
#define LEAST_LOWMEM (64ULL << 20)
#define PHYSMEM_BITS_PAE 36
#define PHYSMEM_BITS 32
#define NO_HIGHMEM_WORD UINT32_MAX /* highmem_pages without highmem= */

static uint64_t pages_to_mb(const struct boot *b, uint64_t pages)
{
	return pages >> (20 - b->kernel->page_shift);
}

/* MAXMEM_PFN: what fits below the vmalloc area; 32 bits, as the kernel's. */
static uint64_t maxmem_pfn(const struct boot *b)
{
	const struct params *p = &b->params;
	uint64_t reserve = p->has_vmalloc ? p->vmalloc + VMALLOC_OFFSET :
					    VMALLOC_RESERVE;
	uint64_t bytes = i386_layout(b->kernel).vmalloc_end -
			 b->kernel->page_offset - (uint32_t)reserve;

	return pfn_down(b->kernel, (uint32_t)bytes);
}

/* highmem=, in pages */
static uint64_t wanted_highmem(const struct boot *b)
{
	if (!b->params.has_highmem)
		return NO_HIGHMEM_WORD;
	return (uint32_t)pfn_down(b->kernel, b->params.highmem);
}

/* All is lowmem, but for what highmem= takes from its end. */
static void lowmem_pfn_init(struct boot *b)
{
	struct totals *t = &b->totals;
	uint64_t high = wanted_highmem(b);

	t->max_low_pfn = t->max_pfn;
	if (high == NO_HIGHMEM_WORD || !high)
		return;
	if (!b->kernel->highmem) {
		boot_log(b, "ignoring highmem size on non-highmem kernel!");
	} else if (high >= t->max_pfn) {
		boot_log(b,
			 "highmem size (%" PRIu64
			 "MB) is bigger than pages available (%" PRIu64 "MB)!",
			 pages_to_mb(b, high), pages_to_mb(b, t->max_pfn));
	} else if (t->max_pfn - high < pfn_down(b->kernel, LEAST_LOWMEM)) {
		boot_log(b,
			 "highmem size (%" PRIu64
			 "MB) results in <64MB lowmem, ignoring it!",
			 pages_to_mb(b, high));
	} else {
		t->max_low_pfn -= high;
	}
}

/* What a kernel does not see that lacks HIGHMEM, or PAE. */
static void trim_highmem(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t limit = 1ULL << (PHYSMEM_BITS - k->page_shift);
	struct totals *t = &b->totals;

	if (!k->highmem) {
		boot_log(b, "Warning only %" PRIu64 "MB will be used.",
			 pages_to_mb(b, t->max_low_pfn));
		boot_log(b, "Use a HIGHMEM%s enabled kernel.",
			 t->max_pfn > limit ? "64G" : "");
		t->max_pfn = t->max_low_pfn;
	} else if (!k->x86_pae && t->max_pfn > limit) {
		t->max_pfn = limit;
		boot_log(b,
			 "Warning: only 4GB will be used. Use a HIGHMEM64G enabled kernel!");
	}
}

/* More than fits: the rest is highmem, or as much of it as highmem= says. */
static void highmem_pfn_init(struct boot *b, uint64_t maxmem)
{
	struct totals *t = &b->totals;
	uint64_t high = wanted_highmem(b);

	t->max_low_pfn = maxmem;
	if (high == NO_HIGHMEM_WORD)
		high = t->max_pfn - maxmem;
	if (high + maxmem < t->max_pfn)
		t->max_pfn = high + maxmem;
	if (high + maxmem > t->max_pfn)
		boot_log(b,
			 "only %" PRIu64
			 "MB highmem pages available, ignoring highmem size of %" PRIu64
			 "MB!",
			 pages_to_mb(b, t->max_pfn - maxmem),
			 pages_to_mb(b, high));
	trim_highmem(b);
}

static void find_low_pfn_range(struct boot *b)
{
	uint64_t maxmem = maxmem_pfn(b);

	if (b->totals.max_pfn <= maxmem)
		lowmem_pfn_init(b);
	else
		highmem_pfn_init(b, maxmem);
	b->high_memory = b->totals.max_low_pfn << b->kernel->page_shift;
}

/* initmem_init() of a kernel without NUMA */
static void initmem_init(struct boot *b, const struct x86_setup *s)
{
	const struct totals *t = &b->totals;

	boot_enter(b, "initmem_init");
	if (b->kernel->highmem)
		boot_log(b, "%" PRIu64 "MB HIGHMEM available.",
			 pages_to_mb(b, t->max_pfn - t->max_low_pfn));
	memblock_set_node(b, 0, UINT64_MAX, 0, "");
	boot_log(b, "%" PRIu64 "MB LOWMEM available.",
		 pages_to_mb(b, t->max_low_pfn));
	boot_enter(b, "setup_bootmem_allocator");
	boot_log(b, "  mapped low ram: 0 - %08" PRIx64, s->map.max_mapped);
	boot_log(b, "  low ram: 0 - %08" PRIx64, b->high_memory);
	boot_leave_step(b);
	boot_leave_step(b);
}

static int paging_init(struct boot *b, struct x86_setup *s)
{
	boot_enter(b, "paging_init");
	if (i386_pkmap_tables(b, &s->map) || x86_zone_sizes_init(b))
		return -1;
	boot_leave_step(b);
	return 0;
}

static void set_limits(struct boot *b)
{
	const struct kernel *k = b->kernel;
	unsigned bits = k->x86_pae ? PHYSMEM_BITS_PAE : PHYSMEM_BITS;

	b->page_offset = k->page_offset;
	b->max_arch_pfn = 1ULL << (bits - k->page_shift);
	b->max_dma_address = X86_MAX_DMA_ADDRESS;
}

#define END_OF_ADDRESSES (1ULL << 32)

/*
 * A vmalloc= that leaves nothing turns the limit of low memory into a huge one:
 * low memory is mapped up to the end of addresses and over it. The fixmap keeps
 * some of its tables, which do not map it, and what early_ioremap() shows is no
 * longer what was asked for.
 *
 *     0xc0000000                        4 GiB
 *     |======== low memory =====|fixmap==|=== from 0 on ...
 *                          |mem_map|     a fault; behind 4 GiB: wrong tables
 */
static int check_fixmap(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t low_end = k->page_offset + b->high_memory;
	uint64_t hole = i386_fixmap_hole(k, low_end);
	uint64_t map = k->page_offset + b->mem_map_base;

	/* The flags, a struct page's first word, are written last. */
	if (hole > map && hole < map + b->totals.max_low_pfn * k->size.page)
		return boot_fault(b, "__init_single_page",
				  (hole - map) % k->size.page ?
					  hole :
					  hole + k->word_size);
	if (low_end > END_OF_ADDRESSES)
		return boot_bug(b, "default_get_smp_config");
	return 0;
}

static int run_setup(struct boot *b, struct x86_setup *s)
{
	uint64_t mapped;

	set_limits(b);
	s->brk_start = boot_image_pa(b, b->kernel->sym.brk_base);
	s->brk_end = s->brk_start + i386_early_tables(b, &s->map, &mapped);
	if (x86_detect_memory(b))
		return -1;
	find_low_pfn_range(b);
	x86_fill_memblock(b, s);
	boot_log(b, "initial memory mapped: [mem 0x00000000-0x%08" PRIx64 "]",
		 mapped - 1);
	x86_probe_page_sizes(b, &s->map);
	if (x86_init_mem_mapping(b, &s->map, b->high_memory,
				 i386_fixmap_tables))
		return -1;
	b->totals.has_pfns = true;
	if (x86_after_mapping(b, s))
		return -1;
	initmem_init(b, s);
	x86_reserve_late(b, s);
	if (paging_init(b, s) || check_fixmap(b) ||
	    x86_reserve_resources(b, s))
		return -1;
	i386_keep_tables(b, &s->map);
	return 0;
}

static int setup_arch(struct boot *b)
{
	struct x86_setup s = { 0 };
	int ret = run_setup(b, &s);

	x86_setup_release(&s);
	return ret;
}

static uint64_t vmalloc_start(const struct boot *b)
{
	return b->kernel->page_offset + b->high_memory + VMALLOC_OFFSET;
}

/* pcpu_populate_pte() of the one early vmalloc area */
static int map_early_vmalloc(struct boot *b, uint64_t size)
{
	uint64_t start = vmalloc_start(b);

	return i386_populate_extra_ptes(b, start, start + size,
					"page tables of the per-CPU areas",
					"alloc_low_pages alloc_low_page "
					"one_page_table_init "
					"populate_extra_pte pcpu_populate_pte");
}

static int setup_per_cpu_areas(struct boot *b)
{
	uint64_t vmalloc_end = i386_layout(b->kernel).vmalloc_end;

	return x86_setup_per_cpu_areas(b, kernel_page_size(b->kernel),
				       vmalloc_end - vmalloc_start(b),
				       map_early_vmalloc);
}

/* setup_cpu_entry_area_ptes(): for all CPUs that the build allows. */
static int trap_init(struct boot *b)
{
	struct i386_layout l = i386_layout(b->kernel);

	boot_enter(b, "trap_init");
	if (i386_populate_extra_ptes(b, l.entry_start, l.entry_end,
				     "page tables of the CPU entry areas",
				     "alloc_low_pages alloc_low_page "
				     "one_page_table_init populate_extra_pte "
				     "setup_cpu_entry_area_ptes "
				     "setup_cpu_entry_areas"))
		return -1;
	boot_leave(b);
	return 0;
}

static int mem_init_early(struct boot *b)
{
	x86_pci_iommu_alloc(b);
	set_highmem_pages_init(b);
	return 0;
}

/* BUG_ON(VMALLOC_START >= VMALLOC_END) */
static int mem_init_late(struct boot *b)
{
	if (vmalloc_start(b) < i386_layout(b->kernel).vmalloc_end)
		return 0;
	return boot_bug(b, "mem_init");
}

static const struct arch_step steps[] = {
	{ .name = "parse_early_param",
	  .generic = true,
	  .summary = "mem=, memmap=, vmalloc=, ..." },
	{ .name = "e820__memblock_setup",
	  .summary = "usable e820 ranges to memblock" },
	{ .name = "reserve_real_mode",
	  .summary = "trampoline, first MiB" },
	{ .name = "init_mem_mapping",
	  .summary = "page tables of lowmem and fixmap" },
	{ .name = "setup_bootmem_allocator",
	  .summary = "where lowmem ends",
	  .within = "initmem_init" },
	{ .name = "initmem_init",
	  .summary = "lowmem and highmem" },
	{ .name = "dma_contiguous_reserve",
	  .generic = true,
	  .summary = "default CMA area" },
	{ .name = "free_area_init",
	  .generic = true,
	  .summary = "contig_page_data, mem_map, zones",
	  .within = "zone_sizes_init" },
	{ .name = "zone_sizes_init",
	  .summary = "limits of the zones",
	  .within = "paging_init" },
	{ .name = "paging_init",
	  .summary = "memory is laid out" },
	{ .name = "e820__reserve_resources",
	  .summary = "what /proc/iomem shows" },
};

const struct arch arch_i386 = {
	.name = "i386",
	.folder = "x86",
	.boot_loader = x86_boot_loader,
	.null_fault = "BUG: kernel NULL pointer dereference, address: ",
	.page_fault = "BUG: unable to handle page fault for address: ",
	.setup_arch = setup_arch,
	.setup_arch_steps = steps,
	.nr_setup_arch_steps = ARRAY_SIZE(steps),
	.image_resources = x86_image_resources,
	.nr_image_resources = X86_IMAGE_RESOURCES,
	.own_per_cpu_areas = true,
	.setup_per_cpu_areas = setup_per_cpu_areas,
	.trap_init = trap_init,
	.mem_init_early = mem_init_early,
	.mem_init_late = mem_init_late,
	.cpu_finalize_init = x86_cpu_finalize_init,
};
