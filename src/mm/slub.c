/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/slab.h"

#include "cmdline/slub_debug.h"
#include "util/range.h"

/* calculate_sizes() and calculate_order(), mm/slub.c */

#define MAX_OBJS_PER_PAGE 32767

static uint32_t slub_max_order(const struct boot *b)
{
	return b->params.has_slub_max_order ? b->params.slub_max_order :
					      kernel_slub_max_order(b->kernel);
}

/*
 * order_objects(): in 32 bits, and by a shift that takes the low bits of an
 * order from outside of what an unsigned int has.
 */
static uint32_t order_objects(const struct boot *b, uint32_t order,
			      uint32_t size)
{
	return ((uint32_t)kernel_page_size(b->kernel) << (order & 31)) / size;
}

/*
 * The least order from `order` up to max_order that leaves at most 1/fraction
 * of the slab unused; above max_order: none.
 */
static uint32_t first_order(const struct boot *b, uint32_t size, uint32_t order,
			    uint32_t max_order, unsigned fraction)
{
	for (; order <= max_order; order++) {
		uint32_t slab = (uint32_t)kernel_page_size(b->kernel)
				<< (order & 31);

		if (slab % size <= slab / fraction)
			break;
	}
	return order;
}

/* slab_order(): the least order that holds `min_objects`. */
static uint32_t slab_order(const struct boot *b, uint32_t size,
			   uint32_t min_objects, uint32_t max_order,
			   unsigned fraction)
{
	const struct kernel *k = b->kernel;
	uint32_t min_order = b->params.slub_min_order;
	uint32_t order = kernel_get_order(k, (uint64_t)min_objects * size);

	if (order_objects(b, min_order, size) > MAX_OBJS_PER_PAGE)
		return kernel_get_order(k, (uint64_t)size * MAX_OBJS_PER_PAGE) -
		       1;
	if (order < min_order)
		order = min_order;
	return first_order(b, size, order, max_order, fraction);
}

/* Which CPUs make a slab larger. */
RULE(slab_cpus, "calculate_order()", ANY_KERNEL,
     VARIANT(SLAB_CPUS_PRESENT, "present",
	     .shows = "variable nr_cpus of calculate_order", .since = "5.12"),
     VARIANT(SLAB_CPUS_POSSIBLE, "possible", .shows = "no such variable"));

/* Some architectures know of one present CPU only until others come up. */
static uint64_t nr_cpus(const struct boot *b)
{
	if (b->kernel->rules.slab_cpus == SLAB_CPUS_PRESENT &&
	    b->nr_present_cpus > 1)
		return b->nr_present_cpus;
	return b->nr_cpu_ids;
}

/* How many objects a slab should have, from the number of CPUs. */
static uint32_t wanted_objects(const struct boot *b, uint32_t size)
{
	uint32_t min = b->params.slub_min_objects;

	if (!min)
		min = 4 * (fls_u64(nr_cpus(b)) + 1);
	return (uint32_t)min_u64(min,
				 order_objects(b, slub_max_order(b), size));
}

/*
 * calculate_order() that gives up objects, one after another, until little
 * enough is wasted. nr_orders and above: no slab can have it.
 */
static uint32_t order_by_objects(const struct boot *b, uint32_t size)
{
	uint32_t max_order = slub_max_order(b), order;

	for (uint32_t objects = wanted_objects(b, size); objects > 1;
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

/*
 * calculate_order() that keeps to the objects and lets more and more be wasted,
 * up to a half.
 */
static uint32_t order_by_waste(const struct boot *b, uint32_t size)
{
	const struct kernel *k = b->kernel;
	uint32_t max_order = slub_max_order(b), order;
	uint32_t objects = (uint32_t)max_u64(wanted_objects(b, size), 1);
	uint32_t min_order =
		(uint32_t)max_u64(b->params.slub_min_order,
				  kernel_get_order(k,
						   (uint64_t)objects * size));

	if (order_objects(b, min_order, size) > MAX_OBJS_PER_PAGE)
		return kernel_get_order(k, (uint64_t)size * MAX_OBJS_PER_PAGE) -
		       1;
	for (unsigned fraction = 16; fraction > 1; fraction /= 2) {
		order = first_order(b, size, min_order, max_order, fraction);
		if (order <= max_order)
			return order;
	}
	return kernel_get_order(k, size);
}

/* What gives way for a slab of the size that was asked for. */
RULE(slab_order, "calculate_order()", ANY_KERNEL,
     VARIANT(SLAB_ORDER_BY_WASTE, "by_waste",
	     .shows = "function calc_slab_order with parameter min_order"),
     VARIANT(SLAB_ORDER_BY_OBJECTS, "by_objects",
	     .shows =
		     "function calc_slab_order or slab_order with parameter min_objects"));

static uint32_t calculate_order(const struct boot *b, uint32_t size)
{
	return b->kernel->rules.slab_order == SLAB_ORDER_BY_WASTE ?
		       order_by_waste(b, size) :
		       order_by_objects(b, size);
}

/* How slub_debug= keeps the size that kmalloc() was asked for. */
RULE(slab_sizes, "calculate_sizes()", ANY_KERNEL,
     VARIANT(SLAB_SIZES_ORIG_SIZE_ZONED, "orig_size_zoned",
	     .shows = "function calculate_sizes with parameter args"),
     VARIANT(SLAB_SIZES_ORIG_SIZE_ZONED_INT, "orig_size_zoned_int"),
     VARIANT(SLAB_SIZES_ORIG_SIZE_APART, "orig_size_apart",
	     .shows = "function skip_orig_size_check"),
     VARIANT(SLAB_SIZES_ORIG_SIZE_AT_END, "orig_size_at_end",
	     .shows = "function calculate_sizes without parameter args"),
     VARIANT(SLAB_SIZES_NO_ORIG_SIZE, "no_orig_size"));

/* calculate_sizes() */
static uint32_t size_with(const struct boot *b, const struct slab_cache *c,
			  unsigned flags, unsigned debug)
{
	uint32_t word = b->kernel->word_size;
	enum slab_sizes_rule way = b->kernel->rules.slab_sizes;
	bool zoned = way <= SLAB_SIZES_ORIG_SIZE_ZONED_INT;
	bool orig_size = way != SLAB_SIZES_NO_ORIG_SIZE &&
			 (flags & SLAB_KMALLOC) && (debug & SLUB_STORE_USER);
	uint64_t size = align_up(c->object_size, word);

	if ((debug & SLUB_RED_ZONE) && size == c->object_size)
		size += word;
	if ((debug & SLUB_POISON) ||
	    (orig_size && way == SLAB_SIZES_ORIG_SIZE_APART) ||
	    ((debug & SLUB_RED_ZONE) &&
	     (c->object_size < word || (zoned && orig_size))))
		size += word; /* the free pointer, after the object */
	if (debug & SLUB_STORE_USER)
		size += 2ULL * b->kernel->size.track;
	if (orig_size)
		size += way == SLAB_SIZES_ORIG_SIZE_ZONED ? word :
							    sizeof(uint32_t);
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
	c->debugged = debug != 0;
}

void slub_calculate_order(const struct boot *b, struct slab_cache *c)
{
	uint32_t order = calculate_order(b, c->size);

	c->objects = 0;
	c->order = order;
	if (order < b->kernel->nr_orders)
		c->objects = order_objects(b, order, c->size);
}
