/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/slab.h"

#include "util/range.h"

#define MAX_OBJS_PER_PAGE 32767

static unsigned slub_max_order(const struct boot *b)
{
	return b->params.has_slub_max_order ? b->params.slub_max_order : 3;
}

/*
 * slab_order(): the least order from the one for `min_objects` up to max_order
 * that leaves at most 1/fraction of the slab unused; max_order + 1: none.
 */
static unsigned slab_order(const struct boot *b, uint32_t size,
			   uint64_t min_objects, unsigned max_order,
			   unsigned fraction)
{
	const struct kernel *k = b->kernel;
	unsigned min_order = b->params.slub_min_order;
	unsigned order = kernel_get_order(k, min_objects * size);

	if ((kernel_page_size(k) << min_order) / size > MAX_OBJS_PER_PAGE)
		return kernel_get_order(k, (uint64_t)size * MAX_OBJS_PER_PAGE) -
		       1;
	if (order < min_order)
		order = min_order;
	for (; order <= max_order; order++) {
		uint64_t slab = kernel_page_size(k) << order;

		if (slab % size <= slab / fraction)
			break;
	}
	return order;
}

/* How many objects a slab should have, from the number of CPUs. */
static uint64_t wanted_objects(const struct boot *b, uint32_t size)
{
	uint64_t cpus = b->nr_present_cpus > 1 ? b->nr_present_cpus :
						 b->nr_cpu_ids;
	uint64_t min = b->params.slub_min_objects, max;

	if (!min)
		min = 4 * (fls_u64(cpus) + 1);
	max = (kernel_page_size(b->kernel) << slub_max_order(b)) / size;
	return min_u64(min, max);
}

/* calculate_order() */
static unsigned calculate_order(const struct boot *b, uint32_t size)
{
	unsigned max_order = slub_max_order(b), order;

	for (uint64_t objects = wanted_objects(b, size); objects > 1;
	     objects--) {
		for (unsigned fraction = 16; fraction >= 4; fraction /= 2) {
			order = slab_order(b, size, objects, max_order,
					   fraction);
			if (order <= max_order)
				return order;
		}
	}
	order = slab_order(b, size, 1, max_order, 1);
	if (order <= max_order)
		return order;
	return slab_order(b, size, 1, b->kernel->nr_orders, 1);
}

/* calculate_sizes() */
static uint32_t size_with(const struct boot *b, const struct slab_cache *c,
			  unsigned flags, unsigned debug)
{
	uint32_t word = b->kernel->word_size;
	uint64_t size = align_up(c->object_size, word);

	if ((debug & SLUB_RED_ZONE) && size == c->object_size)
		size += word;
	if ((debug & SLUB_POISON) ||
	    ((debug & SLUB_RED_ZONE) && c->object_size < word))
		size += word; /* the free pointer, after the object */
	if (debug & SLUB_STORE_USER) {
		size += 2ULL * b->kernel->size.track;
		if (flags & SLAB_KMALLOC)
			size += sizeof(uint32_t); /* the size asked for */
	}
	if (debug & SLUB_RED_ZONE)
		size += word + align_up(word, c->align);
	return (uint32_t)align_up(size, c->align);
}

void slub_calculate_size(const struct boot *b, struct slab_cache *c,
			 unsigned flags)
{
	const struct slub_debug *d = &b->params.slub_debug;
	unsigned debug = b->kernel->size.track ? slub_debug_flags(d, c->name) :
						 0;

	c->size = size_with(b, c, flags, debug);
	if (d->keep_order &&
	    kernel_get_order(b->kernel, c->size) >
		    kernel_get_order(b->kernel, c->object_size)) {
		debug = 0;
		c->size = size_with(b, c, flags, debug);
	}
	c->stores_users = debug & SLUB_STORE_USER;
}

void slub_calculate_order(const struct boot *b, struct slab_cache *c)
{
	c->order = calculate_order(b, c->size);
	c->objects =
		(uint32_t)((kernel_page_size(b->kernel) << c->order) / c->size);
}
