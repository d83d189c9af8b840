/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_X86_MTRR_H
#define INITMEM_ARCH_X86_MTRR_H

#include "model/boot.h"

/* arch/x86/kernel/cpu/mtrr/cleanup.c, of 32 and of 64 bits. */

/*
 * mtrr_trim_uncached_memory(): RAM below end_pfn that firmware has not made
 * write-back is reserved in b->e820, and is in b->mtrr_trimmed then. True where
 * some is, so that the end of RAM has to be looked for again.
 *
 * Where the registers are not known, what the log's kernel says of them
 * stands in; where that does not tell the ranges, memblock is inexact.
 */
bool x86_mtrr_trim(struct boot *b, uint64_t end_pfn);

#endif
