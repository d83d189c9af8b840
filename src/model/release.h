/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_RELEASE_H
#define INITMEM_MODEL_RELEASE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * How many characters of a release name its line: "6.1" of 6.1.0-50-amd64,
 * "2.6.24" of 2.6.24.7; 0: it is no release.
 */
size_t release_line_len(const char *release);
bool same_release_line(const char *a, const char *b);

/*
 * Whether a release has what came with those named, apart by blanks: "6.15
 * 6.12.25" is of 6.15 on, and of the 6.12 line from its 25th repair on. NULL:
 * each has it, or it is the newest one.
 */
bool release_reaches(const char *release, const char *since);

/*
 * A release by its numbers and those of its repairs; to be freed. What
 * distributions put there is a number of their own, but their banners have what
 * it is made of: "6.1.0-50-amd64" and "... Debian 6.1.176-1 (...)" are 6.1.176.
 * banner NULL: not known.
 */
char *release_with_repairs(const char *release, const char *banner);

#endif
