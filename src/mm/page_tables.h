/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_PAGE_TABLES_H
#define INITMEM_MM_PAGE_TABLES_H

#include <stdbool.h>
#include <stdint.h>

#include "util/rangemap.h"

/*
 * Which page tables of one level there are: a set of the slots, each of
 * 1 << shift bytes of addresses, that have a table below them.
 */

/*
 * Adds the slots of [start, end): all of them, or, where a block may fill a
 * slot, those that the range fills only in part. Returns how many are new.
 */
uint64_t page_tables_add(struct rangemap *slots, unsigned shift, uint64_t start,
			 uint64_t end, bool blocks);

#endif
