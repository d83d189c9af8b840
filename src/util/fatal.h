/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_FATAL_H
#define INITMEM_UTIL_FATAL_H

#include <stdbool.h>

/*
 * What nothing can go on after: no memory, or a bug of ours. The program does
 * away with what must not stay, says it in a line and exits with
 * status 2, but for what is done in fatal_catch(), which a program that is not
 * ours is in when it calls our library.
 */
_Noreturn void fatal(const char *text);

/*
 * Calls f(ctx): NULL, or where that came upon fatal() its text, which stays
 * until the next one. What it had taken until then is lost. One within another
 * does not catch.
 */
const char *fatal_catch(void (*f)(void *ctx), void *ctx);

/* Whether the caller is in one. */
bool fatal_is_caught(void);

/* What does away with it, without memory: one function for the program. */
void at_fatal(void (*f)(void));

#endif
