/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_ARM_MMU_H
#define INITMEM_ARCH_ARM_MMU_H

#include <stdbool.h>
#include <stdint.h>

#include "model/boot.h"

/*
 * The page tables of 32-bit ARM, arch/arm/mm/mmu.c, as far as their pages come
 * from memblock: PTE tables alone, each for a slot of 2 MiB of addresses.
 */

/* Where the image was put decides what physical address PAGE_OFFSET has. */
uint64_t arm_phys_offset(const struct boot *b);

/*
 * __phys_to_virt(): the address of pa in the map of low memory, whether pa
 * lies there or not.
 */
uint64_t arm_phys_to_virt(const struct boot *b, uint64_t pa);

/* After paging_init(): whether the kernel has something at va. */
bool arm_is_mapped(const struct boot *b, uint64_t va);

/* A section: what one entry of the upper table maps, bytes. */
uint64_t arm_section_size(const struct kernel *k);

/* paging_init() around what it calls. 0, or -1 after boot_panic(). */
int arm_paging_init(struct boot *b);

#endif
