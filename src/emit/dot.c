/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/dot.h"

#include <stdio.h>
#include <string.h>

#include "emit/views.h"
#include "util/alloc.h"
#include "util/size.h"

const struct view views[] = {
	{ "flow", "the start_kernel flowchart with the phase at hand marked",
	  draw_flow },
	{ "memory", "the physical address map with who owns what",
	  draw_memory },
	{ "nodes", "nodes, their CPUs, memory and distances", draw_nodes },
	{ "zones", "the zones of each node", draw_zones },
	{ "zonelists", "where each node looks for memory, in order",
	  draw_zonelists },
	{ "freelists", "the free lists of each zone", draw_freelists },
};

const size_t nr_views = ARRAY_SIZE(views);

const struct view *view_find(const char *name)
{
	for (size_t i = 0; i < nr_views; i++) {
		if (!strcmp(views[i].name, name))
			return &views[i];
	}
	return NULL;
}

static struct dot_writer *draw(const struct view *v, const struct boot *b,
			       const struct view_options *o)
{
	struct dot_writer *w = dot_new(v->name);

	v->draw(w, b, o);
	return w;
}

int view_write_dot(FILE *out, const struct view *v, const struct boot *b,
		   const struct view_options *o)
{
	struct dot_writer *w = draw(v, b, o);
	int ret = dot_write(w, out);

	dot_free(w);
	return ret;
}

int view_render(const struct view *v, const struct boot *b,
		const struct view_options *o, const char *format, char **data,
		unsigned *len, struct error *err)
{
	struct dot_writer *w = draw(v, b, o);
	int ret = dot_render(w, format, data, len, err);

	dot_free(w);
	return ret;
}

void view_free_data(char *data)
{
	dot_free_data(data);
}

const char *node_title(const struct boot *b, const struct node *n, char *buf,
		       size_t len)
{
	if (b->kernel->numa)
		snprintf(buf, len, "node %d", n->nid);
	else
		snprintf(buf, len, "contig_page_data");
	return buf;
}

const char *pages_text(const struct boot *b, uint64_t pages, char *buf,
		       size_t len)
{
	return format_size(pages << b->kernel->page_shift, buf, len);
}

void draw_nothing(struct dot_writer *w, const char *why)
{
	dot_table_begin(w, DOT_DASHED);
	dot_row_begin(w);
	dot_cell(w, DOT_GREY, 1, 0, "%s", why);
	dot_row_end(w);
	dot_table_end(w, "nothing");
}
