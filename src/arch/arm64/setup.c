/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "arch/arm64/mmu.h"
#include "arch/arm64/pkvm.h"
#include "arch/arm64/space.h"
#include "arch/boot_loader.h"
#include "arch/early_param.h"
#include "cmdline/hugepages.h"
#include "cmdline/params.h"
#include "journal/attempt.h"
#include "journal/journal.h"
#include "journal/sequence.h"
#include "mm/arch_numa.h"
#include "mm/arch_numa_percpu.h"
#include "mm/boot_alloc.h"
#include "mm/bootmem.h"
#include "mm/cma.h"
#include "mm/crash_reserve.h"
#include "mm/memblock.h"
#include "mm/mm_init/free_area_init.h"
#include "mm/of_fdt.h"
#include "mm/sparse.h"
#include "mm/swiotlb.h"
#include "util/alloc.h"
#include "util/range.h"

/* arch/arm64: setup_arch() and the seams after it. */

#define SZ_2M (2ULL << 20)
#define SZ_512M (512ULL << 20)
#define SZ_1G (1ULL << 30)
#define SZ_4G (1ULL << 32)
#define MAX_FDT_SIZE SZ_2M
#define CRASH_ALIGN SZ_2M
#define CRASH_LOW_SIZE (128ULL << 20)
#define PAGE_SHIFT_4K 12
#define PAGE_SHIFT_64K 16
#define PUD_SHIFT 30 /* of 4 KiB pages */
#define MPIDR_HWID_BITMASK 0xff00ffffffULL

/* pud_sect_supported() */
static bool has_pud_blocks(const struct kernel *k)
{
	return k->page_shift == PAGE_SHIFT_4K;
}

static void boot_loader(struct machine *m, const struct kernel *k)
{
	boot_loader_place(m, kernel_image_size(k), SZ_2M, SZ_2M);
}

/* It cannot go on without, and loops for ever. */
static int refuse_fdt(struct boot *b, uint64_t base)
{
	journal_log(
		b->journal,
		"Error: invalid device tree blob at physical address 0x%016" PRIx64
		" (virtual address 0x0000000000000000)",
		base);
	journal_log(
		b->journal,
		"The dtb must be 8-byte aligned and must not exceed 2 MB in size");
	journal_log(b->journal, "Please check your bootloader.");
	return journal_hang(b->journal, "setup_machine_fdt");
}

/* setup_machine_fdt() */
static int setup_machine_fdt(struct boot *b)
{
	const struct machine_fdt *fdt = &b->machine->fdt;

	if (!fdt->base || (fdt->base & 7) || fdt->totalsize > MAX_FDT_SIZE)
		return refuse_fdt(b, fdt->base);
	early_init_fdt_reserve_self(b, "");
	early_init_dt_scan(b, 0, UINT64_MAX);
	if (b->machine->model || fdt->compatible)
		journal_log(b->journal, "Machine model: %s",
			    b->machine->model ? b->machine->model :
						fdt->compatible);
	return 0;
}

static int parse_early_param(struct boot *b)
{
	const struct params *p = &b->params;

	if (early_param_messages(b))
		return -1;
	early_initrdmem(b);
	if (p->has_mem)
		journal_log(b->journal, "Memory limited to %" PRIu64 "MB",
			    align_down(p->mem, kernel_page_size(b->kernel)) >>
				    20);
	if (b->kernel->swiotlb)
		swiotlb_early_param(b);
	b->memblock.movable_node = p->movable_node && b->kernel->memory_hotplug;
	return 0;
}

/*
 * ARM64_MEMSTART_ALIGN: what one entry of the linear map's tables or some
 * contiguous ones can map, and a section at the least.
 */
static uint64_t memstart_align(const struct kernel *k)
{
	uint64_t mapped = k->page_shift == PAGE_SHIFT_64K ? SZ_512M : SZ_1G;

	return max_u64(mapped, 1ULL << k->section_size_bits);
}

