/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/dot_render.h"

#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/library.h"

#define CGRAPH(X)                                                              \
	X(agclose)                                                             \
	X(agread)                                                              \
	X(agstrdup)                                                            \
	X(AgMemDisc)                                                           \
	X(AgIoDisc)

LIBRARY(cgraph, "to draw graphs", CGRAPH);

/*
 * cgraph numbers objects by the address of their name, and writes subgraphs in
 * the order of their numbers. Numbers by first use keep the output the same
 * each time: even ones are names, odd ones have none.
 */
struct names {
	Agraph_t *g;
	char **v; /* the graph's own copies, for cgraph looks behind them */
	size_t n, cap;
	uint64_t unnamed;
};

static void *ids_open(Agraph_t *g, Agdisc_t *disc)
{
	struct names *n = xcalloc(1, sizeof(*n));

	(void)disc;
	n->g = g;
	return n;
}

static long ids_map(void *state, int type, char *name, IDTYPE *id, int create)
{
	struct names *n = state;

	(void)type;
	for (size_t i = 0; name && i < n->n; i++) {
		if (!strcmp(n->v[i], name)) {
			*id = 2 * i + 2;
			return 1;
		}
	}
	if (!create)
		return 0;
	if (!name) {
		*id = 2 * n->unnamed++ + 1;
		return 1;
	}
	array_reserve(n->v, n->cap, n->n + 1);
	n->v[n->n++] = cgraph.agstrdup(n->g, name);
	*id = 2 * n->n;
	return 1;
}

static long ids_alloc(void *state, int type, IDTYPE id)
{
	(void)state;
	(void)type;
	(void)id;
	return 0;
}

static void ids_free(void *state, int type, IDTYPE id)
{
	(void)state;
	(void)type;
	(void)id;
}

static char *ids_print(void *state, int type, IDTYPE id)
{
	const struct names *n = state;

	(void)type;
	return id % 2 == 0 && id / 2 <= n->n ? n->v[id / 2 - 1] : NULL;
}

static void ids_close(void *state)
{
	struct names *n = state;

	free(n->v);
	free(n);
}

static void ids_register(void *state, int type, void *obj)
{
	(void)state;
	(void)type;
	(void)obj;
}

static Agiddisc_t ids = {
	.open = ids_open,
	.map = ids_map,
	.alloc = ids_alloc,
	.free = ids_free,
	.print = ids_print,
	.close = ids_close,
	.idregister = ids_register,
};

#define GVC(X)                                                                 \
	X(gvContext)                                                           \
	X(gvLayout)                                                            \
	X(gvRenderData)                                                        \
	X(gvFreeLayout)                                                        \
	X(gvFreeRenderData)

LIBRARY(gvc, "to draw graphs", GVC);

/*
 * One context for as long as the program runs: Graphviz's text layout keeps
 * the name of the font it saw last, which lives in the context, and reads it
 * again in the next one.
 */
static GVC_t *context(void)
{
	static GVC_t *one;

	if (!one)
		one = gvc.gvContext();
	return one;
}

/* The graph as Graphviz has it once it has read its text. */
static Agraph_t *read_graph(struct dot_graph *g)
{
	Agdisc_t disc = { .mem = cgraph.AgMemDisc,
			  .id = &ids,
			  .io = cgraph.AgIoDisc };
	struct buffer text = dot_graph_text(g, true);
	FILE *f = fmemopen(text.text, text.len, "r");
	Agraph_t *graph;

	if (!f)
		out_of_memory();
	graph = cgraph.agread(f, &disc);
	fclose(f);
	buffer_release(&text);
	return graph;
}

static int render(Agraph_t *graph, const char *format, char **data,
		  unsigned *len, struct error *err)
{
	GVC_t *c = context();
	int ret = 0;

	if (!graph || gvc.gvLayout(c, graph, "dot"))
		return error_set(
			err,
			"Graphviz cannot lay the graph out (is its dot plugin installed?)");
	if (gvc.gvRenderData(c, graph, format, data, len) || !*data)
		ret = error_set(err, "Graphviz has no plugin for %s installed",
				format);
	gvc.gvFreeLayout(c, graph);
	return ret;
}

int dot_graph_render(struct dot_graph *g, const char *format, char **data,
		     unsigned *len, struct error *err)
{
	Agraph_t *graph;
	int ret;

	if (library_need(&libcgraph, err) || library_need(&libgvc, err))
		return -1;
	graph = read_graph(g);
	ret = render(graph, format, data, len, err);
	if (graph)
		cgraph.agclose(graph);
	return ret;
}

void dot_graph_free_data(char *data)
{
	gvc.gvFreeRenderData(data);
}
