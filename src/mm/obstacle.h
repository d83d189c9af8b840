/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_OBSTACLE_H
#define INITMEM_MM_OBSTACLE_H

#include "journal/obstacle.h"
#include "model/boot.h"

/* Notes those of the search that has just failed, as far as it has a node. */
void obstacles_note(struct boot *b, struct mem_attempt *a);

#endif
