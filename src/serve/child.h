/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_SERVE_CHILD_H
#define INITMEM_SERVE_CHILD_H

#include <stddef.h>

#include "util/error.h"

/*
 * Work whose end nobody knows before, in a child of the server: it may print,
 * exit, run out of memory or never come to an end, and the server goes on.
 */

struct child_limits {
	unsigned seconds;
	size_t memory; /* bytes, beyond what the server has */
	size_t output; /* bytes that it prints */
};

enum child_end {
	CHILD_ENDED,
	CHILD_LATE, /* not by then */
	CHILD_LARGE, /* prints too much */
	CHILD_KILLED, /* by a signal */
	CHILD_STOPPED, /* the server is to end (serve/stop.h) */
};

struct child_result {
	enum child_end end;
	int status; /* of CHILD_ENDED */
	char *out, *said; /* standard output and error, with a NUL behind */
	size_t out_len, said_len;
};

/*
 * Runs work(ctx) in a child, which returns its exit status. No file of the
 * server but /dev/null, where it reads, is open there. Returns 0, or -1 with
 * err where there is no child; *r is to be released in either case.
 */
int child_run(struct child_result *r, const struct child_limits *limits,
	      int (*work)(void *ctx), void *ctx, struct error *err);
void child_result_release(struct child_result *r);

#endif
