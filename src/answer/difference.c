/* SPDX-License-Identifier: GPL-2.0-only */
#include "answer/difference.h"

#include <stdlib.h>
#include <string.h>

#include "answer/log_kind.h"
#include "util/alloc.h"
#include "util/sort.h"

/* --- phases ------------------------------------------------------------- */

size_t phase_order_find(const struct phase_order *o, const char *name)
{
	size_t i = 0;

	while (i < o->n && strcmp(o->names[i], name) != 0)
		i++;
	return i;
}

/* Puts a name in front of the i-th. */
static void insert_phase(struct phase_order *o, size_t i, const char *name)
{
	memmove(&o->names[i + 1], &o->names[i], (o->n - i) * sizeof(*o->names));
	o->names[i] = name;
	o->n++;
}

static size_t *phases_reached(const struct phase_order *o,
			      const struct facts *f)
{
	size_t *reached = xcalloc(o->n + 1, sizeof(*reached));

	for (size_t i = 0; i < o->n; i++)
		reached[i] = SIZE_MAX;
	for (size_t own = 0; own < f->nr_phases; own++)
		reached[phase_order_find(o, f->phases[own])] = own + 1;
	for (size_t i = 0; i < o->n; i++) {
		if (reached[i] == SIZE_MAX)
			reached[i] = i ? reached[i - 1] : 0;
	}
	return reached;
}

/* What comes after the last phase of a boot that dies. */
static size_t end_of(const struct phase_order *o, const struct facts *f)
{
	if (!f->dies || !f->nr_phases)
		return o->n;
	return phase_order_find(o, f->phases[f->nr_phases - 1]) + 1;
}

void phase_order_init(struct phase_order *o, const struct facts *fa,
		      const struct facts *fb)
{
	size_t next = 0, end_a, end_b;

	*o = (struct phase_order){ 0 };
	o->names =
		xcalloc(fa->nr_phases + fb->nr_phases + 1, sizeof(*o->names));
	for (size_t i = 0; i < fa->nr_phases; i++)
		o->names[o->n++] = fa->phases[i];
	for (size_t i = 0; i < fb->nr_phases; i++) {
		size_t at = phase_order_find(o, fb->phases[i]);

		if (at == o->n)
			insert_phase(o, at = next, fb->phases[i]);
		next = at + 1;
	}
	o->reached[0] = phases_reached(o, fa);
	o->reached[1] = phases_reached(o, fb);
	end_a = end_of(o, fa);
	end_b = end_of(o, fb);
	o->end = end_a < end_b ? end_a : end_b;
}

void phase_order_release(struct phase_order *o)
{
	free(o->names);
	free(o->reached[0]);
	free(o->reached[1]);
}

/* --- the history of a fact ---------------------------------------------- */

struct change {
	size_t own, phase; /* the boot's number of it, and the order's */
	const struct fact *f; /* as it is from then on; NULL: not there */
};

struct history {
	struct change *v;
	size_t n, cap;
};

/* What another kernel has no word for, and what is 0. */
static bool is_nothing(const struct fact *f)
{
	return !f || (*f->value && !f->value[strspn(f->value, "0 ")]);
}

static const char *detail(const struct fact *f)
{
	return f->detail ? f->detail : "";
}

static bool same_fact(const struct fact *x, const struct fact *y)
{
	if (is_nothing(x) || is_nothing(y))
		return is_nothing(x) && is_nothing(y);
	return !strcmp(x->value, y->value) && !strcmp(detail(x), detail(y));
}

static void note_change(struct history *h, const struct phase_order *o,
			const struct facts *all, size_t own,
			const struct fact *f)
{
	size_t phase = phase_order_find(o, all->phases[own]);

	if (phase >= o->end || (h->n && same_fact(h->v[h->n - 1].f, f)))
		return;
	array_reserve(h->v, h->cap, h->n + 1);
	h->v[h->n++] = (struct change){ own, phase, f };
}

/* Of the n facts of one key, by phase. A line of the log does not end. */
static void read_history(struct history *h, const struct phase_order *o,
			 const struct facts *all, const struct fact *f,
			 size_t n)
{
	h->n = 0;
	for (size_t i = 0; i < n; i++) {
		size_t next = i + 1 < n ? f[i + 1].phase : all->nr_phases;

		note_change(h, o, all, f[i].phase, &f[i]);
		if (f[i].phase + 1 < next && !f[i].said)
			note_change(h, o, all, f[i].phase + 1, NULL);
	}
}

/* The fact once so many of the boot's phases are over. */
static const struct fact *fact_after(const struct history *h, size_t reached)
{
	const struct fact *f = NULL;

	for (size_t i = 0; i < h->n && h->v[i].own < reached; i++)
		f = h->v[i].f;
	return f;
}

/* Without what it is before there is anything. */
static struct history from_something(const struct history *h)
{
	struct history some = *h;

	while (some.n && is_nothing(some.v->f)) {
		some.v++;
		some.n--;
	}
	return some;
}

/* --- compared ------------------------------------------------------------ */

static void keep(struct differences *d, size_t phase, const struct fact *a,
		 const struct fact *b, bool apart)
{
	array_reserve(d->v, d->cap, d->n + 1);
	d->v[d->n++] = (struct difference){ phase, a ? a->order : b->order, a,
					    b, apart };
}

/* The same values one after the other, if not in the same phases. */
static bool same_values(const struct history *a, const struct history *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		if (!same_fact(a->v[i].f, b->v[i].f))
			return false;
	}
	return true;
}

