/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "journal/obstacle.h"
#include "lint/advice.h"
#include "lint/rules.h"
#include "util/alloc.h"
#include "util/size.h"

/* R4: what asks the kernel for a place, and gets none. What would do instead. */

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

/* The word of the command line that asks for the area; NULL: none. */
static char *asking_word(const struct lint *l, const struct mem_attempt *a)
{
	return lint_word(l, !strncmp(a->name, "hugetlb", 7) ? "hugetlb_cma=" :
			    !strncmp(a->name, "pernuma", 7) ? "cma_pernuma=" :
							      "cma=");
}

static char *attempt_place(const struct lint *l, const struct mem_attempt *a)
{
	const struct fdt_reserved_node *n = lint_reserved_node(l, a->name);
	char *word = n ? NULL : asking_word(l, a), *where;

	if (n)
		return lint_at_reserved(n);
	if (!word)
		return xasprintf("CMA area %s", a->name);
	where = lint_at_word(word);
	free(word);
	return where;
}

/* That of the request which ends with i that came nearest to a success. */
static const struct mem_attempt *best_attempt(const struct boot *b, size_t i)
{
	const struct mem_attempt *best = &b->journal->attempts[i];

	for (size_t j = i; j > 0; j--) {
		const struct mem_attempt *a = &b->journal->attempts[j - 1];

		if (!same_request(a, &b->journal->attempts[i]))
			break;
		if (a->largest.size > best->largest.size)
			best = a;
	}
	return best;
}

uint64_t lint_search_size(const struct boot *b, size_t i, uint64_t step)
{
	return align_down(best_attempt(b, i)->largest.size, step);
}

/* "; in the way: ...", or an empty string. */
static char *in_the_way(const struct boot *b, const struct mem_attempt *a)
{
	char *obstacles = obstacles_text(b, a), *text;

	text = obstacles ? xasprintf("; in the way: %s", obstacles) :
			   xstrdup("");
	free(obstacles);
	return text;
}

char *lint_search_message(const struct boot *b, size_t i)
{
	const struct mem_attempt *a = &b->journal->attempts[i];
	const struct mem_attempt *best = best_attempt(b, i);
	char size[32], align[32], hole[32], at[LINT_BUF], *way, *text;

	format_size(a->size, size, sizeof(size));
	format_size(max_u64(a->align, b->kernel->cache_bytes), align,
		    sizeof(align));
	way = in_the_way(b, best);
	if (!best->largest.size)
		text = xasprintf("%s find no place: %s%s", size,
				 a->given_back	 ? "given back again" :
				 a->nr_obstacles ? "nothing is free there" :
						   a->failed,
				 way);
	else
		text = xasprintf(
			"%s, aligned to %s, find no place: the largest free piece where they may lie is %s [%s]%s",
			size, align,
			format_size(best->largest.size, hole, sizeof(hole)),
			range_text(&best->largest, at, sizeof(at)), way);
	free(way);
	return text;
}

static bool no_slot(const struct mem_attempt *a)
{
	return a->refusal == REFUSED_NO_SLOT;
}

/*
 * What the kernel prints about the failed request; NULL: it is content, or
 * takes cma= instead, of which R5 says more.
 */
static const char *failure_line(const struct lint *l,
				const struct mem_attempt *a)
{
	const char *line = lint_line(l, REMARK_POOL_FAILS, a->name);

	if (!line && no_slot(a))
		line = lint_line(l, REMARK_POOL_SLOTS, NULL);
	return line ? line : lint_line(l, REMARK_POOL_REFUSED, a->name);
}

/* The node's reg or size is no multiple of what the build asks of areas. */
static char *misaligned_message(const struct lint *l,
				const struct mem_attempt *a)
{
	uint64_t align = cma_min_alignment(l->kernel);
	bool base = a->min & (align - 1), size = a->size & (align - 1);
	char b[LINT_BUF] = "", s[LINT_BUF] = "", text[32];

	if (base)
		snprintf(b, sizeof(b), "base 0x%" PRIx64, a->min);
	if (size)
		snprintf(s, sizeof(s), "size 0x%" PRIx64, a->size);
	return xasprintf("%s%s%s %s no multiple of 0x%" PRIx64
			 " (%s), which this kernel asks of a CMA pool's %s",
			 b, base && size ? " and " : "", s,
			 base && size ? "are" : "is", align,
			 format_size(align, text, sizeof(text)),
			 base && size ? "base and size" :
			 base	      ? "base" :
					"size");
}

/*
 * The least range of whole multiples around the node's, if it is free, or else
 * the largest within it.
 */
