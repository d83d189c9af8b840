/* SPDX-License-Identifier: GPL-2.0-only */
#include "answer/heaps.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/size.h"
#include "util/sort.h"

#define MOST 3 /* that are named in a line */

void heap_add(struct heaps *h, uint64_t bytes, const char *what, const char *by)
{
	for (size_t i = 0; i < h->n; i++) {
		if (!strcmp(h->v[i].what, what) && !strcmp(h->v[i].by, by)) {
			h->v[i].bytes += bytes;
			return;
		}
	}
	array_reserve(h->v, h->cap, h->n + 1);
	h->v[h->n++] = (struct heap){ xstrdup(what), xstrdup(by), bytes };
}

static int most_first(const void *a, const void *b)
{
	const struct heap *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? 1 : -1;
	return strverscmp(x->what, y->what);
}

void heaps_sort(struct heaps *h)
{
	if (h->n)
		sort_stable(h->v, h->n, sizeof(*h->v), most_first);
}

uint64_t heaps_sum(const struct heaps *h)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < h->n; i++)
		sum += h->v[i].bytes;
	return sum;
}

void heaps_release(struct heaps *h)
{
	for (size_t i = 0; i < h->n; i++) {
		free(h->v[i].what);
		free(h->v[i].by);
	}
	free(h->v);
}

/* "reserved-memory node tz@86200000 (no-map)" is tz@86200000 here. */
static char *short_name(const char *what)
{
	static const char region[] = "reserved-memory node ";
	static const char *const ends[] = { " of node ", ", group ",
					    " (no-map)" };
	char *name;

	if (!strncmp(what, region, sizeof(region) - 1))
		what += sizeof(region) - 1;
	name = xstrdup(what);
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		char *end = strstr(name, ends[i]);

		if (end)
			*end = 0;
	}
	return name;
}

char *heaps_most(const struct heaps *h)
{
	struct heaps short_ones = { 0 };
	char *line = NULL;

	for (size_t i = 0; i < h->n; i++) {
		char *name = short_name(h->v[i].what);

		heap_add(&short_ones, h->v[i].bytes, name, "");
		free(name);
	}
	heaps_sort(&short_ones);
	for (size_t i = 0; i < short_ones.n && i < MOST; i++) {
		char size[32];

		xappendf(&line, "%s%s %s", i ? ", " : "", short_ones.v[i].what,
			 format_size(short_ones.v[i].bytes, size,
				     sizeof(size)));
	}
	if (short_ones.n > MOST)
		xappendf(&line, ", %zu more", short_ones.n - MOST);
	heaps_release(&short_ones);
	return line;
}
