/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_LINT_ADVICE_H
#define INITMEM_LINT_ADVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "lint/lint.h"
#include "util/range.h"

/*
 * What would do instead: sizes and addresses that rules name in their advice,
 * written so that they can be copied into the tree or the command line.
 * Strings are the caller's.
 */

/* "A; or B"; takes both over, and either may be NULL. */
char *advice_or(char *a, char *b);

/* "<0 0x10000000>", in so many cells. */
char *advice_value_cells(uint64_t value, uint32_t nr_cells);
/* As the cells of / have them: "<0 0x10000000>", and with a base before. */
char *advice_size_cells(const struct lint *l, uint64_t value);
char *advice_range_cells(const struct lint *l, const struct range *r);
/* For the command line: "64M", "4864K". */
char *advice_word_size(uint64_t bytes);

enum placed_thing { PLACE_IMAGE, PLACE_INITRD, PLACE_TREE, PLACE_NODE };

/* A place that is looked for. */
struct advice_place {
	enum placed_thing of; /* whose: its present place does not count */
	const struct fdt_reserved_node *node; /* of PLACE_NODE, or NULL */
	uint64_t size, align; /* bytes; align: a power of two */
	uint64_t limit; /* it has to end there; 0: anywhere */
	struct range avoid; /* size 0: nothing more than what lies there */
};

/*
 * A place in RAM that neither the boot loader nor the tree gives to something
 * else; above the kernel image where there is one. False: there is none, or
 * the input is no tree, or there was no boot.
 */
bool advice_find_place(const struct lint *l, const struct advice_place *p,
		       uint64_t *at);

/* Where to load it instead, after advice_find_place(); NULL: no such place. */
char *advice_load(const struct lint *l, const struct advice_place *p);
/* Where to load the initrd instead, or what else would do. */
char *advice_load_initrd(const struct lint *l);

/* Whether this place is such a one, for the node (NULL: no node's). */
bool advice_is_free(const struct lint *l, const struct range *r,
		    const struct fdt_reserved_node *node);

#endif
