/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arch.h"
#include "journal/journal.h"
#include "mm/highmem.h"
#include "mm/memblock.h"
#include "mm/mm_init/memmap_init.h"
#include "mm/page_alloc.h"
#include "model/questions.h"
#include "start/calls.h"
#include "util/range.h"
#include "util/rangemap.h"

/* cma_init_reserved_areas() and cma_activate_area(), mm/cma.c */

static void say_not_active(struct boot *b, const struct cma_area *area)
{
	journal_remark_about(b->journal,
			     &(struct remark){ .kind = REMARK_POOL_NOT_ACTIVE,
					       .about = area->name },
			     "cma: CMA area %s could not be activated",
			     area->name);
}

/* Areas as they are gone through, and what has been freed of those before. */
struct activation {
	struct boot *b;
	struct cma_area *area; /* that is gone through */
	struct rangemap freed; /* pages */
};

static void note_freed(struct activation *a, uint64_t base, uint64_t end)
{
	unsigned shift = a->b->kernel->page_shift;
	uint64_t block = pageblock_nr_pages(a->b->kernel) << shift;

	if (base < end)
		rangemap_set(&a->freed, align_down(base, block) >> shift,
			     align_up(end, block) >> shift, 0);
}

/*
 * Pages of an area that are reserved no more: of a region in it that got no
 * pool of its own, and was given back.
 */
static void find_freed(struct activation *a, const struct cma_area *area)
{
	const struct memblock_type *reserved = &a->b->memblock.reserved;
	struct range r = cma_area_range(a->b, area);
	uint64_t at = r.base, end = r.base + r.size;

	for (size_t i = 0; i < reserved->cnt; i++) {
		const struct memblock_region *held = &reserved->regions[i];

		note_freed(a, at, min_u64(held->base, end));
		at = max_u64(at, memblock_region_end(held));
	}
	note_freed(a, at, end);
}

/*
 * Pages of zone z that are free by now. A block of them that is on a list, or
 * holds pages that are, is found in a bad state and refused; others are put on
 * the lists again. Either way they are counted.
 */
static void count_again(struct activation *a, struct zone *z, uint64_t pages)
{
	a->area->recounted += pages;
	count_managed(a->b, z, pages);
	highmem_count_ram(a->b, z, pages);
	journal_inexact(
		a->b->journal, "nodes",
		"pages of a CMA area were freed before, as those of another one or of a region that lost its place: the kernel finds them in a bad state or frees them twice, and may die of it; they are counted again as it does, its lists shown as if it had freed them once");
}

/*
 * The next pages of [*pfn, end) in zone z that are not free yet: to be freed.
 * A kernel that frees others again has lists no more.
 */
static bool next_unfreed(struct activation *a, struct zone *z, uint64_t *pfn,
			 uint64_t end, uint64_t *stop)
{
	while (*pfn < end) {
		*stop = end;
		if (!rangemap_run(&a->freed, *pfn, stop)) {
			rangemap_set(&a->freed, *pfn, *stop, 0);
			return true;
		}
		count_again(a, z, *stop - *pfn);
		*pfn = *stop;
	}
	return false;
}

/* Pages [pfn, end) in zone z, but for those that are free by now. */
static void expose_pages(struct activation *a, struct zone *z, uint64_t pfn,
			 uint64_t end)
{
	for (uint64_t stop; next_unfreed(a, z, &pfn, end, &stop); pfn = stop) {
		highmem_count_ram(a->b, z, stop - pfn);
		free_ascending(a->b, z, pfn, stop, 0);
	}
}

/* Pages [pfn, end) of an area to their zones: it is useless for CMA. */
static void expose_area(struct activation *a)
{
	struct boot *b = a->b;
	struct cma_area *area = a->area;
	uint64_t pfn = area->base_pfn, end = pfn + area->count, next;
	struct zone *z;

	area->exposed = true;
	for (; pfn < end; pfn = next) {
		enum page_state state = memmap_page(b, pfn, &z, &next);

		next = min_u64(next, end);
		if (state != PAGE_SET)
			continue;
		expose_pages(a, z, pfn, next);
	}
	journal_disown(b->journal, area->base_pfn << b->kernel->page_shift,
		       area->count << b->kernel->page_shift);
	b->totalcma_pages -= area->count;
	say_not_active(b, area);
}

/*
 * Where the struct page of pfn is, or would be; *there: something is mapped
 * at that address. An absent section's map counts from 0.
 */
static uint64_t struct_page_va(const struct boot *b, uint64_t pfn, bool *there)
{
	const struct kernel *k = b->kernel;
	uint64_t size = k->size.page;

	*there = !k->sparsemem;
	if (k->sparsemem)
		return b->vmemmap + pfn * size;
	if (!b->arch->phys_to_virt)
		return 0;
	return b->arch->phys_to_virt(b,
				     b->mem_map_base +
					     (pfn - b->mem_map_start_pfn) *
						     size,
				     there);
}

