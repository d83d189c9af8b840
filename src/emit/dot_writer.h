/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_DOT_WRITER_H
#define INITMEM_EMIT_DOT_WRITER_H

#include <stdbool.h>
#include <stdio.h>

#include "util/error.h"

/*
 * A graph in the making, on libcgraph. The only place that quotes: every text
 * that comes in here may hold anything.
 */

struct dot_writer;

struct dot_writer *dot_new(const char *name);
void dot_free(struct dot_writer *w);

/* An attribute of the whole graph. */
void dot_attr(struct dot_writer *w, const char *key, const char *value);

/*
 * A labelled box around nodes; `dashed` for what is still to come. What is
 * added from now on lies inside, until dot_leave_cluster().
 */
void dot_enter_cluster(struct dot_writer *w, const char *id, const char *label,
		       bool dashed);
void dot_leave_cluster(struct dot_writer *w);

/* Colours of cells, chosen to stay apart for colour-blind readers. */
enum dot_color {
	DOT_PLAIN,
	DOT_HEAD,
	DOT_BLUE,
	DOT_SKY,
	DOT_GREEN,
	DOT_YELLOW,
	DOT_ORANGE,
	DOT_PURPLE,
	DOT_GREY,
};

enum dot_border { DOT_THIN, DOT_THICK, DOT_DASHED };

/* A node that is a table: begin, rows of cells, end. */
void dot_table_begin(struct dot_writer *w, enum dot_border border);
void dot_row_begin(struct dot_writer *w);
/* `columns` wide, at least `height` points high (0: as its text). */
void dot_cell(struct dot_writer *w, enum dot_color color, unsigned columns,
	      unsigned height, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
void dot_cell_bold(struct dot_writer *w, enum dot_color color,
		   unsigned columns, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void dot_row_end(struct dot_writer *w);
void dot_table_end(struct dot_writer *w, const char *id);

/* label NULL: none. `hidden` edges only keep the layout in order. */
void dot_edge(struct dot_writer *w, const char *from, const char *to,
	      const char *label);
void dot_hidden_edge(struct dot_writer *w, const char *from, const char *to);

/* Writes DOT: 0, or -1 with errno. */
int dot_write(struct dot_writer *w, FILE *out);

/* Lays out and renders; *data is freed with dot_free_data(). 0 or -1. */
int dot_render(struct dot_writer *w, const char *format, char **data,
	       unsigned *len, struct error *err);
void dot_free_data(char *data);

#endif
