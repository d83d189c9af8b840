/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_UTF8_H
#define INITMEM_UTIL_UTF8_H

#include <stdbool.h>
#include <stdio.h>

/* Whether the string is valid UTF-8 (RFC 3629). */
bool utf8_valid(const char *s);

/*
 * A copy in which, if it is not valid, each byte outside of ASCII is a '?'. The
 * caller frees it.
 */
char *utf8_clean(const char *s);

/*
 * Writes a string of the input for people: control characters, which a
 * terminal would obey, and bytes that are no UTF-8 as "\xNN".
 */
void utf8_print(FILE *out, const char *s);

/* Each byte of a control character becomes a '?'. */
void utf8_blot_controls(char *s);

/*
 * Writes JSON text of `len` bytes and, behind them, the NUL of a string; the
 * control characters that JSON leaves as they are, DEL and C1, as "\u00NN".
 * They stand only inside of strings.
 */
void utf8_print_json(FILE *out, const char *json, size_t len);

#endif
