/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/zone.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

struct node *node_new(int nid, const struct kernel *k)
{
	struct node *n = xcalloc(1, sizeof(*n));

	n->nid = nid;
	n->pgdat_nid = nid;
	n->first_deferred_pfn = NO_DEFERRED_PFN;
	n->nr_zones = k->nr_zones;
	for (unsigned i = 0; i < k->nr_zones; i++) {
		n->zones[i].kind = k->zones[i];
		n->zones[i].index = i;
		n->zones[i].nid = nid;
	}
	return n;
}

static void pcp_release(struct per_cpu_pages *pcp)
{
	free(pcp->pages);
	memset(pcp, 0, sizeof(*pcp));
}

static void zone_release(struct zone *z)
{
	for (unsigned o = 0; o < MAX_NR_ORDERS; o++) {
		for (unsigned t = 0; t < NR_MIGRATETYPE_KINDS; t++)
			free_list_release(&z->free_area[o].lists[t]);
	}
	rangemap_release(&z->pageblocks);
	pcp_release(&z->pageset.hot);
	pcp_release(&z->pageset.cold);
}

void node_free(struct node *n)
{
	if (!n)
		return;
	for (unsigned i = 0; i < n->nr_zones; i++)
		zone_release(&n->zones[i]);
	free(n->choices);
	free(n->fallback.v);
	free(n->nofallback.v);
	free(n);
}

struct zoneref_list zonelist_up_to(const struct node *n, unsigned zone)
{
	struct zoneref_list l = { 0 };

	for (size_t i = 0; i < n->fallback.n; i++) {
		if (n->fallback.v[i].zone > zone)
			continue;
		array_reserve(l.v, l.cap, l.n + 1);
		l.v[l.n++] = n->fallback.v[i];
	}
	return l;
}

void free_list_release(struct free_list *l)
{
	free(l->runs);
	memset(l, 0, sizeof(*l));
}

static uint64_t run_block(const struct free_run *r, uint64_t i)
{
	return r->pfn + (uint64_t)((int64_t)i * r->stride);
}

static uint64_t run_last(const struct free_run *r)
{
	return run_block(r, r->count - 1);
}

static void insert_run(struct free_list *l, size_t i, struct free_run r)
{
	if (r.count == 1)
		r.stride = 0;
	array_reserve(l->runs, l->cap, l->n + 1);
	memmove(&l->runs[i + 1], &l->runs[i], (l->n - i) * sizeof(r));
	l->runs[i] = r;
	l->n++;
}

static void remove_run(struct free_list *l, size_t i)
{
	memmove(&l->runs[i], &l->runs[i + 1],
		(l->n - i - 1) * sizeof(*l->runs));
	l->n--;
}

/* Whether blocks `step` pages apart touch, in either direction. */
static bool touch(int64_t step, unsigned order)
{
	int64_t size = (int64_t)1 << order;

	return step == size || step == -size;
}

/* Whether a block `step` pages on may join a run: only touching blocks do. */
static bool may_join(const struct free_run *r, int64_t step, unsigned order)
{
	return touch(step, order) && (r->count == 1 || r->stride == step);
}

void free_list_add_head(struct free_list *l, unsigned order, uint64_t pfn)
{
	if (l->n) {
		struct free_run *r = &l->runs[0];
		int64_t step = (int64_t)(r->pfn - pfn);

		if (may_join(r, step, order)) {
			r->pfn = pfn;
			r->stride = step;
			r->count++;
			return;
		}
	}
	insert_run(l, 0, (struct free_run){ pfn, 1, 0 });
}

void free_list_add_head_run(struct free_list *l, unsigned order, uint64_t pfn,
			    uint64_t count)
{
	int64_t size = (int64_t)1 << order;

	insert_run(l, 0,
		   (struct free_run){ pfn + ((count - 1) << order), count,
				      -size });
}

void free_list_add_tail_run(struct free_list *l, unsigned order, uint64_t pfn,
			    uint64_t count)
{
	int64_t size = (int64_t)1 << order;

	if (!count)
		return;
	if (l->n) {
		struct free_run *r = &l->runs[l->n - 1];
		int64_t step = (int64_t)(pfn - run_last(r));

		if (may_join(r, step, order) && (count == 1 || step == size)) {
			r->stride = step;
			r->count += count;
			return;
		}
	}
	insert_run(l, l->n, (struct free_run){ pfn, count, size });
}

void free_list_add_tail(struct free_list *l, unsigned order, uint64_t pfn)
{
	free_list_add_tail_run(l, order, pfn, 1);
}

/* Which block of the run begins at pfn; count if none does. */
static uint64_t run_index(const struct free_run *r, uint64_t pfn)
{
	int64_t offset = (int64_t)(pfn - r->pfn);

	if (!offset)
		return 0;
	if (!r->stride || offset % r->stride || offset / r->stride < 0 ||
	    (uint64_t)(offset / r->stride) >= r->count)
		return r->count;
	return (uint64_t)(offset / r->stride);
}

bool free_list_contains(const struct free_list *l, uint64_t pfn)
{
	for (size_t i = 0; i < l->n; i++) {
		if (run_index(&l->runs[i], pfn) < l->runs[i].count)
			return true;
	}
	return false;
}

