/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ANSWER_FACTS_H
#define INITMEM_ANSWER_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "model/boot.h"
#include "util/stringmap.h"

/* One value of the state after a phase. */
struct fact {
	size_t phase; /* number of the record, in its order */
	size_t order;
	const char *kind; /* "log", "zone", ...: a static string */
	char *key; /* kind and what of it: the same in both boots */
	char *value;
	/* what is told of it only where the values are the same; or NULL */
	char *detail;
	bool said; /* a line of the log: no state, which would go on */
};

/* What one boot says of itself: its observer's context. */
struct facts {
	struct fact *v;
	size_t n, cap;
	const char **phases; /* names, by number; static strings */
	size_t nr_phases, cap_phases;
	struct stringmap lines; /* of the log, by how they begin: how many */
	bool dies; /* in the last of them */
};

bool facts_observe(void *ctx, const struct boot *b);
void facts_release(struct facts *f);

#endif