/*
 * Memory that the linear map cannot reach. Its start is aligned, and the
 * kernel itself is kept however high it lies.
 */
static void clip_to_linear_map(struct boot *b)
{
	struct memblock *mb = &b->memblock;
	uint64_t size = arm64_linear_region_size(b);
	uint64_t align = memstart_align(b->kernel);
	uint64_t image_end = boot_image_pa(b, b->kernel->sym.end);

	memblock_remove(b, 1ULL << arm64_pa_bits(b), UINT64_MAX, "");
	b->memstart_addr = align_down(memblock_start_of_dram(mb), align);
	if (memblock_end_of_dram(mb) - b->memstart_addr > size)
		journal_remark(
			b->journal, REMARK_MAP_BEYOND,
			"Memory doesn't fit in the linear mapping, VA_BITS too small");
	memblock_remove(b, max_u64(b->memstart_addr + size, image_end),
			UINT64_MAX, "");
	if (b->memstart_addr + size < memblock_end_of_dram(mb)) {
		b->memstart_addr =
			align_up(memblock_end_of_dram(mb) - size, align);
		memblock_remove(b, 0, b->memstart_addr, "");
	}
	b->memstart_addr -= arm64_memstart_shift(b);
}

/* mem= cuts; the kernel's own memory comes back. */
static void apply_memory_limit(struct boot *b)
{
	uint64_t limit = align_down(b->params.mem, kernel_page_size(b->kernel));

	if (!b->params.has_mem)
		return;
	memblock_mem_limit_remove_map(b, limit);
	memblock_add(b, b->image_base, b->kernel->sym.end - b->kernel->sym.text,
		     "");
}

static void reserve_initrd(struct boot *b)
{
	uint64_t page = kernel_page_size(b->kernel);
	uint64_t base = align_down(b->initrd_start, page);
	uint64_t size = align_up(b->initrd_start + b->initrd_size, page) - base;
	uint64_t dram = memblock_start_of_dram(&b->memblock);

	if (!b->initrd_size)
		return;
	if (base < dram || base + size > dram + arm64_linear_region_size(b)) {
		journal_remark_about(
			b->journal,
			&(struct remark){
				.kind = REMARK_INITRD_LOST,
				.range = { b->initrd_start, b->initrd_size } },
			"initrd not fully accessible via the linear mapping -- please check your bootloader ...");
		b->initrd_size = 0;
		return;
	}
	memblock_add(b, base, size, "");
	memblock_mark(b, base, size, MEMBLOCK_NOMAP, false, "");
	memblock_reserve(b, base, size, "initial RAM disk", "");
}

/* What crashkernel= asks for: bytes; size 0: nothing. */
struct crash_request {
	uint64_t size, base, max, low_size;
	bool high;
};

/* arm64: where the crash kernel may lie, and how its place is taken. */
RULE(arm64_crashkernel, "reserve_crashkernel()", WITH_MEMBLOCK,
     VARIANT(ARM64_CRASHKERNEL_HIGH_LOW, "high_low",
	     .shows = "function reserve_crashkernel_low", .since = "5.19"),
     VARIANT(ARM64_CRASHKERNEL_BELOW_LIMIT, "below_limit",
	     .shows = "no such function", .since = "5.15"),
     VARIANT(ARM64_CRASHKERNEL_FOUND, "found",
	     .shows =
		     "string \"cannot reserve crashkernel: region is not memory\""));

static bool knows_high(const struct kernel *k)
{
	return k->rules.arm64_crashkernel == ARM64_CRASHKERNEL_HIGH_LOW;
}

