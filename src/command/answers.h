/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_COMMAND_ANSWERS_H
#define INITMEM_COMMAND_ANSWERS_H

#include <argp.h>

#include "answer/answer.h"
#include "command/terminal.h"
#include "util/error.h"

/* Shared by the commands that print an answer: explain, diff, verify. */

struct answer_options {
	enum { ANSWER_TEXT, ANSWER_JSON } format;
	enum color color;
	bool all; /* text: with the rows that stand aside */
};

/* --format, --all and --color, as an argp child with answer_options. */
extern const struct argp answer_argp;

/*
 * Prints the answer on standard output, text through a pager where that is a
 * terminal. Returns an exit status: STATUS_NO where
 * the answer is no; STATUS_ERROR with err.
 */
int answer_print(const struct answer *a, const struct answer_options *o,
		 struct error *err);

#endif
