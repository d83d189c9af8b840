/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_WORDS_H
#define INITMEM_UTIL_WORDS_H

#include <stddef.h>

/*
 * The last of the words, apart by blanks, that begins with `start`: where it
 * stands in `words`, up to the next blank. NULL: there is none, or `words` is
 * NULL. Quotes count for nothing.
 */
const char *words_find_last(const char *words, const char *start);

/*
 * Numbers that ascend, in words: "0 to 7, 9". So many in a row, 2 or more, make
 * a "to". free() it.
 */
char *number_list_text(const unsigned long *numbers, size_t n, size_t least);

#endif
