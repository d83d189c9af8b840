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

static void zone_id(const struct zone *z, char *out, size_t len)
{
	snprintf(out, len, "zone%d_%u", z->nid, z->index);
}

static void draw_zone(struct dot_writer *w, const struct boot *b,
		      const struct zone *z)
{
	const uint32_t shift = b->kernel->page_shift;
	char id[48], size[32];

	zone_id(z, id, sizeof(id));
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
	if (z->pageset.high) {
		row(w, "pageset high", DOT_PLAIN, z->pageset.high, "");
		row(w, "pageset batch", DOT_PLAIN, z->pageset.batch, "");
	}
	dot_table_end(w, id);
}

/* "; empty: DMA32, Movable" for the label of the node. */
static void empty_zones(const struct node *n, char *out, size_t len)
{
	size_t used = 0;

	*out = '\0';
	for (unsigned i = 0; i < n->nr_zones; i++) {
		if (!zone_populated(&n->zones[i]) && used < len)
			used += (size_t)snprintf(
				out + used, len - used, "%s%s",
				used ? ", " : "; empty: ",
				zone_kind_name(n->zones[i].kind));
	}
}

/* A table by whose name the layout finds each node's box. */
static const struct zone *first_zone(const struct node *n)
{
	for (unsigned i = 0; n && i < n->nr_zones; i++) {
		if (zone_populated(&n->zones[i]))
			return &n->zones[i];
	}
	return NULL;
}

static void draw_node(struct dot_writer *w, const struct boot *b,
		      const struct node *n)
{
	char id[32], title[64], empty[128], label[256], size[32];

	snprintf(id, sizeof(id), "node%d", n->nid);
	empty_zones(n, empty, sizeof(empty));
	snprintf(label, sizeof(label), "%s: %s present%s",
		 node_title(b, n, title, sizeof(title)),
		 pages_text(b, n->node_present_pages, size, sizeof(size)),
		 empty);
	dot_enter_cluster(w, id, label, !n->node_present_pages);
	for (unsigned i = 0; i < n->nr_zones; i++) {
		if (zone_populated(&n->zones[i]))
			draw_zone(w, b, &n->zones[i]);
	}
	if (!first_zone(n)) {
		snprintf(id, sizeof(id), "nothing%d", n->nid);
		dot_table_begin(w, DOT_DASHED);
		dot_row_begin(w);
		dot_cell(w, DOT_GREY, 1, 0, "no memory");
		dot_row_end(w);
		dot_table_end(w, id);
	}
	dot_leave_cluster(w);
}

/* Nodes in rows of four: each below that of the node four before. */
static void grid(struct dot_writer *w, const struct boot *b)
{
	for (size_t n = 4; n < b->nr_nodes; n++) {
		const struct zone *above = first_zone(b->nodes[n - 4]);
		const struct zone *below = first_zone(b->nodes[n]);
		char from[48], to[48];

		if (!above || !below)
			continue;
		zone_id(above, from, sizeof(from));
		zone_id(below, to, sizeof(to));
		dot_hidden_edge(w, from, to);
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
