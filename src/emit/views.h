/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_VIEWS_H
#define INITMEM_EMIT_VIEWS_H

#include <stdbool.h>
#include <stddef.h>

#include "emit/dot_writer.h"
#include "emit/facts.h"
#include "model/boot.h"

struct view_options {
	bool full; /* fold nothing */
	enum dot_theme theme;
};

/* One graph: what `initmem graph VIEW` draws. One file each: view_NAME.c. */
struct view {
	const char *name; /* "flow", "nodes", ... */
	const char *summary;
	bool of_boot; /* the whole boot's, whatever the phase */
	void (*draw)(struct dot_writer *w, const struct boot *b,
		     const struct view_options *o);
};

extern const struct view views[];
extern const size_t nr_views;

const struct view *view_find(const char *name);

/* What each view draws; see the table in views.c. */
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

void draw_slab(struct dot_writer *w, const struct boot *b,
	       const struct view_options *o);

/* A picture that says why there is nothing to draw. */
void draw_nothing(struct dot_writer *w, const char *why);

/* Rows of a table: "... 12 more zones (--full)"; what colours and words mean. */
void more_row(struct dot_writer *w, unsigned columns, size_t n,
	      const char *what);
void legend_head(struct dot_writer *w);
/* What stands in the picture and is assumed: why this member is inexact. */
void assumed_rows(struct dot_writer *w, const struct boot *b,
		  const char *member);
void legend_row(struct dot_writer *w, enum dot_color color, const char *key,
		const char *meaning);
/* The arrow of dot_arrow(), as paths have it. */
void legend_arrow(struct dot_writer *w, enum dot_color color, const char *below,
		  const char *meaning);
/* A bar in place of the key: its n parts as the picture draws them. */
void legend_bar(struct dot_writer *w, const struct dot_part *parts, size_t n,
		const char *meaning);

#endif
