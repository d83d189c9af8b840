/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit/answer.h"
#include "emit/text_table.h"
#include "util/alloc.h"
#include "util/counted.h"
#include "util/fold.h"
#include "util/size.h"

/* Answers as text, for people. */

/* A pair goes in one line of so many columns where there is no terminal. */
#define PAIR_WIDTH 100
/* A line of so many columns has room for sizes to the byte. */
#define EXACT_WIDTH 100

/* The size that people read, and exact bytes. */
static char *bytes_text(uint64_t v, const char *sign, bool brief)
{
	char size[32];

	if (v < 1024)
		return xasprintf("%s%" PRIu64 " B", sign, v);
	if (brief)
		return xasprintf("%s%s", sign,
				 format_size(v, size, sizeof(size)));
	return xasprintf("%s%" PRIu64 " (%s)", sign, v,
			 format_size(v, size, sizeof(size)));
}

static char *cell_text(const struct cell *c, bool brief)
{
	switch (c->kind) {
	case CELL_TEXT:
		return xstrdup(c->text);
	case CELL_COUNT:
		return xasprintf("%" PRIu64, (uint64_t)c->v);
	case CELL_BYTES:
		return bytes_text((uint64_t)c->v, "", brief);
	case CELL_ADDRESS:
		return xasprintf("0x%012" PRIx64, (uint64_t)c->v);
	case CELL_CHANGE:
		return c->v < 0 ? bytes_text(0 - (uint64_t)c->v, "-", brief) :
				  bytes_text((uint64_t)c->v, "+", brief);
	case CELL_SHARE:
		return xasprintf("%" PRId64 ".%" PRId64 " %%", c->v / 10,
				 c->v % 10);
	case CELL_NONE:
		break;
	}
	return xstrdup("");
}

static bool is_number(const struct section *s, size_t column)
{
	for (size_t i = column; i < s->nr_cells; i += s->nr_columns) {
		if (s->cells[i].kind == CELL_TEXT ||
		    s->cells[i].kind == CELL_ADDRESS)
			return false;
	}
	return true;
}

/* The section's columns; the caller frees them. */
static struct text_column *columns_of(const struct section *s)
{
	struct text_column *columns = xcalloc(s->nr_columns, sizeof(*columns));

	for (size_t i = 0; i < s->nr_columns; i++) {
		columns[i] = (struct text_column){
			.name = s->columns[i].title,
			.align = is_number(s, i) ? TEXT_RIGHT : TEXT_WRAP,
			.optional = s->columns[i].optional,
		};
	}
	return columns;
}

/* Whether lines are too short for exact bytes besides what people read. */
static bool wants_brief(const struct section *s, const struct text_style *style)
{
	size_t sizes = 0;

	for (size_t i = 0; i < s->nr_columns; i++)
		sizes += s->cells[i].kind == CELL_BYTES ||
			 s->cells[i].kind == CELL_CHANGE;
	return sizes && style->width && style->width < EXACT_WIDTH;
}

/* --- rows of alike nodes
 * ------------------------------------------------------ */

#define FEW_ALIKE 3 /* rows that are not worth to be one */

/* Rows that differ in one number alone, which counts up: of nodes, of groups. */
struct alike {
	size_t rows; /* from the one asked for; 1: it is alone */
	size_t column;
	struct counted counted;
};

static bool same_cell(const struct cell *a, const struct cell *b)
{
	return a->kind == b->kind &&
	       (a->kind == CELL_TEXT ? !strcmp(a->text, b->text) :
				       a->v == b->v);
}

static bool is_alike(const struct alike *f, const struct cell *first,
		     const struct cell *row, size_t nr_columns, size_t by)
{
	for (size_t c = 0; c < nr_columns; c++) {
		if (c == f->column) {
			if (row[c].kind != CELL_TEXT ||
			    !counted_is(&f->counted, first[c].text,
					row[c].text, by))
				return false;
		} else if (!same_cell(&first[c], &row[c])) {
			return false;
		}
	}
	return true;
}

/* By the first text in which the next row differs. */
static bool find_number(struct alike *f, const struct cell *row,
			const struct cell *next, size_t nr_columns)
{
	for (size_t c = 0; c < nr_columns; c++) {
		if (same_cell(&row[c], &next[c]))
			continue;
		f->column = c;
		return row[c].kind == CELL_TEXT && next[c].kind == CELL_TEXT &&
		       counted_begin(&f->counted, row[c].text, next[c].text);
	}
	return false;
}

static struct alike alike_from(const struct section *s, size_t row)
{
	const struct cell *first = s->cells + row * s->nr_columns;
	struct alike f = { .rows = 1 };

	if (row + 1 >= section_rows(s) ||
	    !find_number(&f, first, first + s->nr_columns, s->nr_columns))
		return f;
	while (row + f.rows < section_rows(s) &&
	       is_alike(&f, first, first + f.rows * s->nr_columns,
			s->nr_columns, f.rows))
		f.rows++;
	if (f.rows < FEW_ALIKE)
		f.rows = 1;
	return f;
}

