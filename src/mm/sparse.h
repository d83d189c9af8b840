/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_SPARSE_H
#define INITMEM_MM_SPARSE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/boot.h"

/*
 * sparse_init(), mm/sparse.c with CONFIG_SPARSEMEM_VMEMMAP: section roots,
 * usage bitmaps and the struct pages of every section with memory. Sets
 * b->sections. 0, or -1 after boot_panic(). A step.
 */
int sparse_init(struct boot *b);

#endif
