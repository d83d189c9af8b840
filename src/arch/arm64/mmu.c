/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/mmu.h"

#include <inttypes.h>

#include "arch/arm64/space.h"
#include "journal/journal.h"
#include "mm/kfence.h"
#include "mm/memblock.h"
#include "mm/page_tables.h"
#include "mm/percpu.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/rangemap.h"

#define SZ_4K 0x1000ULL

/* Tables below the top directory, from the lowest level up. */
enum { PTES, PMDS, PUDS, P4DS, MAX_LEVELS };

/*
 * The tables below one top directory, as sets of the slots they map. No table
 * is ever freed here, so a slot needs one exactly once. With pages of 4 KiB:
 *
 *     va       |--2M--|--2M--|--2M--|--2M--|
 *     range        [=====================)       page mode: 4 PTE tables
 *     blocks       p      B      B     p         block mode: 2, at the ends
 */
struct tables {
	struct rangemap level[MAX_LEVELS];
	const char *what; /* of their pages */
};

/* How much a table maps: 2 MiB, 1 GiB, ... with pages of 4 KiB. */
static unsigned table_shift(const struct boot *b, unsigned level)
{
	unsigned page_shift = b->kernel->page_shift;

	return page_shift + (level + 1) * (page_shift - 3);
}

/* ARM64_HW_PGTABLE_LEVELS() without the top directory, which is in the image. */
static unsigned table_levels(const struct boot *b)
{
	unsigned bits = b->kernel->page_shift - 3;

	return (unsigned)min_u64((arm64_va_bits(b) - 4) / bits - 1, MAX_LEVELS);
}

static void tables_release(struct tables *t)
{
	for (size_t i = 0; i < MAX_LEVELS; i++)
		rangemap_release(&t->level[i]);
}

static uint64_t end_slot(uint64_t end, unsigned shift)
{
	return ((end - 1) >> shift) + 1;
}

/*
 * The part of [start, end) that lies outside whole, aligned pieces of 1 GiB:
 * up to two ends, each of which descends to 2 MiB slots.
 */
static uint64_t add_pte_tables(const struct boot *b, struct tables *t,
			       uint64_t start, uint64_t end, bool pud_blocks,
			       bool pmd_blocks)
{
	struct rangemap *ptes = &t->level[PTES];
	unsigned shift = table_shift(b, PTES);
	uint64_t gib = 1ULL << table_shift(b, PMDS);
	uint64_t lo = align_up(start, gib), hi = align_down(end, gib);
	uint64_t fresh = 0;

	if (!pud_blocks || lo >= hi)
		return page_tables_add(ptes, shift, start, end, pmd_blocks);
	if (start < lo)
		fresh += page_tables_add(ptes, shift, start, lo, pmd_blocks);
	if (hi < end)
		fresh += page_tables_add(ptes, shift, hi, end, pmd_blocks);
	return fresh;
}

/* Whether what a table of the level would map can be one block of its own. */
static bool may_be_block(const struct boot *b, unsigned level, uint64_t skew)
{
	return !(skew & ((1ULL << table_shift(b, level)) - 1));
}

/*
 * __create_pgd_mapping(): maps [va, va + size) to pa. Tables are taken one
 * page each, from the top of free memory downwards, so that only their number
 * matters for what is left.
 */
static int map(struct boot *b, struct tables *t, uint64_t va, uint64_t pa,
	       uint64_t size, bool allow_blocks, const char *by)
{
	uint64_t page = kernel_page_size(b->kernel);
	uint64_t start = align_down(va, page), end = align_up(va + size, page);
	uint64_t skew = va ^ pa, count = 0;
	bool pmd_blocks = allow_blocks && may_be_block(b, PTES, skew);
	/* pud_sect_supported() */
	bool pud_blocks = allow_blocks && page == SZ_4K &&
			  may_be_block(b, PMDS, skew);

	if (start >= end)
		return 0;
	for (unsigned i = table_levels(b); i-- > PMDS;)
		count += page_tables_add(&t->level[i], table_shift(b, i), start,
					 end, i == PMDS && pud_blocks);
	count += add_pte_tables(b, t, start, end, pud_blocks, pmd_blocks);
	if (memblock_alloc_run(b, count, page, page, 0,
			       MEMBLOCK_ALLOC_NOLEAKTRACE, NO_NODE, false,
			       t->what, by) == count)
		return 0;
	return journal_panic(b->journal, "Failed to allocate page table page");
}

/* map_kernel_segment() */
static int map_segment(struct boot *b, struct tables *t, uint64_t start,
		       uint64_t end)
{
	return map(b, t, start, boot_image_pa(b, start), end - start, true,
		   "early_pgtable_alloc __create_pgd_mapping "
		   "map_kernel_segment map_kernel");
}

