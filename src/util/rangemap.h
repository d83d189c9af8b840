/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_RANGEMAP_H
#define INITMEM_UTIL_RANGEMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A map from numbers to tags that is kept as extents: sorted, disjoint, and
 * neighbours with equal tags joined. Used for who owns which bytes, for the
 * migrate type of pageblocks and for sets of page tables (tag 0).
 *
 *     set [2,9) B:   AAAA....CCCC      becomes   AABBBBBBB.CC
 *                    0  3    8  11
 */
struct rangemap_extent {
	uint64_t start;
	uint64_t end;
	uint32_t tag;
};

struct rangemap {
	struct rangemap_extent *v;
	size_t n;
	size_t cap;
};

void rangemap_release(struct rangemap *m);

/* Gives [start, end) the tag, whatever was there. Empty ranges do nothing. */
void rangemap_set(struct rangemap *m, uint64_t start, uint64_t end,
		  uint32_t tag);

/* Gives the tag only to those parts of [start, end) that have none. */
void rangemap_fill(struct rangemap *m, uint64_t start, uint64_t end,
		   uint32_t tag);

/* Takes [start, end) out of the map. */
void rangemap_clear(struct rangemap *m, uint64_t start, uint64_t end);

/* Index of the first extent that ends above `at`; m->n if there is none. */
size_t rangemap_find(const struct rangemap *m, uint64_t at);

/* The extent that holds `at`, or NULL. */
const struct rangemap_extent *rangemap_at(const struct rangemap *m,
					  uint64_t at);

/*
 * The same, to go through [at, *end) piece by piece: *end comes down to where
 * that extent ends, or, if NULL, to where the next one starts.
 */
const struct rangemap_extent *rangemap_run(const struct rangemap *m,
					   uint64_t at, uint64_t *end);

/* rangemap_fill(), saying how many numbers of [start, end) were not there. */
uint64_t rangemap_add(struct rangemap *m, uint64_t start, uint64_t end,
		      uint32_t tag);

/* How many numbers of [start, end) are in the map. */
uint64_t rangemap_covered(const struct rangemap *m, uint64_t start,
			  uint64_t end);

#endif
