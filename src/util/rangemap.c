/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/rangemap.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/range.h"

void rangemap_release(struct rangemap *m)
{
	free(m->v);
	memset(m, 0, sizeof(*m));
}

size_t rangemap_find(const struct rangemap *m, uint64_t at)
{
	size_t lo = 0, hi = m->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (m->v[mid].end > at)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

const struct rangemap_extent *rangemap_at(const struct rangemap *m, uint64_t at)
{
	size_t i = rangemap_find(m, at);

	return i < m->n && m->v[i].start <= at ? &m->v[i] : NULL;
}

const struct rangemap_extent *rangemap_run(const struct rangemap *m,
					   uint64_t at, uint64_t *end)
{
	size_t i = rangemap_find(m, at);
	bool inside = i < m->n && m->v[i].start <= at;

	if (i < m->n)
		*end = min_u64(*end, inside ? m->v[i].end : m->v[i].start);
	return inside ? &m->v[i] : NULL;
}

static void insert_at(struct rangemap *m, size_t i, struct rangemap_extent e)
{
	array_reserve(m->v, m->cap, m->n + 1);
	memmove(&m->v[i + 1], &m->v[i], (m->n - i) * sizeof(*m->v));
	m->v[i] = e;
	m->n++;
}

static void remove_at(struct rangemap *m, size_t i, size_t count)
{
	memmove(&m->v[i], &m->v[i + count], (m->n - i - count) * sizeof(*m->v));
	m->n -= count;
}

void rangemap_clear(struct rangemap *m, uint64_t start, uint64_t end)
{
	size_t i = rangemap_find(m, start), last;

	if (start >= end || i == m->n)
		return;
	if (i < m->n && m->v[i].start < start) {
		struct rangemap_extent tail = m->v[i];

		m->v[i].end = start;
		i++;
		if (tail.end > end) {
			tail.start = end;
			insert_at(m, i, tail);
			return;
		}
	}
	for (last = i; last < m->n && m->v[last].end <= end; last++)
		;
	remove_at(m, i, last - i);
	if (i < m->n && m->v[i].start < end)
		m->v[i].start = end;
}

static bool joins(const struct rangemap_extent *a,
		  const struct rangemap_extent *b)
{
	return a->end == b->start && a->tag == b->tag;
}

void rangemap_set(struct rangemap *m, uint64_t start, uint64_t end,
		  uint32_t tag)
{
	struct rangemap_extent e = { start, end, tag };
	size_t i;

	if (start >= end)
		return;
	rangemap_clear(m, start, end);
	i = rangemap_find(m, start);
	if (i < m->n && joins(&e, &m->v[i])) {
		m->v[i].start = start;
	} else {
		insert_at(m, i, e);
	}
	if (i > 0 && joins(&m->v[i - 1], &m->v[i])) {
		m->v[i - 1].end = m->v[i].end;
		remove_at(m, i, 1);
	}
}

void rangemap_fill(struct rangemap *m, uint64_t start, uint64_t end,
		   uint32_t tag)
{
	while (start < end) {
		uint64_t stop = end;

		if (!rangemap_run(m, start, &stop))
			rangemap_set(m, start, stop, tag);
		start = stop;
	}
}

uint64_t rangemap_covered(const struct rangemap *m, uint64_t start,
			  uint64_t end)
{
	uint64_t sum = 0;

	for (size_t i = rangemap_find(m, start);
	     i < m->n && m->v[i].start < end; i++)
		sum += min_u64(end, m->v[i].end) -
		       max_u64(start, m->v[i].start);
	return sum;
}

uint64_t rangemap_add(struct rangemap *m, uint64_t start, uint64_t end,
		      uint32_t tag)
{
	uint64_t fresh;

	if (start >= end)
		return 0;
	fresh = end - start - rangemap_covered(m, start, end);
	rangemap_fill(m, start, end, tag);
	return fresh;
}
