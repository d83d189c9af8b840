/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_SLAB_SIZES_H
#define INITMEM_MM_SLAB_SIZES_H

#include "mm/slab.h"

/*
 * kmem_cache_init() of builds whose kmalloc caches are called size-32,
 * size-32(DMA), size-64, ...: mm/slab.c. Makes kmem_cache and these, then gives
 * each its arrays for the boot CPU. 0, or -1 after boot_panic().
 */
int slab_create_size_caches(struct slabs *s, int nid);

#endif