static bool parse_crashkernel(struct boot *b, struct crash_request *r)
{
	uint64_t ram = b->memblock.memory.total_size;
	struct crash_words w;
	int ret = boot_parse_crashkernel(b, NULL, ram, &w);

	r->max = b->dma_limit;
	r->size = w.size;
	r->base = w.base;
	if (!ret)
		return r->size != 0;
	if (ret != PARAM_ABSENT || !knows_high(b->kernel))
		return false;
	ret = boot_parse_crashkernel(b, ",high", 0, &w);
	r->size = w.size;
	if (ret || !r->size)
		return false;
	ret = boot_parse_crashkernel(b, ",low", 0, &w);
	r->low_size = w.size;
	r->max = 1ULL << arm64_pa_bits(b);
	r->high = true;
	return !ret || ret == PARAM_ABSENT;
}

/* What is wrong with a place that the user gives; NULL: nothing. */
static const char *fault_of_place(const struct boot *b,
				  const struct crash_request *r)
{
	const struct memblock *mb = &b->memblock;
	const struct memblock_region *m = memblock_search(&mb->memory, r->base);

	if (!m || memblock_region_end(m) < r->base + r->size)
		return "region is not memory";
	if (memblock_overlaps(&mb->reserved, r->base, r->size))
		return "region overlaps reserved memory";
	return r->base & (CRASH_ALIGN - 1) ? "base address is not 2MB aligned" :
					     NULL;
}

/* Where a place is looked for only if the user gives none. */
static bool refuse_place(struct boot *b, const struct crash_request *r)
{
	const char *fault = NULL;

	if (b->kernel->rules.arm64_crashkernel == ARM64_CRASHKERNEL_FOUND &&
	    r->base)
		fault = fault_of_place(b, r);
	if (fault)
		journal_remark(b->journal, REMARK_CRASH_FAILS,
			       "cannot reserve crashkernel: %s", fault);
	return fault != NULL;
}

static int reserve_crashkernel_arm64(struct boot *b)
{
	const struct crash_limits limits = {
		.align = CRASH_ALIGN,
		.low_max = b->dma_limit,
		.below_low_max = "below the DMA limit",
	};
	struct crash_request r = { 0 };
	uint64_t at;

	if (!b->kernel->kexec_core || !parse_crashkernel(b, &r))
		return 0;
	r.size = align_up(r.size, kernel_page_size(b->kernel));
	if (refuse_place(b, &r))
		return 0;
	if (r.base)
		r.max = r.base + r.size;
	at = crash_search(b,
			  &(struct crash_search){
				  .high = r.high,
				  .size = r.size,
				  .align = CRASH_ALIGN,
				  .min = r.base,
				  .max = r.max,
				  .where = r.base ? "at a fixed place" :
					   r.high ? "downwards from the top" :
						    "below the DMA limit",
				  .by = "reserve_crashkernel" });
	if (!at) {
		journal_remark(b->journal, REMARK_CRASH_FAILS,
			       "cannot allocate crashkernel (size:0x%" PRIx64
			       ")",
			       r.size);
		return 0;
	}
	if (at >= b->dma_limit && r.low_size &&
	    !reserve_crashkernel_low(b, r.low_size, "reserve_crashkernel_low",
				     &limits)) {
		memblock_free(b, at, r.size, "reserve_crashkernel");
		attempt_given_back(b->journal, at,
				   "its low part found no place");
		return 0;
	}
	journal_log(b->journal,
		    "crashkernel reserved: 0x%016" PRIx64 " - 0x%016" PRIx64
		    " (%" PRIu64 " MB)",
		    at, at + r.size, r.size >> 20);
	return 0;
}

/* Whether the place of the DMA zone is known only later. */
static bool defer_reserve_crashkernel(const struct kernel *k)
{
	return k->rules.arm64_crashkernel == ARM64_CRASHKERNEL_FOUND ||
	       kernel_zone_index(k, ZONE_DMA) >= 0 ||
	       kernel_zone_index(k, ZONE_DMA32) >= 0;
}

