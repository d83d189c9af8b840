/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/x86/numa.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "arch/x86/cpus.h"
#include "journal/journal.h"
#include "mm/arch_numa.h"
#include "mm/memblock.h"
#include "mm/mm_init/free_area_init.h"
#include "mm/numa.h"
#include "mm/numa_emulation.h"
#include "mm/numa_memblks.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/sort.h"

#define SLACK (1ULL << 20) /* what the nodes need not cover */
#define MAX_DMA32 (1ULL << 32) /* MAX_DMA32_PFN, in bytes */
#define NODE_MIN_SIZE (4ULL << 20)

/* pxm_to_node(): -1 for a domain that no entry has named. */
static int pxm_to_node(const struct x86_nodes *n, uint32_t pxm)
{
	for (size_t i = 0; i < n->nr; i++) {
		if (n->pxm_of_node[i] == pxm)
			return (int)i;
	}
	return -1;
}

/* acpi_map_pxm_to_node(): the next free number for a new domain. */
static int map_pxm(const struct boot *b, struct x86_nodes *n, uint32_t pxm)
{
	int nid = pxm_to_node(n, pxm);

	if (nid >= 0)
		return nid;
	if (n->nr == b->kernel->max_numnodes)
		return -1;
	n->pxm_of_node[n->nr] = pxm;
	return (int)n->nr++;
}

static int bad_srat(struct boot *b)
{
	journal_remark(b->journal, REMARK_NUMA_REFUSED,
		       "ACPI: SRAT: SRAT not used.");
	return -1;
}

/* x86: whether the CPUs of the SRAT are logged. */
RULE(x86_srat_cpus, "acpi_numa_processor_affinity_init()", WITH_MEMBLOCK,
     VARIANT(X86_SRAT_CPUS_SILENT, "silent",
	     .shows = "no string \"6SRAT: PXM %u -> APIC 0x%02x -> Node %u\""),
     VARIANT(X86_SRAT_CPUS_LOGGED, "logged",
	     .shows = "string \"6SRAT: PXM %u -> APIC 0x%02x -> Node %u\""));

static int parse_srat_cpus(struct boot *b, struct numa_meminfo *n)
{
	struct x86_nodes *nodes = n->source;
	const struct machine_acpi *acpi = &b->machine->pc.acpi;

	for (size_t i = 0; i < acpi->nr_cpus; i++) {
		const struct srat_cpu *c = &acpi->cpus[i];
		int nid;

		if (!c->enabled)
			continue;
		nid = map_pxm(b, nodes, c->pxm);
		if (nid < 0) {
			journal_log(b->journal,
				    "SRAT: Too many proximity domains %x",
				    c->pxm);
			return bad_srat(b);
		}
		n->parsed[nid] = true;
		if (b->kernel->rules.x86_srat_cpus == X86_SRAT_CPUS_SILENT)
			continue;
		journal_log(b->journal,
			    "SRAT: PXM %u -> APIC 0x%0*" PRIx64 " -> Node %d",
			    c->pxm, c->x2apic ? 4 : 2, c->apic_id, nid);
	}
	return 0;
}

static int parse_srat_memory(struct boot *b, struct numa_meminfo *n)
{
	struct x86_nodes *nodes = n->source;
	const struct machine_acpi *acpi = &b->machine->pc.acpi;

	for (size_t i = 0; i < acpi->nr_memory; i++) {
		const struct srat_memory *m = &acpi->memory[i];
		uint64_t end = m->range.base + m->range.size;
		bool hotplug = m->hotplug && b->kernel->memory_hotplug;
		int nid;

		if (!m->enabled)
			continue;
		nid = map_pxm(b, nodes, m->pxm);
		if (nid < 0) {
			journal_log(b->journal,
				    "ACPI: SRAT: Too many proximity domains.");
			return bad_srat(b);
		}
		if (numa_add_memblk(b, n, nid, m->range.base, end)) {
			journal_log(
				b->journal,
				"ACPI: SRAT: Failed to add memblk to node %d [mem 0x%08" PRIx64
				"-0x%08" PRIx64 "]",
				nid, m->range.base, end - 1);
			return bad_srat(b);
		}
		n->parsed[nid] = true;
		journal_log(b->journal,
			    "ACPI: SRAT: Node %d PXM %u [mem 0x%08" PRIx64
			    "-0x%08" PRIx64 "]%s%s",
			    nid, m->pxm, m->range.base, end - 1,
			    hotplug ? " hotplug" : "",
			    m->nonvolatile ? " non-volatile" : "");
		if (hotplug)
			memblock_mark(b, m->range.base, m->range.size,
				      MEMBLOCK_HOTPLUG, true,
				      "acpi_numa_memory_affinity_init");
		b->max_possible_pfn = max_u64(b->max_possible_pfn,
					      pfn_up(b->kernel, end - 1));
	}
	return 0;
}

