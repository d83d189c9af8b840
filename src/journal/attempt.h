/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_JOURNAL_ATTEMPT_H
#define INITMEM_JOURNAL_ATTEMPT_H

#include <stdint.h>

#include "journal/journal.h"

/* What is noted of a struct mem_attempt. */

/* Notes one that was made, for its caller to say how it went. */
struct mem_attempt *attempt_noted(struct journal *j,
				  const struct mem_attempt *a, const char *by);

/* Notes one that needs no search, because its place is given. */
void attempt_placed(struct journal *j, const struct mem_attempt *a,
		    const char *by, uint64_t at);

/* What lies at `at` has been freed again: `why` as above. */
void attempt_given_back(struct journal *j, uint64_t at, const char *why);

#endif
