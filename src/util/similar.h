/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_SIMILAR_H
#define INITMEM_UTIL_SIMILAR_H

#include <stddef.h>

/*
 * Of the n words, `stride` bytes apart, each a const char *, the one that was
 * most likely meant: it takes few changes of a letter, or begins with `word`.
 * NULL: none is like it. The first of those that are equally near.
 */
const char *similar_word(const char *word, const void *words, size_t stride,
			 size_t n);

#endif
