/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_COMMAND_MESSAGE_H
#define INITMEM_COMMAND_MESSAGE_H

/* What the program says of itself, errors and notes, on standard error. */

/* Columns of the terminal that fd is; 0: it is none. */
unsigned terminal_width(int fd);

/*
 * A line on standard error, without characters that a terminal obeys; folded
 * where that is a terminal and narrower.
 */
void message(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
