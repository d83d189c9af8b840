/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "lint/rules.h"
#include "util/alloc.h"
#include "util/rangemap.h"
#include "util/size.h"
#include "util/sort.h"

/* Group O: what overlaps what, among /reserved-memory and /memreserve/. */

/* A range of an enabled node that the kernel will look at. */
struct region {
	const struct fdt_reserved_node *node;
	struct range range;
};

static int compare_regions(const void *a, const void *b)
{
	const struct region *x = a, *y = b;

	if (x->range.base != y->range.base)
		return x->range.base < y->range.base ? -1 : 1;
	if (x->range.size != y->range.size)
		return x->range.size < y->range.size ? -1 : 1;
	return (x->node > y->node) - (x->node < y->node);
}

/* Static regions, sorted; free() *v. */
static size_t static_regions(const struct machine_fdt *fdt, struct region **v)
{
	size_t n = 0, cap = 0;

	*v = NULL;
	if (!fdt->reserved_memory_ok)
		return 0;
	for (size_t i = 0; i < fdt->nr_reserved; i++) {
		const struct fdt_reserved_node *node = &fdt->reserved[i];

		if (!node->available || node->bad_reg_length)
			continue;
		for (size_t r = 0; r < node->nr_reg; r++) {
			if (!node->reg[r].size)
				continue;
			array_reserve(*v, cap, n + 1);
			(*v)[n++] = (struct region){ node, node->reg[r] };
		}
	}
	if (n)
		sort_stable(*v, n, sizeof(**v), compare_regions);
	return n;
}

static bool same_range(const struct range *a, const struct range *b)
{
	return a->base == b->base && a->size == b->size;
}

/* The line that the kernel prints about the two; NULL: it says nothing. */
static const char *overlap_line(const struct lint *l, const struct region *a,
				const struct region *b)
{
	const struct journal *j = l->boot ? l->boot->journal : NULL;

	for (size_t i = 0; j && i < j->nr_remarks; i++) {
		const struct remark *r = &j->remarks[i];

		if (r->kind == REMARK_OVERLAP &&
		    !strcmp(r->about, a->node->name) &&
		    !strcmp(r->other, b->node->name))
			return r->line;
	}
	return NULL;
}

/* Of two regions, b begins in a. */
static const char *shared_text(const struct region *a, const struct region *b,
			       char *buf, size_t len)
{
	uint64_t end = min_u64(a->range.base + a->range.size,
			       b->range.base + b->range.size);

	return format_size(end - b->range.base, buf, len);
}

static void tell_overlap(struct lint *l, const struct lint_rule *rule,
			 const struct region *a, const struct region *b)
{
	char x[LINT_BUF], y[LINT_BUF], size[32];
	const char *line = overlap_line(l, a, b);
	struct lint_finding *f;

	f = lint_add(l, rule, lint_at_reserved(b->node),
		     xasprintf("[%s] shares %s with %s [%s]",
			       range_text(&b->range, x, sizeof(x)),
			       shared_text(a, b, size, sizeof(size)),
			       a->node->name,
			       range_text(&a->range, y, sizeof(y))));
	f->kernel = xstrdup(
		line || !l->boot ? "warns (OVERLAP DETECTED!), and keeps both" :
				   "keeps both, and does not notice");
	lint_quote(f, line, NULL);
	f->change = xstrdup(
		"shrink or move one of them, or delete the one that this board does not need");
}

/* The finding that was added last: its first region reaches into b, too. */
static void tell_overlap_too(struct lint *l, const struct region *a,
			     const struct region *b, size_t nth)
{
	struct lint_finding *f = &l->findings[l->nr_findings - 1];
	char y[LINT_BUF], size[32];

	if (nth < LINT_NAMED)
		xappendf(&f->message, "%s %s with %s [%s]",
			 nth == 1 ? "; that one shares also" : ",",
			 shared_text(a, b, size, sizeof(size)), b->node->name,
			 range_text(&b->range, y, sizeof(y)));
}

static void tell_unnamed(struct lint *l, size_t overlaps)
{
	if (overlaps > LINT_NAMED)
		xappendf(&l->findings[l->nr_findings - 1].message,
			 ", and memory with %zu more", overlaps - LINT_NAMED);
}

/*
 * Each region with that one before it which reaches highest: one finding for
 * each of these, for it is what is too large, however many it reaches into.
 */
void lint_overlap(struct lint *l, const struct lint_rule *rule)
{
	struct region *v;
	size_t n = static_regions(&l->machine->fdt, &v), top = 0, overlaps = 0;

	for (size_t i = 1; i < n && !lint_enough(l); i++) {
		uint64_t end = v[top].range.base + v[top].range.size;

		if (v[i].range.base < end &&
		    !same_range(&v[i].range, &v[i - 1].range)) {
			if (overlaps++)
				tell_overlap_too(l, &v[top], &v[i],
						 overlaps - 1);
			else
				tell_overlap(l, rule, &v[top], &v[i]);
		}
		if (v[i].range.base + v[i].range.size > end) {
			tell_unnamed(l, overlaps);
			overlaps = 0;
			top = i;
		}
	}
	tell_unnamed(l, overlaps);
	free(v);
}

