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

#define MOST_ONE 1000000u /* six decimals: what is multiplied below fits */

/*
 * ".5" of "1.5G": what that is of a unit of 2^shift bytes, which has to come
 * out whole. *s is then behind its digits.
 */
static bool parse_fraction(const char **s, uint64_t *bytes)
{
	uint64_t digits = 0, one = 1;
	unsigned shift;

	for ((*s)++; isdigit((unsigned char)**s); (*s)++) {
		digits = 10 * digits + (uint64_t)digit_of(**s);
		one *= 10;
		if (one > MOST_ONE)
			return false;
	}
	shift = suffix_shift(**s);
	if (one == 1 || !shift)
		return false;
	*bytes = mul_div_u64(digits, 1ULL << shift, one);
	/* Modulo 2^64 is enough: the rest of the division is below `one`. */
	return *bytes * one == digits << shift;
}

bool parse_size(const char *s, uint64_t *value)
{
	uint64_t fraction = 0;
	const char *after;
	char *end;
	unsigned shift;

	if (!isdigit((unsigned char)*s))
		return false;
	errno = 0;
	*value = strtoull(s, &end, 0);
	after = end;
	if (errno || (*after == '.' && !parse_fraction(&after, &fraction)))
		return false;
	shift = suffix_shift(*after);
	if (shift)
		after++;
	if (*after || (shift && *value >> (64 - shift)))
		return false;
	*value = (*value << shift) + fraction;
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
		snprintf(buf, len, "%" PRIu64 " %s", bytes >> (10 * i),
			 unit[i]);
	else
		snprintf(buf, len, "%.1f %s", v, unit[i]);
	return buf;
}

/* One bit of a long division: the new rest, and whether c went into it. */
static uint64_t divide_step(uint64_t rest, unsigned bit, uint64_t c,
			    bool *subtracted)
{
	bool carry = rest >> 63;
	uint64_t twice = rest << 1 | bit;

	*subtracted = carry || twice >= c;
	return *subtracted ? twice - c : twice;
}

uint64_t mul_div_u64(uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t a_low = (uint32_t)a, a_high = a >> 32;
	uint64_t b_low = (uint32_t)b, b_high = b >> 32;
	uint64_t middle = a_high * b_low + (a_low * b_low >> 32);
	uint64_t cross = a_low * b_high + (uint32_t)middle;
	uint64_t high = a_high * b_high + (middle >> 32) + (cross >> 32);
	uint64_t low = a * b, quotient = 0, rest = high % c;

	if (!high)
		return low / c;
	for (unsigned i = 64; i-- > 0;) {
		bool one;

		rest = divide_step(rest, low >> i & 1, c, &one);
		quotient = quotient << 1 | one;
	}
	return quotient;
}
