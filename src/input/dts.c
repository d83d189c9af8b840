/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/dts.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/limit.h"
#include "util/undo.h"

/*
 * The kernel maps no more of a tree (MAX_FDT_SIZE). In hexadecimal cells that
 * is five MiB of source, for which dtc takes 10 MiB and 0.2 s.
 */
#define MAX_TREE (2u << 20)
#define MAX_SOURCE (8u << 20)
#define MAX_MESSAGES (64u << 10)
#define MAX_MEMORY (64u << 20)
#define MAX_CPU_SECONDS 3u
#define MAX_INCLUDES 200u /* in one another, the first file too: what dtc has */
/* dtc's time grows with the square of what it passes over in one go. */
#define MAX_PASSED ((size_t)256 << 10)
/* Asleep for so many ticks on end, it waits for something that is not us. */
#define TICK_MS 250
#define MAX_ASLEEP 4u
#define MAX_TICKS 80u /* with nothing to read or write */

/* As shells have it. */
enum { STATUS_NOT_STARTED = 126, STATUS_NOT_FOUND = 127 };

enum { IN, OUT, ERR, NR_PIPES };

struct buffer {
	char *data;
	size_t len, cap;
};

/* Why it was stopped. */
enum stop { STOP_NONE, STOP_TREE, STOP_ASLEEP, STOP_SLOW };

