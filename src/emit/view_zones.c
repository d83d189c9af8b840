/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit/views.h"
#include "model/members.h"
#include "util/alloc.h"
#include "util/range.h"

/*
 * Of few nodes, each zone is a column, lowest addresses left. Of many, each is
 * a row: what is odd stands out in its column.
 */

#define MAX_BOX_NODES 4
#define MAX_ROWS 40
#define BAR 170 /* points */
#define BARS 540 /* of a few zones side by side, all together */

/* The colours of a bar, from left to right. */
enum bar_part {
	BAR_FREE,
	BAR_CMA,
	BAR_DEFERRED,
	BAR_KEPT,
	BAR_NOMAP,
	BAR_HOLES,
	NR_BAR_PARTS
};

static const enum dot_color bar_colors[] = {
	[BAR_FREE] = DOT_GREEN,	  [BAR_CMA] = DOT_BLUE,
	[BAR_DEFERRED] = DOT_SKY, [BAR_KEPT] = DOT_ORANGE,
	[BAR_NOMAP] = DOT_PURPLE, [BAR_HOLES] = DOT_GREY,
};

/* A member of the zone that not every boot has by now. */
static uint64_t number_of(const struct boot *b, const struct zone *z,
			  const char *key)
{
	const struct member *m = member_find(&zone_members, key);

	return member_exists(m, b) ? member_number(m, b, z) : 0;
}

static void bar_pages(const struct boot *b, const struct zone *z,
		      uint64_t pages[NR_BAR_PARTS])
{
	const uint64_t serves = zones_have_managed(b) ? z->managed_pages :
							z->present_pages;

	pages[BAR_CMA] = min_u64(z->cma_pages, z->managed_pages);
	pages[BAR_FREE] = serves - pages[BAR_CMA];
	pages[BAR_CMA] += number_of(b, z, "lent to CMA");
	pages[BAR_DEFERRED] = number_of(b, z, "deferred");
	pages[BAR_KEPT] = number_of(b, z, "kept");
	pages[BAR_NOMAP] = number_of(b, z, "no-map");
	pages[BAR_HOLES] = z->spanned_pages - z->present_pages;
}

/* What the zone spans, `all` pages `width` points wide. */
static void zone_bar(struct dot_writer *w, const struct boot *b,
		     unsigned columns, const struct zone *z, uint64_t all,
		     unsigned width)
{
	struct dot_part parts[NR_BAR_PARTS];
	uint64_t pages[NR_BAR_PARTS];

	bar_pages(b, z, pages);
	for (size_t i = 0; i < NR_BAR_PARTS; i++)
		parts[i] = (struct dot_part){ bar_colors[i], pages[i] };
	dot_bar(w, columns, parts, NR_BAR_PARTS, all, width);
}

/* What a member is called here; "kept (estimate)" before mem_init(). */
static const char *label(const struct boot *b, const struct member *m)
{
	if (m->estimate && !free_lists_filled(b))
		return m->estimate;
	if (m->role == MEMBER_HOLES && !zones_have_managed(b))
		return "holes, struct pages";
	return m->graph ? m->graph : m->key;
}

/* --- a column each ------------------------------------------------------ */

#define MAX_SIDE 6 /* zones beside each other */

/* Zones beside each other; the room for those that another row has more. */
struct band {
	const struct zone *v[MAX_SIDE];
	unsigned n, empty;
};

static enum dot_color box_color(const struct boot *b, const struct member *m,
				uint64_t pages)
{
	static const enum dot_color colors[] = {
		[MEMBER_PLACE] = DOT_PLAIN,   [MEMBER_HOLES] = DOT_GREY,
		[MEMBER_KEPT] = DOT_ORANGE,   [MEMBER_NOMAP] = DOT_PURPLE,
		[MEMBER_DEFERRED] = DOT_SKY,  [MEMBER_SERVES] = DOT_GREEN,
		[MEMBER_CMA] = DOT_BLUE,      [MEMBER_LIMIT] = DOT_YELLOW,
		[MEMBER_PAGESET] = DOT_PLAIN,
	};

	if (m->part && m->role != MEMBER_KEPT && m->role != MEMBER_SERVES &&
	    !pages)
		return DOT_PLAIN;
	/* Where nothing counts managed pages, these are what serves. */
	if (!zones_have_managed(b) && !strcmp(m->key, "present_pages"))
		return DOT_GREEN;
	return colors[m->role];
}

