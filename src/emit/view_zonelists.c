/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>

#include "emit/views.h"
#include "mm/arch_numa.h"

/*
 * A row for each node: the path that an allocation takes from left to right
 * until it finds memory. One row a node stays readable where arrows between 16
 * nodes do not.
 */

#define MAX_STEPS 8

static enum dot_color color_of(const struct boot *b, int from, int to)
{
	uint32_t d = node_distance(b, from, to);

	if (!b->kernel->numa || d <= LOCAL_DISTANCE)
		return DOT_GREEN;
	return d <= REMOTE_DISTANCE ? DOT_YELLOW : DOT_ORANGE;
}

static void path_row(struct dot_writer *w, const struct boot *b,
		     const struct node *n, size_t limit)
{
	char title[64];
	size_t shown = n->fallback.n < limit ? n->fallback.n : limit;

	dot_row_begin(w);
	dot_cell_bold(w, DOT_GREY, 1, "%s",
		      node_title(b, n, title, sizeof(title)));
	for (size_t i = 0; i < shown; i++) {
		const struct zoneref *r = &n->fallback.v[i];
		const char *zone = zone_kind_name(b->kernel->zones[r->zone]);

		if (b->kernel->numa)
			dot_cell(w, color_of(b, n->nid, r->nid), 1, 0,
				 "%zu. node %d\n%s", i + 1, r->nid, zone);
		else
			dot_cell(w, DOT_GREEN, 1, 0, "%zu. %s", i + 1, zone);
	}
	if (shown < n->fallback.n)
		dot_cell(w, DOT_PLAIN, 1, 0, "... %zu more",
			 n->fallback.n - shown);
	dot_row_end(w);
}

static void legend_row(struct dot_writer *w, const struct boot *b)
{
	dot_row_begin(w);
	dot_cell(w, DOT_GREEN, 1, 0, "local");
	if (b->kernel->numa) {
		dot_cell(w, DOT_YELLOW, 1, 0, "distance up to %d",
			 REMOTE_DISTANCE);
		dot_cell(w, DOT_ORANGE, 1, 0, "farther");
	}
	dot_row_end(w);
}

static size_t longest(const struct boot *b, size_t limit)
{
	size_t most = 1;

	for (size_t n = 0; n < b->nr_nodes; n++) {
		size_t len = b->nodes[n] ? b->nodes[n]->fallback.n : 0;

		if (len > most)
			most = len;
	}
	return most > limit ? limit + 1 : most;
}

void draw_zonelists(struct dot_writer *w, const struct boot *b,
		    const struct view_options *o)
{
	size_t limit = o->full ? SIZE_MAX : MAX_STEPS;

	if (!b->zonelists_built) {
		draw_nothing(w,
			     "zonelists do not exist yet: see build_all_zonelists()");
		return;
	}
	dot_table_begin(w, DOT_THIN);
	dot_row_begin(w);
	dot_cell_bold(w, DOT_HEAD, (unsigned)longest(b, limit) + 1,
		      "where an allocation on a node looks for memory: from left to right until one has a page");
	dot_row_end(w);
	for (size_t n = 0; n < b->nr_nodes; n++) {
		if (b->nodes[n])
			path_row(w, b, b->nodes[n], limit);
	}
	legend_row(w, b);
	dot_table_end(w, "zonelists");
}
