/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "journal/attempt.h"
#include "journal/journal.h"
#include "lint/advice.h"
#include "lint/rules.h"
#include "model/questions.h"
#include "util/alloc.h"
#include "util/size.h"

/* Group R, second half: CMA pools. */

static char *area_place(const struct lint *l, const struct cma_area *a)
{
	const struct fdt_reserved_node *n = lint_reserved_node(l, a->name);

	return n ? lint_at_reserved(n) : xasprintf("CMA area %s", a->name);
}

/* "64 MiB at [0x...-0x...], zone DMA" */
static char *area_text(const struct boot *b, const struct cma_area *a)
{
	struct range r = cma_area_range(b, a);
	const struct zone *z = boot_pfn_zone(b, a->base_pfn);
	char size[32], at[LINT_BUF];

	return xasprintf("%s at [%s], %s%s",
			 format_size(r.size, size, sizeof(size)),
			 range_text(&r, at, sizeof(at)), z ? "zone " : "",
			 z ? zone_kind_name(z->kind) : "no zone");
}

/* The enabled node with linux,cma-default; NULL: none. */
static const struct fdt_reserved_node *default_node(const struct lint *l)
{
	const struct machine_fdt *fdt = &l->machine->fdt;

	for (size_t i = 0; i < fdt->nr_reserved; i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];

		if (n->available && n->linux_cma_default &&
		    reserved_compatible(n, "shared-dma-pool"))
			return n;
	}
	return NULL;
}

static void tell_replaced(struct lint *l, struct lint_finding *f,
			  const struct fdt_reserved_node *n)
{
	const struct boot *b = l->boot;
	char *area = b && b->default_cma >= 0 ?
			     area_text(b, &b->cma_areas[b->default_cma]) :
			     NULL;

	f->message = xasprintf(
		"replaces the default pool of /reserved-memory/%s%s: %s%s",
		n->name, n->has_alloc_ranges ? " and its alloc-ranges" : "",
		area ? "the pool lies at " : "there is none", area ? area : "");
	free(area);
	lint_quote(f, lint_line(l, REMARK_POOL_BYPASSED, n->name), NULL);
	f->change = xstrdup(
		"drop cma= and change the node, or give cma= a place: cma=SIZE@START-END");
}

/* R4 of the word, where the pool that it asks for finds no place; NULL. */
static struct lint_finding *no_place_for(struct lint *l, const char *where)
{
	for (size_t i = 0; i < l->nr_findings; i++) {
		struct lint_finding *f = &l->findings[i];

		if (!strcmp(f->rule->code, "R4") && !strcmp(f->where, where))
			return f;
	}
	return NULL;
}

/* One cause, one finding: the word also loses the pool that there was. */
static void tell_lost(struct lint_finding *f, const struct fdt_reserved_node *n)
{
	xappendf(&f->message,
		 "; nor is there the default pool of /reserved-memory/%s, which it replaces",
		 n->name);
	f->change =
		advice_or(f->change, xstrdup("drop cma=, for the node's pool"));
}

static void tell_word(struct lint *l, const struct lint_rule *rule,
		      const char *word, const struct fdt_reserved_node *n)
{
	char *where = lint_at_word(word);
	struct lint_finding *failed = no_place_for(l, where);
	struct lint_finding *f;

	if (failed && kernel_gives_reserved_mem_back(l->kernel)) {
		tell_lost(failed, n);
		free(where);
		return;
	}
	f = lint_add(l, rule, where, NULL);
	if (kernel_gives_reserved_mem_back(l->kernel)) {
		tell_replaced(l, f, n);
		return;
	}
	f->message = xasprintf(
		"does nothing, for /reserved-memory/%s is the default pool",
		n->name);
	f->kernel = xstrdup("looks at cma= where no node has made the pool");
	f->change = xstrdup("drop cma=, and change the node");
}

void lint_cma_word(struct lint *l, const struct lint_rule *rule)
{
	const struct fdt_reserved_node *n = default_node(l);
	char *word = lint_word(l, "cma=");

	if (word && n && l->kernel->dma_cma && !lint_word_malformed(word))
		tell_word(l, rule, word, n);
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
		struct range r = cma_area_range(b, &b->cma_areas[i]);

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
				"fails a request of the pool's size later on");
			f->change = xstrdup(
				"make the pool larger than the largest request, and smaller than the bank");
		}
	}
	free(banks);
}

static void quote_inactive(const struct lint *l, struct lint_finding *f,
			   const struct cma_area *a)
{
	lint_quote(f, lint_line(l, REMARK_POOL_NOT_ACTIVE, a->name),
		   "does not activate the pool: its memory is lost");
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
		quote_inactive(l, f, a);
		f->change = xstrdup("place it on one side of the border");
	}
}

/* What the build's configuration says of the default pool. */
static char *build_size(const struct kernel *k)
{
	if (k->cma_size_percentage && !k->cma_size_mbytes)
		return xasprintf("%" PRIu32 " %% of memory",
				 k->cma_size_percentage);
	if (k->cma_size_percentage)
		return xasprintf("%" PRIu64 " MiB or %" PRIu32 " %% of memory",
				 k->cma_size_mbytes, k->cma_size_percentage);
	return k->cma_size_mbytes ?
		       xasprintf("%" PRIu64 " MiB", k->cma_size_mbytes) :
		       xstrdup("0");
}

static char *none_message(const struct lint *l)
{
	char *size = build_size(l->kernel), *text;

	text = l->boot->params.has_cma ?
		       xasprintf(
			       "there is no default pool, because of cma=0 (the build's size is %s), and no node is one",
			       size) :
		       xasprintf(
			       "there is no default pool: no node with linux,cma-default, no cma=, and the build's size is %s",
			       size);
	free(size);
	return text;
}

