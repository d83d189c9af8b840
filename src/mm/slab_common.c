/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/slab.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "mm/page_alloc.h"
#include "util/alloc.h"
#include "util/range.h"

/*
 * What SLAB and SLUB share, mm/slab_common.c: caches, and the pages that the
 * objects taken of them need
 */

#define DEPOT_POOL_ORDER 2 /* STACK_ALLOC_ORDER */
#define DEPOT_POOLS_EARLY 2

void slabs_init(struct slabs *s, struct boot *b)
{
	memset(s, 0, sizeof(*s));
	s->boot = b;
	s->early = true;
}

void slabs_release(struct slabs *s)
{
	for (size_t i = 0; i < s->nr; i++) {
		for (size_t n = 0; n < s->boot->nr_nodes; n++)
			free(s->partial[i][n].left);
		free(s->partial[i]);
	}
	free(s->partial);
	free(s->sheaves);
	free(s->freelist);
}

/* What the objects of kmalloc() are aligned to. */
RULE(boot_cache_align, "create_boot_cache()", ANY_KERNEL,
     VARIANT(BOOT_CACHE_ALIGN_LOWEST_BIT, "lowest_bit",
	     .shows = "symbol kmem_buckets_create", .since = "6.11"),
     VARIANT(BOOT_CACHE_ALIGN_SIZE, "size", .since = "5.4"),
     VARIANT(BOOT_CACHE_ALIGN_MINALIGN, "minalign"));

/* Whether objects are aligned to the lowest bit of their size. */
static bool has_own_align(const struct kernel *k, uint32_t size, unsigned flags)
{
	switch (k->rules.boot_cache_align) {
	case BOOT_CACHE_ALIGN_LOWEST_BIT:
		return flags & SLAB_KMALLOC;
	case BOOT_CACHE_ALIGN_SIZE:
		return !(size & (size - 1));
	case BOOT_CACHE_ALIGN_MINALIGN:
		break;
	}
	return false;
}

/* calculate_alignment() for create_boot_cache() and kmem_cache_create() */
static uint32_t alignment(const struct boot *b, uint32_t size, unsigned flags)
{
	const struct kernel *k = b->kernel;
	uint32_t lowest_bit = size & (~size + 1);
	uint32_t align = k->kmalloc_min_align, line = b->cache_line;

	if (!(flags & SLAB_NOT_BOOT) && has_own_align(k, size, flags))
		align = (uint32_t)max_u64(align, lowest_bit);
	if (flags & SLAB_NOT_BOOT)
		align = 1;
	if (flags & SLAB_HWCACHE_ALIGN) {
		while (size <= line / 2)
			line /= 2;
		if (line > align)
			align = line;
	}
	if (align < k->slab_min_align)
		align = k->slab_min_align;
	return (uint32_t)align_up(align, k->word_size);
}

static uint32_t min_partial(const struct kernel *k, uint32_t size)
{
	if (k->slub_tiny)
		return 0;
	return (uint32_t)clamp_u64(ilog2_u64(size) / 2, 5, 10);
}

/* Room for one more cache. */
static void reserve(struct slabs *s)
{
	struct boot *b = s->boot;

	if (s->nr < s->cap)
		return;
	s->cap = array_capacity(s->cap, s->nr + 1);
	b->slab_caches =
		xrealloc(b->slab_caches, s->cap, sizeof(*b->slab_caches));
	s->partial = xrealloc(s->partial, s->cap, sizeof(*s->partial));
	s->sheaves = xrealloc(s->sheaves, s->cap, sizeof(*s->sheaves));
	s->freelist = xrealloc(s->freelist, s->cap, sizeof(*s->freelist));
}

size_t slabs_create(struct slabs *s, const char *name, uint32_t object_size,
		    unsigned flags)
{
	struct boot *b = s->boot;
	struct slab_cache c = { .name = name, .object_size = object_size };
	uint64_t off_slab = 0;

	c.align = alignment(b, object_size, flags);
	if (b->kernel->slab) {
		c.size = (uint32_t)align_up(align_up(object_size,
						     b->kernel->word_size),
					    c.align);
		off_slab = slab_calculate_order(s, &c);
	} else {
		slub_calculate_size(b, &c, flags);
		slub_calculate_order(b, &c);
	}
	c.min_partial = min_partial(b->kernel, c.size);
	reserve(s);
	b->slab_caches[s->nr] = c;
	b->nr_slab_caches = s->nr + 1;
	s->partial[s->nr] = xcalloc(b->nr_nodes, sizeof(**s->partial));
	s->sheaves[s->nr] = (struct sheaf_pair){ 0 };
	s->freelist[s->nr] = off_slab ? slabs_kmalloc_cache(s, off_slab) :
					s->nr;
	return s->nr++;
}

