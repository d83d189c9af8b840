/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_COLUMNS_H
#define INITMEM_EMIT_COLUMNS_H

#include <stdbool.h>
#include <stdio.h>

#include "answer/answer.h"
#include "emit/text_table.h"

/*
 * A section as a list whose columns are chosen, in the manner of util-linux:
 * a table, or a form for programs. Columns go by their names.
 */

enum columns_form {
	COLUMNS_TABLE,
	COLUMNS_RAW, /* words apart by one space, what is no plain letter as
			\x20 */
	COLUMNS_PAIRS, /* NAME="value" */
	COLUMNS_JSON, /* {"NAME-OF-SECTION": [{...}]}, numbers as numbers */
};

struct columns_options {
	const char *chosen; /* "NAME,NAME", "+NAME": besides the usual; NULL */
	enum columns_form form;
	bool no_headings;
	bool bytes; /* sizes as bytes, not as "32MiB" */
};

/* The word of o->chosen that is no column, or NULL; free() it. */
char *columns_unknown(const struct column *columns, size_t n,
		      const struct columns_options *o);

/* 0, or -1 with errno. All words of o->chosen are columns. */
int columns_write(FILE *out, const struct section *s,
		  const struct columns_options *o,
		  const struct text_style *style);

/* Which columns there are: "NAME  help"; usual ones are marked. */
void columns_list(FILE *out, const struct column *columns, size_t n);

#endif
