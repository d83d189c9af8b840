/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_COMMAND_PROGRESS_H
#define INITMEM_COMMAND_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/*
 * A bar on standard error, if that is a terminal, for work that has taken
 * longer than a second.
 */
struct progress {
	bool terminal;
	bool shown; /* the bar is on the screen now */
	struct timespec start, last;
};

void progress_init(struct progress *p);
/* `done` of `all` are done; draws ten times a second at the most. */
void progress_show(struct progress *p, size_t done, size_t all);
/* Before anything else is printed, and at the end. */
void progress_clear(struct progress *p);

#endif
