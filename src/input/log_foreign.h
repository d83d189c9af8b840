/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_LOG_FOREIGN_H
#define INITMEM_INPUT_LOG_FOREIGN_H

#include <stdbool.h>

/* Which architecture without a model a log is of, and what shows it. */
struct log_foreign {
	const char *arch; /* as the kernel's arch/ calls it; NULL: none shown */
	char *text; /* the line */
	unsigned line; /* in the log */
	/* By the release or the compiler: no other line counts against it. */
	bool built;
};

/* Takes the line if one of these, and no other of today's, prints it. */
void log_foreign_line(struct log_foreign *f, const char *text, unsigned number);
void log_foreign_release(struct log_foreign *f);

/* Whether it is a line of one of these. */
bool log_is_foreign(const char *text);

#endif
