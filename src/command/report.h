/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_COMMAND_REPORT_H
#define INITMEM_COMMAND_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "command/command.h"
#include "emit/html.h"

/*
 * Boots the machine and writes the page of it; *panicked: the kernel stops on
 * its way. Returns 0, or -1 with errno.
 */
int report_write(FILE *out, const struct session *s,
		 const struct html_page *page, bool *panicked);

#endif
