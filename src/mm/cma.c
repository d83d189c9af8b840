/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/cma.h"

#include <inttypes.h>

#include "journal/attempt.h"
#include "journal/journal.h"
#include "mm/attempt.h"
#include "mm/memblock.h"
#include "util/alloc.h"
#include "util/range.h"

#define SZ_4G (1ULL << 32)
#define NO_SLOT "Not enough slots for CMA reserved regions!"

static bool no_slot_left(struct boot *b)
{
	if (b->nr_cma_areas < b->kernel->cma_areas)
		return false;
	journal_remark(b->journal, REMARK_POOL_SLOTS, "cma: " NO_SLOT);
	return true;
}

int cma_init_reserved_mem(struct boot *b, uint64_t base, uint64_t size,
			  unsigned order_per_bit, const char *name)
{
	struct cma_area *area;

	if (no_slot_left(b))
		return -1;
	if (!size || !memblock_overlaps(&b->memblock.reserved, base, size) ||
	    ((base | size) & (cma_min_alignment(b->kernel) - 1)))
		return -1;
	b->cma_areas = xrealloc(b->cma_areas, b->nr_cma_areas + 1,
				sizeof(*b->cma_areas));
	area = &b->cma_areas[b->nr_cma_areas++];
	*area = (struct cma_area){
		.name = journal_intern(b->journal, "%s", name),
		.base_pfn = base >> b->kernel->page_shift,
		.count = size >> b->kernel->page_shift,
		.order_per_bit = order_per_bit,
	};
	b->totalcma_pages += area->count;
	return 0;
}

static struct mem_attempt as_attempt(const struct cma_request *r)
{
	return (struct mem_attempt){
		.kind = ATTEMPT_CMA,
		.name = r->name,
		.size = r->size,
		.align = r->alignment,
		.min = r->base,
		.max = r->limit,
		.nid = r->nid,
		.exact = true,
		.reach = r->reach,
	};
}

static uint64_t alloc_area(struct boot *b, const struct cma_request *r,
			   uint64_t min, uint64_t max, const char *where)
{
	struct mem_attempt a = as_attempt(r);

	a.min = min;
	a.max = max;
	a.where = where;
	return attempt_alloc(b, &a,
			     journal_intern(b->journal, "CMA area %s", r->name),
			     "cma_declare_contiguous_nid");
}

/* Where an area without a base is looked for, besides high memory. */
RULE(cma_search, "cma_declare_contiguous()", WITH_MEMBLOCK,
     VARIANT(CMA_SEARCH_ABOVE_4G_BY_LIMIT, "above_4g_by_limit",
	     .shows = "function cma_alloc_mem"),
     VARIANT(CMA_SEARCH_ABOVE_4G_FIRST, "above_4g_first"),
     VARIANT(CMA_SEARCH_ABOVE_4G, "above_4g"),
     VARIANT(CMA_SEARCH_FROM_LIMIT, "from_limit"));

/* Where there is none, newer kernels do not look where it would begin. */
static bool minds_high_memory(const struct kernel *k)
{
	return k->highmem ||
	       k->rules.cma_search != CMA_SEARCH_ABOVE_4G_BY_LIMIT;
}

/* High memory, if the request reaches into it. */
static uint64_t place_high(struct boot *b, const struct cma_request *r,
			   uint64_t *limit)
{
	uint64_t addr;

	if (!minds_high_memory(b->kernel) || r->base >= b->high_memory ||
	    *limit <= b->high_memory)
		return 0;
	addr = alloc_area(b, r, b->high_memory, *limit, "in high memory");
	*limit = b->high_memory;
	return addr;
}

/* Whether the machine reaches far enough, or what the request may reach. */
static bool looks_above_4g(const struct boot *b, const struct cma_request *r)
{
	uint64_t end = memblock_end_of_dram(&b->memblock);

	switch (b->kernel->rules.cma_search) {
	case CMA_SEARCH_ABOVE_4G_BY_LIMIT:
		end = r->limit;
		break;
	case CMA_SEARCH_FROM_LIMIT:
		return false;
	case CMA_SEARCH_ABOVE_4G_FIRST:
	case CMA_SEARCH_ABOVE_4G:
		break;
	}
	return b->kernel->phys_addr_size == 8 && !b->memblock.bottom_up &&
	       end >= SZ_4G + r->size;
}

static uint64_t place_above_4g(struct boot *b, const struct cma_request *r,
			       uint64_t limit)
{
	uint64_t addr;

	b->memblock.bottom_up = true;
	addr = alloc_area(b, r, SZ_4G, limit, "from 4 GiB upwards");
	b->memblock.bottom_up = false;
	return addr;
}