bool free_list_remove(struct free_list *l, uint64_t pfn)
{
	for (size_t i = 0; i < l->n; i++) {
		struct free_run r = l->runs[i];
		uint64_t at = run_index(&r, pfn);

		if (at == r.count)
			continue;
		remove_run(l, i);
		if (at + 1 < r.count)
			insert_run(l, i,
				   (struct free_run){ run_block(&r, at + 1),
						      r.count - at - 1,
						      r.stride });
		if (at > 0)
			insert_run(l, i,
				   (struct free_run){ r.pfn, at, r.stride });
		return true;
	}
	return false;
}

bool free_list_empty(const struct free_list *l)
{
	return l->n == 0;
}

uint64_t free_list_head(const struct free_list *l)
{
	return l->runs[0].pfn;
}

/* Goes through the blocks of a list without writing them all down. */
struct cursor {
	const struct free_list *list;
	size_t run;
	uint64_t at;
};

static bool cursor_peek(const struct cursor *c, uint64_t *pfn)
{
	if (c->run == c->list->n)
		return false;
	*pfn = run_block(&c->list->runs[c->run], c->at);
	return true;
}

static void cursor_skip(struct cursor *c, uint64_t blocks)
{
	c->at += blocks;
	if (c->at == c->list->runs[c->run].count) {
		c->run++;
		c->at = 0;
	}
}

/* The longest row of blocks from the cursor on at one distance. */
static struct free_run longest_row(struct cursor *c)
{
	struct free_run row = { 0, 1, 0 };
	uint64_t next, last;

	cursor_peek(c, &row.pfn);
	cursor_skip(c, 1);
	last = row.pfn;
	while (cursor_peek(c, &next)) {
		const struct free_run *r = &c->list->runs[c->run];
		int64_t step = (int64_t)(next - last);
		uint64_t blocks = 1;

		if (row.count > 1 && step != row.stride)
			break;
		row.stride = step;
		if (r->stride == step)
			blocks = r->count - c->at;
		row.count += blocks;
		last = run_block(r, c->at + blocks - 1);
		cursor_skip(c, blocks);
	}
	return row;
}

size_t free_list_fold(const struct free_list *l, unsigned order,
		      struct free_run **out)
{
	struct cursor c = { l, 0, 0 };
	size_t n = 0, cap = 0;
	uint64_t pfn;

	*out = NULL;
	while (cursor_peek(&c, &pfn)) {
		struct cursor start = c;
		struct free_run row = longest_row(&c);

		if (row.count < 3 &&
		    !(row.count == 2 && touch(row.stride, order))) {
			c = start;
			cursor_skip(&c, 1);
			row.count = 1;
			row.stride = 0;
		}
		array_reserve(*out, cap, n + 1);
		(*out)[n++] = row;
	}
	return n;
}

/* Which block of the run holds pfn. */
static uint64_t run_find(const struct free_run *r, unsigned order, uint64_t pfn)
{
	uint64_t step = r->stride < 0 ? 0 - (uint64_t)r->stride :
					(uint64_t)r->stride;
	uint64_t lowest = r->stride < 0 ? r->pfn - (r->count - 1) * step :
					  r->pfn;
	uint64_t i;

	if (pfn < lowest)
		return UINT64_MAX;
	i = step ? (pfn - lowest) / step : 0;
	if (i >= r->count)
		i = r->count - 1;
	lowest += i * step;
	return pfn - lowest < 1ULL << order ? lowest : UINT64_MAX;
}

uint64_t free_list_find(const struct free_list *l, unsigned order, uint64_t pfn)
{
	for (size_t i = 0; i < l->n; i++) {
		uint64_t at = run_find(&l->runs[i], order, pfn);

		if (at != UINT64_MAX)
			return at;
	}
	return UINT64_MAX;
}

bool zone_find_free(const struct zone *z, uint64_t pfn, uint64_t *block,
		    unsigned *order, enum migratetype *mt)
{
	for (unsigned o = 0; o < MAX_NR_ORDERS; o++) {
		for (int t = 0; t < NR_MIGRATETYPE_KINDS; t++) {
			uint64_t at = free_list_find(&z->free_area[o].lists[t],
						     o, pfn);

			if (at == UINT64_MAX)
				continue;
			*block = at;
			*order = o;
			*mt = (enum migratetype)t;
			return true;
		}
	}
	return false;
}

uint64_t free_list_blocks(const struct free_list *l)
{
	uint64_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		n += l->runs[i].count;
	return n;
}

char *free_list_text(const struct free_list *l, unsigned order)
{
	struct free_run *runs;
	size_t n = free_list_fold(l, order, &runs), len;
	char *text;
	FILE *out = xmemstream(&text, &len);

	for (size_t i = 0; i < n; i++) {
		fprintf(out, "%s%" PRIu64, i ? ", " : "", runs[i].pfn);
		if (runs[i].count > 1)
			fprintf(out, " x %" PRIu64 " every %" PRId64,
				runs[i].count, runs[i].stride);
	}
	xmemstream_end(out);
	free(runs);
	return text;
}
