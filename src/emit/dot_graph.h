/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_DOT_GRAPH_H
#define INITMEM_EMIT_DOT_GRAPH_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buffer.h"
#include "util/error.h"

/*
 * A graph as DOT has it: nodes with labels of HTML, some in clusters, and
 * edges. It is written as libcgraph writes what it has in its own objects, of
 * which sixty graphs took most of the time of `run -o`.
 */

struct dot_node {
	char *id;
	struct buffer label; /* HTML; empty: none */
	size_t cluster;
	bool written; /* by the writer that is at work */
};

struct dot_cluster {
	char *id;
	struct buffer label;
	bool dashed;
	size_t parent;
};

struct dot_link {
	size_t from, to;
};

/* Nothing is in a cluster, no cluster in another. */
#define DOT_TOP ((size_t)-1)

struct dot_graph {
	/* Set by who makes one; colours as "#rrggbb", in inches or NULL. */
	const char *name, *paper, *edge, *ink, *nodesep, *ranksep;
	struct buffer title; /* HTML */

	struct dot_node *nodes;
	size_t nr_nodes, cap_nodes;
	struct dot_cluster *clusters;
	size_t nr_clusters, cap_clusters;
	struct dot_link *edges;
	size_t nr_edges, cap_edges;
	size_t depth; /* how many clusters we are in */
	size_t at; /* the innermost; DOT_TOP where depth is 0 */
};

void dot_graph_release(struct dot_graph *g);

/*
 * Nodes are added to the cluster `id` of the one we are in from now on, which
 * is a new one unless it is there. Takes over what is in `label`.
 */
void dot_graph_enter(struct dot_graph *g, const char *id, struct buffer *label,
		     bool dashed);
void dot_graph_leave(struct dot_graph *g);

/* Takes over what is in `label`. */
void dot_graph_node(struct dot_graph *g, const char *id, struct buffer *label);

/* From a node to another, which are made where there are none of that name. */
void dot_graph_edge(struct dot_graph *g, const char *from, const char *to);

/*
 * As DOT, to be released. `in_order`: who reads it finds the nodes in the order
 * in which they were added, at the cost of a line for each.
 */
struct buffer dot_graph_text(struct dot_graph *g, bool in_order);

#endif
