/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/facts.h"
#include "journal/journal.h"
#include "model/members.h"
#include "model/questions.h"
#include "util/alloc.h"

/*
 * The state after a phase as keys and values: all that its record holds, but
 *  - phase, title, path, kernel and machine: what was put in, not what came out;
 *  - events, whose results are in the rest;
 *  - memblock.reserved and bootmem's bits, which the owners cover;
 *  - zonelists of one zone type, which are the fallback list up to it.
 * tests/check_members.py holds the two against each other.
 */

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

/* To the last fact. Takes the text over. */
static void add_detail(struct facts *f, char *text)
{
	f->v[f->n - 1].detail = text;
}

static void add_memblock(struct facts *f, const struct memblock *mb)
{
	static const struct {
		uint32_t flag;
		const char *name;
	} flags[] = {
		{ MEMBLOCK_NOMAP, ", nomap" },
		{ MEMBLOCK_HOTPLUG, ", hotplug" },
		{ MEMBLOCK_MIRROR, ", mirror" },
		{ MEMBLOCK_DRIVER_MANAGED, ", driver_managed" },
	};

	for (size_t i = 0; i < mb->memory.cnt; i++) {
		const struct memblock_region *r = &mb->memory.regions[i];
		const char *has[ARRAY_SIZE(flags)];

		for (size_t n = 0; n < ARRAY_SIZE(flags); n++)
			has[n] = r->flags & flags[n].flag ? flags[n].name : "";
		add(f, "memblock.memory",
		    xasprintf("memblock.memory 0x%012" PRIx64, r->base),
		    "up to %#" PRIx64 "%s%s%s%s", r->base + r->size - 1, has[0],
		    has[1], has[2], has[3]);
		add_detail(f, numa_valid_node(r->nid) ?
				      xasprintf("node %d", r->nid) :
				      xstrdup("no node"));
	}
	if (mb->current_limit != MEMBLOCK_ALLOC_ANYWHERE)
		add(f, "memblock", xstrdup("memblock.current_limit"),
		    "%#" PRIx64, mb->current_limit);
	add(f, "memblock", xstrdup("memblock.bottom_up"), "%s",
	    mb->bottom_up ? "yes" : "no");
}

static void add_bootmem(struct facts *f, const struct bootmem *bm)
{
	add(f, "bootmem", xstrdup("bootmem node_boot_start"), "%#" PRIx64,
	    bm->node_boot_start);
	add(f, "bootmem", xstrdup("bootmem node_low_pfn"), "%" PRIu64,
	    bm->node_low_pfn);
}

/* All that goes by one name in the ledger. */
struct holding {
	const char *what;
	uint64_t pieces, bytes;
	char *detail; /* where, by whom, since when, on which node */
	struct rangemap_extent first;
};

struct holdings {
	struct holding *v;
	size_t n, cap;
	struct stringmap index; /* by name, from 1 */
};

static struct holding *holding_of(struct holdings *h, const char *what)
{
	size_t *index = stringmap_at(&h->index, what, strlen(what));

	if (!*index) {
		array_reserve(h->v, h->cap, h->n + 1);
		h->v[h->n++] = (struct holding){ .what = what };
		*index = h->n;
	}
	return &h->v[*index - 1];
}

static void hold(struct holdings *h, const struct boot *b,
		 const struct rangemap_extent *e)
{
	const struct owner *own = &b->journal->owners[e->tag];
	const struct memblock_region *r =
		memblock_search(&b->memblock.memory, e->start);
	struct holding *x = holding_of(h, own->what);

	if (!x->pieces++)
		x->first = *e;
	x->bytes += e->end - e->start;
	xappendf(&x->detail,
		 "%s%#" PRIx64 " up to %#" PRIx64 " by %s, since %s, node %d",
		 x->detail ? "; " : "", e->start, e->end - 1, own->by,
		 own->since ? own->since : "-", r ? r->nid : NO_NODE);
}

static void add_ledger(struct facts *f, const struct boot *b)
{
	struct holdings h = { 0 };

	for (size_t i = 0; i < b->journal->ledger.n; i++)
		hold(&h, b, &b->journal->ledger.v[i]);
	for (size_t i = 0; i < h.n; i++) {
		const struct holding *x = &h.v[i];
		char *key = xasprintf("memory of %s", x->what);

		if (x->pieces == 1)
			add(f, "owner", key, "%#" PRIx64 " up to %#" PRIx64,
			    x->first.start, x->first.end - 1);
		else
			add(f, "owner", key,
			    "%" PRIu64 " pieces, %" PRIu64 " bytes", x->pieces,
			    x->bytes);
		add_detail(f, x->detail);
	}
	stringmap_release(&h.index);
	free(h.v);
}

/* A fact for each of a table; its key begins with `of_what`. */
static void add_members(struct facts *f, const char *kind, const char *of_what,
			const struct members *t, const struct boot *b,
			const void *of)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct member *m = &t->v[i];
		const char *own_kind = m->role == MEMBER_LIMIT	 ? "limit" :
				       m->role == MEMBER_PAGESET ? "pageset" :
								   kind;
		char *text;

		if (m->scope == MEMBER_DERIVED || !member_exists(m, b))
			continue;
		text = member_text(m, b, of);
		add(f, own_kind, xasprintf("%s%s", of_what, m->words), "%s",
		    text);
		free(text);
	}
}

/* One fact for the whole of a table, of parts that are many. */
static void add_item(struct facts *f, const char *kind, const char *name,
		     const struct members *t, const struct boot *b,
		     const void *of)
{
	char *all = xstrdup("");

	for (size_t i = 0; i < t->n; i++) {
		char *text = member_text(&t->v[i], b, of);

		xappendf(&all, "%s%s %s", i ? ", " : "", t->v[i].words, text);
		free(text);
	}
	add(f, kind, xasprintf("%s %s", kind, name), "%s", all);
	free(all);
}

