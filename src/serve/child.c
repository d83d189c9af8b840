/* SPDX-License-Identifier: GPL-2.0-only */
#include "serve/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "serve/stop.h"
#include "util/alloc.h"
#include "util/limit.h"

#define MOST_SAID 65536u

enum { OUT, SAID, NR_STREAMS };

struct stream {
	int fd; /* -1: at its end */
	char *data;
	size_t len, cap, most;
};

struct child {
	pid_t pid;
	struct stream streams[NR_STREAMS];
	struct timespec deadline;
};

/* --- the child ---------------------------------------------------------------
 */

/* Of address space, in bytes; 0: not known. */
static size_t memory_now(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	unsigned long pages = 0;

	if (f) {
		if (fscanf(f, "%lu", &pages) != 1)
			pages = 0;
		fclose(f);
	}
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void take_place(const int theirs[NR_STREAMS], pid_t parent,
		       const struct child_limits *limits)
{
	int null = open("/dev/null", O_RDONLY);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (null < 0 || getppid() != parent)
		_exit(2);
	dup2(null, STDIN_FILENO);
	dup2(theirs[OUT], STDOUT_FILENO);
	dup2(theirs[SAID], STDERR_FILENO);
	/* Not every C library has a function for it. */
	syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0);
	stop_child_begins();
	signal(SIGPIPE, SIG_DFL);
	limit_process(memory_now() + limits->memory, limits->seconds + 1);
}

/* --- the server --------------------------------------------------------------
 */

static int start(struct child *c, const struct child_limits *limits,
		 int (*work)(void *ctx), void *ctx)
{
	int ours[NR_STREAMS], theirs[NR_STREAMS];
	pid_t parent = getpid();
	int p[2];

	for (int i = 0; i < NR_STREAMS; i++) {
		if (pipe2(p, O_CLOEXEC))
			return -1;
		ours[i] = p[0];
		theirs[i] = p[1];
		c->streams[i].fd = ours[i];
	}
	fflush(NULL);
	c->pid = fork();
	if (!c->pid) {
		take_place(theirs, parent, limits);
		exit(work(ctx));
	}
	for (int i = 0; i < NR_STREAMS; i++)
		close(theirs[i]);
	return c->pid < 0 ? -1 : 0;
}

/* What there is to read. False: more than may be. */
static bool read_stream(struct stream *s)
{
	ssize_t n;

	array_reserve(s->data, s->cap, s->len + 65536);
	n = read(s->fd, s->data + s->len, s->cap - s->len - 1);
	if (n > 0) {
		s->len += (size_t)n;
		return s->len <= s->most;
	}
	if (n < 0 && errno == EINTR)
		return true;
	close(s->fd);
	s->fd = -1;
	return true;
}

/* What is left until then; false: nothing. */
static bool time_left(const struct timespec *deadline, struct timespec *left)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	left->tv_sec = deadline->tv_sec - now.tv_sec;
	left->tv_nsec = deadline->tv_nsec - now.tv_nsec;
	if (left->tv_nsec < 0) {
		left->tv_sec--;
		left->tv_nsec += 1000000000;
	}
	return left->tv_sec >= 0;
}

/* Until both streams are at their end, or one reason not to wait. */
static enum child_end read_all(struct child *c)
{
	struct stream *s = c->streams;

	while (s[OUT].fd >= 0 || s[SAID].fd >= 0) {
		struct pollfd fds[NR_STREAMS] = { { s[OUT].fd, POLLIN, 0 },
						  { s[SAID].fd, POLLIN, 0 } };
		struct timespec left;
		int n;

		if (!time_left(&c->deadline, &left))
			return CHILD_LATE;
		n = ppoll(fds, NR_STREAMS, &left, stop_waiting());
		if (stop_wanted())
			return CHILD_STOPPED;
		for (int i = 0; n > 0 && i < NR_STREAMS; i++) {
			if (fds[i].revents && !read_stream(&s[i]))
				return CHILD_LARGE;
		}
	}
	return CHILD_ENDED;
}

static void finish(struct child *c, struct child_result *r)
{
	int status = 0;

	if (r->end != CHILD_ENDED)
		kill(c->pid, SIGKILL);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (r->end != CHILD_ENDED)
		return;
	if (WIFEXITED(status))
		r->status = WEXITSTATUS(status);
	else
		r->end = WTERMSIG(status) == SIGXCPU ? CHILD_LATE :
						       CHILD_KILLED;
}

/* Its text, and no file. */
static char *take_stream(struct stream *s, size_t *len)
{
	if (s->fd >= 0)
		close(s->fd);
	array_reserve(s->data, s->cap, s->len + 1);
	s->data[s->len] = '\0';
	*len = s->len;
	return s->data;
}

int child_run(struct child_result *r, const struct child_limits *limits,
	      int (*work)(void *ctx), void *ctx, struct error *err)
{
	struct child c = { .streams = { { .fd = -1, .most = limits->output },
					{ .fd = -1, .most = MOST_SAID } } };
	int ret = 0;

	memset(r, 0, sizeof(*r));
	clock_gettime(CLOCK_MONOTONIC, &c.deadline);
	c.deadline.tv_sec += (time_t)limits->seconds;
	if (start(&c, limits, work, ctx)) {
		ret = error_set(err, "a child to boot in: %s", strerror(errno));
	} else {
		r->end = read_all(&c);
		finish(&c, r);
	}
	r->out = take_stream(&c.streams[OUT], &r->out_len);
	r->said = take_stream(&c.streams[SAID], &r->said_len);
	return ret;
}

void child_result_release(struct child_result *r)
{
	free(r->out);
	free(r->said);
}