static int map_kernel(struct boot *b, struct tables *t)
{
	const struct kernel_symbols *s = &b->kernel->sym;
	const uint64_t segments[][2] = {
		{ arm64_image_start(b->kernel), s->etext },
		{ s->start_rodata, s->inittext_begin },
		{ s->inittext_begin, s->inittext_end },
		{ s->initdata_begin, s->initdata_end },
		{ s->data, s->end },
	};

	t->what = "page tables of the kernel image";
	for (size_t i = 0; i < ARRAY_SIZE(segments); i++) {
		if (map_segment(b, t, segments[i][0], segments[i][1]))
			return -1;
	}
	return 0;
}

/* A crash kernel whose place is not known yet. */
static bool crashkernel_deferred(const struct boot *b)
{
	return b->params.crashkernel.given &&
	       (kernel_zone_index(b->kernel, ZONE_DMA) >= 0 ||
		kernel_zone_index(b->kernel, ZONE_DMA32) >= 0);
}

/* arm64: what else than rodata= keeps the linear map in single pages. */
RULE(arm64_page_mappings, "can_set_direct_map()", WITH_MEMBLOCK,
     VARIANT(ARM64_PAGE_MAPPINGS_FOR_KFENCE, "for_kfence"),
     VARIANT(ARM64_PAGE_MAPPINGS_FOR_CRASHKERNEL, "for_crashkernel"),
     VARIANT(ARM64_PAGE_MAPPINGS_FOR_BOTH, "for_both"),
     VARIANT(ARM64_PAGE_MAPPINGS_FOR_ANY_CRASHKERNEL, "for_any_crashkernel"));

/* Its pool is taken before the linear map is made, and made of single pages. */
static bool has_early_kfence(const struct boot *b)
{
	switch (b->kernel->rules.arm64_page_mappings) {
	case ARM64_PAGE_MAPPINGS_FOR_KFENCE:
	case ARM64_PAGE_MAPPINGS_FOR_CRASHKERNEL:
		return b->kernel->kfence && b->params.kfence_early;
	case ARM64_PAGE_MAPPINGS_FOR_BOTH:
	case ARM64_PAGE_MAPPINGS_FOR_ANY_CRASHKERNEL:
		break;
	}
	return false;
}

/* arm64: whether aliases of read-only pages are so, too, without a word. */
RULE(arm64_rodata, "arch_parse_debug_rodata()", ANY_KERNEL,
     /* rodata=full says yes, rodata=on no */
     VARIANT(ARM64_RODATA_OF_BUILD, "of_build"),
     /* rodata=noalias says no */
     VARIANT(ARM64_RODATA_FULL, "full"));

static bool rodata_full_default(const struct kernel *k)
{
	return k->rules.arm64_rodata == ARM64_RODATA_FULL ||
	       k->rodata_full_default;
}

/* can_set_direct_map() */
static bool page_mappings_only(const struct boot *b)
{
	const struct kernel *k = b->kernel;
	bool full = b->params.rodata_given ? b->params.rodata_full :
					     rodata_full_default(k);
	bool late_kfence = k->kfence && !b->params.kfence_early;

	if (full || b->params.debug_pagealloc)
		return true;
	switch (k->rules.arm64_page_mappings) {
	case ARM64_PAGE_MAPPINGS_FOR_KFENCE:
		return late_kfence;
	case ARM64_PAGE_MAPPINGS_FOR_CRASHKERNEL:
		break;
	case ARM64_PAGE_MAPPINGS_FOR_BOTH:
		return k->kfence || crashkernel_deferred(b);
	case ARM64_PAGE_MAPPINGS_FOR_ANY_CRASHKERNEL:
		return b->params.crashkernel.given;
	}
	return late_kfence || crashkernel_deferred(b);
}

static const char map_mem_by[] = "early_pgtable_alloc __create_pgd_mapping "
				 "__map_memblock map_mem";

/* arm64: what of a page at the edge of a bank is mapped. */
RULE(arm64_map_edges, "map_mem()", WITH_MEMBLOCK,
     VARIANT(ARM64_MAP_EDGES_WHOLE_PAGES, "whole_pages"),
     VARIANT(ARM64_MAP_EDGES_EVERY_BYTE, "every_byte"));

/* Memory that is not to be mapped may begin or end within a page. */
static int map_region(struct boot *b, struct tables *t, uint64_t start,
		      uint64_t end, bool blocks)
{
	uint64_t page = kernel_page_size(b->kernel);

	if (b->kernel->rules.arm64_map_edges == ARM64_MAP_EDGES_WHOLE_PAGES) {
		start = align_up(start, page);
		end = align_down(end, page);
	}
	if (start >= end)
		return 0;
	return map(b, t, arm64_linear(b, start), start, end - start, blocks,
		   map_mem_by);
}

/* arm64_kfence_alloc_pool(): its pages are mapped one by one, at the end. */
static uint64_t arm64_kfence_alloc_pool(struct boot *b)
{
	uint64_t size = kfence_pool_size(b->kernel), pool;

	if (!has_early_kfence(b))
		return 0;
	pool = memblock_alloc_range_nid(
		b, size, kernel_page_size(b->kernel), 0,
		MEMBLOCK_ALLOC_ACCESSIBLE, NO_NODE, false, "KFENCE pool",
		"memblock_phys_alloc arm64_kfence_alloc_pool");
	if (pool)
		memblock_mark(b, pool, size, MEMBLOCK_NOMAP, true,
			      "arm64_kfence_alloc_pool map_mem");
	return pool;
}

