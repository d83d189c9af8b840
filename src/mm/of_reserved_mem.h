/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_OF_RESERVED_MEM_H
#define INITMEM_MM_OF_RESERVED_MEM_H

#include <stdint.h>

#include "model/boot.h"

/* Children of /reserved-memory: drivers/of/of_reserved_mem.c. */

/*
 * fdt_scan_reserved_mem(): reserves the nodes that have a place. Nodes that
 * ask for one get it here, or in fdt_init_reserved_mem().
 */
void fdt_scan_reserved_mem(struct boot *b);

/*
 * fdt_init_reserved_mem(): sorts, reports overlaps, places the dynamic ones
 * and makes the pools (CMA, DMA) that `compatible` asks for. Nothing where
 * that is done in two passes.
 */
void fdt_init_reserved_mem(struct boot *b);

/*
 * fdt_scan_reserved_mem_reg_nodes(): the second pass, for the nodes that have
 * a place, in a table of the right length.
 */
void fdt_scan_reserved_mem_reg_nodes(struct boot *b);

#endif
