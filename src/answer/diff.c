/* SPDX-License-Identifier: GPL-2.0-only */
#include "answer/diff.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "answer/difference.h"
#include "journal/account.h"
#include "journal/journal.h"
#include "model/questions.h"
#include "util/alloc.h"
#include "util/sort.h"

#define MAX_DETAIL 60 /* characters */

static const struct column difference_columns[] = {
	{ .name = "phase", .title = "PHASE" },
	{ .name = "what", .title = "WHAT" },
	{ .name = "a", .title = "A" },
	{ .name = "b", .title = "B" },
};

static const struct column owner_columns[] = {
	{ .name = "what", .title = "OWNER" },
	{ .name = "a", .title = "A" },
	{ .name = "b", .title = "B" },
	{ .name = "change", .title = "CHANGE" },
};

static const struct column moved_columns[] = {
	{ .name = "what", .title = "OWNER" },
	{ .name = "bytes", .title = "BYTES" },
	{ .name = "a", .title = "A AT" },
	{ .name = "b", .title = "B AT" },
};

static const struct column sum_columns[] = {
	{ .name = "part", .title = "" },
	{ .name = "a", .title = "A" },
	{ .name = "b", .title = "B" },
	{ .name = "change", .title = "CHANGE" },
};

static const struct column pool_columns[] = {
	{ .name = "area", .title = "AREA" }, { .name = "a", .title = "A" },
	{ .name = "a_at", .title = "A AT" }, { .name = "b", .title = "B" },
	{ .name = "b_at", .title = "B AT" },
};

static const struct column zone_columns[] = {
	{ .name = "node", .title = "NODE" },
	{ .name = "zone", .title = "ZONE" },
	{ .name = "what", .title = "PAGES" },
	{ .name = "a", .title = "A" },
	{ .name = "b", .title = "B" },
	{ .name = "change", .title = "CHANGE" },
};

static const struct fact *either(const struct difference *d)
{
	return d->a ? d->a : d->b;
}

static const char *detail(const struct fact *f)
{
	return f->detail ? f->detail : "";
}

/* Where two texts go apart: the word in which they first differ. */
static size_t apart(const char *a, const char *b)
{
	size_t word = 0;

	for (size_t i = 0; a[i] && a[i] == b[i]; i++) {
		if (a[i] == ' ')
			word = i + 1;
	}
	return word;
}

/* A long detail is cut to what is around the first difference. */
static void add_detailed(struct section *s, const struct fact *f, size_t from)
{
	const char *text = detail(f) + from;
	size_t len = strlen(text);

	add_text(s, "%s: %s%.*s%s", f->value, from ? "... " : "", MAX_DETAIL,
		 text, len > MAX_DETAIL ? " ..." : "");
}

static void add_side(struct section *s, const struct difference *d,
		     const struct facts *all, const struct fact *f)
{
	bool alike = d->a && d->b && !strcmp(d->a->value, d->b->value);

	if (!f)
		add_nothing(s);
	else if (d->apart)
		add_text(s, "%s (in %s)", f->value, all->phases[f->phase]);
	else if (alike)
		add_detailed(s, f, apart(detail(d->a), detail(d->b)));
	else
		add_text(s, "%s", f->value);
}

static bool has_phase(const struct facts *f, const char *name)
{
	for (size_t i = 0; i < f->nr_phases; i++) {
		if (!strcmp(f->phases[i], name))
			return true;
	}
	return false;
}

/* What only one of the two calls. */
static void note_alone(struct section *s, const struct phase_order *o,
		       const struct facts *fa, const struct facts *fb)
{
	for (size_t i = 0; i < o->end; i++) {
		bool in_a = has_phase(fa, o->names[i]);

		if (in_a != has_phase(fb, o->names[i]))
			section_note(s, "Only %s has a record of %s.",
				     in_a ? "A" : "B", o->names[i]);
	}
}

/* What B calls in front of something, and A behind it. */
static void note_order(struct section *s, const struct phase_order *o,
		       const struct facts *fa, const struct facts *fb)
{
	const char *last = NULL;

	for (size_t i = 0; i < fb->nr_phases; i++) {
		const char *name = fb->phases[i];

		if (!has_phase(fa, name))
			continue;
		if (last &&
		    phase_order_find(o, name) < phase_order_find(o, last))
			section_note(s, "B has %s before %s, A after it.", last,
				     name);
		last = name;
	}
}

static void note_death(struct section *s, const struct phase_order *o,
		       const struct facts *fa, const struct facts *fb)
{
	if (o->end < o->n)
		section_note(s,
			     "%s ends in %s: what comes after is not compared.",
			     fa->dies && fb->dies ? "One" :
			     fa->dies		  ? "A" :
						    "B",
			     o->names[o->end - 1]);
}