static void band_begin(struct dot_writer *w, enum dot_color color,
		       const char *label)
{
	dot_row_begin(w);
	dot_cell(w, color, 1, 0, "%s", label);
}

static void band_end(struct dot_writer *w, const struct band *band)
{
	if (band->empty)
		dot_cell(w, DOT_PAPER, 2 * band->empty, 0, " ");
	dot_row_end(w);
}

/* A number that is no amount of memory, or one that needs no second unit. */
static void wide_cell(struct dot_writer *w, enum dot_color color,
		      const char *value)
{
	dot_styled(w,
		   &(struct dot_style){
			   .color = color, .columns = 2, .right = true },
		   "%s", value);
}

static void pages_cells(struct dot_writer *w, const struct boot *b,
			enum dot_color color, uint64_t pages)
{
	char size[32];

	dot_number(w, color, "%" PRIu64, pages);
	dot_number(w, color, "%s", pages_text(b, pages, size, sizeof(size)));
}

/* Which requests leave how many alone: a line for each zone; "0": none. */
static void reserve_cell(struct dot_writer *w, const struct boot *b,
			 enum dot_color color, const struct zone *z)
{
	char *text = xstrdup("");

	for (unsigned i = 0; i < b->kernel->nr_zones; i++) {
		if (z->lowmem_reserve[i])
			xappendf(&text, "%s%s: %" PRIu64, *text ? "\n" : "",
				 zone_kind_name(b->kernel->zones[i]),
				 z->lowmem_reserve[i]);
	}
	wide_cell(w, color, *text ? text : "0");
	free(text);
}

static void member_cells(struct dot_writer *w, const struct boot *b,
			 const struct member *m, const struct zone *z)
{
	uint64_t v = m->form == MEMBER_NUMBER ? member_number(m, b, z) : 0;
	enum dot_color color = box_color(b, m, v);
	char *text;

	if (m->unit == MEMBER_PAGES && m->form == MEMBER_NUMBER) {
		pages_cells(w, b, color, v);
	} else if (!strcmp(m->key, "lowmem_reserve")) {
		reserve_cell(w, b, color, z);
	} else {
		text = member_text(m, b, z);
		wide_cell(w, color, text);
		free(text);
	}
}

static void member_row(struct dot_writer *w, const struct boot *b,
		       const struct member *m, const struct band *band)
{
	char name[64];
	uint64_t any = 0;

	for (unsigned i = 0; i < band->n && m->form == MEMBER_NUMBER; i++)
		any |= member_number(m, b, band->v[i]);
	if (m->role == MEMBER_CMA && !any)
		return;
	snprintf(name, sizeof(name), "%s%s", m->part ? "  " : "", label(b, m));
	band_begin(w, box_color(b, m, any), name);
	for (unsigned i = 0; i < band->n; i++)
		member_cells(w, b, m, band->v[i]);
	band_end(w, band);
}

/* What a row of the CPUs' own lists is called; NULL: there are none yet. */
static const char *pageset_label(const struct boot *b)
{
	if (pagesets_hot_cold(b) && b->slab_ready)
		return "pageset hot / cold / batch";
	if (!b->slab_ready)
		return NULL;
	return kernel_has_pageset_limits(b->kernel) ?
		       "pageset high min / max / batch" :
		       "pageset high / batch";
}

static void pageset_cell(struct dot_writer *w, const struct boot *b,
			 const struct zone *z)
{
	char text[64];

	if (pagesets_hot_cold(b))
		snprintf(text, sizeof(text),
			 "%" PRIu64 " / %" PRIu64 " / %" PRIu64,
			 z->pageset.hot.high, z->pageset.cold.high,
			 z->pageset.hot.batch);
	else if (kernel_has_pageset_limits(b->kernel))
		snprintf(text, sizeof(text),
			 "%" PRIu64 " / %" PRIu64 " / %" PRIu64,
			 z->pageset.high_min, z->pageset.high_max,
			 z->pageset.batch);
	else
		snprintf(text, sizeof(text), "%" PRIu64 " / %" PRIu64,
			 z->pageset.high, z->pageset.batch);
	wide_cell(w, DOT_PLAIN, text);
}

