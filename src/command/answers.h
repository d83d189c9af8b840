/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_COMMAND_ANSWERS_H
#define INITMEM_COMMAND_ANSWERS_H

#include <argp.h>

#include "answer/answer.h"
#include "util/error.h"

/* Shared by the commands that print an answer: explain, diff, verify. */

enum answer_format { ANSWER_TEXT, ANSWER_JSON };

/* --format, as an argp child whose input is an enum answer_format. */
extern const struct argp format_argp;

/*
 * Prints the answer on standard output. Returns an exit status: STATUS_NO where
 * the answer is no; STATUS_ERROR with err.
 */
int answer_print(const struct answer *a, enum answer_format format,
		 struct error *err);

#endif
