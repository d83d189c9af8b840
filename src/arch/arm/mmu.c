/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm/mmu.h"

#include <inttypes.h>
#include <string.h>

#include "journal/journal.h"
#include "journal/sequence.h"
#include "mm/boot_alloc.h"
#include "mm/memblock.h"
#include "mm/of_fdt.h"
#include "util/range.h"
#include "util/rangemap.h"

#define SLOT_SHIFT 21
#define SLOT_SIZE (1ULL << SLOT_SHIFT)

/* arch/arm/include/asm/{fixmap,highmem,memory}.h */
#define FIXADDR_SLOT 0xffc00000ULL /* of FIXADDR_START */
#define VECTORS_SLOT 0xffe00000ULL /* of the vectors and permanent fixmaps */

#define FDT_FIXED_BASE 0xff800000ULL
#define FDT_FIXED_SIZE (2ULL << 20)
#define VECTORS_BASE 0xffff0000ULL
#define VECTORS_SIZE 0x2000ULL
#define VMALLOC_OFFSET (8ULL << 20)

/* Slots that have a PTE table. */
struct tables {
	struct rangemap slots;
};

uint64_t arm_phys_offset(const struct boot *b)
{
	return b->image_base - (b->kernel->sym.text - b->kernel->page_offset);
}

uint64_t arm_phys_to_virt(const struct boot *b, uint64_t pa)
{
	return (pa - arm_phys_offset(b) + b->kernel->page_offset) & UINT32_MAX;
}

/* Low memory, and what paging_init() puts above the vmalloc area. */
bool arm_is_mapped(const struct boot *b, uint64_t va)
{
	uint64_t pa = va - b->kernel->page_offset + arm_phys_offset(b);
	const struct memblock_region *r;

	if (va - VECTORS_BASE < VECTORS_SIZE)
		return true;
	if (b->kernel->rules.arm_fdt_map == ARM_FDT_MAP_OWN &&
	    va - FDT_FIXED_BASE < FDT_FIXED_SIZE)
		return true;
	if (va < b->kernel->page_offset || pa >= b->high_memory)
		return false;
	r = memblock_search(&b->memblock.memory, pa);
	return r && !(r->flags & MEMBLOCK_NOMAP);
}

uint64_t arm_section_size(const struct kernel *k)
{
	return k->arm_lpae ? 2ULL << 20 : 1ULL << 20;
}

/* early_alloc(): aligned to its size. */
static int early_alloc(struct boot *b, uint64_t size, const char *what,
		       const char *by)
{
	if (memblock_alloc(b, size, size, what, by))
		return 0;
	return boot_phys_alloc_panic(b, size,
				     "early_alloc: Failed to allocate %" PRIu64
				     " bytes align=0x%" PRIx64,
				     size, size);
}

/* arm_pte_alloc() for the slot of va, once. */
static int need_table(struct boot *b, struct tables *t, uint64_t va,
		      const char *by)
{
	uint64_t slot = va >> SLOT_SHIFT;

	if (rangemap_at(&t->slots, slot))
		return 0;
	rangemap_set(&t->slots, slot, slot + 1, 0);
	return early_alloc(b, kernel_page_size(b->kernel), "page tables", by);
}

/*
 * create_mapping(): slots, or the parts of them at both ends, that sections do
 * not fit need a table.
 */
static int map(struct boot *b, struct tables *t, uint64_t va, uint64_t pa,
	       uint64_t size, bool sections, const char *by)
{
	uint64_t mask = arm_section_size(b->kernel) - 1, end = va + size;

	while (va < end) {
		uint64_t next =
			min_u64(end, align_down(va, SLOT_SIZE) + SLOT_SIZE);

		if ((!sections || ((va | next | pa) & mask)) &&
		    need_table(b, t, va, by))
			return -1;
		pa += next - va;
		va = next;
	}
	return 0;
}

static int map_range(struct boot *b, struct tables *t, uint64_t start,
		     uint64_t end)
{
	uint64_t va = arm_phys_to_virt(b, start);

	return start >= end ? 0 :
			      map(b, t, va, start, end - start, true,
				  "early_alloc arm_pte_alloc "
				  "__create_mapping map_lowmem");
}

