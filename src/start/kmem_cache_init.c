/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <string.h>

#include "journal/journal.h"
#include "journal/sequence.h"
#include "mm/percpu.h"
#include "mm/slab.h"
#include "mm/slab_sizes.h"
#include "start/calls.h"
#include "util/alloc.h"
#include "util/range.h"

/*
 * kmem_cache_init(), mm/slub.c and mm/slab.c; create_kmalloc_caches(),
 * mm/slab_common.c
 */

#define KMALLOC_SHIFT_MOST 25
#define RANDOM_TYPES 15 /* RANDOM_KMALLOC_CACHES_NR */

/* kmem_cache_init() at work. */
struct starter {
	struct slabs slabs;
	size_t kmem_cache, kmem_cache_node;
	int local; /* node of the boot CPU */
};

/* enum kmalloc_cache_type */
struct kmalloc_type {
	const char *name;
	bool there, reclaimable, dma;
	bool plain; /* for requests of no special kind */
	size_t first; /* of its caches */
};

/* Which nodes have a part of each cache. */
RULE(slab_nodes, "kmem_cache_init()", WITH_MEMBLOCK,
     VARIANT(SLAB_NODES_WITH_MEMORY, "with_memory"),
     VARIANT(SLAB_NODES_WITH_NORMAL_MEMORY, "with_normal_memory"));

static bool is_slab_node(const struct kernel *k, const struct node *n)
{
	if (!n)
		return false;
	if (k->slab)
		return n->online;
	return k->rules.slab_nodes == SLAB_NODES_WITH_MEMORY ?
		       n->has_memory :
		       n->has_normal_memory;
}

/* One struct kmem_cache_node for each node with memory. */
static int alloc_node_structs(struct starter *s, const char *by)
{
	const struct boot *b = s->slabs.boot;

	for (size_t n = 0; n < b->nr_nodes; n++) {
		if (is_slab_node(b->kernel, b->nodes[n]) &&
		    slabs_alloc(&s->slabs, s->kmem_cache_node, (int)n, by))
			return -1;
	}
	return 0;
}

/* Each CPU of a cache has a struct of its own. */
static void alloc_cpu_structs(struct boot *b)
{
	if (b->kernel->slab && b->kernel->size.array_cache)
		pcpu_alloc(b,
			   b->kernel->size.array_cache + b->kernel->word_size);
	else if (kernel_has_sheaves(b->kernel))
		pcpu_alloc(b, b->kernel->size.slub_percpu_sheaves);
	else if (kernel_has_cpu_slabs(b->kernel))
		pcpu_alloc(b, b->kernel->size.kmem_cache_cpu);
}

/* The size of a struct kmem_cache with its pointers to each node's part. */
static uint32_t kmem_cache_size(const struct boot *b)
{
	uint32_t each = kernel_has_sheaves(b->kernel) ?
				b->kernel->size.kmem_cache_per_node :
				b->kernel->word_size;

	return b->kernel->size.kmem_cache_node_offset +
	       (uint32_t)b->nr_node_ids * each;
}

/* A barn for each node, and then a sheaf for each CPU; empty ones. */
static int alloc_sheaves(struct starter *s, size_t cache, const char *by)
{
	const struct boot *b = s->slabs.boot;
	uint32_t capacity = slabs_sheaf_capacity(&s->slabs, cache);

	if (!capacity)
		return 0;
	for (size_t n = 0; n < b->nr_nodes; n++) {
		if (b->nodes[n] && b->nodes[n]->online &&
		    slabs_kmalloc(&s->slabs, b->kernel->size.node_barn, (int)n,
				  by))
			return -1;
	}
	for (size_t i = 0; i < b->nr_possible_cpus; i++) {
		if (slabs_kmalloc(&s->slabs, slabs_sheaf_size(b, capacity),
				  s->local, by))
			return -1;
	}
	slabs_start_sheaves(&s->slabs, cache);
	return 0;
}

