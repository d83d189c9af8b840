/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/limit.h"

#include <sys/resource.h>

#ifdef __GLIBC__
typedef __rlimit_resource_t resource_t; /* an enum of its own */
#else
typedef int resource_t;
#endif

static void limit(resource_t resource, rlim_t value)
{
	struct rlimit r;

	if (!getrlimit(resource, &r) && r.rlim_max < value)
		value = r.rlim_max;
	r = (struct rlimit){ value, value };
	setrlimit(resource, &r);
}

void limit_process(uint64_t memory, uint64_t seconds)
{
	limit(RLIMIT_AS, memory);
	limit(RLIMIT_CPU, seconds);
	limit(RLIMIT_CORE, 0);
}
