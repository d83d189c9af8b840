/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_SYMBOLS_H
#define INITMEM_PROFILE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

/*
 * The symbols of a kernel: of an ELF file, or of a text that has one a line as
 * nm prints them, System.map or /proc/kallsyms, which says no sizes.
 */

struct symbol {
	const char *name; /* lives as long as its source */
	uint64_t value;
	uint64_t size_bytes; /* 0: not said */
	size_t order; /* the first of several with a name counts */
};

struct symbols {
	struct symbol *v; /* by name, once they are sorted */
	size_t n, cap;
	uint64_t *values; /* ascending */
	char *text; /* of a text: the names; NULL: elsewhere */
};

/* Adds one; `name` must outlive the list. */
void symbols_add(struct symbols *s, const char *name, uint64_t value,
		 uint64_t size_bytes);

/* To be done once, before one is looked for. */
void symbols_sort(struct symbols *s);

/*
 * Those of a text, sorted; a module's are left out. `name` is for messages. 0,
 * or -1 with err and nothing to release: a line is none, or the kernel hides
 * the addresses.
 */
int symbols_from_text(struct symbols *s, const char *text, size_t len,
		      const char *name, struct error *err);

/* NULL: there is none of that name. */
const struct symbol *symbols_find(const struct symbols *s, const char *name);

/* Bytes up to the next symbol that lies higher; 0: there is none. */
uint64_t symbols_room(const struct symbols *s, uint64_t value);

/* Puts those at `from` and above so many bytes lower; each stays where it is. */
void symbols_lower(struct symbols *s, uint64_t from, uint64_t bytes);

void symbols_release(struct symbols *s);

#endif
