/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "answer/explain.h"
#include "journal/attempt.h"
#include "journal/journal.h"
#include "journal/obstacle.h"
#include "model/questions.h"
#include "util/alloc.h"
#include "util/size.h"

/* Every search for CMA areas and for the crash kernel, in the kernel's order. */

static const struct column columns[] = {
	{ .name = "for", .title = "FOR" },
	{ .name = "size", .title = "SIZE" },
	{ .name = "align", .title = "ALIGN", .optional = true },
	{ .name = "min", .title = "FROM", .optional = true },
	{ .name = "max", .title = "BELOW", .optional = true },
	{ .name = "node", .title = "NODE", .optional = true },
	{ .name = "at", .title = "LANDED AT" },
	{ .name = "by", .title = "BY", .optional = true },
	{ .name = "result", .title = "WHERE, AND WHY NOT" },
};

static void limit(struct section *s, uint64_t v)
{
	if (v && v != UINT64_MAX)
		add_address(s, v);
	else
		add_nothing(s);
}

static void result(struct section *s, const struct boot *b,
		   const struct mem_attempt *a)
{
	const char *where = a->where ? a->where : "";
	const char *sep = a->where && a->failed ? ": " : "";
	const char *why = a->failed ? a->failed : "";
	char *obstacles = a->refused ? NULL : obstacles_text(b, a);
	const char *way = obstacles ? "; in the way: " : "";
	char size[32];

	if (a->failed && !a->refused && a->largest.size)
		add_text(s, "%s%s%s; the largest is %s at %#" PRIx64 "%s%s",
			 where, sep, why,
			 format_size(a->largest.size, size, sizeof(size)),
			 a->largest.base, way, obstacles ? obstacles : "");
	else
		add_text(s, "%s%s%s%s%s", where, sep, why, way,
			 obstacles ? obstacles : "");
	free(obstacles);
}

static void row(struct section *s, const struct boot *b,
		const struct mem_attempt *a)
{
	add_text(s, "%s", a->name ? a->name : "");
	add_bytes(s, a->size);
	add_bytes(s, a->align);
	limit(s, a->min);
	limit(s, a->max);
	if (a->nid == NO_NODE)
		add_nothing(s);
	else
		add_count(s, (uint64_t)a->nid);
	if (a->at && !a->given_back)
		add_address(s, a->at);
	else
		add_nothing(s);
	add_text(s, "%s", a->by);
	result(s, b, a);
}

static struct section *attempts(struct answer *out, const struct boot *b,
				enum attempt_kind kind, const char *name,
				const char *title)
{
	struct section *s =
		answer_section(out, name, columns, ARRAY_SIZE(columns), title);

	for (size_t i = 0; i < b->journal->nr_attempts; i++) {
		if (b->journal->attempts[i].kind == kind)
			row(s, b, &b->journal->attempts[i]);
	}
	return s;
}

static const struct column pool_columns[] = {
	{ .name = "node", .title = "POOL" },
	{ .name = "base", .title = "AT" },
	{ .name = "size", .title = "SIZE" },
	{ .name = "what", .title = "WHAT" },
	{ .name = "by", .title = "BY", .optional = true },
};

/* Of a node that became a pool of single devices; NULL: it is none. */
static const char *pool_kind(const struct reserved_mem *r)
{
	if (!r->setup || !r->size)
		return NULL;
	if (!strcmp(r->setup, "rmem_dma_setup"))
		return r->node->linux_dma_default ?
			       "the coherent pool of devices without one" :
			       "coherent pool of the devices that name it";
	if (!strcmp(r->setup, "rmem_swiotlb_setup"))
		return "bounce buffers of the devices that name it";
	return NULL;
}

/* What looks like a CMA area and is none: pools of single devices. */
static void explain_pools(struct answer *out, const struct boot *b)
{
	struct section *s = NULL;

	for (size_t i = 0; i < b->nr_reserved_mem; i++) {
		const struct reserved_mem *r = &b->reserved_mem[i];
		const char *kind = pool_kind(r);

		if (!kind)
			continue;
		if (!s)
			s = answer_section(out, "pools", pool_columns,
					   ARRAY_SIZE(pool_columns),
					   "Not CMA: devices' own pools");
		add_text(s, "%s", r->node->name);
		add_address(s, r->base);
		add_bytes(s, r->size);
		add_text(s, "%s", kind);
		add_text(s, "%s", r->setup);
	}
}

