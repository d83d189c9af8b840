/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/diff.h"
#include "journal/journal.h"
#include "util/alloc.h"

/* The state after a phase as keys and values. */

static void add(struct facts *f, const char *kind, char *key, const char *fmt,
		...) __attribute__((format(printf, 4, 5)));

/* Takes the key over. */
static void add(struct facts *f, const char *kind, char *key, const char *fmt,
		...)
{
	struct fact *fact;
	va_list ap;

	array_reserve(f->v, f->cap, f->n + 1);
	fact = &f->v[f->n];
	*fact = (struct fact){ .phase = f->nr_phases - 1,
			       .order = f->n++,
			       .kind = kind,
			       .key = key };
	va_start(ap, fmt);
	if (vasprintf(&fact->value, fmt, ap) < 0)
		fact->value = xstrdup("");
	va_end(ap);
}

static void add_memory(struct facts *f, const struct memblock_type *t)
{
	for (size_t i = 0; i < t->cnt; i++) {
		const struct memblock_region *r = &t->regions[i];

		add(f, "memblock.memory",
		    xasprintf("memblock.memory %#014" PRIx64, r->base),
		    "up to %#" PRIx64 "%s%s", r->base + r->size - 1,
		    r->flags & MEMBLOCK_NOMAP ? ", nomap" : "",
		    r->flags & MEMBLOCK_HOTPLUG ? ", hotplug" : "");
	}
}

static void add_ledger(struct facts *f, const struct boot *b)
{
	for (size_t i = 0; i < b->journal->ledger.n; i++) {
		const struct rangemap_extent *e = &b->journal->ledger.v[i];

		add(f, "owner", xasprintf("owner of %#014" PRIx64, e->start),
		    "%s, up to %#" PRIx64, b->journal->owners[e->tag].what,
		    e->end - 1);
	}
}

static void add_zone(struct facts *f, const struct zone *z)
{
	const char *name = zone_kind_name(z->kind);
	const struct {
		const char *what;
		uint64_t v;
	} values[] = {
		{ "start", z->zone_start_pfn },
		{ "spanned pages", z->spanned_pages },
		{ "present pages", z->present_pages },
		{ "managed pages", z->managed_pages },
		{ "CMA pages", z->cma_pages },
		{ "free pages", z->nr_free_pages },
		{ "min watermark", z->watermark_min },
		{ "low watermark", z->watermark_low },
		{ "high watermark", z->watermark_high },
		{ "pageset high", z->pageset.high },
		{ "pageset batch", z->pageset.batch },
	};

	if (!z->spanned_pages)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		add(f, "zone",
		    xasprintf("node %d zone %s %s", z->nid, name,
			      values[i].what),
		    "%" PRIu64, values[i].v);
}

static void add_fallback(struct facts *f, const struct boot *b,
			 const struct node *n)
{
	char *text = xstrdup("");

	for (size_t i = 0; i < n->fallback.n; i++) {
		const struct zoneref *r = &n->fallback.v[i];
		char *longer =
			xasprintf("%s%s%d/%s", text, i ? " " : "", r->nid,
				  zone_kind_name(b->kernel->zones[r->zone]));

		free(text);
		text = longer;
	}
	add(f, "zonelist", xasprintf("node %d zonelist", n->nid), "%s", text);
	free(text);
}

static void add_nodes(struct facts *f, const struct boot *b)
{
	for (size_t i = 0; i < b->nr_nodes; i++) {
		const struct node *n = b->nodes[i];

		if (!n)
			continue;
		add(f, "node", xasprintf("node %d", n->nid),
		    "frames %#" PRIx64 ", spanned %" PRIu64
		    ", present %" PRIu64,
		    n->node_start_pfn, n->node_spanned_pages,
		    n->node_present_pages);
		for (unsigned z = 0; z < n->nr_zones; z++)
			add_zone(f, &n->zones[z]);
		if (b->zonelists_built)
			add_fallback(f, b, n);
	}
}

static void add_percpu(struct facts *f, const struct percpu *p)
{
	if (p->ready)
		add(f, "percpu", xstrdup("per-CPU areas"),
		    "%" PRIu32 " units of %" PRIu64 " bytes at %#" PRIx64
		    ", static %" PRIu64 ", reserved %" PRIu64
		    ", dynamic %" PRIu64,
		    p->nr_units, p->unit_size, p->base, p->static_size,
		    p->reserved_size, p->dynamic_size);
}

static void add_tables(struct facts *f, const struct boot *b)
{
	for (size_t i = 0; i < b->nr_hash_tables; i++) {
		const struct hash_table *t = &b->hash_tables[i];

		add(f, "hash table", xasprintf("hash table %s", t->name),
		    "%" PRIu64 " entries, %" PRIu64 " bytes", t->entries,
		    t->bytes);
	}
	for (size_t i = 0; i < b->nr_slab_caches; i++) {
		const struct slab_cache *c = &b->slab_caches[i];

		add(f, "slab", xasprintf("slab cache %s", c->name),
		    "object %" PRIu32 ", size %" PRIu32
		    ", order %u, objects %" PRIu32,
		    c->object_size, c->size, c->order, c->objects);
	}
}

static void add_totals(struct facts *f, const struct boot *b)
{
	const struct totals *t = &b->totals;
	const struct {
		const char *name;
		uint64_t v;
	} values[] = {
		{ "max_pfn", t->max_pfn },
		{ "max_low_pfn", t->max_low_pfn },
		{ "totalram_pages", t->totalram_pages },
		{ "totalcma_pages", b->totalcma_pages },
		{ "totalreserve_pages", t->totalreserve_pages },
		{ "min_free_kbytes", t->min_free_kbytes },
	};

	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		add(f, "total", xstrdup(values[i].name), "%" PRIu64,
		    values[i].v);
}

/* The n-th line that begins so is the same line in both boots. */
static void add_line(struct facts *f, const char *line)
{
	size_t len = strcspn(line, "0123456789");
	size_t nth = ++*stringmap_at(&f->lines, line, len);

	add(f, "log", xasprintf("log \"%.*s\" (%zu)", (int)len, line, nth),
	    "%s", line);
}

bool facts_observe(void *ctx, const struct boot *b)
{
	struct facts *f = ctx;

	if (b->journal->step)
		return false;
	array_reserve(f->phases, f->cap_phases, f->nr_phases + 1);
	f->phases[f->nr_phases++] = b->journal->phase;
	for (size_t i = 0; i < b->journal->nr_log; i++)
		add_line(f, b->journal->log[i]);
	if (b->memblock_alive)
		add_memory(f, &b->memblock.memory);
	add_ledger(f, b);
	add_nodes(f, b);
	add_percpu(f, &b->percpu);
	add_tables(f, b);
	add_totals(f, b);
	if (b->journal->panic)
		add(f, "panic", xstrdup("panic"), "%s", b->journal->panic);
	if (b->journal->dies_in)
		add(f, "panic", xstrdup("dies_in"), "%s", b->journal->dies_in);
	return true;
}

void facts_release(struct facts *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->v[i].key);
		free(f->v[i].value);
	}
	free(f->v);
	free(f->phases);
	stringmap_release(&f->lines);
	memset(f, 0, sizeof(*f));
}
