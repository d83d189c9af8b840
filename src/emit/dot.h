/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_DOT_H
#define INITMEM_EMIT_DOT_H

#include <stdbool.h>
#include <stdio.h>

#include "emit/dot_writer.h"
#include "model/boot.h"
#include "util/error.h"

struct view_options {
	bool full; /* fold nothing */
	enum dot_theme theme;
};

/* One graph: what `initmem graph VIEW` draws. One file each: view_NAME.c. */
struct view {
	const char *name; /* "flow", "nodes", ... */
	const char *summary;
	void (*draw)(struct dot_writer *w, const struct boot *b,
		     const struct view_options *o);
};

extern const struct view views[];
extern const size_t nr_views;

const struct view *view_find(const char *name);

/* Writes the view of the state as DOT. 0, or -1 with errno set. */
int view_write_dot(FILE *out, const struct view *v, const struct boot *b,
		   const struct view_options *o);

/*
 * Renders it with Graphviz's libraries. `format` is "svg", "png" or "pdf".
 * *data belongs to Graphviz: give it back with view_free_data(). 0, or -1 with
 * err.
 */
int view_render(const struct view *v, const struct boot *b,
		const struct view_options *o, const char *format, char **data,
		unsigned *len, struct error *err);
void view_free_data(char *data);

#endif
