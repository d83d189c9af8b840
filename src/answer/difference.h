/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ANSWER_DIFFERENCE_H
#define INITMEM_ANSWER_DIFFERENCE_H

#include "answer/facts.h"

/*
 * What differs between the facts of two boots. A fact has a history: the
 * phases in which its value changed. Histories are compared, so that a kernel
 * that calls the same functions in another order differs in that order only:
 *
 *   A   build_all_zonelists: lists  vfs_caches_init_early: hash tables
 *   B   vfs_caches_init_early: hash tables  build_all_zonelists: lists
 */

/* Of both boots: A's phases, those that B alone has behind their neighbours. */
struct phase_order {
	const char **names;
	size_t n;
	size_t *reached[2]; /* of a boot's own phases, so many are over by then */
	size_t end; /* from here on a boot that dies has nothing to compare */
};

/* A fact whose values differ; NULL: not there. */
struct difference {
	size_t phase; /* of the order above: where it first shows */
	size_t order;
	const struct fact *a, *b;
	bool apart; /* each came in a phase of its own: say in which */
};

struct differences {
	struct difference *v;
	size_t n, cap;
};

void phase_order_init(struct phase_order *o, const struct facts *fa,
		      const struct facts *fb);
void phase_order_release(struct phase_order *o);
/* Where in the order a phase is; n: neither boot has it. */
size_t phase_order_find(const struct phase_order *o, const char *name);

/* In the order of phases, each once. Sorts the facts. free(d->v) */
void find_differences(struct differences *d, const struct phase_order *o,
		      struct facts *fa, struct facts *fb);

/*
 * Lines of the log that only A has, and only B, are one difference where both
 * say the same in the words of two releases.
 */
void join_reworded(struct differences *d, unsigned page_shift);

#endif
