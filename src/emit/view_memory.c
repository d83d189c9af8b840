/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit/views.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/size.h"

/*
 * The physical address map, low addresses on top: who owns what. A row is
 * higher the larger its piece, by the logarithm, for a page and a terabyte
 * have to stand side by side.
 */

#define MAX_PIECES 40

enum kind { FREE, OWNED, NOMAP, GAP, FOLDED };

struct piece {
	uint64_t start, end;
	enum kind kind;
	int nid;
	const char *what; /* of OWNED; "a, b" */
	uint64_t count; /* pieces in a FOLDED one */
};

struct pieces {
	struct piece *v;
	size_t n, cap;
};

static void add(struct pieces *p, struct piece piece)
{
	struct piece *last = p->n ? &p->v[p->n - 1] : NULL;

	if (piece.start >= piece.end)
		return;
	if (last && last->end == piece.start && last->kind == piece.kind &&
	    last->nid == piece.nid && last->what == piece.what) {
		last->end = piece.end;
		return;
	}
	array_reserve(p->v, p->cap, p->n + 1);
	p->v[p->n++] = piece;
}

/* What lies in one region of memory: owned and free, in turn. */
static void add_region(struct pieces *p, const struct boot *b,
		       const struct memblock_region *r)
{
	enum kind rest = r->flags & MEMBLOCK_NOMAP ? NOMAP : FREE;
	uint64_t at = r->base, end = r->base + r->size;

	for (size_t i = rangemap_find(&b->ledger, at);
	     i < b->ledger.n && b->ledger.v[i].start < end; i++) {
		const struct rangemap_extent *e = &b->ledger.v[i];
		uint64_t from = max_u64(e->start, at);

		add(p, (struct piece){ at, from, rest, r->nid, NULL, 1 });
		at = min_u64(e->end, end);
		add(p, (struct piece){ from, at, OWNED, r->nid,
				       b->owners[e->tag].what, 1 });
	}
	add(p, (struct piece){ at, end, rest, r->nid, NULL, 1 });
}

static void collect(struct pieces *p, const struct boot *b)
{
	uint64_t end = 0;

	for (size_t i = 0; i < b->memblock.memory.cnt; i++) {
		const struct memblock_region *r = &b->memblock.memory.regions[i];

		if (i)
			add(p, (struct piece){ end, r->base, GAP, NO_NODE,
					       NULL, 1 });
		add_region(p, b, r);
		end = r->base + r->size;
	}
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? 1 : x > y ? -1 : 0;
}

/* The size from which on a piece is shown on its own. */
static uint64_t threshold(const struct pieces *p, size_t most)
{
	uint64_t *sizes, least;

	if (p->n <= most)
		return 0;
	sizes = xcalloc(p->n, sizeof(*sizes));
	for (size_t i = 0; i < p->n; i++)
		sizes[i] = p->v[i].end - p->v[i].start;
	qsort(sizes, p->n, sizeof(*sizes), by_size);
	least = sizes[most / 2];
	free(sizes);
	return least;
}

/* Runs of small pieces become one; only neighbours of one node do. */
static void fold(struct pieces *p, uint64_t least)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->n; i++) {
		struct piece piece = p->v[i];
		struct piece *last = kept ? &p->v[kept - 1] : NULL;
		bool small = piece.end - piece.start < least &&
			     piece.kind != GAP;

		if (small)
			piece.kind = FOLDED;
		if (small && last && last->kind == FOLDED &&
		    last->nid == piece.nid) {
			last->end = piece.end;
			last->count++;
			continue;
		}
		p->v[kept++] = piece;
	}
	p->n = kept;
}

static const struct zone *zone_of(const struct boot *b, uint64_t addr)
{
	uint64_t pfn = addr >> b->kernel->page_shift;

	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++) {
			const struct zone *z = &b->nodes[n]->zones[i];

			if (z->spanned_pages && pfn >= z->zone_start_pfn &&
			    pfn < zone_end_pfn(z))
				return z;
		}
	}
	return NULL;
}

