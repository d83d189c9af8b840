/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/slab_sizes.h"

#include <stdlib.h>

#include "journal/journal.h"
#include "util/alloc.h"
#include "util/range.h"

/* kmem_cache_init(), kmem_cache_create(), enable_cpucache(), mm/slab.c */

#define SIZE_LEAST 32
#define BOOT_CPUCACHE_ENTRIES 1
#define SHARED_ARRAYS 8 /* on SMP: so many batches in a common array */

/* At work: what was given back is handed out again before new objects are. */
struct starter {
	struct slabs *slabs;
	int nid;
	uint64_t *spare; /* objects by cache */
	size_t nr_spare;
	size_t kmem_cache;
};

static const struct boot *boot_of(const struct starter *s)
{
	return s->slabs->boot;
}

static uint64_t *spare_of(struct starter *s, size_t cache)
{
	while (s->nr_spare <= cache) {
		s->spare =
			xrealloc(s->spare, s->nr_spare + 1, sizeof(*s->spare));
		s->spare[s->nr_spare++] = 0;
	}
	return &s->spare[cache];
}

static int take(struct starter *s, uint64_t size, const char *by)
{
	size_t cache = slabs_kmalloc_cache(s->slabs, size);
	uint64_t *spare = spare_of(s, cache);

	if (*spare) {
		--*spare;
		return 0;
	}
	return slabs_kmalloc(s->slabs, size, s->nid, by);
}

static void give_back(struct starter *s, uint64_t size)
{
	++*spare_of(s, slabs_kmalloc_cache(s->slabs, size));
}

/* alloc_arraycache(): bytes of an array for so many objects. */
static uint64_t array_bytes(const struct starter *s, uint64_t entries)
{
	const struct kernel *k = boot_of(s)->kernel;

	return k->size.array_cache + entries * k->word_size;
}

/* The struct of a new cache is an object of kmem_cache. */
static int create(struct starter *s, uint32_t size, bool dma)
{
	struct boot *b = s->slabs->boot;
	size_t i;

	s->slabs->creating = journal_intern(b->journal, "size-%u%s", size,
					    dma ? "(DMA)" : "");
	if (slabs_alloc(s->slabs, s->kmem_cache, s->nid, "kmem_cache_create"))
		return -1;
	i = slabs_create(s->slabs, s->slabs->creating, size,
			 SLAB_HWCACHE_ALIGN);
	s->slabs->creating = NULL;
	if (slabs_check(s->slabs, i))
		return -1;
	b->slab_caches[i].dma = dma;
	return 0;
}

/* setup_cpu_cache(): a small array and the lists of slabs. */
static int setup_cpu_cache(struct starter *s)
{
	uint64_t lists = boot_of(s)->kernel->size.kmem_cache_node;

	return take(s, array_bytes(s, BOOT_CPUCACHE_ENTRIES),
		    "setup_cpu_cache kmem_cache_create") ||
			       take(s, lists,
				    "setup_cpu_cache kmem_cache_create") ?
		       -1 :
		       0;
}

/*
 * The first caches: kmem_cache in static memory, those for the arrays and the
 * lists of all others, whose own lie in static memory for a while.
 */
static int create_first(struct starter *s, uint32_t arrays, uint32_t lists)
{
	struct boot *b = s->slabs->boot;
	const struct kernel *k = b->kernel;

	s->kmem_cache =
		slabs_create(s->slabs, "kmem_cache",
			     k->size.kmem_cache_node_offset +
				     (uint32_t)b->nr_node_ids * k->word_size,
			     SLAB_HWCACHE_ALIGN);
	if (create(s, arrays, false))
		return -1;
	if (lists != arrays && (create(s, lists, false) ||
				take(s, array_bytes(s, BOOT_CPUCACHE_ENTRIES),
				     "setup_cpu_cache kmem_cache_create")))
		return -1;
	s->slabs->early = false;
	return 0;
}

