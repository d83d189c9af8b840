/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/alloc.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/fatal.h"

_Noreturn void out_of_memory(void)
{
	fatal("out of memory");
}

void *xcalloc(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	if (!p)
		out_of_memory();
	return p;
}

void *xrealloc(void *old, size_t count, size_t size)
{
	void *p;

	if (size && count > SIZE_MAX / size)
		out_of_memory();
	if (!count || !size)
		count = size = 1;
	p = realloc(old, count * size);
	if (!p)
		out_of_memory();
	return p;
}

char *xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

char *xstrndup(const char *s, size_t max)
{
	size_t len = strnlen(s, max);
	char *p = xcalloc(len + 1, 1);

	memcpy(p, s, len);
	return p;
}

/* Most texts are short: formatted once, and copied. */
#define SHORT_TEXT 256

/* At `before` bytes of the text, which ends there. */
static void append(char **text, size_t before, const char *more, size_t len)
{
	*text = xrealloc(*text, before + len + 1, 1);
	memcpy(*text + before, more, len + 1);
}

__attribute__((format(printf, 2, 0))) static void
vappendf(char **text, const char *fmt, va_list ap)
{
	size_t before = *text ? strlen(*text) : 0;
	char few[SHORT_TEXT];
	va_list again;
	int len;

	if (!strchr(fmt, '%')) {
		append(text, before, fmt, strlen(fmt));
		return;
	}
	va_copy(again, ap);
	len = vsnprintf(few, sizeof(few), fmt, again);
	va_end(again);
	if (len < 0)
		out_of_memory();
	if ((size_t)len < sizeof(few)) {
		append(text, before, few, (size_t)len);
		return;
	}
	*text = xrealloc(*text, before + (size_t)len + 1, 1);
	vsnprintf(*text + before, (size_t)len + 1, fmt, ap);
}

char *xvasprintf(const char *fmt, va_list ap)
{
	char *text = NULL;

	vappendf(&text, fmt, ap);
	return text;
}

char *xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	return text;
}

void xappendf(char **text, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vappendf(text, fmt, ap);
	va_end(ap);
}

FILE *xmemstream(char **text, size_t *len)
{
	FILE *f = open_memstream(text, len);

	if (!f)
		out_of_memory();
	return f;
}

void xmemstream_end(FILE *f)
{
	bool failed = ferror(f);

	if (fclose(f) || failed)
		out_of_memory();
}

size_t array_capacity(size_t cap, size_t need)
{
	if (cap < 8)
		cap = 8;
	while (cap < need)
		cap *= 2;
	return cap;
}
