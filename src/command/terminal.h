/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_COMMAND_TERMINAL_H
#define INITMEM_COMMAND_TERMINAL_H

#include <argp.h>

#include "emit/text_table.h"

/* How standard output looks: colour, width, a pager. */

enum color {
	COLOR_AUTO, /* on a terminal that has it, unless NO_COLOR says no */
	COLOR_ALWAYS,
	COLOR_NEVER,
};

/* --color, as an argp child whose `input` is an enum color. */
extern const struct argp color_argp;

/*
 * The style of text on standard output. Not a terminal: neither colour, unless
 * asked for, nor a width.
 */
struct text_style terminal_style(enum color color);

/*
 * From here on standard output goes through $PAGER, or less, if it is a
 * terminal; empty and "cat" mean none. The program's end waits for it. Ask for
 * the style before.
 */
void terminal_page(void);

#endif