static bool slit_valid(const struct machine_acpi *acpi)
{
	size_t d = acpi->slit_nodes;

	for (size_t i = 0; i < d * d; i++) {
		if (i / d == i % d ? acpi->slit[i] != LOCAL_DISTANCE :
				     acpi->slit[i] <= LOCAL_DISTANCE)
			return false;
	}
	return true;
}

/* acpi_parse_slit() */
static void parse_slit(struct boot *b, struct numa_meminfo *n)
{
	const struct x86_nodes *nodes = n->source;
	const struct machine_acpi *acpi = &b->machine->pc.acpi;
	size_t d = acpi->slit_nodes;

	if (!acpi->slit)
		return;
	if (!slit_valid(acpi)) {
		journal_log(b->journal,
			    "ACPI: SLIT table looks invalid. Not used.");
		return;
	}
	for (size_t i = 0; i < d * d; i++) {
		int from = pxm_to_node(nodes, (uint32_t)(i / d));
		int to = pxm_to_node(nodes, (uint32_t)(i % d));

		if (from >= 0 && to >= 0)
			numa_set_distance(b, n, from, to, acpi->slit[i]);
	}
}

/* x86_acpi_numa_init() */
static int acpi_numa_init(struct boot *b, struct numa_meminfo *n)
{
	const struct params *p = &b->params;

	if (p->acpi_off || p->numa_noacpi || !b->machine->pc.acpi.has_srat)
		return -1;
	journal_enter(b->journal, "acpi_numa_init");
	if (parse_srat_cpus(b, n) || parse_srat_memory(b, n)) {
		journal_leave(b->journal);
		return -1;
	}
	parse_slit(b, n);
	journal_leave(b->journal);
	return n->nr ? 0 : -1;
}

static int dummy_numa_init(struct boot *b, struct numa_meminfo *n)
{
	uint64_t end = b->totals.max_pfn << b->kernel->page_shift;

	journal_log(b->journal, b->params.numa_off ?
					"NUMA turned off" :
					"No NUMA configuration found");
	journal_remark(b->journal, REMARK_FAKED_NODE,
		       "Faking a node at [mem 0x%016x-0x%016" PRIx64 "]", 0,
		       end - 1);
	n->parsed[0] = true;
	return numa_add_memblk(b, n, 0, 0, end);
}

/* numa_meminfo_cover_memory() */
static bool covers_memory(struct boot *b, const struct numa_meminfo *n)
{
	uint32_t shift = b->kernel->page_shift;
	uint64_t all = memory_pages_in(b, NO_NODE, 0, b->totals.max_pfn);
	uint64_t numa = 0;

	for (size_t i = 0; i < n->nr; i++)
		numa += memory_pages_in(b, n->blks[i].nid,
					n->blks[i].start >> shift,
					n->blks[i].end >> shift);
	if (all < numa || all - numa < SLACK >> shift)
		return true;
	journal_remark(b->journal, REMARK_NUMA_REFUSED,
		       "NUMA: nodes only cover %" PRIu64 "MB of your %" PRIu64
		       "MB e820 RAM. Not used.",
		       numa << shift >> 20, all << shift >> 20);
	return false;
}

/* alloc_node_data() of this architecture's own: whole pages */
static void alloc_page_node_data(struct boot *b, int nid)
{
	uint64_t size = align_up(b->kernel->size.pglist_data,
				 kernel_page_size(b->kernel));
	const struct node *n =
		node_data_place(b, nid, size,
				"memblock_phys_alloc_try_nid alloc_node_data");

	if (n)
		node_data_log(b, n);
	else
		journal_log(b->journal,
			    "Cannot find %" PRIu64
			    " bytes in any node (initial node: %d)",
			    size, nid);
}

/* x86: what becomes of nodes of less than 4 MiB. */
RULE(x86_small_nodes, "numa_register_memblks()", WITH_MEMBLOCK,
     VARIANT(X86_SMALL_NODES_KEPT, "kept"),
     VARIANT(X86_SMALL_NODES_DROPPED, "dropped"));

/* NODE_MIN_SIZE, between the first byte and the last one. */
static bool is_dropped(const struct boot *b, const struct numa_meminfo *n,
		       int nid)
{
	uint64_t start = UINT64_MAX, end = 0;

	if (b->kernel->rules.x86_small_nodes == X86_SMALL_NODES_KEPT)
		return false;
	for (size_t i = 0; i < n->nr; i++) {
		if (n->blks[i].nid != nid)
			continue;
		start = min_u64(start, n->blks[i].start);
		end = max_u64(end, n->blks[i].end);
	}
	return end - start < NODE_MIN_SIZE;
}

