/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_JOURNAL_ATTEMPT_H
#define INITMEM_JOURNAL_ATTEMPT_H

#include <stdbool.h>
#include <stdint.h>

#include "util/range.h"

/*
 * Searches for a large piece of memory that may fail: for CMA areas, the crash
 * kernel and reserved-memory nodes without a place. They are kept in the order
 * in which the kernel makes them, those that fail too, so that "why did it not
 * get its memory" has an answer.
 */

struct journal;

enum attempt_kind {
	ATTEMPT_CMA,
	ATTEMPT_CRASHKERNEL,
	ATTEMPT_RESERVED_MEM,
};

/* Bytes. What the caller fills in comes first. */
struct mem_attempt {
	enum attempt_kind kind;
	const char *name; /* of the area: "reserved", "linux,cma", ",low" */
	const char *where; /* where this one looks, in plain words; NULL */
	uint64_t size, align;
	uint64_t min, max; /* the window; max 0: up to current_limit */
	int nid; /* NO_NODE: any */
	bool exact; /* not on another node */

	const char *by; /* the kernel function that tried */
	const char *phase;
	uint64_t at; /* where it landed; 0: nowhere */
	const char *failed; /* why not, in plain words; NULL: it landed */
	bool given_back; /* it landed, and was freed since */
	struct range largest; /* of a failed search: the best free piece */
};

/* Notes one that was made, for its caller to say how it went. */
struct mem_attempt *attempt_noted(struct journal *j,
				  const struct mem_attempt *a, const char *by);

/* Notes one that was turned down before a search; `why` lives as long as b. */
void attempt_refused(struct journal *j, const struct mem_attempt *a,
		     const char *by, const char *why);

/* Notes one that needs no search, because its place is given. */
void attempt_placed(struct journal *j, const struct mem_attempt *a,
		    const char *by, uint64_t at);

/* What lies at `at` has been freed again: `why` as above. */
void attempt_given_back(struct journal *j, uint64_t at, const char *why);

#endif
