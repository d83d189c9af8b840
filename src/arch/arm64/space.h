/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_ARM64_SPACE_H
#define INITMEM_ARCH_ARM64_SPACE_H

#include <stdint.h>

#include "model/boot.h"

/*
 * The address space of a boot: arch/arm64/include/asm/memory.h, pgtable.h. A
 * build for 52 bits runs on any CPU, with 48 where the CPU has no more.
 */

/* vabits_actual */
unsigned arm64_va_bits(const struct boot *b);

/* PHYS_MASK_SHIFT; MAX_PHYSMEM_BITS is the same. */
unsigned arm64_pa_bits(const struct boot *b);

/* PAGE_END - PAGE_OFFSET, bytes: what the linear map can hold. */
uint64_t arm64_linear_region_size(const struct boot *b);

/*
 * What memstart_addr lies below the start of memory: the part of the build's
 * linear map that the CPU's fewer bits do not reach. Bytes; 0: none.
 */
uint64_t arm64_memstart_shift(const struct boot *b);

/* __phys_to_virt() */
uint64_t arm64_linear(const struct boot *b, uint64_t pa);

/* The last byte of the fixmap, whose page tables may have room for vmemmap. */
uint64_t arm64_vmemmap_neighbour(const struct boot *b);

/* vmemmap: where the struct page of frame 0 would be. */
uint64_t arm64_vmemmap(const struct boot *b);

/* VMALLOC_END - VMALLOC_START, bytes. */
uint64_t arm64_vmalloc_total(const struct boot *b);

#endif
