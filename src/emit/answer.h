/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_ANSWER_H
#define INITMEM_EMIT_ANSWER_H

#include <stdio.h>

#include "answer/answer.h"

/* Prints an answer. Returns 0, or -1 when writing failed (errno is set). */

/* Tables for people, as wide as a line of `width` columns; 0: any. */
int answer_write_text(FILE *out, const struct answer *a, unsigned width);

/*
 * One object: a member for each section, an object with `rows`, an array of
 * objects, and `notes`. Numbers are plain; sizes are bytes.
 */
int answer_write_json(FILE *out, const struct answer *a);

#endif
