/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_COMMAND_COLUMNS_H
#define INITMEM_COMMAND_COLUMNS_H

#include <argp.h>

#include "emit/columns.h"

/* -o, --list-columns, -J, -r, -P, -n, -b of commands that print a list. */

struct column_words {
	struct columns_options options;
	bool list; /* --list-columns: say which there are, and do nothing else */
	bool asked; /* for any of these */
};

/* As an argp child whose `input` is a struct column_words. */
extern const struct argp columns_argp;

/*
 * Ends the program where a word of -o is no column, or after listing them;
 * before anything is done.
 */
void columns_check(const struct column_words *w, const struct column *columns,
		   size_t n);

#endif
