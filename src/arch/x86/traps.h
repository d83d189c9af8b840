/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_X86_TRAPS_H
#define INITMEM_ARCH_X86_TRAPS_H

#include "model/boot.h"

/*
 * trap_init(), arch/x86/kernel/traps.c: page tables for what each CPU has of
 * its entry area, arch/x86/mm/cpu_entry_area.c. 0, or -1 after a panic.
 */
int trap_init(struct boot *b);

#endif
