/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <string.h>

#include "arch/arch.h"
#include "arch/boot_loader.h"
#include "arch/early_param.h"
#include "arch/riscv/mmu.h"
#include "cmdline/params.h"
#include "journal/journal.h"
#include "journal/sequence.h"
#include "mm/arch_numa.h"
#include "mm/arch_numa_percpu.h"
#include "mm/cma.h"
#include "mm/crash_reserve.h"
#include "mm/initrd.h"
#include "mm/memblock.h"
#include "mm/of_fdt.h"
#include "mm/swiotlb.h"
#include "util/alloc.h"
#include "util/range.h"

/* arch/riscv: setup_arch() and the seams after it, 64 bits. */

#define SZ_2M (2ULL << 20)
#define SZ_4G (4ULL << 30)
#define CRASH_LOW_SIZE (128ULL << 20) /* DEFAULT_CRASH_KERNEL_LOW_SIZE */
#define PUD_ORDER 18 /* 1 GiB of 4 KiB pages */

/* OpenSBI has the start of RAM; the image follows, the tree is at the end. */
static void boot_loader(struct machine *m, const struct kernel *k)
{
	boot_loader_place_high(m, kernel_image_size(k), SZ_2M);
}

/*
 * parse_dtb(). Two pieces of 2 MiB are mapped from the one on in which the tree
 * begins; what lies behind them cannot be read.
 */
static int parse_dtb(struct boot *b)
{
	const struct machine_fdt *fdt = &b->machine->fdt;
	uint64_t mapped = align_down(fdt->base, SZ_2M) + 2 * SZ_2M;

	if (fdt->base + fdt->totalsize > mapped)
		return journal_hang(b->journal, "parse_dtb");
	early_init_dt_scan(b, 0, UINT64_MAX);
	if (b->machine->model || fdt->compatible)
		journal_log(b->journal, "Machine model: %s",
			    b->machine->model ? b->machine->model :
						fdt->compatible);
	return 0;
}

/* Up to what the linear map can hold the smallest of several mem= counts. */
static uint64_t lower_limit(const struct boot *b, uint64_t limit, uint64_t mem)
{
	return min_u64(limit, align_down(mem, kernel_page_size(b->kernel)));
}

static uint64_t memory_limit(const struct boot *b)
{
	uint64_t limit = riscv_kern_virt_size(b);

	for (size_t i = 0; i < b->params.nr_mems; i++)
		limit = lower_limit(b, limit, b->params.mems[i]);
	return limit;
}

/* Each of them says where the limit is by then: early_mem(). */
static void log_limits(struct boot *b)
{
	uint64_t limit = riscv_kern_virt_size(b);

	for (size_t i = 0; i < b->params.nr_mems; i++) {
		limit = lower_limit(b, limit, b->params.mems[i]);
		journal_log(b->journal, "Memory limited to %" PRIu64 "MB",
			    limit >> 20);
	}
}

static int parse_early_param(struct boot *b)
{
	const struct params *p = &b->params;

	if (early_param_messages(b))
		return -1;
	early_initrdmem(b);
	log_limits(b);
	if (b->kernel->swiotlb)
		swiotlb_early_param(b);
	b->memblock.movable_node = p->movable_node && b->kernel->memory_hotplug;
	return 0;
}

/*
 * The image, up to a whole piece of the linear map, whose protection is not
 * for anybody else.
 */
static void reserve_image(struct boot *b)
{
	uint64_t end = b->image_base + kernel_image_size(b->kernel);

	if (b->kernel->strict_kernel_rwx)
		end = align_up(end, SZ_2M);
	memblock_reserve(b, b->image_base, end - b->image_base, "kernel image",
			 "");
}

/* RISC-V: when memory is cut at the end of the linear map. */
RULE(riscv_memory_cap, "setup_bootmem()", WITH_MEMBLOCK,
     VARIANT(RISCV_MEMORY_CAP_IF_BEYOND, "if_beyond",
	     .shows =
		     "string \"Physical memory overflows the linear mapping size: region above %pa removed\""),
     VARIANT(RISCV_MEMORY_CAP_ALWAYS, "always", .shows = "no such string"));

static void cap_memory(struct boot *b, uint64_t start, uint64_t end)
{
	if (b->kernel->rules.riscv_memory_cap == RISCV_MEMORY_CAP_IF_BEYOND) {
		if (memblock_end_of_dram(&b->memblock) <= end)
			return;
		journal_remark(
			b->journal, REMARK_MAP_BEYOND,
			"Physical memory overflows the linear mapping size: region above %s removed",
			journal_pa_text(b->journal, end));
	}
	memblock_cap_memory_range(b, start, end - start);
}

/* Where memory begins is where the linear map does; what it cannot hold goes. */
static void start_linear_map(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t ram = align_down(memblock_start_of_dram(&b->memblock), SZ_2M);
	uint64_t section = align_down(ram, 1ULL << k->section_size_bits);

	b->memstart_addr = ram;
	b->linear_size = riscv_kern_virt_size(b);
	b->max_dma_address = ram;
	b->page_offset = riscv_page_offset(b) - ram;
	b->vmemmap = riscv_vmemmap_start(b) -
		     (section >> k->page_shift) * k->size.page;
	cap_memory(b, ram, ram + b->linear_size);
}

