/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_FIT_RULES_H
#define INITMEM_PROFILE_FIT_RULES_H

#include "profile/fit_edit.h"
#include "profile/line.h"

/*
 * Rules that the log shows, or that the release has, where the line that
 * stands in for its own goes another way. 0, or -1 with err.
 */
int fit_rules(struct fit *f, const struct builtin_line *line,
	      struct error *err);

#endif
