/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_LIMIT_H
#define INITMEM_UTIL_LIMIT_H

#include <stdint.h>

/*
 * Limits of this process, for a child before it does what may never end or take
 * all there is. None is raised beyond what it is now.
 */

/* Of address space, in bytes, and of CPU time, in seconds; no core is dumped. */
void limit_process(uint64_t memory, uint64_t seconds);

#endif
