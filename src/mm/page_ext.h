/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_PAGE_EXT_H
#define INITMEM_MM_PAGE_EXT_H

#include "model/boot.h"

/* What pages have beside their struct page: mm/page_ext.c. */

/*
 * page_ext_init_flatmem(): with FLATMEM it is of memblock; with sections the
 * page allocator gives it, once the boot is over. 0, or -1 after
 * journal_panic().
 */
int page_ext_init_flatmem(struct boot *b);

#endif
