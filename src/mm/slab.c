/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/slab.h"

#include "util/range.h"

/*
 * SLAB: a slab holds its objects and an array with the index of each free one,
 * on some builds behind a header.
 * The array lies on the slab, or for large objects elsewhere:
 *
 *   on    |-array-|-obj-|-obj-|...|-obj-|--rest--|
 *   off   |-obj-|-obj-|...|-obj-|--rest--|         |-array-| in a kmalloc cache
 */

#define SLAB_MAX_ORDER_HI 1
#define SLAB_MAX_ORDER_LO 0
#define MUCH_RAM (32ULL << 20)

static uint64_t slab_bytes(const struct boot *b, unsigned order)
{
	return kernel_page_size(b->kernel) << order;
}

/* calculate_freelist_size(); align 1: as it is. */
static uint64_t freelist_size(const struct boot *b, uint64_t objects,
			      uint32_t align)
{
	return align_up(b->kernel->size.slab_header +
				objects * b->kernel->size.freelist_idx,
			align);
}

/* cache_estimate(): objects of a slab, and what is left over. */
static uint64_t estimate(const struct boot *b, const struct slab_cache *c,
			 unsigned order, bool off_slab, uint64_t *left)
{
	uint64_t bytes = slab_bytes(b, order), objects;

	if (off_slab) {
		objects = bytes / c->size;
		*left = bytes % c->size;
		return objects;
	}
	objects = (bytes - b->kernel->size.slab_header) /
		  (c->size + b->kernel->size.freelist_idx);
	if (objects &&
	    bytes - objects * c->size < freelist_size(b, objects, c->align))
		objects--;
	*left = bytes - objects * c->size - freelist_size(b, objects, c->align);
	return objects;
}

static unsigned slab_max_order(const struct boot *b)
{
	return b->totals.totalram_pages > MUCH_RAM >> b->kernel->page_shift ?
		       SLAB_MAX_ORDER_HI :
		       SLAB_MAX_ORDER_LO;
}

/* calculate_slab_order(): what is left over of the slab that is chosen. */
static uint64_t choose_order(const struct boot *b, struct slab_cache *c,
			     bool off_slab)
{
	const uint64_t most = (1ULL << 8 * b->kernel->size.freelist_idx) - 1;
	uint64_t left = 0;

	for (unsigned order = 0; order < b->kernel->nr_orders; order++) {
		uint64_t rest, n = estimate(b, c, order, off_slab, &rest);

		if (!n)
			continue;
		if (n > most ||
		    (off_slab && n > (c->size - b->kernel->size.slab_header) /
						 b->kernel->size.freelist_idx))
			break;
		c->order = order;
		c->objects = (uint32_t)n;
		left = rest;
		if (c->reclaimable || order >= slab_max_order(b) ||
		    left * 8 <= slab_bytes(b, order))
			break;
	}
	return left;
}

/* As it was before freelists lay in objects; returns what choose_place() does. */
static uint64_t place_beside(const struct slabs *s, struct slab_cache *c)
{
	const struct boot *b = s->boot;
	uint64_t least =
		b->kernel->off_slab_least ?
			b->kernel->off_slab_least :
			kernel_page_size(b->kernel) / OFF_SLAB_FRACTION;
	bool off_slab = !s->early && c->size >= least;
	uint64_t left = choose_order(b, c, off_slab);

	if (off_slab && left < freelist_size(b, c->objects, c->align))
		return freelist_size(b, c->objects, 1);
	return 0;
}

/* freelist_idx_t: a byte, where a page has few enough of the least objects. */
static uint32_t index_bytes(const struct kernel *k)
{
	return kernel_page_size(k) >> 8 <= 16 ? 1 : 2;
}

/* Whether a kmalloc cache for the indices takes less than half an object. */
static bool may_be_elsewhere(const struct slabs *s, const struct slab_cache *c,
			     uint64_t bytes)
{
	size_t i = slabs_kmalloc_cache(s, bytes);

	return i < s->boot->nr_slab_caches &&
	       s->boot->slab_caches[i].object_size <= roundup_pow2(bytes) &&
	       s->boot->slab_caches[i].size <= c->size / 2;
}

enum index_place { IN_OBJECT, ELSEWHERE, ON_SLAB };

/*
 * calculate_slab_order() since freelists may lie in objects: what is left of
 * the slab that is chosen; objects are 0 where there is none.
 */
static uint64_t order_with(const struct slabs *s, struct slab_cache *c,
			   enum index_place place)
{
	const struct boot *b = s->boot;
	const uint32_t idx = index_bytes(b->kernel);
	const uint64_t most = (1ULL << 8 * idx) - 1;
	uint64_t each = c->size + (place == ON_SLAB ? idx : 0), left = 0;

	c->objects = 0;
	for (unsigned order = 0; order < b->kernel->nr_orders; order++) {
		uint64_t bytes = slab_bytes(b, order), n = bytes / each;

		if (n > most)
			break;
		if (!n ||
		    (place == ELSEWHERE && !may_be_elsewhere(s, c, n * idx)))
			continue;
		c->objects = (uint32_t)n;
		c->order = order;
		left = bytes % each;
		if (c->reclaimable || order >= slab_max_order(b) ||
		    left * 8 <= bytes)
			break;
	}
	return left;
}

static bool wants_init_on_free(const struct boot *b)
{
	return b->params.init_on_free < 0 ? b->kernel->init_on_free :
					    b->params.init_on_free;
}

/* Bytes of indices that lie elsewhere; 0: they are on the slab. */
static uint64_t choose_place(const struct slabs *s, struct slab_cache *c)
{
	const struct kernel *k = s->boot->kernel;
	uint32_t idx = index_bytes(k);
	uint64_t left;

	if (!wants_init_on_free(s->boot)) {
		order_with(s, c, IN_OBJECT);
		if (c->objects && c->objects * idx <= c->object_size)
			return 0;
	}
	left = order_with(s, c, ELSEWHERE);
	if (c->objects && left < c->objects * idx)
		return c->objects * idx;
	order_with(s, c, ON_SLAB);
	return 0;
}

/* SLAB: where a slab keeps the indices of its free objects. */
RULE(slab_freelist, "__kmem_cache_create()", ANY_KERNEL,
     VARIANT(SLAB_FREELIST_IN_OBJECT, "in_object", .since = "4.6"),
     VARIANT(SLAB_FREELIST_BESIDE, "beside"));

uint64_t slab_calculate_order(const struct slabs *s, struct slab_cache *c)
{
	const struct boot *b = s->boot;

	return b->kernel->rules.slab_freelist == SLAB_FREELIST_IN_OBJECT ?
		       choose_place(s, c) :
		       place_beside(s, c);
}
