/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/arch_numa.h"

#include <inttypes.h>
#include <string.h>

#include "journal/journal.h"
#include "mm/memblock.h"
#include "mm/numa_memblks.h"
#include "util/alloc.h"
#include "util/range.h"

#define SZ_4G (1ULL << 32)

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
	if (nid == CLEARED_NODE)
		return -1;
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

/* numa_alloc_distance() that takes room for all nodes there can be: the table's
 * address, 0 when there is no room. */
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

static void set_distance(struct boot *b, struct numa_meminfo *n, uint32_t from,
			 uint32_t to, uint32_t distance)
{
	size_t cnt = b->distance_nodes;

	if (kernel_has_numa_memblks(b->kernel)) {
		numa_set_distance(b, n, (int)from, (int)to, distance);
		return;
	}
	if (from >= cnt || to >= cnt || distance > UINT8_MAX)
		return;
	b->distance[from * cnt + to] = distance;
}

/* numa_add_memblk(), which once gave the memory its node at once */
static int add_memblk(struct boot *b, struct numa_meminfo *n, int nid,
		      const struct range *r)
{
	int ret =
		kernel_has_numa_memblks(b->kernel) ?
			numa_add_memblk(b, n, nid, r->base, r->base + r->size) :
			memblock_set_node(b, r->base, r->size, nid,
					  "numa_add_memblk");

	if (!ret)
		n->parsed[nid] = true;
	return ret;
}

/* of_numa_parse_memory_nodes() for one node that has a numa-node-id */
static int parse_memory_node(struct boot *b, struct numa_meminfo *n,
			     const struct fdt_memory_node *m)
{
	if ((uint32_t)m->nid >= b->kernel->max_numnodes) {
		journal_remark(b->journal, REMARK_NUMA_REFUSED,
			       "OF: NUMA: Node id %d exceeds maximum value",
			       m->nid);
		return -1;
	}
	for (size_t i = 0; i < m->nr_reg; i++) {
		if (add_memblk(b, n, m->nid, &m->reg[i]))
			return -1;
	}
	if (!m->nr_reg) {
		journal_remark(b->journal, REMARK_NUMA_REFUSED,
			       "OF: NUMA: bad property in memory node");
		return -1;
	}
	return 0;
}

/* What becomes of a tree whose last memory node has no numa-node-id. */
RULE(of_numa, "of_numa_parse_memory_nodes()", WITH_MEMBLOCK,
     VARIANT(OF_NUMA_REFUSED, "refused"), VARIANT(OF_NUMA_PASSED, "passed"));

/* of_numa_parse_memory_nodes() */
static int parse_memory_nodes(struct boot *b, struct numa_meminfo *n)
{
	const struct machine_fdt *fdt = &b->machine->fdt;
	int without = b->kernel->rules.of_numa == OF_NUMA_REFUSED ? -1 : 0;
	int ret = without;

	for (size_t i = 0; i < fdt->nr_memory; i++) {
		ret = without;
		if (fdt->memory[i].nid < 0)
			continue;
		ret = parse_memory_node(b, n, &fdt->memory[i]);
		if (ret)
			break;
	}
	return ret;
}

static int parse_distances(struct boot *b, struct numa_meminfo *n)
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
			n->parsed[d->a] = true;
		set_distance(b, n, d->a, d->b, d->distance);
		if (d->b > d->a)
			set_distance(b, n, d->b, d->a, d->distance);
	}
	return fdt->bad_distance_map ? -1 : 0;
}

static int of_numa_init(struct boot *b, struct numa_meminfo *n)
{
	const struct machine *m = b->machine;
	int ret;

	journal_enter(b->journal, "of_numa_init");
	for (size_t i = 0; i < m->nr_cpus; i++) {
		int nid = m->cpus[i].own_nid;

		if (nid >= 0 && (uint32_t)nid < b->kernel->max_numnodes)
			n->parsed[nid] = true;
	}
	ret = parse_memory_nodes(b, n);
	if (!ret)
		ret = parse_distances(b, n);
	journal_leave(b->journal);
	return ret;
}

static int dummy_numa_init(struct boot *b, struct numa_meminfo *n)
{
	struct range all = { .base = memblock_start_of_dram(&b->memblock) };
	int ret;

	all.size = memblock_end_of_dram(&b->memblock) - all.base;
	if (b->numa_off)
		journal_log(b->journal, "NUMA: NUMA disabled");
	journal_remark(b->journal, REMARK_FAKED_NODE,
		       "NUMA: Faking a node at [mem 0x%016" PRIx64
		       "-0x%016" PRIx64 "]",
		       all.base, all.base + all.size - 1);
	journal_enter(b->journal, "dummy_numa_init");
	ret = add_memblk(b, n, 0, &all);
	journal_leave(b->journal);
	if (!ret)
		b->numa_off = true;
	return ret;
}

