/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_KFENCE_H
#define INITMEM_MM_KFENCE_H

#include <stdint.h>

#include "model/boot.h"

/* KFENCE's guarded objects: mm/kfence/core.c. */

/* KFENCE_POOL_SIZE, bytes: a page for each object, one between each two, two
 * more. */
uint64_t kfence_pool_size(const struct kernel *k);

/*
 * kfence_alloc_pool(): the pool alone, with a sample interval only, unless the
 * architecture has made it.
 */
int kfence_alloc_pool(struct boot *b);

/*
 * kfence_alloc_pool_and_metadata(): with a sample interval only, what the
 * architecture has not taken yet. It stays reserved. Always 0.
 */
int kfence_alloc_pool_and_metadata(struct boot *b);

#endif
