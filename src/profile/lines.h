/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_LINES_H
#define INITMEM_PROFILE_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* The built-in release lines, of which embed.sh makes the table. */

struct builtin_line {
	const char *name;
	const char *const *releases; /* NULL-terminated, as `archs` */
	const char *const *archs;
	const char *json;
	size_t len;
};

/* Whether a kernel of this release and architecture is on the line. */
bool line_has(const struct builtin_line *l, const char *release,
	      const char *arch);

/* The line that such a kernel is on; NULL: none. */
const struct builtin_line *line_of(const char *release, const char *arch);

/* Sorted by name. */
extern const struct builtin_line builtin_lines[];
extern const size_t nr_builtin_lines;

#endif
