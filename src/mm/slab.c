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
		    (off_slab &&
		     n > (c->size - b->kernel->size.slab_header) /
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

uint64_t slab_calculate_order(const struct slabs *s, struct slab_cache *c)
{
	const struct boot *b = s->boot;
	uint64_t least = b->kernel->off_slab_least ?
				 b->kernel->off_slab_least :
				 kernel_page_size(b->kernel) /
					 OFF_SLAB_FRACTION;
	bool off_slab = !s->early && c->size >= least;
	uint64_t left = choose_order(b, c, off_slab);

	if (off_slab && left < freelist_size(b, c->objects, c->align))
		return freelist_size(b, c->objects, 1);
	return 0;
}
