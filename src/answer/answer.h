/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ANSWER_ANSWER_H
#define INITMEM_ANSWER_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a command that answers a question has to say: sections, each a table
 * and sentences below it. Made from a boot, printed by emit/answer.h as text
 * or JSON.
 */

enum cell_kind {
	CELL_NONE,
	CELL_TEXT,
	CELL_COUNT,
	CELL_BYTES, /* an amount of memory */
	CELL_ADDRESS,
	CELL_CHANGE, /* bytes more (or, negative, less) */
	CELL_SHARE, /* tenths of a percent */
};

struct cell {
	enum cell_kind kind;
	int64_t v; /* addresses and sizes as the bits of a uint64_t */
	char *text; /* owned by the section once it is in a row */
};

struct column {
	const char *name; /* the JSON member */
	const char *title; /* of the text */
	bool optional; /* text leaves it out where lines are too short */
	/* Of lists whose columns are chosen (emit/columns.h). */
	const char *help;
	bool extra; /* only where it is asked for */
};

enum layout {
	LAYOUT_TABLE,
	/*
	 * Text says rows under headings, one for each value of the first
	 * column, with the last two columns, A and B, one above the other.
	 */
	LAYOUT_PAIRS,
};

struct section {
	const char *name; /* the JSON member */
	char *title;
	const struct column *columns; /* static */
	size_t nr_columns;
	struct cell *cells; /* row after row */
	size_t nr_cells, cap_cells;
	char **notes;
	size_t nr_notes, cap_notes;
	enum layout layout;
	bool aside; /* text shows the rows only when asked for all */
};

struct answer {
	struct section *sections;
	size_t nr_sections, cap_sections;
	bool no; /* the answer is no: exit status 1 */
};

void answer_release(struct answer *a);

/*
 * A new section at the end; the pointer is good until the next one is added.
 * `title` is copied, `columns` are kept.
 */
struct section *answer_section(struct answer *a, const char *name,
			       const struct column *columns, size_t nr_columns,
			       const char *title);

/* The next cell of the rows, from left to right. Texts are copied. */
void add_text(struct section *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void add_count(struct section *s, uint64_t v);
void add_bytes(struct section *s, uint64_t v);
void add_address(struct section *s, uint64_t v);
void add_change(struct section *s, int64_t bytes);
void add_share(struct section *s, uint64_t part, uint64_t all);
void add_nothing(struct section *s);
/* NULL: nothing. */
void add_text_or_nothing(struct section *s, const char *text);

/* A sentence below the table. */
void section_note(struct section *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static inline size_t section_rows(const struct section *s)
{
	return s->nr_columns ? s->nr_cells / s->nr_columns : 0;
}

#endif
