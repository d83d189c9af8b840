/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/dot_graph.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

static const char font[] = "\"Helvetica,Arial,sans-serif\"";

void dot_graph_release(struct dot_graph *g)
{
	for (size_t i = 0; i < g->nr_nodes; i++) {
		free(g->nodes[i].id);
		buffer_release(&g->nodes[i].label);
	}
	for (size_t i = 0; i < g->nr_clusters; i++) {
		free(g->clusters[i].id);
		buffer_release(&g->clusters[i].label);
	}
	buffer_release(&g->title);
	free(g->nodes);
	free(g->clusters);
	free(g->edges);
	*g = (struct dot_graph){ 0 };
}

/* The cluster in which things are put now. */
static size_t here(const struct dot_graph *g)
{
	return g->depth ? g->at : DOT_TOP;
}

/* What was in `from` is in `to`; `from` is empty. */
static void move(struct buffer *to, struct buffer *from)
{
	buffer_release(to);
	*to = *from;
	*from = (struct buffer){ 0 };
}

static size_t cluster_at(struct dot_graph *g, const char *id)
{
	for (size_t i = 0; i < g->nr_clusters; i++) {
		if (g->clusters[i].parent == here(g) &&
		    !strcmp(g->clusters[i].id, id))
			return i;
	}
	array_reserve(g->clusters, g->cap_clusters, g->nr_clusters + 1);
	g->clusters[g->nr_clusters] =
		(struct dot_cluster){ .id = xstrdup(id), .parent = here(g) };
	return g->nr_clusters++;
}

void dot_graph_enter(struct dot_graph *g, const char *id, struct buffer *label,
		     bool dashed)
{
	g->at = cluster_at(g, id);
	g->depth++;
	g->clusters[g->at].dashed = dashed;
	move(&g->clusters[g->at].label, label);
}

void dot_graph_leave(struct dot_graph *g)
{
	g->at = g->clusters[g->at].parent;
	g->depth--;
}

static size_t node_at(struct dot_graph *g, const char *id, size_t cluster)
{
	for (size_t i = 0; i < g->nr_nodes; i++) {
		if (!strcmp(g->nodes[i].id, id))
			return i;
	}
	array_reserve(g->nodes, g->cap_nodes, g->nr_nodes + 1);
	g->nodes[g->nr_nodes] =
		(struct dot_node){ .id = xstrdup(id), .cluster = cluster };
	return g->nr_nodes++;
}

void dot_graph_node(struct dot_graph *g, const char *id, struct buffer *label)
{
	size_t i = node_at(g, id, here(g));

	move(&g->nodes[i].label, label);
}

void dot_graph_edge(struct dot_graph *g, const char *from, const char *to)
{
	size_t a = node_at(g, from, DOT_TOP), b = node_at(g, to, DOT_TOP);

	array_reserve(g->edges, g->cap_edges, g->nr_edges + 1);
	g->edges[g->nr_edges++] = (struct dot_link){ a, b };
}

/* --- written --------------------------------------------------------------
 */

static void indent(struct buffer *out, unsigned depth)
{
	while (depth--)
		buffer_add(out, "\t");
}

static bool is_keyword(const char *id)
{
	static const char *const keywords[] = {
		"node", "edge", "strict", "digraph", "graph", "subgraph"
	};

	for (size_t i = 0; i < ARRAY_SIZE(keywords); i++) {
		if (!strcasecmp(id, keywords[i]))
			return true;
	}
	return false;
}

/* A name that needs no quotes. */
static bool is_word(const char *id)
{
	const char *p = id;

	while (isalnum((unsigned char)*p) || *p == '_')
		p++;
	return !*p && p != id && !isdigit((unsigned char)*id) &&
	       !is_keyword(id);
}

static void put_id(struct buffer *out, const char *id)
{
	if (is_word(id)) {
		buffer_add(out, id);
		return;
	}
	buffer_add(out, "\"");
	for (; *id; id++) {
		if (*id == '"')
			buffer_add(out, "\\");
		buffer_add_bytes(out, id, 1);
	}
	buffer_add(out, "\"");
}

static void put_html(struct buffer *out, const struct buffer *html)
{
	buffer_add(out, "<");
	if (html->len)
		buffer_add_bytes(out, html->text, html->len);
	buffer_add(out, ">");
}

/* A key with its value, on a line of its own. */
static void put_pair(struct buffer *out, const char *key, const char *value)
{
	buffer_add_all(out, ",\n\t\t", key, "=", value, NULL);
}

