/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_X86_E820_32_H
#define INITMEM_ARCH_X86_E820_32_H

#include <stdbool.h>

#include "model/boot.h"

/*
 * The firmware's memory map as 32-bit kernels had it before the one for all of
 * x86: arch/x86/kernel/e820_32.c. It works on b->e820.
 */

/*
 * machine_specific_memory_setup(): overlaps are resolved, and what claims to be
 * RAM between 640 KiB and 1 MiB is not believed.
 */
void e820_32_memory_setup(struct boot *b);

/*
 * mem= and memmap= in their order; sets b->e820_userdef. Returns whether
 * mem=nopentium was among them.
 */
bool e820_32_early_params(struct boot *b);

/* print_memory_map() */
void e820_32_print_map(struct boot *b, const char *who);

/* e820_register_memory(): where PCI devices may be put. */
void e820_32_register_memory(struct boot *b);

#endif
