/* SPDX-License-Identifier: GPL-2.0-only */
#include "answer/settled.h"

#include <string.h>

#include "arch/arch.h"
#include "journal/journal.h"
#include "mm/memblock.h"
#include "mm/page_alloc/wmark.h"
#include "util/range.h"

/*
 * hugepage_init() ends early where the CPU has no large pages or where there is
 * little memory.
 */
static bool hugepages_start(const struct boot *b)
{
	return b->kernel->transparent_hugepage &&
	       !b->machine->pc.features.nopse &&
	       b->totals.totalram_pages >= (512ULL << 20) >>
		       b->kernel->page_shift;
}

static uint64_t nr_zones_of_user(const struct boot *b)
{
	uint64_t n = 0;

	for (size_t i = 0; i < b->nr_nodes; i++) {
		for (unsigned z = 0; b->nodes[i] && z < b->nodes[i]->nr_zones;
		     z++) {
			const struct zone *zone = &b->nodes[i]->zones[z];

			n += zone_populated(zone) && zone->kind <= ZONE_NORMAL;
		}
	}
	return n;
}

/*
 * gather_bootmem_prealloc(), mm/hugetlb.c: huge pages that memblock gave were
 * not managed so far.
 */
static void gather_bootmem_prealloc(struct boot *b)
{
	unsigned shift = b->kernel->page_shift;

	for (size_t i = 0; i < b->journal->ledger.n; i++) {
		const struct rangemap_extent *e = &b->journal->ledger.v[i];
		struct zone *z;

		if (strcmp(b->journal->owners[e->tag].by,
			   "__alloc_bootmem_huge_page"))
			continue;
		z = boot_pfn_zone(b, e->start >> shift);
		if (!z)
			continue;
		z->managed_pages += (e->end - e->start) >> shift;
		b->totals.totalram_pages += (e->end - e->start) >> shift;
	}
}

/* For huge pages two blocks of each kind and more are to be free. */
static void raise_min_free_kbytes(struct boot *b)
{
	const uint64_t pcptypes = 3; /* MIGRATE_PCPTYPES */
	unsigned shift = b->kernel->page_shift - 10;
	uint64_t pages = pageblock_nr_pages(b->kernel) * nr_zones_of_user(b) *
			 (2 + pcptypes * pcptypes);

	pages = min_u64(pages, nr_free_buffer_pages(b) / 20);
	b->totals.min_free_kbytes =
		max_u64(b->totals.min_free_kbytes, pages << shift);
}

/*
 * set_recommended_min_free_kbytes(), mm/khugepaged.c. Without huge pages the
 * minimum is calculated again: from less, as there are high watermarks by now.
 */
static void set_recommended_min_free_kbytes(struct boot *b)
{
	if (b->params.thp_never)
		calculate_min_free_kbytes(b);
	else
		raise_min_free_kbytes(b);
	setup_per_zone_wmarks(b);
}

/* Whether the image's part for the start leaves memblock, where it is kept. */
RULE(free_initmem, "free_initmem()", WITH_MEMBLOCK,
     VARIANT(FREE_INITMEM_AS_ANY_AREA, "as_any_area",
	     .shows = "function __free_reserved_area"),
     VARIANT(FREE_INITMEM_LEAVES_MEMBLOCK, "leaves_memblock"),
     VARIANT(FREE_INITMEM_STAYS_RESERVED, "stays_reserved"));

static bool any_area_is_told(const struct boot *b)
{
	return b->kernel->rules.free_initmem == FREE_INITMEM_AS_ANY_AREA;
}

/*
 * free_initrd_mem(), init/initramfs.c or an architecture's own: what
 * populate_rootfs() has unpacked. Where free_reserved_area() tells memblock of
 * all that it frees, the generic one does not also do so by whole pages.
 */
static void free_initrd_mem(struct boot *b)
{
	bool own = b->arch->own_free_initrd_mem, any = any_area_is_told(b);
	uint64_t page = kernel_page_size(b->kernel);
	uint64_t start = b->initrd_start, end = start + b->initrd_size;

	if (!b->initrd_size || b->params.keepinitrd || (own && !any))
		return;
	if (own || !any) {
		start = align_down(start, page);
		end = align_up(end, page);
	}
	memblock_free(b, start, end - start, "free_initrd_mem populate_rootfs");
}

/*
 * free_initmem(), which kernel_init() calls before the first process. How many
 * pages are managed since, verify takes from the log.
 */
static void free_initmem(struct boot *b)
{
	const struct kernel_symbols *s = &b->kernel->sym;

	if (b->kernel->rules.free_initmem != FREE_INITMEM_STAYS_RESERVED)
		memblock_free(b, boot_image_pa(b, s->init_begin),
			      s->init_end - s->init_begin,
			      "free_initmem kernel_init");
}

void boot_settle(struct boot *b)
{
	if (b->kernel->arch_keep_memblock) {
		free_initrd_mem(b);
		free_initmem(b);
	}
	gather_bootmem_prealloc(b);
	if (hugepages_start(b))
		set_recommended_min_free_kbytes(b);
}