static enum dot_color color_of(const struct piece *p)
{
	static const enum dot_color colors[] = {
		[FREE] = DOT_GREEN,  [OWNED] = DOT_ORANGE,
		[NOMAP] = DOT_PURPLE, [GAP] = DOT_PLAIN,
		[FOLDED] = DOT_YELLOW,
	};

	return colors[p->kind];
}

static void what_text(const struct boot *b, const struct piece *p, char *out,
		      size_t len)
{
	switch (p->kind) {
	case FREE:
		snprintf(out, len, "%s",
			 b->totals.totalram_pages ?
				 "given to the buddy allocator" :
				 "free");
		break;
	case OWNED:
		snprintf(out, len, "%.100s", p->what);
		break;
	case NOMAP:
		snprintf(out, len, "no-map: not the kernel's");
		break;
	case GAP:
		snprintf(out, len, "no memory here");
		break;
	case FOLDED:
		snprintf(out, len, "... %" PRIu64 " small piece%s (--full)",
			 p->count, p->count == 1 ? "" : "s");
		break;
	}
}

static void place_text(const struct boot *b, const struct piece *p, char *out,
		       size_t len)
{
	const struct zone *z = zone_of(b, p->start);

	if (p->kind == GAP)
		snprintf(out, len, " ");
	else if (z && b->kernel->numa)
		snprintf(out, len, "node %d %s", z->nid,
			 zone_kind_name(z->kind));
	else if (z)
		snprintf(out, len, "%s", zone_kind_name(z->kind));
	else if (p->nid != NO_NODE)
		snprintf(out, len, "node %d", p->nid);
	else
		snprintf(out, len, "bank");
}

static void piece_row(struct dot_writer *w, const struct boot *b,
		      const struct piece *p)
{
	uint64_t size = p->end - p->start;
	unsigned log2 = ilog2_u64(size);
	unsigned height = p->kind == GAP || log2 < 24 ? 18 : log2 + log2 / 4 - 12;
	char text[160], place[64], bytes[32];

	what_text(b, p, text, sizeof(text));
	place_text(b, p, place, sizeof(place));
	dot_row_begin(w);
	dot_cell(w, DOT_GREY, 1, height, "%#014" PRIx64, p->start);
	dot_cell(w, DOT_GREY, 1, 0, "%s",
		 format_size(size, bytes, sizeof(bytes)));
	dot_cell(w, DOT_SKY, 1, 0, "%s", place);
	dot_cell(w, color_of(p), 1, 0, "%s", text);
	dot_row_end(w);
}

void draw_memory(struct dot_writer *w, const struct boot *b,
		 const struct view_options *o)
{
	struct pieces p = { 0 };

	if (!b->memblock.memory.cnt) {
		draw_nothing(w,
			     "the kernel knows of no memory yet: see setup_arch()");
		return;
	}
	collect(&p, b);
	if (!o->full)
		fold(&p, threshold(&p, MAX_PIECES));
	dot_table_begin(w, DOT_THIN);
	dot_row_begin(w);
	dot_cell_bold(w, DOT_HEAD, 1, "from");
	dot_cell_bold(w, DOT_HEAD, 1, "size");
	dot_cell_bold(w, DOT_HEAD, 1, "%s", b->nr_all_pages ? "zone" : "bank");
	dot_cell_bold(w, DOT_HEAD, 1, "who owns it after %s", b->phase);
	dot_row_end(w);
	for (size_t i = 0; i < p.n; i++)
		piece_row(w, b, &p.v[i]);
	dot_row_begin(w);
	dot_cell(w, DOT_GREY, 4, 0, "%#014" PRIx64 "  end of memory",
		 memblock_end_of_dram(&b->memblock));
	dot_row_end(w);
	dot_table_end(w, "memory");
	free(p.v);
}
