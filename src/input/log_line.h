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

/* More than any journal of so many bytes has; the lines end with the last. */
#define LOG_LINES_MAX 900000u
#define LOG_BOOTS_MAX 20000u

/* What stands behind so many characters no kernel has said: it is left out. */
#define LOG_WIDTH_MAX 65536u

#define LOG_WORDS_MAX 2

struct log_lines {
	char *at, *end; /* *end is a NUL */
	unsigned number; /* of the last one */
	unsigned read; /* lines, without those that were passed over */
	unsigned of_boot; /* lines since one that may begin a boot */
	unsigned boots; /* such lines */
	const char *limit; /* what there is too much of; NULL: nothing */
	/* What a line is sought by, and where it next stands from `at` on. */
	const char *const *words;
	size_t nr_words;
	char *next[LOG_WORDS_MAX];
	bool only; /* no other lines are asked for */
};

/* Cuts [text, text + len) up as it is read; text[len] is there, and a NUL. */
void log_lines_init(struct log_lines *l, char *text, size_t len);

/* Before the first: only lines with one of at most LOG_WORDS_MAX words. */
void log_lines_only(struct log_lines *l, const char *const *words, size_t n);

/*
 * The next line; false at the end. Of those that follow LOG_BOOT_LINES_MAX
 * others of a boot only such as may begin one.
 */
bool log_lines_next(struct log_lines *l, struct log_line *line);

/* What the kernel said in one line. */
char *log_payload(char *line, bool *stamped);

#endif