/* bootstrap_kmalloc_sheaves(): of the plain caches, in order of their index. */
static int bootstrap_kmalloc_sheaves(struct starter *s)
{
	struct boot *b = s->slabs.boot;

	for (size_t i = 0;
	     kernel_has_sheaves(b->kernel) && i < b->nr_slab_caches; i++) {
		if (b->slab_caches[i].plain_kmalloc &&
		    alloc_sheaves(s, i,
				  "bootstrap_cache_sheaves "
				  "bootstrap_kmalloc_sheaves"))
			return -1;
	}
	return 0;
}

/* SLUB: the two caches all others are made from, first in static memory. */
static int boot_caches(struct starter *s)
{
	struct boot *b = s->slabs.boot;
	const struct kernel *k = b->kernel;

	s->kmem_cache = slabs_create(&s->slabs, "kmem_cache",
				     kmem_cache_size(b), SLAB_HWCACHE_ALIGN);
	s->kmem_cache_node = slabs_create(&s->slabs, "kmem_cache_node",
					  k->size.kmem_cache_node,
					  SLAB_HWCACHE_ALIGN);
	s->slabs.untracked = true;
	if (slabs_check(&s->slabs, s->kmem_cache_node) ||
	    alloc_node_structs(s, "early_kmem_cache_node_alloc"))
		return -1;
	s->slabs.untracked = false;
	alloc_cpu_structs(b);
	s->slabs.creating = "kmem_cache";
	s->slabs.creating_size = kmem_cache_size(b);
	s->slabs.has_struct = true;
	if (slabs_check(&s->slabs, s->kmem_cache) ||
	    alloc_node_structs(s, "init_kmem_cache_nodes"))
		return -1;
	s->slabs.has_struct = false;
	s->slabs.creating = NULL;
	alloc_cpu_structs(b);
	for (int i = 0; i < 2; i++) {
		slabs_new_caller(&s->slabs);
		if (slabs_alloc(&s->slabs, s->kmem_cache, s->local,
				"bootstrap"))
			return -1;
	}
	return 0;
}

/* KMALLOC_MIN_SIZE: 8, or with SLAB 32, unless no smaller ones are aligned. */
static uint32_t kmalloc_least(const struct kernel *k)
{
	return (uint32_t)max_u64(k->kmalloc_min_align, k->slab ? 32 : 8);
}

/* Power of two that holds `size` bytes and that kmalloc() has. */
static uint32_t kmalloc_size(const struct kernel *k, uint32_t size)
{
	return (uint32_t)max_u64(roundup_pow2(size), kmalloc_least(k));
}

/*
 * SLAB: kmem_cache, and the kmalloc cache for the nodes' parts of all caches.
 * The parts of these two lie in static memory at first; then all move.
 */
static int boot_slab_caches(struct starter *s)
{
	struct boot *b = s->slabs.boot;
	uint32_t size =
		kmalloc_size(b->kernel, b->kernel->size.kmem_cache_node);

	s->kmem_cache = slabs_create(&s->slabs, "kmem_cache",
				     kmem_cache_size(b), SLAB_HWCACHE_ALIGN);
	alloc_cpu_structs(b);
	if (slabs_alloc(&s->slabs, s->kmem_cache, s->local,
			"create_kmalloc_cache"))
		return -1;
	s->kmem_cache_node =
		slabs_create(&s->slabs,
			     journal_intern(b->journal, "kmalloc-%u", size),
			     size, SLAB_HWCACHE_ALIGN);
	alloc_cpu_structs(b);
	s->slabs.early = false;
	if (slabs_check(&s->slabs, s->kmem_cache_node))
		return -1;
	return alloc_node_structs(s, "init_list") ||
			       alloc_node_structs(s, "init_list") ?
		       -1 :
		       0;
}

