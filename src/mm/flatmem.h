/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_FLATMEM_H
#define INITMEM_MM_FLATMEM_H

#include "model/boot.h"

/* FLATMEM: one mem_map for all of memory, holes included; mm/page_alloc.c. */

/* alloc_node_mem_map(): 0, or -1 after boot_panic(). */
int alloc_node_mem_map(struct boot *b, const struct node *n);

/* setup_usemap(): the pageblock bits of a zone. 0, or -1 after boot_panic(). */
int setup_usemap(struct boot *b, const struct zone *z);

/*
 * free_unused_memmap(), mm/memblock.c or arch/arm/mm/init.c: struct pages of
 * whole holes; with SPARSEMEM those within sections.
 */
void free_unused_memmap(struct boot *b);

#endif