static void find_pfns(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t dma32_end = b->machine->fdt.dma32_end;
	struct totals *t = &b->totals;

	t->min_low_pfn = pfn_up(k, b->memstart_addr);
	t->max_pfn = pfn_down(k, memblock_end_of_dram(&b->memblock));
	t->max_low_pfn = t->max_pfn;
	t->has_pfns = true;
	b->high_memory = t->max_low_pfn << k->page_shift;
	b->dma_limit = min_u64(dma32_end ? dma32_end : SZ_4G, b->high_memory);
}

static int setup_bootmem(struct boot *b)
{
	memblock_enforce_memory_limit(b, memory_limit(b));
	reserve_image(b);
	start_linear_map(b);
	find_pfns(b);
	reserve_initrd_mem(b);
	early_init_fdt_scan_reserved_mem(b);
	early_init_fdt_reserve_self(b, "");
	return call_inner(b);
}

static int call_dma_contiguous_reserve(struct boot *b)
{
	dma_contiguous_reserve(b, b->dma_limit);
	return 0;
}

static int call_hugetlb_cma_reserve(struct boot *b)
{
	if (b->kernel->hugetlb_page && b->kernel->cma)
		hugetlb_cma_reserve(b, PUD_ORDER);
	return 0;
}

static int paging_init(struct boot *b)
{
	if (call_inner(b))
		return -1;
	b->memblock.can_resize = true;
	return 0;
}

/* zone_sizes_init() */
static int zone_sizes_init(struct boot *b)
{
	const struct kernel *k = b->kernel;
	int dma32 = kernel_zone_index(k, ZONE_DMA32);

	if (dma32 >= 0)
		b->max_zone_pfns[dma32] = pfn_down(k, b->dma_limit);
	b->max_zone_pfns[kernel_zone_index(k, ZONE_NORMAL)] =
		b->totals.max_low_pfn;
	return call_inner(b);
}

/* arch_reserve_crashkernel(), with asm/crash_reserve.h */
static int reserve_crashkernel(struct boot *b)
{
	reserve_crashkernel_generic(b,
				    &(struct crash_limits){
					    .align = SZ_2M,
					    .low_max = b->dma_limit,
					    .high_max = memblock_end_of_dram(
						    &b->memblock),
					    .default_low_size = CRASH_LOW_SIZE,
					    .below_low_max =
						    "below the DMA limit",
				    });
	return 0;
}

/* Reserved regions that do not begin in memory: /proc/iomem has each. */
static size_t count_outside(const struct boot *b)
{
	const struct memblock *mb = &b->memblock;
	uint64_t page = kernel_page_size(b->kernel);
	size_t n = 0;

	for (size_t i = 0; i < mb->reserved.cnt; i++)
		n += !memblock_search(&mb->memory,
				      align_down(mb->reserved.regions[i].base,
						 page));
	return n;
}

/*
 * init_resources(): a struct for each region there may be; those of the
 * regions are at the upper end, and the rest is given back.
 */
static int init_resources(struct boot *b)
{
	const struct memblock *mb = &b->memblock;
	uint64_t one = b->kernel->size.resource;
	size_t n = mb->memory.cnt + mb->reserved.cnt + 1, used;
	uint64_t at = memblock_alloc(b, n * one, b->kernel->cache_bytes,
				     "resources of the memory regions", "");

	if (!at)
		return journal_panic(b->journal,
				     "init_resources: Failed to allocate %" PRIu64
				     " bytes",
				     n * one);
	used = mb->memory.cnt + count_outside(b);
	if (n > used)
		memblock_free(b, at, (n - used) * one, "");
	return 0;
}

/*
 * setup_smp(): the hart that boots is CPU 0, and the others come in the order
 * of the tree.
 */
static int setup_smp(struct boot *b)
{
	const struct machine *m = b->machine;
	size_t limit = boot_cpu_limit(b), n = 0;

	b->cpu_nid = xcalloc(limit, sizeof(*b->cpu_nid));
	for (size_t i = 0; i < m->nr_cpus; i++) {
		if (m->cpus[i].reg == UINT64_MAX)
			journal_log(b->journal, "Found CPU without hart ID");
		if (!riscv_hart_is_usable(b, &m->cpus[i]))
			continue;
		if (n < limit)
			b->cpu_nid[n] = arch_cpu_node(b, &m->cpus[i]);
		n++;
	}
	if (!n)
		return journal_bug(b->journal, "of_parse_and_init_cpus");
	if (n > limit)
		journal_log(
			b->journal,
			"Total number of cpus [%zu] is greater than nr_cpus option value [%zu]",
			n, limit);
	b->nr_cpu_ids = (size_t)min_u64(n, limit);
	b->nr_possible_cpus = b->nr_cpu_ids;
	b->nr_startable_cpus = b->nr_possible_cpus;
	return 0;
}

