/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ANSWER_LIST_H
#define INITMEM_ANSWER_LIST_H

#include "answer/answer.h"
#include "model/boot.h"

/* What a phase has, as lists whose columns can be chosen. */

struct list {
	const char *name; /* "nodes" */
	const char *summary;
	/* Its columns, for ever; *n is how many. */
	const struct column *(*columns)(size_t *n);
	/* Adds the rows of the boot as it is now. */
	void (*rows)(struct section *s, const struct boot *b);
};

extern const struct list lists[];
extern const size_t nr_lists;

#endif
