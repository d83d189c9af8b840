/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_INITRD_H
#define INITMEM_MM_INITRD_H

#include "model/boot.h"

/*
 * reserve_initrd_mem(), init/initramfs.c: reserves the initial RAM disk, which
 * has to lie in memory that nobody has; else it is lost.
 */
void reserve_initrd_mem(struct boot *b);

#endif
