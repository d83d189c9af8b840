/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ANSWER_SETTLED_H
#define INITMEM_ANSWER_SETTLED_H

#include "model/boot.h"

/*
 * What the initcalls behind the last phase change of what /proc/zoneinfo shows:
 * huge pages from memblock become managed, and in a kernel with transparent
 * huge pages min_free_kbytes, and with it watermarks and pagesets, are set
 * again: set_recommended_min_free_kbytes(), mm/khugepaged.c; and what is taken
 * out of memblock, where that is kept: the initial RAM disk and, on some, the
 * image's part for the start. For a boot that has run through all phases.
 */
void boot_settle(struct boot *b);

#endif