void lint_pool_none(struct lint *l, const struct lint_rule *rule)
{
	const struct boot *b = l->boot;
	struct lint_finding *f;
	char *word;

	if (!b || b->journal->panic || !l->kernel->dma_cma ||
	    b->default_cma >= 0)
		return;
	for (size_t i = 0; i < b->journal->nr_attempts; i++) {
		if (b->journal->attempts[i].kind == ATTEMPT_CMA &&
		    b->journal->attempts[i].size &&
		    !strcmp(b->journal->attempts[i].name, "reserved"))
			return; /* R4 says more */
	}
	word = lint_word(l, "cma=");
	if (word && lint_word_malformed(word)) {
		free(word);
		return; /* W2 says why */
	}
	f = lint_add(l, rule, word ? lint_at_word(word) : xstrdup("CMA"),
		     none_message(l));
	free(word);
	if (!b->totalcma_pages)
		f->kernel = xstrdup("counts 0K cma-reserved");
	if (b->params.has_cma)
		f->severity = LINT_WARNING;
	f->change = xstrdup(
		b->params.has_cma ?
			"drop cma=0, or cma=SIZE, if a device needs large buffers" :
			"cma=SIZE, if a device needs large buffers");
}

struct flag_case {
	bool wrong;
	enum lint_severity severity;
	const char *message, *kernel, *change;
	enum remark_kind says; /* what the kernel says about the node; 0 */
};

static void tell_flags(struct lint *l, const struct lint_rule *rule,
		       const struct fdt_reserved_node *n,
		       const struct flag_case *c)
{
	struct lint_finding *f =
		lint_add(l, rule, lint_at_reserved(n), xstrdup(c->message));

	f->severity = c->severity;
	f->kernel = xstrdup(c->kernel);
	if (c->change)
		f->change = xstrdup(c->change);
	if (c->says)
		lint_quote(f, lint_line(l, c->says, n->name), NULL);
}

/* What becomes of a node that no driver takes. */
static const char *refused(const struct lint *l,
			   const struct fdt_reserved_node *n)
{
	if (lint_line(l, REMARK_POOL_FAILS, n->name))
		return "makes no pool of it";
	return lint_line(l, REMARK_REGION_UNCLAIMED, n->name) ?
		       "makes no pool of it, and uses the memory itself" :
		       "makes no pool of it; the memory is reserved for good";
}

static void check_reusable(struct lint *l, const struct lint_rule *rule,
			   const struct fdt_reserved_node *n, bool pool)
{
	const struct flag_case cases[] = {
		{ n->no_map, LINT_WARNING,
		  "reusable and no-map exclude each other", refused(l, n),
		  pool && l->kernel->dma_cma ?
			  "drop no-map for a CMA pool, or reusable and linux,cma-default for a pool of its devices alone" :
			  "drop reusable",
		  REMARK_NONE },
		{ !n->no_map && !pool, LINT_WARNING,
		  "reusable, but not compatible with \"shared-dma-pool\"",
		  "reserves it for good: nothing else uses it meanwhile",
		  l->kernel->dma_cma ?
			  "add compatible = \"shared-dma-pool\", or drop reusable" :
			  "drop reusable",
		  REMARK_NONE },
		{ !n->no_map && pool && !l->kernel->dma_cma, LINT_WARNING,
		  "a CMA pool, and a kernel without CMA", refused(l, n),
		  "a kernel with CONFIG_DMA_CMA", REMARK_NONE },
	};

	for (size_t c = 0; c < ARRAY_SIZE(cases); c++) {
		if (cases[c].wrong)
			tell_flags(l, rule, n, &cases[c]);
	}
}

static void check_plain_pool(struct lint *l, const struct lint_rule *rule,
			     const struct fdt_reserved_node *n)
{
	const struct kernel *k = l->kernel;
	bool cma_wish = n->linux_cma_default && k->dma_cma;
	bool refuses = !n->no_map && k->dma_declare_coherent &&
		       k->dma_coherent_needs_no_map;
	const struct flag_case cases[] = {
		{ cma_wish && n->no_map, LINT_WARNING,
		  "linux,cma-default with no-map, and without reusable",
		  "makes no CMA pool of it", "replace no-map by reusable",
		  REMARK_NONE },
		{ cma_wish && !n->no_map, LINT_WARNING,
		  "linux,cma-default without reusable",
		  "makes no CMA pool of it", "add reusable", REMARK_NONE },
		{ refuses && !cma_wish, LINT_WARNING,
		  "a DMA pool that is mapped: neither no-map nor reusable",
		  refused(l, n),
		  k->dma_cma ? "add no-map, or reusable for a CMA pool" :
			       "add no-map",
		  REMARK_POOL_UNMAPPED },
		{ !n->no_map && !refuses && !cma_wish &&
			  k->dma_declare_coherent,
		  LINT_NOTE,
		  "a pool without reusable: its memory serves its devices only",
		  "nothing else ever uses the memory",
		  k->dma_cma ?
			  "reusable, if the kernel may use it while the devices do not" :
			  NULL,
		  REMARK_POOL_DMA },
	};

	for (size_t c = 0; c < ARRAY_SIZE(cases); c++) {
		if (cases[c].wrong)
			tell_flags(l, rule, n, &cases[c]);
	}
}

void lint_pool_flags(struct lint *l, const struct lint_rule *rule)
{
	const struct machine_fdt *fdt = &l->machine->fdt;

	for (size_t i = 0; i < fdt->nr_reserved && !lint_enough(l); i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];
		bool pool = reserved_compatible(n, "shared-dma-pool");

		if (!n->available)
			continue;
		if (n->reusable)
			check_reusable(l, rule, n, pool);
		else if (pool)
			check_plain_pool(l, rule, n);
	}
}