/* What kernels say of it whose node data are the architecture's. */
static int setup_own_node_data(struct boot *b, int nid)
{
	uint64_t size =
		align_up(b->kernel->size.pglist_data, b->kernel->cache_bytes);
	const struct node *n = node_data_place(b, nid, size,
					       "memblock_phys_alloc_try_nid "
					       "setup_node_data "
					       "numa_register_nodes");

	if (!n)
		return journal_panic(b->journal,
				     "Cannot allocate %" PRIu64
				     " bytes for node %d data",
				     size, nid);
	journal_log(b->journal,
		    "NUMA: NODE_DATA [mem 0x%08" PRIx64 "-0x%08" PRIx64 "]",
		    n->pgdat_base, n->pgdat_base + size - 1);
	if (n->pgdat_nid != nid)
		journal_log(b->journal, "NUMA: NODE_DATA(%d) on node %d", nid,
			    n->pgdat_nid);
	return 0;
}

static int alloc_own_node_data(struct boot *b, int nid)
{
	int ret;

	if (!kernel_has_numa_memblks(b->kernel))
		return setup_own_node_data(b, nid);
	journal_enter(b->journal, "numa_register_nodes");
	journal_enter(b->journal, "setup_node_data");
	ret = alloc_node_data(b, nid);
	journal_leave(b->journal);
	journal_leave(b->journal);
	return ret;
}

static int setup_node_data(struct boot *b, int nid)
{
	uint64_t start_pfn, end_pfn;
	struct node *n;

	get_pfn_range_for_nid(b, nid, &start_pfn, &end_pfn);
	if (start_pfn >= end_pfn)
		journal_log(b->journal,
			    "NUMA: Initmem setup node %d [<memory-less node>]",
			    nid);
	if (alloc_own_node_data(b, nid))
		return -1;
	n = boot_node(b, nid);
	n->node_start_pfn = start_pfn;
	n->node_spanned_pages = end_pfn - start_pfn;
	return 0;
}

/* Every region has to have a node. */
static bool all_have_nodes(struct boot *b)
{
	const struct memblock_type *memory = &b->memblock.memory;

	if (kernel_has_numa_memblks(b->kernel))
		return memblock_validate_numa_coverage(b, 0);
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
		return false;
	}
	return true;
}

/* numa_register_nodes(): 0, 1 when the map is refused, -1 after a panic. */
static int register_nodes(struct boot *b, const struct numa_meminfo *n)
{
	if (!all_have_nodes(b))
		return 1;
	for (uint32_t nid = 0; nid < b->kernel->max_numnodes; nid++) {
		if (n->parsed[nid] && setup_node_data(b, (int)nid))
			return -1;
	}
	return 0;
}

/*
 * setup_node_to_cpumask_map(), when all CPUs that nr_cpus= allows are still
 * thought possible
 */
static void alloc_cpumasks(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t bits = align_up(boot_cpu_limit(b), k->word_size * 8);

	if (!k->cpumask_offstack)
		return;
	for (size_t i = 0; i < b->nr_node_ids; i++)
		memblock_alloc(b, bits / 8, k->cache_bytes,
			       "CPU masks of the nodes",
			       "alloc_bootmem_cpumask_var "
			       "setup_node_to_cpumask_map");
}

/* What numa_init() does first where there is no table of blocks. */
static int ask_source(struct boot *b, struct numa_meminfo *n,
		      numa_source *source)
{
	memset(n->parsed, 0, b->kernel->max_numnodes * sizeof(*n->parsed));
	n->table = alloc_distance(b);
	n->table_size = b->nr_node_ids * b->nr_node_ids;
	return n->table ? source(b, n) : 1;
}

/* It is no table any more, however it was taken. */
static void free_distance(struct boot *b, struct numa_meminfo *n)
{
	if (kernel_has_numa_memblks(b->kernel)) {
		numa_reset_distance(b, n);
	} else if (n->table) {
		memblock_free(b, n->table, n->table_size, "numa_free_distance");
		b->distance_nodes = 0;
	}
}

/* numa_init(): 0, 1 when the source does not work out, -1 after a panic. */
static int numa_init(struct boot *b, struct numa_meminfo *n,
		     numa_source *source)
{
	int ret;

	journal_enter(b->journal, "numa_init");
	ret = kernel_has_numa_memblks(b->kernel) ?
		      numa_memblks_init(b, n, source, false) :
		      ask_source(b, n, source);
	if (!ret && !numa_any_parsed(n, b->kernel)) {
		journal_log(b->journal, "NUMA: No NUMA configuration found");
		ret = 1;
	}
	if (!ret)
		ret = register_nodes(b, n);
	if (!ret) {
		setup_nr_node_ids(b);
		alloc_cpumasks(b);
	} else if (!b->journal->panic) {
		free_distance(b, n);
		ret = 1;
	}
	journal_leave(b->journal);
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
	struct numa_meminfo n;
	int ret = 1;

	numa_memblks_prepare(&n, b->kernel);
	n.emu_dma_end = memblock_start_of_dram(&b->memblock) + SZ_4G;
	b->numa_off = b->params.numa_off;
	if (!b->numa_off)
		ret = numa_init(b, &n, of_numa_init);
	if (ret > 0)
		ret = numa_init(b, &n, dummy_numa_init);
	numa_memblks_release(&n);
	/* Without any node the kernel goes on; it has no memory left. */
	if (ret > 0)
		setup_nr_node_ids(b);
	return ret < 0 ? -1 : 0;
}

int arch_cpu_node(struct boot *b, const struct machine_cpu *cpu)
{
	const struct node *n = boot_node(b, cpu->nid);

	return b->numa_off || !n || !n->possible ? 0 : cpu->nid;
}
