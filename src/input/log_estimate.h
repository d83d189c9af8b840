/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_LOG_ESTIMATE_H
#define INITMEM_INPUT_LOG_ESTIMATE_H

#include <stdbool.h>
#include <stdint.h>

#include "input/log_tree_lines.h"
#include "model/machine.h"

/*
 * How much memory there is, and from where on, where no line of a log tells the
 * banks: concluded from what else depends on it.
 */

struct log_estimate {
	uint64_t base, size; /* bytes; size 0: nothing tells */
	const char *by; /* in words; NULL: nothing tells */
	bool whole; /* before the kernel's code for the board takes its share */
	uint64_t hole; /* bytes of size below 4 GiB that are no memory */
	bool behind_devices; /* base is a guess: the GiB behind some */
};

/* By the first way that tells, held against what bounds it. */
struct log_estimate log_estimate(const struct log_tree *t,
				 const struct machine *m);

/* Where memory begins, as far as other lines let see. */
uint64_t log_likely_base(const struct log_tree *t);

/* Whether the architecture of the log is one of 64 bits. */
bool log_is_wide(const struct machine *m);

/* What the last word that begins so has behind it, up to *end; 0: no such. */
uint64_t log_word_size(const struct machine *m, const char *start,
		       const char **end);

#endif