static void member_rows(struct dot_writer *w, const struct boot *b,
			const struct band *band)
{
	const char *pageset = pageset_label(b);

	for (size_t i = 0; i < zone_members.n; i++) {
		const struct member *m = &zone_members.v[i];

		if (m->role != MEMBER_PAGESET && member_exists(m, b))
			member_row(w, b, m, band);
	}
	if (!pageset)
		return;
	band_begin(w, DOT_PLAIN, pageset);
	for (unsigned i = 0; i < band->n; i++)
		pageset_cell(w, b, band->v[i]);
	band_end(w, band);
}

#define EMPTY_IN_LINE 3 /* names */

/* "empty: DMA32, Movable", in lines that are no wider than a zone. */
static char *empty_zones(const struct node *n)
{
	char *out = xstrdup("");
	unsigned names = 0;

	for (unsigned i = 0; i < n->nr_zones; i++) {
		if (zone_populated(&n->zones[i]))
			continue;
		xappendf(&out, "%s%s",
			 !names			    ? "\nempty: " :
			 names % EMPTY_IN_LINE == 0 ? ",\n" :
						      ", ",
			 zone_kind_name(n->zones[i].kind));
		names++;
	}
	return out;
}

/* A node's name over its zones. */
static void node_cell(struct dot_writer *w, const struct boot *b,
		      const struct node *n, unsigned columns)
{
	char title[64], size[32], *empty = empty_zones(n);

	dot_cell_bold(w, DOT_HEAD, columns, "%s%s: %s present%s",
		      node_title(b, n, title, sizeof(title)),
		      b->kernel->numa ? "" : ", NODE_DATA(n) for every n",
		      pages_text(b, n->node_present_pages, size, sizeof(size)),
		      empty);
	free(empty);
}

static void head_rows(struct dot_writer *w, const struct boot *b,
		      const struct band *band, uint64_t largest)
{
	const uint32_t shift = b->kernel->page_shift;
	const unsigned zones = band->n + band->empty;

	band_begin(w, DOT_PAPER, " ");
	for (unsigned i = 0, end; i < band->n; i = end) {
		for (end = i;
		     end < band->n && band->v[end]->nid == band->v[i]->nid;
		     end++)
			;
		node_cell(w, b, b->nodes[band->v[i]->nid], 2 * (end - i));
	}
	band_end(w, band);
	band_begin(w, DOT_SKY, "zone");
	for (unsigned i = 0; i < band->n; i++)
		dot_cell_bold(w, DOT_SKY, 2, "ZONE %s",
			      zone_kind_name(band->v[i]->kind));
	band_end(w, band);
	band_begin(w, DOT_PLAIN, "from\nto");
	for (unsigned i = 0; i < band->n; i++)
		dot_styled(w,
			   &(struct dot_style){ .columns = 2, .right = true },
			   "0x%" PRIx64 "\n0x%" PRIx64,
			   band->v[i]->zone_start_pfn << shift,
			   (zone_end_pfn(band->v[i]) << shift) - 1);
	band_end(w, band);
	band_begin(w, DOT_PLAIN, "to scale");
	for (unsigned i = 0; i < band->n; i++)
		zone_bar(w, b, 2, band->v[i], largest,
			 BARS / zones > BAR ? BARS / zones : BAR);
	band_end(w, band);
}

/* The zones of a node stay together. */
static size_t next_band(struct band *band, const struct zone *const *zones,
			size_t n)
{
	size_t at = 0, end;

	*band = (struct band){ 0 };
	while (at < n) {
		for (end = at; end < n && zones[end]->nid == zones[at]->nid;
		     end++)
			;
		if (at && end > MAX_SIDE)
			break;
		for (; at < end && band->n < MAX_SIDE; at++)
			band->v[band->n++] = zones[at];
		at = end;
	}
	return at;
}

static unsigned widest_band(const struct zone *const *zones, size_t n)
{
	unsigned most = 0;
	struct band band;

	for (size_t at = 0; at<n; most = band.n> most ? band.n : most)
		at += next_band(&band, zones + at, n - at);
	return most;
}

