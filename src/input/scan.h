/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_SCAN_H
#define INITMEM_INPUT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Matches text against the forms in which kernels print lines. In a pattern
 *
 *     %x   hexadecimal, with or without 0x
 *     %d   decimal
 *     %i   hexadecimal if it has 0x or a digit above 9, else decimal
 *     %w   a word, up to the next blank
 *     ' '  any number of blanks, none too
 *
 * and everything else is itself. Numbers have at most 64 bits.
 */
enum scan_result {
	SCAN_NO,
	SCAN_PARTIAL, /* the text ends inside the pattern: cut or wrapped */
	SCAN_YES,
};

#define SCAN_MAX_VALUES 6

struct scan {
	uint64_t v[SCAN_MAX_VALUES]; /* the numbers, in order */
	const char *word; /* the last %w, not terminated */
	size_t word_len;
	const char *rest; /* what follows the pattern, after SCAN_YES */
};

enum scan_result scan(struct scan *s, const char *text, const char *pattern);

/* Whether the first letter lets that be anything but SCAN_NO; for long tables. */
static inline bool scan_may_match(const char *text, const char *pattern)
{
	return *pattern == *text || *pattern == '%' || *pattern == ' ' ||
	       !*text;
}

/* Past blanks. */
const char *skip_blanks(const char *s);

/* Whether text begins so; then *rest is what follows. */
bool skip_prefix(const char *text, const char *prefix, const char **rest);

/*
 * The decimal number right behind the first of these words that have one, or
 * right before the first of them; false: there is none, or one of more than 15
 * digits.
 */
bool number_behind(const char *text, const char *words, uint64_t *value);
bool number_before(const char *text, const char *words, uint64_t *value);

#endif
