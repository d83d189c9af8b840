/* SPDX-License-Identifier: GPL-2.0-only */
#include "answer/dialect_layout.h"

#include "arch/riscv/mmu.h"
#include "arch/x86/pgtable_32.h"
#include "model/memblock.h"
#include "model/release.h"
#include "util/alloc.h"
#include "util/range.h"

#define SZ_1K_SHIFT 10
#define SZ_1M_SHIFT 20
#define SZ_1G_SHIFT 30
#define SZ_64K (64ULL << 10)
#define SZ_2M (2ULL << 20)
#define SZ_4M (4ULL << 20)
#define SZ_8M (8ULL << 20)
#define SZ_16M (16ULL << 20)
#define SZ_64M (64ULL << 20)
#define SZ_128M (128ULL << 20)
#define SZ_1G (1ULL << 30)
#define SZ_2G (2ULL << 30)

/*
 * arm64, up to 4.15, of addresses with n bits: arch/arm64/include/asm/memory.h,
 * pgtable.h
 *
 *     -2^n                                    -2^(n-1)
 *      |   vmalloc        |vmemmap|    |modules|  memory      to 4.5
 *      |modules|  vmalloc |vmemmap|            |  memory      4.6
 *      |modules|  vmalloc         |     vmemmap|  memory      from 4.7
 */

#define ARM64_VMEMMAP_BY_BITS "4.7"
#define STRUCT_PAGE_MAX_SHIFT 6

static uint64_t arm64_page_offset(const struct kernel *k)
{
	return -(1ULL << (k->va_bits - 1));
}

/* A page of a table above the PMDs; with two levels one of PMDs. */
static uint64_t arm64_pud_size(const struct kernel *k)
{
	unsigned bits = k->page_shift - 3;

	return 1ULL << (k->page_shift + (k->pgtable_levels > 2 ? 2 : 1) * bits);
}

static uint64_t arm64_vmemmap_size(const struct kernel *k, const char *release)
{
	unsigned pages_shift = k->va_bits - k->page_shift;

	if (release_reaches(release, ARM64_VMEMMAP_BY_BITS))
		return 1ULL << (pages_shift - 1 + STRUCT_PAGE_MAX_SHIFT);
	return align_up((uint64_t)k->size.page << pages_shift,
			arm64_pud_size(k));
}

static uint64_t arm64_vmalloc_end(const struct kernel *k, const char *release)
{
	return arm64_page_offset(k) - arm64_pud_size(k) -
	       arm64_vmemmap_size(k, release) - SZ_64K;
}

/* What the start of the linear map stands for. */
static uint64_t arm64_memstart(const struct boot *b, const char *release)
{
	uint64_t start = memblock_start_of_dram(&b->memblock);

	return align_down(start, release_reaches(release, LAYOUT_MODULES_LOW) ?
					 SZ_1G :
					 SZ_2M);
}

/*
 * Memory begins where the linear map does, or with KASLR further on by chance:
 * as far as the first struct page is from where those of all page frames begin.
 */
static uint64_t arm64_linear_start(const struct boot *b, const char *release,
				   uint64_t vmemmap)
{
	const struct kernel *k = b->kernel;
	uint64_t start = memblock_start_of_dram(&b->memblock);
	uint64_t map = b->machine->log_kernel.facts[LOG_PAGE_MAP].value;
	uint64_t offset = arm64_page_offset(k);

	if (release_reaches(release, LAYOUT_MODULES_LOW) && map > vmemmap &&
	    map - vmemmap < arm64_vmemmap_size(k, release))
		return offset +
		       ((map - vmemmap) / k->size.page << k->page_shift);
	return start - arm64_memstart(b, release) + offset;
}

static void set_row(struct layout_row *r, const char *name, uint64_t start,
		    uint64_t end, unsigned shift, const char *unit)
{
	*r = (struct layout_row){ name, start, end, (end - start) >> shift,
				  unit };
}

bool dialect_layout_arm64(const struct boot *b, const char *release, size_t i,
			  struct layout_row *r)
{
	const struct kernel *k = b->kernel;
	bool low = release_reaches(release, LAYOUT_MODULES_LOW);
	bool by_bits = release_reaches(release, ARM64_VMEMMAP_BY_BITS);
	uint64_t offset = arm64_page_offset(k),
		 va_start = -(1ULL << k->va_bits);
	uint64_t end = arm64_vmalloc_end(k, release);
	uint64_t modules = low ? va_start : offset - SZ_64M;
	uint64_t vmemmap = by_bits ? offset - arm64_vmemmap_size(k, release) :
				     end + SZ_64K;
	uint64_t base = arm64_linear_start(b, release, vmemmap);

	switch (i) {
	case 0:
		set_row(r, "modules", modules, low ? modules + SZ_128M : offset,
			SZ_1M_SHIFT, "MB");
		return true;
	case 1:
		set_row(r, "vmalloc", low ? va_start + SZ_128M : va_start, end,
			SZ_1G_SHIFT, "GB");
		return true;
	case 2:
		set_row(r, "vmemmap", vmemmap,
			vmemmap + arm64_vmemmap_size(k, release), SZ_1G_SHIFT,
			"GB maximum");
		return true;
	case 3:
		set_row(r, "memory", base,
			base + b->high_memory -
				memblock_start_of_dram(&b->memblock),
			SZ_1M_SHIFT, "MB");
		return true;
	default:
		return false;
	}
}

