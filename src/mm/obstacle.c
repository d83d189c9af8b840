/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/obstacle.h"

#include <string.h>

#include "journal/journal.h"
#include "mm/memblock.h"
#include "util/alloc.h"

/* Kept of one search: an input may have thousands. */
#define MOST_KEPT 64

/* A stretch of the window without a free byte, and what is free around it. */
struct gap {
	struct range range;
	uint64_t free_start, free_end;
	uint64_t align;
};

static void add(struct boot *b, struct mem_attempt *a,
		const struct mem_obstacle *o)
{
	struct mem_obstacle *last =
		a->nr_obstacles ?
			&b->journal->obstacles[b->journal->nr_obstacles - 1] :
			NULL;

	if (last && last->kind == o->kind && !strcmp(last->what, o->what) &&
	    last->range.base + last->range.size == o->range.base) {
		last->range.size += o->range.size;
		return;
	}
	if (a->nr_obstacles == MOST_KEPT)
		return;
	array_reserve(b->journal->obstacles, b->journal->cap_obstacles,
		      b->journal->nr_obstacles + 1);
	b->journal->obstacles[b->journal->nr_obstacles++] = *o;
	a->nr_obstacles++;
}

static void add_range(struct boot *b, struct mem_attempt *a,
		      enum obstacle_kind kind, uint64_t start, uint64_t end,
		      const char *what)
{
	struct mem_obstacle o = {
		.kind = kind,
		.range = { start, end - start },
		.what = what,
	};

	if (start < end)
		add(b, a, &o);
}

/* Whose node made the region no-map. */
static const char *nomap_owner(const struct boot *b, uint64_t at)
{
	const struct owner *o = journal_withheld_for(b->journal, at);

	return o ? o->what : "memory that is not mapped";
}

static void add_owners(struct boot *b, struct mem_attempt *a, uint64_t start,
		       uint64_t end)
{
	const struct rangemap *l = &b->journal->ledger;

	for (size_t i = rangemap_find(l, start);
	     i < l->n && l->v[i].start < end; i++)
		add_range(b, a, OBSTACLE_TAKEN, max_u64(l->v[i].start, start),
			  min_u64(l->v[i].end, end),
			  b->journal->owners[l->v[i].tag].what);
}

/* The parts of the gap. Returns whether all of it is memory. */
static bool add_parts(struct boot *b, struct mem_attempt *a,
		      const struct range *gap)
{
	uint64_t at = gap->base, end = gap->base + gap->size;
	bool all = true;

	while (at < end && a->nr_obstacles < MOST_KEPT) {
		const struct memblock_region *m =
			memblock_region_above(&b->memblock.memory, at);
		uint64_t stop = m ? min_u64(m->base + m->size, end) : end;

		if (!m || m->base > at) {
			stop = m ? min_u64(m->base, end) : end;
			add_range(b, a, OBSTACLE_NO_RAM, at, stop, "no RAM");
			all = false;
		} else if (m->flags & MEMBLOCK_NOMAP) {
			add_range(b, a, OBSTACLE_NOMAP, at, stop,
				  nomap_owner(b, at));
		} else {
			add_owners(b, a, at, stop);
		}
		at = stop;
	}
	return all;
}

static void add_gap(struct boot *b, struct mem_attempt *a, const struct gap *g)
{
	uint64_t start = align_up(g->free_start, g->align);
	size_t first = b->journal->nr_obstacles;

	if (!add_parts(b, a, &g->range) || start >= g->free_end)
		return;
	for (size_t i = first; i < b->journal->nr_obstacles; i++)
		b->journal->obstacles[i].room =
			(struct range){ start, g->free_end - start };
}

static void add_gaps(struct boot *b, struct mem_attempt *a, uint64_t min,
		     uint64_t max)
{
	uint64_t align = a->align ? a->align : b->kernel->cache_bytes;
	struct memblock_free_iter it = { 0 };
	struct gap g = { .range.base = min, .free_start = min, .align = align };
	bool more = true;

	while (more && g.range.base < max) {
		uint64_t start = max, end = max;

		while ((more = memblock_next_free(&b->memblock, NO_NODE, 0,
						  &it)) &&
		       it.end <= g.range.base)
			;
		if (more && it.start < max) {
			start = max_u64(it.start, g.range.base);
			end = min_u64(it.end, max);
		}
		g.range.size = start - g.range.base;
		g.free_end = end;
		if (g.range.size)
			add_gap(b, a, &g);
		g.range.base = end;
		g.free_start = start;
	}
}

/* What ends the window before the request's own limit does. */
static void add_end(struct boot *b, struct mem_attempt *a, uint64_t ram_end,
		    uint64_t limit)
{
	uint64_t end = min_u64(ram_end, limit);

	if (a->max && a->max <= end)
		return;
	add(b, a,
	    &(struct mem_obstacle){ .kind = OBSTACLE_END,
				    .range = { end, 0 },
				    .what = limit < ram_end ?
						    "end of low memory" :
						    "end of RAM" });
}

void obstacles_note(struct boot *b, struct mem_attempt *a)
{
	uint64_t limit = b->memblock.current_limit;
	uint64_t ram_end = memblock_end_of_dram(&b->memblock);
	uint64_t min = max_u64(a->min, memblock_start_of_dram(&b->memblock));
	uint64_t max =
		min_u64(a->max ? a->max : limit, min_u64(limit, ram_end));

	a->first_obstacle = b->journal->nr_obstacles;
	if (a->exact && a->nid != NO_NODE)
		return;
	if (min >= max)
		add_range(b, a, OBSTACLE_NO_RAM, a->min,
			  a->max && a->max != UINT64_MAX ? a->max : a->min,
			  "no RAM");
	add_gaps(b, a, min, max);
	add_end(b, a, ram_end, limit);
}
