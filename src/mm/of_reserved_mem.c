/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/of_reserved_mem.h"

#include <inttypes.h>
#include <string.h>

#include "journal/attempt.h"
#include "journal/journal.h"
#include "mm/attempt.h"
#include "mm/cma.h"
#include "mm/memblock.h"
#include "util/alloc.h"
#include "util/range.h"

/* fdt_reserved_mem_save_node(); false: the table is full. */
static bool save_node(struct boot *b, const struct fdt_reserved_node *node,
		      uint64_t base, uint64_t size)
{
	if (b->nr_reserved_mem >= b->reserved_mem_slots) {
		journal_remark(
			b->journal, REMARK_REGION_SLOTS,
			"OF: reserved mem: not enough space for all defined regions.");
		return false;
	}
	b->reserved_mem = xrealloc(b->reserved_mem, b->nr_reserved_mem + 1,
				   sizeof(*b->reserved_mem));
	b->reserved_mem[b->nr_reserved_mem++] = (struct reserved_mem){
		.node = node, .base = base, .size = size
	};
	return true;
}

/*
 * What becomes of memory that is not to be mapped, at a place of its own or
 * not.
 */
RULE(nomap, "early_init_dt_reserve_memory()", WITH_MEMBLOCK,
     VARIANT(NOMAP_MARKED, "marked", .shows = "enumerator MEMBLOCK_NOMAP"),
     VARIANT(NOMAP_MARKED_IN_PLACE, "marked_in_place",
	     .shows =
		     "call of memblock_remove in early_init_dt_alloc_reserved_memory_arch"),
     VARIANT(NOMAP_REMOVED, "removed",
	     .shows = "no enumerator MEMBLOCK_NOMAP"));

/* no-map: the memory is not the kernel's. 0, or -1. */
static int leave_alone(struct boot *b, uint64_t base, uint64_t size,
		       const char *what, const char *by)
{
	journal_withhold(b->journal, base, size, what, by);
	if (b->kernel->rules.nomap == NOMAP_REMOVED)
		return memblock_remove(b, base, size, by);
	return memblock_mark(b, base, size, MEMBLOCK_NOMAP, true, by);
}

/* Some refuse whatever is reserved, others only where there is memory. */
static bool may_be_unmapped(const struct boot *b, const struct range *r)
{
	const struct memblock *mb = &b->memblock;

	switch (b->kernel->rules.nomap) {
	case NOMAP_MARKED:
		if (!memblock_overlaps(&mb->memory, r->base, r->size))
			return true;
		break;
	case NOMAP_MARKED_IN_PLACE:
		break;
	case NOMAP_REMOVED:
		return true;
	}
	return !memblock_overlaps(&mb->reserved, r->base, r->size);
}

/*
 * When nodes get their memory and their driver, whether the driver is asked
 * first, and whether they are looked over, and given back where no driver wants
 * them.
 */
RULE(reserved_mem, "fdt_init_reserved_mem()", WITH_MEMBLOCK,
     VARIANT(RESERVED_MEM_VALIDATED, "validated",
	     .shows = "function fdt_validate_reserved_mem_node"),
     VARIANT(RESERVED_MEM_IN_TWO_PASSES, "in_two_passes",
	     .shows = "function fdt_scan_reserved_mem_reg_nodes"),
     VARIANT(RESERVED_MEM_CHECKED, "checked",
	     .shows = "function __rmem_check_for_overlap"),
     VARIANT(RESERVED_MEM_AS_THEY_COME, "as_they_come",
	     .shows = "no function __rmem_check_for_overlap"));

static int early_init_dt_reserve_memory(struct boot *b, const struct range *r,
					bool nomap, const char *what)
{
	static const char by[] = "early_init_dt_reserve_memory "
				 "__reserved_mem_reserve_reg "
				 "fdt_scan_reserved_mem";

	if (b->kernel->rules.reserved_mem == RESERVED_MEM_AS_THEY_COME &&
	    memblock_overlaps(&b->memblock.reserved, r->base, r->size))
		journal_inexact(
			b->journal, "memblock",
			"a reserved-memory node overlaps what is reserved already, which some kernels of this age refuse; shown as if this one did not");
	if (!nomap)
		return memblock_reserve(b, r->base, r->size, what, by);
	if (!may_be_unmapped(b, r))
		return -1;
	return leave_alone(b, r->base, r->size, what, by);
}

static void refuse_reg_length(struct boot *b, const struct fdt_reserved_node *n)
{
	journal_remark_about(
		b->journal,
		&(struct remark){ .kind = REMARK_REGION_MALFORMED,
				  .about = n->name },
		"OF: fdt: Reserved memory: invalid reg property in '%s', skipping node.",
		n->name);
}

