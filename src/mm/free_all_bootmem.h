/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_FREE_ALL_BOOTMEM_H
#define INITMEM_MM_FREE_ALL_BOOTMEM_H

#include "model/boot.h"

/*
 * free_all_bootmem(), mm/bootmem.c: what is free in the bitmap goes to the
 * buddy allocator, then the bitmap's own pages. Adds to totalram_pages. A step.
 */
void free_all_bootmem(struct boot *b);

#endif