/*
 * RISC-V, CONFIG_DEBUG_VM: print_vm_layout(), arch/riscv/mm/init.c
 *
 *     |fixmap|pci io|vmemmap| vmalloc |   lowmem   |   ...   |modules| kernel
 */

/* Where the linear map of three levels begins; before, 8 GiB higher. */
#define RISCV_LINEAR_MOVED "6.9"
#define RISCV_LINEAR_MOVED_BY (8 * SZ_1G)
/* The tree has pages of its own in the fixmap. */
#define RISCV_TREE_IN_FIXMAP "6.4 6.3.2 6.2.15 6.1.28"

struct riscv_space {
	uint64_t lowmem, vmalloc, vmemmap, pci, fixmap;
};

static struct riscv_space riscv_space(const struct boot *b, const char *release)
{
	bool high = b->pgtable_levels == 3 &&
		    !release_reaches(release, RISCV_LINEAR_MOVED);
	bool tree = release_reaches(release, RISCV_TREE_IN_FIXMAP);
	uint64_t up = high ? RISCV_LINEAR_MOVED_BY : 0;
	struct riscv_space s = {
		.lowmem = riscv_page_offset(b) + up,
		.vmemmap = riscv_vmemmap_start(b) + up,
	};

	s.vmalloc = s.lowmem - riscv_vmalloc_size(b);
	s.pci = s.vmemmap - SZ_16M;
	s.fixmap = s.pci - SZ_2M - (tree ? SZ_4M : 0);
	return s;
}

/* print_ml(): in the largest unit of which there are ten. */
static void set_scaled(struct layout_row *r, const char *name, uint64_t start,
		       uint64_t end)
{
	static const char *const units[] = { "kB", "MB", "GB", "TB" };
	size_t u = ARRAY_SIZE(units) - 1;

	while (u && (end - start) >> (10 * (u + 1)) < 10)
		u--;
	set_row(r, name, start, end, 10 * (unsigned)(u + 1), units[u]);
}

bool dialect_layout_riscv(const struct boot *b, const char *release, size_t i,
			  struct layout_row *r)
{
	const struct kernel_symbols *sym = &b->kernel->sym;
	struct riscv_space s = riscv_space(b, release);
	uint64_t image_end = align_up(sym->end, kernel_page_size(b->kernel));

	switch (i) {
	case 0:
		set_scaled(r, "fixmap", s.fixmap, s.pci);
		return true;
	case 1:
		set_scaled(r, "vmemmap", s.vmemmap, s.vmalloc);
		return true;
	case 2:
		set_scaled(r, "vmalloc", s.vmalloc, s.lowmem);
		return true;
	case 3:
		set_scaled(r, "modules", image_end - SZ_2G, -SZ_2G);
		return true;
	case 4:
		set_scaled(r, "lowmem", s.lowmem,
			   s.lowmem + b->high_memory - b->memstart_addr);
		return true;
	default:
		return false;
	}
}

void dialect_layout_pci(const struct boot *b, const char *release,
			struct layout_row *row)
{
	struct riscv_space s = riscv_space(b, release);

	set_scaled(row, "pci io", s.pci, s.vmemmap);
}

/*
 * i386, mem_init() of arch/x86/mm/init_32.c
 *
 *     | lowmem  |8 MiB| vmalloc |pkmap| (CPU entry areas) |fixmap|
 */

bool dialect_layout_i386(const struct boot *b, const char *release, size_t i,
			 struct layout_row *r)
{
	const struct kernel *k = b->kernel;
	struct i386_layout l = i386_layout(k);
	uint64_t page = kernel_page_size(k),
		 high = k->page_offset + b->high_memory;
	uint64_t fixaddr =
		l.fixaddr_top - k->end_of_permanent_fixed_addresses * page;
	const struct layout_row rows[] = {
		{ "fixmap", fixaddr, l.fixaddr_top, 0, "kB" },
		{ "cpu_entry", l.entry_start, l.entry_end, 0, "kB" },
		{ "pkmap", l.pkmap,
		  l.pkmap ? l.pkmap + (1ULL << x86_pmd_shift(k)) : 0, 0, "kB" },
		{ "vmalloc", high + SZ_8M, l.vmalloc_end, 0, "MB" },
		{ "lowmem", k->page_offset, high, 0, "MB" },
	};

	(void)release;
	for (size_t n = 0; !kernel_has_bootmem(k) && n < ARRAY_SIZE(rows);
	     n++) {
		const struct layout_row *row = &rows[n];

		if (row->start == row->end || i--)
			continue;
		set_row(r, row->name, row->start, row->end,
			row->unit[0] == 'k' ? SZ_1K_SHIFT : SZ_1M_SHIFT,
			row->unit);
		return true;
	}
	return false;
}