static void show_differences(struct answer *out, const struct phase_order *o,
			     const struct facts *fa, const struct facts *fb,
			     const struct differences *d)
{
	struct section *s =
		answer_section(out, "differences", difference_columns,
			       ARRAY_SIZE(difference_columns),
			       "What differs, where it first shows (- A, + B)");

	s->layout = LAYOUT_PAIRS;
	s->aside = true;
	for (size_t i = 0; i < d->n; i++) {
		add_text(s, "%s", o->names[d->v[i].phase]);
		add_text(s, "%s", either(&d->v[i])->key);
		add_side(s, &d->v[i], fa, d->v[i].a);
		add_side(s, &d->v[i], fb, d->v[i].b);
	}
	note_alone(s, o, fa, fb);
	note_order(s, o, fa, fb);
	note_death(s, o, fa, fb);
	if (!d->n && !s->nr_notes)
		section_note(s, "Nothing.");
}

/* Bytes of the ledger by owner, in both boots. */
struct share {
	const char *what;
	uint64_t a, b;
	uint64_t at_a, at_b; /* the first byte */
};

struct shares {
	struct share *v;
	size_t n, cap;
	struct stringmap index; /* from 1 */
};

static struct share *share_of(struct shares *s, const char *what)
{
	size_t *index = stringmap_at(&s->index, what, strlen(what));

	if (!*index) {
		array_reserve(s->v, s->cap, s->n + 1);
		s->v[s->n++] = (struct share){ .what = what };
		*index = s->n;
	}
	return &s->v[*index - 1];
}

static int most_changed(const void *a, const void *b)
{
	const struct share *x = a, *y = b;
	uint64_t dx = x->a > x->b ? x->a - x->b : x->b - x->a;
	uint64_t dy = y->a > y->b ? y->a - y->b : y->b - y->a;

	if (dx != dy)
		return dx < dy ? 1 : -1;
	return strverscmp(x->what, y->what); /* node 2 before node 10 */
}

static struct shares shares_of(const struct boot *a, const struct boot *b)
{
	struct shares all = { 0 };

	for (size_t i = 0; i < a->journal->ledger.n; i++) {
		const struct rangemap_extent *e = &a->journal->ledger.v[i];
		struct share *s =
			share_of(&all, a->journal->owners[e->tag].what);

		if (!s->a)
			s->at_a = e->start;
		s->a += e->end - e->start;
	}
	for (size_t i = 0; i < b->journal->ledger.n; i++) {
		const struct rangemap_extent *e = &b->journal->ledger.v[i];
		struct share *s =
			share_of(&all, b->journal->owners[e->tag].what);

		if (!s->b)
			s->at_b = e->start;
		s->b += e->end - e->start;
	}
	if (all.n)
		sort_stable(all.v, all.n, sizeof(*all.v), most_changed);
	return all;
}

static void show_owners(struct answer *out, const struct shares *all)
{
	struct section *s = answer_section(out, "owners", owner_columns,
					   ARRAY_SIZE(owner_columns),
					   "Reserved memory, won and lost");

	for (size_t i = 0; i < all->n && all->v[i].a != all->v[i].b; i++) {
		add_text(s, "%s", all->v[i].what);
		add_bytes(s, all->v[i].a);
		add_bytes(s, all->v[i].b);
		add_change(s, (int64_t)(all->v[i].b - all->v[i].a));
	}
	if (!section_rows(s))
		section_note(s, "No owner has more or less.");
}

/* Owners with as much as before, at another place. */
static void show_moved(struct answer *out, const struct shares *all)
{
	struct section *s = answer_section(out, "moved", moved_columns,
					   ARRAY_SIZE(moved_columns),
					   "What has moved only");

	for (size_t i = 0; i < all->n; i++) {
		const struct share *x = &all->v[i];

		if (x->a != x->b || x->at_a == x->at_b)
			continue;
		add_text(s, "%s", x->what);
		add_bytes(s, x->a);
		add_address(s, x->at_a);
		add_address(s, x->at_b);
	}
	if (!section_rows(s))
		section_note(s, "Nothing.");
}

static void sum_row(struct section *s, const char *part, uint64_t a, uint64_t b)
{
	if (a == b)
		return;
	add_text(s, "%s", part);
	add_bytes(s, a);
	add_bytes(s, b);
	add_change(s, (int64_t)(b - a));
}

/* What differs in the five words of the account, and in MemTotal. */
static void show_sum(struct answer *out, const struct boot *a,
		     const struct boot *b)
{
	const struct mem_account x = boot_account(a), y = boot_account(b);
	struct section *s = answer_section(out, "sum", sum_columns,
					   ARRAY_SIZE(sum_columns),
					   "In short, at the end");

	for (size_t i = 0; i < NR_ACCOUNT_PARTS; i++)
		sum_row(s, account_parts[i].words, account_parts[i].bytes(&x),
			account_parts[i].bytes(&y));
	sum_row(s, "memory", x.memory, y.memory);
	sum_row(s, "MemTotal", boot_memtotal_kib(a) << 10,
		boot_memtotal_kib(b) << 10);
	if (!section_rows(s))
		section_note(s, "As much is kept, lent and free.");
}

