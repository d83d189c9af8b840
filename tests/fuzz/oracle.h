/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_TESTS_FUZZ_ORACLE_H
#define INITMEM_TESTS_FUZZ_ORACLE_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "answer/explain.h"
#include "emit/dot.h"
#include "journal/journal.h"
#include "mm/mm_init/free_area_init.h"
#include "model/boot.h"
#include "model/questions.h"
#include "util/range.h"
#include "util/rangemap.h"

/* What holds of every boot, whatever the bytes were that it is made of. */

static inline void expect(bool ok, const char *what, const struct zone *z)
{
	if (ok)
		return;
	fprintf(stderr, "ERROR: %s, node %d zone %s\n", what, z ? z->nid : -1,
		z ? zone_kind_name(z->kind) : "-");
	abort();
}

/* Frames that are free: all, and those that no CMA area lends. */
struct free_frames {
	struct rangemap all, own;
};

/* Pages [pfn, end) are in no list before. */
static inline void see_pages(struct free_frames *seen, uint64_t pfn,
			     uint64_t end, bool lent, const struct zone *z)
{
	expect(rangemap_add(&seen->all, pfn, end, 0) == end - pfn,
	       "a page that is free twice", z);
	if (!lent)
		rangemap_fill(&seen->own, pfn, end, 0);
}

/* Blocks of a run that lie wall to wall are looked at at once. */
static inline void see_list(struct free_frames *seen, const struct free_list *l,
			    unsigned order, bool lent, const struct zone *z)
{
	uint64_t block = 1ULL << order;
	struct free_run *runs;
	size_t n = free_list_fold(l, order, &runs);

	for (size_t i = 0; i < n; i++) {
		const struct free_run *r = &runs[i];
		bool dense = r->stride == (int64_t)block;

		expect(!(r->pfn & (block - 1)) &&
			       !((uint64_t)r->stride & (block - 1)),
		       "a free block that is not aligned", z);
		for (uint64_t k = 0; k < (dense ? 1 : r->count); k++) {
			uint64_t pfn = r->pfn + k * (uint64_t)r->stride;

			see_pages(seen, pfn,
				  pfn + (dense ? r->count : 1) * block, lent,
				  z);
		}
	}
	free(runs);
}

/*
 * Hotpluggable memory that ends inside a page splits it: present in no zone, it
 * is whole again, and freed, when the marks are taken away. At most one a
 * border, and the block that it is freed in counts with it.
 */
static inline uint64_t split_pages(const struct boot *b)
{
	return 2 * b->machine->fdt.nr_memory << (b->kernel->nr_orders - 1);
}

/* Of areas in areas: counted twice, as the kernel does. */
static inline uint64_t recounted_pages(const struct boot *b)
{
	uint64_t pages = 0;

	for (size_t i = 0; i < b->nr_cma_areas; i++)
		pages += b->cma_areas[i].recounted;
	return pages;
}

/* kernelcore=mirror hands memory to a zone that does not count it, as 6.1 does.
 */
static inline void check_zone(const struct boot *b, const struct zone *z,
			      struct free_frames *seen)
{
	uint64_t pages = 0;
	bool elsewhere;

	expect(z->managed_pages <= z->present_pages + split_pages(b) +
					   recounted_pages(b) ||
		       b->params.kernelcore_mirror,
	       "managed above present", z);
	expect(z->present_pages <= z->spanned_pages, "present above spanned",
	       z);
	for (unsigned o = 0; o < MAX_NR_ORDERS; o++) {
		pages += z->free_area[o].nr_free << o;
		for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++)
			see_list(seen, &z->free_area[o].lists[mt], o,
				 mt == MIGRATE_CMA, z);
	}
	expect(pages == z->nr_free_pages, "free lists against their sum", z);
	/*
	 * Kernels without a count of managed pages take the memory map's off
	 * what is present, also in HighMem and Movable, where it does not lie.
	 */
	elsewhere = !kernel_has_managed_pages(b->kernel) &&
		    (zone_is_highmem(b, z) || z->kind == ZONE_MOVABLE);
	expect(z->nr_free_pages <=
		       (elsewhere ? z->spanned_pages : z->managed_pages),
	       "free above managed", z);
}

/* No page is free of which somebody owns a byte. */
static inline void check_owned(const struct boot *b,
			       const struct rangemap *seen)
{
	const struct rangemap *ledger = &b->journal->ledger;
	unsigned shift = b->kernel->page_shift;

	for (size_t i = 0; i < ledger->n; i++) {
		const struct rangemap_extent *e = &ledger->v[i];

		if (rangemap_covered(seen, e->start >> shift,
				     pfn_up(b->kernel, e->end)))
			fprintf(stderr, "[0x%" PRIx64 "-0x%" PRIx64 "] %s\n",
				e->start, e->end - 1,
				b->journal->owners[e->tag].what);
		expect(!rangemap_covered(seen, e->start >> shift,
					 pfn_up(b->kernel, e->end)),
		       "a page that is free and owned", NULL);
	}
}

static inline void check_boot(const struct boot *b, struct watcher *watcher)
{
	struct free_frames seen = { 0 };
	struct answer a = { 0 };
	uint64_t managed = 0;

	for (size_t n = 0; n < b->nr_nodes; n++) {
		const struct node *node = b->nodes[n];

		for (unsigned i = 0; node && i < node->nr_zones; i++) {
			check_zone(b, &node->zones[i], &seen);
			managed += node->zones[i].managed_pages;
		}
	}
	check_owned(b, &seen.own);
	rangemap_release(&seen.all);
	rangemap_release(&seen.own);
	if (!b->journal->panic && kernel_has_managed_pages(b->kernel))
		expect(managed == b->totals.totalram_pages,
		       "managed pages against totalram_pages", NULL);
	explain_account(&a, b, watcher);
	expect(!a.no || b->journal->panic, "the account does not add up", NULL);
	answer_release(&a);
}

/* All graphs, for what looks on. */
static inline void draw_views(const struct boot *b)
{
	const struct view_options options = { 0 };

	for (size_t i = 0; i < nr_views; i++) {
		struct buffer text = view_dot(&views[i], b, &options);

		buffer_release(&text);
	}
}

#endif
