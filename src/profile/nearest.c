/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/nearest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profile/lines.h"
#include "util/alloc.h"
#include "util/range.h"

/* How many releases were before X.0, from 2.6.0 on: 3.20 there was none. */
static const unsigned releases_before[] = { 0, 0, 0, 40, 60, 81, 101, 121 };
#define RELEASES_EACH 20

/* Releases on a line; from 3.0 on the third number is one of repairs. */
static long release_place(const char *release)
{
	unsigned major = 0, minor = 0, patch = 0, last;

	sscanf(release, "%4u.%4u.%4u", &major, &minor, &patch);
	if (major < 3)
		return (long)patch;
	last = (unsigned)min_u64(major, ARRAY_SIZE(releases_before) - 1);
	return (long)(releases_before[last] + (major - last) * RELEASES_EACH +
		      minor);
}

/*
 * Where a family's early boot was made anew: what is on the other side is
 * farther away than any other release. x86 lost bootmem there.
 */
#define NEW_AGE "2.6.35"
#define AGES_APART 1000

static long distance(const char *a, const char *b)
{
	bool apart = (release_place(a) < release_place(NEW_AGE)) !=
		     (release_place(b) < release_place(NEW_AGE));

	return labs(release_place(a) - release_place(b)) +
	       (apart ? AGES_APART : 0);
}

/* Whether p is to be taken rather than best. */
static bool is_nearer(const struct builtin_profile *p,
		      const struct builtin_profile *best, const char *release)
{
	long d, best_d;

	if (!best)
		return true;
	if (!release && p->plain != best->plain)
		return best->plain;
	if (release && strcmp(p->release, best->release) != 0) {
		if (!strcmp(p->release, release) ||
		    !strcmp(best->release, release))
			return !strcmp(p->release, release);
		d = distance(p->release, release);
		best_d = distance(best->release, release);
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

static bool is_nearer_line(const struct builtin_line *l,
			   const struct builtin_line *best, const char *release)
{
	return !best || distance(*l->releases, release) <
				distance(*best->releases, release);
}

/* The line of the architecture that is nearest to the release. */
static const struct builtin_line *line_by_release(const char *arch,
						  const char *release)
{
	const struct builtin_line *best = NULL;

	for (size_t i = 0; i < nr_builtin_lines; i++) {
		const struct builtin_line *l = &builtin_lines[i];

		if (line_has(l, *l->releases, arch) &&
		    is_nearer_line(l, best, release))
			best = l;
	}
	return best;
}

/* What the line's rules ask for a build of an older one may lack. */
static bool is_fitter(const struct builtin_profile *p,
		      const struct builtin_profile *best, const char *release,
		      long line_place)
{
	bool covers = release_place(p->release) >= line_place;

	if (best && covers != (release_place(best->release) >= line_place))
		return covers;
	return is_nearer(p, best, release);
}

const struct builtin_profile *profile_to_fit(const char *arch,
					     const char *release, bool lpae)
{
	const struct builtin_line *line = line_by_release(arch, release);
	const struct builtin_profile *best = NULL;

	for (size_t i = 0; line && i < nr_builtin_profiles; i++) {
		const struct builtin_profile *p = &builtin_profiles[i];

		if (runs_on(p, arch, lpae) &&
		    is_fitter(p, best, release, release_place(*line->releases)))
			best = p;
	}
	return best;
}

static bool may_stand_in(const struct builtin_line *l,
			 const struct builtin_profile *base)
{
	return line_has(l, *l->releases, base->arch) &&
	       release_place(*l->releases) <= release_place(base->release);
}

const struct builtin_line *line_nearest(const struct builtin_profile *base,
					const char *release)
{
	const struct builtin_line *best = line_of(base->release, base->arch);

	for (size_t i = 0; i < nr_builtin_lines; i++) {
		const struct builtin_line *l = &builtin_lines[i];

		if (best && may_stand_in(l, base) &&
		    is_nearer_line(l, best, release))
			best = l;
	}
	return best;
}

const struct builtin_profile *profile_later(const struct builtin_profile *p)
{
	const struct builtin_profile *best = NULL;

	for (size_t i = 0; i < nr_builtin_profiles; i++) {
		const struct builtin_profile *q = &builtin_profiles[i];

		if (runs_on(q, p->arch, p->lpae) &&
		    release_place(q->release) > release_place(p->release) &&
		    (!best ||
		     release_place(q->release) < release_place(best->release)))
			best = q;
	}
	return best;
}

const struct builtin_profile *profile_alike(const struct builtin_profile *p,
					    bool lpae)
{
	long place = release_place(p->release);

	for (size_t i = 0; i < nr_builtin_profiles; i++) {
		const struct builtin_profile *q = &builtin_profiles[i];

		if (q != p && runs_on(q, p->arch, lpae) &&
		    release_place(q->release) == place)
			return q;
	}
	return NULL;
}
