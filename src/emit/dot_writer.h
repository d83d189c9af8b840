/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_DOT_WRITER_H
#define INITMEM_EMIT_DOT_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "util/buffer.h"
#include "util/error.h"

/*
 * A graph in the making, of tables in cells and boxes around them. The only
 * place that quotes what stands in them: every text that comes in here may hold
 * anything.
 */

struct dot_writer;

/* The paper it is drawn on. */
enum dot_theme { DOT_LIGHT, DOT_DARK };

struct dot_writer *dot_new(const char *name, enum dot_theme theme);
void dot_free(struct dot_writer *w);

/* Between nodes side by side and ranks, in inches: what Graphviz takes else. */
void dot_distances(struct dot_writer *w, const char *nodes, const char *ranks);

/* What stands above the picture: one line large, one small below it. */
void dot_title(struct dot_writer *w, const char *title, const char *below);

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
	DOT_PAPER, /* as the background: a cell that is not one */
};

enum dot_border { DOT_THIN, DOT_THICK, DOT_DASHED, DOT_NONE };

/*
 * A node that is a table: begin, rows of cells, end. DOT_NONE has no lines at
 * all and holds other tables in even rows and columns.
 */
void dot_table_begin(struct dot_writer *w, enum dot_border border);
void dot_row_begin(struct dot_writer *w);
void dot_row_end(struct dot_writer *w);
void dot_table_end(struct dot_writer *w, const char *id);

/* A table in a cell that is `columns` wide. */
void dot_inner_begin(struct dot_writer *w, unsigned columns,
		     enum dot_border border);
void dot_inner_end(struct dot_writer *w);

struct dot_style {
	enum dot_color color;
	unsigned columns, rows; /* 0: one */
	unsigned width, height; /* at least, in points; 0: as its text */
	bool bold, right, center;
	bool faint; /* less ink than the rest */
	bool small;
};

/* A line feed in the text begins a new line. */
void dot_styled(struct dot_writer *w, const struct dot_style *style,
		const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* `columns` wide, at least `height` points high (0: as its text). */
void dot_cell(struct dot_writer *w, enum dot_color color, unsigned columns,
	      unsigned height, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
void dot_cell_bold(struct dot_writer *w, enum dot_color color, unsigned columns,
		   const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* Text at the right edge, where numbers stand. */
void dot_number(struct dot_writer *w, enum dot_color color, const char *fmt,
		...) __attribute__((format(printf, 3, 4)));
/* An arrow to the right, with a few words below it (NULL: none). */
void dot_arrow(struct dot_writer *w, enum dot_color color, const char *below);
/* The same to both sides. */
void dot_two_way(struct dot_writer *w, enum dot_color color, const char *below);

/* A piece of a bar. */
struct dot_part {
	enum dot_color color;
	uint64_t amount;
};

/*
 * A cell of so many columns with a bar: the parts side by side, `all` of their
 * amounts `width` points wide, which is the cell's width unless others of its
 * columns need more. What is too thin to be seen gets a point all the same.
 */
void dot_bar(struct dot_writer *w, unsigned columns,
	     const struct dot_part *parts, size_t n, uint64_t all,
	     unsigned width);

void dot_edge(struct dot_writer *w, const char *from, const char *to);

/* All of it as DOT, to be released. */
struct buffer dot_text(struct dot_writer *w);

/* Lays out and renders; *data is freed with dot_free_data(). 0 or -1. */
int dot_render(struct dot_writer *w, const char *format, char **data,
	       unsigned *len, struct error *err);
void dot_free_data(char *data);

#endif
