/* SPDX-License-Identifier: GPL-2.0-only */
#include "start/calls.h"

/*
 * mem_init(), arch/.../mm/init.c: what it calls is the architecture's. From
 * here on the log is known to the end.
 */
int mem_init(struct boot *b)
{
	boot_exact(b, "log");
	return call_inner(b);
}
