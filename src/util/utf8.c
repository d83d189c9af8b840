/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/utf8.h"

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

/* Length of the character at p if a terminal may have it; else 0. */
static unsigned printable(const unsigned char *p)
{
	unsigned len = sequence(p);
	bool c1 = p[0] == 0xc2 && p[1] < 0xa0;

	return (p[0] < 0x20 && p[0] != '\t') || p[0] == 0x7f || c1 ? 0 : len;
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
