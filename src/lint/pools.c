/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "journal/attempt.h"
#include "journal/journal.h"
#include "lint/rules.h"
#include "util/alloc.h"
#include "util/size.h"

/* Group R, second half: CMA pools and what asks the kernel for a place. */

static const struct fdt_reserved_node *reserved_by_name(const struct lint *l,
							const char *name)
{
	const struct machine_fdt *fdt = &l->machine->fdt;

	for (size_t i = 0; i < fdt->nr_reserved; i++) {
		if (fdt->reserved[i].available &&
		    !strcmp(fdt->reserved[i].name, name))
			return &fdt->reserved[i];
	}
	return NULL;
}

static bool same_request(const struct mem_attempt *a,
			 const struct mem_attempt *b)
{
	return a->kind == b->kind && a->size == b->size && a->nid == b->nid &&
	       !strcmp(a->name, b->name);
}

/* The default area is looked for only where a node has not made it. */
static bool has_default(const struct boot *b, const struct mem_attempt *a)
{
	return b->default_cma >= 0 && a->kind == ATTEMPT_CMA &&
	       !strcmp(a->name, "reserved");
}

/* The attempt is the last of its request, and none of them has memory. */
static bool request_failed(const struct boot *b, size_t i)
{
	const struct mem_attempt *a = &b->journal->attempts[i];
	bool last = i + 1 == b->journal->nr_attempts ||
		    !same_request(a, &b->journal->attempts[i + 1]);

	return last && a->size && (a->failed || a->given_back);
}

static char *attempt_place(const struct lint *l, const struct mem_attempt *a)
{
	const struct fdt_reserved_node *n = reserved_by_name(l, a->name);
	char *word = n ? NULL : lint_word(l, "cma="), *where;

	if (n)
		return lint_at_reserved(n);
	if (!word)
		return xasprintf("CMA area %s", a->name);
	where = lint_at_word(word);
	free(word);
	return where;
}

/* The best free piece of all attempts of the request that ends with i. */
static struct range best_hole(const struct boot *b, size_t i)
{
	struct range best = b->journal->attempts[i].largest;

	for (size_t j = i; j > 0; j--) {
		const struct mem_attempt *a = &b->journal->attempts[j - 1];

		if (!same_request(a, &b->journal->attempts[i]))
			break;
		if (a->largest.size > best.size)
			best = a->largest;
	}
	return best;
}

static char *failed_message(const struct boot *b, size_t i)
{
	const struct mem_attempt *a = &b->journal->attempts[i];
	struct range hole = best_hole(b, i);
	char size[32], align[32], free_size[32], at[LINT_BUF];

	format_size(a->size, size, sizeof(size));
	format_size(max_u64(a->align, b->kernel->cache_bytes), align,
		    sizeof(align));
	if (!hole.size)
		return xasprintf("%s find no place: %s", size,
				 a->failed ? a->failed : "given back again");
	return xasprintf(
		"%s, aligned to %s, find no place: the largest free piece where they may lie is %s [%s]",
		size, align,
		format_size(hole.size, free_size, sizeof(free_size)),
		range_text(&hole, at, sizeof(at)));
}

/* What the kernel prints about the failed request; NULL: it is content. */
static const char *failure_line(const struct lint *l,
				const struct mem_attempt *a)
{
	char *needle = xasprintf("for node '%s'", a->name);
	const char *line = lint_log(l, "failed to allocate memory ", needle);

	free(needle);
	if (line)
		return line;
	if (!reserved_by_name(l, a->name))
		return lint_log(l, "cma: Failed to reserve ", "");
	if (!a->failed || strstr(a->failed, "bypass"))
		return NULL; /* R5 says more */
	return lint_log(l, "Reserved memory: ", a->failed);
}

void lint_pool_fails(struct lint *l, const struct lint_rule *rule)
{
	const struct boot *b = l->boot;

	for (size_t i = 0; b && i < b->journal->nr_attempts && !lint_enough(l);
	     i++) {
		const struct mem_attempt *a = &b->journal->attempts[i];
		struct lint_finding *f;
		const char *line;

		if (a->kind == ATTEMPT_CRASHKERNEL || !request_failed(b, i) ||
		    has_default(b, a))
			continue;
		line = failure_line(l, a);
		if (!line)
			continue; /* it never wanted to be a pool */
		f = lint_add(l, rule, attempt_place(l, a),
			     failed_message(b, i));
		f->kernel = xstrdup(line);
		f->change = xstrdup(
			b->journal->panic && !b->totals.has_pfns ?
				"nothing here: there is too little memory for any pool, see the other findings" :
				"make it smaller, widen alloc-ranges, or move what is reserved around the free piece");
	}
}

