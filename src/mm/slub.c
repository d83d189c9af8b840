/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/slab.h"

#include "util/range.h"

#define MAX_OBJS_PER_PAGE 32767

static unsigned get_order(const struct kernel *k, uint64_t size)
{
	return size <= kernel_page_size(k) ?
		       0 :
		       fls_u64((size - 1) >> k->page_shift);
}

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
	unsigned order = get_order(k, min_objects * size);

	if ((kernel_page_size(k) << min_order) / size > MAX_OBJS_PER_PAGE)
		return get_order(k, (uint64_t)size * MAX_OBJS_PER_PAGE) - 1;
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

void slub_calculate_order(const struct boot *b, struct slab_cache *c)
{
	c->order = calculate_order(b, c->size);
	c->objects =
		(uint32_t)((kernel_page_size(b->kernel) << c->order) / c->size);
}