int slabs_check(const struct slabs *s, size_t cache)
{
	const struct slab_cache *c = &s->boot->slab_caches[cache];

	if (c->objects)
		return 0;
	if (kernel_has_size_caches(s->boot->kernel))
		return journal_panic(s->boot->journal,
				     "kmem_cache_create(): failed to create slab "
				     "`%s'",
				     c->name);
	return journal_panic(s->boot->journal,
			     "Creation of kmalloc slab %s size=%" PRIu32
			     " failed. Reason -22",
			     c->name, c->object_size);
}

/*
 * What follows when the function `by` gets no object: those that make a cache
 * panic, the others trip over the null pointer or have a BUG_ON() for it.
 */
static int no_memory(struct slabs *s, const char *by)
{
	struct boot *b = s->boot;
	if (!s->creating || !strcmp(by, "early_kmem_cache_node_alloc") ||
	    !strcmp(by, "bootstrap"))
		return journal_oops(b->journal,
				    journal_intern(b->journal, "%.*s",
						   (int)strcspn(by, " "), by));
	if (kernel_has_size_caches(b->kernel))
		return journal_panic(b->journal,
				     "kmem_cache_create(): failed to create slab "
				     "`%s'",
				     s->creating);
	if (s->has_struct)
		return journal_panic(b->journal,
				     "Creation of kmalloc slab %s size=%" PRIu32
				     " failed. Reason -22",
				     s->creating, s->creating_size);
	return journal_panic(b->journal, "Out of memory when creating slab %s",
			     s->creating);
}

/* *got: the node that the slab is on. */
static int new_slab(struct slabs *s, const struct slab_cache *c, int nid,
		    int *got, const char *by)
{
	struct boot *b = s->boot;
	const struct page_request req = {
		.order = c->order,
		.mt = c->reclaimable ? MIGRATE_RECLAIMABLE : MIGRATE_UNMOVABLE,
		.highest = c->dma ? ZONE_DMA : ZONE_NORMAL,
		.nid = nid,
		.what = journal_intern(b->journal, "slab of %s", c->name),
		.by = journal_intern(b->journal, "%s %s",
				     b->kernel->slab ?
					     "kmem_getpages cache_grow" :
					     "allocate_slab new_slab",
				     by),
	};

	uint64_t pfn = alloc_pages(b, &req);

	if (pfn == NO_PFN)
		return no_memory(s, by);
	*got = boot_pfn_zone(b, pfn)->nid;
	return 0;
}

void slabs_new_caller(struct slabs *s)
{
	s->depot_by = NULL;
}

/*
 * __stack_depot_save(), lib/stackdepot.c: the first call path needs a pool, and
 * the next one the pool after it, in advance. They hold what boots so far.
 */
static void depot_save(struct slabs *s, int nid, const char *by)
{
	struct boot *b = s->boot;
	const struct page_request req = {
		.order = DEPOT_POOL_ORDER,
		.mt = MIGRATE_UNMOVABLE,
		.highest = ZONE_NORMAL,
		.nid = nid,
		.what = "call paths of the stack depot",
		.by = journal_intern(b->journal,
				     "__stack_depot_save set_track_prepare %s",
				     by),
	};

	if (b->params.stack_depot_disable || s->untracked ||
	    s->depot_pools == DEPOT_POOLS_EARLY || s->depot_by == by)
		return;
	s->depot_by = by;
	if (alloc_pages(b, &req) != NO_PFN)
		s->depot_pools++;
}

static bool take_partial(struct partial_slabs *p)
{
	if (!p->n)
		return false;
	if (!--p->left[p->n - 1])
		p->n--;
	return true;
}

/* A request for a node without memory, which has no slabs of its own. */
static bool has_no_slabs(const struct slabs *s, int nid)
{
	const struct boot *b = s->boot;

	return kernel_has_sheaves(b->kernel) && b->nodes[nid] &&
	       !b->nodes[nid]->has_memory;
}

/*
 * get_from_any_partial(): from the nearest node that can spare some. For such a
 * request a clock is asked first, and turns 1 of 45 away.
 */
static bool take_elsewhere(struct slabs *s, size_t cache)
{
	const struct boot *b = s->boot;
	const struct zoneref_list *list = &b->nodes[s->local]->fallback;

	journal_inexact(
		b->journal, "slab",
		"objects for a node without memory come from other nodes' slabs, or from a new one where a clock says so: shown as if it never did");
	for (size_t i = 0; i < list->n; i++) {
		struct partial_slabs *p = &s->partial[cache][list->v[i].nid];

		if (p->n > b->slab_caches[cache].min_partial)
			return take_partial(p);
	}
	return false;
}

/* One object of the slab is taken already. */
static void add_partial(struct partial_slabs *p, const struct slab_cache *c)
{
	if (c->objects < 2)
		return;
	array_reserve(p->left, p->cap, p->n + 1);
	p->left[p->n++] = c->objects - 1;
}

