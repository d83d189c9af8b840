/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "arch/arm/cpus.h"
#include "arch/arm/machines.h"
#include "arch/arm/mmu.h"
#include "arch/boot_loader.h"
#include "arch/early_param.h"
#include "cmdline/params.h"
#include "journal/attempt.h"
#include "journal/journal.h"
#include "journal/sequence.h"
#include "mm/boot_alloc.h"
#include "mm/bootmem.h"
#include "mm/cma.h"
#include "mm/crash_reserve.h"
#include "mm/highmem.h"
#include "mm/initrd.h"
#include "mm/memblock.h"
#include "mm/mm_init/free_area_init.h"
#include "mm/of_fdt.h"
#include "mm/percpu.h"
#include "mm/sparse.h"
#include "mm/swiotlb.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/size.h"

/* arch/arm, 32 bits: lowmem that is mapped for good, and highmem above it. */

#define SZ_2M (2ULL << 20)
#define SZ_128M (128ULL << 20)
#define VMALLOC_OFFSET (8ULL << 20)
#define VMALLOC_DEFAULT (240ULL << 20)

static void boot_loader(struct machine *m, const struct kernel *k)
{
	boot_loader_place_arm(m, k->sym.text - k->page_offset,
			      k->sym.end - k->sym.text);
}

/* setup_machine_fdt(): the machine is known before its memory. */
static int setup_machine_fdt(struct boot *b)
{
	const struct machine_fdt *fdt = &b->machine->fdt;

	if (b->machine->model || fdt->compatible)
		journal_log(b->journal, "OF: fdt: Machine model: %s",
			    b->machine->model ? b->machine->model :
						fdt->compatible);
	early_init_dt_scan(b, arm_phys_offset(b), b->memblock.max_addr);
	return 0;
}

/* arm_add_memory() */
static void add_memory(struct boot *b, uint64_t start, uint64_t size)
{
	uint64_t page = kernel_page_size(b->kernel);
	uint64_t base = align_up(start, page), low = arm_phys_offset(b);

	size -= min_u64(size, base - start);
	if (base > b->memblock.max_addr)
		return;
	size = min_u64(size, b->memblock.max_addr - base);
	if (base < low) {
		size -= min_u64(size, low - base);
		base = low;
	}
	size = align_down(size, page);
	if (size)
		memblock_add(b, base, size, "arm_add_memory early_mem");
}

/* early_mem(): the first mem= drops what the tree said. */
static void apply_mem_words(struct boot *b)
{
	bool first = true;

	for (size_t i = 0; i < b->params.nr_memory_words; i++) {
		const struct memory_word *w = &b->params.memory_words[i];
		uint64_t start = arm_phys_offset(b), size, dram;
		const char *end;

		if (w->memmap)
			continue;
		dram = memblock_start_of_dram(&b->memblock);
		if (first)
			memblock_remove(b, dram,
					memblock_end_of_dram(&b->memblock) -
						dram,
					"early_mem");
		first = false;
		size = memparse(w->value, &end);
		if (*end == '@')
			start = memparse(end + 1, NULL);
		add_memory(b, start, size);
	}
}

static int parse_early_param(struct boot *b)
{
	if (early_param_messages(b))
		return -1;
	early_initrdmem(b);
	if (!b->machine->mem_applied)
		apply_mem_words(b);
	if (b->kernel->swiotlb)
		swiotlb_early_param(b);
	return 0;
}

/* setup_dma_zone(); the limits are those of the last byte. */
static int setup_dma_zone(struct boot *b)
{
	const struct kernel *k = b->kernel;
	bool zone = kernel_zone_index(k, ZONE_DMA) >= 0;
	uint64_t size = arm_machine_dma_zone_size(&b->machine->fdt, k);
	uint64_t offset = arm_phys_offset(b);

	/* It unmaps all from the end of low memory on, itself included. */
	if (!b->memblock.memory.cnt)
		return journal_hang(b->journal, "prepare_page_table");
	if (!zone)
		size = 0;
	b->dma_limit = size ? offset + size - 1 :
		       zone ? UINT32_MAX :
			      b->memblock.max_addr;
	b->max_dma_address = size ? offset + size :
				    UINT32_MAX - k->page_offset + offset;
	return 0;
}

