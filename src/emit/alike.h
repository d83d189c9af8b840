/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_ALIKE_H
#define INITMEM_EMIT_ALIKE_H

#include <stdbool.h>
#include <stddef.h>

#include "answer/answer.h"

/*
 * Rows of a section that say the same of several nodes or groups: text shows
 * them as one, where the first of them stands.
 */

#define ALIKE_LEAST 3 /* fewer are not worth to be one */

struct alike {
	size_t row; /* the first */
	size_t rows; /* 1: it is alone */
	size_t column; /* of the cell with the number */
	size_t at, len; /* where in its text the digits are; len 0: no text */
	char *numbers; /* "0 to 7, 9"; NULL: it is alone */
	bool elsewhere; /* addresses are those of the first only */
};

struct alikes {
	struct alike *v;
	size_t n, cap;
};

/*
 * A section whose rows are only compared, of so many columns: a number in the
 * first one is that of a node.
 */
struct section *alike_rows(struct answer *a, size_t nr_columns);

/* Every row of s in one of them, in one of its own without `fold`. */
void alikes_find(struct alikes *a, const struct section *s, bool fold);
void alikes_release(struct alikes *a);

/* "struct pages of node 0 to 15, each": the cell's text; the caller frees it. */
char *alike_text(const struct alike *f, const char *text);

#endif