/* Which caches kmalloc() has, and their names. */
RULE(kmalloc_caches, "create_kmalloc_caches()", ANY_KERNEL,
     VARIANT(KMALLOC_CACHES_ODD_SIZES_FIRST, "odd_sizes_first",
	     .shows = "symbol kmem_buckets_cache"),
     VARIANT(KMALLOC_CACHES_CG_LAST, "cg_last",
	     .shows =
		     "enumerator KMALLOC_RANDOM_START of enum kmalloc_cache_type"),
     VARIANT(KMALLOC_CACHES_BY_TYPE, "by_type",
	     .shows = "enumerator KMALLOC_RECLAIM"),
     VARIANT(KMALLOC_CACHES_DMA_LAST, "dma_last",
	     .shows = "enumerator KMALLOC_CGROUP"),
     VARIANT(KMALLOC_CACHES_WITHOUT_CGROUPS, "without_cgroups",
	     .shows =
		     "enumerator KMALLOC_RECLAIM, no enumerator KMALLOC_CGROUP"),
     VARIANT(KMALLOC_CACHES_ONE_TYPE, "one_type",
	     .shows =
		     "function create_kmalloc_caches, no enumerator KMALLOC_RECLAIM"),
     VARIANT(KMALLOC_CACHES_BY_SIZE, "by_size", .shows = "symbol malloc_sizes",
	     .excludes = "boot_cache_align=lowest_bit boot_cache_align=size"));

static bool has_types(const struct kernel *k)
{
	return k->rules.kmalloc_caches <= KMALLOC_CACHES_WITHOUT_CGROUPS;
}

/* Caches of ZONE_DMA are made once the others can be used. */
static bool has_dma_last(const struct kernel *k)
{
	return k->rules.kmalloc_caches == KMALLOC_CACHES_DMA_LAST ||
	       k->rules.kmalloc_caches == KMALLOC_CACHES_WITHOUT_CGROUPS;
}

/* init_cache_random_seq() */
static int init_random_seq(struct starter *s, size_t cache, const char *by)
{
	struct boot *b = s->slabs.boot;
	struct slab_cache *c = &b->slab_caches[cache];

	if (c->random_seq || c->objects < 2)
		return 0;
	c->random_seq = true;
	return slabs_kmalloc(&s->slabs, 4ULL * c->objects, s->local, by);
}

/* CONFIG_MEMCG_KMEM became one with CONFIG_MEMCG. */
static bool has_cgroups(const struct kernel *k)
{
	if (k->rules.kmalloc_caches == KMALLOC_CACHES_WITHOUT_CGROUPS)
		return false;
	return k->rules.kmalloc_caches == KMALLOC_CACHES_ODD_SIZES_FIRST ?
		       k->memcg :
		       k->memcg_kmem;
}

/* Caches for all memory cgroups together come behind all others. */
static bool has_cg_last(const struct kernel *k)
{
	return k->rules.kmalloc_caches <= KMALLOC_CACHES_CG_LAST;
}

/* create_kmalloc_cache() */
static int create_kmalloc(struct starter *s, const struct kmalloc_type *type,
			  uint32_t size)
{
	struct boot *b = s->slabs.boot;
	bool k = size >= 1024 && has_types(b->kernel);
	const char *name = journal_intern(b->journal, "%s-%u%s", type->name,
					  k ? size / 1024 : size, k ? "k" : "");
	size_t i;

	s->slabs.creating = name;
	s->slabs.creating_size = size;
	if (slabs_alloc(&s->slabs, s->kmem_cache, s->local,
			"create_kmalloc_cache"))
		return -1;
	i = slabs_create(&s->slabs, name, size, SLAB_KMALLOC);
	b->slab_caches[i].reclaimable = type->reclaimable;
	b->slab_caches[i].dma = type->dma;
	s->slabs.has_struct = true;
	if (slabs_check(&s->slabs, i))
		return -1;
	if (b->slab_ready && b->kernel->slab_freelist_random &&
	    init_random_seq(s, i, "init_cache_random_seq kmem_cache_open"))
		return -1;
	if (alloc_node_structs(s, "create_kmalloc_cache"))
		return -1;
	s->slabs.has_struct = false;
	s->slabs.creating = NULL;
	alloc_cpu_structs(b);
	b->slab_caches[i].plain_kmalloc = type->plain;
	return type->plain || !kernel_has_sheaves(b->kernel) ?
		       0 :
		       alloc_sheaves(s, i, "create_kmalloc_cache");
}