static bool is_compatible(const struct fdt_reserved_node *n, const char *with)
{
	for (char **c = n->compatible; c && *c; c++) {
		if (!strcasecmp(*c, with))
			return true;
	}
	return false;
}

/*
 * fdt_validate_reserved_mem_node(): cma= takes the place of the node that the
 * tree has for the default area, and then nobody reserves it.
 */
static bool is_refused(struct boot *b, const struct fdt_reserved_node *n)
{
	if (b->kernel->rules.reserved_mem != RESERVED_MEM_VALIDATED ||
	    !b->kernel->dma_cma || !b->params.has_cma ||
	    !n->linux_cma_default || !n->reusable || n->no_map ||
	    !is_compatible(n, "shared-dma-pool"))
		return false;
	journal_remark_about(
		b->journal,
		&(struct remark){ .kind = REMARK_POOL_BYPASSED,
				  .about = n->name },
		"cma: Skipping dt linux,cma-default node in favor for \"cma=\" kernel param.");
	return true;
}

/* __reserved_mem_reserve_reg(): false where reg makes no sense. */
static bool reserve_reg(struct boot *b, const struct fdt_reserved_node *n)
{
	const char *what =
		journal_intern(b->journal, "reserved-memory node %s", n->name);

	if (n->bad_reg_length) {
		refuse_reg_length(b, n);
		return false;
	}
	if (is_refused(b, n))
		return false;
	for (size_t i = 0; i < n->nr_reg; i++) {
		const struct range *r = &n->reg[i];

		if (!r->size ||
		    early_init_dt_reserve_memory(b, r, n->no_map, what))
			journal_remark_about(
				b->journal,
				&(struct remark){ .kind = REMARK_REGION_FAILS,
						  .about = n->name,
						  .range = *r },
				"OF: fdt: Reserved memory: failed to reserve memory for node '%s': base %s"
				", size %" PRIu64 " MiB",
				n->name, journal_pa_text(b->journal, r->base),
				r->size >> 20);
		if (i == 0 && !kernel_has_reserved_mem_array(b->kernel))
			save_node(b, n, r->base, r->size);
	}
	return true;
}

static int compare(const struct reserved_mem *a, const struct reserved_mem *b)
{
	if (a->base != b->base)
		return a->base < b->base ? -1 : 1;
	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	return 0;
}

static int compare_nodes(const struct reserved_mem *a,
			 const struct reserved_mem *b)
{
	int by_place = compare(a, b);

	return by_place ? by_place : (a->node > b->node) - (a->node < b->node);
}

typedef int reserved_mem_order(const struct reserved_mem *a,
			       const struct reserved_mem *b);

static void swap(struct reserved_mem *v, size_t a, size_t b)
{
	struct reserved_mem t = v[a];

	v[a] = v[b];
	v[b] = t;
}

/* Down from `top` to the leaf along the greater children, of n entries. */
static size_t greatest_leaf(const struct reserved_mem *v, size_t top, size_t n,
			    reserved_mem_order *order)
{
	size_t at = top;

	while (2 * at + 2 < n)
		at = order(&v[2 * at + 1], &v[2 * at + 2]) >= 0 ? 2 * at + 1 :
								  2 * at + 2;
	return 2 * at + 2 == n ? 2 * at + 1 : at;
}

/*
 * The heapsort of lib/sort.c. It is not stable, and where compare() is all,
 * the order in which it leaves equal entries (all the dynamic ones) decides
 * where they are placed, so the same steps have to be taken.
 */
static void heapsort_regions(struct reserved_mem *v, size_t n,
			     reserved_mem_order *order)
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
		at = greatest_leaf(v, top, n, order);
		while (at != top && order(&v[top], &v[at]) >= 0)
			at = (at - 1) / 2;
		hole = at;
		while (at != top) {
			at = (at - 1) / 2;
			swap(v, at, hole);
		}
	}
}

/* What the table of nodes is sorted by. */
RULE(reserved_mem_order, "__rmem_cmp()", WITH_MEMBLOCK,
     VARIANT(RESERVED_MEM_ORDER_BY_PLACE_AND_NODE, "by_place_and_node"),
     VARIANT(RESERVED_MEM_ORDER_BY_PLACE, "by_place"));

