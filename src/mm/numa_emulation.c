/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/numa_emulation.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "mm/memblock.h"
#include "mm/numa.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/size.h"

#define NODE_MIN_SIZE (32ULL << 20) /* FAKE_NODE_MIN_SIZE */

struct emulation {
	struct boot *b;
	const struct numa_meminfo *real;
	struct numa_meminfo made; /* ei: the blocks of nodes made up so far */
	struct numa_meminfo left; /* pi: what of the real ones is left */
	int *phys; /* emu_nid_to_phys[], by nid */
};

/* How the nodes of `from` are filled with such of `size` bytes, in turn. */
struct split {
	bool *from; /* real nodes that may have memory left, by nid */
	uint64_t size;
	int nr_bigger; /* so many get NODE_MIN_SIZE more */
	bool uniform; /* by addresses, whether RAM is there or not */
	int nid; /* the next one, */
	int wrap; /* modulo this */
};

static uint64_t mem_hole_size(const struct boot *b, uint64_t start,
			      uint64_t end)
{
	uint32_t shift = b->kernel->page_shift;
	uint64_t from = pfn_up(b->kernel, start), to = end >> shift;

	if (from >= to)
		return 0;
	return (to - from - memory_pages_in(b, NO_NODE, from, to)) << shift;
}

static uint64_t mem_size(const struct boot *b, uint64_t start, uint64_t end)
{
	return end - start - mem_hole_size(b, start, end);
}

/* Where memory begins or goes on from addr on; UINT64_MAX: nowhere. */
static uint64_t next_memory(const struct boot *b, uint64_t addr)
{
	uint32_t shift = b->kernel->page_shift;
	struct memblock_pfn_iter it = { 0 };

	while (memblock_next_pfn_range(&b->memblock, shift, NO_NODE, &it)) {
		if (it.end_pfn << shift > addr)
			return max_u64(it.start_pfn << shift, addr);
	}
	return UINT64_MAX;
}

/*
 * `end` grows by steps of NODE_MIN_SIZE up to the limit, until `size` bytes of
 * [start, end) are RAM. Steps that cannot be the last are made at once, or a
 * hole of some TiB would take many.
 */
static uint64_t grow_end(const struct boot *b, uint64_t start, uint64_t end,
			 uint64_t limit, uint64_t size)
{
	uint64_t has;

	while ((has = mem_size(b, start, end)) < size) {
		uint64_t next = next_memory(b, end);
		uint64_t steps =
			(next - end) / NODE_MIN_SIZE +
			(size - has + NODE_MIN_SIZE - 1) / NODE_MIN_SIZE;

		if (end > limit || steps > (limit - end) / NODE_MIN_SIZE)
			return limit;
		end += steps * NODE_MIN_SIZE;
	}
	return end;
}

/* emu_setup_memblk(): node nid gets the first `size` bytes of the block. */
static int setup_memblk(struct emulation *e, int nid, size_t blk, uint64_t size)
{
	struct numa_memblk *from = &e->left.blks[blk];
	struct numa_memblk to = { from->start, from->start + size, nid };
	struct numa_meminfo *made = &e->made;

	if (made->nr >= 2 * (size_t)e->b->kernel->max_numnodes) {
		journal_remark(
			e->b->journal, REMARK_EMULATION_FAILS,
			"NUMA: Too many emulated memblks, failing emulation");
		return -1;
	}
	array_reserve(made->blks, made->cap, made->nr + 1);
	made->blks[made->nr++] = to;
	if (e->phys[nid] == NO_NODE)
		e->phys[nid] = from->nid;
	from->start += size;
	if (from->start >= from->end)
		numa_remove_memblk_from(&e->left, blk);
	journal_log(e->b->journal,
		    "Faking node %d at [mem 0x%016" PRIx64 "-0x%016" PRIx64
		    "] (%" PRIu64 "MB)",
		    nid, to.start, to.end - 1, size >> 20);
	return 0;
}