/* ARM: what vmalloc= includes. */
RULE(arm_vmalloc, "early_vmalloc()", WITH_MEMBLOCK,
     VARIANT(ARM_VMALLOC_WITHOUT_GAP, "without_gap",
	     .shows = "symbol vmalloc_size", .since = "5.13"),
     VARIANT(ARM_VMALLOC_WITH_GAP, "with_gap", .shows = "symbol vmalloc_min",
	     .since = "3.3"),
     /* up to an end of each board's own */
     VARIANT(ARM_VMALLOC_OF_128M, "of_128m"));

static uint64_t vmalloc_size(const struct boot *b)
{
	bool old = b->kernel->rules.arm_vmalloc == ARM_VMALLOC_OF_128M;

	if (b->params.has_vmalloc)
		return b->params.vmalloc;
	return old ? SZ_128M : VMALLOC_DEFAULT;
}

/* Where the physical addresses end that have a place below the vmalloc area. */
static uint64_t vmalloc_limit(const struct boot *b)
{
	const struct kernel *k = b->kernel;
	bool no_gap = k->rules.arm_vmalloc == ARM_VMALLOC_OF_128M ||
		      (b->params.has_vmalloc &&
		       k->rules.arm_vmalloc == ARM_VMALLOC_WITH_GAP);

	return k->vmalloc_end - vmalloc_size(b) -
	       (no_gap ? 0 : VMALLOC_OFFSET) - k->page_offset +
	       arm_phys_offset(b);
}

/*
 * Whether vmalloc() has the addresses of holes below the limit, so that as much
 * more is mapped: kernels of one vendor, which say so in their layout.
 */
RULE(arm_lowmem_holes, "sanity_check_meminfo()", WITH_MEMBLOCK,
     VARIANT(ARM_LOWMEM_HOLES_LOST, "lost", .since = "2.6"),
     VARIANT(ARM_LOWMEM_HOLES_FOR_VMALLOC, "for_vmalloc",
	     .log = "lowmem : 0x"));

/* The limit, as far up as holes of memory below it let it go. */
static uint64_t limit_past_holes(const struct boot *b, uint64_t limit)
{
	const struct memblock_type *m = &b->memblock.memory;

	if (b->kernel->rules.arm_lowmem_holes != ARM_LOWMEM_HOLES_FOR_VMALLOC)
		return limit;
	for (size_t i = 1; i < m->cnt; i++) {
		uint64_t end = m->regions[i - 1].base + m->regions[i - 1].size;

		if (m->regions[i].base < limit)
			limit += m->regions[i].base - end;
	}
	return limit;
}

/* What adjust_lowmem_bounds() finds out, walking over the banks. */
struct bounds {
	uint64_t lowmem_limit; /* end of what is mapped for good */
	uint64_t memblock_limit; /* 0: no edge that is not aligned */
};

static void widen_bounds(struct bounds *l, const struct memblock_region *r,
			 uint64_t limit, uint64_t align)
{
	uint64_t end = r->base + r->size;

	if ((r->flags & MEMBLOCK_NOMAP) || r->base >= limit)
		return;
	l->lowmem_limit = max_u64(l->lowmem_limit, min_u64(end, limit));
	if (l->memblock_limit)
		return;
	if (r->base & (align - 1))
		l->memblock_limit = r->base;
	else if (end & (align - 1))
		l->memblock_limit = l->lowmem_limit;
}

/* The first bank begins on a PMD, or its odd start is not mapped. */
static void trim_first_bank(struct boot *b)
{
	for (size_t i = 0; i < b->memblock.memory.cnt; i++) {
		const struct memblock_region r = b->memblock.memory.regions[i];

		if (r.flags & MEMBLOCK_NOMAP)
			continue;
		if (r.base & (SZ_2M - 1))
			memblock_mark(b, r.base,
				      align_up(r.base, SZ_2M) - r.base,
				      MEMBLOCK_NOMAP, true, "");
		return;
	}
}