/* What cma_activate_area() finds when it looks at the zone of each page. */
struct inspection {
	struct zone *zone; /* of the first page that has one */
	bool several; /* another page has another */
	bool foreign; /* some struct page is no such thing */
	uint64_t same_end; /* the first page that is not in `zone` */
	bool faults; /* nothing is at the address va */
	uint64_t va;
};

static void inspect_foreign(const struct boot *b, uint64_t pfn, uint64_t end,
			    struct inspection *in)
{
	bool there = true;

	in->foreign = true;
	for (; pfn < end && there; pfn++)
		in->va = struct_page_va(b, pfn, &there);
	in->faults = !there;
}

static struct inspection inspect(struct boot *b, const struct cma_area *area)
{
	uint64_t pfn = area->base_pfn, end = pfn + area->count, next;
	struct inspection in = { .same_end = end };
	struct zone *z;

	for (; pfn < end && !in.faults; pfn = next) {
		enum page_state state = memmap_page(b, pfn, &z, &next);

		next = min_u64(next, end);
		if (state == PAGE_ABSENT) {
			in.va = struct_page_va(b, pfn, &in.faults);
			in.faults = true;
		} else if (state == PAGE_FOREIGN) {
			inspect_foreign(b, pfn, next, &in);
		} else if (!in.zone) {
			in.zone = z;
		} else if (in.zone != z) {
			in.several = true;
		}
		if (z != in.zone || state != PAGE_SET)
			in.same_end = min_u64(in.same_end, pfn);
	}
	return in;
}

/*
 * What becomes of an area in two zones: all of it is freed, or what lies in the
 * first zone serves and the rest is kept, or no further area is looked at
 * either.
 */
RULE(cma_activate, "cma_activate_area()", WITH_MEMBLOCK,
     VARIANT(CMA_ACTIVATE_EXPOSES, "exposes",
	     .shows = "type void of function cma_activate_area"),
     VARIANT(CMA_ACTIVATE_KEEPS, "keeps",
	     .shows = "variable j of cma_activate_area"),
     VARIANT(CMA_ACTIVATE_STOPS, "stops",
	     .shows = "type int of function cma_activate_area"));

/* Pages [pfn, end) to zone z as CMA's, but for those that are free by now. */
static void free_area_blocks(struct activation *a, struct zone *z, uint64_t pfn,
			     uint64_t end)
{
	uint64_t cma_pages = z->cma_pages + (end - pfn);

	for (uint64_t stop; next_unfreed(a, z, &pfn, end, &stop); pfn = stop) {
		highmem_count_ram(a->b, z, stop - pfn);
		free_cma_range(a->b, z, pfn, stop);
	}
	z->cma_pages = cma_pages; /* with those that were counted before */
}

/*
 * An area must lie in one zone, as its struct pages have it: holes count as
 * their neighbours do. What lies behind the map is foreign memory, whose words
 * are taken for struct pages; where the map ends in nothing, that is the end.
 */
static int activate_area(struct activation *a, bool *active)
{
	struct boot *b = a->b;
	struct cma_area *area = a->area;
	struct inspection in = inspect(b, area);
	uint64_t base = area->base_pfn, end = base + area->count;
	enum cma_activate_rule way = b->kernel->rules.cma_activate;

	*active = false;
	area->foreign = in.foreign;
	if (in.faults)
		return journal_fault(b->journal, "cma_init_reserved_areas",
				     in.va);
	if (in.foreign)
		journal_inexact(
			b->journal, "nodes",
			"a CMA area reaches where there is no RAM and no struct page: what its pages are taken for is whatever lies there");
	if (!in.zone)
		return 0;
	/* Nothing is free of a pageblock in which one page is found bad. */
	if (in.foreign || (in.several && way != CMA_ACTIVATE_EXPOSES))
		end = base + align_down(in.same_end - base,
					pageblock_nr_pages(b->kernel));
	*active = !in.several;
	if (in.several && way == CMA_ACTIVATE_EXPOSES) {
		expose_area(a);
		return 0;
	}
	if (in.several && way == CMA_ACTIVATE_KEEPS)
		say_not_active(b, area);
	free_area_blocks(a, in.zone, base, end);
	return 0;
}

int cma_init_reserved_areas(struct boot *b)
{
	bool stops = b->kernel->rules.cma_activate == CMA_ACTIVATE_STOPS;
	struct activation a = { .b = b };
	bool active = true;
	int ret = 0;

	for (size_t i = 0; i < b->nr_cma_areas; i++)
		find_freed(&a, &b->cma_areas[i]);
	for (size_t i = 0; !ret && i < b->nr_cma_areas && (active || !stops);
	     i++) {
		a.area = &b->cma_areas[i];
		ret = activate_area(&a, &active);
	}
	rangemap_release(&a.freed);
	return ret;
}
