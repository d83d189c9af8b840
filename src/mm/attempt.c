/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/attempt.h"

#include "journal/journal.h"
#include "mm/memblock.h"
#include "mm/obstacle.h"
#include "util/range.h"

/*
 * The largest piece, from an aligned address on, that is free in the window:
 *
 *   free    |======|     |==============|
 *   window     [---------------)
 *   aligned      .    .    .    .
 *   pieces       |=|       |===|          the second is the largest
 */
static struct range largest_piece(const struct boot *b,
				  const struct mem_attempt *a)
{
	uint64_t align = a->align ? a->align : b->kernel->cache_bytes;
	uint64_t max = a->max ? min_u64(a->max, b->memblock.current_limit) :
				b->memblock.current_limit;
	struct memblock_free_iter it = { 0 };
	struct range best = { 0 };

	while (memblock_next_free(&b->memblock, NO_NODE, 0, &it)) {
		uint64_t start = align_up(max_u64(it.start, a->min), align);
		uint64_t end = min_u64(it.end, max);

		if (a->exact && a->nid != NO_NODE && it.nid != a->nid)
			continue;
		if (start >= it.start && end > start && end - start > best.size)
			best = (struct range){ start, end - start };
	}
	return best;
}

/*
 * Where the request would find a place if it were not bound to its window:
 * the largest such piece, in multiples of its alignment.
 */
static void attempt_find_elsewhere(const struct boot *b, struct mem_attempt *a)
{
	uint64_t align = a->align ? a->align : b->kernel->cache_bytes;
	uint64_t limit = a->reach ?
				 min_u64(a->reach, b->memblock.current_limit) :
				 b->memblock.current_limit;
	struct memblock_free_iter it = { 0 };

	while (memblock_next_free(&b->memblock, NO_NODE, 0, &it)) {
		uint64_t start = align_up(it.start, align);
		uint64_t end = align_down(min_u64(it.end, limit), align);

		if (start && start < end && end - start >= a->size &&
		    end - start > a->elsewhere.size)
			a->elsewhere = (struct range){ start, end - start };
	}
}

uint64_t attempt_alloc(struct boot *b, const struct mem_attempt *a,
		       const char *what, const char *by)
{
	uint64_t at = memblock_alloc_range_nid(b, a->size, a->align, a->min,
					       a->max, a->nid, a->exact, what,
					       by);
	struct mem_attempt *kept = attempt_noted(b->journal, a, by);

	kept->at = at;
	if (!at) {
		kept->failed = "no free piece is large enough";
		kept->largest = largest_piece(b, a);
		attempt_find_elsewhere(b, kept);
		obstacles_note(b, kept);
	}
	return at;
}

void attempt_refused(struct boot *b, const struct mem_attempt *a,
		     const char *by, const char *why)
{
	struct mem_attempt *kept = attempt_noted(b->journal, a, by);

	kept->failed = why;
	kept->refused = true;
	attempt_find_elsewhere(b, kept);
	if (!a->min && a->max && a->size) {
		kept->largest = largest_piece(b, kept);
		obstacles_note(b, kept);
	}
}

void attempt_occupied(struct boot *b, const struct mem_attempt *a,
		      const char *by)
{
	struct mem_attempt *kept = attempt_noted(b->journal, a, by);

	kept->failed = "something there is reserved already";
	attempt_find_elsewhere(b, kept);
	obstacles_note(b, kept);
}