/*
 * map_lowmem(): what the kernel's own sections cover is left out. When they
 * lie strictly inside a bank, both sides are mapped and no bank after it is.
 */
static int map_lowmem(struct boot *b, struct tables *t)
{
	uint64_t section = arm_section_size(b->kernel);
	uint64_t kstart = arm_phys_offset(b);
	uint64_t kend = align_up(boot_image_pa(b, b->kernel->sym.end), section);

	for (size_t i = 0; i < b->memblock.memory.cnt; i++) {
		const struct memblock_region r = b->memblock.memory.regions[i];
		uint64_t start = r.base;
		uint64_t end = min_u64(r.base + r.size, b->high_memory);

		if (r.flags & MEMBLOCK_NOMAP)
			continue;
		if (start >= end)
			break;
		if (start < kend && end > kstart) {
			if (start >= kstart && end <= kend)
				break;
			if (start < kstart && end > kend)
				return map_range(b, t, start, kstart) ||
						       map_range(b, t, kend,
								 end) ?
					       -1 :
					       0;
			if (start >= kstart)
				start = kend;
			else
				end = kstart;
		}
		if (map_range(b, t, start, end))
			return -1;
	}
	return 0;
}

/* iotable_init(), vm_reserve_area_early(): a struct of its own each time. */
static int alloc_static_vm(struct boot *b, const char *by)
{
	uint64_t size = b->kernel->size.static_vm;

	if (memblock_alloc(b, size, b->kernel->phys_addr_size,
			   "static mappings", by))
		return 0;
	return boot_phys_alloc_panic(b, size,
				     "%.*s: Failed to allocate %" PRIu64
				     " bytes align=0x%x",
				     (int)strcspn(by, " "), by, size,
				     b->kernel->phys_addr_size);
}

/* CMA areas in low memory are mapped by pages, so that they can change. */
static int dma_contiguous_remap(struct boot *b, struct tables *t)
{
	const uint32_t shift = b->kernel->page_shift;

	for (size_t i = 0; i < b->nr_cma_areas; i++) {
		const struct cma_area *a = &b->cma_areas[i];
		uint64_t start = a->base_pfn << shift;
		uint64_t end = min_u64((a->base_pfn + a->count) << shift,
				       b->high_memory);
		uint64_t va = arm_phys_to_virt(b, start);

		if (start >= end)
			continue;
		rangemap_clear(&t->slots, va >> SLOT_SHIFT,
			       align_up(va + end - start, SLOT_SIZE) >>
				       SLOT_SHIFT);
		if (alloc_static_vm(b, "iotable_init dma_contiguous_remap") ||
		    map(b, t, va, start, end - start, false,
			"early_alloc arm_pte_alloc __create_mapping "
			"dma_contiguous_remap"))
			return -1;
	}
	return 0;
}

/*
 * A console that was set up early keeps its page in the fixmap: earlycon with
 * a name, or alone where /chosen names a console.
 */
static bool has_earlycon(const struct boot *b)
{
	const char *word = b->params.cmdline;

	while ((word = strstr(word, "earlycon"))) {
		bool begins = word == b->params.cmdline || word[-1] == ' ';

		word += strlen("earlycon");
		if (begins && *word == '=')
			return true;
		if (begins && (!*word || *word == ' '))
			return b->machine->fdt.has_stdout;
	}
	return false;
}

/*
 * What is mapped for the early console is mapped again, for good. In between
 * it is not there, and to print that memory is short ends in silence.
 */
static int early_fixmap_shutdown(struct boot *b, struct tables *t)
{
	static const char name[] = "early_fixmap_shutdown";
	uint64_t page = kernel_page_size(b->kernel);

	if (!has_earlycon(b))
		return 0;
	if (*kernel_function_name(b->kernel, name) &&
	    !memblock_find_in_range_node(&b->memblock, page, page, 0,
					 b->memblock.current_limit, NO_NODE, 0))
		return journal_hang(b->journal, name);
	return need_table(b, t, VECTORS_SLOT,
			  "early_alloc arm_pte_alloc __create_mapping "
			  "early_fixmap_shutdown");
}