/* Before the zones, where the build has none that limits it. */
static void early_reserve_crashkernel(struct boot *b)
{
	if (b->kernel->rules.crashkernel != CRASHKERNEL_OF_ARCH ||
	    defer_reserve_crashkernel(b->kernel))
		return;
	b->dma_limit = 1ULL << arm64_pa_bits(b);
	reserve_crashkernel_arm64(b);
}

/* bootmem_init() */
static int reserve_crashkernel(struct boot *b)
{
	struct crash_limits limits = {
		.align = CRASH_ALIGN,
		.low_max = b->dma_limit,
		.high_max = 1ULL << arm64_pa_bits(b),
		.default_low_size = CRASH_LOW_SIZE,
		.below_low_max = "below the DMA limit",
	};

	switch (b->kernel->rules.crashkernel) {
	case CRASHKERNEL_GENERIC:
		reserve_crashkernel_generic(b, &limits);
		return 0;
	case CRASHKERNEL_TRIES_TWICE:
		limits.high_min = SZ_4G;
		reserve_crashkernel_twice(b, &limits);
		return 0;
	case CRASHKERNEL_OF_ARCH:
		break;
	}
	return defer_reserve_crashkernel(b->kernel) ?
		       reserve_crashkernel_arm64(b) :
		       0;
}

static int arm64_memblock_init(struct boot *b)
{
	const struct kernel_symbols *s = &b->kernel->sym;
	uint64_t image_start = arm64_image_start(b->kernel);

	if (b->kernel->rules.usable_range == USABLE_RANGE_OF_ARM64)
		cap_usable_range(b);
	clip_to_linear_map(b);
	apply_memory_limit(b);
	reserve_initrd(b);
	memblock_reserve(b, boot_image_pa(b, image_start), s->end - image_start,
			 "kernel image", "");
	early_init_fdt_scan_reserved_mem(b);
	if (b->kernel->rules.elfcorehdr == ELFCOREHDR_OF_ARM64)
		fdt_reserve_elfcorehdr(b);
	early_reserve_crashkernel(b);
	b->high_memory = memblock_end_of_dram(&b->memblock);
	b->max_dma_address = b->memstart_addr;
	b->vmemmap = arm64_vmemmap(b);
	b->vmemmap_neighbour = arm64_vmemmap_neighbour(b);
	b->max_physmem_bits = arm64_pa_bits(b);
	return 0;
}

/* A limit as a number of bits; one below all memory is none. */
static uint64_t limit_of_bits(const struct boot *b, uint64_t limit)
{
	uint64_t start = memblock_start_of_dram(&b->memblock);
	unsigned bits = fls_u64(limit);

	if (bits > 32)
		bits = 32;
	limit = (1ULL << bits) - 1;
	if (start > UINT32_MAX)
		return UINT64_MAX;
	return start > limit ? UINT32_MAX : limit;
}

static uint64_t limit_as_it_is(const struct boot *b, uint64_t limit)
{
	return memblock_start_of_dram(&b->memblock) < UINT32_MAX ?
		       min_u64(limit, UINT32_MAX) :
		       limit;
}

/* arm64: what the end of ZONE_DMA is rounded to, and when it is ignored. */
RULE(arm64_dma_limit, "zone_sizes_init()", WITH_MEMBLOCK,
     VARIANT(ARM64_DMA_LIMIT_AS_IT_IS, "as_it_is",
	     .shows = "symbol zone_dma_limit"),
     VARIANT(ARM64_DMA_LIMIT_IN_BITS, "in_bits",
	     .shows = "symbol zone_dma_bits"));

/* The last address of ZONE_DMA, wherever memory ends. */
static uint64_t zone_dma_limit(const struct boot *b)
{
	uint64_t limit = b->machine->fdt.dma_max_address;

	switch (b->kernel->rules.arm64_dma_limit) {
	case ARM64_DMA_LIMIT_AS_IT_IS:
		return limit_as_it_is(b, limit);
	case ARM64_DMA_LIMIT_IN_BITS:
		break;
	}
	return limit_of_bits(b, limit);
}

