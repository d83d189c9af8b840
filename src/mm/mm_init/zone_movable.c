/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/mm_init/zone_movable.h"

#include "journal/journal.h"
#include "mm/arch_numa.h"
#include "mm/memblock.h"
#include "util/range.h"

#define SZ_4G (1ULL << 32)

unsigned movable_zone(const struct boot *b)
{
	for (unsigned i = b->kernel->nr_zones; i-- > 0;) {
		if (b->kernel->zones[i] != ZONE_MOVABLE &&
		    b->zone_highest_pfn[i] > b->zone_lowest_pfn[i])
			return i;
	}
	return 0;
}

static void lower(uint64_t *pfn, uint64_t to)
{
	*pfn = *pfn ? min_u64(*pfn, to) : to;
}

/* memblock_get_region_node() */
static int region_node(const struct boot *b, const struct memblock_region *r)
{
	return b->kernel->numa ? r->nid : 0;
}

/* movable_node: what may be unplugged is movable. */
static void from_hotplug(struct boot *b)
{
	for (size_t i = 0; i < b->memblock.memory.cnt; i++) {
		const struct memblock_region *r =
			&b->memblock.memory.regions[i];
		int nid = region_node(b, r);

		if (r->flags & MEMBLOCK_HOTPLUG && numa_valid_node(nid))
			lower(&b->zone_movable_pfn[nid],
			      pfn_down(b->kernel, r->base));
	}
}

/* kernelcore=mirror: what is not mirrored, above 4 GiB, is movable. */
static void from_mirror(struct boot *b)
{
	bool below_4g = false;

	for (size_t i = 0; i < b->memblock.memory.cnt; i++) {
		const struct memblock_region *r =
			&b->memblock.memory.regions[i];
		uint64_t pfn = pfn_up(b->kernel, r->base);
		int nid = region_node(b, r);

		if (r->flags & MEMBLOCK_MIRROR)
			continue;
		if (pfn < SZ_4G >> b->kernel->page_shift)
			below_4g = true;
		else if (numa_valid_node(nid))
			lower(&b->zone_movable_pfn[nid], pfn);
	}
	if (below_4g)
		journal_log(
			b->journal,
			"This configuration results in unmirrored kernel memory.");
}

/* What kernelcore=mirror does where no memory is mirrored. */
RULE(kernelcore_mirror, "find_zone_movable_pfns_for_nodes()", WITH_MEMBLOCK,
     VARIANT(KERNELCORE_MIRROR_IGNORED, "ignored",
	     .shows =
		     "string \"The system has no mirror memory, ignore kernelcore=mirror.\""),
     VARIANT(KERNELCORE_MIRROR_OBEYED, "obeyed", .shows = "no such string"));

/* Whether kernelcore=mirror means anything; else it says why not. */
static bool mirror_counts(struct boot *b)
{
	const char *why = NULL;

	if (b->kernel->rules.kernelcore_mirror == KERNELCORE_MIRROR_OBEYED)
		return true;
	if (!b->memblock.has_mirror)
		why = "has no mirror memory";
	else if (b->kernel->crash_dump && b->machine->fdt.elfcorehdr.size)
		why = "is under kdump";
	if (why)
		journal_log(b->journal,
			    "The system %s, ignore kernelcore=mirror.", why);
	return !why;
}

static uint64_t wanted_pages(const struct core_param *p, uint64_t total)
{
	return p->percent ? total * 100 * p->percent / 10000 : p->pages;
}

/* Pages that are to stay out of ZONE_MOVABLE; 0: all. */
static uint64_t required_kernelcore(const struct boot *b, uint64_t total)
{
	uint64_t core = wanted_pages(&b->params.kernelcore, total);
	uint64_t movable = wanted_pages(&b->params.movablecore, total);

	if (movable) {
		movable = min_u64(align_up(movable,
					   max_order_nr_pages(b->kernel)),
				  total);
		core = max_u64(core, total - movable);
	}
	return core >= total ? 0 : core;
}

struct share {
	uint64_t node; /* pages this node has yet to keep */
	uint64_t all; /* pages all nodes have yet to keep */
};

static uint64_t take(uint64_t pages, uint64_t from)
{
	return from - min_u64(pages, from);
}

/*
 * Pages [s, end) of a node stay out of ZONE_MOVABLE as far as its share goes;
 * below `usable`, the start of the zone it is cut from, all of them do.
 * Returns where the node's movable part would begin.
 */
static uint64_t keep_range(uint64_t s, uint64_t end, uint64_t usable,
			   struct share *share)
{
	uint64_t n;

	if (s < usable) {
		uint64_t k = min_u64(end, usable) - s;

		share->node = take(k, share->node);
		share->all = take(k, share->all);
		if (end <= usable)
			return end;
		s = usable;
	}
	n = min_u64(end - s, share->node);
	share->all = take(n, share->all);
	share->node -= n;
	return s + n;
}

static void spread_over_node(struct boot *b, int nid, uint64_t usable,
			     struct share *share)
{
	struct memblock_pfn_iter it = { 0 };
	uint64_t *movable = &b->zone_movable_pfn[nid];

	while (memblock_next_pfn_range(&b->memblock, b->kernel->page_shift,
				       b->kernel->numa ? nid : NO_NODE, &it)) {
		uint64_t s = max_u64(it.start_pfn, *movable);

		if (s >= it.end_pfn)
			continue;
		*movable = keep_range(s, it.end_pfn, usable, share);
		if (!share->node && it.end_pfn > usable)
			break;
	}
}

static bool node_has_pages(const struct boot *b, size_t nid)
{
	uint64_t start, end;

	get_pfn_range_for_nid(b, b->kernel->numa ? (int)nid : NO_NODE, &start,
			      &end);
	return start < end;
}

/* Evenly over the nodes; what a small node cannot keep goes to the others. */
static void spread_kernelcore(struct boot *b, uint64_t core)
{
	uint64_t start = b->zone_lowest_pfn[movable_zone(b)];
	struct share share = { .all = core };
	uint64_t nodes = 0;

	for (size_t n = 0; n < b->nr_nodes; n++)
		nodes += b->nodes[n] && node_has_pages(b, n);
	while (nodes) {
		uint64_t per_node = share.all / nodes;

		for (size_t n = 0; n < b->nr_nodes; n++) {
			if (!b->nodes[n] || !node_has_pages(b, n))
				continue;
			if (share.all < per_node)
				per_node = share.all / nodes;
			share.node = per_node;
			spread_over_node(b, (int)n, start, &share);
		}
		nodes--;
		if (share.all <= nodes)
			break;
	}
}

/* Whole largest blocks; nothing where that leaves nothing. */
static void align_movable(struct boot *b)
{
	for (size_t n = 0; n < b->nr_nodes; n++) {
		uint64_t *pfn = &b->zone_movable_pfn[n], start, end;

		if (!*pfn)
			continue;
		*pfn = align_up(*pfn, max_order_nr_pages(b->kernel));
		get_pfn_range_for_nid(b, b->kernel->numa ? (int)n : NO_NODE,
				      &start, &end);
		if (*pfn >= end)
			*pfn = 0;
	}
}

void find_zone_movable_pfns(struct boot *b)
{
	uint64_t total = memory_pages_in(b, NO_NODE, 0, UINT64_MAX), core;

	if (b->memblock.movable_node) {
		from_hotplug(b);
	} else if (b->params.kernelcore_mirror) {
		if (!mirror_counts(b))
			return;
		from_mirror(b);
	} else {
		core = required_kernelcore(b, total);
		if (!core)
			return;
		spread_kernelcore(b, core);
	}
	align_movable(b);
}
