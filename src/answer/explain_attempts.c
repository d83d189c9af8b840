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
	{ .name = "min", .title = "FROM" },
	{ .name = "max", .title = "BELOW" },
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

/* The areas that there are, and which the default is. */
static void area_notes(struct section *s, const struct boot *b)
{
	for (size_t i = 0; i < b->nr_cma_areas; i++) {
		const struct cma_area *c = &b->cma_areas[i];
		struct range r = cma_area_range(b, c);
		char size[32];

		section_note(s, "Area %s: %s [%#" PRIx64 "-%#" PRIx64 "]%s",
			     c->name, format_size(r.size, size, sizeof(size)),
			     r.base, r.base + r.size - 1,
			     (int)i == b->default_cma ?
				     ", the default of all devices" :
				     "");
	}
}

void explain_cma(struct answer *out, const struct boot *b)
{
	struct section *s;

	memset(out, 0, sizeof(*out));
	s = attempts(out, b, ATTEMPT_CMA, "cma",
		     "Attempts to get CMA areas, in the kernel's order");
	if (!b->kernel->cma)
		section_note(s, "This kernel build has no CMA.");
	else if (!b->kernel->dma_cma)
		section_note(
			s,
			"This kernel build has no default area (no CONFIG_DMA_CMA).");
	else if (!section_rows(s))
		section_note(s, "None was made.");
	area_notes(s, b);
	if (b->kernel->dma_cma && b->default_cma < 0)
		section_note(
			s,
			"There is no default area: devices that ask for contiguous memory get it from the page allocator.");
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
