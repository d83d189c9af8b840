/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_OWN_CALLS_H
#define INITMEM_PROFILE_OWN_CALLS_H

#include <stddef.h>

#include "model/rules.h"
#include "profile/lines.h"

struct json_object;

/*
 * The calls that a kernel makes other than the line does which stands in for
 * its own: by its rules, and by its release.
 */

/* A call that comes with a variant of a rule, and before which one it is made. */
struct variant_call {
	const char *next, *call;
};

/*
 * The call that kernels of the architecture make which have the variant, and
 * which a line need not have that has another; or NULL.
 */
const struct variant_call *variant_call(const struct kernel_rule *rule,
					const struct kernel_rule_variant *v,
					const char *arch);

/* A call that came with a release, or came to another place. */
struct later_call {
	const char *call;
	const char *family; /* NULL: of all */
	const char *since;
	/* What was made before, where older lines have it; NULL: nothing. */
	const char *once;
};

/*
 * The i-th that the line makes and the older release does not; NULL: there is
 * none any more.
 */
const struct later_call *later_call(const struct builtin_line *line,
				    const char *arch, const char *release,
				    size_t i);

/*
 * All of these into `own`, "fitted" or "found" of a profile, as "calls_dropped"
 * and "calls_before".
 */
void own_later_calls(struct json_object *own, const struct builtin_line *line,
		     const char *arch, const char *release);

/* "calls_before": `call` is made right before `next`. */
void own_call_before(struct json_object *own, const char *next,
		     const char *call);

/* The member of `own`, an object; made if it is not there. */
struct json_object *own_member(struct json_object *own, const char *name);

#endif
