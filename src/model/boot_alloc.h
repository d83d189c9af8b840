/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_BOOT_ALLOC_H
#define INITMEM_MODEL_BOOT_ALLOC_H

#include <stdint.h>

struct boot;

/*
 * A request to the boot allocator of the build, whichever that is:
 * alloc_bootmem() or memblock_alloc(). Bytes; `what` and `by` as in memblock.h.
 * Returns the address, 0 if there is no memory; bootmem has panicked then.
 */
uint64_t boot_alloc(struct boot *b, uint64_t size, uint64_t align,
		    const char *what, const char *by);

/* The same for what belongs to a node: alloc_bootmem_node(). */
uint64_t boot_alloc_node(struct boot *b, uint64_t size, uint64_t align, int nid,
			 const char *what, const char *by);

#endif
