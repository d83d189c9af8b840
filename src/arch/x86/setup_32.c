/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>

#include "arch/arch.h"
#include "arch/x86/pgtable_32.h"
#include "arch/x86/setup.h"
#include "journal/journal.h"
#include "journal/sequence.h"
#include "mm/highmem.h"
#include "mm/memblock.h"
#include "mm/mm_init/free_area_init.h"
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
		journal_log(b->journal,
			    "ignoring highmem size on non-highmem kernel!");
	} else if (high >= t->max_pfn) {
		journal_log(b->journal,
			    "highmem size (%" PRIu64
			    "MB) is bigger than pages available (%" PRIu64
			    "MB)!",
			    pages_to_mb(b, high), pages_to_mb(b, t->max_pfn));
	} else if (t->max_pfn - high < pfn_down(b->kernel, LEAST_LOWMEM)) {
		journal_log(b->journal,
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
		journal_log(b->journal,
			    "Warning only %" PRIu64 "MB will be used.",
			    pages_to_mb(b, t->max_low_pfn));
		journal_remark(b->journal, REMARK_NEEDS_HIGHMEM,
			       "Use a HIGHMEM%s enabled kernel.",
			       t->max_pfn > limit ? "64G" : "");
		t->max_pfn = t->max_low_pfn;
	} else if (!k->x86_pae && t->max_pfn > limit) {
		t->max_pfn = limit;
		journal_remark(
			b->journal, REMARK_NEEDS_HIGHMEM,
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
		journal_log(
			b->journal,
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
static int initmem_init(struct boot *b)
{
	const struct totals *t = &b->totals;

	if (b->kernel->highmem)
		journal_log(b->journal, "%" PRIu64 "MB HIGHMEM available.",
			    pages_to_mb(b, t->max_pfn - t->max_low_pfn));
	memblock_set_node(b, 0, UINT64_MAX, 0, "");
	journal_log(b->journal, "%" PRIu64 "MB LOWMEM available.",
		    pages_to_mb(b, t->max_low_pfn));
	return call_inner(b);
}

static void setup_bootmem_allocator(struct boot *b)
{
	const struct x86_setup *s = b->handed;

	journal_log(b->journal, "  mapped low ram: 0 - %08" PRIx64,
		    s->map.max_mapped);
	journal_log(b->journal, "  low ram: 0 - %08" PRIx64, b->high_memory);
}

static int paging_init(struct boot *b)
{
	struct x86_setup *s = b->handed;

	return i386_pkmap_tables(b, &s->map) ? -1 : call_inner(b);
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
		return journal_fault(b->journal, "__init_single_page",
				     (hole - map) % k->size.page ?
					     hole :
					     hole + k->word_size);
	if (low_end > END_OF_ADDRESSES)
		return journal_bug(b->journal, "default_get_smp_config");
	return 0;
}

static int init_mem_mapping(struct boot *b)
{
	struct x86_setup *s = b->handed;

	journal_log(b->journal,
		    "initial memory mapped: [mem 0x00000000-0x%08" PRIx64 "]",
		    s->early_mapped - 1);
	x86_probe_page_sizes(b, &s->map);
	s->map.image_mapped = s->early_mapped;
	return x86_init_mem_mapping(b, &s->map, b->high_memory,
				    i386_fixmap_tables);
}

static int setup_arch(struct boot *b)
{
	struct x86_setup s = { 0 };
	int ret;

	set_limits(b);
	s.brk_start = boot_image_pa(b, b->kernel->sym.brk_base);
	s.brk_end = s.brk_start + i386_early_tables(b, &s.map, &s.early_mapped);
	b->handed = &s;
	ret = x86_setup_arch(b);
	if (!ret)
		i386_keep_tables(b, &s.map);
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

/* mem_init(), arch/x86/mm/init_32.c, with BUG_ON(VMALLOC_START >= VMALLOC_END) */
static int mem_init(struct boot *b)
{
	journal_exact(b->journal, "log");
	if (call_inner(b))
		return -1;
	if (vmalloc_start(b) < i386_layout(b->kernel).vmalloc_end)
		return 0;
	return journal_bug(b->journal, NULL);
}

static const struct call calls[] = {
	{ .name = "setup_arch", .run = setup_arch },
	{ .name = "parse_early_param",
	  .title = "mem=, memmap=, vmalloc=, ..." },
	{ .name = "find_low_pfn_range", .does = find_low_pfn_range },
	{ .name = "init_mem_mapping",
	  .run = init_mem_mapping,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "page tables of lowmem and fixmap" },
	{ .name = "setup_bootmem_allocator",
	  .does = setup_bootmem_allocator,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "where lowmem ends" },
	{ .name = "initmem_init",
	  .run = initmem_init,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "lowmem and highmem" },
	{ .name = "free_area_init",
	  .title = "contig_page_data, mem_map, zones" },
	{ .name = "paging_init",
	  .run = paging_init,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "memory is laid out" },
	{ .name = "get_smp_config", .run = check_fixmap, .part = true },
	{ .name = "mem_init", .run = mem_init },
	{ .name = "set_highmem_pages_init", .does = set_highmem_pages_init },
};

/* __va(): low memory alone has addresses that stay. */
static uint64_t phys_to_virt(const struct boot *b, uint64_t pa, bool *there)
{
	*there = pa < b->high_memory;
	return b->kernel->page_offset + pa;
}

const struct arch arch_i386 = {
	.name = "i386",
	.phys_to_virt = phys_to_virt,
	.boot_loader = x86_boot_loader,
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