static struct range area_range(const struct boot *b, const struct cma_area *a)
{
	return (struct range){ a->base_pfn << b->kernel->page_shift,
			       a->count << b->kernel->page_shift };
}

static char *area_place(const struct lint *l, const struct cma_area *a)
{
	const struct fdt_reserved_node *n = reserved_by_name(l, a->name);

	return n ? lint_at_reserved(n) : xasprintf("CMA area %s", a->name);
}

/* "64 MiB at [0x...-0x...], zone DMA" */
static char *area_text(const struct boot *b, const struct cma_area *a)
{
	struct range r = area_range(b, a);
	const struct zone *z = boot_pfn_zone(b, a->base_pfn);
	char size[32], at[LINT_BUF];

	return xasprintf("%s at [%s], %s%s",
			 format_size(r.size, size, sizeof(size)),
			 range_text(&r, at, sizeof(at)), z ? "zone " : "",
			 z ? zone_kind_name(z->kind) : "no zone");
}

void lint_cma_word(struct lint *l, const struct lint_rule *rule)
{
	const struct machine_fdt *fdt = &l->machine->fdt;
	char *word = lint_word(l, "cma=");

	for (size_t i = 0; word && i < fdt->nr_reserved; i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];
		const struct boot *b = l->boot;
		struct lint_finding *f;
		const char *line;
		char *area;

		if (!n->available || !n->linux_cma_default ||
		    !reserved_compatible(n, "shared-dma-pool"))
			continue;
		area = b && b->default_cma >= 0 ?
			       area_text(b, &b->cma_areas[b->default_cma]) :
			       xstrdup("nowhere");
		f = lint_add(
			l, rule, lint_at_word(word),
			xasprintf(
				"replaces the default pool of /reserved-memory/%s and its alloc-ranges: the pool lies at %s",
				n->name, area));
		free(area);
		line = lint_log(l, "bypass ", n->name);
		f->kernel = line ? xstrdup(line) : NULL;
		f->change = xstrdup(
			"drop cma= and change the node, or give cma= a place: cma=SIZE@START-END");
		break;
	}
	free(word);
}

void lint_pool_default(struct lint *l, const struct lint_rule *rule)
{
	const struct boot *b = l->boot;
	char *text;

	if (!b || b->default_cma < 0)
		return;
	text = area_text(b, &b->cma_areas[b->default_cma]);
	lint_add(l, rule, area_place(l, &b->cma_areas[b->default_cma]),
		 xasprintf(
			 "the default pool, %s, is shared by all devices without a pool of their own",
			 text));
	free(text);
}

void lint_pool_bank(struct lint *l, const struct lint_rule *rule)
{
	const struct boot *b = l->boot;
	struct range *banks;
	size_t n = lint_banks(l->machine, &banks);

	for (size_t i = 0; b && i < b->nr_cma_areas; i++) {
		struct range r = area_range(b, &b->cma_areas[i]);

		for (size_t k = 0; k < n; k++) {
			char x[LINT_BUF];
			struct lint_finding *f;

			if (r.base > banks[k].base ||
			    r.base + r.size < banks[k].base + banks[k].size)
				continue;
			f = lint_add(
				l, rule, area_place(l, &b->cma_areas[i]),
				xasprintf(
					"the pool is the whole bank [%s]: one page of it that is pinned, and a request of its size fails",
					range_text(&banks[k], x, sizeof(x))));
			f->kernel = xstrdup(
				"cma: cma_alloc: ... alloc failed, later, on a request of the pool's size");
			f->change = xstrdup(
				"make the pool larger than the largest request, and smaller than the bank");
		}
	}
	free(banks);
}