static const struct cma_area *area_named(const struct boot *b, const char *name)
{
	for (size_t i = 0; i < b->nr_cma_areas; i++) {
		if (!strcmp(b->cma_areas[i].name, name))
			return &b->cma_areas[i];
	}
	return NULL;
}

static struct range area_range(const struct boot *b, const struct cma_area *c)
{
	return c ? cma_area_range(b, c) : (struct range){ 0 };
}

static void add_pool_side(struct section *s, struct range r)
{
	if (r.size) {
		add_bytes(s, r.size);
		add_address(s, r.base);
	} else {
		add_nothing(s);
		add_nothing(s);
	}
}

static void pool_row(struct section *s, const char *name, struct range a,
		     struct range b)
{
	if (a.size == b.size && a.base == b.base)
		return;
	add_text(s, "%s", name);
	add_pool_side(s, a);
	add_pool_side(s, b);
}

/* CMA areas that are elsewhere, larger or smaller, or only one boot's. */
static void show_pools(struct answer *out, const struct boot *a,
		       const struct boot *b)
{
	struct section *s = answer_section(out, "pools", pool_columns,
					   ARRAY_SIZE(pool_columns),
					   "CMA areas");

	for (size_t i = 0; i < a->nr_cma_areas; i++) {
		const struct cma_area *c = &a->cma_areas[i];

		pool_row(s, c->name, area_range(a, c),
			 area_range(b, area_named(b, c->name)));
	}
	for (size_t i = 0; i < b->nr_cma_areas; i++) {
		const struct cma_area *c = &b->cma_areas[i];

		if (!area_named(a, c->name))
			pool_row(s, c->name, (struct range){ 0 },
				 area_range(b, c));
	}
	if (!section_rows(s))
		section_note(s, "As before.");
}

static const struct zone *zone_of(const struct boot *b, size_t nid,
				  enum zone_kind kind)
{
	if (nid >= b->nr_nodes || !b->nodes[nid])
		return NULL;
	for (unsigned i = 0; i < b->nodes[nid]->nr_zones; i++) {
		if (b->nodes[nid]->zones[i].kind == kind)
			return &b->nodes[nid]->zones[i];
	}
	return NULL;
}

/* The numbers of a zone that people look at. */
static const struct {
	const char *what;
	size_t offset; /* of pages, in struct zone */
} zone_numbers[] = {
	{ "present", offsetof(struct zone, present_pages) },
	{ "managed", offsetof(struct zone, managed_pages) },
	{ "free", offsetof(struct zone, nr_free_pages) },
	{ "free, for movable pages only", offsetof(struct zone, nr_free_cma) },
};

static uint64_t zone_bytes(const struct boot *b, const struct zone *z,
			   size_t offset)
{
	if (!z)
		return 0;
	return *(const uint64_t *)((const char *)z + offset)
	       << b->kernel->page_shift;
}

static void show_zone(struct section *s, const struct boot *a,
		      const struct boot *b, size_t nid, enum zone_kind kind)
{
	const struct zone *x = zone_of(a, nid, kind);
	const struct zone *y = zone_of(b, nid, kind);

	for (size_t i = 0; i < ARRAY_SIZE(zone_numbers); i++) {
		uint64_t va = zone_bytes(a, x, zone_numbers[i].offset);
		uint64_t vb = zone_bytes(b, y, zone_numbers[i].offset);

		if (va == vb)
			continue;
		add_count(s, nid);
		add_text(s, "%s", zone_kind_name(kind));
		add_text(s, "%s", zone_numbers[i].what);
		add_bytes(s, va);
		add_bytes(s, vb);
		add_change(s, (int64_t)(vb - va));
	}
}

static void show_zones(struct answer *out, const struct boot *a,
		       const struct boot *b)
{
	size_t nodes = a->nr_nodes > b->nr_nodes ? a->nr_nodes : b->nr_nodes;
	struct section *s = answer_section(out, "zones", zone_columns,
					   ARRAY_SIZE(zone_columns),
					   "Zones at the end");

	for (size_t n = 0; n < nodes; n++) {
		for (enum zone_kind k = 0; k < NR_ZONE_KINDS; k++)
			show_zone(s, a, b, n, k);
	}
	if (!section_rows(s))
		section_note(s, "No zone has more or less.");
}

void diff(struct answer *out, const struct boot *a, struct facts *fa,
	  const struct boot *b, struct facts *fb)
{
	struct phase_order order;
	struct differences d = { 0 };
	struct shares shares = shares_of(a, b);

	memset(out, 0, sizeof(*out));
	phase_order_init(&order, fa, fb);
	find_differences(&d, &order, fa, fb);
	join_reworded(&d, a->kernel->page_shift);
	show_sum(out, a, b);
	if (a->nr_cma_areas || b->nr_cma_areas)
		show_pools(out, a, b);
	show_zones(out, a, b);
	show_owners(out, &shares);
	show_moved(out, &shares);
	show_differences(out, &order, fa, fb, &d);
	out->no = d.n != 0 || order.end < order.n;
	phase_order_release(&order);
	free(shares.v);
	stringmap_release(&shares.index);
	free(d.v);
}
