/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/views.h"

#include <string.h>

#include "journal/journal.h"
#include "util/alloc.h"

const struct view views[] = {
	{ "flow", "The boot, function by function", true, draw_flow },
	{ "memory", "Physical memory and who owns it", false, draw_memory },
	{ "nodes", "Memory nodes, their CPUs and distances", false,
	  draw_nodes },
	{ "zones", "The zones of each node", false, draw_zones },
	{ "zonelists", "Where each node looks for memory, in order", false,
	  draw_zonelists },
	{ "freelists", "The free lists of each zone", false, draw_freelists },
	{ "slab", "What a slab of each cache holds", false, draw_slab },
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

void draw_nothing(struct dot_writer *w, const char *why)
{
	dot_table_begin(w, DOT_DASHED);
	dot_row_begin(w);
	dot_cell(w, DOT_GREY, 1, 0, "%s", why);
	dot_row_end(w);
	dot_table_end(w, "nothing");
}

void more_row(struct dot_writer *w, unsigned columns, size_t n,
	      const char *what)
{
	dot_row_begin(w);
	dot_styled(w, &(struct dot_style){ .columns = columns, .faint = true },
		   "... %zu more %s%s (--full)", n, what, n == 1 ? "" : "s");
	dot_row_end(w);
}

/* Many columns: they take what room is left, not the key's. */
static void meaning_cell(struct dot_writer *w, const char *meaning)
{
	dot_styled(w,
		   &(struct dot_style){
			   .columns = 12, .small = true, .faint = true },
		   "%s", meaning);
	dot_row_end(w);
}

void legend_row(struct dot_writer *w, enum dot_color color, const char *key,
		const char *meaning)
{
	dot_row_begin(w);
	dot_styled(w, &(struct dot_style){ .color = color, .small = true },
		   "%s", key);
	meaning_cell(w, meaning);
}

void legend_arrow(struct dot_writer *w, enum dot_color color, const char *below,
		  const char *meaning)
{
	dot_row_begin(w);
	dot_arrow(w, color, below);
	meaning_cell(w, meaning);
}

void legend_bar(struct dot_writer *w, const struct dot_part *parts, size_t n,
		const char *meaning)
{
	dot_row_begin(w);
	dot_bar(w, 1, parts, n, n, 100);
	meaning_cell(w, meaning);
}

void legend_head(struct dot_writer *w)
{
	dot_row_begin(w);
	dot_styled(w,
		   &(struct dot_style){ .color = DOT_GREY,
					.columns = 13,
					.bold = true,
					.small = true },
		   "how to read this");
	dot_row_end(w);
}

void assumed_rows(struct dot_writer *w, const struct boot *b,
		  const char *member)
{
	for (size_t i = 0; i < b->journal->nr_inexact; i++) {
		if (!strcmp(b->journal->inexact[i].member, member))
			legend_row(w, DOT_ORANGE, "assumed",
				   b->journal->inexact[i].reason);
	}
}
