/* SPDX-License-Identifier: GPL-2.0-only */
#include "journal/account.h"

#include "journal/journal.h"
#include "journal/sequence.h"
#include "model/questions.h"
#include "util/alloc.h"
#include "util/range.h"

/* --- how many bytes there are in each of the five -------------------------- */

/* The part of a CMA area that lies in [start, end); size 0: none. */
static struct range cma_part(const struct boot *b, size_t i, uint64_t start,
			     uint64_t end)
{
	const struct range r = cma_area_range(b, &b->cma_areas[i]);
	uint64_t from = max_u64(r.base, start);
	uint64_t to = min_u64(r.base + r.size, end);

	return (struct range){ from, from < to ? to - from : 0 };
}

/* Of [start, end), what is of CMA areas, and what only the ledger has. */
static void add_owned(struct mem_account *a, const struct boot *b,
		      uint64_t start, uint64_t end)
{
	const struct rangemap *owned = &b->journal->owned;
	struct rangemap areas = { 0 }; /* some trees have one in another */

	for (size_t i = 0; i < b->nr_cma_areas; i++) {
		struct range r = cma_part(b, i, start, end);

		rangemap_set(&areas, r.base, r.base + r.size, 0);
	}
	a->kept += rangemap_covered(owned, start, end);
	for (size_t i = 0; i < areas.n; i++) {
		const struct rangemap_extent *e = &areas.v[i];

		a->cma += e->end - e->start;
		a->kept -= rangemap_covered(owned, e->start, e->end);
	}
	rangemap_release(&areas);
}

static void add_region(struct mem_account *a, const struct boot *b,
		       uint64_t start, uint64_t end, bool nomap)
{
	a->memory += end - start;
	if (nomap) {
		a->nomap += end - start;
		return;
	}
	add_owned(a, b, start, end);
}

/* With bootmem: usable RAM as far as there are page frames for it. */
static void add_ram(struct mem_account *a, const struct boot *b)
{
	const struct kernel *k = b->kernel;

	for (size_t i = 0; b->totals.has_pfns && i < b->e820.nr; i++) {
		const struct e820_entry *e = &b->e820.entries[i];
		uint64_t start = pfn_up(k, e->base) << k->page_shift;
		uint64_t end = min_u64(pfn_down(k, e->base + e->size),
				       b->totals.max_pfn)
			       << k->page_shift;

		if (e->type == E820_RAM && start < end)
			add_region(a, b, start, end, false);
	}
}

static void add_memory(struct mem_account *a, const struct boot *b)
{
	for (size_t i = 0; i < b->memblock.memory.cnt; i++) {
		const struct memblock_region *r =
			&b->memblock.memory.regions[i];

		add_region(a, b, r->base, r->base + r->size,
			   r->flags & MEMBLOCK_NOMAP);
	}
	if (!b->memblock.memory.cnt)
		add_ram(a, b);
}

/* What the page allocator has, in pages. */
struct page_counts {
	uint64_t managed;
	uint64_t free; /* in lists, those of CPUs too */
	uint64_t free_cma; /* of them */
};

static struct page_counts count_pages(const struct boot *b)
{
	struct page_counts c = { 0 };

	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++) {
			const struct zone *z = &b->nodes[n]->zones[i];

			c.managed += z->managed_pages;
			c.free += z->nr_free_pages + z->pageset.hot.count +
				  z->pageset.cold.count;
			c.free_cma += z->nr_free_cma;
		}
	}
	return c;
}

/* Between two steps of the handing over some pages are nobody's yet. */
static bool is_handing_over(const struct boot *b)
{
	return b->journal->step && boot_makes(b, MAKES_FREE_LISTS);
}

/* Once the page allocator has its pages, its own counts say what is free. */
static void add_pages(struct mem_account *a, const struct boot *b,
		      uint64_t rest)
{
	const struct page_counts c = count_pages(b);
	uint64_t total = b->totals.totalram_pages;
	unsigned shift = b->kernel->page_shift;

	if (kernel_has_managed_pages(b->kernel) && total > c.managed)
		a->deferred = (total - c.managed) << shift;
	if (is_handing_over(b)) {
		a->kept += ((total - c.free) << shift) - a->deferred;
		a->free = rest - a->kept - a->deferred;
		return;
	}
	a->free = (c.free - c.free_cma) << shift;
	a->kept = rest - min_u64(rest, a->deferred + a->free);
}

struct mem_account boot_account(const struct boot *b)
{
	struct mem_account a = { 0 };
	uint64_t rest;

	add_memory(&a, b);
	rest = a.memory - a.nomap - a.cma;
	if (!b->totals.totalram_pages) {
		a.free = rest - a.kept;
		return a;
	}
	add_pages(&a, b, rest);
	return a;
}

uint64_t boot_memtotal_kib(const struct boot *b)
{
	const struct kernel *k = b->kernel;
	const uint64_t page = kernel_page_size(k);
	uint64_t init = align_down(k->sym.init_end, page) -
			align_up(k->sym.init_begin, page);
	bool gone = b->initrd_freed.size || b->params.keepinitrd;
	uint64_t initrd = gone ? 0 : align_up(b->initrd_size, page);

	if (!b->totals.totalram_pages)
		return 0;
	return (b->totals.totalram_pages * page + init + initrd) >> 10;
}

/* --- what they are called -------------------------------------------------- */

static uint64_t kept_bytes(const struct mem_account *a)
{
	return a->kept;
}

static uint64_t nomap_bytes(const struct mem_account *a)
{
	return a->nomap;
}

static uint64_t cma_bytes(const struct mem_account *a)
{
	return a->cma;
}

static uint64_t deferred_bytes(const struct mem_account *a)
{
	return a->deferred;
}

static uint64_t free_bytes(const struct mem_account *a)
{
	return a->free;
}

const struct account_part account_parts[NR_ACCOUNT_PARTS] = {
	{ "kept", "kept by the boot",
	  "owned by somebody, or taken from the page allocator", kept_bytes },
	{ "nomap", "no-map", "left alone, for firmware or a device",
	  nomap_bytes },
	{ "cma", "lent to CMA",
	  "areas for large contiguous pieces; movable pages may use them",
	  cma_bytes },
	{ "deferred", "deferred",
	  "free, but its struct pages are initialised later", deferred_bytes },
	{ "free", "free", "for everybody", free_bytes },
};