/* What a log has of them is in the order behind the sort. */
static reserved_mem_order *order_of_regions(const struct boot *b)
{
	return b->machine->fdt.reserved_sorted ||
			       b->kernel->rules.reserved_mem_order ==
				       RESERVED_MEM_ORDER_BY_PLACE_AND_NODE ?
		       compare_nodes :
		       compare;
}

/* __rmem_check_for_overlap() */
static void check_for_overlap(struct boot *b)
{
	size_t n = b->nr_reserved_mem;

	if (n < 2)
		return;
	heapsort_regions(b->reserved_mem, n, order_of_regions(b));
	for (size_t i = 0; i + 1 < n; i++) {
		const struct reserved_mem *r = &b->reserved_mem[i];
		const struct reserved_mem *next = r + 1;

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

/* The same with the place that was found for a node, and reserved. */
static void leave_found(struct boot *b, uint64_t base, uint64_t size,
			const char *what, const char *by)
{
	if (b->kernel->rules.nomap != NOMAP_MARKED_IN_PLACE) {
		leave_alone(b, base, size, what, by);
		return;
	}
	memblock_free(b, base, size, by);
	journal_withhold(b->journal, base, size, what, by);
	memblock_remove(b, base, size, by);
}

/* Where nodes that may lie anywhere lie. */
RULE(reserved_mem_place, "early_init_dt_alloc_reserved_memory_arch()",
     WITH_MEMBLOCK, VARIANT(RESERVED_MEM_PLACE_ANYWHERE, "anywhere"),
     VARIANT(RESERVED_MEM_PLACE_LOWMEM, "lowmem"));

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
	if (base && n->no_map)
		leave_found(b, base, n->size, what, by);
	return base;
}

static bool touches(const struct reserved_mem *r, uint64_t addr)
{
	return r->size && addr >= r->base && addr <= r->base + r->size;
}

/* Where in its range a node is placed that has one of several. */
RULE(reserved_mem_range, "__reserved_mem_alloc_size()", WITH_MEMBLOCK,
     VARIANT(RESERVED_MEM_RANGE_NEAR_OTHERS, "near_others",
	     .shows = "function __reserved_mem_alloc_in_range"),
     VARIANT(RESERVED_MEM_RANGE_FROM_ABOVE, "from_above",
	     .shows = "no function __reserved_mem_alloc_in_range"));

/*
 * __reserved_mem_alloc_in_range(): close to what is there already, if the
 * range has it at one of its ends.
 *
 *     placed     RRRR               RRRR
 *     range        [xx----)    [---xx)
 */
static uint64_t alloc_in_range(struct boot *b,
			       const struct fdt_reserved_node *n,
			       uint64_t align, const struct range *range)
{
	uint64_t start = range->base, end = range->base + range->size, base;
	bool at_start = false, at_end = false, before = b->memblock.bottom_up;
	bool near = b->kernel->rules.reserved_mem_range ==
		    RESERVED_MEM_RANGE_NEAR_OTHERS;

	for (size_t i = 0; near && i < b->nr_reserved_mem; i++) {
		at_start |= touches(&b->reserved_mem[i], start);
		at_end |= touches(&b->reserved_mem[i], end);
	}
	if (at_start != at_end)
		b->memblock.bottom_up = at_start;
	base = alloc_reserved(b, n, align, start, end);
	b->memblock.bottom_up = before;
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
	if (is_refused(b, n))
		return -1;
	if (kernel_gives_reserved_mem_back(b->kernel) && wants_cma(b, n))
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
		base = alloc_in_range(b, n, align, &n->alloc_ranges[i]);
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

	if (b->params.has_cma && n->linux_cma_default &&
	    kernel_gives_reserved_mem_back(b->kernel)) {
		return refuse_cma_loudly(
			b, r, REMARK_POOL_BYPASSED, REFUSED_OTHERWISE,
			journal_intern(
				b->journal,
				"bypass %s node, using cmdline CMA params instead",
				n->name));
	}
	if (!n->reusable || n->no_map)
		return -1;
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
	if (r->node->reusable)
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

	if (n->reusable || n->linux_cma_default || n->linux_dma_default ||
	    n->no_map)
		return -1;
	journal_log(b->journal,
		    "Reserved memory: created restricted DMA pool at %s"
		    ", size %" PRIu64 " MiB",
		    journal_pa_text(b->journal, r->base), r->size >> 20);
	return 0;
}

/* RESERVEDMEM_OF_DECLARE() in link order, where the build has the file */
static const struct {
	const char *compatible;
	int (*setup)(struct boot *b, const struct reserved_mem *r);
	const char *function; /* the kernel's */
	size_t built; /* which bool of struct kernel */
} setups[] = {
	{ "shared-dma-pool", setup_cma, "rmem_cma_setup",
	  offsetof(struct kernel, dma_cma) },
	{ "shared-dma-pool", setup_dma, "rmem_dma_setup",
	  offsetof(struct kernel, dma_declare_coherent) },
	{ "restricted-dma-pool", setup_restricted, "rmem_swiotlb_setup",
	  offsetof(struct kernel, dma_restricted_pool) },
};

static bool is_built(const struct boot *b, size_t setup)
{
	const char *k = (const char *)b->kernel;

	return *(const bool *)(k + setups[setup].built);
}

/* In the table: who has taken the node. */
static void note_setup(struct boot *b, const struct fdt_reserved_node *n,
		       const char *function)
{
	for (size_t i = 0; i < b->nr_reserved_mem; i++) {
		if (b->reserved_mem[i].node == n)
			b->reserved_mem[i].setup = function;
	}
}

/* __reserved_mem_init_node(): 0 done, 1 nobody feels meant, -1 refused. */
static int init_node(struct boot *b, const struct reserved_mem *r)
{
	int ret = 1;

	for (size_t i = 0; i < sizeof(setups) / sizeof(setups[0]); i++) {
		if (!is_built(b, i) ||
		    !is_compatible(r->node, setups[i].compatible))
			continue;
		ret = setups[i].setup(b, r);
		if (ret)
			continue;
		note_setup(b, r->node, setups[i].function);
		journal_log(
			b->journal,
			"OF: reserved mem: initialized node %s, compatible id %s",
			r->node->name, setups[i].compatible);
		return 0;
	}
	return ret;
}

static void give_back(struct boot *b, const struct reserved_mem *r)
{
	const char *by = kernel_has_reserved_mem_array(b->kernel) ?
				 "fdt_init_reserved_mem_node" :
				 "fdt_init_reserved_mem";

	journal_remark_about(b->journal,
			     &(struct remark){ .kind = REMARK_REGION_UNCLAIMED,
					       .about = r->node->name },
			     "OF: reserved mem: node %s compatible matching fail",
			     r->node->name);
	if (!r->node->no_map) {
		memblock_free(b, r->base, r->size, by);
	} else if (b->kernel->rules.nomap == NOMAP_MARKED) {
		memblock_mark(b, r->base, r->size, MEMBLOCK_NOMAP, false, by);
	} else {
		memblock_free(b, r->base, r->size, by);
		memblock_add(b, r->base, r->size, by);
	}
	attempt_given_back(b->journal, r->base,
			   "given back, for no driver took the node");
}

/* Which nodes are logged with their place. */
RULE(reserved_mem_lines, "fdt_init_reserved_mem()", WITH_MEMBLOCK,
     VARIANT(RESERVED_MEM_LINES_OF_ALL, "of_all",
	     .shows = "string \"%pa..%pa (%lu KiB) %s %s %s\""),
     VARIANT(RESERVED_MEM_LINES_NONE, "none", .shows = "no such string"));

static void log_place(struct boot *b, const struct reserved_mem *r)
{
	const struct fdt_reserved_node *n = r->node;

	if (b->kernel->rules.reserved_mem_lines == RESERVED_MEM_LINES_NONE)
		return;
	journal_log(b->journal,
		    "OF: reserved mem: %s..%s (%" PRIu64 " KiB) %s %s %s",
		    journal_pa_text(b->journal, r->base),
		    journal_pa_text(b->journal, r->base + r->size - 1),
		    r->size >> 10, n->no_map ? "nomap" : "map",
		    n->reusable ? "reusable" : "non-reusable", n->name);
}

void fdt_init_reserved_mem(struct boot *b)
{
	if (kernel_has_reserved_mem_array(b->kernel))
		return;
	if (b->kernel->rules.reserved_mem == RESERVED_MEM_CHECKED)
		check_for_overlap(b);
	for (size_t i = 0; i < b->nr_reserved_mem; i++) {
		struct reserved_mem *r = &b->reserved_mem[i];

		if (!r->size && alloc_size(b, r))
			continue;
		if (init_node(b, r) < 0 &&
		    kernel_gives_reserved_mem_back(b->kernel))
			give_back(b, r);
		else
			log_place(b, r);
	}
}

/* fdt_reserved_mem_save_node() of kernels that call the driver at once. */
static void save_and_init_node(struct boot *b, const struct reserved_mem *r)
{
	const struct fdt_reserved_node *n = r->node;

	if (!save_node(b, n, r->base, r->size))
		return;
	if (init_node(b, r) < 0) {
		give_back(b, r);
		return;
	}
	log_place(b, r);
}

static bool is_dynamic(const struct fdt_reserved_node *n)
{
	return n->available && !n->has_reg && n->has_size;
}

/* The second half of the first pass: how many have got their memory. */
static size_t place_dynamic_nodes(struct boot *b)
{
	const struct machine_fdt *fdt = &b->machine->fdt;
	size_t seen = 0, placed = 0;

	for (size_t i = 0; i < fdt->nr_reserved; i++) {
		struct reserved_mem r = { .node = &fdt->reserved[i] };

		if (!is_dynamic(r.node) ||
		    seen++ >= b->kernel->reserved_mem_regions ||
		    alloc_size(b, &r))
			continue;
		save_and_init_node(b, &r);
		placed++;
	}
	return placed;
}

/* The first half: how many make sense. */
static size_t reserve_placed_nodes(struct boot *b)
{
	const struct machine_fdt *fdt = &b->machine->fdt;
	size_t dynamic = 0, reserved = 0;

	for (size_t i = 0; i < fdt->nr_reserved; i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];

		if (n->available && n->has_reg)
			reserved += reserve_reg(b, n);
		if (is_dynamic(n) &&
		    dynamic++ >= b->kernel->reserved_mem_regions)
			journal_remark_about(
				b->journal,
				&(struct remark){ .kind = REMARK_REGION_SLOTS,
						  .about = n->name },
				"OF: reserved mem: too many defined dynamic regions, skip '%s'",
				n->name);
	}
	return reserved;
}

