/* SPDX-License-Identifier: GPL-2.0-only */
#include "serve/stop.h"

#include <stddef.h>

#include "util/alloc.h"

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
static sigset_t before;
static volatile sig_atomic_t wanted;

static void on_signal(int sig)
{
	(void)sig;
	wanted = 1;
}

void stop_begin(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t held;

	sigemptyset(&action.sa_mask);
	sigemptyset(&held);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		sigaddset(&held, signals[i]);
		sigaction(signals[i], &action, NULL);
	}
	sigprocmask(SIG_BLOCK, &held, &before);
}

/* Who started the program may have held them back. */
const sigset_t *stop_waiting(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		sigdelset(&before, signals[i]);
	return &before;
}

bool stop_wanted(void)
{
	return wanted;
}

void stop_child_begins(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		signal(signals[i], SIG_DFL);
	sigprocmask(SIG_SETMASK, stop_waiting(), NULL);
}