/* VMALLOC_START: the gap behind low memory, and up to a multiple of it. */
static uint64_t vmalloc_start(const struct boot *b)
{
	return align_down(arm_phys_to_virt(b, b->high_memory) + VMALLOC_OFFSET,
			  VMALLOC_OFFSET);
}

/*
 * The tables of the vmalloc area are cleared, and with them the map of the
 * image where low memory ends so early that the area begins inside it.
 */
static int devicemaps_init(struct boot *b, struct tables *t)
{
	static const char by[] = "early_alloc devicemaps_init";

	if (early_alloc(b, 2 * kernel_page_size(b->kernel), "exception vectors",
			by))
		return -1;
	if (vmalloc_start(b) < b->kernel->sym.end)
		return journal_hang(b->journal, "devicemaps_init");
	if (need_table(b, t, VECTORS_SLOT,
		       "early_alloc arm_pte_alloc __create_mapping "
		       "devicemaps_init"))
		return -1;
	if (!b->kernel->pci)
		return 0;
	return alloc_static_vm(b, "vm_reserve_area_early pci_reserve_io "
				  "devicemaps_init");
}

static int kmap_init(struct boot *b, struct tables *t)
{
	static const char by[] = "early_alloc arm_pte_alloc early_pte_alloc "
				 "kmap_init";

	if (b->kernel->highmem &&
	    need_table(b, t, b->kernel->page_offset - SLOT_SIZE, by))
		return -1;
	return need_table(b, t, FIXADDR_SLOT, by);
}

/* ARM: how the end of low memory is found. */
RULE(arm_lowmem, "adjust_lowmem_bounds()", WITH_MEMBLOCK,
     VARIANT(ARM_LOWMEM_ADJUSTED, "adjusted",
	     .shows = "function adjust_lowmem_bounds"),
     VARIANT(ARM_LOWMEM_ONCE, "once",
	     .shows = "function sanity_check_meminfo"));

/* Whether the zero page is memblock's. */
RULE(arm_zero_page, "paging_init()", WITH_MEMBLOCK,
     VARIANT(ARM_ZERO_PAGE_NONE, "none", .shows = "symbol mm_core_init_early"),
     VARIANT(ARM_ZERO_PAGE_OF_MEMBLOCK, "of_memblock",
	     .shows = "no symbol mm_core_init_early"));

static int map_all(struct boot *b, struct tables *t)
{
	if (map_lowmem(b, t))
		return -1;
	if (b->kernel->rules.arm_lowmem == ARM_LOWMEM_ADJUSTED)
		b->memblock.current_limit = b->high_memory;
	if (dma_contiguous_remap(b, t))
		return -1;
	if (early_fixmap_shutdown(b, t))
		return -1;
	if (devicemaps_init(b, t) || kmap_init(b, t))
		return -1;
	if (b->kernel->rules.arm_zero_page == ARM_ZERO_PAGE_NONE)
		return 0;
	return early_alloc(b, kernel_page_size(b->kernel), "zero page",
			   "early_alloc");
}

/*
 * What paging_init() has taken lies where no memory is: mem= has made it up.
 * Tables that cannot be read back end the boot before it can say so.
 */
static int check_ram(struct boot *b)
{
	for (size_t i = 0; i < b->journal->ledger.n; i++) {
		const struct rangemap_extent *x = &b->journal->ledger.v[i];

		if (strstr(b->journal->owners[x->tag].since, "paging_init") &&
		    fdt_end_of_ram(&b->machine->fdt, x->start, x->end) < x->end)
			return journal_hang(b->journal, "paging_init");
	}
	return 0;
}

int arm_paging_init(struct boot *b)
{
	struct tables t = { 0 };
	int ret = map_all(b, &t);

	rangemap_release(&t.slots);
	return ret || check_ram(b) || call_inner(b) || check_ram(b) ? -1 : 0;
}
