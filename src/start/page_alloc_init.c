/* SPDX-License-Identifier: GPL-2.0-only */
#include "start/calls.h"

/* page_alloc_init(), mm/page_alloc.c, as far as hash tables ask it */

static size_t nodes_with_memory(const struct boot *b)
{
	size_t count = 0;

	for (size_t n = 0; n < b->nr_nodes; n++)
		count += b->nodes[n] && b->nodes[n]->has_memory;
	return count;
}

/* page_alloc_init(): spreading hash tables needs more than one node. */
int page_alloc_init(struct boot *b)
{
	b->hashdist = b->kernel->numa && b->kernel->word_size == 8 &&
		      nodes_with_memory(b) != 1;
	return 0;
}