/* Memory that a kernel without HIGHMEM cannot reach. */
static void ignore_highmem(struct boot *b, uint64_t limit)
{
	uint64_t end = memblock_end_of_dram(&b->memblock);
	const struct remark cut = { .kind = REMARK_RAM_CUT,
				    .range = { limit, end - limit } };

	if (b->kernel->highmem || end <= b->high_memory)
		return;
	journal_remark_about(b->journal, &cut, "Ignoring RAM at %s-%s",
			     journal_pa_text(b->journal, limit),
			     journal_pa_text(b->journal, end));
	journal_log(b->journal, "Consider using a HIGHMEM enabled kernel.");
	memblock_remove(b, limit, end - limit, "");
}

/*
 * Without HIGHMEM, bank i as far as it lies above the limit. What stays is cut;
 * when a whole bank goes, the walk does not look at the one that moves up.
 */
static void drop_high_bank(struct boot *b, size_t i, uint64_t limit)
{
	const struct memblock_region r = b->memblock.memory.regions[i];
	uint64_t end = r.base + r.size, from = max_u64(r.base, limit);
	const struct remark cut = { .kind = REMARK_RAM_CUT,
				    .range = { from, end - from } };

	if (b->kernel->highmem || end <= limit)
		return;
	if (r.base >= limit) {
		journal_remark_about(b->journal, &cut,
				     "Ignoring RAM at %s-%s (!CONFIG_HIGHMEM)",
				     journal_pa_text(b->journal, r.base),
				     journal_pa_text(b->journal, end));
	} else {
		journal_remark_about(b->journal, &cut,
				     "Truncating RAM at %s-%s to -%s",
				     journal_pa_text(b->journal, r.base),
				     journal_pa_text(b->journal, end),
				     journal_pa_text(b->journal, limit));
	}
	memblock_remove(b, from, end - from, "");
}

/* Where zones end that do so by banks, before regions are taken of them. */
static void note_end_of_banks(struct boot *b)
{
	b->totals.max_pfn =
		pfn_down(b->kernel, memblock_end_of_dram(&b->memblock));
}

/* Limits by sections, found once, before anything is reserved. */
static int sanity_check_meminfo(struct boot *b)
{
	uint64_t limit = limit_past_holes(b, vmalloc_limit(b)),
		 section = arm_section_size(b->kernel);
	struct bounds l = { 0 };

	for (size_t i = 0; i < b->memblock.memory.cnt; i++) {
		struct memblock_region r = b->memblock.memory.regions[i];

		drop_high_bank(b, i, limit);
		if (!b->kernel->highmem)
			r.size =
				min_u64(r.size, limit - min_u64(r.base, limit));
		widen_bounds(&l, &r, limit, section);
	}
	note_end_of_banks(b);
	b->high_memory = l.lowmem_limit;
	b->memblock.current_limit = align_down(l.memblock_limit, section);
	if (!b->memblock.current_limit)
		b->memblock.current_limit = l.lowmem_limit;
	return 0;
}

static int adjust_lowmem_bounds(struct boot *b)
{
	uint64_t limit = vmalloc_limit(b);
	struct bounds l = { 0 };

	trim_first_bank(b);
	for (size_t i = 0; i < b->memblock.memory.cnt; i++)
		widen_bounds(&l, &b->memblock.memory.regions[i], limit, SZ_2M);
	b->high_memory = l.lowmem_limit;
	if (!l.memblock_limit)
		l.memblock_limit = l.lowmem_limit;
	l.memblock_limit = align_down(l.memblock_limit, SZ_2M);
	ignore_highmem(b, l.memblock_limit);
	note_end_of_banks(b);
	b->memblock.current_limit = l.memblock_limit;
	return 0;
}

