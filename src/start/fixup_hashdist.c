/* SPDX-License-Identifier: GPL-2.0-only */
#include "start/calls.h"

/* fixup_hashdist(), mm/mm_init.c; older kernels call it in page_alloc_init() */

static size_t nodes_with_memory(const struct boot *b)
{
	size_t count = 0;

	for (size_t n = 0; n < b->nr_nodes; n++)
		count += b->nodes[n] && b->nodes[n]->has_memory;
	return count;
}

/* HASHDIST_DEFAULT, where nothing looks again at how many nodes there are. */
int default_hashdist(struct boot *b)
{
	b->hashdist = b->kernel->numa && b->kernel->word_size == 8;
	return 0;
}

/* fixup_hashdist(): spreading hash tables needs more than one node. */
int fixup_hashdist(struct boot *b)
{
	b->hashdist = b->kernel->numa && b->kernel->word_size == 8 &&
		      nodes_with_memory(b) != 1;
	return 0;
}
