/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit/views.h"
#include "util/alloc.h"
#include "util/range.h"

/*
 * Of few nodes, each zone is a box, lowest addresses left. Of many, each is a
 * row of one table: what is odd stands out in its column.
 */

#define MAX_BOX_NODES 4
#define MAX_ROWS 40
#define BAR 150 /* points */

static uint64_t holes(const struct zone *z)
{
	return z->spanned_pages - z->present_pages;
}

/* What the boot has taken from the zone for good. */
static uint64_t kept(const struct zone *z)
{
	return z->present_pages > z->managed_pages ?
		       z->present_pages - z->managed_pages :
		       0;
}

/* managed, kept and holes side by side, `all` pages as wide as BAR. */
static void zone_bar(struct dot_writer *w, const struct boot *b,
		     unsigned columns, const struct zone *z, uint64_t all)
{
	bool has_managed = !b->kernel->present_without_memmap;
	uint64_t cma = min_u64(z->cma_pages, z->managed_pages);
	const struct dot_part parts[] = {
		{ DOT_GREEN,
		  (has_managed ? z->managed_pages : z->present_pages) - cma },
		{ DOT_PURPLE, cma },
		{ DOT_ORANGE, has_managed ? kept(z) : 0 },
		{ DOT_GREY, holes(z) },
	};

	dot_bar(w, columns, parts, ARRAY_SIZE(parts), all, BAR);
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

static void reserve_row(struct dot_writer *w, const struct boot *b,
			const struct zone *z)
{
	char text[128];
	size_t used = 0;

	for (unsigned i = 0; i < b->kernel->nr_zones; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "%s%" PRIu64, i ? " " : "",
					 z->lowmem_reserve[i]);
	plain_fact(w, DOT_YELLOW, "lowmem_reserve", text);
}

static void limit_rows(struct dot_writer *w, const struct boot *b,
		       const struct zone *z)
{
	char text[64];

	if (b->totals.has_reserve) {
		fact(w, b, DOT_YELLOW, "watermark min", z->watermark_min);
		fact(w, b, DOT_YELLOW, "watermark low", z->watermark_low);
		fact(w, b, DOT_YELLOW, "watermark high", z->watermark_high);
		reserve_row(w, b, z);
	}
	if (b->kernel->hot_cold_pages && b->slab_ready) {
		snprintf(text, sizeof(text),
			 "%" PRIu64 " / %" PRIu64 " / %" PRIu64,
			 z->pageset.hot.high, z->pageset.cold.high,
			 z->pageset.hot.batch);
		plain_fact(w, DOT_PLAIN, "pageset hot / cold / batch", text);
	} else if (z->pageset.high) {
		snprintf(text, sizeof(text), "%" PRIu64 " / %" PRIu64,
			 z->pageset.high, z->pageset.batch);
		plain_fact(w, DOT_PLAIN, "pageset high / batch", text);
	}
}

static void size_rows(struct dot_writer *w, const struct boot *b,
		      const struct zone *z)
{
	bool no_managed = b->kernel->present_without_memmap;
	char text[64];

	snprintf(text, sizeof(text), "%" PRIu64, z->zone_start_pfn);
	plain_fact(w, DOT_PLAIN, "zone_start_pfn", text);
	fact(w, b, DOT_PLAIN, "spanned_pages", z->spanned_pages);
	fact(w, b, holes(z) ? DOT_GREY : DOT_PLAIN,
	     no_managed ? "  holes, struct pages" : "  holes", holes(z));
	fact(w, b, no_managed ? DOT_GREEN : DOT_PLAIN, "present_pages",
	     z->present_pages);
	if (!no_managed) {
		fact(w, b, DOT_ORANGE,
		     b->totals.totalram_pages ? "  kept by the boot" :
						"  kept (estimate)",
		     kept(z));
		fact(w, b, DOT_GREEN,
		     b->totals.totalram_pages ? "managed_pages" :
						"managed_pages (estimate)",
		     z->managed_pages);
	}
	if (z->cma_pages)
		fact(w, b, DOT_PURPLE, "  cma_pages", z->cma_pages);
	if (b->totals.totalram_pages)
		fact(w, b, DOT_GREEN, "  free", z->nr_free_pages);
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
	size_rows(w, b, z);
	limit_rows(w, b, z);
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

static uint64_t start_of(const struct zone *z)
{
	return z->zone_start_pfn;
}

static uint64_t spanned_of(const struct zone *z)
{
	return z->spanned_pages;
}

static uint64_t present_of(const struct zone *z)
{
	return z->present_pages;
}

static uint64_t managed_of(const struct zone *z)
{
	return z->managed_pages;
}

static uint64_t free_of(const struct zone *z)
{
	return z->nr_free_pages;
}

static uint64_t cma_of(const struct zone *z)
{
	return z->cma_pages;
}

static uint64_t min_of(const struct zone *z)
{
	return z->watermark_min;
}

static uint64_t low_of(const struct zone *z)
{
	return z->watermark_low;
}

static uint64_t high_of(const struct zone *z)
{
	return z->watermark_high;
}

static uint64_t pageset_high_of(const struct zone *z)
{
	return z->pageset.high;
}

static uint64_t batch_of(const struct zone *z)
{
	return z->pageset.batch;
}

enum since {
	ALWAYS,
	IF_MANAGED,
	SINCE_BUDDY,
	SINCE_PAGESETS,
	SINCE_WATERMARKS
};

struct column {
	const char *name;
	uint64_t (*value)(const struct zone *z);
	enum dot_color color;
	enum since since;
	bool own; /* each zone has its own: no value is odd */
};

static const struct column columns[] = {
	{ "zone_start_pfn", start_of, DOT_PLAIN, ALWAYS, true },
	{ "spanned_pages", spanned_of, DOT_PLAIN, ALWAYS, false },
	{ "holes", holes, DOT_PLAIN, ALWAYS, false },
	{ "present_pages", present_of, DOT_PLAIN, ALWAYS, false },
	{ "kept by\nthe boot", kept, DOT_PLAIN, IF_MANAGED, false },
	{ "managed_pages", managed_of, DOT_GREEN, IF_MANAGED, false },
	{ "cma_pages", cma_of, DOT_PLAIN, ALWAYS, false },
	{ "free", free_of, DOT_GREEN, SINCE_BUDDY, false },
	{ "watermark\nmin", min_of, DOT_YELLOW, SINCE_WATERMARKS, false },
	{ "watermark\nlow", low_of, DOT_YELLOW, SINCE_WATERMARKS, false },
	{ "watermark\nhigh", high_of, DOT_YELLOW, SINCE_WATERMARKS, false },
	{ "pageset\nhigh", pageset_high_of, DOT_PLAIN, SINCE_PAGESETS, false },
	{ "pageset\nbatch", batch_of, DOT_PLAIN, SINCE_PAGESETS, false },
};

static bool shown(const struct boot *b, const struct column *c)
{
	switch (c->since) {
	case ALWAYS:
		return true;
	case IF_MANAGED:
		return !b->kernel->present_without_memmap;
	case SINCE_BUDDY:
		return b->totals.totalram_pages != 0;
	case SINCE_PAGESETS:
		return b->slab_ready;
	case SINCE_WATERMARKS:
		return b->totals.has_reserve;
	}
	return false;
}

/* What most zones of a kind have, by column; only where there is such. */
struct usual {
	bool known[NR_ZONE_KINDS];
	uint64_t value[NR_ZONE_KINDS];
};

static void learn(struct usual *u, const struct column *c,
		  const struct zone *const *zones, size_t n)
{
	uint64_t *v = xcalloc(n, sizeof(*v));

	for (int kind = 0; kind < NR_ZONE_KINDS; kind++) {
		size_t of_kind = 0;

		for (size_t i = 0; i < n; i++) {
			if ((int)zones[i]->kind == kind)
				v[of_kind++] = c->value(zones[i]);
		}
		u->known[kind] = !c->own &&
				 majority(v, of_kind, &u->value[kind]);
	}
	free(v);
}

static void head_row(struct dot_writer *w, const struct boot *b)
{
	dot_row_begin(w);
	dot_cell_bold(w, DOT_HEAD, 1, "node");
	dot_cell_bold(w, DOT_HEAD, 1, "zone");
	dot_cell_bold(w, DOT_HEAD, 1, "to scale");
	for (size_t c = 0; c < ARRAY_SIZE(columns); c++) {
		if (shown(b, &columns[c]))
			dot_styled(w,
				   &(struct dot_style){ .color = DOT_HEAD,
							.bold = true,
							.right = true },
				   "%s", columns[c].name);
	}
	dot_row_end(w);
}

static void zone_row(struct dot_writer *w, const struct boot *b,
		     const struct zone *z, const struct usual *usual,
		     uint64_t largest)
{
	dot_row_begin(w);
	dot_cell_bold(w, DOT_GREY, 1, "%d", z->nid);
	dot_cell(w, DOT_SKY, 1, 0, "%s", zone_kind_name(z->kind));
	zone_bar(w, b, 1, z, largest);
	for (size_t c = 0; c < ARRAY_SIZE(columns); c++) {
		uint64_t value = columns[c].value(z);
		bool odd = usual[c].known[z->kind] &&
			   usual[c].value[z->kind] != value;

		if (!shown(b, &columns[c]))
			continue;
		dot_styled(w,
			   &(struct dot_style){ .color = odd ? DOT_ORANGE :
							       columns[c].color,
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
	struct usual usual[ARRAY_SIZE(columns)];

	for (size_t c = 0; c < ARRAY_SIZE(columns); c++)
		learn(&usual[c], &columns[c], zones, n);
	dot_row_begin(w);
	dot_inner_begin(w, 1, DOT_THIN);
	head_row(w, b);
	for (size_t i = 0; i < rows; i++)
		zone_row(w, b, zones[i], usual, largest);
	if (rows < n)
		more_row(w, ARRAY_SIZE(columns) + 3, n - rows, "zone");
	dot_inner_end(w);
	dot_row_end(w);
}

static void legend_sizes(struct dot_writer *w, const struct boot *b)
{
	bool no_managed = b->kernel->present_without_memmap;

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
	if (b->totals.totalram_pages)
		legend_row(w, DOT_GREEN, "free",
			   "in the free lists now: see the view freelists");
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