void lint_duplicate(struct lint *l, const struct lint_rule *rule)
{
	struct region *v;
	size_t n = static_regions(&l->machine->fdt, &v);

	for (size_t i = 1; i < n && !lint_enough(l); i++) {
		const char *line;
		char x[LINT_BUF];
		struct lint_finding *f;

		if (!same_range(&v[i].range, &v[i - 1].range))
			continue;
		f = lint_add(l, rule, lint_at_reserved(v[i].node),
			     xasprintf("[%s] is the range of %s too",
				       range_text(&v[i].range, x, sizeof(x)),
				       v[i - 1].node->name));
		line = overlap_line(l, &v[i - 1], &v[i]);
		f->kernel = xstrdup(
			line || !l->boot ?
				"warns (OVERLAP DETECTED!), and keeps both" :
				"keeps both, and does not notice");
		lint_quote(f, line, NULL);
		f->change = xstrdup("drop one of the two nodes");
	}
	free(v);
}

void lint_table_full(struct lint *l, const struct lint_rule *rule)
{
	const struct machine_fdt *fdt = &l->machine->fdt;
	const struct fdt_reserved_node *first = NULL;
	size_t count = 0, slots = l->kernel->reserved_mem_regions;
	bool grows = kernel_has_reserved_mem_array(l->kernel);
	struct lint_finding *f;

	for (size_t i = 0; fdt->reserved_memory_ok && i < fdt->nr_reserved;
	     i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];

		if (!n->available || n->bad_reg_length ||
		    (n->has_reg ? grows || !n->nr_reg : !n->has_size))
			continue;
		if (count++ == slots)
			first = n;
	}
	if (!first)
		return;
	f = lint_add(
		l, rule, lint_at_reserved(first),
		grows ? xasprintf(
				"%zu regions without a place, %s has a table for %zu: this one and those after it get no memory",
				count, l->kernel->name, slots) :
			xasprintf(
				"%zu regions, %s has a table for %zu: this one and those after it get no driver, and dynamic ones no memory",
				count, l->kernel->name, slots));
	lint_quote(f, lint_line(l, REMARK_REGION_SLOTS, NULL),
		   "warns that its table has no space for all regions");
	f->change = xstrdup("join neighbouring regions");
}

/* The /memreserve/ entry that r meets; NULL: none. */
static const struct range *memreserve_at(const struct machine_fdt *fdt,
					 const struct range *r)
{
	for (size_t i = 0; i < fdt->nr_memreserve; i++) {
		const struct range *m = &fdt->memreserve[i];

		if (ranges_overlap(m->base, m->size, r->base, r->size))
			return m;
	}
	return NULL;
}

/* As far as that is known: whether the range's start is mapped in the end. */
static bool is_mapped(const struct lint *l, const struct range *r)
{
	const struct memblock_region *m;

	if (!l->boot)
		return true;
	m = memblock_search(&l->boot->memblock.memory, r->base);
	return m && !(m->flags & MEMBLOCK_NOMAP);
}

const char *lint_refused_no_map(const struct lint *l,
				const struct fdt_reserved_node *n,
				const struct range *r)
{
	return n->no_map && is_mapped(l, r) ?
		       lint_line(l, REMARK_REGION_FAILS, n->name) :
		       NULL;
}

void lint_no_map_refused(struct lint *l, const struct lint_rule *rule)
{
	const struct machine_fdt *fdt = &l->machine->fdt;
	struct region *v;
	size_t n = static_regions(fdt, &v);

	for (size_t i = 0; i < n && !lint_enough(l); i++) {
		const struct range *m = memreserve_at(fdt, &v[i].range);
		char x[LINT_BUF], y[LINT_BUF];
		struct lint_finding *f;
		const char *line;

		if (!v[i].node->no_map || !is_mapped(l, &v[i].range))
			continue;
		line = lint_refused_no_map(l, v[i].node, &v[i].range);
		if (!line && (l->boot || !m))
			continue;
		/* What lies there is in the wrong place, and told of. */
		if (!m && lint_seen(l, lint_places) &&
		    lint_something_placed(l, &v[i].range))
			continue;
		f = lint_add(
			l, rule, lint_at_reserved(v[i].node),
			m ? xasprintf(
				    "no-map for [%s], which /memreserve/ has reserved already [%s]",
				    range_text(&v[i].range, x, sizeof(x)),
				    range_text(m, y, sizeof(y))) :
			    xasprintf(
				    "no-map for [%s], where something is reserved already",
				    range_text(&v[i].range, x, sizeof(x))));
		f->kernel = xstrdup(
			"says that it failed to reserve memory, and leaves it mapped");
		lint_quote(f, line, NULL);
		f->change = xstrdup(
			m ? "drop the /memreserve/ entry: the node reserves the range" :
			    "keep image, initrd and tree out of the region");
	}
	free(v);
}

