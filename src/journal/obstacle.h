/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_JOURNAL_OBSTACLE_H
#define INITMEM_JOURNAL_OBSTACLE_H

#include "journal/journal.h"
#include "model/boot.h"

/* What is said of a struct mem_obstacle. */

/*
 * "initial RAM disk [0x70000000-0x707fffff], ...": the first few, and how many
 * more there are; where a default stands in for the boot loader's choice that
 * is said. NULL: nothing is known to be in the way. The caller frees it.
 */
char *obstacles_text(const struct boot *b, const struct mem_attempt *a);

#endif
