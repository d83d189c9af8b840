/* SPDX-License-Identifier: GPL-2.0-only */
#include "journal/journal.h"
#include "mm/pageset.h"
#include "mm/percpu.h"
#include "start/calls.h"

/*
 * setup_per_cpu_pageset() and setup_zone_pageset(), mm/page_alloc.c: populated
 * zones leave the boot pageset, which they shared, for lists of their own. No watermark is set yet,
 * so `high`, or high_min, rests on the batch.
 */
int setup_per_cpu_pageset(struct boot *b)
{
	const struct kernel_sizes *s = &b->kernel->size;

	/* An empty function: the limits are there since setup_arch(). */
	if (kernel_has_hot_cold_pages(b->kernel))
		return 0;
	journal_inexact(
		b->journal, "nodes[].zones[].free_area",
		"what other subsystems take between kmem_cache_init and here is not modelled; the lists are those after kmem_cache_init");
	for (size_t n = 0; n < b->nr_nodes; n++) {
		struct node *node = b->nodes[n];

		for (unsigned i = 0; node && i < node->nr_zones; i++) {
			if (!zone_populated(&node->zones[i]))
				continue;
			if (s->per_cpu_pageset) {
				pcpu_alloc(b, s->per_cpu_pageset);
				continue;
			}
			pcpu_alloc(b, s->per_cpu_zonestat);
			pcpu_alloc(b, s->per_cpu_pages);
		}
		if (node && node->online)
			pcpu_alloc(b, s->per_cpu_nodestat);
	}
	set_populated_pagesets(b, 0);
	return 0;
}