/* SLAB: the largest size of kmalloc() that has a cache. */
RULE(slab_kmalloc_most, "create_kmalloc_caches()", ANY_KERNEL,
     VARIANT(SLAB_KMALLOC_MOST_TWO_PAGES, "two_pages", .since = "6.1"),
     VARIANT(SLAB_KMALLOC_MOST_LARGEST_BLOCK, "largest_block"));

/* KMALLOC_MAX_CACHE_SIZE: SLUB gives larger ones to the page allocator. */
static uint32_t kmalloc_most(const struct kernel *k)
{
	uint32_t shift = k->page_shift + 1;

	if (k->slab &&
	    k->rules.slab_kmalloc_most == SLAB_KMALLOC_MOST_LARGEST_BLOCK)
		shift = (uint32_t)min_u64(k->page_shift + k->nr_orders - 1,
					  KMALLOC_SHIFT_MOST);
	return 1u << shift;
}

/* __kmalloc_index(): the least size of kmalloc() that holds so much. */
static uint32_t kmalloc_bucket(uint32_t size)
{
	if (size > 64 && size <= 96)
		return 96;
	if (size > 128 && size <= 192)
		return 192;
	return (uint32_t)roundup_pow2(size);
}

/* SLAB's kmalloc cache for struct kmem_cache_node is there already. */
static bool is_made(const struct starter *s, uint32_t size, bool dma)
{
	const struct boot *b = s->slabs.boot;

	return b->kernel->slab && !dma &&
	       b->slab_caches[s->kmem_cache_node].object_size == size;
}

/* What decides how many bytes the smallest of them has. */
RULE(kmalloc_minalign, "__kmalloc_minalign()", ANY_KERNEL,
     VARIANT(KMALLOC_MINALIGN_BY_BOUNCE_BUFFER, "by_bounce_buffer",
	     .shows = "function __kmalloc_minalign"),
     VARIANT(KMALLOC_MINALIGN_FIXED, "fixed",
	     .shows = "no function __kmalloc_minalign"));

/* __kmalloc_minalign() */
static uint32_t kmalloc_minalign(const struct boot *b)
{
	const struct kernel *k = b->kernel;

	if (k->rules.kmalloc_minalign == KMALLOC_MINALIGN_FIXED)
		return k->kmalloc_min_align;
	if (k->dma_bounce_unaligned_kmalloc && b->has_swiotlb)
		return (uint32_t)max_u64(k->kmalloc_min_align,
					 k->slab_min_align);
	return (uint32_t)max_u64(b->dma_align, k->slab_min_align);
}

/* Unless another size has been rounded up to the same. */
static int new_kmalloc_cache(struct starter *s, const struct kmalloc_type *type,
			     uint32_t size)
{
	const struct boot *b = s->slabs.boot;
	uint32_t minalign = kmalloc_minalign(b);

	if (minalign > b->kernel->kmalloc_min_align)
		size = kmalloc_bucket((uint32_t)align_up(size, minalign));
	for (size_t i = type->first; i < b->nr_slab_caches; i++) {
		if (b->slab_caches[i].object_size == size)
			return 0;
	}
	return create_kmalloc(s, type, size);
}

/*
 * All sizes of one type, 96 and 192 before the powers of two. Where the least
 * alignment lets them stand, that is: setup_kmalloc_cache_index_table() sends
 * their requests on to 128 and 256 then.
 */
