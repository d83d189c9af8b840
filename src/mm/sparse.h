/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_SPARSE_H
#define INITMEM_MM_SPARSE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/boot.h"

/*
 * sparse_init(), mm/sparse.c with CONFIG_SPARSEMEM_VMEMMAP: section roots,
 * usage bitmaps and the struct pages of every section with memory. Sets
 * b->sections, and b->unbacked_sections where memory is short. 0, or -1 after
 * boot_panic(). A step.
 */
int sparse_init(struct boot *b);

/* arm_memory_present(), arch/arm/mm/init.c: sections, in front of
 * sparse_init(). */
int arm_memory_present(struct boot *b);

/*
 * subsection_map_init(), mm/sparse.c: notes a range of memory in the usage of
 * its sections, which those that sparse_init() has left out have not. 0, or -1
 * after boot_fault().
 */
int subsection_map_init(struct boot *b, uint64_t start_pfn, uint64_t end_pfn);

#endif
