/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/explain.h"
#include "journal/journal.h"
#include "mm/page_alloc/wmark.h"
#include "model/questions.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/size.h"

/* `zone NODE/NAME`: limits, watermarks and reserves, with their formulas. */

static const struct column columns[] = {
	{ .name = "value", .title = "VALUE" },
	{ .name = "pages", .title = "PAGES OR FRAME" },
	{ .name = "formula", .title = "WHERE IT COMES FROM" },
};

static void row(struct section *s, const char *value, uint64_t pages,
		const char *fmt, ...) __attribute__((format(printf, 4, 5)));

static void row(struct section *s, const char *value, uint64_t pages,
		const char *fmt, ...)
{
	va_list ap;
	char *text;

	add_text(s, "%s", value);
	add_count(s, pages);
	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = xstrdup("");
	va_end(ap);
	add_text(s, "%s", text);
	free(text);
}

static uint64_t node_end_pfn(const struct node *n)
{
	return n->node_start_pfn + n->node_spanned_pages;
}

static void start_row(struct section *s, const struct boot *b,
		      const struct node *n, const struct zone *z)
{
	uint64_t start = z->zone_start_pfn;
	uint64_t movable = b->zone_movable_pfn ? b->zone_movable_pfn[n->nid] :
						 0;

	if (z->kind == ZONE_MOVABLE && start == movable)
		row(s, "start", start,
		    "where ZONE_MOVABLE begins on this node (kernelcore=, movablecore=, movable_node)");
	else if (start == n->node_start_pfn)
		row(s, "start", start, "the node's first frame");
	else if (start == b->zone_lowest_pfn[z->index])
		row(s, "start", start,
		    "where the zone below it ends, on all nodes");
	else
		row(s, "start", start, "the first memory above the zone below");
}

static const char *limit_cause(enum zone_kind kind)
{
	switch (kind) {
	case ZONE_DMA:
		return "the DMA limit: what devices with few address bits reach";
	case ZONE_DMA32:
		return "what devices with 32 address bits reach";
	case ZONE_NORMAL:
		return "the end of directly mapped memory";
	case ZONE_HIGHMEM:
		return "the end of memory";
	default:
		return "the limit of this zone on all nodes";
	}
}

static void end_row(struct section *s, const struct boot *b,
		    const struct node *n, const struct zone *z)
{
	uint64_t end = zone_end_pfn(z);
	uint64_t movable = b->zone_movable_pfn ? b->zone_movable_pfn[n->nid] :
						 0;

	if (z->kind != ZONE_MOVABLE && movable && end == movable)
		row(s, "end", end, "ZONE_MOVABLE begins here on this node");
	else if (z->kind != ZONE_MOVABLE &&
		 end == b->zone_highest_pfn[z->index])
		row(s, "end", end, "%s", limit_cause(z->kind));
	else if (end == node_end_pfn(n))
		row(s, "end", end, "behind the node's last frame");
	else
		row(s, "end", end, "the last memory below the limit");
}

static void page_rows(struct section *s, const struct zone *z)
{
	row(s, "spanned", z->spanned_pages, "end - start");
	row(s, "present", z->present_pages, "spanned - %" PRIu64 " in holes",
	    z->spanned_pages - z->present_pages);
	row(s, "managed", z->managed_pages,
	    "present - %" PRIu64 " that are reserved",
	    z->present_pages - z->managed_pages);
	if (z->cma_pages)
		row(s, "cma", z->cma_pages,
		    "of the managed ones, for movable pages only");
	row(s, "free", z->nr_free_pages, "at the end of the modelled boot");
}

static uint64_t lowmem_pages(const struct boot *b)
{
	uint64_t pages = 0;

	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++) {
			const struct zone *z = &b->nodes[n]->zones[i];

			if (zone_shares_min_free(b, z))
				pages += z->managed_pages;
		}
	}
	return pages;
}

/* A formula is printed only where its result is the kernel's number. */
static void pageset_rows(struct section *s, const struct boot *b,
			 const struct zone *z)
{
	if (pagesets_have_limits(b)) {
		row(s, "pageset high_min", z->pageset.high_min,
		    "of each CPU's list, at first");
		row(s, "pageset high_max", z->pageset.high_max,
		    "of each CPU's list, when the CPU goes on taking pages");
	} else {
		row(s, "pageset high", z->pageset.high, "of each CPU's list");
	}
	row(s, "pageset batch", z->pageset.batch, "pages moved at once");
}

static void watermark_rows(struct section *s, const struct boot *b,
			   const struct zone *z)
{
	uint64_t all = lowmem_pages(b),
		 gap = z->watermark_low - z->watermark_min;
	uint64_t min_pages = b->totals.min_free_kbytes >>
			     (b->kernel->page_shift - 10);
	uint64_t share = all ? mul_div_u64(min_pages, z->managed_pages, all) :
			       0;
	uint64_t scaled = mul_div_u64(z->managed_pages, 10, 10000);

	if (z->watermark_min == share)
		row(s, "min watermark", z->watermark_min,
		    "min_free_kbytes %" PRIu64 " = %" PRIu64
		    " pages, * managed / %" PRIu64 " managed in all low zones",
		    b->totals.min_free_kbytes, min_pages, all);
	else
		row(s, "min watermark", z->watermark_min,
		    "managed / 1024, at least 32, at most 128 (%s)",
		    z->kind == ZONE_MOVABLE ? "movable pages only" :
					      "high memory");
	if (gap == scaled && scaled > share >> 2)
		row(s, "low watermark", z->watermark_low,
		    "min + managed * 10 / 10000 = min + %" PRIu64, gap);
	else if (gap == share >> 2)
		row(s, "low watermark", z->watermark_low,
		    "min + a quarter of min = min + %" PRIu64, gap);
	else
		row(s, "low watermark", z->watermark_low, "min + %" PRIu64,
		    gap);
	row(s, "high watermark", z->watermark_high, "low + %" PRIu64,
	    z->watermark_high - z->watermark_low);
	pageset_rows(s, b, z);
}

