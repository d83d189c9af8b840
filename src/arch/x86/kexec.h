/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_X86_KEXEC_H
#define INITMEM_ARCH_X86_KEXEC_H

#include "model/kernel.h"
#include "model/machine.h"

/*
 * A crash kernel that kexec has loaded lies in the memory that was reserved for
 * it, and has only that. Where the command line (elfcorehdr=) or a map without
 * RAM at m->image_base tells of one, the image moves to the lowest place that
 * it fits in, and m->image_guessed says so; where there is none, it stays.
 */
void x86_kexec_place(struct machine *m, const struct kernel *k);

#endif
