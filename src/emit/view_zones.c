/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>

#include "emit/views.h"

/* The zones of each node, lowest below highest addresses left to right. */

static void row(struct dot_writer *w, const char *key, enum dot_color color,
		uint64_t value, const char *note)
{
	dot_row_begin(w);
	dot_cell(w, color, 1, 0, "%s", key);
	dot_cell(w, color, 1, 0, "%" PRIu64 "%s%s", value, *note ? "  " : "",
		 note);
	dot_row_end(w);
}

static void draw_zone(struct dot_writer *w, const struct boot *b,
		      const struct zone *z)
{
	const uint32_t shift = b->kernel->page_shift;
	char id[48], size[32];

	snprintf(id, sizeof(id), "zone%d_%u", z->nid, z->index);
	dot_table_begin(w, DOT_THIN);
	dot_row_begin(w);
	dot_cell_bold(w, DOT_SKY, 2, "ZONE %s", zone_kind_name(z->kind));
	dot_row_end(w);
	dot_row_begin(w);
	dot_cell(w, DOT_PLAIN, 2, 0, "%#" PRIx64 " - %#" PRIx64,
		 z->zone_start_pfn << shift, (zone_end_pfn(z) << shift) - 1);
	dot_row_end(w);
	row(w, "zone_start_pfn", DOT_PLAIN, z->zone_start_pfn, "");
	row(w, "spanned_pages", DOT_PLAIN, z->spanned_pages,
	    pages_text(b, z->spanned_pages, size, sizeof(size)));
	row(w, "present_pages", DOT_PLAIN, z->present_pages,
	    pages_text(b, z->present_pages, size, sizeof(size)));
	if (z->spanned_pages != z->present_pages)
		row(w, "in holes", DOT_ORANGE,
		    z->spanned_pages - z->present_pages, "");
	row(w, b->totals.totalram_pages ? "managed_pages" :
					  "managed (estimate)",
	    DOT_GREEN, z->managed_pages,
	    pages_text(b, z->managed_pages, size, sizeof(size)));
	if (b->totals.totalram_pages)
		row(w, "free", DOT_GREEN, z->nr_free_pages,
		    pages_text(b, z->nr_free_pages, size, sizeof(size)));
	if (z->cma_pages)
		row(w, "cma_pages", DOT_PURPLE, z->cma_pages,
		    pages_text(b, z->cma_pages, size, sizeof(size)));
	if (b->totals.has_reserve) {
		row(w, "watermark min", DOT_YELLOW, z->watermark_min, "");
		row(w, "watermark low", DOT_YELLOW, z->watermark_low, "");
		row(w, "watermark high", DOT_YELLOW, z->watermark_high, "");
	}
	if (z->pageset.high)
		row(w, "pageset high / batch", DOT_PLAIN, z->pageset.high,
		    "");
	dot_table_end(w, id);
}

/* Which zones there are none of, in one line. */
static void draw_empty(struct dot_writer *w, const struct node *n)
{
	char names[128] = "", id[48];
	size_t used = 0;

	for (unsigned i = 0; i < n->nr_zones; i++) {
		if (!zone_populated(&n->zones[i]))
			used += (size_t)snprintf(
				names + used, sizeof(names) - used, "%s%s",
				used ? ", " : "",
				zone_kind_name(n->zones[i].kind));
	}
	if (!used)
		return;
	snprintf(id, sizeof(id), "empty%d", n->nid);
	dot_table_begin(w, DOT_DASHED);
	dot_row_begin(w);
	dot_cell(w, DOT_GREY, 1, 0, "empty: %s", names);
	dot_row_end(w);
	dot_table_end(w, id);
}

static void draw_node(struct dot_writer *w, const struct boot *b,
		      const struct node *n)
{
	char id[32], title[64], label[128], size[32];

	snprintf(id, sizeof(id), "node%d", n->nid);
	snprintf(label, sizeof(label), "%s: %s present",
		 node_title(b, n, title, sizeof(title)),
		 pages_text(b, n->node_present_pages, size, sizeof(size)));
	dot_enter_cluster(w, id, label, !n->node_present_pages);
	for (unsigned i = 0; i < n->nr_zones; i++) {
		if (zone_populated(&n->zones[i]))
			draw_zone(w, b, &n->zones[i]);
	}
	draw_empty(w, n);
	dot_leave_cluster(w);
}

/* The first table of each node below that of the node four before. */
static void grid(struct dot_writer *w, const struct boot *b)
{
	for (size_t n = 4; n < b->nr_nodes; n++) {
		char above[48], below[48];

		snprintf(above, sizeof(above), "empty%zu", n - 4);
		snprintf(below, sizeof(below), "empty%zu", n);
		if (b->nodes[n - 4] && b->nodes[n])
			dot_hidden_edge(w, above, below);
	}
}

void draw_zones(struct dot_writer *w, const struct boot *b,
		const struct view_options *o)
{
	(void)o;
	if (!b->nr_all_pages) {
		draw_nothing(w, "zones do not exist yet: see free_area_init()");
		return;
	}
	for (size_t n = 0; n < b->nr_nodes; n++) {
		if (b->nodes[n])
			draw_node(w, b, b->nodes[n]);
	}
	grid(w, b);
}
