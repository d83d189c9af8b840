/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/buffer.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

void buffer_reserve(struct buffer *b, size_t more)
{
	array_reserve(b->text, b->cap, b->len + more + 1);
}

/* What vsnprintf() cannot say adds nothing. */
void buffer_add_format(struct buffer *b, const char *fmt, va_list ap)
{
	va_list again;
	int len;

	if (!strcmp(fmt, "%s")) {
		buffer_add(b, va_arg(ap, const char *));
		return;
	}
	va_copy(again, ap);
	buffer_reserve(b, 64);
	len = vsnprintf(b->text + b->len, b->cap - b->len, fmt, ap);
	if (len > 0 && (size_t)len >= b->cap - b->len) {
		buffer_reserve(b, (size_t)len);
		vsnprintf(b->text + b->len, b->cap - b->len, fmt, again);
	}
	va_end(again);
	b->len += len > 0 ? (size_t)len : 0;
	b->text[b->len] = 0;
}

void buffer_add_number(struct buffer *b, unsigned number)
{
	char digits[16], *p = digits + sizeof(digits);

	do
		*--p = (char)('0' + number % 10);
	while (number /= 10);
	buffer_add_bytes(b, p, (size_t)(digits + sizeof(digits) - p));
}

void buffer_add_all(struct buffer *b, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, b);
	while ((text = va_arg(ap, const char *)))
		buffer_add(b, text);
	va_end(ap);
}

void buffer_release(struct buffer *b)
{
	free(b->text);
	*b = (struct buffer){ 0 };
}