/* The nodes found: possible ones, and online where they have memory. */
static int register_nodes(struct boot *b, const struct numa_meminfo *n)
{
	bool shared = kernel_has_numa_memblks(b->kernel);

	for (uint32_t i = 0; i < b->kernel->max_numnodes; i++) {
		int nid = (int)i;

		if (!n->parsed[i])
			continue;
		boot_node_create(b, nid)->possible = true;
		if (numa_find_memblk(n, nid) < 0 || is_dropped(b, n, nid))
			continue;
		if (!shared)
			alloc_page_node_data(b, nid);
		else if (alloc_node_data(b, nid))
			return -1;
	}
	return 0;
}

/* numa_register_memblks(): 0, or -1 when the nodes are refused. */
static int register_memblks(struct boot *b, const struct numa_meminfo *n)
{
	int ret = -1;

	journal_enter(b->journal, "numa_register_memblks");
	numa_set_nodes(b, n);
	if (covers_memory(b, n))
		ret = register_nodes(b, n);
	journal_leave(b->journal);
	return ret;
}

/* numa_init() of kernels whose table of blocks is this architecture's own */
static int init_own_memblks(struct boot *b, struct numa_meminfo *n,
			    numa_source *source)
{
	int ret;

	numa_forget_nodes(b, n);
	ret = source(b, n);
	if (!ret) {
		b->memblock.bottom_up = false;
		ret = numa_cleanup_meminfo(b, n);
	}
	if (ret)
		return ret;
	numa_emulation(b, n);
	return register_memblks(b, n);
}

static int init_memblks(struct boot *b, struct numa_meminfo *n,
			numa_source *source)
{
	int ret = numa_memblks_init(b, n, source, true);

	if (ret)
		return ret;
	journal_enter(b->journal, "numa_register_nodes");
	ret = memblock_validate_numa_coverage(b, SLACK) ? register_nodes(b, n) :
							  -1;
	journal_leave(b->journal);
	return ret;
}

/* numa_init(): 0, or -1 when the source does not work out. */
static int numa_init(struct boot *b, struct numa_meminfo *n,
		     numa_source *source)
{
	struct x86_nodes *nodes = n->source;
	int ret;

	nodes->nr = 0;
	journal_enter(b->journal, "numa_init");
	if (kernel_has_numa_memblks(b->kernel))
		ret = init_memblks(b, n, source);
	else
		ret = init_own_memblks(b, n, source);
	journal_leave(b->journal);
	return ret;
}

/* amd_numa_init() finds no K8 northbridge, of_numa_init() is not built. */
static int no_source(struct boot *b, struct numa_meminfo *n)
{
	(void)b;
	(void)n;
	return -1;
}

/* What knows of nodes: ACPI, or else others that are asked in vain. */
static int ask_sources(struct boot *b, struct numa_meminfo *n)
{
	int ret = numa_init(b, n, acpi_numa_init);

	if (ret && b->kernel->amd_numa && !b->journal->panic)
		ret = numa_init(b, n, no_source);
	if (ret && kernel_has_numa_memblks(b->kernel) && b->params.acpi_off &&
	    !b->journal->panic)
		ret = numa_init(b, n, no_source);
	return ret;
}

/*
 * Whose table has the blocks of memory and their nodes: then node data lies
 * and is told of in one way. Or each architecture has code of its own.
 */
RULE(numa_memblks, "numa_init()", WITH_MEMBLOCK,
     VARIANT(NUMA_MEMBLKS_SHARED, "shared",
	     .shows = "symbol numa_memblks_init"),
     VARIANT(NUMA_MEMBLKS_OF_ARCH, "of_arch",
	     .shows = "no symbol numa_memblks_init"));

int x86_numa_init(struct boot *b, uint64_t limit, struct x86_nodes *nodes)
{
	bool own = b->kernel->rules.numa_memblks == NUMA_MEMBLKS_OF_ARCH;
	struct numa_meminfo n;
	int ret = -1;

	numa_memblks_prepare(&n, b->kernel);
	n.source = nodes;
	n.table_limit = own ? limit : 0;
	nodes->pxm_of_node =
		xcalloc(b->kernel->max_numnodes, sizeof(*nodes->pxm_of_node));
	n.emu_dma_end = MAX_DMA32;
	b->numa_off = b->params.numa_off;
	if (!b->numa_off)
		ret = ask_sources(b, &n);
	if (ret && !b->journal->panic)
		ret = numa_init(b, &n, dummy_numa_init);
	numa_memblks_release(&n);
	if (b->journal->panic)
		return -1;
	/* Without any node the kernel goes on, to the first use of one. */
	if (ret || !boot_node(b, 0))
		return b->memblock.memory.cnt ?
			       journal_oops(b->journal, "sparse_init") :
			       journal_fault(b->journal, "sparse_init", 0);
	setup_nr_node_ids(b);
	return 0;
}

