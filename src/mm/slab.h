/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_SLAB_H
#define INITMEM_MM_SLAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/boot.h"

/*
 * What all slab allocators share while nothing is freed: caches of equal
 * objects, and a new slab on a node each time the objects of the ones before
 * are used up there. mm/slab_common.c; how a slab is laid out is SLUB's
 * (mm/slub.c) or SLAB's (mm/slab.c).
 */

/* Objects that a CPU has at hand of a cache, in two sheaves. */
struct sheaf_pair {
	uint32_t capacity; /* of each; 0: there are none, or not yet */
	uint32_t main; /* objects in the one that is used */
	bool has_spare; /* there is another one, and it is empty */
};

/* Slabs of a cache on a node that have objects left, the one in use last. */
struct partial_slabs {
	uint32_t *left; /* objects of each */
	size_t n, cap;
};

struct slabs {
	struct boot *boot;
	struct partial_slabs **partial; /* by cache and node */
	size_t *freelist; /* by cache: that of its index arrays; itself: none */
	size_t nr; /* caches: those of boot->slab_caches */
	size_t cap; /* of them there is room for, in each array */
	/* SLAB: small sets of indices are still kept on the slab itself */
	bool early;
	const char *creating; /* the cache that is being made; NULL: none */
	uint32_t creating_size;
	bool has_struct; /* it has its struct kmem_cache */
	bool untracked; /* SLUB: who takes an object now is not stored */
	int local; /* node of the boot CPU */
	struct sheaf_pair
		*sheaves; /* the boot CPU's, by cache; SLUB's newer way */
	const char *depot_by; /* whose call path is in the stack depot */
	unsigned depot_pools; /* that the depot has taken */
};

#define SLAB_HWCACHE_ALIGN 1u /* to the CPU's cache lines */
#define SLAB_KMALLOC 2u /* serves kmalloc() */
#define SLAB_NOT_BOOT 4u /* of kmem_cache_create(), when there is kmalloc() */

void slabs_init(struct slabs *s, struct boot *b);
void slabs_release(struct slabs *s);

/*
 * create_boot_cache(): a cache of that many bytes, flags SLAB_... as above.
 * Returns its index in boot->slab_caches.
 */
size_t slabs_create(struct slabs *s, const char *name, uint32_t object_size,
		    unsigned flags);

/*
 * 0, or -1 after the panic of create_boot_cache() for a cache of which no slab
 * can be made: slub_min_order= can ask for too much.
 */
int slabs_check(const struct slabs *s, size_t cache);

/*
 * One object for a request on node nid; takes a slab from the page allocator
 * when none is left. 0, or -1 after boot_panic().
 */
int slabs_alloc(struct slabs *s, size_t cache, int nid, const char *by);

/* What is taken next is taken on another call path, whatever its `by` says. */
void slabs_new_caller(struct slabs *s);

/* A kernel allocation of `size` bytes from the kmalloc cache that fits. */
int slabs_kmalloc(struct slabs *s, uint64_t size, int nid, const char *by);

/*
 * calculate_sheaf_capacity(): objects of a sheaf of the cache, 0 where it has
 * none; the bytes of such a sheaf; and from now on CPUs have them.
 */
uint32_t slabs_sheaf_capacity(const struct slabs *s, size_t cache);
uint64_t slabs_sheaf_size(const struct boot *b, uint32_t capacity);
void slabs_start_sheaves(struct slabs *s, size_t cache);

/* Which kmalloc cache that is; s->nr: there is none. */
size_t slabs_kmalloc_cache(const struct slabs *s, uint64_t size);

/*
 * c->size and c->stores_users: the object and what slub_debug= puts beside it;
 * calculate_sizes() and kmem_cache_open(), mm/slub.c.
 */
void slub_calculate_size(const struct boot *b, struct slab_cache *c,
			 unsigned flags);

/*
 * Order and objects of a slab for c->size, SLUB's way and SLAB's. SLAB's
 * returns the bytes of an index array that lies off the slab; 0: on it.
 */
void slub_calculate_order(const struct boot *b, struct slab_cache *c);
uint64_t slab_calculate_order(const struct slabs *s, struct slab_cache *c);

#endif
