/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_COMMAND_DIFF_H
#define INITMEM_COMMAND_DIFF_H

#include "command/answers.h"
#include "command/command.h"

/*
 * Boots both and prints what differs between them. Returns an exit status:
 * STATUS_NO where anything does; STATUS_ERROR with err.
 */
int diff_print(const struct common_options *a, const struct common_options *b,
	       const struct answer_options *how, struct error *err);

#endif
