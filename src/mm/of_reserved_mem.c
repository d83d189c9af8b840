/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/of_reserved_mem.h"

#include <inttypes.h>
#include <string.h>

#include "journal/attempt.h"
#include "journal/journal.h"
#include "mm/attempt.h"
#include "mm/cma.h"
#include "mm/memblock.h"
#include "util/range.h"

void fdt_reserved_mem_save_node(struct boot *b,
				struct reserved_mem_table *table,
				const struct fdt_reserved_node *node,
				uint64_t base, uint64_t size)
{
	if (table->n >=
	    min_u64(b->kernel->reserved_mem_regions, RESERVED_MEM_SLOTS)) {
		journal_remark(
			b->journal, REMARK_REGION_SLOTS,
			"OF: reserved mem: not enough space for all defined regions.");
		return;
	}
	table->v[table->n++] = (struct reserved_mem){ node, base, size };
}

static int compare(const struct reserved_mem *a, const struct reserved_mem *b)
{
	if (a->base != b->base)
		return a->base < b->base ? -1 : 1;
	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	return 0;
}

static void swap(struct reserved_mem *v, size_t a, size_t b)
{
	struct reserved_mem t = v[a];

	v[a] = v[b];
	v[b] = t;
}

/* Down from `top` to the leaf along the greater children, of n entries. */
static size_t greatest_leaf(const struct reserved_mem *v, size_t top, size_t n)
{
	size_t at = top;

	while (2 * at + 2 < n)
		at = compare(&v[2 * at + 1], &v[2 * at + 2]) >= 0 ? 2 * at + 1 :
								    2 * at + 2;
	return 2 * at + 2 == n ? 2 * at + 1 : at;
}

/*
 * The heapsort of lib/sort.c. It is not stable, and the order in which it
 * leaves equal entries (all the dynamic ones) decides where they are placed,
 * so the same steps have to be taken.
 */
static void heapsort_regions(struct reserved_mem *v, size_t n)
{
	size_t top = n / 2;

	if (!top)
		return;
	for (;;) {
		size_t at, hole;

		if (top)
			top--;
		else if (--n)
			swap(v, 0, n);
		else
			break;
		at = greatest_leaf(v, top, n);
		while (at != top && compare(&v[top], &v[at]) >= 0)
			at = (at - 1) / 2;
		hole = at;
		while (at != top) {
			at = (at - 1) / 2;
			swap(v, at, hole);
		}
	}
}

/* __rmem_check_for_overlap() */
static void check_for_overlap(struct boot *b, struct reserved_mem_table *t)
{
	if (t->n < 2)
		return;
	heapsort_regions(t->v, t->n);
	for (size_t i = 0; i + 1 < t->n; i++) {
		const struct reserved_mem *r = &t->v[i], *next = &t->v[i + 1];

		if (r->base + r->size <= next->base)
			continue;
		journal_log(b->journal, "OF: reserved mem: OVERLAP DETECTED!");
		journal_remark_about(b->journal,
				     &(struct remark){
					     .kind = REMARK_OVERLAP,
					     .about = r->node->name,
					     .other = next->node->name },
				     "%s (%s--%s) overlaps with %s (%s--%s)",
				     r->node->name,
				     journal_pa_text(b->journal, r->base),
				     journal_pa_text(b->journal,
						     r->base + r->size),
				     next->node->name,
				     journal_pa_text(b->journal, next->base),
				     journal_pa_text(b->journal,
						     next->base + next->size));
	}
}

static bool is_compatible(const struct fdt_reserved_node *n, const char *with)
{
	for (char **c = n->compatible; c && *c; c++) {
		if (!strcasecmp(*c, with))
			return true;
	}
	return false;
}

/* Whether the node, where it gets its memory, becomes a CMA area. */
static bool wants_cma(const struct boot *b, const struct fdt_reserved_node *n)
{
	return b->kernel->cma && is_compatible(n, "shared-dma-pool") &&
	       n->reusable && !n->no_map;
}

static struct mem_attempt as_attempt(const struct boot *b,
				     const struct fdt_reserved_node *n)
{
	return (struct mem_attempt){
		.kind = wants_cma(b, n) ? ATTEMPT_CMA : ATTEMPT_RESERVED_MEM,
		.name = n->name,
		.size = n->size,
		.align = n->alignment,
		.nid = NO_NODE,
	};
}

