/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_SORT_H
#define INITMEM_UTIL_SORT_H

#include <stddef.h>

/*
 * qsort() that leaves in their order what compares as equal, so that what is
 * printed is the same with every C library: with some, qsort() does, too.
 */
void sort_stable(void *v, size_t n, size_t size,
		 int (*compare)(const void *a, const void *b));

#endif
