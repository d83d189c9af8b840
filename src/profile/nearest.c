/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/nearest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profile/lines.h"

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
	long place = release_place(release);

	for (size_t i = 0; i < nr_builtin_lines; i++) {
		const struct builtin_line *l = &builtin_lines[i];

		if (best && may_stand_in(l, base) &&
		    labs(release_place(*l->releases) - place) <
			    labs(release_place(*best->releases) - place))
			best = l;
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
