/* SPDX-License-Identifier: GPL-2.0-only */
#include "command/progress.h"

#include <stdio.h>
#include <unistd.h>

#define BAR_WIDTH 40
#define FIRST_MS 1000
#define AGAIN_MS 100

static long ms_since(const struct timespec *from, const struct timespec *to)
{
	return (to->tv_sec - from->tv_sec) * 1000 +
	       (to->tv_nsec - from->tv_nsec) / 1000000;
}

void progress_init(struct progress *p)
{
	*p = (struct progress){ .terminal = isatty(STDERR_FILENO) };
	clock_gettime(CLOCK_MONOTONIC, &p->start);
	p->last = p->start;
}

void progress_show(struct progress *p, size_t done, size_t all)
{
	size_t filled = all ? done * BAR_WIDTH / all : 0;
	struct timespec now;
	char bar[BAR_WIDTH + 1];

	if (!p->terminal)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (ms_since(&p->start, &now) < FIRST_MS ||
	    ms_since(&p->last, &now) < AGAIN_MS)
		return;
	p->last = now;
	for (size_t i = 0; i < BAR_WIDTH; i++)
		bar[i] = i < filled ? '#' : '.';
	bar[BAR_WIDTH] = '\0';
	fflush(stdout);
	fprintf(stderr, "\r[%s] %zu of %zu", bar, done, all);
	p->shown = true;
}

void progress_clear(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}
