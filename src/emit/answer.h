/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_ANSWER_H
#define INITMEM_EMIT_ANSWER_H

#include <stdio.h>

#include "answer/answer.h"
#include "emit/text_table.h"

/* Prints an answer. Returns 0, or -1 when writing failed (errno is set). */

/* Tables for people; with `all`, the rows of sections that stand aside, too. */
int answer_write_text(FILE *out, const struct answer *a,
		      const struct text_style *style, bool all);

/*
 * One object as answer.schema.json describes it: its name, and a member for
 * each section, an object with `title`, `rows`, an array of objects, and
 * `notes`. Numbers are plain; sizes are bytes.
 */
int answer_write_json(FILE *out, const struct answer *a);

#endif