static bool refuse_format(struct boot *b)
{
	if (b->machine->fdt.reserved_memory_ok)
		return false;
	journal_remark(
		b->journal, REMARK_CELLS_REFUSED,
		"OF: fdt: Reserved memory: unsupported node format, ignoring");
	return true;
}

void fdt_scan_reserved_mem(struct boot *b)
{
	const struct machine_fdt *fdt = &b->machine->fdt;

	if (!fdt->has_reserved_memory || refuse_format(b))
		return;
	if (kernel_has_reserved_mem_array(b->kernel)) {
		size_t reserved = reserve_placed_nodes(b);

		b->reserved_mem_slots = reserved + place_dynamic_nodes(b);
		return;
	}
	for (size_t i = 0; i < fdt->nr_reserved; i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];

		if (is_dynamic(n))
			save_node(b, n, 0, 0);
		else if (n->available && n->has_reg)
			reserve_reg(b, n);
	}
}

/* alloc_reserved_mem_array(); false: no memory. */
static bool alloc_table(struct boot *b)
{
	uint64_t size = b->reserved_mem_slots * b->kernel->size.reserved_mem;

	if (!size || memblock_alloc(b, size, b->kernel->cache_bytes,
				    "table of reserved-memory nodes",
				    "alloc_reserved_mem_array "
				    "fdt_scan_reserved_mem_reg_nodes"))
		return true;
	journal_log(
		b->journal,
		"OF: reserved mem: Failed to allocate memory for reserved_mem array with err: -12");
	b->nr_reserved_mem = 0;
	return false;
}

