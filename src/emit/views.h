/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_VIEWS_H
#define INITMEM_EMIT_VIEWS_H

#include "emit/dot.h"
#include "emit/dot_writer.h"

/* What each view draws; see the table in dot.c. */
void draw_flow(struct dot_writer *w, const struct boot *b,
	       const struct view_options *o);
void draw_memory(struct dot_writer *w, const struct boot *b,
		 const struct view_options *o);
void draw_nodes(struct dot_writer *w, const struct boot *b,
		const struct view_options *o);
void draw_zones(struct dot_writer *w, const struct boot *b,
		const struct view_options *o);
void draw_zonelists(struct dot_writer *w, const struct boot *b,
		    const struct view_options *o);
void draw_freelists(struct dot_writer *w, const struct boot *b,
		    const struct view_options *o);

/* "contig_page_data" where the build knows no NUMA, else "node 3". */
const char *node_title(const struct boot *b, const struct node *n, char *buf,
		       size_t len);

/* "3.9 GiB" of that many pages. */
const char *pages_text(const struct boot *b, uint64_t pages, char *buf,
		       size_t len);

/* A picture that says why there is nothing to draw. */
void draw_nothing(struct dot_writer *w, const char *why);

#endif