/*
 * Where a request without a fixed base goes. What is found in high memory first
 * is lost where the search goes on all the same.
 */
static uint64_t find_place(struct boot *b, const struct cma_request *r)
{
	bool high_first = b->kernel->rules.cma_search >
			  CMA_SEARCH_ABOVE_4G_FIRST;
	uint64_t limit = r->limit, addr = 0;

	if (high_first)
		addr = place_high(b, r, &limit);
	if (looks_above_4g(b, r))
		addr = place_above_4g(b, r, limit);
	if (!addr && !high_first)
		addr = place_high(b, r, &limit);
	return addr ? addr :
		      alloc_area(b, r, r->base, limit,
				 "downwards from the limit");
}

/* What is logged of an area, and of which size: rounded up, or as asked for. */
RULE(cma_lines, "cma_declare_contiguous()", WITH_MEMBLOCK,
     VARIANT(CMA_LINES_AS_ASKED, "as_asked",
	     .shows = "function cma_declare_contiguous_multi"),
     VARIANT(CMA_LINES_WITH_NODE, "with_node",
	     .shows = "string \"Reserved %ld MiB at %pa on node %d\""),
     VARIANT(CMA_LINES_WITHOUT, "without", .shows = "no such string"));

/* " on node 1", or nothing. */
static const char *on_node(const struct boot *b, const struct cma_request *r)
{
	return b->kernel->rules.cma_lines != CMA_LINES_WITH_NODE ?
		       "" :
		       journal_intern(b->journal, " on node %d",
				      b->kernel->numa ? r->nid : NO_NODE);
}

static uint64_t logged_mib(const struct boot *b, const struct cma_request *r)
{
	bool as_asked = b->kernel->rules.cma_lines == CMA_LINES_AS_ASKED;

	return (as_asked ? r->asked : r->size) >> 20;
}

static int failed(struct boot *b, const struct cma_request *r)
{
	journal_remark_about(b->journal,
			     &(struct remark){ .kind = REMARK_POOL_FAILS,
					       .about = r->name },
			     "cma: Failed to reserve %" PRIu64 " MiB%s",
			     logged_mib(b, r), on_node(b, r));
	return -1;
}

static int refuse_for(struct boot *b, const struct cma_request *r,
		      enum attempt_refusal refusal, const char *why)
{
	struct mem_attempt a = as_attempt(r);

	a.refusal = refusal;
	attempt_refused(b, &a, "cma_declare_contiguous_nid", why);
	return -1;
}

static int refuse(struct boot *b, const struct cma_request *r, const char *why)
{
	return refuse_for(b, r, REFUSED_OTHERWISE, why);
}

/* The same with the kernel's message. */
static int refuse_loudly(struct boot *b, const struct cma_request *r,
			 const char *message)
{
	journal_log(b->journal, "cma: %s", message);
	refuse(b, r, message);
	return failed(b, r);
}

/* What becomes of a base that is not aligned, or above the limit. */
RULE(cma_base, "cma_declare_contiguous()", WITH_MEMBLOCK,
     VARIANT(CMA_BASE_REFUSED, "refused",
	     .shows = "string \"Region at %pa must be aligned to %pa bytes\""),
     VARIANT(CMA_BASE_ROUNDED, "rounded", .shows = "no such string"));

/* Rounds the wishes and refuses what cannot be: 0, or -1. */
static int sanitise(struct boot *b, struct cma_request *r)
{
	uint64_t end = memblock_end_of_dram(&b->memblock);

	r->alignment = max_u64(r->alignment, cma_min_alignment(b->kernel));
	if (r->fixed && b->kernel->rules.cma_base == CMA_BASE_REFUSED &&
	    (r->base & (r->alignment - 1))) {
		return refuse_loudly(
			b, r,
			journal_intern(
				b->journal,
				"Region at %s must be aligned to %s bytes",
				journal_pa_text(b->journal, r->base),
				journal_pa_text(b->journal, r->alignment)));
	}
	r->base = align_up(r->base, r->alignment);
	r->size = align_up(r->size, r->alignment);
	r->limit = align_down(r->limit, r->alignment);
	if (!r->base)
		r->fixed = false;
	if ((r->size >> b->kernel->page_shift) &
	    ((1ULL << r->order_per_bit) - 1))
		return refuse(
			b, r,
			"its size is no multiple of what a bit of its map stands for");
	if (r->fixed && minds_high_memory(b->kernel) &&
	    r->base < b->high_memory && r->base + r->size > b->high_memory) {
		return refuse_loudly(
			b, r,
			journal_intern(
				b->journal,
				"Region at %s defined on low/high memory boundary (%s)",
				journal_pa_text(b->journal, r->base),
				journal_pa_text(b->journal, b->high_memory)));
	}
	if (!r->limit || r->limit > end)
		r->limit = end;
	if (b->kernel->rules.cma_base == CMA_BASE_REFUSED &&
	    r->base + r->size > r->limit) {
		return refuse_loudly(
			b, r,
			journal_intern(
				b->journal,
				"Size (%s) of region at %s exceeds limit (%s)",
				journal_pa_text(b->journal, r->size),
				journal_pa_text(b->journal, r->base),
				journal_pa_text(b->journal, r->limit)));
	}
	return 0;
}

