/* SPDX-License-Identifier: GPL-2.0-only */
#include "answer/diff.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "util/alloc.h"

/* Of one kind in one phase, so many are shown. */
#define MAX_ROWS 12u
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

static const struct column zone_columns[] = {
	{ .name = "node", .title = "NODE" },
	{ .name = "zone", .title = "ZONE" },
	{ .name = "what", .title = "PAGES" },
	{ .name = "a", .title = "A" },
	{ .name = "b", .title = "B" },
	{ .name = "change", .title = "CHANGE" },
};

static int by_key(const void *a, const void *b)
{
	const struct fact *x = a, *y = b;

	if (x->phase != y->phase)
		return x->phase < y->phase ? -1 : 1;
	return strcmp(x->key, y->key);
}

/* A key of a phase whose values differ; NULL: not there. */
struct difference {
	size_t phase, order;
	const struct fact *a, *b;
};

struct differences {
	struct difference *v;
	size_t n, cap;
};

static const struct fact *either(const struct difference *d)
{
	return d->a ? d->a : d->b;
}

static const char *detail(const struct fact *f)
{
	return f && f->detail ? f->detail : "";
}

static void keep(struct differences *d, const struct fact *a,
		 const struct fact *b)
{
	const struct fact *f = a ? a : b;

	if (a && b && !strcmp(a->value, b->value) &&
	    !strcmp(detail(a), detail(b)))
		return;
	array_reserve(d->v, d->cap, d->n + 1);
	d->v[d->n++] = (struct difference){ f->phase, f->order, a, b };
}

static void find_differences(struct differences *d, struct facts *fa,
			     struct facts *fb)
{
	size_t i = 0, j = 0;

	qsort(fa->v, fa->n, sizeof(*fa->v), by_key);
	qsort(fb->v, fb->n, sizeof(*fb->v), by_key);
	while (i < fa->n || j < fb->n) {
		int order = i == fa->n ? 1 :
			    j == fb->n ? -1 :
					 by_key(&fa->v[i], &fb->v[j]);

		keep(d, order <= 0 ? &fa->v[i] : NULL,
		     order >= 0 ? &fb->v[j] : NULL);
		i += order <= 0;
		j += order >= 0;
	}
}

static const char *value(const struct fact *f)
{
	return f ? f->value : "(not there)";
}

static bool same_difference(const struct difference *x,
			    const struct difference *y)
{
	return !strcmp(either(x)->key, either(y)->key) &&
	       !strcmp(value(x->a), value(y->a)) &&
	       !strcmp(value(x->b), value(y->b)) &&
	       !strcmp(detail(x->a), detail(y->a)) &&
	       !strcmp(detail(x->b), detail(y->b));
}

static int by_text(const void *a, const void *b)
{
	const struct difference *x = a, *y = b;
	int order = strcmp(either(x)->key, either(y)->key);

	if (!order)
		order = strcmp(value(x->a), value(y->a));
	if (!order)
		order = strcmp(value(x->b), value(y->b));
	if (!order)
		order = strcmp(detail(x->a), detail(y->a));
	if (!order)
		order = strcmp(detail(x->b), detail(y->b));
	if (!order)
		order = x->phase < y->phase ? -1 : x->phase > y->phase;
	return order;
}

static int by_place(const void *a, const void *b)
{
	const struct difference *x = a, *y = b;

	if (x->phase != y->phase)
		return x->phase < y->phase ? -1 : 1;
	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return (x->a == NULL) - (y->a == NULL);
}

/* A difference that goes on is shown where it first shows. */
static void drop_repeated(struct differences *d)
{
	size_t kept = 0;

	if (!d->n)
		return;
	qsort(d->v, d->n, sizeof(*d->v), by_text);
	for (size_t i = 0; i < d->n; i++) {
		if (!kept || !same_difference(&d->v[i], &d->v[kept - 1]))
			d->v[kept++] = d->v[i];
	}
	d->n = kept;
	qsort(d->v, d->n, sizeof(*d->v), by_place);
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

static void add_difference(struct section *s, const char *phase,
			   const struct difference *d)
{
	bool alike = d->a && d->b && !strcmp(d->a->value, d->b->value);
	size_t from = alike ? apart(detail(d->a), detail(d->b)) : 0;
	const struct fact *sides[] = { d->a, d->b };

	add_text(s, "%s", phase);
	add_text(s, "%s", either(d)->key);
	for (size_t i = 0; i < ARRAY_SIZE(sides); i++) {
		if (!sides[i])
			add_nothing(s);
		else if (alike)
			add_detailed(s, sides[i], from);
		else
			add_text(s, "%s", sides[i]->value);
	}
}

/* How many of the same kind and phase come before this one. */
static size_t nth_of_kind(struct stringmap *kinds, const struct difference *d)
{
	char *key = xasprintf("%zu %s", d->phase, either(d)->kind);
	size_t n = (*stringmap_at(kinds, key, strlen(key)))++;

	free(key);
	return n;
}

static void show_differences(struct answer *out, const struct facts *fa,
			     const struct facts *fb, struct differences *d)
{
	struct section *s =
		answer_section(out, "differences", difference_columns,
			       ARRAY_SIZE(difference_columns),
			       "What differs, where it first shows (- A, + B)");
	struct stringmap kinds = { 0 };
	size_t hidden = 0;

	s->layout = LAYOUT_PAIRS;
	s->aside = true;
	for (size_t i = 0; i < d->n; i++) {
		size_t phase = d->v[i].phase;

		if (nth_of_kind(&kinds, &d->v[i]) >= MAX_ROWS)
			hidden++;
		else
			add_difference(s,
				       phase < fa->nr_phases ?
					       fa->phases[phase] :
					       fb->phases[phase],
				       &d->v[i]);
	}
	stringmap_release(&kinds);
	if (!d->n)
		section_note(s, "Nothing.");
	if (hidden)
		section_note(s,
			     "%zu more; of one kind and phase, %u are shown.",
			     hidden, MAX_ROWS);
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
	return strcmp(x->what, y->what);
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
		qsort(all.v, all.n, sizeof(*all.v), most_changed);
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
	struct differences d = { 0 };
	struct shares shares = shares_of(a, b);

	memset(out, 0, sizeof(*out));
	find_differences(&d, fa, fb);
	drop_repeated(&d);
	show_zones(out, a, b);
	show_owners(out, &shares);
	show_moved(out, &shares);
	show_differences(out, fa, fb, &d);
	out->no = d.n != 0;
	free(shares.v);
	stringmap_release(&shares.index);
	free(d.v);
}
