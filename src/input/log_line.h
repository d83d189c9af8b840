/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_LOG_LINE_H
#define INITMEM_INPUT_LOG_LINE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The lines of a log, each without what dmesg, syslog, the journal, a serial
 * console or a mail program put in front of it.
 */
struct log_line {
	char *text; /* what the kernel said; points into the log */
	bool stamped; /* something that only a logger writes stood before it */
	size_t width; /* characters of the whole line */
	unsigned number; /* in the log, from 1 */
};

/* Behind so many lines a boot is over for long: no more of it are read. */
#define LOG_BOOT_LINES_MAX 100000u

struct log_lines {
	char *at, *end; /* *end is a NUL */
	unsigned number; /* of the last one */
};

/* Cuts [text, text + len) up as it is read; text[len] is there, and a NUL. */
void log_lines_init(struct log_lines *l, char *text, size_t len);

/* The next line; false at the end. */
bool log_lines_next(struct log_lines *l, struct log_line *line);

/* What the kernel said in one line. */
char *log_payload(char *line, bool *stamped);

#endif
