/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_DOT_RENDER_H
#define INITMEM_EMIT_DOT_RENDER_H

#include "emit/dot_graph.h"
#include "util/error.h"

/*
 * Has Graphviz lay the graph out and draw it as `format`. *data is freed with
 * dot_graph_free_data(). 0, or -1 with err: also where Graphviz is not there.
 */
int dot_graph_render(struct dot_graph *g, const char *format, char **data,
		     unsigned *len, struct error *err);
void dot_graph_free_data(char *data);

#endif
