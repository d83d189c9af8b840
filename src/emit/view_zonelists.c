/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "emit/views.h"
#include "mm/arch_numa.h"
#include "util/alloc.h"

/*
 * A row for each node: the path that an allocation takes from left to right
 * until it finds memory. One row a node stays readable where arrows between 16
 * nodes do not. A step that leads farther away says how far.
 */

#define MAX_STEPS 20
#define MAX_ROWS 32
/* Up to so many, each step has room for its zone, needed or not. */
#define FEW_NODES 4

/* Farther and farther: a colour for each distance that occurs. */
static const enum dot_color bands[] = { DOT_GREEN, DOT_SKY, DOT_YELLOW,
					DOT_PURPLE, DOT_GREY };

struct path {
	const struct boot *b;
	const struct node *node;
	const struct zoneref_list *list; /* its steps */
	const char *asked; /* the zone type it is for; NULL: any */
	bool zones; /* each step says its zone */
	size_t limit;
};

static uint32_t distance_of(const struct path *p, size_t step)
{
	if (!p->b->kernel->numa)
		return LOCAL_DISTANCE;
	return node_distance(p->b, p->node->nid, p->list->v[step].nid);
}

static void step_cell(struct dot_writer *w, const struct path *p, size_t step,
		      enum dot_color color)
{
	const struct zoneref *r = &p->list->v[step];
	const char *zone = zone_kind_name(p->b->kernel->zones[r->zone]);

	if (!p->b->kernel->numa)
		dot_cell(w, color, 1, 0, "%s", zone);
	else if (p->zones)
		dot_cell(w, color, 1, 0, "node %d\n%s", r->nid, zone);
	else
		dot_styled(w,
			   &(struct dot_style){ .color = color,
						.width = 22,
						.center = true },
			   "%d", r->nid);
}

/* The steps; a farther band begins where the distance grows. */
static void steps(struct dot_writer *w, const struct path *p)
{
	const struct zoneref_list *l = p->list;
	size_t shown = l->n < p->limit ? l->n : p->limit, band = 0;

	for (size_t i = 0; i < shown; i++) {
		uint32_t d = distance_of(p, i);
		bool farther = i ? d != distance_of(p, i - 1) :
				   d > LOCAL_DISTANCE;
		char text[24];

		if (farther && band + 1 < ARRAY_SIZE(bands))
			band++;
		snprintf(text, sizeof(text), "%u", d);
		if (i || farther)
			dot_arrow(w, DOT_PLAIN, farther ? text : NULL);
		step_cell(w, p, i, bands[band]);
	}
	if (shown < l->n)
		dot_cell(w, DOT_PLAIN, 1, 0, "... %zu more (--full)",
			 l->n - shown);
}

/* How many nodes a path leads to; kernels want each of them there. */
static size_t nodes_of(const struct boot *b, const struct zoneref_list *l)
{
	bool *seen = xcalloc(b->nr_nodes, sizeof(*seen));
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		if ((size_t)l->v[i].nid < b->nr_nodes && !seen[l->v[i].nid]) {
			seen[l->v[i].nid] = true;
			n++;
		}
	}
	free(seen);
	return n;
}

static void path_row(struct dot_writer *w, const struct path *p,
		     size_t usual_nodes)
{
	size_t reached = nodes_of(p->b, p->list);
	char title[64];

	dot_row_begin(w);
	dot_cell_bold(w, DOT_HEAD, 1, "%s",
		      node_title(p->b, p->node, title, sizeof(title)));
	if (p->asked)
		dot_cell(w, DOT_GREY, 1, 0, "asked for %s", p->asked);
	if (!p->node->node_present_pages)
		dot_cell(w, DOT_ORANGE, 1, 0, "* no memory of its own");
	if (!p->list->n)
		dot_cell(w, DOT_ORANGE, 1, 0, "* nowhere to look");
	steps(w, p);
	if (reached != usual_nodes)
		dot_cell(w, DOT_ORANGE, 1, 0, "* %zu of %zu nodes", reached,
			 usual_nodes);
	dot_row_end(w);
}

