/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit/alike.h"
#include "emit/answer.h"
#include "emit/text_table.h"
#include "util/alloc.h"
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

/* One row, or several that are alike. */
static void write_row(struct text_table *t, const struct section *s,
		      const struct alike *f, bool brief)
{
	const struct cell *cells = s->cells + f->row * s->nr_columns;

	for (size_t c = 0; c < s->nr_columns; c++) {
		char *text = f->numbers && c == f->column ?
				     alike_text(f, cells[c].text) :
				     cell_text(&cells[c], brief);

		text_table_cell(t, "%s", text);
		free(text);
	}
}

static void write_table(FILE *out, const struct section *s,
			const struct text_style *style, bool all)
{
	const bool brief = wants_brief(s, style);
	struct text_column *columns = columns_of(s);
	struct text_table *t = text_table_new(columns, s->nr_columns);
	struct alikes rows;

	alikes_find(&rows, s, !all);
	for (size_t i = 0; i < rows.n; i++)
		write_row(t, s, &rows.v[i], brief);
	alikes_release(&rows);
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
static char *row_subject(const struct section *s, const struct alike *f)
{
	const struct cell *row = &s->cells[f->row * s->nr_columns];
	char *text = xstrdup("");

	for (size_t i = 1; i + 2 < s->nr_columns; i++) {
		char *cell = f->numbers && i == f->column ?
				     alike_text(f, row[i].text) :
				     cell_text(&row[i], false);

		xappendf(&text, "%s%s", *text && *cell ? " " : "", cell);
		free(cell);
	}
	return text;
}

static void write_pairs(FILE *out, const struct section *s,
			const struct text_style *style)
{
	char *heading = xstrdup("");
	struct alikes rows;

	alikes_find(&rows, s, true);
	for (size_t i = 0; i < rows.n; i++) {
		const struct cell *row =
			&s->cells[rows.v[i].row * s->nr_columns];
		char *first = cell_text(row, false),
		     *what = row_subject(s, &rows.v[i]);
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
	alikes_release(&rows);
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
