/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/text_parts.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

void text_heading(const struct text_writer *w, const char *title)
{
	fprintf(w->out, "\n%s%s%s\n", w->style->color ? "\033[1m" : "", title,
		w->style->color ? "\033[0m" : "");
}

void text_more(const struct text_writer *w, size_t shown, size_t all)
{
	if (all > shown)
		fprintf(w->out, "  ... %zu more\n", all - shown);
}

void text_word(struct text_words *l, const char *fmt, ...)
{
	const unsigned width = l->w->style->width;
	size_t len;
	char *text;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = xstrdup("");
	va_end(ap);
	len = strlen(text);
	if (width && l->begun && l->column + 1 + len > width) {
		fprintf(l->w->out, "\n%*s", (int)l->indent, "");
		l->column = l->indent;
		l->begun = false;
	}
	l->column +=
		(size_t)fprintf(l->w->out, "%s%s", l->begun ? " " : "", text);
	l->begun = true;
	free(text);
}

void text_sentence(struct text_words *l, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, " ");

		text_word(l, "%.*s", (int)len, text);
		text += len;
		text += strspn(text, " ");
	}
}

void text_print(const struct text_writer *w, struct text_table *t)
{
	text_table_print(t, w->out, w->style);
}