static void reserve_rows(struct section *s, const struct node *n,
			 const struct zone *z)
{
	uint64_t above = 0;

	for (unsigned j = z->index + 1; j < n->nr_zones; j++) {
		const char *name = zone_kind_name(n->zones[j].kind);
		uint64_t kept = z->lowmem_reserve[j], ratio;
		char *value = xasprintf("lowmem_reserve[%s]", name);

		above += n->zones[j].managed_pages;
		ratio = kept ? above / kept : 0;
		if (ratio && above / ratio == kept)
			row(s, value, kept,
			    "kept from requests that may use %s: %" PRIu64
			    " managed pages above / ratio %" PRIu64,
			    name, above, ratio);
		else
			row(s, value, kept,
			    "kept from requests that may use %s: %s", name,
			    above ? "none" : "no pages above");
		free(value);
	}
}

static const struct zone *find_zone(const struct node *n, const char *name)
{
	for (unsigned i = 0; n && i < n->nr_zones; i++) {
		if (!strcasecmp(zone_kind_name(n->zones[i].kind), name))
			return &n->zones[i];
	}
	return NULL;
}

int explain_zone(struct answer *out, struct boot *b, int nid, const char *name,
		 struct error *err)
{
	const struct node *n = boot_node(b, nid);
	const struct zone *z = find_zone(n, name);
	struct section *s;
	char *title;

	memset(out, 0, sizeof(*out));
	if (!z)
		return error_set(
			err,
			"zone %d/%s: there is none on this machine; `initmem run --format=text` lists them",
			nid, name);
	title = xasprintf("Zone %s of node %d", zone_kind_name(z->kind), nid);
	s = answer_section(out, "zone", columns, ARRAY_SIZE(columns), title);
	free(title);
	if (!z->spanned_pages) {
		section_note(
			s,
			"The zone is empty: no memory of the node lies between its limits.");
		return 0;
	}
	start_row(s, b, n, z);
	end_row(s, b, n, z);
	page_rows(s, z);
	if (!b->totals.has_reserve) {
		section_note(s, "The boot ends before watermarks are set.");
		return 0;
	}
	watermark_rows(s, b, z);
	reserve_rows(s, n, z);
	if (b->kernel->transparent_hugepage)
		section_note(
			s,
			"Watermarks at the end of the boot phases; khugepaged raises min_free_kbytes later.");
	return 0;
}

static const struct column list_columns[] = {
	{ .name = "step", .title = "STEP" },
	{ .name = "node", .title = "NODE" },
	{ .name = "distance", .title = "DISTANCE" },
	{ .name = "before", .title = "LOWER NUMBER" },
	{ .name = "load", .title = "LOAD" },
	{ .name = "value", .title = "VALUE" },
	{ .name = "zones", .title = "ZONES" },
};

static char *zones_of(const struct boot *b, const struct node *of, int nid)
{
	char *text = xstrdup("");

	for (size_t i = 0; i < of->fallback.n; i++) {
		const struct zoneref *r = &of->fallback.v[i];

		if (r->nid == nid)
			xappendf(&text, "%s%s", *text ? " " : "",
				 zone_kind_name(b->kernel->zones[r->zone]));
	}
	return text;
}

int explain_zonelist(struct answer *out, struct boot *b, int nid,
		     struct error *err)
{
	const struct node *n = boot_node(b, nid);
	struct section *s;
	char *title;

	memset(out, 0, sizeof(*out));
	if (!n || !n->nr_choices)
		return error_set(
			err,
			"zonelist %d: there is no such node with a zonelist on this machine",
			nid);
	title = xasprintf("Fallback order of node %d", nid);
	s = answer_section(out, "zonelist", list_columns,
			   ARRAY_SIZE(list_columns), title);
	free(title);
	for (size_t i = 0; i < n->nr_choices; i++) {
		const struct node_choice *c = &n->choices[i];
		char *zones = zones_of(b, n, c->nid);

		add_count(s, i);
		add_count(s, (uint64_t)c->nid);
		add_count(s, c->distance);
		add_count(s, c->before);
		add_count(s, c->load);
		if (c->nid != nid)
			add_count(s, c->value);
		else
			add_nothing(s);
		add_text(s, "%s", zones);
		free(zones);
	}
	section_note(
		s,
		"%s the node with the least value comes next: (distance + 1 if its number is lower) * MAX_NUMNODES (%" PRIu32
		") + load. A node's load grows by 1 for each order in which it begins a new distance.",
		n->choices[0].nid == nid ?
			"Step 0 is the node itself. Then" :
			"The node has no memory and is not in its own list. At each step,",
		b->kernel->max_numnodes);
	for (size_t i = 0; i < b->journal->nr_inexact; i++) {
		if (!strcmp(b->journal->inexact[i].member, "nodes[].distances"))
			section_note(s, "Assumed: %s.",
				     b->journal->inexact[i].reason);
	}
	return 0;
}
