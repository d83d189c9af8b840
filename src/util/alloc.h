/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_ALLOC_H
#define INITMEM_UTIL_ALLOC_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

/*
 * Allocation that does not fail: when the host is out of memory the program
 * says so and exits with status 2. Results are freed with free().
 */
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t count, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t max);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *xvasprintf(const char *fmt, va_list ap)
	__attribute__((format(printf, 1, 0)));

/*
 * Puts more behind *text, which is NULL for none yet or can be freed; it grows
 * and may move, so that no argument may point into it.
 */
void xappendf(char **text, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* What they do then: fatal() (util/fatal.h). */
_Noreturn void out_of_memory(void);

/*
 * A stream into *text, which is whole, with a NUL behind its *len bytes, once
 * xmemstream_end() has closed it; freed with free().
 */
FILE *xmemstream(char **text, size_t *len);
void xmemstream_end(FILE *f);

/*
 * Makes room for at least `need` elements in the array `ptr`, whose capacity
 * is `cap`; grows by doubling. Evaluates its arguments more than once.
 */
#define array_reserve(ptr, cap, need)                                          \
	do {                                                                   \
		if ((need) > (cap)) {                                          \
			(cap) = array_capacity((cap), (need));                 \
			(ptr) = xrealloc((ptr), (cap), sizeof(*(ptr)));        \
		}                                                              \
	} while (0)

size_t array_capacity(size_t cap, size_t need);

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#endif
