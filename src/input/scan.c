/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/scan.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const char *skip_blanks(const char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	return s;
}

/* Most lines differ in the first letter. */
bool skip_prefix(const char *text, const char *prefix, const char **rest)
{
	while (*prefix) {
		if (*text++ != *prefix++)
			return false;
	}
	*rest = text;
	return true;
}

static unsigned digit(char c)
{
	if (isdigit((unsigned char)c))
		return (unsigned)(c - '0');
	return (unsigned)(tolower((unsigned char)c) - 'a') + 10;
}

/* `len` digits of this base; false if they have more than 64 bits. */
static bool to_number(const char *s, size_t len, unsigned base, uint64_t *v)
{
	*v = 0;
	for (size_t i = 0; i < len; i++)
		if (__builtin_mul_overflow(*v, base, v) ||
		    __builtin_add_overflow(*v, digit(s[i]), v))
			return false;
	return len > 0;
}

static bool scan_number(const char **text, char kind, uint64_t *v)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	const char *s = *text;
	unsigned base = kind == 'x' ? 16 : 10;
	size_t len;

	if (kind != 'd' && s[0] == '0' && tolower((unsigned char)s[1]) == 'x') {
		base = 16;
		s += 2;
	}
	len = strspn(s, kind == 'd' ? "0123456789" : digits);
	if (kind == 'i' && strspn(s, "0123456789") < len)
		base = 16;
	*text = s + len;
	return to_number(s, len, base, v);
}

static bool scan_word(struct scan *s, const char **text)
{
	s->word = *text;
	s->word_len = strcspn(*text, " \t");
	*text += s->word_len;
	return s->word_len > 0;
}

/* What stands for %w, %x and the like. */
static bool scan_value(struct scan *s, const char **text, char kind, size_t *n)
{
	if (kind == 'w')
		return scan_word(s, text);
	return scan_number(text, kind, &s->v[(*n)++]);
}

enum scan_result scan(struct scan *s, const char *text, const char *pattern)
{
	size_t n = 0;

	for (; *pattern; pattern++) {
		if (*pattern == ' ') {
			text = skip_blanks(text);
			continue;
		}
		if (!*text)
			return SCAN_PARTIAL;
		if (*pattern == '%') {
			if (!scan_value(s, &text, *++pattern, &n))
				return *text ? SCAN_NO : SCAN_PARTIAL;
		} else if (*text++ != *pattern) {
			return SCAN_NO;
		}
	}
	s->rest = text;
	return SCAN_YES;
}

static bool read_number(const char *at, uint64_t *value)
{
	char *end;

	if (!isdigit((unsigned char)*at))
		return false;
	*value = strtoull(at, &end, 10);
	return end - at < 16;
}

bool number_behind(const char *text, const char *words, uint64_t *value)
{
	for (const char *at = text; (at = strstr(at, words)); at++) {
		if (read_number(at + strlen(words), value))
			return true;
	}
	return false;
}

bool number_before(const char *text, const char *words, uint64_t *value)
{
	const char *at = strstr(text, words);

	while (at && at > text && isdigit((unsigned char)at[-1]))
		at--;
	return at && read_number(at, value);
}
