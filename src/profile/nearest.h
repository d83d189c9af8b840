/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_NEAREST_H
#define INITMEM_PROFILE_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The built-in kernels, and which of them is nearest to a release: "6.1" of
 * 6.1.0-50-amd64 is a line of releases, "2.6.24" of 2.6.24.7 another.
 */

struct builtin_profile {
	const char *name; /* "debian-6.1-arm64" */
	const char *arch; /* "arm64" */
	const char *release; /* "6.1.0-50-cloud-arm64" */
	const char *json;
	size_t len;
	bool lpae; /* arm: it needs CPUs with LPAE */
	bool plain; /* made to try a release: few drivers, no distribution's */
};

/* Sorted by name. */
extern const struct builtin_profile builtin_profiles[];
extern const size_t nr_builtin_profiles;

/*
 * The built-in profile of an architecture that is nearest to a kernel release
 * ("6.1.0-50-amd64"; NULL: the newest, of a distribution where there is one),
 * on CPUs with or without LPAE. NULL if there is none.
 */
const struct builtin_profile *profile_nearest(const char *arch,
					      const char *release, bool lpae);

/*
 * The one to be fitted to a log of the release: the nearest of those that have
 * what the line nearest to it asks for, and so are not of an older one.
 */
const struct builtin_profile *profile_to_fit(const char *arch,
					     const char *release, bool lpae);

/*
 * The release line that is nearest to a kernel release, for a build that stands
 * in for it: the build's own one, or an older one. What newer lines ask for
 * such a build does not have.
 */
const struct builtin_line *line_nearest(const struct builtin_profile *base,
					const char *release);

/*
 * The first one of the architecture on a later line of releases; NULL: none.
 */
const struct builtin_profile *profile_later(const struct builtin_profile *p);

/* Another one of the same architecture and line of releases; NULL: none. */
const struct builtin_profile *profile_alike(const struct builtin_profile *p,
					    bool lpae);

#endif