/* The same of ZONE_DMA32. */
static uint64_t zone_dma32_limit(const struct boot *b)
{
	return b->kernel->rules.arm64_dma_limit == ARM64_DMA_LIMIT_IN_BITS ?
		       limit_of_bits(b, UINT32_MAX) :
		       UINT32_MAX;
}

/* max_zone_phys() */
static uint64_t max_zone_phys(const struct boot *b, uint64_t limit)
{
	return min_u64(limit, memblock_end_of_dram(&b->memblock) - 1) + 1;
}

/* arm64_dma_phys_limit: where the lowest zone ends. */
static uint64_t lowest_zone_limit(const struct boot *b)
{
	const struct kernel *k = b->kernel;

	if (kernel_zone_index(k, ZONE_DMA) >= 0)
		return max_zone_phys(b, zone_dma_limit(b));
	if (kernel_zone_index(k, ZONE_DMA32) >= 0)
		return max_zone_phys(b, zone_dma32_limit(b));
	return 1ULL << arm64_pa_bits(b);
}

/* zone_sizes_init() */
static int zone_sizes_init(struct boot *b)
{
	const struct kernel *k = b->kernel;
	int dma = kernel_zone_index(k, ZONE_DMA);
	int dma32 = kernel_zone_index(k, ZONE_DMA32);
	int normal = kernel_zone_index(k, ZONE_NORMAL);

	b->dma_limit = lowest_zone_limit(b);
	if (dma >= 0)
		b->max_zone_pfns[dma] = pfn_down(k, b->dma_limit);
	if (dma32 >= 0)
		b->max_zone_pfns[dma32] =
			pfn_down(k, max_zone_phys(b, zone_dma32_limit(b)));
	b->max_zone_pfns[normal] = b->totals.max_pfn;
	b->low_address_limit = b->dma_limit - 1;
	return call_inner(b);
}

static int bootmem_init(struct boot *b)
{
	const struct kernel *k = b->kernel;
	struct totals *t = &b->totals;

	t->min_low_pfn = pfn_up(k, memblock_start_of_dram(&b->memblock));
	t->max_pfn = pfn_down(k, memblock_end_of_dram(&b->memblock));
	t->max_low_pfn = t->max_pfn;
	t->has_pfns = true;
	return call_inner(b);
}

/* request_standard_resources() */
static int request_standard_resources(struct boot *b)
{
	uint64_t size = b->memblock.memory.cnt * b->kernel->size.resource;

	if (memblock_alloc(b, size, b->kernel->cache_bytes,
			   "resources of the memory regions",
			   "request_standard_resources"))
		return 0;
	return journal_panic(
		b->journal,
		"request_standard_resources: Failed to allocate %" PRIu64
		" bytes",
		size);
}

static bool duplicate(const struct machine *m, size_t cpu)
{
	for (size_t i = 0; i < cpu; i++) {
		if (m->cpus[i].reg == m->cpus[cpu].reg)
			return true;
	}
	return false;
}

/* cpu_psci_cpu_prepare(): firmware must be there to start it. */
static bool can_prepare(const struct machine *m, size_t cpu)
{
	return m->fdt.psci_cpu_on || !m->cpus[cpu].enable_method ||
	       strcmp(m->cpus[cpu].enable_method, "psci") != 0;
}

/* smp_prepare_cpus(): who of the possible ones is present. */
static void smp_prepare_cpus(struct boot *b)
{
	b->cpu_absent = xcalloc(b->nr_cpu_ids, sizeof(*b->cpu_absent));
	b->nr_startable_cpus = 1;
	for (size_t i = 1; i < b->nr_cpu_ids; i++) {
		if (b->cpu_nid[i] < 0)
			continue;
		b->cpu_absent[i] = !can_prepare(b->machine, i);
		b->nr_startable_cpus += !b->cpu_absent[i];
	}
}