static bool is_pow2(uint64_t v)
{
	return v && !(v & (v - 1));
}

/* A fixed place: free, or not at all. */
static int take_fixed(struct boot *b, const struct cma_request *r)
{
	static const char by[] = "cma_declare_contiguous_nid";
	struct mem_attempt a = as_attempt(r);

	a.where = "at a fixed place";
	a.max = r->base + r->size;
	if (memblock_overlaps(&b->memblock.reserved, r->base, r->size) ||
	    memblock_reserve(b, r->base, r->size,
			     journal_intern(b->journal, "CMA area %s", r->name),
			     by)) {
		attempt_occupied(b, &a, by);
		return failed(b, r);
	}
	attempt_placed(b->journal, &a, by, r->base);
	return 0;
}

int cma_declare_contiguous_nid(struct boot *b, const struct cma_request *req)
{
	struct cma_request r = *req;

	r.asked = r.size;
	if (no_slot_left(b))
		return refuse_for(b, &r, REFUSED_NO_SLOT, NO_SLOT);
	if (!r.size || (r.alignment && !is_pow2(r.alignment)))
		return refuse(b, &r,
			      "its size is 0, or its alignment no power of two");
	if (sanitise(b, &r))
		return -1;
	if (r.fixed) {
		if (take_fixed(b, &r))
			return -1;
	} else {
		r.base = find_place(b, &r);
		if (!r.base)
			return failed(b, &r);
	}
	if (cma_init_reserved_mem(b, r.base, r.size, r.order_per_bit, r.name)) {
		memblock_free(b, r.base, r.size, "cma_declare_contiguous_nid");
		attempt_given_back(b->journal, r.base,
				   "no area could be made of it");
		return failed(b, &r);
	}
	journal_log(b->journal, "cma: Reserved %" PRIu64 " MiB at %s%s",
		    logged_mib(b, &r), journal_pa_text(b->journal, r.base),
		    on_node(b, &r));
	return 0;
}

/* What the build's CONFIG_CMA_SIZE_SEL_* chooses, bytes. */
static uint64_t configured_size(const struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t pages = b->memblock.memory.total_size >> k->page_shift;
	uint64_t mbytes = k->cma_size_mbytes << 20;
	uint64_t percent = pages * k->cma_size_percentage / 100
			   << k->page_shift;

	if (k->cma_size_min)
		return min_u64(mbytes, percent);
	if (k->cma_size_max)
		return max_u64(mbytes, percent);
	return mbytes ? mbytes : percent;
}