static void side_by_side(struct dot_writer *w, const struct boot *b,
			 const struct zone *const *zones, size_t n,
			 uint64_t largest)
{
	unsigned most = widest_band(zones, n);
	struct band band;

	dot_row_begin(w);
	dot_inner_begin(w, 1, DOT_THIN);
	for (size_t at = 0; at < n;) {
		if (at) {
			dot_row_begin(w);
			dot_cell(w, DOT_PAPER, 1 + 2 * most, 6, " ");
			dot_row_end(w);
		}
		at += next_band(&band, zones + at, n - at);
		band.empty = most - band.n;
		head_rows(w, b, &band, largest);
		member_rows(w, b, &band);
	}
	for (size_t i = 0; i < b->nr_nodes; i++) {
		if (!b->nodes[i] || b->nodes[i]->node_present_pages)
			continue;
		dot_row_begin(w);
		node_cell(w, b, b->nodes[i], 1 + 2 * most);
		dot_row_end(w);
	}
	dot_inner_end(w);
	dot_row_end(w);
}

/* --- a row each --------------------------------------------------------- */

#define MAX_COLUMNS 32

/* Of the table: a member each, those with one number. */
struct columns {
	const struct member *v[MAX_COLUMNS];
	size_t n;
};

static struct columns columns_of(const struct boot *b)
{
	struct columns c = { 0 };

	for (size_t i = 0; i < zone_members.n && c.n < MAX_COLUMNS; i++) {
		const struct member *m = &zone_members.v[i];
		bool early = m->role == MEMBER_PAGESET && !b->slab_ready;

		if (m->form == MEMBER_NUMBER && !early && member_exists(m, b))
			c.v[c.n++] = m;
	}
	return c;
}

static enum dot_color column_color(const struct member *m)
{
	return m->role == MEMBER_SERVES ? DOT_GREEN :
	       m->role == MEMBER_LIMIT	? DOT_YELLOW :
					  DOT_PLAIN;
}

/* Names of several words take two lines: cut at the space next to the middle. */
static void column_title(const struct member *m, char *out, size_t len)
{
	const char *name = m->graph ? m->graph : m->key;
	size_t half = strlen(name) / 2, best = 0;

	for (size_t i = 0; name[i]; i++) {
		if (name[i] == ' ' &&
		    (!best ||
		     max_u64(i, half) - min_u64(i, half) <
			     max_u64(best, half) - min_u64(best, half)))
			best = i;
	}
	snprintf(out, len, "%s", name);
	if (best && best < len)
		out[best] = '\n';
}

/* What most zones of a kind have, by column; only where there is such. */
struct usual {
	bool known[NR_ZONE_KINDS];
	uint64_t value[NR_ZONE_KINDS];
};

static void learn(struct usual *u, const struct boot *b, const struct member *m,
		  const struct zone *const *zones, size_t n)
{
	uint64_t *v = xcalloc(n, sizeof(*v));

	for (int kind = 0; kind < NR_ZONE_KINDS; kind++) {
		size_t of_kind = 0;

		for (size_t i = 0; i < n; i++) {
			if ((int)zones[i]->kind == kind)
				v[of_kind++] = member_number(m, b, zones[i]);
		}
		u->known[kind] = !m->own &&
				 majority(v, of_kind, &u->value[kind]);
	}
	free(v);
}

static void head_row(struct dot_writer *w, const struct columns *columns)
{
	dot_row_begin(w);
	dot_cell_bold(w, DOT_HEAD, 1, "node");
	dot_cell_bold(w, DOT_HEAD, 1, "zone");
	dot_cell_bold(w, DOT_HEAD, 1, "to scale");
	for (size_t c = 0; c < columns->n; c++) {
		char title[64];

		column_title(columns->v[c], title, sizeof(title));
		dot_styled(w,
			   &(struct dot_style){ .color = DOT_HEAD,
						.bold = true,
						.right = true },
			   "%s", title);
	}
	dot_row_end(w);
}

