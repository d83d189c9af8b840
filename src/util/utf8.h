/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_UTF8_H
#define INITMEM_UTIL_UTF8_H

#include <stdbool.h>

/* Whether the string is valid UTF-8 (RFC 3629). */
bool utf8_valid(const char *s);

/*
 * A copy in which, if it is not valid, each byte outside of ASCII is a '?'. The
 * caller frees it.
 */
char *utf8_clean(const char *s);

#endif
