/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_TESTS_UNIT_NUMA_LAB_H
#define INITMEM_TESTS_UNIT_NUMA_LAB_H

#include "lab.h"
#include "mm/numa_meminfo.h"

/* A boot whose nodes are about to be found. */
struct numa_lab {
	struct machine m;
	struct kernel k;
	struct boot b;
	struct numa_meminfo n;
};

/* With memory at [start, end), unless both are 0. */
static inline void numa_lab_init(struct numa_lab *l, uint64_t start, uint64_t end)
{
	memset(l, 0, sizeof(*l));
	lab_kernel(&l->k);
	lab_boot(&l->b, &l->m, &l->k, start, end);
	numa_memblks_prepare(&l->n, &l->k);
}

static inline void numa_lab_release(struct numa_lab *l)
{
	numa_memblks_release(&l->n);
	boot_release(&l->b);
}

#endif