/* Bytes of [0, UINT64_MAX] that the nodes keep, as extents. */
static void node_cover(const struct machine_fdt *fdt, struct rangemap *cover)
{
	struct region *v;
	size_t n = static_regions(fdt, &v);

	for (size_t i = 0; i < n; i++)
		rangemap_set(cover, v[i].range.base,
			     v[i].range.base + v[i].range.size, 0);
	free(v);
}

/* Whether it is lost where UEFI boots: there are nodes, and none keeps it. */
static bool lost_by_efi(const struct machine_fdt *fdt,
			const struct rangemap *cover, const struct range *r)
{
	return fdt->nr_reserved &&
	       rangemap_covered(cover, r->base, r->base + r->size) < r->size;
}

void lint_memreserve_efi(struct lint *l, const struct lint_rule *rule)
{
	const struct machine_fdt *fdt = &l->machine->fdt;
	struct rangemap cover = { 0 };
	char *ranges = xstrdup(""), at[LINT_BUF];
	size_t lost = 0;
	struct lint_finding *f;

	node_cover(fdt, &cover);
	for (size_t i = 0; i < fdt->nr_memreserve; i++) {
		const struct range *r = &fdt->memreserve[i];

		if (!lost_by_efi(fdt, &cover, r))
			continue;
		if (lost++ < LINT_NAMED)
			xappendf(&ranges, "%s[%s]", lost > 1 ? ", " : "",
				 range_text(r, at, sizeof(at)));
	}
	rangemap_release(&cover);
	if (lost) {
		f = lint_add(
			l, rule, xstrdup("/memreserve/"),
			xasprintf(
				"%zu of %zu entries have no node in /reserved-memory: they hold only where the kernel is not started through UEFI: %s%s",
				lost, fdt->nr_memreserve, ranges,
				lost > LINT_NAMED ? ", and more" : ""));
		f->kernel = xstrdup(
			"started by UEFI its stub drops /memreserve/, and the memory is used");
		f->change = xstrdup(
			"describe the ranges as nodes of /reserved-memory");
	}
	free(ranges);
}

void lint_memreserve_list(struct lint *l, const struct lint_rule *rule)
{
	const struct machine_fdt *fdt = &l->machine->fdt;
	struct rangemap cover = { 0 };

	node_cover(fdt, &cover);
	for (size_t i = 0; i < fdt->nr_memreserve && !lint_enough(l); i++) {
		const struct range *r = &fdt->memreserve[i];
		char x[LINT_BUF], size[32];
		struct lint_finding *f;

		if (lost_by_efi(fdt, &cover, r))
			continue; /* O5 says more */
		f = lint_add(
			l, rule, xasprintf("/memreserve/ %zu", i),
			xasprintf(
				"keeps [%s], %s, besides the nodes of /reserved-memory",
				range_text(r, x, sizeof(x)),
				format_size(r->size, size, sizeof(size))));
		f->kernel =
			xstrdup("reserves it first of all; it stays mapped");
	}
	rangemap_release(&cover);
}

void lint_memreserve_overlap(struct lint *l, const struct lint_rule *rule)
{
	const struct machine_fdt *fdt = &l->machine->fdt;
	struct region *v = xcalloc(fdt->nr_memreserve, sizeof(*v));
	size_t n = fdt->nr_memreserve, top = 0;

	for (size_t i = 0; i < n; i++)
		v[i].range = fdt->memreserve[i];
	if (n)
		sort_stable(v, n, sizeof(*v), compare_regions);
	for (size_t i = 1; i < n && !lint_enough(l); i++) {
		uint64_t end = v[top].range.base + v[top].range.size;
		char x[LINT_BUF], y[LINT_BUF];
		struct lint_finding *f;

		if (v[i].range.base < end) {
			f = lint_add(
				l, rule, xstrdup("/memreserve/"),
				xasprintf(
					"[%s] and [%s] overlap; the Devicetree Specification (5.3, memory reservation block) forbids it",
					range_text(&v[top].range, x, sizeof(x)),
					range_text(&v[i].range, y, sizeof(y))));
			f->kernel = xstrdup("joins them");
			f->change = xstrdup("make one entry of them");
		}
		if (v[i].range.base + v[i].range.size > end)
			top = i;
	}
	free(v);
}

/* Group R, first half: regions and RAM. */