static int take_object(struct slabs *s, size_t cache, int nid, const char *by)
{
	const struct slab_cache *c = &s->boot->slab_caches[cache];
	bool away = has_no_slabs(s, nid);
	int got = nid;

	if (slabs_check(s, cache))
		return -1;
	if (away ? take_elsewhere(s, cache) :
		   take_partial(&s->partial[cache][nid]))
		return 0;
	if (new_slab(s, c, nid, &got, by))
		return -1;
	add_partial(&s->partial[cache][away ? got : nid], c);
	return s->freelist[cache] == cache ? 0 :
					     slabs_alloc(s, s->freelist[cache],
							 nid, "alloc_slabmgmt");
}

int slabs_alloc(struct slabs *s, size_t cache, int nid, const char *by)
{
	if (take_object(s, cache, nid, by))
		return -1;
	if (s->boot->slab_caches[cache].stores_users)
		depot_save(s, nid, by);
	return 0;
}

/* Whether the cache serves kmalloc() of no special kind. */
static bool is_plain_kmalloc(const struct boot *b, const struct slab_cache *c)
{
	if (kernel_has_size_caches(b->kernel))
		return !strncmp(c->name, "size-", 5) && !c->dma;
	return !strncmp(c->name, "kmalloc-", 8) && c->name[8] <= '9';
}

size_t slabs_kmalloc_cache(const struct slabs *s, uint64_t size)
{
	uint64_t best_size = UINT64_MAX;
	size_t best = s->nr;

	for (size_t i = 0; i < s->nr; i++) {
		const struct slab_cache *c = &s->boot->slab_caches[i];

		if (c->object_size < size || c->object_size >= best_size ||
		    !is_plain_kmalloc(s->boot, c))
			continue;
		best_size = c->object_size;
		best = i;
	}
	return best;
}

uint64_t slabs_sheaf_size(const struct boot *b, uint32_t capacity)
{
	const struct kernel *k = b->kernel;

	return k->size.slab_sheaf + (uint64_t)capacity * k->word_size;
}

uint32_t slabs_sheaf_capacity(const struct slabs *s, size_t cache)
{
	const struct boot *b = s->boot;
	const struct slab_cache *c = &b->slab_caches[cache];
	uint32_t n = c->size >= kernel_page_size(b->kernel) ? 4 :
		     c->size >= 1024			    ? 12 :
		     c->size >= 256			    ? 26 :
							      60;
	size_t kmalloc = slabs_kmalloc_cache(s, slabs_sheaf_size(b, n));

	if (c->debugged || b->kernel->slub_tiny || kmalloc == s->nr)
		return 0;
	return (b->slab_caches[kmalloc].object_size -
		b->kernel->size.slab_sheaf) /
	       b->kernel->word_size;
}

void slabs_start_sheaves(struct slabs *s, size_t cache)
{
	s->sheaves[cache].capacity = slabs_sheaf_capacity(s, cache);
}

static int alloc_kmalloc(struct slabs *s, uint64_t size, int nid,
			 bool for_sheaf, const char *by);

/*
 * __pcs_replace_empty_main(): another sheaf, filled from slabs. None is made
 * for a sheaf itself, as that might go on for ever. 1: the object comes from a
 * slab.
 */
static int refill(struct slabs *s, size_t cache, bool for_sheaf, const char *by)
{
	uint32_t capacity = s->sheaves[cache].capacity;

	if (!s->sheaves[cache].has_spare) {
		uint64_t size = slabs_sheaf_size(s->boot, capacity);

		if (for_sheaf)
			return 1;
		if (alloc_kmalloc(s, size, s->local, true, by))
			return -1;
	}
	for (uint32_t i = 0; i < capacity; i++) {
		if (slabs_alloc(s, cache, s->local, by))
			return -1;
	}
	s->sheaves[cache].has_spare = true;
	s->sheaves[cache].main = capacity;
	return 0;
}

static int alloc_kmalloc(struct slabs *s, uint64_t size, int nid,
			 bool for_sheaf, const char *by)
{
	size_t cache = slabs_kmalloc_cache(s, size);
	int ret;

	if (cache == s->nr)
		return 0;
	if (!s->sheaves[cache].capacity || nid != s->local)
		return slabs_alloc(s, cache, nid, by);
	if (!s->sheaves[cache].main) {
		ret = refill(s, cache, for_sheaf, by);
		if (ret)
			return ret < 0 ? -1 : slabs_alloc(s, cache, nid, by);
	}
	s->sheaves[cache].main--;
	return 0;
}

int slabs_kmalloc(struct slabs *s, uint64_t size, int nid, const char *by)
{
	return alloc_kmalloc(s, size, nid, false, by);
}
