/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_BUFFER_H
#define INITMEM_UTIL_BUFFER_H

#include <stddef.h>

/*
 * Text that grows at its end: for the many small pieces of which a graph's
 * labels are made, a stream costs more than what it carries. All zero is empty.
 */
struct buffer {
	char *text; /* with a NUL behind it; NULL while nothing was added */
	size_t len, cap;
};

void buffer_add(struct buffer *b, const char *text);
void buffer_add_bytes(struct buffer *b, const char *bytes, size_t len);
void buffer_add_number(struct buffer *b, unsigned number);

/* All of these, up to a NULL. */
void buffer_add_all(struct buffer *b, ...) __attribute__((sentinel));

void buffer_release(struct buffer *b);

#endif
