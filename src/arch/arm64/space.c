/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/space.h"

#include "util/range.h"

#define VA_BITS_ANY_CPU 48 /* what is there without LVA or LPA2 */
#define PA_BITS_ANY_CPU 48
#define SZ_64K (64ULL << 10)
#define SZ_2M (2ULL << 20)
#define SZ_8M (8ULL << 20)
#define SZ_16M (16ULL << 20)
#define SZ_32M (32ULL << 20)
#define SZ_1G (1ULL << 30)

/* LPA2, of pages of 4 and 16 KiB: more bits of both kinds of addresses. */
static bool lpa2_is_enabled(const struct boot *b)
{
	return b->machine->lpa2 && b->kernel->page_shift < 16 &&
	       b->kernel->pa_bits > PA_BITS_ANY_CPU;
}

/* VA_BITS_MIN */
static unsigned va_bits_min(const struct kernel *k)
{
	unsigned least = k->page_shift == 14 ? VA_BITS_ANY_CPU - 1 :
					       VA_BITS_ANY_CPU;

	return k->va_bits > VA_BITS_ANY_CPU ? least : k->va_bits;
}

unsigned arm64_va_bits(const struct boot *b)
{
	return lpa2_is_enabled(b) ? b->kernel->va_bits : va_bits_min(b->kernel);
}

unsigned arm64_pa_bits(const struct boot *b)
{
	const struct kernel *k = b->kernel;

	return lpa2_is_enabled(b) || k->page_shift >= 16 ?
		       k->pa_bits :
		       (unsigned)min_u64(k->pa_bits, PA_BITS_ANY_CPU);
}

/* PAGE_END */
static uint64_t page_end(const struct kernel *k)
{
	return -(1ULL << (va_bits_min(k) - 1));
}

static uint64_t page_offset(unsigned va_bits)
{
	return -(1ULL << va_bits);
}

uint64_t arm64_linear_region_size(const struct boot *b)
{
	return page_end(b->kernel) - page_offset(arm64_va_bits(b));
}

uint64_t arm64_memstart_shift(const struct boot *b)
{
	return page_offset(arm64_va_bits(b)) - page_offset(b->kernel->va_bits);
}

uint64_t arm64_linear(const struct boot *b, uint64_t pa)
{
	return pa - b->memstart_addr + page_offset(b->kernel->va_bits);
}

/* Of the pages in so many bytes. */
static uint64_t struct_pages(const struct kernel *k, uint64_t bytes)
{
	return (bytes >> k->page_shift) * roundup_pow2(k->size.page);
}

/* arm64: where VMALLOC, modules and struct pages lie. */
RULE(arm64_layout, "vmalloc_init()", WITH_MEMBLOCK,
     VARIANT(ARM64_LAYOUT_VMEMMAP_BELOW_IO, "vmemmap_below_io",
	     .shows = "_text at ...80000000; function early_map_kernel"),
     VARIANT(ARM64_LAYOUT_MODULES_OF_2G, "modules_of_2g",
	     .shows = "_text at ...80000000; no function early_map_kernel"),
     VARIANT(ARM64_LAYOUT_VMEMMAP_BY_BITS, "vmemmap_by_bits",
	     .shows = "_text at ...08000000"),
     VARIANT(ARM64_LAYOUT_VMEMMAP_AT_TOP, "vmemmap_at_top",
	     .shows = "_text at ...10000000"));

/* VMEMMAP_START */
static uint64_t vmemmap_start(const struct kernel *k)
{
	uint64_t bytes = page_end(k) - page_offset(k->va_bits);

	switch (k->rules.arm64_layout) {
	case ARM64_LAYOUT_VMEMMAP_BELOW_IO:
		return -SZ_1G - struct_pages(k, bytes);
	case ARM64_LAYOUT_VMEMMAP_AT_TOP:
		return -SZ_2M - struct_pages(k, bytes);
	case ARM64_LAYOUT_MODULES_OF_2G:
	case ARM64_LAYOUT_VMEMMAP_BY_BITS:
		break;
	}
	return -struct_pages(k, 1ULL << k->va_bits);
}

uint64_t arm64_vmemmap_neighbour(const struct boot *b)
{
	const struct kernel *k = b->kernel;

	switch (k->rules.arm64_layout) {
	case ARM64_LAYOUT_VMEMMAP_BELOW_IO:
		return -SZ_8M - 1;
	case ARM64_LAYOUT_VMEMMAP_AT_TOP:
		/* Between them are the IO space and gaps of 2 MiB. */
		return vmemmap_start(k) - SZ_16M - 3 * SZ_2M - 1;
	case ARM64_LAYOUT_MODULES_OF_2G:
	case ARM64_LAYOUT_VMEMMAP_BY_BITS:
		break;
	}
	return vmemmap_start(k) - SZ_32M - 1;
}

uint64_t arm64_vmemmap(const struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t first_pfn =
		(uint64_t)((int64_t)b->memstart_addr >> k->page_shift);

	return vmemmap_start(k) - first_pfn * k->size.page;
}

/* What is left of the upper half above the image's area, up to the IO space. */
uint64_t arm64_vmalloc_total(const struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t start = page_end(k), vmemmap = vmemmap_start(k);

	switch (k->rules.arm64_layout) {
	case ARM64_LAYOUT_VMEMMAP_BELOW_IO:
		return vmemmap + struct_pages(k, arm64_memstart_shift(b)) -
		       SZ_8M - (start + 2 * SZ_1G);
	case ARM64_LAYOUT_VMEMMAP_AT_TOP: /* VMALLOC_END is a PUD below */
		return vmemmap + SZ_2M - SZ_1G - SZ_64K - (start + SZ_1G / 4);
	case ARM64_LAYOUT_MODULES_OF_2G:
		return vmemmap - SZ_1G / 4 - (start + 2 * SZ_1G);
	case ARM64_LAYOUT_VMEMMAP_BY_BITS:
		break;
	}
	return vmemmap - SZ_1G / 4 - (start + SZ_1G / 8);
}
