/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_BOOTMEM_H
#define INITMEM_MM_BOOTMEM_H

#include "model/boot.h"

/* What the boot allocator before memblock does, mm/bootmem.c. */

/*
 * The bitmap for the pages below end_pfn, at page map_pfn, all
 * of them reserved.
 */
void init_bootmem(struct boot *b, uint64_t map_pfn, uint64_t end_pfn);

/*
 * free_bootmem(): the whole pages inside the range become free.
 * reserve_bootmem(): all pages that the range touches become reserved. `what`
 * and `by` as in memblock.h. Both return 0, or -1 after boot_panic() where the
 * kernel would stop at a BUG(): empty ranges and those that end above
 * node_low_pfn.
 */
int bootmem_free(struct boot *b, uint64_t base, uint64_t size, const char *by);
int bootmem_reserve(struct boot *b, uint64_t base, uint64_t size,
		    const char *what, const char *by);

/*
 * __alloc_bootmem_core(): first fit from `goal` (or from where the last
 * allocation began, if that is not below) upwards in steps of `align`, a power
 * of two; then once more from the bottom. limit: no byte at or above, 0: none.
 * *at receives the address; false if there is no room.
 */
bool bootmem_alloc_core(struct boot *b, uint64_t size, uint64_t align,
			uint64_t goal, uint64_t limit, const char *what,
			const char *by, uint64_t *at);

/*
 * alloc_bootmem(): from MAX_DMA_ADDRESS up, so that DMA memory is kept for
 * those who need it. alloc_bootmem_low_pages(): from the bottom. 0, or -1 after
 * boot_panic().
 */
int bootmem_alloc(struct boot *b, uint64_t size, uint64_t align,
		  const char *what, const char *by, uint64_t *at);
int bootmem_alloc_low(struct boot *b, uint64_t size, uint64_t align,
		      const char *what, const char *by, uint64_t *at);

#endif