/* How many blocks of an order and migrate type; in detail, which ones. */
static void add_free_lists(struct facts *f, const struct boot *b,
			   const struct zone *z)
{
	for (unsigned o = 0; o < b->kernel->nr_orders; o++) {
		for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++) {
			const struct free_list *l = &z->free_area[o].lists[mt];
			uint64_t blocks = free_list_blocks(l);

			if (!blocks)
				continue;
			add(f, "free list",
			    xasprintf("node %d zone %s free list %u %s", z->nid,
				      zone_kind_name(z->kind), o,
				      migratetype_name((enum migratetype)mt)),
			    "%" PRIu64 " block%s", blocks,
			    blocks == 1 ? "" : "s");
			add_detail(f, free_list_text(l, o));
		}
	}
}

static void add_zone(struct facts *f, const struct boot *b,
		     const struct zone *z)
{
	char *name =
		xasprintf("node %d zone %s ", z->nid, zone_kind_name(z->kind));

	add_members(f, "zone", name, &zone_members, b, z);
	if (z->initialized && free_lists_filled(b))
		add_free_lists(f, b, z);
	free(name);
}

static void add_zonelist(struct facts *f, const struct boot *b, int nid,
			 const char *name, const struct zoneref_list *l)
{
	char *text;
	size_t len;
	FILE *out = xmemstream(&text, &len);

	for (size_t i = 0; i < l->n; i++)
		fprintf(out, "%s%d/%s", i ? " " : "", l->v[i].nid,
			zone_kind_name(b->kernel->zones[l->v[i].zone]));
	xmemstream_end(out);
	add(f, "zonelist", xasprintf("node %d %s", nid, name), "%s", text);
	free(text);
}

static void add_node(struct facts *f, const struct boot *b,
		     const struct node *n)
{
	char *name = xasprintf("node %d ", n->nid);

	add_members(f, "node", name, &node_members, b, n);
	if (b->kernel->numa)
		add(f, "node", xasprintf("%spg_data_t", name),
		    "%#" PRIx64 ", %" PRIu64 " bytes, on node %d",
		    n->pgdat_base, n->pgdat_size, n->pgdat_nid);
	free(name);
	for (unsigned z = 0; z < n->nr_zones; z++)
		add_zone(f, b, &n->zones[z]);
	if (!b->zonelists_built)
		return;
	add_zonelist(f, b, n->nid, "zonelist", &n->fallback);
	if (b->kernel->numa && !kernel_has_zonelist_per_zone(b->kernel))
		add_zonelist(f, b, n->nid, "own zonelist", &n->nofallback);
}

static void add_groups(struct facts *f, const struct percpu *p)
{
	char *text;
	size_t len;
	FILE *out = xmemstream(&text, &len);

	for (size_t g = 0; g < p->nr_groups; g++) {
		fprintf(out, "%s%#" PRIx64, g ? "; " : "",
			p->groups[g].base_offset);
		for (uint32_t u = 0; u < p->groups[g].nr_units; u++)
			fprintf(out, " %d", p->groups[g].cpu_map[u]);
	}
	xmemstream_end(out);
	add(f, "percpu", xstrdup("per-CPU groups"), "%zu", p->nr_groups);
	add_detail(f, text);
}

static void add_percpu(struct facts *f, const struct boot *b)
{
	if (!b->percpu.ready)
		return;
	add_members(f, "percpu", "per-CPU ", &percpu_members, b, &b->percpu);
	add_groups(f, &b->percpu);
}

static void add_tables(struct facts *f, const struct boot *b)
{
	for (size_t i = 0; i < b->nr_hash_tables; i++)
		add_item(f, "hash table", b->hash_tables[i].name,
			 &hash_table_members, b, &b->hash_tables[i]);
	for (size_t i = 0; i < b->nr_slab_caches; i++)
		add_item(f, "slab cache", b->slab_caches[i].name,
			 &slab_cache_members, b, &b->slab_caches[i]);
}

static void add_inexact(struct facts *f, const struct boot *b)
{
	const struct inexact *v = b->journal->inexact;

	for (size_t i = 0; i < b->journal->nr_inexact; i++) {
		size_t nth = 1;

		for (size_t before = 0; before < i; before++)
			nth += !strcmp(v[before].member, v[i].member);
		add(f, "inexact",
		    xasprintf("not exact: %s (%zu)", v[i].member, nth), "%s",
		    v[i].reason);
	}
}

/* The n-th line that begins so is the same line in both boots. */
static void add_line(struct facts *f, const char *line)
{
	size_t len = strcspn(line, "0123456789");
	size_t nth = ++*stringmap_at(&f->lines, line, len);

	add(f, "log", xasprintf("log \"%.*s\" (%zu)", (int)len, line, nth),
	    "%s", line);
	f->v[f->n - 1].said = true;
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
		add_memblock(f, &b->memblock);
	if (b->bootmem.alive)
		add_bootmem(f, &b->bootmem);
	add_ledger(f, b);
	for (size_t i = 0; i < b->nr_nodes; i++) {
		if (b->nodes[i])
			add_node(f, b, b->nodes[i]);
	}
	add_percpu(f, b);
	add_tables(f, b);
	add_members(f, "total", "", &total_members, b, b);
	add_inexact(f, b);
	f->dies = b->journal->panic != NULL;
	if (f->dies)
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
		free(f->v[i].detail);
	}
	free(f->v);
	free(f->phases);
	stringmap_release(&f->lines);
	memset(f, 0, sizeof(*f));
}
