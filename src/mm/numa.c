/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/numa.h"

#include <inttypes.h>

#include "journal/journal.h"
#include "mm/memblock.h"
#include "util/range.h"

static const char *what_of(struct boot *b, int nid)
{
	return journal_intern(b->journal, "pg_data_t of node %d", nid);
}

struct node *node_data_place(struct boot *b, int nid, uint64_t size,
			     const char *by)
{
	uint64_t at = memblock_alloc_range_nid(b, size, b->kernel->cache_bytes,
					       0, MEMBLOCK_ALLOC_ACCESSIBLE,
					       nid, false, what_of(b, nid), by);
	struct node *n;

	if (!at)
		return NULL;
	n = boot_node_create(b, nid);
	n->possible = n->online = true;
	n->pgdat_base = at;
	n->pgdat_size = size;
	n->pgdat_nid = memblock_search(&b->memblock.memory, at)->nid;
	return n;
}

void node_data_log(struct boot *b, const struct node *n)
{
	journal_log(b->journal,
		    "NODE_DATA(%d) allocated [mem 0x%08" PRIx64 "-0x%08" PRIx64
		    "]",
		    n->nid, n->pgdat_base, n->pgdat_base + n->pgdat_size - 1);
	if (n->pgdat_nid != n->nid)
		journal_log(b->journal, "    NODE_DATA(%d) on node %d", n->nid,
			    n->pgdat_nid);
}

int alloc_node_data(struct boot *b, int nid)
{
	uint64_t size =
		align_up(b->kernel->size.pglist_data, b->kernel->cache_bytes);
	const struct node *n =
		node_data_place(b, nid, size,
				"memblock_phys_alloc_try_nid alloc_node_data");

	if (!n)
		return journal_panic(b->journal,
				     "Cannot allocate %" PRIu64
				     " bytes for node %d data",
				     size, nid);
	node_data_log(b, n);
	return 0;
}

int alloc_offline_node_data(struct boot *b, struct node *n)
{
	bool panics = kernel_has_numa_memblks(b->kernel);
	uint64_t size = b->kernel->size.pglist_data;

	if (!panics)
		journal_log(b->journal, "Initializing node %d as memoryless",
			    n->nid);
	n->pgdat_base = memblock_alloc(b, size, b->kernel->cache_bytes,
				       what_of(b, n->nid),
				       panics ? "alloc_offline_node_data" :
						"arch_alloc_nodedata");
	if (!n->pgdat_base && panics)
		return journal_panic(b->journal,
				     "Cannot allocate %" PRIu64
				     "B for node %d.",
				     size, n->nid);
	if (!n->pgdat_base) {
		journal_log(b->journal,
			    "Cannot allocate %" PRIu64 "B for node %d.", size,
			    n->nid);
		return 1;
	}
	n->pgdat_size = size;
	n->pgdat_nid = n->nid;
	return 0;
}
