/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_SIZE_H
#define INITMEM_UTIL_SIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * simple_strtoull(), lib/vsprintf.c: digits of that base (0: by 0x and 0), no
 * sign and no blanks; what does not fit wraps. *end is what follows (NULL to
 * ignore). Without digits the result is 0 and *end is s.
 */
uint64_t simple_strtoull(const char *s, const char **end, int base);

/*
 * memparse(), lib/cmdline.c: such a number of base 0 and an optional suffix
 * K M G T P E, powers of 1024. A suffix alone is taken as 0, too.
 */
uint64_t memparse(const char *s, const char **end);

/*
 * For our own options, where the whole word must be one: a number as above
 * and nothing after it. With a suffix it may have decimals that make whole
 * bytes: 1.5G. False if it is not, or does not fit.
 */
bool parse_size(const char *s, uint64_t *value);

/* "64 MiB", "1.5 GiB", "300 B" into buf; returns buf. */
const char *format_size(uint64_t bytes, char *buf, size_t len);

/*
 * a * b / c, rounded down, though the product may have more than 64 bits; c is
 * not 0, and the result has at most 64.
 */
uint64_t mul_div_u64(uint64_t a, uint64_t b, uint64_t c);

#endif