static const struct column area_columns[] = {
	{ .name = "area", .title = "AREA" },
	{ .name = "base", .title = "AT" },
	{ .name = "size", .title = "SIZE" },
	{ .name = "zone", .title = "ZONE" },
	{ .name = "users", .title = "WHOSE" },
};

static const char *zone_at(const struct boot *b, uint64_t pfn)
{
	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++) {
			const struct zone *z = &b->nodes[n]->zones[i];

			if (pfn >= z->zone_start_pfn &&
			    pfn - z->zone_start_pfn < z->spanned_pages)
				return zone_kind_name(z->kind);
		}
	}
	return NULL;
}

/* Why a pool that was asked for is not there, if this attempt was its last. */
static void failure_note(struct section *s, const struct boot *b, size_t i)
{
	const struct mem_attempt *a = &b->journal->attempts[i];
	char size[32], largest[32];

	if (a->kind != ATTEMPT_CMA || !a->failed || !a->name ||
	    (a->refused && b->default_cma >= 0))
		return;
	for (size_t k = i + 1; k < b->journal->nr_attempts; k++) {
		const struct mem_attempt *next = &b->journal->attempts[k];

		if (next->kind == a->kind && next->name &&
		    !strcmp(next->name, a->name))
			return;
	}
	format_size(a->size, size, sizeof(size));
	if (a->largest.size && !a->refused)
		section_note(
			s,
			"No area \"%s\": %s find no place, the largest free piece is %s at %#" PRIx64
			".",
			a->name, size,
			format_size(a->largest.size, largest, sizeof(largest)),
			a->largest.base);
	else
		section_note(s, "No area \"%s\" of %s: %s.", a->name, size,
			     a->failed);
}

/* The areas that there are, what there is not, and which the default is. */
static void explain_areas(struct answer *out, const struct boot *b)
{
	const struct kernel *k = b->kernel;
	struct section *s = answer_section(out, "areas", area_columns,
					   ARRAY_SIZE(area_columns),
					   "CMA areas at the end of this boot");

	for (size_t i = 0; i < b->nr_cma_areas; i++) {
		const struct cma_area *c = &b->cma_areas[i];
		struct range r = cma_area_range(b, c);

		add_text(s, "%s", c->name);
		add_address(s, r.base);
		add_bytes(s, r.size);
		add_text_or_nothing(s, zone_at(b, c->base_pfn));
		add_text(s, "%s",
			 (int)i == b->default_cma ?
				 "the default of all devices" :
				 "of the devices that name it");
	}
	for (size_t i = 0; i < b->journal->nr_attempts; i++)
		failure_note(s, b, i);
	if (!k->cma)
		section_note(s, "This kernel build has no CMA.");
	else if (!k->dma_cma)
		section_note(
			s,
			"This kernel build has no default area (no CONFIG_DMA_CMA).");
	else if (b->default_cma < 0)
		section_note(
			s,
			"There is no default area: devices that ask for contiguous memory get it from the page allocator.");
}

void explain_cma(struct answer *out, const struct boot *b)
{
	struct section *s;

	memset(out, 0, sizeof(*out));
	explain_areas(out, b);
	s = attempts(out, b, ATTEMPT_CMA, "cma",
		     "Attempts to get CMA areas, in the kernel's order");
	if (!section_rows(s))
		section_note(s, "None was made.");
	explain_pools(out, b);
}

void explain_crashkernel(struct answer *out, const struct boot *b)
{
	struct section *s;

	memset(out, 0, sizeof(*out));
	s = attempts(
		out, b, ATTEMPT_CRASHKERNEL, "crashkernel",
		"Attempts to reserve the crash kernel, in the kernel's order");
	if (!b->kernel->kexec_core)
		section_note(
			s,
			"This kernel build has no kexec: crashkernel= does nothing.");
	else if (!strstr(b->params.cmdline ? b->params.cmdline : "",
			 "crashkernel="))
		section_note(s,
			     "There is no crashkernel= on the command line.");
	else if (!section_rows(s))
		section_note(
			s,
			"None was made: what follows crashkernel= cannot be read, or asks for nothing on this machine.");
}
