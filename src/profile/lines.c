/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/lines.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "profile/profile.h"
#include "util/alloc.h"

static bool is_known(const char *arch, const char *release)
{
	for (size_t i = 0; i < nr_builtin_profiles; i++) {
		const struct builtin_profile *p = &builtin_profiles[i];

		if (!strcmp(p->arch, arch) && same_release_line(p->release, release))
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

static char *append(char *text, const char *between, const char *word,
		    size_t len)
{
	char *longer = xasprintf("%s%s%.*s", text, *text ? between : "",
				 (int)len, word);

	free(text);
	return longer;
}

/* "arm64, i386": for which the line of a built-in kernel is known. */
static char *archs_of_line(const struct builtin_profile *p)
{
	char *list = xstrdup("");

	for (size_t i = 0; i < nr_builtin_profiles; i++) {
		const struct builtin_profile *q = &builtin_profiles[i];

		if (same_release_line(p->release, q->release) && is_first(i, true))
			list = append(list, ", ", q->arch, strlen(q->arch));
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
		list = append(list, ", ", p->release, release_line_len(p->release));
		list = append(list, " (", archs, strlen(archs));
		list = append(list, "", ")", 1);
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
	error_set(err,
		  "%s: Linux %s: the rules of this line are not known for %s; known are %s, the nearest kernel is %s",
		  where, k->release, k->arch, lines,
		  near ? near->name : "none");
	free(lines);
	return -1;
}
