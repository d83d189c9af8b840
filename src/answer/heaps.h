/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ANSWER_HEAPS_H
#define INITMEM_ANSWER_HEAPS_H

#include <stddef.h>
#include <stdint.h>

/* Bytes, put together by who has them. */
struct heap {
	char *what, *by; /* owner, and the kernel function that took them */
	uint64_t bytes;
};

struct heaps {
	struct heap *v;
	size_t n, cap;
};

/* Both texts are copied. */
void heap_add(struct heaps *h, uint64_t bytes, const char *what,
	      const char *by);
/* The largest comes first. */
void heaps_sort(struct heaps *h);
uint64_t heaps_sum(const struct heaps *h);
void heaps_release(struct heaps *h);

/*
 * The largest in a line, with what each has: "kernel image 34.2 MiB, struct
 * pages 16 MiB, 12 more". What each node or group has its own of is one. The
 * caller frees it; NULL: there is nothing.
 */
char *heaps_most(const struct heaps *h);

#endif