static const struct cma_area *area_of(const struct lint *l,
				      const struct fdt_reserved_node *n)
{
	for (size_t i = 0; l->boot && i < l->boot->nr_cma_areas; i++) {
		if (!strcmp(l->boot->cma_areas[i].name, n->name))
			return &l->boot->cma_areas[i];
	}
	return NULL;
}

/*
 * What the kernel makes of a pool `bytes` of which are no RAM, where it does
 * not say so.
 */
static char *pool_without_ram(const struct lint *l,
			      const struct fdt_reserved_node *n, uint64_t bytes)
{
	char size[32], *words, *text;

	format_size(bytes, size, sizeof(size));
	if (!area_of(l, n))
		return xstrdup("makes no CMA area of it");
	if (lint_dies_in(l, "cma_init_reserved_areas")) {
		words = lint_end_words(l);
		text = xasprintf(
			"cma_activate_area() reads the struct page of each page, which memory that is not there does not have: %s",
			words);
		free(words);
		return text;
	}
	if (l->boot->journal->panic)
		return xstrdup("does not get so far");
	if (area_of(l, n)->foreign)
		return xasprintf(
			"activates the pool over foreign memory: what lies behind the struct pages is taken for those of %s (WARNING, \"Bad page state\"), and overwritten",
			size);
	return xasprintf(
		"activates the pool without a word, and hands out %s that do not exist: what is written there is lost",
		size);
}

void lint_region_partly(struct lint *l, const struct lint_rule *rule)
{
	struct range *banks;
	struct region *v;
	size_t nr_banks = lint_banks(l->machine, &banks);
	size_t n = static_regions(&l->machine->fdt, &v);

	for (size_t i = 0; nr_banks && i < n && !lint_enough(l); i++) {
		uint64_t in = lint_inside(banks, nr_banks, &v[i].range);
		bool pool = v[i].node->reusable &&
			    reserved_compatible(v[i].node, "shared-dma-pool");
		char x[LINT_BUF], size[32];
		struct lint_finding *f;
		const char *line;

		if (in == v[i].range.size || (!in && !pool))
			continue;
		f = lint_add(l, rule, lint_at_reserved(v[i].node),
			     xasprintf("%s of [%s] lie outside every memory node",
				       format_size(v[i].range.size - in, size,
						   sizeof(size)),
				       range_text(&v[i].range, x, sizeof(x))));
		line = pool ? lint_line(l, REMARK_POOL_NOT_ACTIVE,
					v[i].node->name) :
			      NULL;
		if (line)
			lint_quote(f, line, NULL);
		else
			f->kernel =
				pool ? pool_without_ram(l, v[i].node,
							v[i].range.size - in) :
				       xstrdup("reserves the part that is RAM");
		f->change = xstrdup(
			"correct the region, or the size of the memory node (see `--memory`)");
		if (pool)
			f->severity = LINT_ERROR;
	}
	free(v);
	free(banks);
}

void lint_region_outside(struct lint *l, const struct lint_rule *rule)
{
	struct range *banks;
	struct region *v;
	size_t nr_banks = lint_banks(l->machine, &banks);
	size_t n = static_regions(&l->machine->fdt, &v);

	for (size_t i = 0; nr_banks && i < n && !lint_enough(l); i++) {
		char x[LINT_BUF];
		struct lint_finding *f;

		if (lint_inside(banks, nr_banks, &v[i].range) ||
		    (v[i].node->reusable &&
		     reserved_compatible(v[i].node, "shared-dma-pool")))
			continue;
		f = lint_add(
			l, rule, lint_at_reserved(v[i].node),
			xasprintf(
				"[%s] is not in any memory node: nothing has to be kept free there",
				range_text(&v[i].range, x, sizeof(x))));
		f->kernel =
			xstrdup("nothing changes: there is no RAM to reserve");
	}
	free(v);
	free(banks);
}

/* "failed to reserve": a range of size 0. */
void lint_region_fails(struct lint *l, const struct lint_rule *rule)
{
	const struct machine_fdt *fdt = &l->machine->fdt;

	for (size_t i = 0;
	     fdt->reserved_memory_ok && i < fdt->nr_reserved && !lint_enough(l);
	     i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];
		struct lint_finding *f;
		size_t r = 0;

		while (r < n->nr_reg && n->reg[r].size)
			r++;
		if (!n->available || n->bad_reg_length || r == n->nr_reg)
			continue;
		f = lint_add(l, rule, lint_at_reserved(n),
			     xasprintf("reg at 0x%" PRIx64 " has size 0",
				       n->reg[r].base));
		lint_quote(f, lint_line(l, REMARK_REGION_FAILS, n->name),
			   "reserves nothing, and says that it failed");
		f->change = xstrdup(
			"give it its size, or disable the node (status = \"disabled\")");
	}
}
