/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/numa_memblks.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "mm/memblock.h"
#include "mm/numa.h"
#include "mm/numa_emulation.h"
#include "util/alloc.h"

/* numa_clear_kernel_node_hotplug(): what holds the kernel stays. */
static void clear_kernel_node_hotplug(struct boot *b,
				      const struct numa_meminfo *n)
{
	const struct memblock_type *reserved = &b->memblock.reserved;
	bool *used = xcalloc(b->kernel->max_numnodes, sizeof(*used));

	journal_enter(b->journal, "numa_clear_kernel_node_hotplug");
	for (size_t i = 0; i < n->nr; i++)
		memblock_set_reserved_node(b, n->blks[i].start,
					   n->blks[i].end - n->blks[i].start,
					   n->blks[i].nid, "");
	for (size_t i = 0; i < reserved->cnt; i++) {
		if (numa_valid_node(reserved->regions[i].nid))
			used[reserved->regions[i].nid] = true;
	}
	for (size_t i = 0; i < n->nr; i++) {
		if (used[n->blks[i].nid])
			memblock_mark(b, n->blks[i].start,
				      n->blks[i].end - n->blks[i].start,
				      MEMBLOCK_HOTPLUG, false, "");
	}
	journal_leave(b->journal);
	free(used);
}

void numa_set_nodes(struct boot *b, const struct numa_meminfo *n)
{
	for (size_t i = 0; i < n->nr; i++)
		memblock_set_node(b, n->blks[i].start,
				  n->blks[i].end - n->blks[i].start,
				  n->blks[i].nid, "");
	clear_kernel_node_hotplug(b, n);
}

void numa_forget_nodes(struct boot *b, struct numa_meminfo *n)
{
	int none = kernel_has_numa_memblks(b->kernel) ? CLEARED_NODE : NO_NODE;

	n->nr = 0;
	memset(n->parsed, 0, b->kernel->max_numnodes * sizeof(*n->parsed));
	memblock_set_node(b, 0, UINT64_MAX, none, "");
	memblock_set_reserved_node(b, 0, UINT64_MAX, none, "");
	memblock_mark(b, 0, UINT64_MAX, MEMBLOCK_HOTPLUG, false, "");
	numa_reset_distance(b, n);
}

int numa_memblks_init(struct boot *b, struct numa_meminfo *n,
		      numa_source *source, bool force_top_down)
{
	int ret;

	journal_enter(b->journal, "numa_memblks_init");
	numa_forget_nodes(b, n);
	ret = source(b, n);
	if (!ret && force_top_down)
		b->memblock.bottom_up = false;
	if (!ret)
		ret = numa_cleanup_meminfo(b, n);
	if (!ret) {
		numa_emulation(b, n);
		journal_enter(b->journal, "numa_register_meminfo");
		numa_set_nodes(b, n);
		journal_leave(b->journal);
	}
	journal_leave(b->journal);
	return ret;
}

bool memblock_validate_numa_coverage(struct boot *b, uint64_t bytes)
{
	const uint32_t shift = b->kernel->page_shift;
	struct memblock_pfn_iter it = { 0 };
	uint64_t lost = 0;

	while (memblock_next_pfn_range(&b->memblock, shift, NO_NODE, &it)) {
		if (!numa_valid_node(it.nid))
			lost += (it.end_pfn - it.start_pfn) << shift;
	}
	if (lost <= bytes)
		return true;
	journal_remark(b->journal, REMARK_NUMA_REFUSED,
		       "NUMA: no nodes coverage for %" PRIu64 "MB of %" PRIu64
		       "MB RAM",
		       lost >> 20, b->memblock.memory.total_size >> 20);
	return false;
}
