/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_FROZEN_H
#define INITMEM_PROFILE_FROZEN_H

#include "model/kernel.h"

/*
 * The built-in kernels as they are once their JSON has been read, so that no
 * start need read it: numbers and strings, in the order of frozen.c. There are
 * no pointers in them, which the loader would set at each start, in all of
 * them. tools/freeze.c makes the table when the program is built.
 */

struct frozen_kernel {
	const char *name; /* NULL: behind the last */
	const uint64_t *numbers;
	const char *strings; /* each with its NUL */
};

extern const struct frozen_kernel frozen_kernels[];

/* The kernel of that name; NULL: the build could not make the table. */
const struct frozen_kernel *frozen_find(const char *name);

/* As kernel_from_json() would fill it. Release with kernel_release(). */
void kernel_thaw(struct kernel *k, const struct frozen_kernel *f);

/* Where a kernel's numbers and strings go. */
struct freezer {
	void (*number)(void *ctx, uint64_t v);
	void (*string)(void *ctx, const char *s);
	void *ctx;
};

void kernel_freeze(const struct kernel *k, const struct freezer *to);

#endif
