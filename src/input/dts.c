/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/dts.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/alloc.h"

extern char **environ;

/* More than any tree the kernel takes; a compiler gone wild ends here. */
#define MAX_OUTPUT (16u << 20)

enum { IN, OUT, ERR, NR_PIPES };

struct buffer {
	char *data;
	size_t len, cap;
};

struct compiler {
	pid_t pid;
	int fd[NR_PIPES]; /* our ends; -1: closed */
	const char *text; /* what is not written yet */
	size_t left;
	struct buffer out, err;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static int open_pipes(int ours[NR_PIPES], int theirs[NR_PIPES])
{
	for (int i = 0; i < NR_PIPES; i++)
		ours[i] = theirs[i] = -1;
	for (int i = 0; i < NR_PIPES; i++) {
		int p[2];

		if (pipe2(p, O_CLOEXEC))
			return -1;
		ours[i] = p[i == IN];
		theirs[i] = p[i != IN];
	}
	return 0;
}

static int spawn(pid_t *pid, const int theirs[NR_PIPES])
{
	char *argv[] = { (char[]){ "dtc" }, (char[]){ "-q" },
			 (char[]){ "-I" },  (char[]){ "dts" },
			 (char[]){ "-O" },  (char[]){ "dtb" },
			 (char[]){ "-" },   NULL };
	posix_spawn_file_actions_t actions;
	int ret;

	posix_spawn_file_actions_init(&actions);
	for (int i = 0; i < NR_PIPES; i++)
		posix_spawn_file_actions_adddup2(&actions, theirs[i], i);
	ret = posix_spawnp(pid, "dtc", &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return ret;
}

static int start(struct compiler *c, const char *name, struct error *err)
{
	int theirs[NR_PIPES], ret;

	ret = open_pipes(c->fd, theirs) ? errno : spawn(&c->pid, theirs);
	for (int i = 0; i < NR_PIPES; i++)
		close_fd(&theirs[i]);
	if (!ret) {
		fcntl(c->fd[IN], F_SETFL, O_NONBLOCK);
		return 0;
	}
	for (int i = 0; i < NR_PIPES; i++)
		close_fd(&c->fd[i]);
	if (ret == ENOENT)
		return error_set(err,
				 "%s: device tree source needs dtc, which is not in PATH: install it or give a .dtb",
				 name);
	return error_set(err, "%s: dtc: %s", name, strerror(ret));
}

static void feed(struct compiler *c)
{
	ssize_t n = write(c->fd[IN], c->text, c->left);

	if (n > 0) {
		c->text += n;
		c->left -= (size_t)n;
	}
	if (!c->left || (n < 0 && errno != EAGAIN && errno != EINTR))
		close_fd(&c->fd[IN]);
}

static void collect(int *fd, struct buffer *b)
{
	ssize_t n;

	array_reserve(b->data, b->cap, b->len + 65536);
	n = read(*fd, b->data + b->len, 65536);
	if (n > 0)
		b->len += (size_t)n;
	else if (n == 0 || errno != EINTR)
		close_fd(fd);
	if (b->len > MAX_OUTPUT)
		close_fd(fd);
}

/* Until dtc has closed both of its ends. */
static void talk(struct compiler *c)
{
	while (c->fd[OUT] >= 0 || c->fd[ERR] >= 0) {
		struct pollfd p[NR_PIPES] = {
			{ .fd = c->fd[IN], .events = POLLOUT },
			{ .fd = c->fd[OUT], .events = POLLIN },
			{ .fd = c->fd[ERR], .events = POLLIN },
		};

		if (poll(p, NR_PIPES, -1) < 0 && errno != EINTR)
			break;
		if (p[IN].revents)
			feed(c);
		if (p[OUT].revents)
			collect(&c->fd[OUT], &c->out);
		if (p[ERR].revents)
			collect(&c->fd[ERR], &c->err);
	}
	for (int i = 0; i < NR_PIPES; i++)
		close_fd(&c->fd[i]);
}

/* The first line that dtc wrote, without what it calls its input. */
static int complain(const char *name, const struct buffer *said,
		    struct error *err)
{
	static const char prefix[] = "Error: <stdin>:";
	const char *s = said->data;
	size_t len = 0;

	while (len < said->len && s[len] != '\n' && s[len])
		len++;
	if (!len)
		return error_set(err, "%s: dtc failed and said nothing", name);
	if (len > sizeof(prefix) && strncmp(s, prefix, strlen(prefix)) == 0) {
		s += strlen(prefix);
		len -= strlen(prefix);
		return error_set(err, "%s: line %.*s", name, (int)len, s);
	}
	return error_set(err, "%s: dtc: %.*s", name, (int)len, s);
}

int dts_compile(const char *name, const void *text, size_t len, void **out,
		size_t *out_len, struct error *err)
{
	struct compiler c = { .text = text, .left = len };
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;
	int status = -1, ret = 0;

	if (start(&c, name, err))
		return -1;
	/* dtc may stop reading at the first error. */
	sigaction(SIGPIPE, &ignore, &old);
	talk(&c);
	sigaction(SIGPIPE, &old, NULL);
	while (waitpid(c.pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!WIFEXITED(status) || WEXITSTATUS(status) || !c.out.len)
		ret = complain(name, &c.err, err);
	free(c.err.data);
	if (ret) {
		free(c.out.data);
		return ret;
	}
	*out = c.out.data;
	*out_len = c.out.len;
	return 0;
}