static char *misaligned_change(const struct lint *l,
			       const struct fdt_reserved_node *n,
			       const struct mem_attempt *a)
{
	uint64_t align = cma_min_alignment(l->kernel);
	uint64_t start = align_down(a->min, align);
	struct range r = { start, align_up(a->min + a->size, align) - start };
	char *cells, *text;

	if (n->has_reg && !advice_is_free(l, &r, n)) {
		r.base = align_up(a->min, align);
		r.size = align_down(a->min + a->size, align) - r.base;
		if (align_down(a->min + a->size, align) <= r.base)
			return xasprintf(
				"another place, with base and size in multiples of 0x%" PRIx64,
				align);
	}
	cells = n->has_reg ? advice_range_cells(l, &r) :
			     advice_size_cells(l, align_up(a->size, align));
	text = xasprintf("%s = %s", n->has_reg ? "reg" : "size", cells);
	free(cells);
	return text;
}

/* Whose place is the affair of the boot loader. */
static bool of_the_loader(const struct mem_obstacle *o)
{
	return !strcmp(o->what, "initial RAM disk") ||
	       !strcmp(o->what, "device tree blob");
}

static bool of_the_tree(const struct mem_obstacle *o)
{
	return strstr(o->what, "reserved-memory node ") != NULL;
}

/* Neighbours in the list, and what would be free without all of them. */
struct wall {
	const struct mem_obstacle *v;
	size_t n;
	struct range room;
};

static bool same_room(const struct mem_obstacle *a,
		      const struct mem_obstacle *b)
{
	return a->room.base == b->room.base && a->room.size == b->room.size;
}

/* Behind those that lie wall to wall with v[i]; i: not all of them can move. */
static size_t movable_until(const struct mem_obstacle *v, size_t n, size_t i,
			    bool (*movable)(const struct mem_obstacle *o))
{
	size_t end = i;
	bool all = v[i].room.size != 0;

	for (; end < n && same_room(&v[end], &v[i]); end++)
		all = all && movable(&v[end]);
	return all ? end : i;
}

/* The first neighbours that alone keep the request from its memory. */
static struct wall movable_wall(const struct boot *b,
				const struct mem_attempt *a,
				bool (*movable)(const struct mem_obstacle *o))
{
	size_t n = a->nr_obstacles;
	const struct mem_obstacle *v =
		n ? &b->journal->obstacles[a->first_obstacle] : NULL;

	for (size_t i = 0; i < n; i++) {
		if (i && same_room(&v[i - 1], &v[i]))
			continue;
		for (size_t from = i, end; from < n; from = end) {
			struct wall w = { &v[i], 0, v[i].room };
			const struct range *last;

			end = movable_until(v, n, from, movable);
			if (end == from)
				break;
			last = &v[end - 1].room;
			w.n = end - i;
			w.room.size = last->base + last->size - w.room.base;
			if (w.room.size >= a->size)
				return w;
		}
	}
	return (struct wall){ 0 };
}

static char *wall_names(const struct wall *w)
{
	char *text = xstrdup("");

	for (size_t i = 0; i < w->n; i++)
		xappendf(&text, "%s%s", i ? " and " : "", w->v[i].what);
	return text;
}

static char *move_tree_nodes(const struct boot *b, const struct mem_attempt *a)
{
	struct wall w = movable_wall(b, a, of_the_tree);
	char at[LINT_BUF], *names, *text;

	if (!w.n)
		return NULL;
	names = wall_names(&w);
	text = xasprintf("move %s out of [%s]", names,
			 range_text(&w.room, at, sizeof(at)));
	free(names);
	return text;
}

/* Room for all of them, the tree behind the initrd. */
static uint64_t wall_size(const struct wall *w)
{
	uint64_t size = 0;

	for (size_t i = 0; i < w->n; i++)
		size += align_up(w->v[i].range.size, 4096);
	return size;
}

static char *move_loaded(const struct lint *l, const struct mem_attempt *a)
{
	struct wall w = movable_wall(l->boot, a, of_the_loader);
	struct advice_place p = { .of = PLACE_INITRD, .align = 2 << 20 };
	char at[LINT_BUF], *names, *text;
	uint64_t place;

	if (!w.n)
		return NULL;
	if (!strcmp(w.v->what, "device tree blob"))
		p.of = PLACE_TREE;
	p.size = wall_size(&w);
	p.limit = l->boot->high_memory;
	p.avoid = w.room;
	names = wall_names(&w);
	range_text(&w.room, at, sizeof(at));
	text = advice_find_place(l, &p, &place) ?
		       xasprintf("load the %s elsewhere, at 0x%" PRIx64
				 " for one: out of [%s]",
				 names, place, at) :
		       xasprintf("load the %s out of [%s]", names, at);
	free(names);
	return text;
}