/* Keys in the order of the alphabet; none without a value. */
static void put_graph_attributes(struct buffer *out, const struct dot_graph *g)
{
	buffer_add_all(out, "\tgraph [bgcolor=\"", g->paper,
		       "\",\n\t\tcolor=\"", g->edge, "\",\n\t\tfontcolor=\"",
		       g->ink, "\"", NULL);
	put_pair(out, "fontname", font);
	if (g->title.len) {
		buffer_add(out, ",\n\t\tlabel=");
		put_html(out, &g->title);
		put_pair(out, "labeljust", "l");
		put_pair(out, "labelloc", "t");
	}
	if (g->nodesep)
		put_pair(out, "nodesep", g->nodesep);
	put_pair(out, "pad", "0.15");
	if (g->ranksep)
		put_pair(out, "ranksep", g->ranksep);
	buffer_add(out, "\n\t];\n");
}

static void put_defaults(struct buffer *out, const struct dot_graph *g)
{
	buffer_add_all(out, "\tnode [fontname=", font,
		       ",\n\t\tfontsize=11,\n\t\tshape=plain\n\t];\n",
		       "\tedge [color=\"", g->edge, "\",\n\t\tdir=forward,\n",
		       "\t\tfontcolor=\"", g->ink, "\",\n\t\tfontname=", font,
		       ",\n\t\tfontsize=10\n\t];\n", NULL);
}

static void put_node(struct buffer *out, struct dot_node *n, unsigned depth)
{
	indent(out, depth);
	put_id(out, n->id);
	if (n->label.len) {
		buffer_add(out, "\t[label=");
		put_html(out, &n->label);
		buffer_add(out, "]");
	}
	buffer_add(out, ";\n");
	n->written = true;
}

static void put_cluster_head(struct buffer *out, const struct dot_cluster *c,
			     unsigned depth)
{
	char *id = xasprintf("cluster_%s", c->id);

	indent(out, depth);
	buffer_add(out, "subgraph ");
	put_id(out, id);
	free(id);
	buffer_add(out, " {\n");
	indent(out, depth + 1);
	buffer_add(out, "graph [label=");
	put_html(out, &c->label);
	buffer_add(out, ",\n");
	indent(out, depth + 2);
	buffer_add_all(out,
		       "style=", c->dashed ? "\"rounded,dashed\"" : "rounded",
		       "\n", NULL);
	indent(out, depth + 1);
	buffer_add(out, "];\n");
}

/* The clusters in this one, and each with what is in it. */
static void put_clusters(struct buffer *out, struct dot_graph *g, size_t parent,
			 unsigned depth)
{
	for (size_t i = 0; i < g->nr_clusters; i++) {
		if (g->clusters[i].parent != parent)
			continue;
		put_cluster_head(out, &g->clusters[i], depth);
		put_clusters(out, g, i, depth + 1);
		for (size_t n = 0; n < g->nr_nodes; n++) {
			if (g->nodes[n].cluster == i)
				put_node(out, &g->nodes[n], depth + 1);
		}
		indent(out, depth);
		buffer_add(out, "}\n");
	}
}

/* Both ends stand before it. */
static void put_edge(struct buffer *out, struct dot_graph *g,
		     const struct dot_link *e)
{
	struct dot_node *to = &g->nodes[e->to];

	if (!to->written)
		put_node(out, to, 1);
	buffer_add(out, "\t");
	put_id(out, g->nodes[e->from].id);
	buffer_add(out, " -> ");
	put_id(out, to->id);
	buffer_add(out, ";\n");
}

/* Those outside of clusters, and the edges of all, each with the node it
 * leaves. */
static void put_rest(struct buffer *out, struct dot_graph *g)
{
	for (size_t n = 0; n < g->nr_nodes; n++) {
		if (!g->nodes[n].written)
			put_node(out, &g->nodes[n], 1);
		for (size_t i = 0; i < g->nr_edges; i++) {
			if (g->edges[i].from == n)
				put_edge(out, g, &g->edges[i]);
		}
	}
}

/* Who reads it has its nodes in the order in which they come first. */
static void put_order(struct buffer *out, const struct dot_graph *g)
{
	for (size_t i = 0; i < g->nr_nodes; i++) {
		buffer_add(out, "\t");
		put_id(out, g->nodes[i].id);
		buffer_add(out, ";\n");
	}
}

struct buffer dot_graph_text(struct dot_graph *g, bool in_order)
{
	struct buffer text = { 0 }, *out = &text;

	for (size_t i = 0; i < g->nr_nodes; i++)
		g->nodes[i].written = false;
	buffer_add_all(out, "digraph ", g->name, " {\n", NULL);
	put_graph_attributes(out, g);
	put_defaults(out, g);
	if (in_order)
		put_order(out, g);
	put_clusters(out, g, DOT_TOP, 1);
	put_rest(out, g);
	buffer_add(out, "}\n");
	return text;
}