static int arm_memblock_init(struct boot *b)
{
	const struct kernel *k = b->kernel;

	memblock_reserve(b, boot_image_pa(b, k->sym.stext),
			 k->sym.end - k->sym.stext, "kernel image", "");
	reserve_initrd_mem(b);
	memblock_reserve(b, boot_image_pa(b, k->sym.swapper_pg_dir),
			 k->arm_lpae ? 0x5000 : 0x4000, "swapper_pg_dir",
			 "arm_mm_memblock_reserve");
	early_init_fdt_scan_reserved_mem(b);
	return call_inner(b);
}

/* zone_sizes_init(): DMA up to the machine's limit, the rest of lowmem, highmem
 */
static int zone_sizes_init(struct boot *b)
{
	const struct kernel *k = b->kernel;
	const struct totals *t = &b->totals;

	set_max_zone_pfn(b, ZONE_DMA,
			 min_u64(pfn_down(k, b->dma_limit), t->max_low_pfn));
	set_max_zone_pfn(b, ZONE_NORMAL, t->max_low_pfn);
	set_max_zone_pfn(b, ZONE_HIGHMEM, t->max_pfn);
	return call_inner(b);
}

/* Where memory ends, for its zones: or as banks did before regions were taken. */
RULE(arm_limits, "find_limits()", WITH_MEMBLOCK,
     VARIANT(ARM_LIMITS_OF_MEMBLOCK, "of_memblock", .since = "3.16"),
     VARIANT(ARM_LIMITS_OF_BANKS, "of_banks"));

/* From which end of low memory boot memory is taken, once it is known. */
RULE(arm_boot_memory, "bootmem_init()", WITH_MEMBLOCK,
     VARIANT(ARM_BOOT_MEMORY_FROM_TOP, "from_top", .since = "3.14"),
     VARIANT(ARM_BOOT_MEMORY_BEHIND_IMAGE, "behind_image"));

/*
 * Once low memory was handed to bootmem, which takes the lowest pages that
 * follow what it has taken last; large ones fit behind the image first.
 */
static void take_from_bottom(struct boot *b)
{
	b->memblock.bottom_up = true;
	b->memblock.bottom = align_up(boot_image_pa(b, b->kernel->sym.end),
				      kernel_page_size(b->kernel));
}

static int bootmem_init(struct boot *b)
{
	const struct kernel *k = b->kernel;
	struct totals *t = &b->totals;

	b->memblock.can_resize = true;
	if (k->rules.arm_boot_memory == ARM_BOOT_MEMORY_BEHIND_IMAGE)
		take_from_bottom(b);
	t->max_low_pfn = pfn_down(k, b->memblock.current_limit);
	t->min_low_pfn = pfn_up(k, memblock_start_of_dram(&b->memblock));
	if (k->rules.arm_limits == ARM_LIMITS_OF_MEMBLOCK)
		t->max_pfn = pfn_down(k, memblock_end_of_dram(&b->memblock));
	t->has_pfns = true;
	return call_inner(b);
}

/* request_standard_resources(): one for each mapped bank. */
static int request_standard_resources(struct boot *b)
{
	uint64_t size = b->kernel->size.resource;

	for (size_t i = 0; i < b->memblock.memory.cnt; i++) {
		if (b->memblock.memory.regions[i].flags & MEMBLOCK_NOMAP)
			continue;
		if (!memblock_alloc(b, size, b->kernel->cache_bytes,
				    "resources of the memory regions",
				    "request_standard_resources"))
			return boot_alloc_panic(
				b, size, NO_NODE,
				"request_standard_resources: Failed to allocate %" PRIu64
				" bytes",
				size);
	}
	return 0;
}

static void log_crashkernel(struct boot *b, uint64_t size, uint64_t at,
			    uint64_t total)
{
	journal_log(b->journal,
		    "Reserving %" PRIu64 "MB of memory at %" PRIu64
		    "MB for crashkernel (System RAM: %" PRIu64 "MB)",
		    size >> 20, at >> 20, total >> 20);
}

