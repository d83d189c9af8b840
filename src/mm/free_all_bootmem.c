/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/free_all_bootmem.h"

#include "journal/journal.h"
#include "mm/page_alloc.h"
#include "mm/page_alloc/free_hot_page.h"
#include "util/range.h"

static void note_free(struct boot *b, uint64_t start, uint64_t end,
		      const char *what)
{
	b->totals.totalram_pages += end - start;
	journal_event_free(b->journal, start, end, 0, what,
			   "__free_pages_bootmem free_all_bootmem_core");
}

/* Blocks of one word of the bitmap each, [start, end) in the zones there. */
static void free_words(struct boot *b, uint64_t start, uint64_t end,
		       unsigned order)
{
	while (start < end) {
		uint64_t stop = end;
		struct zone *z = boot_zone_run(b, start, &stop);

		if (z)
			free_ascending(b, z, start, stop, order);
		start = stop;
	}
}

/*
 * A run of clear bits. Words that are clear as a whole are freed as one block,
 * the others bit by bit, through the hot list:
 *
 *     word      |##......|........|........|...#####|
 *     freed as     pages   block    block   pages
 */
static void free_run_of_bits(struct boot *b, uint64_t start, uint64_t end)
{
	uint64_t bits = b->kernel->word_size * 8;
	uint64_t lo = align_up(start, bits), hi = align_down(end, bits);

	note_free(b, start, end, "free memory to the buddy allocator");
	if (lo >= hi) {
		free_hot_pages(b, start, end);
		return;
	}
	free_hot_pages(b, start, lo);
	free_words(b, lo, hi, ilog2_u64(bits));
	free_hot_pages(b, hi, end);
}

static void free_bitmap(struct boot *b)
{
	const struct bootmem *bm = &b->bootmem;
	const struct kernel *k = b->kernel;
	uint64_t end = bm->map_pfn + pfn_up(k, bm->map_bytes);

	note_free(b, bm->map_pfn, end, "the bitmap itself");
	journal_disown(b->journal, bm->map_pfn << k->page_shift,
		       (end - bm->map_pfn) << k->page_shift);
	free_hot_pages(b, bm->map_pfn, end);
	rangemap_clear(&b->bootmem.reserved, bm->map_pfn, end);
}

void free_all_bootmem(struct boot *b)
{
	struct bootmem *bm = &b->bootmem;
	uint64_t at = 0;

	for (size_t i = 0; i < bm->reserved.n; i++) {
		if (at < bm->reserved.v[i].start)
			free_run_of_bits(b, at, bm->reserved.v[i].start);
		at = bm->reserved.v[i].end;
	}
	if (at < bm->node_low_pfn)
		free_run_of_bits(b, at, bm->node_low_pfn);
	free_bitmap(b);
	bm->alive = false;
}