/* The CPUs of the SRAT that are on, by APIC id. */
struct srat_cpus {
	const struct srat_cpu **v;
	size_t n;
};

static int compare_apic_ids(const void *a, const void *b)
{
	const struct srat_cpu *const *x = a, *const *y = b;

	return ((*x)->apic_id > (*y)->apic_id) -
	       ((*x)->apic_id < (*y)->apic_id);
}

static void sort_srat_cpus(struct srat_cpus *s, const struct machine_acpi *acpi)
{
	s->v = xcalloc(acpi->nr_cpus + 1, sizeof(*s->v));
	s->n = 0;
	for (size_t i = 0; i < acpi->nr_cpus; i++) {
		if (acpi->cpus[i].enabled)
			s->v[s->n++] = &acpi->cpus[i];
	}
	sort_stable(s->v, s->n, sizeof(*s->v), compare_apic_ids);
}

/* numa_cpu_node(): by the last entry of the SRAT that names it; -1: none. */
static int numa_cpu_node(const struct srat_cpus *s,
			 const struct x86_nodes *nodes, uint64_t apic_id)
{
	size_t lo = 0, hi = s->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->v[mid]->apic_id > apic_id)
			hi = mid;
		else
			lo = mid + 1;
	}
	if (!lo || s->v[lo - 1]->apic_id != apic_id)
		return -1;
	return pxm_to_node(nodes, s->v[lo - 1]->pxm);
}

/* next_node_in() of the nodes that are online */
static int next_online(const struct boot *b, int nid)
{
	for (size_t i = 0; i < b->nr_nodes; i++) {
		nid = (nid + 1) % (int)b->nr_nodes;
		if (b->nodes[nid] && b->nodes[nid]->online)
			break;
	}
	return nid;
}

/* A log's SRAT lines name APICs, but not which of them are switched on. */
static void note_unknown_ids(struct boot *b, const struct x86_nodes *nodes)
{
	const struct machine *m = b->machine;
	const struct machine_acpi *acpi = &m->pc.acpi;
	size_t on = m->nr_cpus - m->pc.hotplug_cpus;

	if (nodes->nr > 1 && !acpi->has_madt && !acpi->knows_apic_ids &&
	    acpi->nr_cpus > on)
		journal_inexact(
			b->journal, "percpu",
			journal_intern(
				b->journal,
				"the SRAT names %zu APICs, %zu CPUs are there, and the log does not say which (APIC in --acpi DIR): shown as the first ones, so that CPUs may be on other nodes",
				acpi->nr_cpus, on));
}

/* cpu_mark_primary_thread(): the lowest bits of an APIC id are the thread's. */
static void mark_threads(struct boot *b, size_t cpu, uint64_t apic_id)
{
	uint64_t threads = roundup_pow2(b->machine->pc.threads_per_core);

	if (threads > 1 && !b->cpu_second_thread)
		b->cpu_second_thread =
			xcalloc(b->nr_cpu_ids, sizeof(*b->cpu_second_thread));
	if (threads > 1)
		b->cpu_second_thread[cpu] = apic_id & (threads - 1);
}

/* A node that has CPUs, where free_area_init() left it out of those set up. */
static void init_memory_less_node(struct boot *b, int nid)
{
	struct node *n = b->nodes[nid];

	if (n->online || n->pgdat_base || !kernel_leaves_nodes_out(b->kernel))
		return;
	alloc_page_node_data(b, nid);
	if (n->pgdat_base)
		free_area_init_memoryless_node(b, n);
}

void x86_init_cpu_to_node(struct boot *b, const struct x86_nodes *nodes)
{
	const struct machine *m = b->machine;
	int turn = next_online(b, -1);
	struct srat_cpus srat;

	sort_srat_cpus(&srat, &m->pc.acpi);
	for (size_t i = 0; i < b->nr_cpu_ids; i++) {
		b->cpu_nid[i] = turn;
		turn = next_online(b, turn);
	}
	note_unknown_ids(b, nodes);
	/* Numbers go to those that are on, in the order of the MADT. */
	for (size_t i = 0, cpu = 0; i < m->nr_cpus && cpu < b->nr_cpu_ids;
	     i++) {
		int nid;

		if (!x86_cpu_is_new(b, i))
			continue;
		nid = numa_emulated_node(b, numa_cpu_node(&srat, nodes,
							  m->cpus[i].reg));
		mark_threads(b, cpu, m->cpus[i].reg);
		if (boot_node(b, nid)) {
			b->cpu_nid[cpu] = nid;
			init_memory_less_node(b, nid);
			b->nodes[nid]->online = true;
		}
		cpu++;
	}
	free(srat.v);
}

void x86_nodes_release(struct x86_nodes *nodes)
{
	free(nodes->pxm_of_node);
}
