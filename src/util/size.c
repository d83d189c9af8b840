/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/size.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char suffixes[] = "KMGTPE";

static unsigned suffix_shift(char c)
{
	const char *p = c ? strchr(suffixes, toupper((unsigned char)c)) : NULL;

	return p ? 10 * (unsigned)(p - suffixes + 1) : 0;
}

static int digit_of(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

uint64_t simple_strtoull(const char *s, const char **end, int base)
{
	bool hex = s[0] == '0' && (s[1] | 0x20) == 'x' &&
		   isxdigit((unsigned char)s[2]);
	uint64_t v = 0;

	if (!base)
		base = hex ? 16 : s[0] == '0' ? 8 : 10;
	if (base == 16 && hex)
		s += 2;
	for (; digit_of(*s) < base; s++)
		v = v * (uint64_t)base + (uint64_t)digit_of(*s);
	if (end)
		*end = s;
	return v;
}

uint64_t memparse(const char *s, const char **end)
{
	uint64_t v = simple_strtoull(s, &s, 0);
	unsigned shift = suffix_shift(*s);

	if (end)
		*end = s + (shift != 0);
	return v << shift;
}

bool parse_size(const char *s, uint64_t *value)
{
	char *after;
	unsigned shift;

	if (!isdigit((unsigned char)*s))
		return false;
	errno = 0;
	*value = strtoull(s, &after, 0);
	if (errno)
		return false;
	shift = suffix_shift(*after);
	if (shift)
		after++;
	if (*after || (shift && *value >> (64 - shift)))
		return false;
	*value <<= shift;
	return true;
}

const char *format_size(uint64_t bytes, char *buf, size_t len)
{
	static const char *const unit[] = { "B",   "KiB", "MiB", "GiB",
					    "TiB", "PiB", "EiB" };
	double v = (double)bytes;
	size_t i = 0;

	while (v >= 1024 && i + 1 < sizeof(unit) / sizeof(unit[0])) {
		v /= 1024;
		i++;
	}
	if (i == 0 || (bytes & ((1ULL << (10 * i)) - 1)) == 0)
		snprintf(buf, len, "%.0f %s", v, unit[i]);
	else
		snprintf(buf, len, "%.1f %s", v, unit[i]);
	return buf;
}