static int setup_arch(struct boot *b)
{
	if (riscv_setup_vm(b))
		return -1;
	fdt_note_kaslr(b, "the kernel's virtual addresses");
	fdt_note_efi(b);
	b->cache_line = b->kernel->cache_bytes;
	return call_inner(b);
}

static int setup_per_cpu_areas(struct boot *b)
{
	return arch_numa_setup_per_cpu_areas(b, riscv_vmalloc_size(b),
					     riscv_map_early_vmalloc);
}

/*
 * riscv_set_dma_cache_alignment(): devices do not see the harts' caches, as far
 * as all harts have the instructions to clean them.
 */
static bool is_noncoherent(const struct boot *b)
{
	const struct machine *m = b->machine;

	if (!b->kernel->riscv_zicbom)
		return false;
	for (size_t i = 0; i < m->nr_cpus; i++) {
		if (riscv_hart_is_usable(b, &m->cpus[i]) &&
		    !m->cpus[i].riscv_zicbom)
			return false;
	}
	return true;
}

/* mem_init() */
static int call_swiotlb_init(struct boot *b)
{
	bool needed = swiotlb_needed(b);

	b->dma_align = is_noncoherent(b) ? b->kernel->cache_bytes : 1;
	if (!needed && b->kernel->dma_bounce_unaligned_kmalloc &&
	    b->dma_align != 1)
		swiotlb_size_for_kmalloc(b);
	swiotlb_init(b, needed || b->swiotlb_for_kmalloc, true);
	return 0;
}

static uint64_t phys_to_virt(const struct boot *b, uint64_t pa, bool *there)
{
	const struct memblock_region *r =
		memblock_search(&b->memblock.memory, pa);

	*there = r && !(r->flags & MEMBLOCK_NOMAP);
	return pa + b->page_offset;
}

static const struct call calls[] = {
	{ .name = "setup_arch", .run = setup_arch },
	{ .name = "parse_dtb",
	  .run = parse_dtb,
	  .arch = true,
	  .title = "scan the tree's banks" },
	{ .name = "parse_early_param",
	  .run = parse_early_param,
	  .title = "mem=, no4lvl, no5lvl, ..." },
	{ .name = "paging_init",
	  .run = paging_init,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "start of the linear map, and its page tables" },
	{ .name = "setup_bootmem",
	  .run = setup_bootmem,
	  .arch = true,
	  .title = "reserve image, initrd, reserved-memory, tree" },
	{ .name = "dma_contiguous_reserve",
	  .run = call_dma_contiguous_reserve },
	{ .name = "hugetlb_cma_reserve", .run = call_hugetlb_cma_reserve },
	{ .name = "setup_vm_final",
	  .run = riscv_setup_vm_final,
	  .arch = true,
	  .title = "page tables of linear map and image" },
	{ .name = "misc_mem_init",
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "memory is laid out; crash kernel" },
	{ .name = "zone_sizes_init", .run = zone_sizes_init },
	{ .name = "arch_zone_limits_init", .run = zone_sizes_init },
	{ .name = "free_area_init", .title = "nodes and zones" },
	{ .name = "reserve_crashkernel", .run = reserve_crashkernel },
	{ .name = "init_resources", .run = init_resources, .arch = true },
	{ .name = "setup_smp", .run = setup_smp, .arch = true },
	{ .name = "swiotlb_init", .run = call_swiotlb_init },
	{ .name = "pgtable_cache_init", .run = riscv_pgtable_cache_init },
};

static const struct arch_image_resource image_resources[] = {
	{ "Kernel image", offsetof(struct kernel_symbols, text),
	  offsetof(struct kernel_symbols, bss_stop) },
	{ "Kernel code", offsetof(struct kernel_symbols, text),
	  offsetof(struct kernel_symbols, etext) },
	{ "Kernel rodata", offsetof(struct kernel_symbols, start_rodata),
	  offsetof(struct kernel_symbols, end_rodata) },
	{ "Kernel data", offsetof(struct kernel_symbols, data),
	  offsetof(struct kernel_symbols, edata) },
	{ "Kernel bss", offsetof(struct kernel_symbols, bss_start),
	  offsetof(struct kernel_symbols, bss_stop) },
};

static bool has_pud_pages(const struct boot *b)
{
	(void)b;
	return true;
}

const struct arch arch_riscv64 = {
	.name = "riscv64",
	.boot_loader = boot_loader,
	.has_pud_pages = has_pud_pages,
	.early_faults_tell = true,
	.null_fault = "Unable to handle kernel NULL pointer dereference at "
		      "virtual address ",
	.page_fault = "Unable to handle kernel paging request at virtual "
		      "address ",
	.image_resources = image_resources,
	.nr_image_resources = ARRAY_SIZE(image_resources),
	.setup_per_cpu_areas = setup_per_cpu_areas,
	.phys_to_virt = phys_to_virt,
	.calls = calls,
	.nr_calls = ARRAY_SIZE(calls),
};