/* early_init_dt_alloc_reserved_memory_arch(); 0: no room. */
static uint64_t alloc_reserved(struct boot *b,
			       const struct fdt_reserved_node *n,
			       uint64_t align, uint64_t start, uint64_t end)
{
	static const char by[] = "early_init_dt_alloc_reserved_memory_arch "
				 "__reserved_mem_alloc_size "
				 "fdt_init_reserved_mem";
	const char *what =
		journal_intern(b->journal, "reserved-memory node %s", n->name);
	const uint64_t limits[] = {
		[RESERVED_MEM_PLACE_ANYWHERE] = MEMBLOCK_ALLOC_ANYWHERE,
		[RESERVED_MEM_PLACE_LOWMEM] = b->memblock.current_limit,
	};
	struct mem_attempt a = as_attempt(b, n);
	uint64_t base;

	a.where = end ? "in an alloc-range" : "anywhere";
	a.align = align ? align : b->kernel->cache_bytes;
	a.min = start;
	a.max = end ? end : limits[b->kernel->rules.reserved_mem_place];
	base = attempt_alloc(b, &a, what, by);
	if (base && n->no_map && b->kernel->rules.nomap == NOMAP_REMOVED)
		memblock_remove(b, base, n->size, by);
	else if (base && n->no_map)
		memblock_mark(b, base, n->size, MEMBLOCK_NOMAP, true, by);
	return base;
}

/* __reserved_mem_alloc_size() */
static int alloc_size(struct boot *b, struct reserved_mem *r)
{
	const struct fdt_reserved_node *n = r->node;
	uint64_t align = n->alignment, base = 0;

	if (!n->has_size)
		return -1;
	if (n->bad_size_length || n->bad_alignment_length) {
		journal_remark_about(
			b->journal,
			&(struct remark){ .kind = REMARK_REGION_MALFORMED,
					  .about = n->name },
			"OF: reserved mem: invalid %s property in '%s' node.",
			n->bad_size_length ? "size" : "alignment", n->name);
		return -1;
	}
	if (b->kernel->rules.reserved_mem == RESERVED_MEM_CHECKED && wants_cma(b, n))
		align = max_u64(align, cma_min_alignment(b->kernel));
	if (n->bad_alloc_ranges_length) {
		journal_remark_about(
			b->journal,
			&(struct remark){ .kind = REMARK_REGION_MALFORMED,
					  .about = n->name },
			"OF: reserved mem: invalid alloc-ranges property in '%s', skipping node.",
			n->name);
		return -1;
	}
	if (!n->has_alloc_ranges)
		base = alloc_reserved(b, n, align, 0, 0);
	for (size_t i = 0; !base && i < n->nr_alloc_ranges; i++)
		base = alloc_reserved(b, n, align, n->alloc_ranges[i].base,
				      n->alloc_ranges[i].base +
					      n->alloc_ranges[i].size);
	if (!base) {
		journal_remark_about(
			b->journal,
			&(struct remark){ .kind = REMARK_POOL_FAILS,
					  .about = n->name },
			"OF: reserved mem: failed to allocate memory for node '%s': size %" PRIu64
			" MiB",
			n->name, n->size >> 20);
		return -1;
	}
	r->base = base;
	r->size = n->size;
	return 0;
}

/* Why a node that wants to be a CMA area is none. */
static int refuse_cma(struct boot *b, const struct reserved_mem *r,
		      enum attempt_refusal refusal, const char *why)
{
	struct mem_attempt a = as_attempt(b, r->node);

	a.kind = ATTEMPT_CMA;
	a.where = "the node's own memory";
	a.size = r->size;
	a.min = r->base;
	a.max = r->base + r->size;
	a.refusal = refusal;
	attempt_refused(b, &a, "rmem_cma_setup", why);
	return -1;
}

static int refuse_cma_loudly(struct boot *b, const struct reserved_mem *r,
			     enum remark_kind kind,
			     enum attempt_refusal refusal, const char *message)
{
	journal_remark_about(b->journal,
			     &(struct remark){ .kind = kind,
					       .about = r->node->name },
			     "Reserved memory: %s", message);
	return refuse_cma(b, r, refusal, message);
}

/* A node with a place of its own was not searched for. */
static void place_cma(struct boot *b, const struct reserved_mem *r)
{
	struct mem_attempt a = as_attempt(b, r->node);

	if (!r->node->has_reg)
		return;
	a.where = "at the node's own place";
	a.size = r->size;
	a.min = r->base;
	a.max = r->base + r->size;
	attempt_placed(b->journal, &a, "rmem_cma_setup", r->base);
}

