/* SPDX-License-Identifier: GPL-2.0-only */
#include "journal/journal.h"
#include "mm/page_alloc.h"
#include "start/calls.h"
#include "util/range.h"

/* memblock_discard(), mm/memblock.c: nobody asks for regions any more */

/* Whether the arrays of memblock that are left over are freed as any page. */
RULE(memblock_discard, "memblock_discard()", WITH_MEMBLOCK,
     VARIANT(MEMBLOCK_DISCARD_FREE, "free",
	     .shows = "no symbol memblock_free_late"),
     VARIANT(MEMBLOCK_DISCARD_FREE_LATE, "free_late",
	     .shows = "symbol memblock_free_late"));

/* memblock_free_late(): page by page, as none of them was ever free. */
static void free_array(struct boot *b, const struct memblock_type *type)
{
	const struct kernel *k = b->kernel;
	uint64_t size = align_up(type->max * k->size.memblock_region,
				 kernel_page_size(k));
	uint64_t pfn = pfn_down(k, type->array_base);
	uint64_t end = pfn + (size >> k->page_shift);
	struct zone *z = boot_pfn_zone(b, pfn);

	if (!type->array_base || !z)
		return;
	journal_event_free(b->journal, pfn, end, z->nid,
			   "free memblock's own region array",
			   "memblock_free_late memblock_discard");
	journal_disown(b->journal, type->array_base, size);
	b->totals.totalram_pages += end - pfn;
	if (b->kernel->rules.memblock_discard == MEMBLOCK_DISCARD_FREE) {
		free_ascending(b, z, pfn, end, 0);
		return;
	}
	for (; pfn < end; pfn++)
		free_page_range(b, boot_pfn_zone(b, pfn), pfn, pfn + 1);
}

void memblock_discard(struct boot *b)
{
	if (b->kernel->arch_keep_memblock)
		return;
	free_array(b, &b->memblock.reserved);
	free_array(b, &b->memblock.memory);
}