/* ARM: whether a place for the crash kernel is looked for. */
RULE(arm_crashkernel, "reserve_crashkernel()", WITH_MEMBLOCK,
     VARIANT(ARM_CRASHKERNEL_SEARCHED, "searched"),
     VARIANT(ARM_CRASHKERNEL_AS_GIVEN, "as_given"));

static int reserve_crashkernel(struct boot *b)
{
	uint64_t total = (b->totals.max_low_pfn - b->totals.min_low_pfn)
			 << b->kernel->page_shift;
	struct crash_words w;
	uint64_t size, base, at;
	bool fixed;

	if (!b->kernel->kexec_core ||
	    boot_parse_crashkernel(b, NULL, total, &w) || !w.size)
		return 0;
	size = w.size;
	base = w.base;
	if (b->kernel->rules.arm_crashkernel == ARM_CRASHKERNEL_AS_GIVEN) {
		memblock_reserve(b, base, size, "crash kernel",
				 "reserve_crashkernel");
		log_crashkernel(b, size, base, total);
		return 0;
	}
	fixed = base != 0;
	at = crash_search(
		b,
		&(struct crash_search){
			.size = size,
			.align = fixed ? arm_section_size(b->kernel) : SZ_128M,
			.min = fixed ? base : SZ_128M,
			.max = fixed ? base + size :
				       min_u64(UINT32_MAX, b->high_memory),
			.where = fixed ? "at a fixed place" :
					 "in low memory, above 128 MiB",
			.by = "reserve_crashkernel" });
	if (!at) {
		journal_remark(
			b->journal, REMARK_CRASH_FAILS,
			fixed ? "crashkernel reservation failed - memory is in use." :
				"crashkernel reservation failed - No suitable area found.");
		return 0;
	}
	log_crashkernel(b, size, at, total);
	return 0;
}

/* Right behind setup_machine_fdt(). */
static int reserve_fdt(struct boot *b)
{
	early_init_fdt_reserve_self(b, "");
	return 0;
}

/* ARM: where the tree is read. */
RULE(arm_fdt_map, "setup_machine_fdt()", WITH_MEMBLOCK,
     VARIANT(ARM_FDT_MAP_OWN, "own"), VARIANT(ARM_FDT_MAP_LINEAR, "linear"));

/* The tree, where it is read through the map of low memory. */
static int read_tree(struct boot *b)
{
	uint64_t va = arm_phys_to_virt(b, b->machine->fdt.base);

	if (b->kernel->rules.arm_fdt_map == ARM_FDT_MAP_LINEAR &&
	    !arm_is_mapped(b, va))
		return journal_fault(b->journal, "unflatten_device_tree", va);
	return unflatten_device_tree(b);
}

static int setup_arch(struct boot *b)
{
	if (call_inner(b))
		return -1;
	b->cache_line = b->machine->cache_line ? b->machine->cache_line :
						 b->kernel->cache_bytes;
	return 0;
}

/* Whether the area of the build may lie in high memory. */
RULE(arm_cma_limit, "arm_memblock_init()", WITH_MEMBLOCK,
     VARIANT(ARM_CMA_LIMIT_OF_DMA, "of_dma", .since = "3.18"),
     VARIANT(ARM_CMA_LIMIT_OF_LOWMEM, "of_lowmem"));

static int call_dma_contiguous_reserve(struct boot *b)
{
	bool low = b->kernel->rules.arm_cma_limit == ARM_CMA_LIMIT_OF_LOWMEM;

	dma_contiguous_reserve(b, low ? min_u64(b->dma_limit, b->high_memory) :
					b->dma_limit);
	return 0;
}

/* setup_per_cpu_areas(), mm/percpu.c */
static int setup_per_cpu_areas(struct boot *b)
{
	const struct pcpu_setup s = {
		.atom_size = kernel_page_size(b->kernel),
		.vmalloc_total = vmalloc_size(b),
		.panic = "Failed to initialize percpu areas.",
	};

	return pcpu_first_chunk(b, &s);
}

