/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/attempt.h"

#include <string.h>

#include "model/boot.h"
#include "util/alloc.h"

static struct mem_attempt *note(struct boot *b, const struct mem_attempt *a,
				const char *by)
{
	size_t len = strcspn(by, " ");
	struct mem_attempt *kept;

	array_reserve(b->attempts, b->cap_attempts, b->nr_attempts + 1);
	kept = &b->attempts[b->nr_attempts++];
	*kept = *a;
	kept->by = len	    ? boot_intern(b, "%.*s", (int)len, by) :
		   b->depth ? b->stack[b->depth - 1].function :
			      "start_kernel";
	kept->phase = b->phase;
	return kept;
}

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

uint64_t attempt_alloc(struct boot *b, const struct mem_attempt *a,
		       const char *what, const char *by)
{
	uint64_t at = memblock_alloc_range_nid(b, a->size, a->align, a->min,
					       a->max, a->nid, a->exact, what,
					       by);
	struct mem_attempt *kept = note(b, a, by);

	kept->at = at;
	if (!at) {
		kept->failed = "no free piece is large enough";
		kept->largest = largest_piece(b, a);
	}
	return at;
}

void attempt_refused(struct boot *b, const struct mem_attempt *a,
		     const char *by, const char *why)
{
	note(b, a, by)->failed = why;
}

void attempt_placed(struct boot *b, const struct mem_attempt *a, const char *by,
		    uint64_t at)
{
	note(b, a, by)->at = at;
}

void attempt_given_back(struct boot *b, uint64_t at, const char *why)
{
	for (size_t i = b->nr_attempts; i-- > 0;) {
		struct mem_attempt *a = &b->attempts[i];

		if (a->at == at && !a->given_back) {
			a->given_back = true;
			a->failed = why;
			return;
		}
	}
}