static char *smaller_pool(const struct lint *l, size_t i,
			  const struct fdt_reserved_node *n)
{
	const struct mem_attempt *a = &l->boot->journal->attempts[i];
	uint64_t step = max_u64(a->align, kernel_page_size(l->kernel));
	uint64_t most = lint_search_size(l->boot, i, step);
	char human[32], *size, *text;

	if (!most)
		return NULL;
	size = n ? advice_size_cells(l, most) : advice_word_size(most);
	format_size(most, human, sizeof(human));
	if (n)
		text = xasprintf("at most size = %s (%s)", size, human);
	else if (strcmp(a->name, "reserved") != 0)
		text = xasprintf("at most %s", human);
	else
		text = xasprintf("at most cma=%s", size);
	free(size);
	return text;
}

/* The fixed place itself, on an aligned address; or the largest free piece. */
static uint64_t fixed_place(const struct lint *l, const struct mem_attempt *a)
{
	uint64_t align = cma_min_alignment(l->kernel);
	struct range tries[] = { { align_down(a->min, align), a->size },
				 { align_up(a->min, align), a->size } };

	for (size_t i = 0; i < ARRAY_SIZE(tries); i++) {
		const struct range *r = &tries[i];

		if (r->base && advice_is_free(l, r, NULL) &&
		    (!a->reach || r->base + r->size <= a->reach))
			return r->base;
	}
	return a->elsewhere.size ? a->elsewhere.base : 0;
}

static char *fixed_change(const struct lint *l, const struct mem_attempt *a)
{
	uint64_t at = fixed_place(l, a);
	char *size, *text;

	if (!at || !a->min)
		return NULL;
	size = advice_word_size(a->size);
	text = xasprintf("cma=%s@0x%" PRIx64, size, at);
	free(size);
	return text;
}

static char *other_ranges(const struct lint *l, const struct mem_attempt *a,
			  const struct fdt_reserved_node *n)
{
	char *cells, *text;

	if (!n || !n->has_alloc_ranges || !a->elsewhere.size)
		return NULL;
	cells = advice_range_cells(l, &a->elsewhere);
	text = xasprintf("alloc-ranges = %s, if that is where its devices reach",
			 cells);
	free(cells);
	return text;
}

static char *search_change(const struct lint *l, size_t i,
			   const struct fdt_reserved_node *n)
{
	const struct mem_attempt *best = best_attempt(l->boot, i);
	char *text;

	text = move_loaded(l, best);
	text = advice_or(text, move_tree_nodes(l->boot, best));
	text = advice_or(text, smaller_pool(l, i, n));
	text = advice_or(text, other_ranges(l, best, n));
	if (!n && !strcmp(best->name, "reserved"))
		text = advice_or(text, fixed_change(l, best));
	return text ? text :
		      xstrdup("no size would do: drop it, or what is in the way");
}

static char *no_slot_change(const struct lint *l)
{
	return xasprintf(
		"not more than %u pools, or a kernel with a larger CONFIG_CMA_AREAS",
		l->kernel->cma_areas);
}

/* A pool at a place of its own that became none. */
static char *region_change(const struct lint *l, const struct mem_attempt *a)
{
	const struct range r = { a->min, a->size };

	if (lint_line(l, REMARK_POOL_SLOTS, NULL))
		return no_slot_change(l);
	return memblock_is_region_memory(&l->boot->memblock, r.base, r.size) ?
		       NULL :
		       xstrdup("a reg that is all in RAM, see R1");
}

static void tell_failed(struct lint *l, const struct lint_rule *rule, size_t i,
			const char *line)
{
	const struct mem_attempt *a = &l->boot->journal->attempts[i];
	const struct fdt_reserved_node *n = lint_reserved_node(l, a->name);
	bool off = n && a->refusal == REFUSED_ALIGNMENT;
	struct lint_finding *f =
		lint_add(l, rule, attempt_place(l, a),
			 off ? misaligned_message(l, a) :
			       lint_search_message(l->boot, i));

	lint_quote(f, line, NULL);
	f->change = off		    ? misaligned_change(l, n, a) :
		    no_slot(a)	    ? no_slot_change(l) :
		    n && n->has_reg ? region_change(l, a) :
				      search_change(l, i, n);
}

/* Where there is no room for a kernel, others say so. */
static bool no_room_for_any(const struct lint *l)
{
	return (l->boot->journal->panic && !l->boot->totals.has_pfns) ||
	       lint_image_too_large(l);
}

void lint_pool_fails(struct lint *l, const struct lint_rule *rule)
{
	const struct boot *b = l->boot;

	if (!b || no_room_for_any(l))
		return;
	for (size_t i = 0; i < b->journal->nr_attempts && !lint_enough(l);
	     i++) {
		const struct mem_attempt *a = &b->journal->attempts[i];
		const char *line;

		if (a->kind == ATTEMPT_CRASHKERNEL || !request_failed(b, i) ||
		    has_default(b, a))
			continue;
		line = failure_line(l, a);
		if (line) /* else it never wanted to be a pool */
			tell_failed(l, rule, i, line);
	}
}