static uint64_t phys_to_virt(const struct boot *b, uint64_t pa, bool *there)
{
	uint64_t va = arm_phys_to_virt(b, pa);

	*there = arm_is_mapped(b, va);
	return va;
}

static int call_swiotlb_init(struct boot *b)
{
	if (b->kernel->arm_lpae)
		swiotlb_init(b,
			     b->totals.max_pfn >
				     pfn_down(b->kernel, b->dma_limit),
			     true);
	return 0;
}

#define VECTORS_BASE 0xffff0000ULL

static void log_range(struct boot *b, const char *name, uint64_t start,
		      uint64_t end, unsigned shift)
{
	journal_log(b->journal,
		    "%11s : 0x%08" PRIx64 " - 0x%08" PRIx64 "   (%4" PRIu64
		    " %s)",
		    name, start, end, div_round_up(end - start, 1ULL << shift),
		    shift == 20 ? "MB" : "kB");
}

/* ARM: which addresses fixmaps have. */
RULE(arm_fixmap, "mem_init()", WITH_MEMBLOCK,
     VARIANT(ARM_FIXMAP_OF_3M, "of_3m", .since = "3.18"),
     VARIANT(ARM_FIXMAP_OF_2M, "of_2m", .since = "3.16"),
     VARIANT(ARM_FIXMAP_OF_896K, "of_896k"));

/* FIXADDR_START and what the line has as its end. */
static const struct {
	uint64_t start, end;
} fixmaps[] = {
	[ARM_FIXMAP_OF_3M] = { 0xffc00000, 0xfff00000 },
	[ARM_FIXMAP_OF_2M] = { 0xffc00000, 0xffe00000 },
	[ARM_FIXMAP_OF_896K] = { 0xfff00000, 0xfffe0000 },
};

/* ARM: whether mem_init() logs the layout of addresses. */
RULE(arm_layout, "mem_init()", WITH_MEMBLOCK,
     VARIANT(ARM_LAYOUT_SILENT, "silent"),
     VARIANT(ARM_LAYOUT_LOGGED, "logged",
	     .shows = "string \"Virtual kernel memory layout:\"",
	     .log = "Virtual kernel memory layout:"));

/* Low memory from its end down, and what vmalloc() has in between. */
static void log_lowmem(struct boot *b)
{
	const struct memblock_type *m = &b->memblock.memory;
	bool holes = b->kernel->rules.arm_lowmem_holes ==
		     ARM_LOWMEM_HOLES_FOR_VMALLOC;
	uint64_t end = b->high_memory;

	for (size_t i = m->cnt; holes && i-- > 1;) {
		uint64_t start = m->regions[i].base;
		uint64_t last = m->regions[i - 1].base + m->regions[i - 1].size;

		if (start >= end || last == start)
			continue;
		log_range(b, "lowmem ", boot_image_va(b, start),
			  boot_image_va(b, end), 20);
		log_range(b, "vmalloc", boot_image_va(b, last),
			  boot_image_va(b, start), 20);
		end = last;
	}
	log_range(b, "lowmem ", b->kernel->page_offset, boot_image_va(b, end),
		  20);
}

/* What mem_init() says of the kernel's addresses. */
static void log_layout(struct boot *b)
{
	const struct kernel *k = b->kernel;
	const struct kernel_symbols *s = &k->sym;
	uint64_t low_end = boot_image_va(b, b->high_memory);

	if (k->rules.arm_layout == ARM_LAYOUT_SILENT)
		return;
	journal_log(b->journal, "Virtual kernel memory layout:");
	log_range(b, "vector ", VECTORS_BASE,
		  VECTORS_BASE + kernel_page_size(k), 10);
	log_range(b, "fixmap ", fixmaps[k->rules.arm_fixmap].start,
		  fixmaps[k->rules.arm_fixmap].end, 10);
	log_range(b, "vmalloc",
		  align_down(low_end + VMALLOC_OFFSET, VMALLOC_OFFSET),
		  k->vmalloc_end, 20);
	log_lowmem(b);
	if (k->highmem)
		log_range(b, "pkmap  ", k->page_offset - SZ_2M, k->page_offset,
			  20);
	if (k->modules)
		log_range(b, "modules", k->page_offset - (16ULL << 20),
			  k->page_offset - (k->highmem ? SZ_2M : 0), 20);
	log_range(b, ".text", s->text, s->etext, 10);
	log_range(b, ".init", s->init_begin, s->init_end, 10);
	log_range(b, ".data", s->sdata, s->edata, 10);
	log_range(b, ".bss", s->bss_start, s->bss_stop, 10);
}