/* Up to a border, where the next node would get too little before it. */
static uint64_t end_of_node(const struct emulation *e, const struct split *s,
			    uint64_t start, uint64_t limit)
{
	const struct boot *b = e->b;
	uint64_t dma_end = e->real->emu_dma_end, end = start + s->size;

	if (s->nid < s->nr_bigger)
		end += NODE_MIN_SIZE;
	if (!s->uniform)
		end = grow_end(b, start, end, limit, s->size);
	if (end < dma_end && mem_size(b, end, dma_end) < NODE_MIN_SIZE)
		end = dma_end;
	if (!s->uniform && end < limit && mem_size(b, end, limit) < s->size)
		end = limit;
	return min_u64(end, limit);
}

/* What both ways of splitting do: a node from each real one, over and over. */
static int fill_nodes(struct emulation *e, struct split *s)
{
	for (bool more = true; more;) {
		more = false;
		for (uint32_t i = 0; i < e->b->kernel->max_numnodes; i++) {
			int blk = s->from[i] ?
					  numa_find_memblk(&e->left, (int)i) :
					  -1;
			uint64_t start, end;

			s->from[i] = blk >= 0;
			if (blk < 0)
				continue;
			more = true;
			start = e->left.blks[blk].start;
			end = end_of_node(e, s, start, e->left.blks[blk].end);
			if (setup_memblk(e, s->nid++ % s->wrap, (size_t)blk,
					 end - start))
				return -1;
		}
	}
	return 0;
}

static uint64_t max_addr(const struct boot *b)
{
	return b->totals.max_pfn << b->kernel->page_shift;
}

/* split_nodes_interleave(): N nodes of one size */
static int split_into(struct emulation *e, struct split *s, int nr_nodes)
{
	const struct kernel *k = e->b->kernel;
	uint64_t size;

	if (nr_nodes <= 0)
		return -1;
	if (nr_nodes > (int)k->max_numnodes) {
		journal_log(e->b->journal,
			    "numa=fake=%d too large, reducing to %u", nr_nodes,
			    k->max_numnodes);
		nr_nodes = (int)k->max_numnodes;
	}
	size = mem_size(e->b, 0, max_addr(e->b)) >> k->page_shift;
	size = size / (unsigned)nr_nodes << k->page_shift;
	s->size = align_down(size, NODE_MIN_SIZE);
	s->nr_bigger =
		(int)((size - s->size) * (unsigned)nr_nodes / NODE_MIN_SIZE);
	s->wrap = nr_nodes;
	if (!s->size) {
		journal_remark(
			e->b->journal, REMARK_EMULATION_FAILS,
			"Not enough memory for each node.  NUMA emulation disabled.");
		return -1;
	}
	return fill_nodes(e, s);
}

/* No node is smaller than that, nor than NODE_MIN_SIZE; in its multiples. */
static int split_sized(struct emulation *e, struct split *s, uint64_t size,
		       uint64_t least)
{
	least = align_up(max_u64(least, NODE_MIN_SIZE), NODE_MIN_SIZE);
	if (size < least) {
		journal_log(e->b->journal,
			    "Fake node size %" PRIu64
			    "MB too small, increasing to %" PRIu64 "MB",
			    size >> 20, least >> 20);
		size = least;
	}
	s->size = align_down(size, NODE_MIN_SIZE);
	s->wrap = (int)e->b->kernel->max_numnodes;
	return fill_nodes(e, s);
}

/* split_nodes_size_interleave() */
static int split_by_size(struct emulation *e, struct split *s, uint64_t size)
{
	const struct kernel *k = e->b->kernel;
	uint64_t pages = mem_size(e->b, 0, max_addr(e->b)) >> k->page_shift;

	return size ? split_sized(e, s, size,
				  pages / k->max_numnodes << k->page_shift) :
		      -1;
}

/* One real node, in equal parts: that of the first block that is left. */
static int split_node(struct emulation *e, struct split *s, int nr_nodes)
{
	const struct kernel *k = e->b->kernel;
	const struct numa_memblk *blk = &e->left.blks[0];
	uint64_t pages =
		(blk->end >> k->page_shift) - (blk->start >> k->page_shift);
	uint64_t size = pages / (uint64_t)(int64_t)nr_nodes << k->page_shift;

	memset(s->from, 0, k->max_numnodes * sizeof(*s->from));
	s->from[blk->nid] = true;
	s->uniform = true;
	return split_sized(e, s, size, size);
}

