/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "emit/views.h"
#include "mm/arch_numa.h"
#include "util/alloc.h"

/* Nodes with what hangs from them; how far they are from each other. */

/* Of more nodes than this, nodes and distances are rows of tables. */
#define MAX_BOX_NODES 2
#define MAX_ROWS 32

static void row(struct dot_writer *w, enum dot_color color, const char *key,
		const char *value)
{
	dot_row_begin(w);
	dot_cell(w, color, 1, 0, "%s", key);
	dot_cell(w, color, 1, 0, "%s", value);
	dot_row_end(w);
}

static uint64_t node_holes(const struct node *n)
{
	return n->node_spanned_pages - n->node_present_pages;
}

/* Boxes side by side have the same rows. */
static bool any_holes(const struct boot *b)
{
	for (size_t n = 0; n < b->nr_nodes; n++) {
		if (b->nodes[n] && node_holes(b->nodes[n]))
			return true;
	}
	return false;
}

static void memory_rows(struct dot_writer *w, const struct boot *b,
			const struct node *n)
{
	const uint32_t shift = b->kernel->page_shift;
	uint64_t start = n->node_start_pfn << shift;
	uint64_t end = (n->node_start_pfn + n->node_spanned_pages) << shift;
	char value[96], size[32];

	if (!n->node_present_pages) {
		if (b->nr_all_pages)
			row(w, DOT_ORANGE, "memory",
			    "none: all of it comes from other nodes");
		else
			row(w, DOT_PLAIN, "memory", "not known yet");
		return;
	}
	snprintf(value, sizeof(value), "0x%" PRIx64 " - 0x%" PRIx64, start,
		 end - 1);
	row(w, DOT_PLAIN, "memory", value);
	snprintf(value, sizeof(value), "%" PRIu64 " (%s)",
		 n->node_present_pages,
		 pages_text(b, n->node_present_pages, size, sizeof(size)));
	row(w, DOT_PLAIN, "node_present_pages", value);
	if (!any_holes(b))
		return;
	snprintf(value, sizeof(value), "%" PRIu64 " (%s)", node_holes(n),
		 pages_text(b, node_holes(n), size, sizeof(size)));
	row(w, node_holes(n) ? DOT_GREY : DOT_PLAIN, "pages in holes", value);
}

/* Whether any node has such a zone. */
static bool any_zone(const struct boot *b, unsigned i)
{
	for (size_t n = 0; n < b->nr_nodes; n++) {
		if (b->nodes[n] && i < b->nodes[n]->nr_zones &&
		    zone_populated(&b->nodes[n]->zones[i]))
			return true;
	}
	return false;
}

static void zone_rows(struct dot_writer *w, const struct boot *b,
		      const struct node *n)
{
	for (unsigned i = 0; b->nr_all_pages && i < n->nr_zones; i++) {
		const struct zone *z = &n->zones[i];
		char key[48], size[32];

		if (!any_zone(b, i))
			continue;
		snprintf(key, sizeof(key), "zone %s", zone_kind_name(z->kind));
		if (zone_populated(z))
			row(w, DOT_SKY, key,
			    pages_text(b, z->present_pages, size,
				       sizeof(size)));
		else
			row(w, DOT_PLAIN, key, "empty");
	}
}

static bool pgdat_is_remote(const struct boot *b, const struct node *n)
{
	return b->kernel->numa && n->pgdat_base && n->pgdat_nid != n->nid;
}

static void pgdat_text(const struct boot *b, const struct node *n, char *out,
		       size_t len)
{
	if (!b->kernel->numa)
		snprintf(out, len, "part of the kernel image");
	else if (pgdat_is_remote(b, n))
		snprintf(out, len, "0x%" PRIx64 ", on node %d!", n->pgdat_base,
			 n->pgdat_nid);
	else
		snprintf(out, len, "0x%" PRIx64 ", %" PRIu64 " bytes",
			 n->pgdat_base, n->pgdat_size);
}

static void cpus_text(const struct boot *b, const struct node *n, char *out,
		      size_t len)
{
	if (b->cpu_nid)
		cpu_list_text(b, b->kernel->numa ? n->nid : 0, out, len);
	else
		snprintf(out, len, "not known yet");
}

/* What is drawn in colours of its own, and not everywhere. */
struct marks {
	bool nearest; /* nodes nearer than others */
	bool odd_node, crooked;
};