void lint_pool_zones(struct lint *l, const struct lint_rule *rule)
{
	const struct boot *b = l->boot;

	for (size_t i = 0; b && b->totals.totalram_pages && i < b->nr_cma_areas;
	     i++) {
		const struct cma_area *a = &b->cma_areas[i];
		uint64_t stop = a->base_pfn + a->count;
		const struct zone *z = boot_zone_run(b, a->base_pfn, &stop);
		const struct zone *end = boot_pfn_zone(b, stop);
		struct lint_finding *f;

		if (stop == a->base_pfn + a->count || !z || !end)
			continue; /* R1 knows what lies outside RAM */
		f = lint_add(
			l, rule, area_place(l, a),
			xasprintf(
				"the pool begins in zone %s and ends in zone %s",
				zone_kind_name(z->kind),
				zone_kind_name(end->kind)));
		f->kernel = xasprintf("cma: CMA area %s could not be activated",
				      a->name);
		f->change = xstrdup("place it on one side of the border");
	}
}

void lint_pool_none(struct lint *l, const struct lint_rule *rule)
{
	const struct boot *b = l->boot;
	struct lint_finding *f;

	if (!b || b->journal->panic || !l->kernel->dma_cma ||
	    b->default_cma >= 0)
		return;
	for (size_t i = 0; i < b->journal->nr_attempts; i++) {
		if (b->journal->attempts[i].kind == ATTEMPT_CMA &&
		    b->journal->attempts[i].size &&
		    !strcmp(b->journal->attempts[i].name, "reserved"))
			return; /* R4 says more */
	}
	f = lint_add(
		l, rule, xstrdup("CMA"),
		xstrdup("there is no default pool: no node with linux,cma-default, no cma=, and the build's size is 0"));
	f->kernel = xstrdup("\"0K cma-reserved\" in its line of memory");
	f->change = xstrdup("cma=SIZE, if a device needs large buffers");
}

struct flag_case {
	bool wrong;
	enum lint_severity severity;
	const char *message, *kernel, *change;
};

static void tell_flags(struct lint *l, const struct lint_rule *rule,
		       const struct fdt_reserved_node *n,
		       const struct flag_case *c)
{
	struct lint_finding *f =
		lint_add(l, rule, lint_at_reserved(n), xstrdup(c->message));

	f->severity = c->severity;
	f->kernel = xstrdup(c->kernel);
	f->change = xstrdup(c->change);
}

void lint_pool_flags(struct lint *l, const struct lint_rule *rule)
{
	const struct machine_fdt *fdt = &l->machine->fdt;

	for (size_t i = 0; i < fdt->nr_reserved && !lint_enough(l); i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];
		bool pool = reserved_compatible(n, "shared-dma-pool");
		const struct flag_case cases[] = {
			{ n->reusable && n->no_map, LINT_WARNING,
			  "reusable and no-map exclude each other",
			  "makes no pool of it; the memory is lost",
			  "drop one of the two" },
			{ n->reusable && !n->no_map && !pool, LINT_WARNING,
			  "reusable, but not compatible with \"shared-dma-pool\"",
			  "reserves it for good: nothing else uses it meanwhile",
			  "add compatible = \"shared-dma-pool\", or drop reusable" },
			{ pool && n->linux_cma_default && !n->reusable,
			  LINT_WARNING, "linux,cma-default without reusable",
			  "makes no CMA pool of it", "add reusable" },
			{ pool && !n->reusable && !n->no_map &&
				  l->kernel->dma_coherent_needs_no_map,
			  LINT_WARNING,
			  "a DMA pool that is mapped: neither no-map nor reusable",
			  "Reserved memory: regions without no-map are not yet supported",
			  "add no-map, or reusable for a CMA pool" },
			{ pool && !n->reusable && !n->no_map &&
				  !l->kernel->dma_coherent_needs_no_map &&
				  !n->linux_cma_default,
			  LINT_NOTE,
			  "a pool without reusable: its memory serves its devices only",
			  "creates a DMA memory pool; nothing else ever uses the memory",
			  "reusable, if the kernel may use it while the devices do not" },
			{ pool && n->reusable && !n->no_map &&
				  !l->kernel->dma_cma,
			  LINT_WARNING, "a CMA pool, and a kernel without CMA",
			  "reserves it for good: nothing else uses it meanwhile",
			  "a kernel with CONFIG_DMA_CMA" },
		};

		for (size_t c = 0; n->available && c < ARRAY_SIZE(cases); c++) {
			if (cases[c].wrong)
				tell_flags(l, rule, n, &cases[c]);
		}
	}
}
