/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ANSWER_DIFF_H
#define INITMEM_ANSWER_DIFF_H

#include "answer/answer.h"
#include "model/boot.h"
#include "util/stringmap.h"

/* Two boots, phase by phase. */

/* One value of the state after a phase. */
struct fact {
	size_t phase; /* number of the record, in its order */
	size_t order;
	const char *kind; /* "log", "zone", ...: a static string */
	char *key; /* kind and what of it: the same in both boots */
	char *value;
	/* what is told of it only where the values are the same; or NULL */
	char *detail;
};

/* What one boot says of itself: its observer's context. */
struct facts {
	struct fact *v;
	size_t n, cap;
	const char **phases; /* names, by number; static strings */
	size_t nr_phases, cap_phases;
	struct stringmap lines; /* of the log, by how they begin: how many */
};

bool facts_observe(void *ctx, const struct boot *b);
void facts_release(struct facts *f);

/*
 * Sections `differences` (each where it first shows), `owners` and `zones`
 * (at the end of the boots); out->no where there is any. Sorts the facts.
 */
void diff(struct answer *out, const struct boot *a, struct facts *fa,
	  const struct boot *b, struct facts *fb);

#endif
