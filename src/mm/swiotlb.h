/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_SWIOTLB_H
#define INITMEM_MM_SWIOTLB_H

#include <stdbool.h>

#include "model/boot.h"

/* What swiotlb= prints when it is parsed: setup_io_tlb_npages(). */
void swiotlb_early_param(struct boot *b);

/*
 * swiotlb_init(), kernel/dma/swiotlb.c: the bounce buffer, if some memory is
 * out of the devices' reach (`needed`) or swiotlb=force. When there is no
 * room the kernel says so and boots on. `verbose` (SWIOTLB_VERBOSE): it says
 * where the buffer lies.
 */
void swiotlb_init(struct boot *b, bool needed, bool verbose);

/*
 * swiotlb_adjust_size(): so many bytes, where swiotlb= does not ask for another
 * number of slabs than the default.
 */
void swiotlb_adjust_size(struct boot *b, uint64_t bytes);

/* swiotlb_size_or_default(): bytes of the buffer that swiotlb= asks for. */
uint64_t swiotlb_size_or_default(struct boot *b);

/*
 * mem_init() of arm64 and RISC-V: whether memory is out of the devices' reach,
 * or the kernel does not ask.
 */
bool swiotlb_needed(const struct boot *b);

/*
 * mem_init() where devices reach all memory, but small buffers share cache
 * lines: a thousandth of memory will do.
 */
void swiotlb_size_for_kmalloc(struct boot *b);

#endif
