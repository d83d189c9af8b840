/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/fold.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "util/alloc.h"

static bool begins_character(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

size_t utf8_columns(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += begins_character(*s);
	return n;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The space at s[i] is one of the two in "9 to 14", which stays together. */
static bool in_range(const char *s, size_t i)
{
	if (!strncmp(s + i, " to ", 4))
		return i && is_digit(s[i - 1]) && is_digit(s[i + 4]);
	return i >= 4 && !strncmp(s + i - 3, " to ", 4) && is_digit(s[i - 4]) &&
	       is_digit(s[i + 1]);
}

/* The bytes of the first line: up to its last space, or as many as fit. */
static size_t line_bytes(const char *s, size_t width)
{
	size_t columns = 0, space = 0, i = 0;

	for (; s[i]; i++) {
		columns += begins_character(s[i]);
		if (columns > width)
			break;
		if (s[i] == ' ' && !in_range(s, i))
			space = i;
	}
	if (!s[i] || (s[i] == ' ' && !in_range(s, i)) || !space)
		return i;
	return space;
}

char *text_fold(const char *s, size_t width)
{
	char *out = xstrdup("");

	if (!width)
		width = 1;
	while (utf8_columns(s) > width) {
		size_t n = line_bytes(s, width);

		xappendf(&out, "%.*s\n", (int)n, s);
		s += n;
		s += strspn(s, " ");
	}
	xappendf(&out, "%s", s);
	return out;
}
