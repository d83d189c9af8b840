/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ANSWER_DIALECT_H
#define INITMEM_ANSWER_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

#include "answer/log_kind.h"
#include "model/boot.h"

/* A kind of line that the log shows, and how. */
struct dialect_kind {
	const struct log_kind *kind;
	const struct log_wording *wording;
	char *key; /* line_fact_key() */
	char *form; /* the log's line, of one that is filled in; NULL: none is */
};

/*
 * How the kernel that wrote a log words its lines about memory: what is
 * predicted of its boot is said in these words, and what it does not say at all
 * is not said. Of the values in the log nothing is kept.
 */
struct dialect {
	char *release; /* with its repairs; NULL: not known */
	unsigned page_shift;
	struct dialect_kind *kinds; /* in the order of the log */
	size_t nr_kinds, cap_kinds;
	bool whole; /* the log begins where the kernel began */
	/* Set by who knows that its boot has these words already. */
	bool known;
	/* The log has kinds of this part of log_kinds[]. */
	const struct log_kind *first, *last;
};

/*
 * From lines of a log, without their prefixes; `banner` is its "Linux version
 * ..." or NULL. To be released.
 */
void dialect_learn(struct dialect *d, char *const *lines, size_t nr_lines,
		   const char *banner, unsigned page_shift);
void dialect_release(struct dialect *d);

/*
 * The line as that kernel says it, to be freed; NULL where it does not say it.
 * Lines of no kind stay as they are. The boot has what older wordings say and
 * newer ones do not.
 */
char *dialect_line(const struct dialect *d, const struct boot *b,
		   const char *line);

/*
 * What it says later than the boot's phases, where the log shows that it does:
 * hands each line to `print`. For a boot that is over, and has not died.
 */
void dialect_later(const struct dialect *d, const struct boot *b,
		   void (*print)(void *ctx, const char *line), void *ctx);

#endif
