/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For LD_PRELOAD: the C library's allocator, which has no memory from its call
 * number $NO_MEMORY_FROM on, counted from 0. With $NO_MEMORY_ONCE just that
 * call fails.
 */
#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>

static void *(*next_malloc)(size_t size);
static void *(*next_calloc)(size_t count, size_t size);
static void *(*next_realloc)(void *old, size_t size);
static long left = -1;
static int once;

__attribute__((constructor)) static void begin(void)
{
	const char *from = getenv("NO_MEMORY_FROM");

	if (next_malloc)
		return;
	next_malloc = dlsym(RTLD_NEXT, "__libc_malloc");
	next_calloc = dlsym(RTLD_NEXT, "__libc_calloc");
	next_realloc = dlsym(RTLD_NEXT, "__libc_realloc");
	once = getenv("NO_MEMORY_ONCE") != NULL;
	left = from ? atol(from) : -1;
}

static int fails(void)
{
	begin();
	if (left > 0)
		return left--, 0;
	if (left < 0)
		return 0;
	left = once ? -1 : 0;
	return 1;
}

void *__libc_malloc(size_t size)
{
	return fails() ? NULL : next_malloc(size);
}

void *__libc_calloc(size_t count, size_t size)
{
	return fails() ? NULL : next_calloc(count, size);
}

void *__libc_realloc(void *old, size_t size)
{
	return fails() ? NULL : next_realloc(old, size);
}
