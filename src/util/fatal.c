/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/fatal.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void (*at_end)(void);

/* Of each thread its own: two may be in the library at once. */
static _Thread_local struct {
	jmp_buf back;
	bool set;
	char why[512];
} catcher;

void at_fatal(void (*f)(void))
{
	at_end = f;
}

static void clean_up(void)
{
	if (at_end)
		at_end();
}

static void say(const char *text)
{
	(void)!write(STDERR_FILENO, text, strlen(text));
}

_Noreturn void fatal(const char *text)
{
	if (catcher.set) {
		snprintf(catcher.why, sizeof(catcher.why), "%s", text);
		longjmp(catcher.back, 1);
	}
	clean_up();
	/* Neither stdio nor what runs at exit() can be relied on. */
	say("initmem: ");
	say(text);
	say("\n");
	_exit(2);
}

const char *fatal_catch(void (*f)(void *ctx), void *ctx)
{
	if (catcher.set) {
		f(ctx);
		return NULL;
	}
	if (setjmp(catcher.back)) {
		catcher.set = false;
		clean_up();
		return catcher.why;
	}
	catcher.set = true;
	f(ctx);
	catcher.set = false;
	return NULL;
}

bool fatal_is_caught(void)
{
	return catcher.set;
}