/* True: something in it is odd. */
static bool zone_row(struct dot_writer *w, const struct boot *b,
		     const struct zone *z, const struct columns *columns,
		     const struct usual *usual, uint64_t largest)
{
	bool any = false;

	dot_row_begin(w);
	dot_cell_bold(w, DOT_GREY, 1, "%d", z->nid);
	dot_cell(w, DOT_SKY, 1, 0, "%s", zone_kind_name(z->kind));
	zone_bar(w, b, 1, z, largest, BAR);
	for (size_t c = 0; c < columns->n; c++) {
		const struct member *m = columns->v[c];
		uint64_t value = member_number(m, b, z);
		bool odd = usual[c].known[z->kind] &&
			   usual[c].value[z->kind] != value;

		any |= odd;
		dot_styled(w,
			   &(struct dot_style){ .color = odd ? DOT_ORANGE :
							       column_color(m),
						.bold = odd,
						.right = true },
			   "%s%" PRIu64, odd ? "* " : "", value);
	}
	dot_row_end(w);
	return any;
}

static bool zone_table(struct dot_writer *w, const struct boot *b,
		       const struct zone *const *zones, size_t n,
		       uint64_t largest, const struct view_options *o)
{
	size_t rows = o->full || n <= MAX_ROWS ? n : MAX_ROWS;
	const struct columns columns = columns_of(b);
	struct usual usual[MAX_COLUMNS];
	bool odd = false;

	for (size_t c = 0; c < columns.n; c++)
		learn(&usual[c], b, columns.v[c], zones, n);
	dot_row_begin(w);
	dot_inner_begin(w, 1, DOT_THIN);
	head_row(w, &columns);
	for (size_t i = 0; i < rows; i++)
		odd |= zone_row(w, b, zones[i], &columns, usual, largest);
	if (rows < n)
		more_row(w, (unsigned)columns.n + 3, n - rows, "zone");
	dot_inner_end(w);
	dot_row_end(w);
	return odd;
}

/* What the pictures of the zones have in them. */
struct drawn {
	bool table, odd;
	uint64_t largest; /* pages that a zone spans */
	uint64_t pages[NR_BAR_PARTS]; /* of all zones */
	uint64_t cma; /* of them, those that zones manage */
	bool reserve; /* some zone keeps pages back */
	bool more_free; /* some zone has more free pages than are present */
};

static struct drawn what_is_drawn(const struct boot *b,
				  const struct zone *const *zones, size_t n)
{
	uint64_t pages[NR_BAR_PARTS];
	struct drawn d = { .largest = 1 };

	for (size_t i = 0; i < n; i++) {
		const struct zone *z = zones[i];

		d.largest = max_u64(d.largest, z->spanned_pages);
		bar_pages(b, z, pages);
		for (size_t p = 0; p < NR_BAR_PARTS; p++)
			d.pages[p] += pages[p];
		d.cma += z->cma_pages;
		d.more_free |= z->nr_free_pages > z->present_pages;
		for (unsigned k = 0; k < b->kernel->nr_zones; k++)
			d.reserve |= z->lowmem_reserve[k] != 0;
	}
	return d;
}

/* The colours of the bars, and what each is. */
static void bar_row(struct dot_writer *w, const struct boot *b,
		    const struct drawn *d)
{
	const bool managed = zones_have_managed(b);
	const char *const names[] = {
		[BAR_FREE] = managed ? "managed" : "present",
		[BAR_CMA] = "CMA",
		[BAR_DEFERRED] = "deferred",
		[BAR_KEPT] = "kept by the boot",
		[BAR_NOMAP] = "no-map",
		[BAR_HOLES] = managed ? "holes" : "holes, struct pages",
	};
	char *text = xstrdup("the zone's pages, from left to right: ");
	struct dot_part bar[NR_BAR_PARTS];
	size_t n = 0;

	for (size_t i = 0; i < NR_BAR_PARTS; i++) {
		if (!d->pages[i])
			continue;
		xappendf(&text, "%s%s", n ? ", " : "", names[i]);
		bar[n++] = (struct dot_part){ bar_colors[i], 1 };
	}
	legend_bar(w, bar, n, text);
	free(text);
}

/* What is present without being managed. */
static void legend_unmanaged(struct dot_writer *w, const struct drawn *d)
{
	legend_row(
		w, DOT_ORANGE, "kept by the boot",
		"present, but never the page allocator's: kernel image, struct pages, page tables, ...");
	if (d->pages[BAR_NOMAP])
		legend_row(w, DOT_PURPLE, "no-map",
			   "present, and left alone: for firmware or a device");
	if (d->pages[BAR_CMA] > d->cma)
		legend_row(
			w, DOT_BLUE, "lent to CMA",
			"for devices that need long pieces; the zone gets it back, for others on loan,\nonce cma_init_reserved_areas() runs");
	if (d->pages[BAR_DEFERRED])
		legend_row(
			w, DOT_SKY, "deferred",
			"free, but its struct pages are initialised later, by page_alloc_init_late()");
}