static void legend_rows(struct dot_writer *w, const struct boot *b,
			const struct marks *marks)
{
	legend_head(w);
	legend_row(w, DOT_PLAIN, "node_present_pages",
		   "page frames with memory; holes between them not counted");
	legend_row(
		w, DOT_PLAIN, "pg_data_t",
		"what the kernel keeps about the node: where that lies in memory");
	if (!b->kernel->numa) {
		legend_row(
			w, DOT_GREY, "NODE_DATA(n)",
			"the kernel's name for node n: without NUMA, always this one");
		return;
	}
	legend_row(
		w, DOT_PLAIN, "distance",
		"how far memory is: 10 is the node's own, 20 takes twice as long");
	if (marks)
		legend_row(w, DOT_GREEN, "10", "the node itself");
	if (marks && marks->nearest)
		legend_row(w, DOT_SKY, "bold",
			   "the nearest other nodes: asked first");
	if (marks && marks->odd_node)
		legend_row(w, DOT_ORANGE, "* number",
			   "not what most nodes have");
	if (marks && marks->crooked)
		legend_row(w, DOT_ORANGE, "* distance",
			   "the way back is another");
	assumed_rows(w, b, "nodes[].distances");
	assumed_rows(w, b, "percpu");
}

/* marks NULL: there are no tables. */
static void legend(struct dot_writer *w, const struct boot *b, unsigned columns,
		   const struct marks *marks)
{
	dot_inner_begin(w, columns, DOT_THIN);
	legend_rows(w, b, marks);
	dot_inner_end(w);
}

/* --- few nodes: a box each ---------------------------------------------- */

static void box_rows(struct dot_writer *w, const struct boot *b,
		     const struct node *n)
{
	char title[64], text[256];

	dot_row_begin(w);
	dot_cell_bold(w, n->node_present_pages ? DOT_GREEN : DOT_GREY, 2, "%s",
		      node_title(b, n, title, sizeof(title)));
	dot_row_end(w);
	cpus_text(b, n, text, sizeof(text));
	row(w, DOT_PLAIN, "CPUs", text);
	memory_rows(w, b, n);
	zone_rows(w, b, n);
	pgdat_text(b, n, text, sizeof(text));
	row(w, pgdat_is_remote(b, n) ? DOT_ORANGE : DOT_PLAIN, "pg_data_t",
	    text);
	if (b->kernel->numa) {
		snprintf(text, sizeof(text), "%u",
			 node_distance(b, n->nid, n->nid));
		row(w, DOT_PLAIN, "distance to itself", text);
	}
}

/* Between two boxes; there and back where that is another way. */
static void distance_cell(struct dot_writer *w, const struct boot *b,
			  const struct node *x, const struct node *y)
{
	uint32_t out = node_distance(b, x->nid, y->nid);
	uint32_t back = node_distance(b, y->nid, x->nid);
	char label[64];

	if (out == back)
		snprintf(label, sizeof(label), "distance %u", out);
	else
		snprintf(label, sizeof(label), "distance %u,\nback %u", out,
			 back);
	dot_two_way(w, DOT_PAPER, label);
}

static enum dot_border border_of(const struct node *n)
{
	return n->node_present_pages ? DOT_THIN : DOT_DASHED;
}

static void draw_boxes(struct dot_writer *w, const struct boot *b)
{
	const struct node *last = NULL;
	unsigned columns = 0;

	dot_table_begin(w, DOT_NONE);
	dot_row_begin(w);
	for (size_t i = 0; i < b->nr_nodes; i++) {
		const struct node *n = b->nodes[i];

		if (!n)
			continue;
		if (last)
			distance_cell(w, b, last, n);
		dot_inner_begin(w, 1, border_of(n));
		box_rows(w, b, n);
		dot_inner_end(w);
		columns += last ? 2 : 1;
		last = n;
	}
	dot_row_end(w);
	dot_row_begin(w);
	legend(w, b, columns, NULL);
	dot_row_end(w);
	dot_table_end(w, "nodes");
}

/* Without NUMA, whatever node one asks for is the one there is. */
static void node_data_names(struct dot_writer *w)
{
	static const char *const names[] = { "NODE_DATA(0)", "NODE_DATA(1)",
					     "NODE_DATA(n)" };

	dot_inner_begin(w, 1, DOT_THIN);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		dot_row_begin(w);
		dot_cell(w, DOT_GREY, 1, 0, "%s", names[i]);
		dot_row_end(w);
	}
	dot_inner_end(w);
}

/* --- many nodes: tables ------------------------------------------------- */

static void head_cells(struct dot_writer *w, const char *const *names)
{
	dot_row_begin(w);
	for (; *names; names++)
		dot_cell_bold(w, DOT_HEAD, 1, "%s", *names);
	dot_row_end(w);
}

