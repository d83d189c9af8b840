/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_FIT_I386_H
#define INITMEM_PROFILE_FIT_I386_H

#include "profile/fit_edit.h"

/*
 * i386: what a log shows of PAE, and from it, the number of CPUs and the
 * release how the last addresses are given away: enum fixed_addresses of
 * arch/x86/include/asm/fixmap.h, with kmap's and vmalloc's end below it.
 */
void fit_i386(struct fit *f);

#endif
