/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_STRINGMAP_H
#define INITMEM_UTIL_STRINGMAP_H

#include <stddef.h>
#include <stdint.h>

/* A number for each of many strings, found in a time that does not grow. */
struct stringmap_entry {
	char *key; /* NULL: a free place */
	size_t len;
	uint64_t hash;
	size_t value;
};

struct stringmap {
	struct stringmap_entry *v;
	size_t n, cap; /* cap is 0 or a power of two */
};

void stringmap_release(struct stringmap *m);

/*
 * The number of the string of `len` bytes, of which the map keeps a copy: 0
 * when it is asked for the first time, then what the caller has put there.
 * Stands until the next call.
 */
size_t *stringmap_at(struct stringmap *m, const char *key, size_t len);

/* The number that was put there; 0: none, and the map stays as it is. */
size_t stringmap_find(const struct stringmap *m, const char *key, size_t len);

#endif
