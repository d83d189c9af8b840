/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/bootmem.h"

#include <inttypes.h>
#include <string.h>

#include "journal/journal.h"
#include "model/boot.h"
#include "util/range.h"

/* ARCH_LOW_ADDRESS_LIMIT */
#define LOW_ADDRESS_LIMIT 0xffffffffULL

#define ROOM_LEFT "rest of a page, room for a small request"

void init_bootmem(struct boot *b, uint64_t map_pfn, uint64_t end_pfn)
{
	struct bootmem *bm = &b->bootmem;

	bm->alive = true;
	bm->node_low_pfn = end_pfn;
	bm->map_pfn = map_pfn;
	bm->map_bytes =
		align_up(div_round_up(end_pfn, 8), b->kernel->word_size);
	rangemap_set(&bm->reserved, 0, end_pfn, 0);
	journal_own(b->journal, 0, end_pfn << b->kernel->page_shift,
		    "not usable memory", "init_bootmem_core");
}

/*
 * BUG_ON(): setup_arch() runs before trap_init(), when the handler of
 * exceptions does no more than halt.
 */
static int bug(struct boot *b, const char *function)
{
	return journal_hang(b->journal, function);
}

int bootmem_free(struct boot *b, uint64_t base, uint64_t size, const char *by)
{
	struct bootmem *bm = &b->bootmem;
	const struct kernel *k = b->kernel;
	uint64_t start = pfn_up(k, base), end = pfn_down(k, base + size);

	if (!size || end > bm->node_low_pfn)
		return bug(b, "free_bootmem_core");
	bm->last_success = min_u64(bm->last_success, base);
	if (start >= end)
		return 0;
	if (rangemap_covered(&bm->reserved, start, end) < end - start)
		return bug(b, "free_bootmem_core");
	rangemap_clear(&bm->reserved, start, end);
	journal_disown(b->journal, start << k->page_shift,
		       (end - start) << k->page_shift);
	journal_event(b->journal, (struct event){ .op = EVENT_FREE,
						  .base = base,
						  .size = size,
						  .nid = 0,
						  .order = -1,
						  .count = 1,
						  .by = by });
	return 0;
}

int bootmem_reserve(struct boot *b, uint64_t base, uint64_t size,
		    const char *what, const char *by)
{
	struct bootmem *bm = &b->bootmem;
	const struct kernel *k = b->kernel;
	uint64_t start = pfn_down(k, base), end = pfn_up(k, base + size);

	if (!size || end > bm->node_low_pfn)
		return bug(b, "reserve_bootmem_core");
	rangemap_set(&bm->reserved, start, end, 0);
	journal_own(b->journal, start << k->page_shift,
		    (end - start) << k->page_shift, what, by);
	journal_event(b->journal, (struct event){ .op = EVENT_RESERVE,
						  .base = base,
						  .size = size,
						  .nid = 0,
						  .order = -1,
						  .count = 1,
						  .what = what,
						  .by = by });
	return 0;
}

/*
 * The first page from `from` on, in steps of `incr`, with `pages` free ones
 * below `end`. After a piece that is too small the search goes on one step
 * behind its end, as the kernel's does:
 *
 *     ....#.....#......          four pages, in steps of four:
 *     0   4   8   12             tries 0 (page 4 is not needed: found)
 */
static bool find_free(const struct bootmem *bm, uint64_t from, uint64_t end,
		      uint64_t pages, uint64_t incr, uint64_t *found)
{
	const struct rangemap *m = &bm->reserved;

	for (uint64_t i = from; i < end; i += incr) {
		const struct rangemap_extent *e = rangemap_at(m, i);
		uint64_t stop;
		size_t next;

		if (e)
			i = e->end;
		i = align_up(i, incr);
		if (i >= end)
			return false;
		if (rangemap_at(m, i))
			continue;
		next = rangemap_find(m, i);
		stop = next < m->n ? min_u64(m->v[next].start, end) : end;
		if (stop - i >= pages) {
			*found = i;
			return true;
		}
		i = align_up(stop, incr);
	}
	return false;
}