/* rmem_cma_setup(), kernel/dma/contiguous.c */
static int setup_cma(struct boot *b, const struct reserved_mem *r)
{
	const struct fdt_reserved_node *n = r->node;

	if (!b->kernel->dma_cma)
		return -1;
	if (b->params.has_cma && n->linux_cma_default &&
	    b->kernel->rules.reserved_mem == RESERVED_MEM_CHECKED) {
		return refuse_cma_loudly(
			b, r, REMARK_POOL_BYPASSED, REFUSED_OTHERWISE,
			journal_intern(
				b->journal,
				"bypass %s node, using cmdline CMA params instead",
				n->name));
	}
	if (!n->reusable || n->no_map)
		return refuse_cma(b, r, REFUSED_OTHERWISE,
				  n->no_map ? "the node is no-map" :
					      "the node is not reusable");
	if ((r->base | r->size) & (cma_min_alignment(b->kernel) - 1))
		return refuse_cma_loudly(b, r, REMARK_POOL_REFUSED,
					 REFUSED_ALIGNMENT,
					 "incorrect alignment of CMA region");
	if (cma_init_reserved_mem(b, r->base, r->size, 0, n->name))
		return refuse_cma_loudly(b, r, REMARK_POOL_REFUSED,
					 REFUSED_OTHERWISE,
					 "unable to setup CMA region");
	place_cma(b, r);
	if (n->linux_cma_default)
		b->default_cma = (int)b->nr_cma_areas - 1;
	journal_log(b->journal,
		    "Reserved memory: created CMA memory pool at %s"
		    ", size %" PRIu64 " MiB",
		    journal_pa_text(b->journal, r->base), r->size >> 20);
	return 0;
}

/* rmem_dma_setup(), kernel/dma/coherent.c */
static int setup_dma(struct boot *b, const struct reserved_mem *r)
{
	if (!b->kernel->dma_declare_coherent || r->node->reusable)
		return -1;
	if (b->kernel->dma_coherent_needs_no_map && !r->node->no_map) {
		journal_remark_about(
			b->journal,
			&(struct remark){ .kind = REMARK_POOL_UNMAPPED,
					  .about = r->node->name },
			"Reserved memory: regions without no-map are not yet supported");
		return -1;
	}
	journal_remark_about(b->journal,
			     &(struct remark){ .kind = REMARK_POOL_DMA,
					       .about = r->node->name },
			     "Reserved memory: created DMA memory pool at %s"
			     ", size %" PRIu64 " MiB",
			     journal_pa_text(b->journal, r->base),
			     r->size >> 20);
	return 0;
}

/* rmem_swiotlb_setup(), kernel/dma/swiotlb.c */
static int setup_restricted(struct boot *b, const struct reserved_mem *r)
{
	const struct fdt_reserved_node *n = r->node;

	if (!b->kernel->dma_restricted_pool || n->reusable ||
	    n->linux_cma_default || n->linux_dma_default || n->no_map)
		return -1;
	journal_log(b->journal,
		    "Reserved memory: created restricted DMA pool at %s"
		    ", size %" PRIu64 " MiB",
		    journal_pa_text(b->journal, r->base), r->size >> 20);
	return 0;
}

/* RESERVEDMEM_OF_DECLARE() in link order */
static const struct {
	const char *compatible;
	int (*setup)(struct boot *b, const struct reserved_mem *r);
} setups[] = {
	{ "shared-dma-pool", setup_cma },
	{ "shared-dma-pool", setup_dma },
	{ "restricted-dma-pool", setup_restricted },
};

/* __reserved_mem_init_node(): 0 done, 1 nobody feels meant, -1 refused. */
static int init_node(struct boot *b, const struct reserved_mem *r)
{
	int ret = 1;

	for (size_t i = 0; i < sizeof(setups) / sizeof(setups[0]); i++) {
		if (!is_compatible(r->node, setups[i].compatible))
			continue;
		ret = setups[i].setup(b, r);
		if (ret)
			continue;
		journal_log(
			b->journal,
			"OF: reserved mem: initialized node %s, compatible id %s",
			r->node->name, setups[i].compatible);
		return 0;
	}
	return ret;
}

void fdt_init_reserved_mem(struct boot *b, struct reserved_mem_table *table)
{
	if (b->kernel->rules.reserved_mem == RESERVED_MEM_CHECKED)
		check_for_overlap(b, table);
	for (size_t i = 0; i < table->n; i++) {
		struct reserved_mem *r = &table->v[i];

		if (!r->size && alloc_size(b, r))
			continue;
		if (init_node(b, r) >= 0 || 
		    b->kernel->rules.reserved_mem == RESERVED_MEM_AS_THEY_COME)
			continue;
		journal_remark_about(
			b->journal,
			&(struct remark){ .kind = REMARK_REGION_UNCLAIMED,
					  .about = r->node->name },
			"OF: reserved mem: node %s compatible matching fail",
			r->node->name);
		if (r->node->no_map)
			memblock_mark(b, r->base, r->size, MEMBLOCK_NOMAP,
				      false, "fdt_init_reserved_mem");
		else
			memblock_free(b, r->base, r->size,
				      "fdt_init_reserved_mem");
		attempt_given_back(b->journal, r->base,
				   "given back, for no driver took the node");
	}
}
