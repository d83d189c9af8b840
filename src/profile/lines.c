/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/lines.h"

#include <string.h>

#include "model/kernel.h"

static bool has_release(const struct builtin_line *l, const char *release)
{
	for (const char *const *r = l->releases; *r; r++) {
		if (same_release_line(*r, release))
			return true;
	}
	return false;
}

static bool has_arch(const struct builtin_line *l, const char *arch)
{
	for (const char *const *a = l->archs; *a; a++) {
		if (!strcmp(*a, arch))
			return true;
	}
	return false;
}

bool line_has(const struct builtin_line *l, const char *release,
	      const char *arch)
{
	return has_release(l, release) && has_arch(l, arch);
}

const struct builtin_line *line_of(const char *release, const char *arch)
{
	for (size_t i = 0; i < nr_builtin_lines; i++) {
		if (line_has(&builtin_lines[i], release, arch))
			return &builtin_lines[i];
	}
	return NULL;
}
