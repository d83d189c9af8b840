/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/slub.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/buddy.h"
#include "util/alloc.h"
#include "util/range.h"

#define MAX_OBJS_PER_PAGE 32767

void slub_init(struct slub *s, struct boot *b)
{
	memset(s, 0, sizeof(*s));
	s->boot = b;
}

void slub_release(struct slub *s)
{
	for (size_t i = 0; i < s->nr; i++)
		free(s->used[i]);
	free(s->used);
}

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

/* calculate_alignment() for create_boot_cache() */
static uint32_t alignment(const struct boot *b, uint32_t size, bool hwalign)
{
	const struct kernel *k = b->kernel;
	uint32_t align = k->kmalloc_min_align, line = b->cache_line;

	if (!(size & (size - 1)) && size > align)
		align = size;
	if (hwalign) {
		while (size <= line / 2)
			line /= 2;
		if (line > align)
			align = line;
	}
	if (align < k->slab_min_align)
		align = k->slab_min_align;
	return (uint32_t)align_up(align, k->word_size);
}

static uint32_t min_partial(uint32_t size)
{
	return (uint32_t)clamp_u64(ilog2_u64(size) / 2, 5, 10);
}

size_t slub_create(struct slub *s, const char *name, uint32_t object_size,
		   bool hwalign)
{
	struct boot *b = s->boot;
	struct slab_cache c = { .name = name, .object_size = object_size };

	c.align = alignment(b, object_size, hwalign);
	c.size = (uint32_t)align_up(align_up(object_size,
					     b->kernel->word_size),
				    c.align);
	c.order = calculate_order(b, c.size);
	c.objects = (uint32_t)((kernel_page_size(b->kernel) << c.order) /
			       c.size);
	c.min_partial = min_partial(c.size);
	b->slab_caches = xrealloc(b->slab_caches, s->nr + 1, sizeof(c));
	b->slab_caches[s->nr] = c;
	b->nr_slab_caches = s->nr + 1;
	s->used = xrealloc(s->used, s->nr + 1, sizeof(*s->used));
	s->used[s->nr] = xcalloc(b->nr_nodes, sizeof(**s->used));
	return s->nr++;
}

static int new_slab(struct slub *s, const struct slab_cache *c, int nid,
		    const char *by)
{
	struct boot *b = s->boot;
	const struct page_request req = {
		.order = c->order,
		.mt = c->reclaimable ? MIGRATE_RECLAIMABLE :
				       MIGRATE_UNMOVABLE,
		.highest = c->dma ? ZONE_DMA : ZONE_NORMAL,
		.nid = nid,
		.what = boot_intern(b, "slab of %s", c->name),
		.by = boot_intern(b, "allocate_slab new_slab %s", by),
	};

	if (alloc_pages(b, &req) != NO_PFN)
		return 0;
	return boot_panic(b, "SLUB: no memory for a slab of %s", c->name);
}

int slub_alloc(struct slub *s, size_t cache, int nid, const char *by)
{
	const struct slab_cache *c = &s->boot->slab_caches[cache];
	uint64_t *used = &s->used[cache][nid];

	if ((*used)++ % c->objects)
		return 0;
	return new_slab(s, c, nid, by);
}

int slub_kmalloc(struct slub *s, uint64_t size, int nid, const char *by)
{
	size_t best = s->nr;

	for (size_t i = 0; i < s->nr; i++) {
		const struct slab_cache *c = &s->boot->slab_caches[i];

		if (strncmp(c->name, "kmalloc-", 8) || c->name[8] > '9' ||
		    c->object_size < size)
			continue;
		if (best == s->nr ||
		    c->object_size < s->boot->slab_caches[best].object_size)
			best = i;
	}
	return best == s->nr ? 0 : slub_alloc(s, best, nid, by);
}
