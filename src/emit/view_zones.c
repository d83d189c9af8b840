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
 * Of few nodes, each zone is a box, lowest addresses left. Of many, each is a
 * row of one table: what is odd stands out in its column.
 */

#define MAX_BOX_NODES 4
#define MAX_ROWS 40
#define BAR 150 /* points */

/* managed, kept and holes side by side, `all` pages as wide as BAR. */
static void zone_bar(struct dot_writer *w, const struct boot *b,
		     unsigned columns, const struct zone *z, uint64_t all)
{
	const struct member *kept = member_find(&zone_members, "kept");
	bool has_managed = zones_have_managed(b);
	uint64_t cma = min_u64(z->cma_pages, z->managed_pages);
	const struct dot_part parts[] = {
		{ DOT_GREEN,
		  (has_managed ? z->managed_pages : z->present_pages) - cma },
		{ DOT_PURPLE, cma },
		{ DOT_ORANGE, has_managed ? member_number(kept, b, z) : 0 },
		{ DOT_GREY, z->spanned_pages - z->present_pages },
	};

	dot_bar(w, columns, parts, ARRAY_SIZE(parts), all, BAR);
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

/* --- a box each --------------------------------------------------------- */

static void fact(struct dot_writer *w, const struct boot *b,
		 enum dot_color color, const char *key, uint64_t pages)
{
	char size[32];

	dot_row_begin(w);
	dot_cell(w, color, 1, 0, "%s", key);
	dot_number(w, color, "%" PRIu64, pages);
	dot_number(w, color, "%s", pages_text(b, pages, size, sizeof(size)));
	dot_row_end(w);
}

/* A number that is no amount of memory, or one that needs no second unit. */
static void plain_fact(struct dot_writer *w, enum dot_color color,
		       const char *key, const char *value)
{
	dot_row_begin(w);
	dot_cell(w, color, 1, 0, "%s", key);
	dot_styled(w,
		   &(struct dot_style){
			   .color = color, .columns = 2, .right = true },
		   "%s", value);
	dot_row_end(w);
}

static enum dot_color box_color(const struct boot *b, const struct member *m,
				uint64_t pages)
{
	static const enum dot_color colors[] = {
		[MEMBER_PLACE] = DOT_PLAIN,   [MEMBER_HOLES] = DOT_GREY,
		[MEMBER_KEPT] = DOT_ORANGE,   [MEMBER_SERVES] = DOT_GREEN,
		[MEMBER_CMA] = DOT_PURPLE,    [MEMBER_LIMIT] = DOT_YELLOW,
		[MEMBER_PAGESET] = DOT_PLAIN,
	};

	if (m->role == MEMBER_HOLES && !pages)
		return DOT_PLAIN;
	/* Where nothing counts managed pages, these are what serves. */
	if (!zones_have_managed(b) && !strcmp(m->key, "present_pages"))
		return DOT_GREEN;
	return colors[m->role];
}

static void member_row(struct dot_writer *w, const struct boot *b,
		       const struct member *m, const struct zone *z)
{
	uint64_t v = m->form == MEMBER_NUMBER ? member_number(m, b, z) : 0;
	char name[64], *text;

	if (m->role == MEMBER_CMA && !v)
		return;
	snprintf(name, sizeof(name), "%s%s", m->part ? "  " : "", label(b, m));
	if (m->unit == MEMBER_PAGES && m->form == MEMBER_NUMBER) {
		fact(w, b, box_color(b, m, v), name, v);
		return;
	}
	text = member_text(m, b, z);
	plain_fact(w, box_color(b, m, v), name, text);
	free(text);
}

/* High and batch of the CPUs' lists, in one row. */
static void pageset_row(struct dot_writer *w, const struct boot *b,
			const struct zone *z)
{
	char text[64];

	if (pagesets_hot_cold(b) && b->slab_ready) {
		snprintf(text, sizeof(text),
			 "%" PRIu64 " / %" PRIu64 " / %" PRIu64,
			 z->pageset.hot.high, z->pageset.cold.high,
			 z->pageset.hot.batch);
		plain_fact(w, DOT_PLAIN, "pageset hot / cold / batch", text);
	} else if (z->pageset.high_max) {
		snprintf(text, sizeof(text),
			 "%" PRIu64 " / %" PRIu64 " / %" PRIu64,
			 z->pageset.high_min, z->pageset.high_max,
			 z->pageset.batch);
		plain_fact(w, DOT_PLAIN, "pageset high min / max / batch", text);
	} else if (z->pageset.high) {
		snprintf(text, sizeof(text), "%" PRIu64 " / %" PRIu64,
			 z->pageset.high, z->pageset.batch);
		plain_fact(w, DOT_PLAIN, "pageset high / batch", text);
	}
}

static void member_rows(struct dot_writer *w, const struct boot *b,
			const struct zone *z)
{
	for (size_t i = 0; i < zone_members.n; i++) {
		const struct member *m = &zone_members.v[i];

		if (m->role != MEMBER_PAGESET && member_exists(m, b))
			member_row(w, b, m, z);
	}
	pageset_row(w, b, z);
}

static void zone_box(struct dot_writer *w, const struct boot *b,
		     const struct zone *z, uint64_t largest)
{
	const uint32_t shift = b->kernel->page_shift;

	dot_inner_begin(w, 1, DOT_THIN);
	dot_row_begin(w);
	dot_cell_bold(w, DOT_SKY, 1, "ZONE %s", zone_kind_name(z->kind));
	dot_styled(w,
		   &(struct dot_style){
			   .color = DOT_SKY, .columns = 2, .right = true },
		   "0x%" PRIx64 " - 0x%" PRIx64, z->zone_start_pfn << shift,
		   (zone_end_pfn(z) << shift) - 1);
	dot_row_end(w);
	dot_row_begin(w);
	dot_cell(w, DOT_PLAIN, 1, 0, "to scale");
	zone_bar(w, b, 2, z, largest);
	dot_row_end(w);
	member_rows(w, b, z);
	dot_inner_end(w);
}

/* "empty: DMA32, Movable" */
static void empty_zones(const struct node *n, char *out, size_t len)
{
	size_t used = 0;

	*out = '\0';
	for (unsigned i = 0; i < n->nr_zones; i++) {
		if (!zone_populated(&n->zones[i]) && used < len)
			used += (size_t)snprintf(out + used, len - used, "%s%s",
						 used ? ", " : "empty: ",
						 zone_kind_name(
							 n->zones[i].kind));
	}
}

static unsigned most_zones(const struct boot *b)
{
	unsigned most = 1;

	for (size_t n = 0; n < b->nr_nodes; n++) {
		unsigned count = 0;

		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++)
			count += zone_populated(&b->nodes[n]->zones[i]);
		if (count > most)
			most = count;
	}
	return most;
}

