/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_SERVE_STOP_H
#define INITMEM_SERVE_STOP_H

#include <signal.h>
#include <stdbool.h>

/*
 * Ctrl-C, as the way to end: SIGINT, SIGTERM and SIGHUP come in only where the
 * server waits, and then they are no more than a wish.
 */

/* From here on they are held back, and noted when they come in. */
void stop_begin(void);

/* The signals to hold back while waiting (pselect(), ppoll()): not these. */
const sigset_t *stop_waiting(void);

bool stop_wanted(void);

/* In a child after fork(): they end it, as they would any program. */
void stop_child_begins(void);

#endif
