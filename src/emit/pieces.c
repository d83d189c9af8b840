/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/pieces.h"

#include <stdlib.h>

#include "emit/facts.h"
#include "journal/journal.h"
#include "util/alloc.h"
#include "util/range.h"

static void add(struct pieces *p, struct piece piece)
{
	struct piece *last = p->n ? &p->v[p->n - 1] : NULL;

	if (piece.start >= piece.end)
		return;
	if (last && last->end == piece.start && last->kind == piece.kind &&
	    last->nid == piece.nid && last->bank == piece.bank &&
	    last->zone == piece.zone && last->owner == piece.owner) {
		last->end = piece.end;
		return;
	}
	piece.count = 1;
	array_reserve(p->v, p->cap, p->n + 1);
	p->v[p->n++] = piece;
}

/* Where the pages begin that mem_init() has put off, or the end of all. */
static uint64_t deferred_start(const struct boot *b, const struct zone *z)
{
	uint64_t pfn = z ? b->nodes[z->nid]->first_deferred_pfn :
			   NO_DEFERRED_PFN;

	return pfn == NO_DEFERRED_PFN || !b->totals.totalram_pages ?
		       UINT64_MAX :
		       pfn << b->kernel->page_shift;
}

/* Of free memory what is put off is a piece of its own. */
static void add_by_turn(struct pieces *p, const struct boot *b,
			struct piece piece)
{
	struct piece later = piece;

	later.start = max_u64(piece.start, deferred_start(b, piece.zone));
	if (piece.kind == PIECE_FREE && later.start < piece.end) {
		piece.end = later.start;
		later.kind = PIECE_DEFERRED;
		add(p, piece);
		piece = later;
	}
	add(p, piece);
}

/* Cuts the piece where a zone ends. */
static void add_by_zone(struct pieces *p, const struct boot *b,
			struct piece piece)
{
	const uint32_t shift = b->kernel->page_shift;
	uint64_t end = piece.end;

	while (piece.start < end) {
		uint64_t stop = div_round_up(end, 1ULL << shift);

		piece.zone = boot_zone_run(b, piece.start >> shift, &stop);
		piece.end = min_u64(stop << shift, end);
		add_by_turn(p, b, piece);
		piece.start = piece.end;
	}
}

/* What is owned is kept, or lent to a CMA area. */
static void add_owned(struct pieces *p, const struct boot *b,
		      struct piece piece)
{
	uint64_t end = piece.end;

	while (piece.start < end) {
		piece.end = cma_edge(b, piece.start, end);
		piece.kind = in_cma_area(b, piece.start) ? PIECE_CMA :
							   PIECE_OWNED;
		add_by_zone(p, b, piece);
		piece.start = piece.end;
	}
}

/* What lies in one stretch of memory: owned and free, in turn. */
static void add_stretch(struct pieces *p, const struct boot *b,
			struct piece all)
{
	uint64_t at = all.start;

	for (size_t i = rangemap_find(&b->journal->ledger, at);
	     i < b->journal->ledger.n &&
	     b->journal->ledger.v[i].start < all.end;
	     i++) {
		const struct rangemap_extent *e = &b->journal->ledger.v[i];
		struct piece rest = all, owned = all;

		rest.start = at;
		rest.end = max_u64(e->start, at);
		add_by_zone(p, b, rest);
		at = min_u64(e->end, all.end);
		owned.start = rest.end;
		owned.end = at;
		owned.owner = &b->journal->owners[e->tag];
		add_owned(p, b, owned);
	}
	all.start = at;
	add_by_zone(p, b, all);
}

/* A stretch of no-map: for whom, piece by piece. */
static void add_withheld(struct pieces *p, const struct boot *b,
			 struct piece all)
{
	const struct journal *j = b->journal;
	uint64_t end = all.end;

	while (all.start < end) {
		const struct rangemap_extent *e;

		all.end = end;
		e = rangemap_run(&j->withheld, all.start, &all.end);
		all.owner = e ? &j->owners[e->tag] : NULL;
		add_by_zone(p, b, all);
		all.start = all.end;
	}
}

/* A stretch, and before it the gap behind the one before. */
static void add_bank(struct pieces *p, const struct boot *b,
		     struct piece stretch, uint64_t *end)
{
	if (p->n && *end < stretch.start)
		add(p, (struct piece){ .start = *end,
				       .end = stretch.start,
				       .kind = PIECE_GAP,
				       .nid = NO_NODE,
				       .bank = stretch.bank });
	if (stretch.kind == PIECE_NOMAP)
		add_withheld(p, b, stretch);
	else
		add_stretch(p, b, stretch);
	*end = stretch.end;
}

void pieces_collect(struct pieces *p, const struct boot *b)
{
	const uint32_t shift = b->kernel->page_shift;
	const struct zone **zones;
	uint64_t end = 0;
	size_t n, bank = 0;

	for (size_t i = 0; i < b->memblock.memory.cnt; i++) {
		const struct memblock_region *r =
			&b->memblock.memory.regions[i];

		bank += i && (r->base != end || r->nid != r[-1].nid);
		add_bank(p, b,
			 (struct piece){ .start = r->base,
					 .end = r->base + r->size,
					 .kind = r->flags & MEMBLOCK_NOMAP ?
							 PIECE_NOMAP :
							 PIECE_FREE,
					 .nid = r->nid,
					 .bank = bank },
			 &end);
	}
	if (b->memblock.memory.cnt)
		return;
	zones = populated_zones(b, &n);
	for (size_t i = 0; i < n; i++)
		add_bank(p, b,
			 (struct piece){ .start = zones[i]->zone_start_pfn
						  << shift,
					 .end = zone_end_pfn(zones[i]) << shift,
					 .nid = zones[i]->nid,
					 .bank = i },
			 &end);
	free(zones);
}

void pieces_release(struct pieces *p)
{
	free(p->v);
	*p = (struct pieces){ 0 };
}