struct compiler {
	pid_t pid;
	struct undo *undo;
	enum stop stop;
	unsigned ticks, asleep;
	int fd[NR_PIPES]; /* our ends; -1: closed */
	const char *text; /* what is not written yet */
	size_t left;
	struct buffer out, err;
	char *folder; /* of the source */
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

/* In the child: what a shell answers where the program is not there. */
static _Noreturn void become_dtc(const struct compiler *c,
				 const int theirs[NR_PIPES], pid_t parent,
				 const sigset_t *signals)
{
	limit_process(MAX_MEMORY, MAX_CPU_SECONDS);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(STATUS_NOT_STARTED);
	for (int i = 0; i < NR_PIPES; i++)
		dup2(theirs[i], i);
	undo_child_begins(signals);
	execlp("dtc", "dtc", "-q", "-I", "dts", "-O", "dtb", "-i", c->folder,
	       "-", (char *)NULL);
	_exit(errno == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_STARTED);
}

static int spawn(struct compiler *c, const int theirs[NR_PIPES])
{
	pid_t parent = getpid();
	sigset_t old;
	int ret = 0;

	undo_expect("");
	undo_hold(&old);
	c->pid = fork();
	if (!c->pid)
		become_dtc(c, theirs, parent, &old);
	if (c->pid > 0)
		c->undo = undo_add_child(c->pid);
	else
		ret = errno;
	undo_resume(&old);
	return ret;
}

static int start(struct compiler *c, const char *name, struct error *err)
{
	const char *slash = strrchr(name, '/');
	int theirs[NR_PIPES], ret;

	/* Where dtc, which has it from a pipe, is to look for its includes. */
	c->folder =
		xasprintf("%.*s.", slash ? (int)(slash + 1 - name) : 0, name);
	ret = open_pipes(c->fd, theirs) ? errno : spawn(c, theirs);
	for (int i = 0; i < NR_PIPES; i++)
		close_fd(&theirs[i]);
	if (!ret) {
		fcntl(c->fd[IN], F_SETFL, O_NONBLOCK);
		return 0;
	}
	for (int i = 0; i < NR_PIPES; i++)
		close_fd(&c->fd[i]);
	free(c->folder);
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

static void collect(int *fd, struct buffer *b, size_t most)
{
	ssize_t n;

	array_reserve(b->data, b->cap, b->len + 65536);
	n = read(*fd, b->data + b->len, 65536);
	if (n > 0)
		b->len += (size_t)n;
	else if (n == 0 || errno != EINTR)
		close_fd(fd);
	if (b->len > most)
		close_fd(fd);
}

/* proc_pid_stat(5): the state stands behind the name, which may hold anything. */
static bool is_asleep(pid_t pid)
{
	char path[64], line[512] = "";
	const char *end;
	size_t n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	f = fopen(path, "re");
	if (f) {
		n = fread(line, 1, sizeof(line) - 1, f);
		fclose(f);
	}
	line[n] = 0;
	end = strrchr(line, ')');
	return end && !strncmp(end, ") S", 3);
}

/* Nothing has come for a tick: whether to wait on. */
static bool wait_on(struct compiler *c)
{
	c->asleep = is_asleep(c->pid) ? c->asleep + 1 : 0;
	if (c->asleep >= MAX_ASLEEP)
		c->stop = STOP_ASLEEP;
	else if (++c->ticks >= MAX_TICKS)
		c->stop = STOP_SLOW;
	return !c->stop;
}

/* One look at the pipes; false: dtc is to be stopped. */
static bool talk_once(struct compiler *c)
{
	struct pollfd p[NR_PIPES] = {
		{ .fd = c->fd[IN], .events = POLLOUT },
		{ .fd = c->fd[OUT], .events = POLLIN },
		{ .fd = c->fd[ERR], .events = POLLIN },
	};
	int ready = poll(p, NR_PIPES, TICK_MS);

	if (ready < 0)
		return errno == EINTR;
	if (!ready)
		return wait_on(c);
	c->asleep = c->ticks = 0;
	if (p[IN].revents)
		feed(c);
	if (p[OUT].revents)
		collect(&c->fd[OUT], &c->out, MAX_TREE);
	if (p[ERR].revents)
		collect(&c->fd[ERR], &c->err, MAX_MESSAGES);
	if (c->out.len > MAX_TREE)
		c->stop = STOP_TREE;
	return !c->stop;
}

/* Until dtc has closed both of its ends. */
static void talk(struct compiler *c)
{
	while ((c->fd[OUT] >= 0 || c->fd[ERR] >= 0) && talk_once(c))
		;
	if (c->stop)
		kill(c->pid, SIGKILL);
	for (int i = 0; i < NR_PIPES; i++)
		close_fd(&c->fd[i]);
}

/* From its end on, the number may be another's. */
static int reap(struct compiler *c)
{
	siginfo_t info;
	sigset_t old;
	int status = -1;

	while (waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOWAIT) < 0 &&
	       errno == EINTR)
		;
	undo_hold(&old);
	waitpid(c->pid, &status, 0);
	undo_forget(c->undo);
	undo_resume(&old);
	return status;
}

/* The first line that only the C preprocessor understands; 0: none. */
static unsigned preprocessor_line(const char *text, size_t len,
				  const char **directive)
{
	static const char *const known[] = { "#include", "#define", "#ifdef",
					     "#ifndef",	 "#undef",  "#if " };
	const char *s = text, *end = text + len;

	for (unsigned line = 1; s < end; line++) {
		const char *stop = memchr(s, '\n', (size_t)(end - s));

		while (s < end && (*s == ' ' || *s == '\t'))
			s++;
		for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
			size_t n = strlen(known[i]);

			*directive = known[i];
			if ((size_t)(end - s) >= n && !memcmp(s, known[i], n))
				return line;
		}
		s = stop ? stop + 1 : end;
	}
	return 0;
}

/* The first line that dtc wrote, without what it calls its input. */
static int repeat(const char *name, const struct buffer *said,
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

static bool has_said(const struct compiler *c, const char *words)
{
	return c->err.len &&
	       memmem(c->err.data, c->err.len, words, strlen(words));
}

static int complain(const struct compiler *c, int status, const char *name,
		    struct error *err)
{
	int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	if (c->stop == STOP_TREE)
		return error_set(
			err,
			"%s: a tree of more than %u bytes, the kernel maps no more",
			name, MAX_TREE);
	if (c->stop == STOP_ASLEEP)
		return error_set(
			err,
			"%s: dtc waits for a file that gives nothing: /include/ and /incbin/ may name ordinary files only",
			name);
	if (c->stop == STOP_SLOW)
		return error_set(err, "%s: dtc does not come to an end", name);
	if (sig == SIGXCPU || sig == SIGKILL)
		return error_set(
			err,
			"%s: dtc needs more than %u s, which no tree of at most %u bytes does",
			name, MAX_CPU_SECONDS, MAX_TREE);
	if (has_said(c, "nested too deeply"))
		return error_set(
			err,
			"%s: files that include one another deeper than dtc follows: at most %u; does one include itself?",
			name, MAX_INCLUDES);
	if (has_said(c, "alloc() failed")) /* or it ended by a signal */
		return error_set(
			err,
			"%s: dtc needs more than %u MiB of memory, which no tree of at most %u bytes does: what does /incbin/ name?",
			name, MAX_MEMORY >> 20, MAX_TREE);
	if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_NOT_FOUND)
		return error_set(
			err,
			"%s: device tree source needs dtc, which is not in PATH: install it or give a .dtb",
			name);
	return repeat(name, &c->err, err);
}

