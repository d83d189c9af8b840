/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_BUFFER_H
#define INITMEM_UTIL_BUFFER_H

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

/*
 * Text that grows at its end: for the many small pieces of which a graph's
 * labels are made, a stream costs more than what it carries. All zero is empty.
 */
struct buffer {
	char *text; /* with a NUL behind it; NULL while nothing was added */
	size_t len, cap;
};

/* Room for so many more bytes, and the NUL. */
void buffer_reserve(struct buffer *b, size_t more);

/* Here, for a literal's length is known where it is added. */
static inline void buffer_add_bytes(struct buffer *b, const char *bytes,
				    size_t len)
{
	if (b->cap - b->len <= len)
		buffer_reserve(b, len);
	memcpy(b->text + b->len, bytes, len);
	b->len += len;
	b->text[b->len] = 0;
}

/* Empty again, and a text of no bytes; its room stays. */
static inline void buffer_clear(struct buffer *b)
{
	b->len = 0;
	buffer_add_bytes(b, "", 0);
}

static inline void buffer_add(struct buffer *b, const char *text)
{
	buffer_add_bytes(b, text, strlen(text));
}

void buffer_add_number(struct buffer *b, unsigned number);
void buffer_add_format(struct buffer *b, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

/* All of these, up to a NULL. */
void buffer_add_all(struct buffer *b, ...) __attribute__((sentinel));

void buffer_release(struct buffer *b);

#endif