/* A line for the node, and below it its zones side by side. */
static void node_rows(struct dot_writer *w, const struct boot *b,
		      const struct node *n, uint64_t largest, unsigned width)
{
	char title[64], empty[128], size[32];

	empty_zones(n, empty, sizeof(empty));
	dot_row_begin(w);
	dot_inner_begin(w, width, DOT_THIN);
	dot_row_begin(w);
	dot_cell_bold(w, DOT_HEAD, 1, "%s%s: %s present%s%s",
		      node_title(b, n, title, sizeof(title)),
		      b->kernel->numa ? "" : ", NODE_DATA(n) for every n",
		      pages_text(b, n->node_present_pages, size, sizeof(size)),
		      *empty ? "; " : "", empty);
	dot_row_end(w);
	dot_inner_end(w);
	dot_row_end(w);
	if (!n->node_present_pages)
		return;
	dot_row_begin(w);
	for (unsigned i = 0; i < n->nr_zones; i++) {
		if (zone_populated(&n->zones[i]))
			zone_box(w, b, &n->zones[i], largest);
	}
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

static void zone_row(struct dot_writer *w, const struct boot *b,
		     const struct zone *z, const struct columns *columns,
		     const struct usual *usual, uint64_t largest)
{
	dot_row_begin(w);
	dot_cell_bold(w, DOT_GREY, 1, "%d", z->nid);
	dot_cell(w, DOT_SKY, 1, 0, "%s", zone_kind_name(z->kind));
	zone_bar(w, b, 1, z, largest);
	for (size_t c = 0; c < columns->n; c++) {
		const struct member *m = columns->v[c];
		uint64_t value = member_number(m, b, z);
		bool odd = usual[c].known[z->kind] &&
			   usual[c].value[z->kind] != value;

		dot_styled(w,
			   &(struct dot_style){ .color = odd ? DOT_ORANGE :
							       column_color(m),
						.bold = odd,
						.right = true },
			   "%s%" PRIu64, odd ? "* " : "", value);
	}
	dot_row_end(w);
}

static void zone_table(struct dot_writer *w, const struct boot *b,
		       const struct zone *const *zones, size_t n,
		       uint64_t largest, const struct view_options *o)
{
	size_t rows = o->full || n <= MAX_ROWS ? n : MAX_ROWS;
	const struct columns columns = columns_of(b);
	struct usual usual[MAX_COLUMNS];

	for (size_t c = 0; c < columns.n; c++)
		learn(&usual[c], b, columns.v[c], zones, n);
	dot_row_begin(w);
	dot_inner_begin(w, 1, DOT_THIN);
	head_row(w, &columns);
	for (size_t i = 0; i < rows; i++)
		zone_row(w, b, zones[i], &columns, usual, largest);
	if (rows < n)
		more_row(w, (unsigned)columns.n + 3, n - rows, "zone");
	dot_inner_end(w);
	dot_row_end(w);
}

static void legend_sizes(struct dot_writer *w, const struct boot *b)
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
		legend_row(w, DOT_GREY, "holes",
			   "frames with no memory behind them");
		legend_row(w, DOT_PLAIN, "present_pages",
			   "spanned without the holes");
		legend_row(
			w, DOT_ORANGE, "kept by the boot",
			"present, but never the page allocator's: kernel image, struct pages, page tables, ...");
		legend_row(
			w, DOT_GREEN, "managed_pages",
			b->totals.totalram_pages ?
				"what the page allocator has to give" :
				"what the page allocator will have, as estimated before mem_init()");
	}
	if (b->totalcma_pages)
		legend_row(
			w, DOT_PURPLE, "cma_pages",
			"of them for devices that need long pieces; others get them only on loan");
	if (!b->totals.totalram_pages)
		return;
	legend_row(w, DOT_GREEN, "free_pages",
		   "in the free lists now: see the view freelists");
	if (b->totalcma_pages)
		legend_row(w, DOT_PURPLE, "free_cma_pages",
			   "of these, in the CMA areas");
}

