/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "emit/views.h"
#include "util/alloc.h"
#include "util/sort.h"

/*
 * Slab caches, by how their slabs are laid out: caches whose slabs are alike
 * share a row. The bar is a slab, whatever its pages.
 *
 *   size   pages objects                                    lost   caches
 *     256      1     16   |objects                       |         kmalloc-256
 *     192      1     21   |objects                     |x|   1.6 % kmalloc-192
 */

#define BAR_WIDTH 260u
/* Names of a row, unless all are asked for. */
#define MAX_NAMES 6u
#define COLUMNS 6u

static uint64_t slab_bytes(const struct boot *b, const struct slab_cache *c)
{
	return kernel_page_size(b->kernel) << c->order;
}

static bool is_alike(const struct slab_cache *x, const struct slab_cache *y)
{
	return x->size == y->size && x->object_size == y->object_size &&
	       x->order == y->order && x->objects == y->objects;
}

static int by_layout(const void *a, const void *b)
{
	const struct slab_cache *x = *(const struct slab_cache *const *)a;
	const struct slab_cache *y = *(const struct slab_cache *const *)b;

	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	if (x->object_size != y->object_size)
		return x->object_size < y->object_size ? -1 : 1;
	/* Both lie in one array: in the order in which they are made. */
	return x < y ? -1 : x > y;
}

static const struct slab_cache **sorted_caches(const struct boot *b)
{
	const struct slab_cache **v =
		xcalloc(b->nr_slab_caches + 1, sizeof(const void *));

	for (size_t i = 0; i < b->nr_slab_caches; i++)
		v[i] = &b->slab_caches[i];
	sort_stable(v, b->nr_slab_caches, sizeof(*v), by_layout);
	return v;
}

static void head_row(struct dot_writer *w)
{
	static const char *const heads[COLUMNS] = {
		"size", "pages", "objects", "a slab", "lost", "caches",
	};

	dot_row_begin(w);
	for (size_t i = 0; i < COLUMNS; i++)
		dot_cell_bold(w, DOT_HEAD, 1, "%s", heads[i]);
	dot_row_end(w);
}

/* Of a slab: what is asked for, what stands beside it, what is left over. */
static void slab_bar(struct dot_writer *w, const struct boot *b,
		     const struct slab_cache *c)
{
	uint64_t objects = (uint64_t)c->objects * c->object_size;
	uint64_t beside = (uint64_t)c->objects * c->size - objects;
	const struct dot_part parts[] = {
		{ DOT_GREEN, objects },
		{ DOT_YELLOW, beside },
		{ DOT_ORANGE, slab_bytes(b, c) - objects - beside },
	};

	dot_bar(w, 1, parts, ARRAY_SIZE(parts), slab_bytes(b, c), BAR_WIDTH);
}

static void lost_cell(struct dot_writer *w, const struct boot *b,
		      const struct slab_cache *c)
{
	uint64_t bytes = slab_bytes(b, c);
	uint64_t lost = bytes - (uint64_t)c->objects * c->object_size;

	if (lost)
		dot_number(w, DOT_PLAIN, "%.1f %%",
			   100.0 * (double)lost / (double)bytes);
	else
		dot_cell(w, DOT_PLAIN, 1, 0, " ");
}

static void names_cell(struct dot_writer *w, const struct slab_cache *const *c,
		       size_t n, size_t most)
{
	char *text = xstrdup("");

	for (size_t i = 0; i < n && i < most; i++)
		xappendf(&text, "%s%s", i ? "  " : "", c[i]->name);
	if (n > most)
		xappendf(&text, "  and %zu more", n - most);
	dot_cell(w, DOT_PLAIN, 1, 0, "%s", text);
	free(text);
}

/* A row for the n caches from c on, which are alike. */
static void layout_row(struct dot_writer *w, const struct boot *b,
		       const struct slab_cache *const *c, size_t n, size_t most)
{
	const struct slab_cache *first = *c;

	dot_row_begin(w);
	if (first->object_size == first->size)
		dot_number(w, DOT_PLAIN, "%" PRIu32, first->size);
	else
		dot_number(w, DOT_PLAIN, "%" PRIu32 " in %" PRIu32,
			   first->object_size, first->size);
	dot_number(w, DOT_PLAIN, "%" PRIu64, UINT64_C(1) << first->order);
	dot_number(w, DOT_PLAIN, "%" PRIu32, first->objects);
	slab_bar(w, b, first);
	lost_cell(w, b, first);
	names_cell(w, c, n, most);
	dot_row_end(w);
}

static void legend(struct dot_writer *w, const struct boot *b, bool beside)
{
	legend_head(w);
	legend_bar(w, &(struct dot_part){ DOT_GREEN, 1 }, 1,
		   "green: objects, as they are asked for");
	if (beside)
		legend_bar(
			w, &(struct dot_part){ DOT_YELLOW, 1 }, 1,
			"yellow: what stands between them: alignment, slub_debug=");
	legend_bar(
		w, &(struct dot_part){ DOT_ORANGE, 1 }, 1,
		b->kernel->slab ?
			"orange: left over, or the slab's own list of free objects" :
			"orange: left over: no object fits in any more");
	legend_row(w, DOT_PLAIN, "lost", "of a slab, all but the objects");
}

static void rows(struct dot_writer *w, const struct boot *b,
		 const struct slab_cache *const *c, bool full)
{
	bool beside = false;
	size_t n;

	for (size_t i = 0; i < b->nr_slab_caches; i++)
		beside |= c[i]->size != c[i]->object_size;
	head_row(w);
	for (size_t i = 0; i < b->nr_slab_caches; i += n) {
		for (n = 1;
		     i + n < b->nr_slab_caches && is_alike(c[i], c[i + n]);)
			n++;
		layout_row(w, b, &c[i], n, full ? SIZE_MAX : MAX_NAMES);
	}
	legend(w, b, beside);
}

void draw_slab(struct dot_writer *w, const struct boot *b,
	       const struct view_options *o)
{
	const struct slab_cache **caches;

	if (!b->nr_slab_caches) {
		draw_nothing(
			w,
			"there are no slab caches yet: see kmem_cache_init()");
		return;
	}
	caches = sorted_caches(b);
	dot_table_begin(w, DOT_THIN);
	rows(w, b, caches, o->full);
	dot_table_end(w, "slab");
	free(caches);
}
