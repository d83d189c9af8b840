/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_FIND_LINE_H
#define INITMEM_PROFILE_FIND_LINE_H

#include <stdbool.h>

#include <json-c/json.h>

#include "profile/lines.h"
#include "profile/marks.h"
#include "util/error.h"

/* The release line of a kernel, and how it was found. */
struct line_found {
	const struct builtin_line *line; /* NULL: none that is known */
	bool by_marks; /* no line has the release: the image shows it */
	unsigned looked, agree; /* marks; those that the line agrees with */
	char *differs; /* "no symbol x, struct y.z": the others; NULL: none */
};

/* Wants the types that tell, before the vmlinux is scanned. */
void find_line_want(struct marks *m);

/* Whether there can be one: whatever the image shows. */
bool line_may_be_found(const char *release, const char *arch);

/*
 * The line that has the release; or, where it lies between two lines of the
 * architecture, that of all lines whose marks the image has most of, the older
 * of two. To be released.
 */
void find_line(struct line_found *f, struct marks *m, const char *release,
	       const char *arch);
void line_found_release(struct line_found *f);

/*
 * For a kernel that was found by marks, into `found`: "rules", where it goes
 * another way than the line by what its image shows, or by its release, with
 * the origin; "calls_before" and "calls_dropped", the calls that it makes
 * otherwise. 0, or -1 with err.
 */
int find_own_ways(const struct line_found *f, struct marks *m,
		  const char *release, const char *arch,
		  struct json_object *found, struct error *err);

#endif