/* Where the string or character that begins at s ends, s itself apart. */
static size_t quoted(const char *s, size_t left)
{
	size_t i = 1;

	while (i < left && s[i] != s[0])
		i += s[i] == '\\' ? 2 : 1;
	return i < left ? i + 1 : left;
}

static size_t blanks(const char *s, size_t left)
{
	size_t i = 0;

	while (i < left && memchr(" \t\r\n\f\v", s[i], 6))
		i++;
	return i;
}

/* Bytes of the comment that begins at s; 0: none does. */
static size_t comment(const char *s, size_t left)
{
	const char *end;

	if (left < 2 || s[0] != '/' || (s[1] != '/' && s[1] != '*'))
		return 0;
	end = s[1] == '/' ? memchr(s, '\n', left) :
			    memmem(s + 2, left - 2, "*/", 2);
	return end ? (size_t)(end - s) + (s[1] == '/' ? 1 : 2) : left;
}

static int check_source(const char *text, size_t len, const char *name,
			struct error *err)
{
	if (len > MAX_SOURCE)
		return error_set(
			err,
			"%s: %zu bytes of source, at most %u are compiled: the kernel maps a tree of at most %u",
			name, len, MAX_SOURCE, MAX_TREE);
	for (size_t at = 0, n; at < len; at += n ? n : 1) {
		const char *s = text + at;

		if (*s == '"' || *s == '\'') {
			n = quoted(s, len - at);
			continue;
		}
		n = comment(s, len - at);
		if (!n)
			n = blanks(s, len - at);
		if (n > MAX_PASSED)
			return error_set(
				err,
				"%s: byte %zu: a comment or blanks of %zu bytes, at most %zu are compiled",
				name, at, n, MAX_PASSED);
	}
	return 0;
}

/* What only the preprocessor understands is why dtc refused the rest. */
static int refuse(const struct compiler *c, int status, const char *name,
		  const char *text, size_t len, struct error *err)
{
	const char *directive;
	bool refused = !c->stop && WIFEXITED(status) &&
		       WEXITSTATUS(status) != STATUS_NOT_FOUND;
	unsigned line = refused ? preprocessor_line(text, len, &directive) : 0;

	if (!line)
		return complain(c, status, name, err);
	return error_set(
		err,
		"%s: line %u: %.*s needs the C preprocessor, expected plain source: give the .dtb that the kernel's build makes, or what cpp makes of this file",
		name, line, (int)strcspn(directive, " "), directive);
}

int dts_compile(const char *name, const void *text, size_t len, void **out,
		size_t *out_len, struct error *err)
{
	struct compiler c = { .text = text, .left = len };
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;
	int status, ret = 0;

	if (check_source(text, len, name, err) || start(&c, name, err))
		return -1;
	/* dtc may stop reading at the first error. */
	sigaction(SIGPIPE, &ignore, &old);
	talk(&c);
	sigaction(SIGPIPE, &old, NULL);
	status = reap(&c);
	if (c.stop || status || !c.out.len)
		ret = refuse(&c, status, name, text, len, err);
	free(c.err.data);
	free(c.folder);
	if (ret) {
		free(c.out.data);
		return ret;
	}
	*out = c.out.data;
	*out_len = c.out.len;
	return 0;
}