/* One row, or several that are alike; how many. */
static size_t write_row(struct text_table *t, const struct section *s,
			size_t row, bool brief, bool all)
{
	const struct cell *cells = s->cells + row * s->nr_columns;
	struct alike f = { .rows = 1 };

	if (!all)
		f = alike_from(s, row);
	for (size_t c = 0; c < s->nr_columns; c++) {
		char *text = f.rows > 1 && c == f.column ?
				     counted_text(&f.counted, cells[c].text,
					  f.rows) :
				     cell_text(&cells[c], brief);

		text_table_cell(t, "%s", text);
		free(text);
	}
	return f.rows;
}

static void write_table(FILE *out, const struct section *s,
			const struct text_style *style, bool all)
{
	const bool brief = wants_brief(s, style);
	struct text_column *columns = columns_of(s);
	struct text_table *t = text_table_new(columns, s->nr_columns);

	for (size_t row = 0; row < section_rows(s);)
		row += write_row(t, s, row, brief, all);
	text_table_print(t, out, style);
	free(columns);
}

static const char *color(const struct text_style *style, const char *code)
{
	return style->color ? code : "";
}

/* Text behind a mark, its further lines below its first. */
static void write_folded(FILE *out, const char *mark, const char *code,
			 const char *text, const struct text_style *style)
{
	size_t indent = strlen(mark);
	size_t width = style->width > indent ? style->width - indent : SIZE_MAX;
	char *folded = text_fold(text, width), *rest = folded, *line;

	for (; (line = strsep(&rest, "\n")); mark = "")
		fprintf(out, "%s%*s%s%s\n", color(style, code),
			*mark ? 0 : (int)indent, mark, line,
			*code ? color(style, "\033[0m") : "");
	free(folded);
}

#define RED "\033[31m"
#define GREEN "\033[32m"

/* "WHAT: A -> B" where that is short enough, else A above B. */
static void write_pair(FILE *out, const char *what, const char *a,
		       const char *b, const struct text_style *style)
{
	const unsigned width = style->width ? style->width : PAIR_WIDTH;
	char *line =
		xasprintf("%s: %s%s%s", what, a, *a && *b ? " -> " : "", b);

	if (!*a || !*b) {
		write_folded(out, *a ? "  - " : "  + ", *a ? RED : GREEN, line,
			     style);
	} else if (utf8_columns(line) + 4 <= width) {
		fprintf(out, "    %s\n", line);
	} else {
		write_folded(out, "    ", "", what, style);
		write_folded(out, "      - ", RED, a, style);
		write_folded(out, "      + ", GREEN, b, style);
	}
	free(line);
}

/* What a row says between its heading and A. */
static char *row_subject(const struct section *s, const struct cell *row)
{
	char *text = xstrdup("");

	for (size_t i = 1; i + 2 < s->nr_columns; i++) {
		char *cell = cell_text(&row[i], false);

		xappendf(&text, "%s%s", *text && *cell ? " " : "", cell);
		free(cell);
	}
	return text;
}

static void write_pairs(FILE *out, const struct section *s,
			const struct text_style *style)
{
	char *heading = xstrdup("");

	for (size_t i = 0; i < s->nr_cells; i += s->nr_columns) {
		const struct cell *row = &s->cells[i];
		char *first = cell_text(row, false),
		     *what = row_subject(s, row);
		char *a = cell_text(&row[s->nr_columns - 2], false);
		char *b = cell_text(&row[s->nr_columns - 1], false);

		if (strcmp(first, heading) != 0)
			fprintf(out, "%s%s%s\n", color(style, "\033[1m"), first,
				color(style, "\033[0m"));
		write_pair(out, what, a, b, style);
		free(b);
		free(a);
		free(what);
		free(heading);
		heading = first;
	}
	free(heading);
}

static void write_section(FILE *out, const struct section *s,
			  const struct text_style *style, bool all)
{
	fprintf(out, "%s%s%s\n", color(style, "\033[1m"), s->title,
		color(style, "\033[0m"));
	if (s->aside && !all && section_rows(s))
		fprintf(out, "%zu, which --all shows.\n", section_rows(s));
	else if (s->layout == LAYOUT_PAIRS)
		write_pairs(out, s, style);
	else if (section_rows(s))
		write_table(out, s, style, all);
	for (size_t n = 0; n < s->nr_notes; n++)
		write_folded(out, "", "", s->notes[n], style);
}

int answer_write_text(FILE *out, const struct answer *a,
		      const struct text_style *style, bool all)
{
	for (size_t i = 0; i < a->nr_sections; i++) {
		if (i)
			fputc('\n', out);
		write_section(out, &a->sections[i], style, all);
	}
	return fflush(out) || ferror(out) ? -1 : 0;
}
