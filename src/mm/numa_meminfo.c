/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/numa_meminfo.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "mm/memblock.h"
#include "mm/numa.h"
#include "util/alloc.h"
#include "util/range.h"

void numa_memblks_prepare(struct numa_meminfo *n, const struct kernel *k)
{
	*n = (struct numa_meminfo){
		.parsed = xcalloc(k->max_numnodes, sizeof(*n->parsed)),
	};
}

void numa_memblks_release(struct numa_meminfo *n)
{
	free(n->blks);
	free(n->parsed);
}

bool numa_any_parsed(const struct numa_meminfo *n, const struct kernel *k)
{
	for (uint32_t i = 0; i < k->max_numnodes; i++) {
		if (n->parsed[i])
			return true;
	}
	return false;
}

int numa_add_memblk(struct boot *b, struct numa_meminfo *n, int nid,
		    uint64_t start, uint64_t end)
{
	if (start == end)
		return 0;
	if (n->nr >= 2 * (size_t)b->kernel->max_numnodes) {
		journal_remark(b->journal, REMARK_NUMA_REFUSED,
			       "too many memblk ranges");
		return -1;
	}
	array_reserve(n->blks, n->cap, n->nr + 1);
	n->blks[n->nr++] = (struct numa_memblk){ start, end, nid };
	return 0;
}

void numa_remove_memblk_from(struct numa_meminfo *n, size_t i)
{
	n->nr--;
	memmove(&n->blks[i], &n->blks[i + 1], (n->nr - i) * sizeof(*n->blks));
}

int numa_find_memblk(const struct numa_meminfo *n, int nid)
{
	for (size_t i = 0; i < n->nr; i++) {
		if (n->blks[i].nid == nid)
			return (int)i;
	}
	return -1;
}

/* --- distances ------------------------------------------------------------ */

void numa_reset_distance(struct boot *b, struct numa_meminfo *n)
{
	if (n->table)
		memblock_free(b, n->table, n->table_size,
			      "numa_reset_distance");
	n->table = 0;
	b->distance_nodes = 0;
}

/* One more than the highest node that is known. */
static size_t count_nodes(const struct numa_meminfo *n, const struct kernel *k)
{
	size_t cnt = 0;

	for (size_t i = 0; i < k->max_numnodes; i++) {
		if (n->parsed[i])
			cnt = i + 1;
	}
	for (size_t i = 0; i < n->nr; i++) {
		if ((size_t)n->blks[i].nid >= cnt)
			cnt = (size_t)n->blks[i].nid + 1;
	}
	return cnt ? cnt : 1;
}

/* numa_alloc_distance() */
static bool alloc_distance(struct boot *b, struct numa_meminfo *n)
{
	uint64_t page = kernel_page_size(b->kernel);
	size_t cnt = count_nodes(n, b->kernel);

	n->table_size = cnt * cnt;
	n->table = memblock_alloc_range_nid(b, n->table_size, page, 0,
					    n->table_limit, NO_NODE, false,
					    "NUMA distance table",
					    "numa_alloc_distance");
	if (!n->table) {
		journal_log(b->journal,
			    "Warning: can't allocate distance table!");
		return false;
	}
	b->distance = xrealloc(b->distance, cnt * cnt, sizeof(*b->distance));
	b->distance_nodes = cnt;
	for (size_t i = 0; i < cnt * cnt; i++)
		b->distance[i] = i / cnt == i % cnt ? LOCAL_DISTANCE :
						      REMOTE_DISTANCE;
	journal_log(b->journal, "NUMA: Initialized distance table, cnt=%zu",
		    cnt);
	return true;
}

static void warn_distance(struct boot *b, bool *warned, const char *what,
			  int from, int to, uint32_t distance)
{
	if (!*warned)
		journal_log(b->journal,
			    "Warning: %s, from=%d to=%d distance=%d", what,
			    from, to, (int)distance);
	*warned = true;
}

