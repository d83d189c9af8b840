/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_ARM64_MMU_H
#define INITMEM_ARCH_ARM64_MMU_H

#include "model/boot.h"

/*
 * paging_init(), arch/arm64/mm/mmu.c: the page tables of the kernel image,
 * the linear map and the identity map, as far as their pages come from
 * memblock. 4 KiB pages, four or five levels. 0, or -1 after boot_panic(). A
 * step.
 */
int arm64_paging_init(struct boot *b);

/*
 * pcpu_populate_pte() for the pages of a vmalloc area of `size` bytes that is
 * registered behind those of the kernel image.
 */
int arm64_map_early_vmalloc(struct boot *b, uint64_t size);

/* Linked address from where on the image is reserved and mapped apart. */
uint64_t arm64_image_start(const struct kernel *k);

#endif
