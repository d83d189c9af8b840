/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ANSWER_LOG_WORDS_H
#define INITMEM_ANSWER_LOG_WORDS_H

#include <stdbool.h>

/*
 * What a line of a log says, apart from how kernels of different age put it:
 * without the name of the subsystem in front ("e820: ", "PERCPU: "), numbers
 * without leading zeros, one blank for many. To be freed.
 */
char *log_words(const char *line);

/* A line that only comes when memory management is up. */
bool log_line_is_late(const char *line);

/* A line that says of what the kernel dies. */
bool log_line_is_death(const char *line);

#endif