/* Where the search begins: a page. */
static uint64_t preferred_page(const struct boot *b, uint64_t align,
			       uint64_t goal, uint64_t limit, uint64_t end_pfn)
{
	const struct bootmem *bm = &b->bootmem;
	const struct kernel *k = b->kernel;
	uint64_t at = 0;

	if (goal && pfn_down(k, goal) < end_pfn) {
		at = goal;
		/* The kernel compares the limit in pages with bytes here. */
		if (bm->last_success >= at &&
		    (!limit || pfn_down(k, limit) > bm->last_success))
			at = bm->last_success;
	}
	return pfn_down(k, align_up(at, align));
}

/*
 * Whether the request may begin in the page where the last one ended; if so,
 * *at is the place and *pages how many more pages it takes.
 */
static bool pack(struct boot *b, uint64_t size, uint64_t align, uint64_t start,
		 uint64_t *at, uint64_t *pages)
{
	struct bootmem *bm = &b->bootmem;
	uint64_t page = kernel_page_size(b->kernel), offset, room;

	if (align >= page || !bm->last_offset || bm->last_pos + 1 != start)
		return false;
	offset = align_up(bm->last_offset, align);
	room = page - offset;
	*at = (bm->last_pos << b->kernel->page_shift) + offset;
	if (size < room) {
		*pages = 0;
		bm->last_offset = offset + size;
	} else {
		*pages = div_round_up(size - room, page);
		bm->last_pos = start + *pages - 1;
		bm->last_offset = (size - room) & (page - 1);
	}
	return true;
}

/* The request's bytes are its owner's, what is left of its pages is nobody's. */
static void own(struct boot *b, uint64_t at, uint64_t size, uint64_t start,
		uint64_t pages, const char *what, const char *by)
{
	const uint32_t shift = b->kernel->page_shift;

	journal_disown(b->journal, at, size);
	journal_own(b->journal, at, size, what, by);
	journal_own(b->journal, start << shift, pages << shift, ROOM_LEFT,
		    "__alloc_bootmem_core");
}

bool bootmem_alloc_core(struct boot *b, uint64_t size, uint64_t align,
			uint64_t goal, uint64_t limit, const char *what,
			const char *by, uint64_t *at)
{
	struct bootmem *bm = &b->bootmem;
	const struct kernel *k = b->kernel;
	uint64_t page = kernel_page_size(k), end = bm->node_low_pfn, from,
		 start;
	uint64_t pages = div_round_up(size, page);
	uint64_t incr = max_u64(align >> k->page_shift, 1);

	if (pfn_down(k, limit))
		end = min_u64(end, pfn_down(k, limit));
	from = preferred_page(b, align, goal, limit, end);
	if (!find_free(bm, from, end, pages, incr, &start) &&
	    (!from || !find_free(bm, 0, end, pages, incr, &start)))
		return false;
	bm->last_success = start << k->page_shift;
	if (!pack(b, size, align, start, at, &pages)) {
		*at = start << k->page_shift;
		bm->last_pos = start + pages - 1;
		bm->last_offset = size & (page - 1);
	}
	rangemap_set(&bm->reserved, start, start + pages, 0);
	own(b, *at, size, start, pages, what, by);
	journal_event(b->journal, (struct event){ .op = EVENT_ALLOC,
						  .base = *at,
						  .size = size,
						  .align = align,
						  .nid = 0,
						  .order = -1,
						  .count = 1,
						  .what = what,
						  .by = by });
	return true;
}

int bootmem_alloc(struct boot *b, uint64_t size, uint64_t align,
		  const char *what, const char *by, uint64_t *at)
{
	if (bootmem_alloc_core(b, size, align, b->max_dma_address, 0, what, by,
			       at))
		return 0;
	journal_log(b->journal, "bootmem alloc of %" PRIu64 " bytes failed!",
		    size);
	return journal_panic(b->journal, "Out of memory");
}

int bootmem_alloc_low(struct boot *b, uint64_t size, uint64_t align,
		      const char *what, const char *by, uint64_t *at)
{
	if (bootmem_alloc_core(b, size, align, 0, LOW_ADDRESS_LIMIT, what, by,
			       at))
		return 0;
	journal_log(b->journal,
		    "low bootmem alloc of %" PRIu64 " bytes failed!", size);
	return journal_panic(b->journal, "Out of low memory");
}
