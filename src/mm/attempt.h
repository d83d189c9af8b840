/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_ATTEMPT_H
#define INITMEM_MM_ATTEMPT_H

#include "journal/attempt.h"
#include "model/boot.h"

/*
 * memblock_alloc_range_nid() of the window, noted. Returns what that returns;
 * `what` and `by` as in memblock.h. Strings of *a live as long as b does.
 */
uint64_t attempt_alloc(struct boot *b, const struct mem_attempt *a,
		       const char *what, const char *by);

/* Notes one that was turned down before a search; `why` lives as long as b. */
void attempt_refused(struct boot *b, const struct mem_attempt *a,
		     const char *by, const char *why);

/* Notes one whose fixed place [min, max) is reserved, in part at least. */
void attempt_occupied(struct boot *b, const struct mem_attempt *a,
		      const char *by);

#endif