static void legend_sizes(struct dot_writer *w, const struct boot *b,
			 const struct drawn *d)
{
	bool no_managed = !zones_have_managed(b);

	legend_row(w, DOT_PLAIN, "spanned_pages",
		   "from the zone's first page frame to its last, holes counted");
	if (no_managed) {
		legend_row(
			w, DOT_GREY, "holes, struct pages",
			"frames with no memory behind them, and what the zone's struct pages take");
		legend_row(w, DOT_GREEN, "present_pages",
			   "spanned without these: what the limits go by");
	} else {
		legend_row(w, d->pages[BAR_HOLES] ? DOT_GREY : DOT_PLAIN,
			   "holes", "frames with no memory behind them");
		legend_row(w, DOT_PLAIN, "present_pages",
			   "spanned without the holes");
		legend_unmanaged(w, d);
		legend_row(
			w, DOT_GREEN, "managed_pages",
			b->totals.totalram_pages ?
				"what the page allocator has to give" :
				"what the page allocator will have, as estimated before mem_init()");
	}
	if (d->cma)
		legend_row(
			w, DOT_BLUE, "cma_pages",
			"of them for devices that need long pieces; others get them only on loan");
	if (!b->totals.totalram_pages)
		return;
	legend_row(
		w, DOT_GREEN, "free_pages",
		d->more_free ?
			"in the free lists now: see the view freelists; more than present_pages\nwhere the struct pages that count against a zone lie in another one" :
			"in the free lists now: see the view freelists");
	if (d->cma)
		legend_row(w, DOT_BLUE, "free_cma_pages",
			   "of these, in the CMA areas");
}

static const char *pageset_meaning(const struct boot *b)
{
	if (pagesets_hot_cold(b))
		return "free pages that each CPU keeps at hand: at most so many that may\nlie in its cache (hot) and that do not (cold), and how many it fetches at once";
	if (kernel_has_pageset_limits(b->kernel))
		return "free pages that each CPU keeps at hand: least and greatest limit, and how many it fetches at once";
	return "free pages that each CPU keeps at hand: at most, and how many it fetches at once";
}

static void legend_limits(struct dot_writer *w, const struct boot *b,
			  const struct drawn *d)
{
	if (b->totals.has_reserve)
		legend_row(
			w, DOT_YELLOW, "watermarks",
			"below low the kernel begins to reclaim memory; below min only its own urgent needs are met");
	if (b->totals.has_reserve && !d->table)
		legend_row(
			w, DOT_YELLOW, "lowmem_reserve",
			d->reserve ?
				"pages kept from requests that could go to a higher zone: from those\nthat may use the zone named" :
				"pages kept from requests that could go to a higher zone: none is");
	if (b->slab_ready)
		legend_row(w, DOT_PLAIN, "pageset", pageset_meaning(b));
}

static void legend(struct dot_writer *w, const struct boot *b,
		   const struct drawn *d)
{
	dot_row_begin(w);
	dot_inner_begin(w, 1, DOT_THIN);
	legend_head(w);
	bar_row(w, b, d);
	legend_sizes(w, b, d);
	legend_limits(w, b, d);
	if (d->odd)
		legend_row(w, DOT_ORANGE, "* number",
			   "not what most zones of this kind have");
	dot_inner_end(w);
	dot_row_end(w);
}

void draw_zones(struct dot_writer *w, const struct boot *b,
		const struct view_options *o)
{
	const struct zone **zones;
	struct drawn d;
	size_t n;

	if (!b->nr_all_pages) {
		draw_nothing(w, "zones do not exist yet: see free_area_init()");
		return;
	}
	zones = populated_zones(b, &n);
	d = what_is_drawn(b, zones, n);
	d.table = b->nr_nodes > MAX_BOX_NODES;
	dot_table_begin(w, DOT_NONE);
	if (d.table)
		d.odd = zone_table(w, b, zones, n, d.largest, o);
	else
		side_by_side(w, b, zones, n, d.largest);
	legend(w, b, &d);
	dot_table_end(w, "zones");
	free(zones);
}