static void save_placed_node(struct boot *b, const struct fdt_reserved_node *n)
{
	if (n->bad_reg_length) {
		refuse_reg_length(b, n);
		return;
	}
	if (b->kernel->rules.reserved_mem == RESERVED_MEM_VALIDATED &&
	    (n->nr_reg > 1 || is_refused(b, n)))
		return;
	if (n->nr_reg > 1)
		journal_log(
			b->journal,
			"OF: reserved mem: fdt_scan_reserved_mem_reg_nodes() ignores %zu regions in node '%s'",
			n->nr_reg - 1, n->name);
	if (n->nr_reg && n->reg[0].size)
		save_and_init_node(b, &(struct reserved_mem){
					      .node = n,
					      .base = n->reg[0].base,
					      .size = n->reg[0].size });
}

void fdt_scan_reserved_mem_reg_nodes(struct boot *b)
{
	const struct machine_fdt *fdt = &b->machine->fdt;

	if (!kernel_has_reserved_mem_array(b->kernel))
		return;
	if (!fdt->has_reserved_memory) {
		journal_log(
			b->journal,
			"OF: reserved mem: Reserved memory: No reserved-memory node in the DT");
		return;
	}
	if (!alloc_table(b) || refuse_format(b))
		return;
	for (size_t i = 0; i < fdt->nr_reserved; i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];

		if (n->available && n->has_reg)
			save_placed_node(b, n);
	}
	check_for_overlap(b);
}