/* smp_init_cpus(): who is possible. */
static int smp_init_cpus(struct boot *b)
{
	const struct machine *m = b->machine;
	size_t limit = boot_cpu_limit(b);

	b->cpu_nid = xcalloc(limit, sizeof(*b->cpu_nid));
	for (size_t i = 0; i < limit; i++)
		b->cpu_nid[i] = -1;
	b->cpu_nid[0] = m->nr_cpus ? arch_cpu_node(b, &m->cpus[0]) : 0;
	for (size_t i = 1; i < m->nr_cpus && i < limit; i++) {
		const struct machine_cpu *cpu = &m->cpus[i];

		if (cpu->known_enable_method && !duplicate(m, i) &&
		    !(cpu->reg & ~MPIDR_HWID_BITMASK))
			b->cpu_nid[i] = arch_cpu_node(b, cpu);
	}
	if (m->nr_cpus > limit)
		journal_log(
			b->journal,
			"Number of cores (%zu) exceeds configured maximum of %zu - clipping",
			m->nr_cpus, limit);
	b->nr_cpu_ids = 1;
	for (size_t i = 0; i < limit; i++) {
		if (b->cpu_nid[i] < 0)
			continue;
		b->nr_cpu_ids = i + 1;
		b->nr_possible_cpus++;
	}
	smp_prepare_cpus(b);
	return 0;
}

/*
 * acpi_table_upgrade() looks for tables in the initrd, up to the first word
 * that is neither zero nor a header; reserve_initrd() has made memory of it all.
 */
static int acpi_table_upgrade(struct boot *b)
{
	const struct machine_fdt *fdt = &b->machine->fdt;
	uint64_t end = b->initrd_start + b->initrd_size;

	if (!b->initrd_size || !fdt->nr_memory ||
	    !kernel_has_early_param(b->kernel, "acpi") ||
	    fdt_end_of_ram(fdt, b->initrd_start, end) == end)
		return 0;
	journal_inexact(
		b->journal, "log",
		"the initrd reaches where no RAM is: what the CPU reports of such an access is the board's affair, and where the first one is depends on the initrd");
	return journal_oops(b->journal, "find_cpio_data");
}

static int setup_arch(struct boot *b)
{
	fdt_note_kaslr(b, "the kernel's virtual addresses and the linear map");
	fdt_note_efi(b);
	if (call_inner(b))
		return -1;
	b->cache_line = b->machine->cache_line ? b->machine->cache_line :
						 b->kernel->cache_bytes;
	b->dma_align = b->cache_line;
	return 0;
}

/* arm64_hugetlb_cma_reserve() */
static int call_hugetlb_cma_reserve(struct boot *b)
{
	const struct kernel *k = b->kernel;
	unsigned shift = has_pud_blocks(k) ? PUD_SHIFT :
					     hugepages_cont_pmd_shift(k);

	if (k->hugetlb_page && k->cma)
		hugetlb_cma_reserve(b, shift - k->page_shift);
	return 0;
}

/* Which zone the build's own contiguous area is in. */
RULE(arm64_cma, "arm64_memblock_init()", WITH_MEMBLOCK,
     VARIANT(ARM64_CMA_IN_DMA, "in_dma", .since = "5.10"),
     VARIANT(ARM64_CMA_IN_DMA32, "in_dma32", .since = "5.5"),
     VARIANT(ARM64_CMA_IN_LOWEST, "in_lowest"));

static int call_dma_contiguous_reserve(struct boot *b)
{
	bool dma32 = b->kernel->rules.arm64_cma == ARM64_CMA_IN_DMA32;

	dma_contiguous_reserve(b, dma32 ? zone_dma32_limit(b) :
					  lowest_zone_limit(b));
	return 0;
}

static int setup_per_cpu_areas(struct boot *b)
{
	return arch_numa_setup_per_cpu_areas(b, arm64_vmalloc_total(b),
					     arm64_map_early_vmalloc);
}

