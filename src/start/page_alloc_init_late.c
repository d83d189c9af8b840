/* SPDX-License-Identifier: GPL-2.0-only */
#include "journal/sequence.h"
#include "mm/page_alloc.h"
#include "start/calls.h"

/* page_alloc_init_late(), mm/page_alloc.c */
int page_alloc_init_late(struct boot *b)
{
	for (size_t n = 0; n < b->nr_nodes; n++) {
		if (b->nodes[n] && b->nodes[n]->has_memory)
			deferred_init_memmap(b, (int)n);
	}
	return call_inner(b);
}
