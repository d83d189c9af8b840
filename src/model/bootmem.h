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

#endif
