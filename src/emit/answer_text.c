/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>

#include "emit/answer.h"
#include "util/alloc.h"
#include "util/size.h"

/* Exact bytes, and the size that people read. */
static char *bytes_text(uint64_t v, const char *sign)
{
	char size[32];

	if (v < 1024)
		return xasprintf("%s%" PRIu64 " B", sign, v);
	return xasprintf("%s%" PRIu64 " (%s)", sign, v,
			 format_size(v, size, sizeof(size)));
}

static char *cell_text(const struct cell *c)
{
	switch (c->kind) {
	case CELL_TEXT:
		return xstrdup(c->text);
	case CELL_COUNT:
		return xasprintf("%" PRIu64, (uint64_t)c->v);
	case CELL_BYTES:
		return bytes_text((uint64_t)c->v, "");
	case CELL_ADDRESS:
		return xasprintf("%#014" PRIx64, (uint64_t)c->v);
	case CELL_CHANGE:
		return c->v < 0 ? bytes_text(0 - (uint64_t)c->v, "-") :
				  bytes_text((uint64_t)c->v, "+");
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

static void add_columns(struct libscols_table *t, const struct section *s)
{
	for (size_t i = 0; i < s->nr_columns; i++) {
		int flags = is_number(s, i) ? SCOLS_FL_RIGHT : 0;

		/* Long texts go on in the next line, rather than be cut. */
		if (i + 1 == s->nr_columns && !flags)
			flags = SCOLS_FL_WRAP;
		scols_table_new_column(t, s->columns[i].title, 0, flags);
	}
}

static void add_line(struct libscols_table *t, const struct section *s,
		     size_t row)
{
	struct libscols_line *l = scols_table_new_line(t, NULL);

	for (size_t i = 0; l && i < s->nr_columns; i++)
		scols_line_refer_data(l, i,
				      cell_text(&s->cells[row * s->nr_columns +
							  i]));
}

static bool has_titles(const struct section *s)
{
	for (size_t i = 0; i < s->nr_columns; i++) {
		if (*s->columns[i].title)
			return true;
	}
	return false;
}

static int write_table(FILE *out, const struct section *s, unsigned width)
{
	struct libscols_table *t = scols_new_table();

	if (!t)
		return -1;
	scols_table_set_stream(t, out);
	scols_table_enable_noheadings(t, !has_titles(s));
	scols_table_set_termforce(t, width ? SCOLS_TERMFORCE_ALWAYS :
					     SCOLS_TERMFORCE_NEVER);
	if (width)
		scols_table_set_termwidth(t, width);
	add_columns(t, s);
	for (size_t i = 0; i < section_rows(s); i++)
		add_line(t, s, i);
	if (section_rows(s))
		scols_print_table(t);
	scols_unref_table(t);
	return 0;
}

int answer_write_text(FILE *out, const struct answer *a, unsigned width)
{
	for (size_t i = 0; i < a->nr_sections; i++) {
		const struct section *s = &a->sections[i];

		fprintf(out, "%s%s\n", i ? "\n" : "", s->title);
		if (s->nr_columns && write_table(out, s, width))
			return -1;
		for (size_t n = 0; n < s->nr_notes; n++)
			fprintf(out, "%s\n", s->notes[n]);
	}
	return fflush(out) || ferror(out) ? -1 : 0;
}