static int create_odd_first(struct starter *s, struct kmalloc_type *type)
{
	const struct kernel *k = s->slabs.boot->kernel;
	uint32_t least = kmalloc_least(k);

	type->first = s->slabs.boot->nr_slab_caches;
	if (k->kmalloc_min_align <= 32 && new_kmalloc_cache(s, type, 96))
		return -1;
	if (k->kmalloc_min_align <= 64 && new_kmalloc_cache(s, type, 192))
		return -1;
	for (uint32_t size = least; size <= kmalloc_most(k); size *= 2) {
		if (new_kmalloc_cache(s, type, size))
			return -1;
	}
	return 0;
}

/* All sizes of one type: powers of two, and 96 and 192 where they help. */
static int create_between(struct starter *s, struct kmalloc_type *type)
{
	const struct kernel *k = s->slabs.boot->kernel;
	uint32_t least = kmalloc_least(k);
	uint32_t most = kmalloc_most(k);

	type->first = s->slabs.boot->nr_slab_caches;
	for (uint32_t size = least; size <= most; size *= 2) {
		if (!is_made(s, size, type->dma) &&
		    new_kmalloc_cache(s, type, size))
			return -1;
		if (size == 64 && k->kmalloc_min_align <= 32 &&
		    new_kmalloc_cache(s, type, 96))
			return -1;
		if (size == 128 && k->kmalloc_min_align <= 64 &&
		    new_kmalloc_cache(s, type, 192))
			return -1;
	}
	return 0;
}

static int create_type(struct starter *s, struct kmalloc_type *type)
{
	const struct kernel *k = s->slabs.boot->kernel;

	if (!type->there)
		return 0;
	return k->rules.kmalloc_caches == KMALLOC_CACHES_ODD_SIZES_FIRST ?
		       create_odd_first(s, type) :
		       create_between(s, type);
}

/* init_freelist_randomization(): newest cache first. */
static int randomize_freelists(struct starter *s)
{
	struct boot *b = s->slabs.boot;

	if (!b->kernel->slab_freelist_random)
		return 0;
	for (size_t i = b->nr_slab_caches; i-- > 0;) {
		if (init_random_seq(s, i,
				    "init_cache_random_seq "
				    "init_freelist_randomization"))
			return -1;
	}
	return 0;
}

/* The cache of sets of caches that users of kmalloc() have to themselves. */
static int create_buckets(struct starter *s)
{
	struct boot *b = s->slabs.boot;
	const struct kernel *k = b->kernel;
	uint32_t sizes = (uint32_t)ilog2_u64(kmalloc_most(k)) + 1;
	size_t i;

	if (!k->slab_buckets)
		return 0;
	if (slabs_alloc(&s->slabs, s->kmem_cache, s->local,
			"__kmem_cache_create_args"))
		return -1;
	i = slabs_create(&s->slabs, "kmalloc_buckets", sizes * k->word_size,
			 SLAB_NOT_BOOT);
	if (k->slab_freelist_random &&
	    init_random_seq(s, i, "init_cache_random_seq do_kmem_cache_create"))
		return -1;
	if (alloc_node_structs(s, "do_kmem_cache_create"))
		return -1;
	alloc_cpu_structs(b);
	if (kernel_has_sheaves(k))
		return alloc_sheaves(s, i, "do_kmem_cache_create");
	return 0;
}

/* Once kmalloc() works, the names of its caches are made with it. */
static int name_caches(struct starter *s)
{
	struct boot *b = s->slabs.boot;

	for (size_t i = 0; i < b->nr_slab_caches; i++) {
		const char *name = b->slab_caches[i].name;

		if (!strncmp(name, "kmalloc-", 8) &&
		    slabs_kmalloc(&s->slabs, strlen(name) + 1, s->local,
				  "kasprintf"))
			return -1;
	}
	return 0;
}

static bool has_dma(const struct kernel *k)
{
	return kernel_zone_index(k, ZONE_DMA) >= 0;
}