/* The next size behind `size`: powers of two, 96 and 192 for short lines. */
static uint32_t next_size(const struct kernel *k, uint32_t size)
{
	if (size == 64 && k->cache_bytes < 64)
		return 96;
	if (size == 128 && k->cache_bytes < 128)
		return 192;
	return (uint32_t)roundup_pow2(size + 1);
}

/* Each size and its twin for DMA memory. */
static int create_sizes(struct starter *s, uint32_t arrays, uint32_t lists)
{
	const struct kernel *k = boot_of(s)->kernel;
	uint64_t most = 1ULL << (k->page_shift + k->nr_orders - 1);
	bool dma = kernel_zone_index(k, ZONE_DMA) >= 0;

	for (uint32_t size = SIZE_LEAST; size <= most;
	     size = next_size(k, size)) {
		if (size != arrays && size != lists &&
		    (create(s, size, false) || setup_cpu_cache(s)))
			return -1;
		if (dma && (create(s, size, true) || setup_cpu_cache(s)))
			return -1;
	}
	return 0;
}

/* What lay in static memory moves: two arrays, the lists of three caches. */
static int replace_static(struct starter *s, bool apart)
{
	uint64_t lists = boot_of(s)->kernel->size.kmem_cache_node;

	for (int i = 0; i < 2; i++) {
		if (take(s, array_bytes(s, BOOT_CPUCACHE_ENTRIES), ""))
			return -1;
	}
	for (int i = 0; i < (apart ? 3 : 2); i++) {
		if (take(s, lists, "init_list"))
			return -1;
	}
	return 0;
}

/* enable_cpucache(): how many objects a CPU keeps of a cache. */
static uint64_t array_limit(const struct boot *b, uint32_t size)
{
	if (size > 131072)
		return 1;
	if (size > kernel_page_size(b->kernel))
		return 8;
	return size > 1024 ? 24 : size > 256 ? 54 : 120;
}

/* do_tune_cpucache() and alloc_kmemlist() */
static int enable_cpucache(struct starter *s, uint32_t size)
{
	const struct boot *b = boot_of(s);
	uint64_t limit = array_limit(b, size), batch = (limit + 1) / 2;
	/* struct ccupdate_struct: an array for each CPU that could be there */
	uint64_t update = (1 + b->kernel->nr_cpus) * b->kernel->word_size;

	if (take(s, update, "do_tune_cpucache enable_cpucache") ||
	    take(s, array_bytes(s, limit),
		 "alloc_arraycache do_tune_cpucache enable_cpucache"))
		return -1;
	give_back(s, array_bytes(s, BOOT_CPUCACHE_ENTRIES));
	give_back(s, update);
	if (size > kernel_page_size(b->kernel) || b->nr_possible_cpus <= 1)
		return 0;
	return take(s, array_bytes(s, SHARED_ARRAYS * batch),
		    "alloc_arraycache alloc_kmemlist do_tune_cpucache "
		    "enable_cpucache");
}

static int start(struct starter *s)
{
	const struct boot *b = boot_of(s);
	uint32_t arrays = SIZE_LEAST, lists = SIZE_LEAST;

	while (arrays < array_bytes(s, BOOT_CPUCACHE_ENTRIES))
		arrays = next_size(b->kernel, arrays);
	while (lists < b->kernel->size.kmem_cache_node)
		lists = next_size(b->kernel, lists);
	if (create_first(s, arrays, lists) || create_sizes(s, arrays, lists) ||
	    replace_static(s, arrays != lists))
		return -1;
	for (size_t i = b->nr_slab_caches; i-- > 0;) {
		if (enable_cpucache(s, b->slab_caches[i].size))
			return -1;
	}
	return 0;
}

int slab_create_size_caches(struct slabs *s, int nid)
{
	struct starter st = { .slabs = s, .nid = nid };
	int ret = start(&st);

	free(st.spare);
	return ret;
}