/* mem_init(), arch/arm/mm/init.c */
static int mem_init(struct boot *b)
{
	journal_exact(b->journal, "log");
	if (call_inner(b))
		return -1;
	log_layout(b);
	return 0;
}

static const struct call calls[] = {
	{ .name = "setup_arch", .run = setup_arch },
	{ .name = "setup_machine_fdt",
	  .run = setup_machine_fdt,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "which machine, its banks" },
	{ .name = "memblock_reserve", .run = reserve_fdt, .part = true },
	{ .name = "parse_early_param",
	  .run = parse_early_param,
	  .title = "mem=, vmalloc=, cma=, ..." },
	{ .name = "setup_dma_zone",
	  .run = setup_dma_zone,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "what old devices can reach" },
	{ .name = "adjust_lowmem_bounds",
	  .run = adjust_lowmem_bounds,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "where lowmem ends" },
	{ .name = "sanity_check_meminfo",
	  .run = sanity_check_meminfo,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "where lowmem ends" },
	{ .name = "arm_memblock_init",
	  .run = arm_memblock_init,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "reserve image, initrd, reserved-memory, CMA" },
	{ .name = "dma_contiguous_reserve",
	  .run = call_dma_contiguous_reserve },
	{ .name = "paging_init",
	  .run = arm_paging_init,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "map lowmem, vectors, kmap" },
	{ .name = "bootmem_init",
	  .run = bootmem_init,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "limits of the zones" },
	{ .name = "arm_memory_present",
	  .run = arm_memory_present,
	  .needs = offsetof(struct kernel, sparsemem) },
	{ .name = "zone_sizes_init", .run = zone_sizes_init },
	{ .name = "arch_zone_limits_init", .run = zone_sizes_init },
	{ .name = "free_area_init",
	  .title = "contig_page_data, mem_map, zones" },
	{ .name = "request_standard_resources",
	  .run = request_standard_resources },
	{ .name = "unflatten_device_tree", .run = read_tree },
	{ .name = "arm_dt_init_cpu_maps", .does = arm_init_cpus },
	{ .name = "reserve_crashkernel", .run = reserve_crashkernel },
	{ .name = "swiotlb_init", .run = call_swiotlb_init },
	{ .name = "mem_init", .run = mem_init },
};

static const struct arch_image_resource image_resources[] = {
	{ "Kernel code", offsetof(struct kernel_symbols, text),
	  offsetof(struct kernel_symbols, init_begin) },
	{ "Kernel data", offsetof(struct kernel_symbols, sdata),
	  offsetof(struct kernel_symbols, end) },
};

const struct arch arch_arm = {
	.name = "arm",
	.boot_loader = boot_loader,
	.null_fault = "Unable to handle kernel NULL pointer dereference at "
		      "virtual address ",
	.page_fault = "Unable to handle kernel paging request at virtual "
		      "address ",
	.ram_resources_to_the_byte = true,
	.own_free_initrd_mem = true,
	.image_resources = image_resources,
	.nr_image_resources = ARRAY_SIZE(image_resources),
	.setup_per_cpu_areas = setup_per_cpu_areas,
	.phys_to_virt = phys_to_virt,
	.calls = calls,
	.nr_calls = ARRAY_SIZE(calls),
};