void numa_set_distance(struct boot *b, struct numa_meminfo *n, int from, int to,
		       uint32_t distance)
{
	size_t cnt;

	if (!n->table && !alloc_distance(b, n))
		return;
	cnt = b->distance_nodes;
	if (from < 0 || to < 0 || (size_t)from >= cnt || (size_t)to >= cnt)
		warn_distance(b, &n->warned_bounds, "node ids are out of bound",
			      from, to, distance);
	else if (distance > UINT8_MAX ||
		 (from == to && distance != LOCAL_DISTANCE))
		warn_distance(b, &n->warned_distance,
			      "invalid distance parameter", from, to, distance);
	else
		b->distance[(size_t)from * cnt + (size_t)to] = distance;
}

/* --- clean-up ------------------------------------------------------------- */

/* What is no RAM is of no use, and nothing outside of memory counts. */
static void trim_memblks(struct boot *b, struct numa_meminfo *n)
{
	const struct memblock *mb = &b->memblock;
	bool shared = kernel_has_numa_memblks(b->kernel);
	uint64_t low = shared ? memblock_start_of_dram(mb) : 0;
	uint64_t high = shared ? memblock_end_of_dram(mb) :
				 b->totals.max_pfn << b->kernel->page_shift;

	for (size_t i = 0; i < n->nr;) {
		struct numa_memblk *m = &n->blks[i];
		bool used = memblock_overlaps(&mb->memory, m->start,
					      m->end - m->start);

		m->start = max_u64(m->start, low);
		m->end = used ? min_u64(m->end, high) : m->start;
		if (m->start >= m->end)
			numa_remove_memblk_from(n, i);
		else
			i++;
	}
}

static bool other_node_between(const struct numa_meminfo *n, int nid,
			       uint64_t start, uint64_t end)
{
	for (size_t k = 0; k < n->nr; k++) {
		const struct numa_memblk *m = &n->blks[k];

		if (m->nid != nid && start < m->end && end > m->start)
			return true;
	}
	return false;
}

/* -1 where blocks of two nodes overlap. */
static int check_overlap(struct boot *b, const struct numa_memblk *x,
			 const struct numa_memblk *y)
{
	if (x->end <= y->start || x->start >= y->end)
		return 0;
	if (x->nid == y->nid) {
		journal_log(b->journal,
			    "Warning: node %d [mem 0x%08" PRIx64 "-0x%08" PRIx64
			    "] overlaps with itself [mem 0x%08" PRIx64
			    "-0x%08" PRIx64 "]",
			    x->nid, x->start, x->end - 1, y->start, y->end - 1);
		return 0;
	}
	journal_remark(b->journal, REMARK_NUMA_REFUSED,
		       "node %d [mem 0x%08" PRIx64 "-0x%08" PRIx64
		       "] overlaps with node %d [mem 0x%08" PRIx64
		       "-0x%08" PRIx64 "]",
		       x->nid, x->start, x->end - 1, y->nid, y->start,
		       y->end - 1);
	return -1;
}

/* Blocks i and j > i become one where nothing of another node lies between. */
static bool join(struct boot *b, struct numa_meminfo *n, size_t i, size_t j)
{
	struct numa_memblk *x = &n->blks[i], *y = &n->blks[j];
	uint64_t start = min_u64(x->start, y->start);
	uint64_t end = max_u64(x->end, y->end);

	if (x->nid != y->nid || other_node_between(n, x->nid, start, end))
		return false;
	journal_log(b->journal,
		    "NUMA: Node %d [mem 0x%08" PRIx64 "-0x%08" PRIx64
		    "] + [mem 0x%08" PRIx64 "-0x%08" PRIx64
		    "] -> [mem 0x%08" PRIx64 "-0x%08" PRIx64 "]",
		    x->nid, x->start, x->end - 1, y->start, y->end - 1, start,
		    end - 1);
	x->start = start;
	x->end = end;
	numa_remove_memblk_from(n, j);
	return true;
}

int numa_cleanup_meminfo(struct boot *b, struct numa_meminfo *n)
{
	trim_memblks(b, n);
	for (size_t i = 0; i < n->nr; i++) {
		for (size_t j = i + 1; j < n->nr;) {
			if (check_overlap(b, &n->blks[i], &n->blks[j]))
				return -1;
			if (!join(b, n, i, j))
				j++;
		}
	}
	return 0;
}
