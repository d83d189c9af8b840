/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_SLUB_H
#define INITMEM_MM_SLUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/boot.h"

/*
 * SLUB as far as its first pages go: mm/slub.c, mm/slab_common.c. While nothing
 * is freed, a cache takes a new slab on a node each time the objects of the
 * ones before are used up there.
 */

struct slub {
	struct boot *boot;
	uint64_t **used; /* objects by cache and node */
	size_t nr; /* caches: those of boot->slab_caches */
};

void slub_init(struct slub *s, struct boot *b);
void slub_release(struct slub *s);

/*
 * create_boot_cache(): a cache of that many bytes, `hwalign` to the CPU's
 * cache lines. Returns its index in boot->slab_caches.
 */
size_t slub_create(struct slub *s, const char *name, uint32_t object_size,
		   bool hwalign);

/*
 * One object for a request on node nid; takes a slab from the page allocator
 * when none is left. 0, or -1 after boot_panic().
 */
int slub_alloc(struct slub *s, size_t cache, int nid, const char *by);

/* A kernel allocation of `size` bytes from the kmalloc cache that fits. */
int slub_kmalloc(struct slub *s, uint64_t size, int nid, const char *by);

#endif
