/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/utf8.h"

#include <string.h>

#include "util/alloc.h"

/* Bytes of the sequence that begins at s; 0: not a valid one. */
static unsigned sequence(const unsigned char *s)
{
	/* the least and most second byte, RFC 3629 section 4 */
	unsigned char lo = 0x80, hi = 0xbf;
	unsigned len;

	if (s[0] < 0x80)
		return 1;
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		len = 2;
	else if (s[0] >= 0xe0 && s[0] <= 0xef)
		len = 3;
	else if (s[0] >= 0xf0 && s[0] <= 0xf4)
		len = 4;
	else
		return 0;
	if (s[0] == 0xe0)
		lo = 0xa0;
	else if (s[0] == 0xed)
		hi = 0x9f;
	else if (s[0] == 0xf0)
		lo = 0x90;
	else if (s[0] == 0xf4)
		hi = 0x8f;
	if (s[1] < lo || s[1] > hi)
		return 0;
	for (unsigned i = 2; i < len; i++) {
		if (s[i] < 0x80 || s[i] > 0xbf)
			return 0;
	}
	return len;
}

bool utf8_valid(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;

	while (*p) {
		unsigned len = sequence(p);

		if (!len)
			return false;
		p += len;
	}
	return true;
}

char *utf8_clean(const char *s)
{
	char *clean = xstrdup(s);

	if (utf8_valid(s))
		return clean;
	for (char *c = clean; *c; c++) {
		if ((unsigned char)*c >= 0x80)
			*c = '?';
	}
	return clean;
}

/* The control characters of ASCII and, at 0x80 to 0x9f, those called C1. */
static bool is_control(const unsigned char *p)
{
	return p[0] < 0x20 || p[0] == 0x7f ||
	       (p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0);
}

/* Length of the character at p if a terminal may have it; else 0. */
static unsigned printable(const unsigned char *p)
{
	return is_control(p) && *p != '\t' ? 0 : sequence(p);
}

void utf8_blot_controls(char *s)
{
	for (unsigned char *p = (unsigned char *)s; *p; p++) {
		if (!is_control(p))
			continue;
		if (*p == 0xc2)
			*p++ = '?';
		*p = '?';
	}
}

/* What JSON lets pass of them: DEL and C1. NULL: none. */
static const char *next_control(const char *s, const char *end)
{
	/* DEL, and the first byte of C1, at which others begin as well */
	for (; (s = strpbrk(s, "\x7f\xc2")) && s < end; s++) {
		if (is_control((const unsigned char *)s))
			return s;
	}
	return NULL;
}

void utf8_print_json(FILE *out, const char *json, size_t len)
{
	const char *end = json + len, *at;

	while ((at = next_control(json, end))) {
		const unsigned char *p = (const unsigned char *)at;

		fwrite(json, 1, (size_t)(at - json), out);
		fprintf(out, "\\u%04x", *p == 0xc2 ? p[1] : p[0]);
		json = at + (*p == 0xc2 ? 2 : 1);
	}
	fwrite(json, 1, (size_t)(end - json), out);
}

void utf8_print(FILE *out, const char *s)
{
	const unsigned char *p = (const unsigned char *)s;

	while (*p) {
		unsigned len = printable(p);

		if (len)
			fwrite(p, 1, len, out);
		else
			fprintf(out, "\\x%02x", *p);
		p += len ? len : 1;
	}
}
