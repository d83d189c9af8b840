/* SPDX-License-Identifier: GPL-2.0-only */
#include "answer/answer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

void answer_release(struct answer *a)
{
	for (size_t i = 0; i < a->nr_sections; i++) {
		struct section *s = &a->sections[i];

		for (size_t c = 0; c < s->nr_cells; c++)
			free(s->cells[c].text);
		for (size_t n = 0; n < s->nr_notes; n++)
			free(s->notes[n]);
		free(s->cells);
		free(s->notes);
		free(s->title);
	}
	free(a->sections);
	memset(a, 0, sizeof(*a));
}

struct section *answer_section(struct answer *a, const char *name,
			       const struct column *columns, size_t nr_columns,
			       const char *title)
{
	struct section *s;

	array_reserve(a->sections, a->cap_sections, a->nr_sections + 1);
	s = &a->sections[a->nr_sections++];
	*s = (struct section){ .name = name,
			       .title = xstrdup(title),
			       .columns = columns,
			       .nr_columns = nr_columns };
	return s;
}

static void add(struct section *s, struct cell c)
{
	array_reserve(s->cells, s->cap_cells, s->nr_cells + 1);
	s->cells[s->nr_cells++] = c;
}

static char *format(const char *fmt, va_list ap)
{
	char *text;

	if (vasprintf(&text, fmt, ap) < 0)
		return xstrdup("");
	return text;
}

void add_text(struct section *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(s, (struct cell){ .kind = CELL_TEXT, .text = format(fmt, ap) });
	va_end(ap);
}

void add_count(struct section *s, uint64_t v)
{
	add(s, (struct cell){ .kind = CELL_COUNT, .v = (int64_t)v });
}

void add_bytes(struct section *s, uint64_t v)
{
	add(s, (struct cell){ .kind = CELL_BYTES, .v = (int64_t)v });
}

void add_address(struct section *s, uint64_t v)
{
	add(s, (struct cell){ .kind = CELL_ADDRESS, .v = (int64_t)v });
}

/* Of nothing there is no share. */
void add_share(struct section *s, uint64_t part, uint64_t all)
{
	double tenths = all ? 1000.0 * (double)part / (double)all : 0;

	if (all)
		add(s, (struct cell){ .kind = CELL_SHARE,
				      .v = (int64_t)(tenths + 0.5) });
	else
		add_nothing(s);
}

void add_change(struct section *s, int64_t bytes)
{
	add(s, (struct cell){ .kind = CELL_CHANGE, .v = bytes });
}

void add_nothing(struct section *s)
{
	add(s, (struct cell){ .kind = CELL_NONE });
}

void add_text_or_nothing(struct section *s, const char *text)
{
	if (text)
		add_text(s, "%s", text);
	else
		add_nothing(s);
}

void section_note(struct section *s, const char *fmt, ...)
{
	va_list ap;

	array_reserve(s->notes, s->cap_notes, s->nr_notes + 1);
	va_start(ap, fmt);
	s->notes[s->nr_notes++] = format(fmt, ap);
	va_end(ap);
}
