/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_LINE_H
#define INITMEM_PROFILE_LINE_H

#include <stddef.h>

#include "profile/reader.h"

/*
 * A release line: what the kernels of a release have in common, whatever their
 * build. The files are in profile/lines/ and linked into the program.
 *
 *     { "schema": "initmem-line-1",
 *       "name": "linux-6.1",
 *       "releases": [ "6.1" ],
 *       "calls": { "origin": "...", "values":
 *               { FUNCTION: [ CALLEE, ... ],
 *                 FUNCTION: { ARCH: [ CALLEE, ... ], ... }, ... } } }
 *
 * `releases`, on one line of the file, are those that same_release_line() finds
 * a kernel's release in, written as short as release_line_len() says. embed.sh
 * takes them into the table below, so that no other line need be parsed.
 *
 * `calls` is the way of a boot: what start_kernel() calls, what these call, and
 * so on, each in order and by the kernel's names.
 */

struct builtin_line {
	const char *name;
	const char *const *releases; /* NULL-terminated */
	const char *json;
	size_t len;
};

/* Sorted by name. */
extern const struct builtin_line builtin_lines[];
extern const size_t nr_builtin_lines;

/*
 * Fills r->k with what the line says; its architecture and release are there.
 * name NULL: the line that has the release. 0, or -1 with an error that names
 * the lines there are.
 */
int line_read(struct reader *r, const char *name);

/* Frees what line_read() made. */
void line_release(struct kernel *k);

#endif