static void legend_limits(struct dot_writer *w, const struct boot *b,
			  bool table)
{
	char text[160] =
		"pages kept from requests that could go to a higher zone: for";
	size_t used = strlen(text);

	for (unsigned i = 0; i < b->kernel->nr_zones; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 " %s",
					 zone_kind_name(b->kernel->zones[i]));
	if (b->totals.has_reserve)
		legend_row(
			w, DOT_YELLOW, "watermarks",
			"below low the kernel begins to reclaim memory; below min only its own urgent needs are met");
	if (b->totals.has_reserve && !table)
		legend_row(w, DOT_YELLOW, "lowmem_reserve", text);
	if (b->slab_ready)
		legend_row(
			w, DOT_PLAIN, "pageset",
			kernel_has_pageset_limits(b->kernel) ?
				"free pages that each CPU keeps at hand: least and greatest limit, and how many it fetches at once" :
				"free pages that each CPU keeps at hand: at most, and how many it fetches at once");
}

static void legend(struct dot_writer *w, const struct boot *b, unsigned width,
		   bool table)
{
	dot_row_begin(w);
	dot_inner_begin(w, width, DOT_THIN);
	legend_head(w);
	legend_sizes(w, b);
	legend_limits(w, b, table);
	if (table)
		legend_row(w, DOT_ORANGE, "* number",
			   "not what most zones of this kind have");
	dot_inner_end(w);
	dot_row_end(w);
}

void draw_zones(struct dot_writer *w, const struct boot *b,
		const struct view_options *o)
{
	const struct zone **zones;
	bool table = b->nr_nodes > MAX_BOX_NODES;
	const unsigned width = table ? 1 : most_zones(b);
	uint64_t largest = 1;
	size_t n;

	if (!b->nr_all_pages) {
		draw_nothing(w, "zones do not exist yet: see free_area_init()");
		return;
	}
	zones = populated_zones(b, &n);
	for (size_t i = 0; i < n; i++)
		largest = max_u64(largest, zones[i]->spanned_pages);
	dot_table_begin(w, DOT_NONE);
	if (table)
		zone_table(w, b, zones, n, largest, o);
	for (size_t i = 0; !table && i < b->nr_nodes; i++) {
		if (b->nodes[i])
			node_rows(w, b, b->nodes[i], largest, width);
	}
	legend(w, b, width, table);
	dot_table_end(w, "zones");
	free(zones);
}