/* kmalloc-rnd-01 and so on: one of these is used for each caller. */
static int create_random_types(struct starter *s)
{
	struct boot *b = s->slabs.boot;

	for (int i = 1; i <= RANDOM_TYPES && b->kernel->random_kmalloc; i++) {
		struct kmalloc_type type = {
			.name = journal_intern(b->journal, "kmalloc-rnd-%02d",
					       i),
			.there = true,
			.plain = true,
		};

		if (create_type(s, &type))
			return -1;
	}
	return 0;
}

static int create_types(struct starter *s)
{
	const struct boot *b = s->slabs.boot;
	const struct kernel *k = b->kernel;
	bool last = has_cg_last(k), cg = has_cgroups(k) && !b->params.nokmem;
	struct kmalloc_type normal = { .name = "kmalloc",
				       .there = true,
				       .plain = true };
	struct kmalloc_type others[] = {
		{ .name = "kmalloc-cg", .there = cg && !last },
		{ .name = "kmalloc-rcl",
		  .there = has_types(k) && !k->slub_tiny,
		  .reclaimable = true },
		{ .name = "dma-kmalloc",
		  .there = has_dma(k) && !has_dma_last(k),
		  .dma = true },
		{ .name = "kmalloc-cg", .there = cg && last },
	};

	if (create_type(s, &normal) || (last && create_random_types(s)))
		return -1;
	if (!has_types(k) && name_caches(s))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		if (create_type(s, &others[i]))
			return -1;
	}
	return 0;
}

/* In the order of their index, where 96 is 1 and 192 is 2. */
static int create_dma_last(struct starter *s)
{
	struct kmalloc_type type = { .name = "dma-kmalloc", .dma = true };

	return has_dma(s->slabs.boot->kernel) ? create_odd_first(s, &type) : 0;
}

/* Called amid kmem_cache_init(), which hands on where it stands. */
int create_kmalloc_caches(struct boot *b)
{
	struct starter *s = b->handed;

	if (create_types(s))
		return -1;
	b->slab_ready = b->slab_is_available = true;
	return has_dma_last(b->kernel) && create_dma_last(s) ?
		       -1 :
		       create_buckets(s);
}

static void log_slub(struct boot *b)
{
	const struct params *p = &b->params;

	if (b->kernel->slab)
		return;
	journal_log(
		b->journal,
		"SLUB: HWalign=%u, Order=%u-%u, MinObjects=%u, CPUs=%zu, Nodes=%zu",
		b->cache_line, p->slub_min_order,
		p->has_slub_max_order ? p->slub_max_order :
					kernel_slub_max_order(b->kernel),
		p->slub_min_objects, b->nr_cpu_ids, b->nr_node_ids);
}

static int today_caches(struct starter *s)
{
	if (s->slabs.boot->kernel->slab ? boot_slab_caches(s) : boot_caches(s))
		return -1;
	return call_inner(s->slabs.boot) || bootstrap_kmalloc_sheaves(s) ||
			       randomize_freelists(s) ?
		       -1 :
		       0;
}

static int size_caches(struct starter *s)
{
	struct boot *b = s->slabs.boot;

	if (slab_create_size_caches(&s->slabs, s->local))
		return -1;
	b->slab_ready = b->slab_is_available = true;
	return 0;
}

int kmem_cache_init(struct boot *b)
{
	struct starter s = { .local = b->cpu_nid[0] > 0 ? b->cpu_nid[0] : 0 };
	int ret;

	if (!b->kernel->size.track &&
	    (b->params.slub_debug.flags || b->params.slub_debug.blocks))
		journal_inexact(
			b->journal, "slab",
			"slub_debug makes objects larger; shown without it");
	slabs_init(&s.slabs, b);
	s.slabs.local = s.local;
	b->handed = &s;
	ret = kernel_has_size_caches(b->kernel) ? size_caches(&s) :
						  today_caches(&s);
	slabs_release(&s.slabs);
	if (ret)
		return -1;
	log_slub(b);
	return 0;
}
