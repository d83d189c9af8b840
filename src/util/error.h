/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_ERROR_H
#define INITMEM_UTIL_ERROR_H

#include <stdbool.h>

/*
 * What is wrong with an input, in one line: file, place, value, what is
 * allowed. The first message wins and is passed up untouched; only main.c and
 * the commands print it.
 */
struct error {
	bool set;
	bool lacks_memory; /* nothing else: options.may_lack_memory reads on */
	char text[1024];
};

/*
 * Records the message unless one is there already. Control characters that
 * came in with the input are shown as '?', so that the line stays one line.
 * Always returns -1, for `return error_set(err, ...)`.
 */
int error_set(struct error *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
