/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

static bool is_known(const char *arch, const char *release)
{
	for (size_t i = 0; i < nr_builtin_profiles; i++) {
		const struct builtin_profile *p = &builtin_profiles[i];

		if (!strcmp(p->arch, arch) &&
		    same_release_line(p->release, release))
			return true;
	}
	return false;
}

/* The first of its line and architecture, or of its line if !arch. */
static bool is_first(size_t which, bool arch)
{
	const struct builtin_profile *p = &builtin_profiles[which];

	for (size_t i = 0; i < which; i++) {
		const struct builtin_profile *q = &builtin_profiles[i];

		if (same_release_line(p->release, q->release) &&
		    (!arch || !strcmp(p->arch, q->arch)))
			return false;
	}
	return true;
}

/* "arm64, i386": for which the line of a built-in kernel is known. */
static char *archs_of_line(const struct builtin_profile *p)
{
	char *list = xstrdup("");

	for (size_t i = 0; i < nr_builtin_profiles; i++) {
		const struct builtin_profile *q = &builtin_profiles[i];

		if (same_release_line(p->release, q->release) &&
		    is_first(i, true))
			xappendf(&list, "%s%s", *list ? ", " : "", q->arch);
	}
	return list;
}

/* "6.1 (arm64, i386), 4.0 (arm)" */
static char *known_lines(void)
{
	char *list = xstrdup("");

	for (size_t i = 0; i < nr_builtin_profiles; i++) {
		const struct builtin_profile *p = &builtin_profiles[i];
		char *archs;

		if (!is_first(i, false))
			continue;
		archs = archs_of_line(p);
		xappendf(&list, "%s%.*s (%s)", *list ? ", " : "",
			 (int)release_line_len(p->release), p->release, archs);
		free(archs);
	}
	return list;
}

/* The release that the image itself prints, where the profile has it. */
static bool banner_agrees(const struct kernel *k)
{
	static const char start[] = "Linux version ";
	const char *banner = k->banner;

	return !banner || strncmp(banner, start, strlen(start)) != 0 ||
	       same_release_line(banner + strlen(start), k->release);
}

int profile_line_check(const struct kernel *k, const char *where,
		       struct error *err)
{
	const struct builtin_profile *near;
	char *lines;

	if (!banner_agrees(k))
		return error_set(
			err,
			"%s: release %s, but the kernel's own words are \"%.60s\"",
			where, k->release, k->banner);
	if (is_known(k->arch, k->release))
		return 0;
	near = profile_nearest(k->arch, k->release, true);
	lines = known_lines();
	error_set(
		err,
		"%s: Linux %s: the rules of this line are not known for %s; known are %s, the nearest kernel is %s",
		where, k->release, k->arch, lines, near ? near->name : "none");
	free(lines);
	return -1;
}

/* Releases on a line; from 3.0 on the third number is one of repairs. */
static long release_place(const char *release)
{
	unsigned major = 0, minor = 0, patch = 0;

	sscanf(release, "%4u.%4u.%4u", &major, &minor, &patch);
	return 100000L * (long)major + (long)(major < 3 ? patch : minor);
}

/* Whether p is to be taken rather than best. */
static bool is_nearer(const struct builtin_profile *p,
		      const struct builtin_profile *best, const char *release)
{
	long place, d, best_d;

	if (!best)
		return true;
	if (release && strcmp(p->release, best->release) != 0) {
		if (!strcmp(p->release, release) ||
		    !strcmp(best->release, release))
			return !strcmp(p->release, release);
		place = release_place(release);
		d = labs(release_place(p->release) - place);
		best_d = labs(release_place(best->release) - place);
		if (d != best_d)
			return d < best_d;
	}
	return strverscmp(p->release, best->release) > 0;
}

static bool runs_on(const struct builtin_profile *p, const char *arch,
		    bool lpae)
{
	return !strcmp(p->arch, arch) && (lpae || !p->lpae);
}

const struct builtin_profile *profile_nearest(const char *arch,
					      const char *release, bool lpae)
{
	const struct builtin_profile *best = NULL;

	for (size_t i = 0; i < nr_builtin_profiles; i++) {
		const struct builtin_profile *p = &builtin_profiles[i];

		if (runs_on(p, arch, lpae) && is_nearer(p, best, release))
			best = p;
	}
	return best;
}

const struct builtin_profile *profile_alike(const struct builtin_profile *p,
					    bool lpae)
{
	for (size_t i = 0; i < nr_builtin_profiles; i++) {
		const struct builtin_profile *q = &builtin_profiles[i];

		if (q != p && runs_on(q, p->arch, lpae) &&
		    release_place(q->release) == release_place(p->release))
			return q;
	}
	return NULL;
}
