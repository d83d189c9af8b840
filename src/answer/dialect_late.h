/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ANSWER_DIALECT_LATE_H
#define INITMEM_ANSWER_DIALECT_LATE_H

#include "answer/log_kind.h"
#include "model/boot.h"

/*
 * What a kernel says of memory only once its drivers come up, from facts that
 * the boot's phases have settled: huge pages it has, what the initrd gives
 * back, where a bounce buffer lies; and how its addresses are laid out.
 */
struct dialect_late {
	const char *kind; /* of log_kinds[] */
	/* Whose kernels say it, an architecture or a family; NULL: all of them.
	 */
	const char *arch;
	/*
	 * The i-th line's fact, without kind, as a kernel of that release has
	 * it; false: there is none.
	 */
	bool (*fact)(struct line_fact *f, const struct boot *b,
		     const char *release, size_t i);
	/* How it is worded, where the log's own wording leaves widths open. */
	struct log_wording wording;
};

/* In the order of the log. */
extern const struct dialect_late dialect_lates[];
extern const size_t nr_dialect_lates;

#endif