static size_t most_nodes(const struct boot *b)
{
	size_t most = 0;

	for (size_t n = 0; n < b->nr_nodes; n++) {
		size_t reached =
			b->nodes[n] ? nodes_of(b, &b->nodes[n]->fallback) : 0;

		if (reached > most)
			most = reached;
	}
	return most;
}

/* The nearest distance between two nodes stands for all in the legend. */
static void distance_row(struct dot_writer *w, const struct boot *b)
{
	uint32_t nearest = UINT32_MAX;
	char key[32];

	for (size_t i = 0; i < b->nr_nodes; i++) {
		for (size_t j = 0; j < b->nr_nodes; j++) {
			uint32_t d = node_distance(b, (int)i, (int)j);

			if (i != j && d < nearest)
				nearest = d;
		}
	}
	snprintf(key, sizeof(key), "%u", nearest);
	legend_arrow(
		w, DOT_SKY, key,
		"from here on other nodes' memory, at this distance; the farther, the later, each in a colour");
}

static void legend(struct dot_writer *w, const struct boot *b, bool zones)
{
	char text[96];

	dot_row_begin(w);
	dot_inner_begin(w, 1, DOT_THIN);
	legend_head(w);
	legend_arrow(
		w, DOT_PLAIN, NULL,
		"where there is no page to spare, the next one to the right is asked");
	if (b->kernel->numa)
		legend_row(
			w, DOT_GREEN, "green",
			"the node's own memory (all that __GFP_THISNODE looks at)");
	else
		legend_row(w, DOT_HEAD, "contig_page_data",
			   "the only node there is: NODE_DATA(n) for every n");
	if (b->kernel->numa && b->nr_nodes > 1)
		distance_row(w, b);
	if (kernel_has_zonelist_per_zone(b->kernel))
		legend_row(
			w, DOT_GREY, "asked for",
			"this kernel has a list for each zone that a caller may ask for");
	else if (zones)
		legend_row(w, DOT_PLAIN, "zone",
			   "who needs low addresses skips the zones above them");
	if (!zones) {
		snprintf(text, sizeof(text), "the node whose zone %s is tried",
			 only_fallback_zone(b));
		legend_row(w, DOT_PLAIN, "number", text);
	}
	assumed_rows(w, b, "nodes[].distances");
	dot_inner_end(w);
	dot_row_end(w);
}

/* The one list of a node, or one for each zone type. */
static void node_paths(struct dot_writer *w, struct path *p, size_t usual)
{
	const struct kernel *k = p->b->kernel;

	if (!kernel_has_zonelist_per_zone(k)) {
		p->list = &p->node->fallback;
		path_row(w, p, usual);
		return;
	}
	for (unsigned z = 0; z < k->nr_zones; z++) {
		struct zoneref_list l = zonelist_up_to(p->node, z);

		p->list = &l;
		p->asked = zone_kind_name(k->zones[z]);
		path_row(w, p, nodes_of(p->b, &l));
		free(l.v);
	}
}

static void paths(struct dot_writer *w, const struct boot *b, bool zones,
		  bool full)
{
	size_t usual = most_nodes(b), all = 0, shown = 0;

	for (size_t n = 0; n < b->nr_nodes; n++) {
		struct path p = {
			.b = b,
			.node = b->nodes[n],
			.zones = zones,
			.limit = full ? SIZE_MAX : MAX_STEPS,
		};

		if (!p.node || (all++ >= MAX_ROWS && !full))
			continue;
		node_paths(w, &p, usual);
		shown++;
	}
	if (shown < all)
		more_row(w, 1, all - shown, "node");
}

void draw_zonelists(struct dot_writer *w, const struct boot *b,
		    const struct view_options *o)
{
	bool zones = !only_fallback_zone(b) || b->nr_nodes <= FEW_NODES;

	if (!b->zonelists_built) {
		draw_nothing(
			w,
			"zonelists do not exist yet: see build_all_zonelists()");
		return;
	}
	dot_table_begin(w, DOT_NONE);
	dot_row_begin(w);
	dot_inner_begin(w, 1, DOT_THIN);
	paths(w, b, zones, o->full);
	dot_inner_end(w);
	dot_row_end(w);
	legend(w, b, zones);
	dot_table_end(w, "zonelists");
}
