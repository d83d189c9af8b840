/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_FIT_H
#define INITMEM_PROFILE_FIT_H

#include <stdbool.h>

#include "model/kernel.h"
#include "model/machine.h"
#include "util/error.h"

/*
 * The profile of a kernel of which there is nothing but a boot log: of the
 * nearest built-in build and its release line, with the constants that lines
 * of the log carry. What it says is in the profile with each value's origin;
 * these are the same for people, each NULL where there is nothing to say.
 */
struct kernel_fit {
	char *json; /* the text of the profile */
	const char *base; /* name of the built-in build */
	char *read; /* what lines say */
	char *rules; /* in which it goes another way than the base's line */
	char *guessed; /* what nothing says and the base has otherwise */
};

/*
 * Whether there is one to be had: the log has its kernel's banner, and there
 * is a build of the machine's architecture.
 */
bool kernel_can_fit(const struct machine *m);

/*
 * The profile, and *k, which is read from it. `where` names the log, `name` is
 * the profile's (NULL: the release). 0, and both to be released; or -1 with
 * err, where what lines say cannot be of one kernel.
 */
int kernel_fit(struct kernel_fit *fit, struct kernel *k,
	       const struct machine *m, const char *where, const char *name,
	       struct error *err);
void kernel_fit_release(struct kernel_fit *fit);

#endif
