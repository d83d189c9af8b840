/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/arch_numa.h"

#include <inttypes.h>
#include <stdlib.h>

#include "journal/journal.h"
#include "mm/memblock.h"
#include "util/alloc.h"
#include "util/range.h"

uint32_t node_distance(const struct boot *b, int from, int to)
{
	size_t n = b->distance_nodes;

	if ((size_t)from >= n || (size_t)to >= n)
		return from == to ? LOCAL_DISTANCE : REMOTE_DISTANCE;
	return b->distance[(size_t)from * n + (size_t)to];
}

int memory_nid(const struct boot *b, int nid)
{
	if (!b->kernel->numa)
		return 0;
	return nid == NO_NODE ? (int)b->kernel->max_numnodes : nid;
}

void get_pfn_range_for_nid(const struct boot *b, int nid, uint64_t *start_pfn,
			   uint64_t *end_pfn)
{
	struct memblock_pfn_iter it = { 0 };

	*start_pfn = UINT64_MAX;
	*end_pfn = 0;
	while (memblock_next_pfn_range(&b->memblock, b->kernel->page_shift, nid,
				       &it)) {
		*start_pfn = min_u64(*start_pfn, it.start_pfn);
		*end_pfn = max_u64(*end_pfn, it.end_pfn);
	}
	if (*start_pfn == UINT64_MAX)
		*start_pfn = 0;
}

/* numa_alloc_distance(): the table's address, 0 when there is no room. */
static uint64_t alloc_distance(struct boot *b)
{
	size_t n = b->nr_node_ids;
	uint64_t at = memblock_alloc(b, n * n, kernel_page_size(b->kernel),
				     "NUMA distance table",
				     "numa_alloc_distance");

	if (!at)
		return 0;
	b->distance = xrealloc(b->distance, n * n, sizeof(*b->distance));
	b->distance_nodes = n;
	for (size_t i = 0; i < n * n; i++)
		b->distance[i] = i / n == i % n ? LOCAL_DISTANCE :
						  REMOTE_DISTANCE;
	return at;
}

static void set_distance(struct boot *b, uint32_t from, uint32_t to,
			 uint32_t distance)
{
	size_t n = b->distance_nodes;

	if (from >= n || to >= n || distance > UINT8_MAX)
		return;
	b->distance[from * n + to] = distance;
}

/* numa_add_memblk() */
static int add_memblk(struct boot *b, int nid, const struct range *r,
		      bool *parsed)
{
	if (memblock_set_node(b, r->base, r->size, nid, "numa_add_memblk"))
		return -1;
	parsed[nid] = true;
	return 0;
}

/* of_numa_parse_memory_nodes() for one node */
static int parse_memory_node(struct boot *b, const struct fdt_memory_node *n,
			     bool *parsed)
{
	if (n->nid < 0)
		return 0;
	if ((uint32_t)n->nid >= b->kernel->max_numnodes) {
		journal_remark(b->journal, REMARK_NUMA_REFUSED,
			       "OF: NUMA: Node id %d exceeds maximum value",
			       n->nid);
		return -1;
	}
	for (size_t i = 0; i < n->nr_reg; i++) {
		if (add_memblk(b, n->nid, &n->reg[i], parsed))
			return -1;
	}
	if (!n->nr_reg) {
		journal_remark(b->journal, REMARK_NUMA_REFUSED,
			       "OF: NUMA: bad property in memory node");
		return -1;
	}
	return 0;
}

static int parse_distances(struct boot *b, bool *parsed)
{
	const struct machine_fdt *fdt = &b->machine->fdt;

	if (!fdt->has_distance_map)
		return 0;
	journal_log(b->journal, "OF: NUMA: parsing numa-distance-map-v1");
	for (size_t i = 0; i < fdt->nr_distances; i++) {
		const struct fdt_distance *d = &fdt->distances[i];

		if (d->a == d->b ? d->distance != LOCAL_DISTANCE :
				   d->distance <= LOCAL_DISTANCE) {
			journal_remark(
				b->journal, REMARK_NUMA_REFUSED,
				"OF: NUMA: Invalid distance[node%u -> node%u] = %u",
				d->a, d->b, d->distance);
			return -1;
		}
		if (d->a < b->kernel->max_numnodes)
			parsed[d->a] = true;
		set_distance(b, d->a, d->b, d->distance);
		if (d->b > d->a)
			set_distance(b, d->b, d->a, d->distance);
	}
	return fdt->bad_distance_map ? -1 : 0;
}

/* of_numa_init() */
static int of_numa_init(struct boot *b, bool *parsed)
{
	const struct machine *m = b->machine;

	for (size_t i = 0; i < m->nr_cpus; i++) {
		int nid = m->cpus[i].own_nid;

		if (nid >= 0 && (uint32_t)nid < b->kernel->max_numnodes)
			parsed[nid] = true;
	}
	for (size_t i = 0; i < m->fdt.nr_memory; i++) {
		if (parse_memory_node(b, &m->fdt.memory[i], parsed))
			return -1;
	}
	return parse_distances(b, parsed);
}

