/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/buffer.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

void buffer_add_bytes(struct buffer *b, const char *bytes, size_t len)
{
	array_reserve(b->text, b->cap, b->len + len + 1);
	memcpy(b->text + b->len, bytes, len);
	b->len += len;
	b->text[b->len] = 0;
}

void buffer_add(struct buffer *b, const char *text)
{
	buffer_add_bytes(b, text, strlen(text));
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
