/* SPDX-License-Identifier: GPL-2.0-only */
#include "journal/attempt.h"

#include <string.h>

#include "util/alloc.h"

struct mem_attempt *attempt_noted(struct journal *j,
				  const struct mem_attempt *a, const char *by)
{
	size_t len = strcspn(by, " ");
	struct mem_attempt *kept;

	array_reserve(j->attempts, j->cap_attempts, j->nr_attempts + 1);
	kept = &j->attempts[j->nr_attempts++];
	*kept = *a;
	kept->by = len	    ? journal_intern(j, "%.*s", (int)len, by) :
		   j->depth ? j->stack[j->depth - 1].function :
			      "start_kernel";
	kept->phase = j->phase;
	return kept;
}

void attempt_placed(struct journal *j, const struct mem_attempt *a,
		    const char *by, uint64_t at)
{
	attempt_noted(j, a, by)->at = at;
}

void attempt_given_back(struct journal *j, uint64_t at, const char *why)
{
	for (size_t i = j->nr_attempts; i-- > 0;) {
		struct mem_attempt *a = &j->attempts[i];

		if (a->at == at && !a->given_back) {
			a->given_back = true;
			a->failed = why;
			a->refusal = REFUSED_OTHERWISE;
			return;
		}
	}
}