/* mem_init() */
static int call_swiotlb_init(struct boot *b)
{
	bool needed = swiotlb_needed(b);

	if (!needed && b->kernel->dma_bounce_unaligned_kmalloc)
		swiotlb_size_for_kmalloc(b);
	swiotlb_init(b, needed || b->swiotlb_for_kmalloc, true);
	return 0;
}

static const struct call calls[] = {
	{ .name = "setup_arch", .run = setup_arch },
	{ .name = "setup_machine_fdt",
	  .run = setup_machine_fdt,
	  .arch = true,
	  .title = "reserve the tree, scan its banks" },
	{ .name = "parse_early_param",
	  .run = parse_early_param,
	  .title = "mem=, cma=, rodata=, ..." },
	{ .name = "arm64_memblock_init",
	  .run = arm64_memblock_init,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title =
		  "clip to the linear map, reserve image, initrd, reserved-memory" },
	{ .name = "paging_init",
	  .run = arm64_paging_init,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "page tables of the linear map" },
	{ .name = "acpi_table_upgrade", .run = acpi_table_upgrade },
	{ .name = "bootmem_init",
	  .run = bootmem_init,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "crash kernel; memory is laid out" },
	{ .name = "hugetlb_cma_reserve", .run = call_hugetlb_cma_reserve },
	{ .name = "kvm_hyp_reserve", .run = arm64_kvm_hyp_reserve },
	{ .name = "zone_sizes_init", .run = zone_sizes_init },
	{ .name = "dma_limits_init", .run = zone_sizes_init },
	{ .name = "free_area_init", .title = "nodes and zones" },
	{ .name = "dma_contiguous_reserve",
	  .run = call_dma_contiguous_reserve },
	{ .name = "reserve_crashkernel", .run = reserve_crashkernel },
	{ .name = "request_standard_resources",
	  .run = request_standard_resources },
	{ .name = "smp_init_cpus", .run = smp_init_cpus },
	{ .name = "swiotlb_init", .run = call_swiotlb_init },
};

/* The code is shown from where on it is reserved. */
static const struct arch_image_resource image_resources[] = {
	{ "Kernel code", offsetof(struct kernel_symbols, text),
	  offsetof(struct kernel_symbols, init_begin) },
	{ "Kernel code", offsetof(struct kernel_symbols, stext),
	  offsetof(struct kernel_symbols, init_begin) },
	{ "Kernel data", offsetof(struct kernel_symbols, sdata),
	  offsetof(struct kernel_symbols, end) },
};

/* arm64: from where on the image is reserved, and an alias of its own. */
RULE(arm64_image, "arm64_memblock_init()", WITH_MEMBLOCK,
     VARIANT(ARM64_IMAGE_FROM_TEXT, "from_text"),
     VARIANT(ARM64_IMAGE_FROM_STEXT, "from_stext"));

static bool has_image_resource(const struct kernel *k,
			       const struct arch_image_resource *r)
{
	const struct arch_image_resource *other =
		&image_resources[k->rules.arm64_image == ARM64_IMAGE_FROM_TEXT];

	return r != other;
}

static bool has_pud_pages(const struct boot *b)
{
	return has_pud_blocks(b->kernel);
}

const struct arch arch_arm64 = {
	.name = "arm64",
	.boot_loader = boot_loader,
	.has_pud_pages = has_pud_pages,
	.early_faults_tell = true,
	.null_fault = "Unable to handle kernel NULL pointer dereference at "
		      "virtual address ",
	.page_fault = "Unable to handle kernel paging request at virtual "
		      "address ",
	.image_resources = image_resources,
	.nr_image_resources = ARRAY_SIZE(image_resources),
	.has_image_resource = has_image_resource,
	.setup_per_cpu_areas = setup_per_cpu_areas,
	.calls = calls,
	.nr_calls = ARRAY_SIZE(calls),
};
