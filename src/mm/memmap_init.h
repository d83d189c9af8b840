/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_MEMMAP_INIT_H
#define INITMEM_MM_MEMMAP_INIT_H

#include "model/boot.h"

/*
 * memmap_init(), mm/page_alloc.c: which struct pages are initialised (up to
 * first_deferred_pfn of each node), the migrate type of their pageblocks, and
 * the struct pages of holes. 0, or -1 after boot_panic().
 */
int memmap_init(struct boot *b);

#endif
