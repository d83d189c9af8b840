/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_PAGE_ALLOC_PAGESET_H
#define INITMEM_MM_PAGE_ALLOC_PAGESET_H

#include <stdbool.h>
#include <stdint.h>

#include "model/boot.h"

/* Limits of the per-CPU page lists: mm/page_alloc.c. Pages. */

/* zone_batchsize(): how many pages are moved at once. */
uint64_t zone_batchsize(const struct boot *b, const struct zone *z);

/*
 * zone_set_pageset_high_and_batch(): of the zone and each CPU's list in it.
 * `coming` CPUs are counted besides those that are online on its node.
 */
void zone_set_pageset_high_and_batch(struct boot *b, struct zone *z,
				     unsigned coming);

/*
 * Whether all CPUs are prepared before the first starts, and how many of those
 * that can come up are then the first threads of their cores: the others are
 * prepared when these are up.
 */
bool starts_cpus_together(const struct boot *b);
size_t nr_first_threads(const struct boot *b);

/*
 * setup_per_cpu_pageset(): populated zones leave the boot pageset, which they
 * shared, for lists of their own. 0.
 */
int setup_per_cpu_pageset(struct boot *b);

/* zone_pcp_update() of all populated zones: the same. */
void set_populated_pagesets(struct boot *b, unsigned coming);

#endif