/* What most nodes have; 0 where there is no such thing. */
struct usual {
	uint64_t present, holes;
	bool has_present, has_holes;
};

static struct usual what_is_usual(const struct boot *b)
{
	uint64_t *present = xcalloc(b->nr_nodes, sizeof(*present));
	uint64_t *hole = xcalloc(b->nr_nodes, sizeof(*hole));
	struct usual u = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < b->nr_nodes; i++) {
		if (!b->nodes[i])
			continue;
		present[n] = b->nodes[i]->node_present_pages;
		hole[n++] = node_holes(b->nodes[i]);
	}
	u.has_present = majority(present, n, &u.present);
	u.has_holes = majority(hole, n, &u.holes);
	free(present);
	free(hole);
	return u;
}

static void odd_number(struct dot_writer *w, bool odd, const char *text)
{
	dot_styled(w,
		   &(struct dot_style){ .color = odd ? DOT_ORANGE : DOT_PLAIN,
					.bold = odd,
					.right = true },
		   "%s%s", odd ? "* " : "", text);
}

/* "DMA32 Normal" */
static void zone_names(const struct node *n, char *out, size_t len)
{
	size_t used = 0;

	*out = '\0';
	for (unsigned i = 0; i < n->nr_zones && used < len; i++) {
		if (zone_populated(&n->zones[i]))
			used += (size_t)snprintf(out + used, len - used, "%s%s",
						 used ? " " : "",
						 zone_kind_name(
							 n->zones[i].kind));
	}
}

static bool is_odd_size(const struct usual *u, const struct node *n)
{
	return u->has_present && n->node_present_pages != u->present;
}

static bool has_odd_holes(const struct usual *u, const struct node *n)
{
	return u->has_holes && node_holes(n) != u->holes;
}

static void node_row(struct dot_writer *w, const struct boot *b,
		     const struct node *n, const struct usual *u)
{
	const uint32_t shift = b->kernel->page_shift;
	char text[256], size[32];

	dot_row_begin(w);
	dot_cell_bold(w, n->node_present_pages ? DOT_GREEN : DOT_GREY, 1, "%d",
		      n->nid);
	cpus_text(b, n, text, sizeof(text));
	dot_cell(w, DOT_PLAIN, 1, 0, "%s", text);
	dot_number(w, DOT_PLAIN, "0x%" PRIx64, n->node_start_pfn << shift);
	dot_number(w, DOT_PLAIN, "0x%" PRIx64,
		   n->node_spanned_pages ?
			   ((n->node_start_pfn + n->node_spanned_pages)
			    << shift) -
				   1 :
			   0);
	snprintf(text, sizeof(text), "%" PRIu64, n->node_present_pages);
	odd_number(w, is_odd_size(u, n), text);
	dot_number(w, DOT_PLAIN, "%s",
		   pages_text(b, n->node_present_pages, size, sizeof(size)));
	snprintf(text, sizeof(text), "%" PRIu64, node_holes(n));
	odd_number(w, has_odd_holes(u, n), text);
	zone_names(n, text, sizeof(text));
	dot_cell(w, DOT_PLAIN, 1, 0, "%s", text);
	pgdat_text(b, n, text, sizeof(text));
	dot_cell(w, pgdat_is_remote(b, n) ? DOT_ORANGE : DOT_PLAIN, 1, 0, "%s",
		 text);
	dot_row_end(w);
}

static void node_table(struct dot_writer *w, const struct boot *b, size_t rows)
{
	static const char *const names[] = { "node",
					     "CPUs",
					     "memory from",
					     "to",
					     "node_present_pages",
					     "size",
					     "pages in holes",
					     "zones",
					     "pg_data_t",
					     NULL };
	const struct usual u = what_is_usual(b);

	dot_inner_begin(w, 1, DOT_THIN);
	head_cells(w, names);
	for (size_t i = 0; i < rows; i++) {
		if (b->nodes[i])
			node_row(w, b, b->nodes[i], &u);
	}
	if (rows < b->nr_nodes)
		more_row(w, ARRAY_SIZE(names) - 1, b->nr_nodes - rows, "node");
	dot_inner_end(w);
}

/*
 * How far the nearest of the other nodes is, which is asked first; UINT32_MAX:
 * all are as far, so that none is.
 */
static uint32_t nearest_other(const struct boot *b, size_t from)
{
	uint32_t nearest = UINT32_MAX, farthest = 0;

	for (size_t j = 0; j < b->nr_nodes; j++) {
		uint32_t d = node_distance(b, (int)from, (int)j);

		if (j == from)
			continue;
		if (d < nearest)
			nearest = d;
		if (d > farthest)
			farthest = d;
	}
	return nearest < farthest ? nearest : UINT32_MAX;
}