/* Areas of one node that cma_pernuma= and numa_cma= ask for. */
static void declare_numa_areas(struct boot *b, size_t nid)
{
	const struct params *p = &b->params;
	const struct {
		const char *name;
		uint64_t size;
	} wanted[] = {
		{ "pernuma", p->cma_pernuma },
		{ "numa", nid < p->nr_numa_cma ? p->numa_cma[nid] : 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		const struct cma_request r = {
			.size = wanted[i].size,
			.nid = (int)nid,
			.name = journal_intern(b->journal, "%s%zu",
					       wanted[i].name, nid),
		};

		if (r.size && cma_declare_contiguous_nid(b, &r))
			journal_log(
				b->journal,
				"cma: dma_numa_cma_reserve: reservation failed: err -12, node %zu",
				nid);
	}
}

/* dma_numa_cma_reserve(): each possible node, before the default area. */
static void dma_numa_cma_reserve(struct boot *b)
{
	const struct params *p = &b->params;

	for (size_t n = 0; b->kernel->dma_numa_cma && n < b->nr_nodes; n++) {
		if (!b->nodes[n] || !b->nodes[n]->possible)
			continue;
		if (b->nodes[n]->online)
			declare_numa_areas(b, n);
		else if (p->cma_pernuma ||
			 (n < p->nr_numa_cma && p->numa_cma[n]))
			journal_log(b->journal,
				    "cma: invalid node %zu specified", n);
	}
}

/* Which of two limits counts: that of cma= and the architecture's. */
RULE(cma_limit, "dma_contiguous_reserve()", WITH_MEMBLOCK,
     VARIANT(CMA_LIMIT_AS_ASKED, "as_asked"),
     VARIANT(CMA_LIMIT_LOWER, "lower"));

static uint64_t lowest_limit(const struct boot *b, uint64_t asked,
			     uint64_t limit)
{
	return limit && b->kernel->rules.cma_limit == CMA_LIMIT_LOWER ?
		       min_u64(asked, limit) :
		       asked;
}

/* Of vendors' kernels, before reserved-memory had areas: once there is one. */
static void declare_device_areas(struct boot *b)
{
	const struct machine_fdt *fdt = &b->machine->fdt;

	for (size_t i = 0; i < fdt->nr_cma; i++) {
		const struct fdt_cma_area *a = &fdt->cma[i];
		uint64_t limit = a->anywhere ? 0 : b->high_memory;

		cma_declare_contiguous_nid(b, &(struct cma_request){
						      .base = a->base,
						      .size = a->size,
						      .fixed = a->base != 0,
						      .limit = limit,
						      .reach = limit,
						      .nid = NO_NODE,
						      .name = a->name });
	}
}

static void declare_default_area(struct boot *b, uint64_t limit)
{
	const struct params *p = &b->params;
	struct cma_request r = { .limit = limit,
				 .reach = limit,
				 .nid = NO_NODE,
				 .name = "reserved" };

	if (p->has_cma) {
		r.size = p->cma_size;
		r.base = p->cma_base;
		if (p->cma_limit)
			r.limit = lowest_limit(b, p->cma_limit, limit);
		r.fixed = p->cma_base + p->cma_size == p->cma_limit;
	} else {
		r.size = configured_size(b);
	}
	if (!r.size) {
		refuse(b, &r,
		       p->has_cma ? "cma= asks for none" :
				    "the build's configured size is 0");
	} else if (b->default_cma >= 0) {
		refuse(b, &r, "there is a default area already");
	} else {
		journal_enter(b->journal, "dma_contiguous_reserve_area");
		if (!cma_declare_contiguous_nid(b, &r))
			b->default_cma = (int)b->nr_cma_areas - 1;
		journal_leave(b->journal);
	}
}

void dma_contiguous_reserve(struct boot *b, uint64_t limit)
{
	dma_numa_cma_reserve(b);
	declare_default_area(b, limit);
	declare_device_areas(b);
}

int dma_pernuma_cma_reserve(struct boot *b)
{
	if (!b->kernel->dma_pernuma_cma || !b->params.cma_pernuma)
		return 0;
	for (size_t n = 0; n < b->nr_nodes; n++) {
		if (!b->nodes[n] || !b->nodes[n]->online)
			continue;
		cma_declare_contiguous_nid(
			b, &(struct cma_request){
				   .size = b->params.cma_pernuma,
				   .nid = (int)n,
				   .name = journal_intern(b->journal,
							  "pernuma%zu", n),
			   });
	}
	return 0;
}

/* Which nodes have a share. */
RULE(hugetlb_cma_nodes, "hugetlb_cma_reserve()", WITH_MEMBLOCK,
     VARIANT(HUGETLB_CMA_NODES_WITH_MEMORY, "with_memory",
	     .shows = "function hugetlb_bootmem_set_nodes"),
     VARIANT(HUGETLB_CMA_NODES_ONLINE, "online",
	     .shows = "no function hugetlb_bootmem_set_nodes"));

/* Whether a node can have a share. */
static bool has_share(const struct boot *b, size_t nid)
{
	if (nid >= b->nr_nodes || !b->nodes[nid] || !b->nodes[nid]->online)
		return false;
	return b->kernel->rules.hugetlb_cma_nodes == HUGETLB_CMA_NODES_ONLINE ||
	       memblock_has_node(b, nid);
}

/* hugetlb_cma= as it stands after the checks of hugetlb_cma_reserve(). */
struct hugetlb_cma {
	uint64_t total;
	bool per_node_list;
};

static void check_node_list(struct boot *b, struct hugetlb_cma *h,
			    uint64_t gigantic)
{
	const struct params *p = &b->params;

	h->total = p->hugetlb_cma;
	for (size_t n = 0; n < p->nr_hugetlb_cma_node; n++) {
		uint64_t size = p->hugetlb_cma_node[n];

		if (!size)
			continue;
		if (!has_share(b, n)) {
			journal_log(b->journal,
				    "hugetlb_cma: invalid node %zu specified",
				    n);
		} else if (size < gigantic) {
			journal_log(
				b->journal,
				"hugetlb_cma: cma area of node %zu should be at least %" PRIu64
				" MiB",
				n, gigantic >> 20);
		} else {
			h->total += size;
			h->per_node_list = true;
		}
	}
}

static uint64_t node_share(const struct boot *b, const struct hugetlb_cma *h,
			   size_t nid, uint64_t per_node, uint64_t reserved,
			   uint64_t gigantic)
{
	const struct params *p = &b->params;

	if (!h->per_node_list)
		return min_u64(per_node, h->total - reserved);
	if (nid >= p->nr_hugetlb_cma_node ||
	    p->hugetlb_cma_node[nid] < gigantic)
		return 0;
	return p->hugetlb_cma_node[nid];
}

static uint64_t nr_shares(const struct boot *b)
{
	uint64_t n = 0;

	for (size_t i = 0; i < b->nr_nodes; i++)
		n += has_share(b, i);
	return n;
}

/*
 * What areas of gigantic pages are aligned to, and what a bit of their maps
 * stands for: a huge page, or by pages a single page.
 */
RULE(hugetlb_cma, "hugetlb_cma_reserve()", WITH_MEMBLOCK,
     VARIANT(HUGETLB_CMA_ALIGN_GIGANTIC, "align_gigantic"),
     VARIANT(HUGETLB_CMA_ALIGN_HUGE, "align_huge"),
     VARIANT(HUGETLB_CMA_BY_PAGES, "by_pages"));

/* Whether a node's share is rounded up before it is logged. */
RULE(hugetlb_cma_share, "hugetlb_cma_reserve()", WITH_MEMBLOCK,
     VARIANT(HUGETLB_CMA_SHARE_ROUNDED, "rounded"),
     VARIANT(HUGETLB_CMA_SHARE_AS_IT_IS, "as_it_is"));

void hugetlb_cma_reserve(struct boot *b, unsigned order)
{
	uint64_t gigantic = kernel_page_size(b->kernel) << order;
	uint64_t huge = 1ULL << b->kernel->hpage_shift;
	uint64_t per_node = 0, reserved = 0;
	enum hugetlb_cma_rule way = b->kernel->rules.hugetlb_cma;
	bool by_pages = way == HUGETLB_CMA_BY_PAGES;
	uint64_t align = way == HUGETLB_CMA_ALIGN_HUGE ? huge : gigantic;
	struct hugetlb_cma h = { 0 };

	check_node_list(b, &h, gigantic);
	if (!h.total)
		return;
	if (h.total < gigantic) {
		journal_log(b->journal,
			    "hugetlb_cma: cma area should be at least %" PRIu64
			    " MiB",
			    gigantic >> 20);
		return;
	}
	if (!h.per_node_list) {
		per_node = div_round_up(h.total, nr_shares(b));
		if (b->kernel->rules.hugetlb_cma_share ==
		    HUGETLB_CMA_SHARE_ROUNDED)
			per_node = align_up(per_node, gigantic);
		journal_log(b->journal,
			    "hugetlb_cma: reserve %" PRIu64
			    " MiB, up to %" PRIu64 " MiB per node",
			    h.total >> 20, per_node >> 20);
	}
	for (size_t n = 0; n < b->nr_nodes && reserved < h.total; n++) {
		struct cma_request r = {
			.alignment = align,
			.order_per_bit = by_pages ?
						 0 :
						 b->kernel->hpage_shift -
							 b->kernel->page_shift,
			.nid = (int)n,
		};

		if (!has_share(b, n))
			continue;
		r.size = align_up(node_share(b, &h, n, per_node, reserved,
					     gigantic),
				  gigantic);
		if (!r.size)
			continue;
		r.name = journal_intern(b->journal, "hugetlb%zu", n);
		if (cma_declare_contiguous_nid(b, &r)) {
			journal_log(
				b->journal,
				"hugetlb_cma: reservation failed: err -12, node %zu",
				n);
			continue;
		}
		reserved += r.size;
		journal_log(b->journal,
			    "hugetlb_cma: reserved %" PRIu64 " MiB on node %zu",
			    r.size >> 20, n);
	}
	b->hugetlb_cma = reserved != 0;
}