/* Change by change. */
static void keep_apart(struct differences *d, const struct history *a,
		       const struct history *b)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct change *x = &a->v[i], *y = &b->v[i];
		bool apart = x->phase != y->phase;

		if ((apart || !same_fact(x->f, y->f)) && x->f && y->f)
			keep(d, x->phase < y->phase ? x->phase : y->phase, x->f,
			     y->f, apart);
	}
}

/* A difference that goes on is told where it first shows. */
static bool told(const struct differences *d, size_t since,
		 const struct fact *a, const struct fact *b)
{
	for (size_t i = since; i < d->n; i++) {
		if (same_fact(d->v[i].a, a) && same_fact(d->v[i].b, b))
			return true;
	}
	return false;
}

static void keep_phase(struct differences *d, const struct phase_order *o,
		       const struct history h[2], size_t phase, size_t since)
{
	const struct fact *a = fact_after(&h[0], o->reached[0][phase]);
	const struct fact *b = fact_after(&h[1], o->reached[1][phase]);

	if (!same_fact(a, b) && !told(d, since, a, b))
		keep(d, phase, a, b, false);
}

/* The next phase in which one of them changes; o->end: none does. */
static size_t next_change(const struct phase_order *o,
			  const struct history h[2], size_t from)
{
	size_t next = o->end;

	for (int side = 0; side < 2; side++) {
		for (size_t i = 0; i < h[side].n; i++) {
			if (h[side].v[i].phase >= from &&
			    h[side].v[i].phase < next)
				next = h[side].v[i].phase;
		}
	}
	return next;
}

static void compare(struct differences *d, const struct phase_order *o,
		    const struct history h[2])
{
	const struct history a = from_something(&h[0]),
			     b = from_something(&h[1]);
	const size_t since = d->n;

	if (same_values(&a, &b) || (a.n == 1 && b.n == 1)) {
		keep_apart(d, &a, &b);
		return;
	}
	for (size_t p = 0; (p = next_change(o, h, p)) < o->end; p++)
		keep_phase(d, o, h, p, since);
}

static int by_key(const void *a, const void *b)
{
	const struct fact *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	return order ? order : (x->phase > y->phase) - (x->phase < y->phase);
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

static size_t same_key(const struct facts *f, size_t from)
{
	size_t end = from;

	while (end < f->n && !strcmp(f->v[end].key, f->v[from].key))
		end++;
	return end - from;
}

void find_differences(struct differences *d, const struct phase_order *o,
		      struct facts *fa, struct facts *fb)
{
	struct history h[2] = { 0 };
	size_t i = 0, j = 0;

	sort_stable(fa->v, fa->n, sizeof(*fa->v), by_key);
	sort_stable(fb->v, fb->n, sizeof(*fb->v), by_key);
	while (i < fa->n || j < fb->n) {
		int order = i == fa->n ? 1 :
			    j == fb->n ? -1 :
					 strcmp(fa->v[i].key, fb->v[j].key);
		size_t na = order <= 0 ? same_key(fa, i) : 0;
		size_t nb = order >= 0 ? same_key(fb, j) : 0;

		read_history(&h[0], o, fa, na ? &fa->v[i] : NULL, na);
		read_history(&h[1], o, fb, nb ? &fb->v[j] : NULL, nb);
		compare(d, o, h);
		i += na;
		j += nb;
	}
	free(h[0].v);
	free(h[1].v);
	if (d->n)
		sort_stable(d->v, d->n, sizeof(*d->v), by_place);
}

/* --- lines in other words ------------------------------------------------- */

/* The kind of a line, and which of that kind; NULL: of none. */
static char *line_kind(const char *line, unsigned page_shift)
{
	struct line_fact f;
	char *kind = NULL;

	if (line_fact_read(&f, line, page_shift))
		kind = xasprintf("%s\n%s", f.kind->name, line_fact_key(&f));
	line_fact_release(&f);
	return kind;
}

/* Of B's own lines, the first of each kind (from 1), and the one after each. */
struct own_lines {
	struct stringmap first;
	size_t *next;
};

static void list_own_lines(struct own_lines *own, const struct differences *d,
			   unsigned page_shift)
{
	own->next = xcalloc(d->n + 1, sizeof(*own->next));
	for (size_t i = d->n; i-- > 0;) {
		const struct difference *x = &d->v[i];
		char *kind = !x->a && x->b->said ?
				     line_kind(x->b->value, page_shift) :
				     NULL;

		if (kind) {
			size_t *first =
				stringmap_at(&own->first, kind, strlen(kind));

			own->next[i] = *first;
			*first = i + 1;
		}
		free(kind);
	}
}

/* B's line goes to A's, of the same kind. */
static void join_line(struct differences *d, size_t i, struct own_lines *own,
		      unsigned page_shift)
{
	struct difference *x = &d->v[i], *y;
	char *kind = line_kind(x->a->value, page_shift);
	size_t *first = kind ? stringmap_at(&own->first, kind, strlen(kind)) :
			       NULL;

	free(kind);
	if (!first || !*first)
		return;
	y = &d->v[*first - 1];
	*first = own->next[*first - 1];
	x->b = y->b;
	x->apart = x->phase != y->phase;
	y->b = NULL;
}

static bool is_own_line_of_a(const struct difference *x)
{
	return !x->b && x->a && x->a->said;
}

void join_reworded(struct differences *d, unsigned page_shift)
{
	struct own_lines own = { 0 };
	size_t kept = 0;

	list_own_lines(&own, d, page_shift);
	for (size_t i = 0; i < d->n; i++) {
		if (is_own_line_of_a(&d->v[i]))
			join_line(d, i, &own, page_shift);
	}
	for (size_t i = 0; i < d->n; i++) {
		if (d->v[i].a || d->v[i].b)
			d->v[kept++] = d->v[i];
	}
	d->n = kept;
	stringmap_release(&own.first);
	free(own.next);
}