static int kfence_map_pool(struct boot *b, struct tables *t, uint64_t pool)
{
	uint64_t size = kfence_pool_size(b->kernel);

	if (!pool)
		return 0;
	if (map(b, t, arm64_linear(b, pool), pool, size, false, map_mem_by))
		return -1;
	b->kfence_pool = pool;
	return memblock_mark(b, pool, size, MEMBLOCK_NOMAP, false,
			     "arm64_kfence_map_pool map_mem");
}

/* map_mem(): every region of memory, the kernel's text apart. */
static int map_mem(struct boot *b, struct tables *t)
{
	const struct kernel_symbols *s = &b->kernel->sym;
	uint64_t start = boot_image_pa(b, arm64_image_start(b->kernel));
	uint64_t size = boot_image_pa(b, s->init_begin) - start;
	bool blocks = !page_mappings_only(b);
	uint64_t kfence = arm64_kfence_alloc_pool(b);

	t->what = "page tables of the linear map";
	memblock_mark(b, start, size, MEMBLOCK_NOMAP, true, "map_mem");
	for (size_t i = 0; i < b->memblock.memory.cnt; i++) {
		const struct memblock_region *r =
			&b->memblock.memory.regions[i];

		if (!(r->flags & MEMBLOCK_NOMAP) &&
		    map_region(b, t, r->base, r->base + r->size, blocks))
			return -1;
	}
	if (map(b, t, arm64_linear(b, start), start, size, true, map_mem_by))
		return -1;
	if (memblock_mark(b, start, size, MEMBLOCK_NOMAP, false, "map_mem"))
		return -1;
	return kfence_map_pool(b, t, kfence);
}

/* create_idmap() */
static int create_idmap(struct boot *b)
{
	static const char by[] = "early_pgtable_alloc __create_pgd_mapping "
				 "create_idmap";
	const struct kernel_symbols *s = &b->kernel->sym;
	uint64_t start = boot_image_pa(b, s->idmap_text_start);
	uint64_t size = s->idmap_text_end - s->idmap_text_start;
	uint64_t flag = boot_image_pa(b, s->idmap_kpti_flag);
	struct tables t = { .what = "page tables of the identity map" };
	int ret = map(b, &t, start, start, size, true, by);

	if (!ret && b->kernel->unmap_kernel_at_el0 && s->idmap_kpti_flag)
		ret = map(b, &t, flag, flag, sizeof(uint32_t), true, by);
	tables_release(&t);
	return ret;
}

uint64_t arm64_image_start(const struct kernel *k)
{
	return k->rules.arm64_image == ARM64_IMAGE_FROM_TEXT ? k->sym.text :
							       k->sym.stext;
}

/*
 * arm64: where the page tables of the image and the identity map lie, or of the
 * image only.
 */
RULE(arm64_own_tables, "paging_init()", WITH_MEMBLOCK,
     VARIANT(ARM64_OWN_TABLES_IN_IMAGE, "in_image",
	     .shows = "no function map_kernel_segment"),
     VARIANT(ARM64_OWN_TABLES_FROM_MEMBLOCK, "from_memblock",
	     .shows = "function map_kernel_segment"),
     VARIANT(ARM64_OWN_TABLES_OF_IMAGE, "of_image",
	     .shows = "function map_kernel_segment, no function create_idmap"));

int arm64_paging_init(struct boot *b)
{
	const struct kernel_symbols *s = &b->kernel->sym;
	enum arm64_own_tables_rule from = b->kernel->rules.arm64_own_tables;
	bool own = from != ARM64_OWN_TABLES_IN_IMAGE;
	struct tables t = { 0 };
	int ret = own ? map_kernel(b, &t) : 0;

	if (!ret)
		ret = map_mem(b, &t);
	tables_release(&t);
	if (ret)
		return -1;
	if (own)
		memblock_free(b, boot_image_pa(b, s->init_pg_dir),
			      s->init_pg_end - s->init_pg_dir, "");
	b->memblock.can_resize = true;
	return from == ARM64_OWN_TABLES_FROM_MEMBLOCK ? create_idmap(b) : 0;
}

int arm64_map_early_vmalloc(struct boot *b, uint64_t size)
{
	uint64_t page = kernel_page_size(b->kernel);
	uint64_t image_end = b->kernel->sym.end;
	/* The area of the image's data ends with a guard page. */
	uint64_t end = image_end + page + size;
	uint64_t count = 0;

	for (unsigned i = 0; i < table_levels(b); i++)
		count += end_slot(end, table_shift(b, i)) -
			 end_slot(image_end, table_shift(b, i));
	return pcpu_populate_ptes(b, count);
}
