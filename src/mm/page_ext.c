/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/page_ext.h"

#include <inttypes.h>

#include "journal/journal.h"
#include "mm/memblock.h"
#include "mm/page_alloc.h"
#include "util/range.h"

/* Where a word has no bits left for them, idle pages are marked here. */
static bool is_needed(const struct kernel *k)
{
	return k->flatmem && k->page_idle_flag && k->word_size == 4;
}

/* alloc_node_page_ext(): a word of flags a page, and room for buddies outside. */
static uint64_t node_bytes(const struct kernel *k, const struct node *n)
{
	uint64_t block = max_order_nr_pages(k), pages = n->node_spanned_pages;
	uint64_t end = n->node_start_pfn + pages;

	if (pages && (n->node_start_pfn % block || end % block))
		pages += block;
	return pages * k->word_size;
}

int page_ext_init_flatmem(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t total = 0;

	if (!is_needed(k))
		return 0;
	for (size_t i = 0; i < b->nr_nodes; i++) {
		const struct node *n = b->nodes[i];
		uint64_t bytes = n->online ? node_bytes(k, n) : 0;

		if (bytes &&
		    !memblock_alloc_try_nid(
			    b, bytes, kernel_page_size(k), b->max_dma_address,
			    MEMBLOCK_ALLOC_ACCESSIBLE, n->nid, false,
			    "page_ext, flags of pages",
			    "alloc_node_page_ext page_ext_init_flatmem")) {
			journal_log(b->journal,
				    "allocation of page_ext failed.");
			return journal_panic(b->journal, "Out of memory");
		}
		total += bytes;
	}
	journal_log(b->journal, "allocated %" PRIu64 " bytes of page_ext",
		    total);
	return 0;
}
