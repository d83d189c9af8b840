/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/sort.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/range.h"

typedef int compare_fn(const void *a, const void *b);

/* [from, middle) and [middle, end), each in order, into one at `to`. */
static void merge(char *to, const char *from, const char *middle,
		  const char *end, size_t size, compare_fn *compare)
{
	const char *a = from, *b = middle;

	while (a < middle || b < end) {
		bool first = b == end || (a < middle && compare(a, b) <= 0);
		const char **next = first ? &a : &b;

		memcpy(to, *next, size);
		to += size;
		*next += size;
	}
}

/* From runs of one to runs of all, from one array to the other and back. */
void sort_stable(void *v, size_t n, size_t size, compare_fn *compare)
{
	char *from = v, *to, *spare;

	if (n < 2)
		return;
	spare = to = xcalloc(n, size);
	for (size_t run = 1; run < n; run *= 2) {
		char *was = from;

		for (size_t i = 0; i < n; i += 2 * run)
			merge(to + i * size, from + i * size,
			      from + min_size(i + run, n) * size,
			      from + min_size(i + 2 * run, n) * size, size,
			      compare);
		from = to;
		to = was;
	}
	if (from != v)
		memcpy(v, from, n * size);
	free(spare);
}