/* dummy_numa_init() */
static int dummy_numa_init(struct boot *b, bool *parsed)
{
	struct range all = { .base = memblock_start_of_dram(&b->memblock) };

	all.size = memblock_end_of_dram(&b->memblock) - all.base;
	if (b->numa_off)
		journal_log(b->journal, "NUMA: NUMA disabled");
	journal_remark(b->journal, REMARK_FAKED_NODE,
		       "NUMA: Faking a node at [mem 0x%016" PRIx64
		       "-0x%016" PRIx64 "]",
		       all.base, all.base + all.size - 1);
	if (add_memblk(b, 0, &all, parsed))
		return -1;
	b->numa_off = true;
	return 0;
}

/* setup_node_data() */
static int setup_node_data(struct boot *b, int nid)
{
	uint64_t size =
		align_up(b->kernel->size.pglist_data, b->kernel->cache_bytes);
	const struct memblock_region *r;
	uint64_t start_pfn, end_pfn, at;
	struct node *n;

	get_pfn_range_for_nid(b, nid, &start_pfn, &end_pfn);
	if (start_pfn >= end_pfn)
		journal_log(b->journal,
			    "NUMA: Initmem setup node %d [<memory-less node>]",
			    nid);
	at = memblock_alloc_range_nid(b, size, b->kernel->cache_bytes, 0,
				      MEMBLOCK_ALLOC_ACCESSIBLE, nid, false,
				      journal_intern(b->journal,
						     "pg_data_t of node %d",
						     nid),
				      "memblock_phys_alloc_try_nid "
				      "setup_node_data numa_register_nodes");
	if (!at)
		return journal_panic(b->journal,
				     "Cannot allocate %" PRIu64
				     " bytes for node %d data",
				     size, nid);
	journal_log(b->journal,
		    "NUMA: NODE_DATA [mem 0x%08" PRIx64 "-0x%08" PRIx64 "]", at,
		    at + size - 1);
	r = memblock_search(&b->memblock.memory, at);
	if (r->nid != nid)
		journal_log(b->journal, "NUMA: NODE_DATA(%d) on node %d", nid,
			    r->nid);
	n = boot_node_create(b, nid);
	n->possible = n->online = true;
	n->pgdat_base = at;
	n->pgdat_size = size;
	n->pgdat_nid = r->nid;
	return 0;
}

/* numa_register_nodes(): 0, 1 when the map is refused, -1 after a panic. */
static int register_nodes(struct boot *b, const bool *parsed)
{
	const struct memblock_type *memory = &b->memblock.memory;

	for (size_t i = 0; i < memory->cnt; i++) {
		const struct memblock_region *r = &memory->regions[i];

		if (r->nid != NO_NODE)
			continue;
		journal_remark(
			b->journal, REMARK_NUMA_REFUSED,
			"NUMA: Warning: invalid memblk node %u [mem 0x%016" PRIx64
			"-0x%016" PRIx64 "]",
			b->kernel->max_numnodes, r->base,
			r->base + r->size - 1);
		return 1;
	}
	for (uint32_t nid = 0; nid < b->kernel->max_numnodes; nid++) {
		if (parsed[nid] && setup_node_data(b, (int)nid))
			return -1;
	}
	return 0;
}

static bool any(const bool *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (v[i])
			return true;
	}
	return false;
}

typedef int numa_method(struct boot *b, bool *parsed);

/* numa_init(): 0, 1 when the method does not work out, -1 after a panic. */
static int numa_init(struct boot *b, numa_method *method, const char *name)
{
	size_t n = b->nr_node_ids;
	bool *parsed = xcalloc(b->kernel->max_numnodes, sizeof(*parsed));
	uint64_t table;
	int ret;

	journal_enter(b->journal, "numa_init");
	table = alloc_distance(b);
	journal_enter(b->journal, name);
	ret = table ? method(b, parsed) : 1;
	journal_leave(b->journal);
	if (!ret && !any(parsed, b->kernel->max_numnodes)) {
		journal_log(b->journal, "NUMA: No NUMA configuration found");
		ret = 1;
	}
	if (!ret)
		ret = register_nodes(b, parsed);
	if (ret && table && !b->journal->panic) {
		memblock_free(b, table, n * n, "numa_free_distance");
		b->distance_nodes = 0;
		ret = 1;
	}
	journal_leave(b->journal);
	free(parsed);
	return b->journal->panic ? -1 : ret;
}

void setup_nr_node_ids(struct boot *b)
{
	b->nr_node_ids = 1;
	for (size_t i = 0; i < b->nr_nodes; i++) {
		if (b->nodes[i] && b->nodes[i]->possible)
			b->nr_node_ids = i + 1;
	}
}

int arch_numa_init(struct boot *b)
{
	int ret = 1;

	b->numa_off = b->params.numa_off;
	if (!b->numa_off)
		ret = numa_init(b, of_numa_init, "of_numa_init");
	if (ret > 0)
		ret = numa_init(b, dummy_numa_init, "dummy_numa_init");
	/* Without any node the kernel goes on; it has no memory left. */
	if (ret < 0)
		return -1;
	setup_nr_node_ids(b);
	return 0;
}
