/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_COUNTED_H
#define INITMEM_UTIL_COUNTED_H

#include <stdbool.h>
#include <stddef.h>

/* Texts alike but for one number, which counts up: "node 3", "node 4", ... */
struct counted {
	size_t prefix; /* characters before the number */
	unsigned long first;
	const char *suffix; /* of the first text */
};

/* Where it is, by the second text; false: the two differ otherwise. */
bool counted_begin(struct counted *c, const char *first, const char *second);

/* Whether `text` is the first one with a number that is `by` higher. */
bool counted_is(const struct counted *c, const char *first, const char *text,
		size_t by);

/* "node 3 to 9, each", of n texts; free() it. */
char *counted_text(const struct counted *c, const char *first, size_t n);

#endif
