/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ANSWER_DIALECT_LATE_H
#define INITMEM_ANSWER_DIALECT_LATE_H

#include "answer/log_kind.h"
#include "model/boot.h"

/*
 * What a kernel says of memory only once its drivers come up, from facts that
 * the boot's phases have settled: huge pages it has, what the initrd gives
 * back, where a bounce buffer lies.
 */
struct dialect_late {
	const char *kind; /* of log_kinds[] */
	/* The i-th line's fact, without kind; false: there is none. */
	bool (*fact)(struct line_fact *f, const struct boot *b, size_t i);
};

/* In the order of the log. */
extern const struct dialect_late dialect_lates[];
extern const size_t nr_dialect_lates;

#endif
