/* SPDX-License-Identifier: GPL-2.0-only */
#include <features.h>
#include <stddef.h>

#include "util/alloc.h"

/*
 * The allocator of the C library, for all of the program: what one of our
 * libraries asks for and cannot have ends it as xcalloc() does. json-c, for
 * one, aborts in some places, and in others leaves out what it had no room for.
 * glibc lets a program replace malloc(), and keeps its own under these names.
 * Sanitizers have theirs, and other C libraries go without.
 */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) ||     \
	__has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED
#endif

#if defined(__GLIBC__) && !defined(SANITIZED)

#pragma GCC visibility push(default)

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

void *malloc(size_t size)
{
	void *p = __libc_malloc(size);

	if (!p)
		out_of_memory();
	return p;
}

void *calloc(size_t count, size_t size)
{
	void *p = __libc_calloc(count, size);

	if (!p)
		out_of_memory();
	return p;
}

/* Of no bytes it is free(). */
void *realloc(void *old, size_t size)
{
	void *p = __libc_realloc(old, size);

	if (!p && size)
		out_of_memory();
	return p;
}

#pragma GCC visibility pop

#endif
