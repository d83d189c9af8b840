/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_TEXT_PARTS_H
#define INITMEM_EMIT_TEXT_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "emit/text_table.h"
#include "journal/journal.h"

/* What the parts of a record in text are written with. */

/* How many rows of a kind are shown before "... N more". */
#define TEXT_ROWS 16

/* Up to so many, each has its regions and its zonelist, alike or not. */
#define TEXT_FEW_NODES 4

struct text_writer {
	FILE *out;
	const struct boot *b;
	const struct text_style *style;
};

/* A part of the record begins. */
void text_heading(const struct text_writer *w, const char *title);

/* "... 5 more", where not all rows are shown. */
void text_more(const struct text_writer *w, size_t shown, size_t all);

/* Prints the table and frees it. */
void text_print(const struct text_writer *w, struct text_table *t);

/* Words that go on in the next line, below the first, where a line is full. */
struct text_words {
	const struct text_writer *w;
	size_t indent, column;
	bool begun; /* in this line: a space before the next word */
};

void text_word(struct text_words *l, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Each word of the text by itself. */
void text_sentence(struct text_words *l, const char *text);

#endif
