/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_FOLD_H
#define INITMEM_UTIL_FOLD_H

#include <stddef.h>

/* The characters of UTF-8 text, each taken to be one column wide. */
size_t utf8_columns(const char *s);

/*
 * A copy whose lines are at most `width` columns long: broken at spaces, which
 * the line breaks replace, and inside a word only where it is longer than a
 * line; numbers as in "9 to 14" stay together. The caller frees it.
 */
char *text_fold(const char *s, size_t width);

#endif
