/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_WORDS_H
#define INITMEM_UTIL_WORDS_H

/*
 * The last of the words, apart by blanks, that begins with `start`: where it
 * stands in `words`, up to the next blank. NULL: there is none, or `words` is
 * NULL. Quotes count for nothing.
 */
const char *words_find_last(const char *words, const char *start);

#endif