/* NU, split_nodes_size_interleave_uniform() for each node */
static int split_each(struct emulation *e, struct split *s, uint64_t n)
{
	for (uint32_t i = 0; i < e->b->kernel->max_numnodes; i++) {
		int before = s->nid;
		uint64_t got;

		if (!e->real->parsed[i])
			continue;
		if (!(int)n || split_node(e, s, (int)n))
			return -1;
		got = (uint64_t)(s->nid - before);
		if (got && got < n) {
			journal_remark(e->b->journal, REMARK_EMULATION_FAILS,
				       "numa_emulation: phys: %u only got %" PRIu64
				       " of %" PRId64 " nodes, failing",
				       i, got, (int64_t)n);
			return -1;
		}
	}
	return s->nid ? 0 : -1;
}

/* Which form the word has; *word then stands behind its number. */
static int split_nodes(struct emulation *e, struct split *s, const char **word)
{
	const char *all = *word;

	if (strchr(all, 'U'))
		return split_each(e, s, simple_strtoull(all, word, 0));
	if (strchr(all, 'M') || strchr(all, 'G'))
		return split_by_size(e, s, memparse(all, word));
	return split_into(e, s, (int)simple_strtoull(all, word, 0));
}

/* --- commit --------------------------------------------------------------- */

/* setup_emu2phys_nid(): what no node is a part of counts as one of the first. */
static size_t count_made(struct emulation *e)
{
	uint32_t max = e->b->kernel->max_numnodes;
	int first = NO_NODE;
	size_t n = 1;

	for (uint32_t i = 0; i < max; i++) {
		if (e->phys[i] == NO_NODE)
			continue;
		n = i + 1;
		first = first == NO_NODE ? e->phys[i] : first;
	}
	for (uint32_t i = 0; i < max; i++) {
		if (e->phys[i] == NO_NODE)
			e->phys[i] = first;
	}
	return n;
}

/*
 * get_option() over a list: *s moves on, and *distance is to be used only where
 * a comma follows.
 */
static bool next_distance(const char **s, uint32_t *distance)
{
	bool minus = **s == '-';
	const char *digits = *s + minus, *end;

	if (!**s)
		return false;
	*distance = (uint32_t)simple_strtoull(digits, &end, 0);
	*distance = minus ? 0 - *distance : *distance;
	*s = end;
	if (end == digits || *end != ',')
		return false;
	(*s)++;
	return true;
}

static void set_distances(struct emulation *e, struct numa_meminfo *n,
			  size_t nr_made, const uint32_t *real, size_t nr_real,
			  const char *word)
{
	for (size_t i = 0; i < nr_made * nr_made; i++) {
		int from = (int)(i / nr_made), to = (int)(i % nr_made);
		size_t x = (size_t)e->phys[from], y = (size_t)e->phys[to];
		uint32_t given,
			distance = x == y ? LOCAL_DISTANCE : REMOTE_DISTANCE;

		if (next_distance(&word, &given))
			distance = given;
		else if (x < nr_real && y < nr_real)
			distance = real[x * nr_real + y];
		numa_set_distance(e->b, n, from, to, distance);
	}
}

/* The nodes that are parsed are those of the blocks. */
static void take_blocks(struct emulation *e, struct numa_meminfo *n)
{
	uint32_t max = e->b->kernel->max_numnodes;

	free(n->blks);
	n->blks = e->made.blks;
	n->nr = e->made.nr;
	n->cap = e->made.cap;
	e->made.blks = NULL;
	memset(n->parsed, 0, max * sizeof(*n->parsed));
	for (size_t i = 0; i < n->nr; i++)
		n->parsed[n->blks[i].nid] = true;
}

static bool has_part(const struct emulation *e, uint32_t nid)
{
	for (uint32_t i = 0; i < e->b->kernel->max_numnodes; i++) {
		if (e->phys[i] == (int)nid)
			return true;
	}
	return false;
}

/*
 * fix_pxm_node_maps(): false where numa_off is set. A node of the SRAT that no
 * other is a part of, for it has no memory, stays under a new number.
 */