static bool is_at(const struct boot *b, size_t from, size_t to,
		  uint32_t distance)
{
	return from != to && node_distance(b, (int)from, (int)to) == distance;
}

static bool is_crooked(const struct boot *b, size_t from, size_t to)
{
	return node_distance(b, (int)from, (int)to) !=
	       node_distance(b, (int)to, (int)from);
}

static void distance_row(struct dot_writer *w, const struct boot *b, size_t i,
			 size_t columns)
{
	uint32_t nearest = nearest_other(b, i);

	dot_row_begin(w);
	dot_cell_bold(w, DOT_GREY, 1, "%zu", i);
	for (size_t j = 0; j < columns; j++) {
		bool near = is_at(b, i, j, nearest);
		bool crooked = is_crooked(b, i, j);

		dot_styled(w,
			   &(struct dot_style){ .color = crooked ? DOT_ORANGE :
							 i == j	 ? DOT_GREEN :
							 near	 ? DOT_SKY :
								   DOT_PLAIN,
						.bold = near || crooked,
						.right = true },
			   "%s%u", crooked ? "* " : "",
			   node_distance(b, (int)i, (int)j));
	}
	dot_row_end(w);
}

static void distance_table(struct dot_writer *w, const struct boot *b,
			   size_t rows)
{
	dot_inner_begin(w, 1, DOT_THIN);
	dot_row_begin(w);
	dot_cell_bold(w, DOT_HEAD, (unsigned)rows + 1,
		      "distance from (row) to (column)");
	dot_row_end(w);
	dot_row_begin(w);
	dot_cell(w, DOT_GREY, 1, 0, " ");
	for (size_t j = 0; j < rows; j++)
		dot_styled(w,
			   &(struct dot_style){ .color = DOT_GREY,
						.bold = true,
						.right = true },
			   "%zu", j);
	dot_row_end(w);
	for (size_t i = 0; i < rows; i++)
		distance_row(w, b, i, rows);
	if (rows < b->nr_nodes)
		more_row(w, (unsigned)rows + 1, b->nr_nodes - rows, "node");
	dot_inner_end(w);
}

/* Bold is the nearest of several that are not all as far. */
static struct marks find_marks(const struct boot *b, size_t rows)
{
	const struct usual u = what_is_usual(b);
	struct marks marks = { 0 };

	for (size_t i = 0; i < rows; i++) {
		const struct node *n = b->nodes[i];
		uint32_t nearest = nearest_other(b, i);

		if (n)
			marks.odd_node |= is_odd_size(&u, n) ||
					  has_odd_holes(&u, n);
		for (size_t j = 0; j < rows; j++) {
			marks.nearest |= is_at(b, i, j, nearest);
			marks.crooked |= is_crooked(b, i, j);
		}
	}
	return marks;
}

static void draw_tables(struct dot_writer *w, const struct boot *b, bool full)
{
	size_t rows = full || b->nr_nodes <= MAX_ROWS ? b->nr_nodes : MAX_ROWS;
	const struct marks marks = find_marks(b, rows);

	dot_table_begin(w, DOT_NONE);
	dot_row_begin(w);
	node_table(w, b, rows);
	dot_row_end(w);
	dot_row_begin(w);
	distance_table(w, b, rows);
	dot_row_end(w);
	dot_row_begin(w);
	legend(w, b, 1, &marks);
	dot_row_end(w);
	dot_table_end(w, "nodes");
}

/* The one node, and the names it has. */
static void draw_flat(struct dot_writer *w, const struct boot *b)
{
	dot_table_begin(w, DOT_NONE);
	dot_row_begin(w);
	node_data_names(w);
	dot_arrow(w, DOT_PAPER, NULL);
	dot_inner_begin(w, 1, border_of(b->nodes[0]));
	box_rows(w, b, b->nodes[0]);
	dot_inner_end(w);
	dot_row_end(w);
	dot_row_begin(w);
	legend(w, b, 3, NULL);
	dot_row_end(w);
	dot_table_end(w, "nodes");
}

void draw_nodes(struct dot_writer *w, const struct boot *b,
		const struct view_options *o)
{
	if (!b->nr_nodes)
		draw_nothing(w, "no node has been set up yet");
	else if (!b->kernel->numa && b->nodes[0])
		draw_flat(w, b);
	else if (b->nr_nodes > MAX_BOX_NODES)
		draw_tables(w, b, o->full);
	else
		draw_boxes(w, b);
}
