/* SPDX-License-Identifier: GPL-2.0-only */
#include "journal/journal.h"
#include "journal/sequence.h"
#include "start/calls.h"

/*
 * mem_init(), arch/.../mm/init.c: what it calls is the architecture's. From
 * here on the log is known to the end.
 */
int mem_init(struct boot *b)
{
	journal_exact(b->journal, "log");
	return call_inner(b);
}