static bool fix_pxm_node_maps(const struct emulation *e,
			      const struct numa_meminfo *n)
{
	struct boot *b = e->b;

	if (!kernel_has_numa_memblks(b->kernel))
		return true;
	for (uint32_t i = 0; i < b->kernel->max_numnodes; i++) {
		if (b->machine->pc.acpi.has_srat && n->parsed[i] &&
		    !has_part(e, i))
			journal_inexact(
				b->journal, "nodes",
				"numa=fake= leaves a node without memory over: the kernel numbers it anew, behind those that are made up, which is not modelled");
	}
	return !b->numa_off;
}

/* The real distances are copied, while the table gives way to a new one. */
static void commit(struct emulation *e, struct numa_meminfo *n,
		   const char *word)
{
	struct boot *b = e->b;
	size_t nr_real = b->distance_nodes, nr_made;
	size_t size = nr_real * nr_real;
	uint32_t *real = xcalloc(size + 1, sizeof(*real));
	uint64_t copy = 0;

	for (size_t i = 0; i < size; i++)
		real[i] = b->distance[i];
	if (size)
		copy = memblock_alloc_range_nid(
			b, size, kernel_page_size(b->kernel), 0, n->table_limit,
			NO_NODE, false, "copy of the NUMA distance table",
			"numa_emulation");
	if (size && !copy) {
		journal_remark(
			b->journal, REMARK_EMULATION_FAILS,
			"NUMA: Warning: can't allocate copy of distance table, disabling emulation");
	} else if (fix_pxm_node_maps(e, n)) {
		nr_made = count_made(e);
		take_blocks(e, n);
		b->emu_nid_to_phys = e->phys;
		numa_reset_distance(b, n);
		set_distances(e, n, nr_made, real, nr_real, word);
		if (copy)
			memblock_free(b, copy, size, "numa_emulation");
	}
	free(real);
}

static void prepare(struct emulation *e, const struct numa_meminfo *n)
{
	uint32_t max = e->b->kernel->max_numnodes;

	/* One more: the first is looked at when none is left, too. */
	e->left.cap = n->nr + 1;
	e->left.blks = xcalloc(e->left.cap, sizeof(*e->left.blks));
	e->left.nr = n->nr;
	if (n->nr)
		memcpy(e->left.blks, n->blks, n->nr * sizeof(*n->blks));
	e->phys = xcalloc(max, sizeof(*e->phys));
	for (uint32_t i = 0; i < max; i++)
		e->phys[i] = NO_NODE;
}

void numa_emulation(struct boot *b, struct numa_meminfo *n)
{
	struct emulation e = { .b = b, .real = n };
	uint32_t max = b->kernel->max_numnodes;
	const char *word = b->params.numa_fake;
	struct split s = { .wrap = 1 };

	if (!word || !b->kernel->numa_emu)
		return;
	journal_enter(b->journal, "numa_emulation");
	prepare(&e, n);
	s.from = xcalloc(max, sizeof(*s.from));
	memcpy(s.from, n->parsed, max * sizeof(*s.from));
	if (!split_nodes(&e, &s, &word)) {
		if (numa_cleanup_meminfo(b, &e.made))
			journal_remark(
				b->journal, REMARK_EMULATION_FAILS,
				"NUMA: Warning: constructed meminfo invalid, disabling emulation");
		else
			commit(&e, n, word + (*word == ':'));
	}
	if (b->emu_nid_to_phys != e.phys)
		free(e.phys);
	free(e.made.blks);
	free(e.left.blks);
	free(s.from);
	journal_leave(b->journal);
}

int numa_emulated_node(const struct boot *b, int nid)
{
	if (!b->emu_nid_to_phys || nid < 0)
		return nid;
	for (uint32_t i = 0; i < b->kernel->max_numnodes; i++) {
		if (b->emu_nid_to_phys[i] == nid)
			return (int)i;
	}
	return 0;
}

bool numa_node_has_cpu(const struct boot *b, int nid, size_t cpu)
{
	const int *phys = b->emu_nid_to_phys;
	int own = b->cpu_nid[cpu];

	return own == nid ||
	       (phys && own >= 0 && nid >= 0 && phys[own] == phys[nid]);
}
