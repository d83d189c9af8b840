/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "emit/answer.h"
#include "emit/text_table.h"
#include "util/alloc.h"
#include "util/size.h"

/* Answers as text, for people. */

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

/* The section's columns; the caller frees them. */
static struct text_column *columns_of(const struct section *s)
{
	struct text_column *columns = xcalloc(s->nr_columns, sizeof(*columns));

	for (size_t i = 0; i < s->nr_columns; i++) {
		bool last = i + 1 == s->nr_columns;

		columns[i].name = s->columns[i].title;
		columns[i].align = is_number(s, i) ? TEXT_RIGHT :
				   last		   ? TEXT_WRAP :
						     TEXT_LEFT;
	}
	return columns;
}

static void write_table(FILE *out, const struct section *s, unsigned width)
{
	const struct text_style style = { .width = width };
	struct text_column *columns = columns_of(s);
	struct text_table *t = text_table_new(columns, s->nr_columns);

	for (size_t i = 0; i < s->nr_cells; i++) {
		char *text = cell_text(&s->cells[i]);

		text_table_cell(t, "%s", text);
		free(text);
	}
	text_table_print(t, out, &style);
	free(columns);
}

int answer_write_text(FILE *out, const struct answer *a, unsigned width)
{
	for (size_t i = 0; i < a->nr_sections; i++) {
		const struct section *s = &a->sections[i];

		fprintf(out, "%s%s\n", i ? "\n" : "", s->title);
		if (section_rows(s))
			write_table(out, s, width);
		for (size_t n = 0; n < s->nr_notes; n++)
			fprintf(out, "%s\n", s->notes[n]);
	}
	return fflush(out) || ferror(out) ? -1 : 0;
}
