/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_BOOTMEM_H
#define INITMEM_MODEL_BOOTMEM_H

#include <stdbool.h>
#include <stdint.h>

#include "util/rangemap.h"

/*
 * The boot allocator before memblock, mm/bootmem.c: a bitmap with one bit for
 * each page frame of the node, set where the page is reserved. The bits are
 * kept as extents. Addresses and sizes are physical and in bytes; page frames
 * are counted from node_boot_start.
 *
 *   bitmap   ##......####..........|          # set: reserved
 *            0     |   |           node_low_pfn
 *                 min_low_pfn: the bitmap's own pages
 *
 * A request smaller than a page goes on in the page where the one before
 * ended, if that was the page right before the first free one:
 *
 *   page     |aaaaaabb-cccc--|.......|
 *                          ^ last_offset in page last_pos
 */

struct boot;

struct bootmem {
	bool alive; /* from init_bootmem() to free_all_bootmem() */
	uint64_t node_boot_start; /* bytes */
	uint64_t node_low_pfn;
	uint64_t map_pfn; /* where the bitmap lies ... */
	uint64_t map_bytes; /* ... and how long it is, whole words */
	uint64_t last_pos; /* page where the last allocation ended */
	uint64_t last_offset; /* in it; 0: at its end */
	uint64_t last_success; /* bytes: where the last one began */
	struct rangemap reserved; /* set bits, tag 0 */
};

void bootmem_release(struct bootmem *bm);

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
