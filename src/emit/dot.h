/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_DOT_H
#define INITMEM_EMIT_DOT_H

#include "emit/views.h"
#include "model/boot.h"
#include "util/buffer.h"
#include "util/error.h"

/* The view of the state as DOT, to be released. */
struct buffer view_dot(const struct view *v, const struct boot *b,
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
