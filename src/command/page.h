/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_COMMAND_PAGE_H
#define INITMEM_COMMAND_PAGE_H

#include <stdbool.h>
#include <stdio.h>

#include "command/command.h"

struct call;

/*
 * Boots the machine up to `until` (NULL: to the end) and writes the report page
 * of it. `files` as in html_page_begin(). *panicked says whether the simulated
 * kernel did not get through. 0, or -1 with errno.
 */
int page_write(FILE *out, const struct session *s, const struct call *until,
	       bool files, bool *panicked);

#endif
