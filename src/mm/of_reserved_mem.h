/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_OF_RESERVED_MEM_H
#define INITMEM_MM_OF_RESERVED_MEM_H

#include <stddef.h>
#include <stdint.h>

#include "model/boot.h"

/* Children of /reserved-memory that ask for more: of_reserved_mem.c. */

#define RESERVED_MEM_SLOTS 256

struct reserved_mem {
	const struct fdt_reserved_node *node;
	uint64_t base, size; /* bytes; 0, 0 before a dynamic one is placed */
};

/* reserved_mem[] of the kernel, of b->kernel->reserved_mem_regions slots. */
struct reserved_mem_table {
	struct reserved_mem v[RESERVED_MEM_SLOTS];
	size_t n;
};

void fdt_reserved_mem_save_node(struct boot *b,
				struct reserved_mem_table *table,
				const struct fdt_reserved_node *node,
				uint64_t base, uint64_t size);

/*
 * fdt_init_reserved_mem(): sorts, reports overlaps, places the dynamic ones
 * and makes the pools (CMA, DMA) that `compatible` asks for.
 */
void fdt_init_reserved_mem(struct boot *b, struct reserved_mem_table *table);

#endif
