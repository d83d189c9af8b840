/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/counted.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

/* Where two texts begin to differ, or the digits before. */
static size_t number_at(const char *a, const char *b)
{
	size_t at = 0;

	while (a[at] && a[at] == b[at])
		at++;
	while (at && isdigit((unsigned char)a[at - 1]))
		at--;
	return at;
}

bool counted_begin(struct counted *c, const char *first, const char *second)
{
	char *end;

	c->prefix = number_at(first, second);
	if (!isdigit((unsigned char)first[c->prefix]))
		return false;
	c->first = strtoul(first + c->prefix, &end, 10);
	c->suffix = end;
	return counted_is(c, first, second, 1);
}

bool counted_is(const struct counted *c, const char *first, const char *text,
		size_t by)
{
	char *end;

	return !strncmp(first, text, c->prefix) &&
	       isdigit((unsigned char)text[c->prefix]) &&
	       strtoul(text + c->prefix, &end, 10) == c->first + by &&
	       !strcmp(end, c->suffix);
}

char *counted_text(const struct counted *c, const char *first, size_t n)
{
	return xasprintf("%.*s%lu to %lu%s, each", (int)c->prefix, first,
			 c->first, c->first + n - 1, c->suffix);
}
