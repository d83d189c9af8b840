/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_TEXT_TABLE_H
#define INITMEM_EMIT_TEXT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * A table of the readable view, laid out by libsmartcols: columns as wide as
 * what is in them, headings, and on a terminal no line longer than it is wide:
 * columns that wrap share what the others leave of it.
 */

struct text_table;

struct text_style {
	bool color;
	unsigned width; /* columns; 0: no terminal, nothing is cut */
};

enum text_align {
	TEXT_LEFT,
	TEXT_RIGHT,
	TEXT_CUT, /* left; cut if too long */
	TEXT_WRAP, /* left; goes on in the next line, at a space */
};

struct text_column {
	const char *name;
	enum text_align align;
	bool optional; /* left out where the line is too short for it */
};

/*
 * The columns stay the caller's and outlive the table. Without a name in any of
 * them the table has no heading.
 */
struct text_table *text_table_new(const struct text_column *columns, size_t n);

/* The next cell of the row; a row begins where the one before is full. */
void text_table_cell(struct text_table *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * A bar behind the row that was filled last: `share` of the longest one, 0 to
 * 1. Bars take the room that is left in the line, and are left out where that
 * is too little.
 */
void text_table_bar(struct text_table *t, double share);

/*
 * In place of the bar: characters of the caller's own, no more than
 * text_table_room() has said when all other cells were there, but for `most`.
 */
void text_table_strip(struct text_table *t, const char *text);
unsigned text_table_room(const struct text_table *t,
			 const struct text_style *style, unsigned most);

void text_table_free(struct text_table *t);

/* Prints and frees it. */
void text_table_print(struct text_table *t, FILE *out,
		      const struct text_style *style);

#endif
