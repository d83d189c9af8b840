/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/undo.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/fatal.h"

enum kind { A_FILE, A_FOLDER, A_CHILD };

struct undo {
	struct undo *next;
	enum kind kind;
	char *path;
	pid_t pid;
};

/* What a thread of a program that calls our library has begun is its own. */
static _Thread_local struct undo *head;

/* Room for one more, and how long its path may be. */
static _Thread_local struct undo *spare;
static _Thread_local size_t spare_length;

/* Those that end a program, are sent to one, and may be caught. */
static const int signals[] = { SIGHUP,	SIGINT,	 SIGQUIT, SIGPIPE, SIGALRM,
			       SIGTERM, SIGXCPU, SIGXFSZ, SIGUSR1, SIGUSR2 };

static void undo(const struct undo *u)
{
	switch (u->kind) {
	case A_FILE:
		unlink(u->path);
		break;
	case A_FOLDER:
		rmdir(u->path);
		break;
	case A_CHILD:
		kill(u->pid, SIGKILL);
		while (waitpid(u->pid, NULL, 0) < 0 && errno == EINTR)
			;
		break;
	}
}

void undo_all(void)
{
	for (const struct undo *u = head; u; u = u->next)
		undo(u);
	head = NULL;
}

/* The signal does what it would have done, as soon as this returns. */
static void on_signal(int sig)
{
	undo_all();
	raise(sig);
}

static void fill_set(sigset_t *set)
{
	sigemptyset(set);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		sigaddset(set, signals[i]);
}

/* They are caught from the first thing on that there is to undo. */
static bool at_end;

/* What is ignored (nohup) stays so. */
static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal,
				    .sa_flags = (int)SA_RESETHAND };

	fill_set(&action.sa_mask);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		struct sigaction old;

		if (!sigaction(signals[i], NULL, &old) &&
		    old.sa_handler == SIG_DFL)
			sigaction(signals[i], &action, NULL);
	}
}

void undo_hold(sigset_t *old)
{
	sigset_t set;

	fill_set(&set);
	sigprocmask(SIG_BLOCK, &set, old);
}

void undo_resume(const sigset_t *old)
{
	sigprocmask(SIG_SETMASK, old, NULL);
}

void undo_at_end(void)
{
	at_end = true;
	atexit(undo_all);
}

static void forget(struct undo *u)
{
	if (u)
		free(u->path);
	free(u);
}

void undo_expect(const char *path)
{
	struct undo *u = xcalloc(1, sizeof(*u));

	u->path = xstrdup(path);
	forget(spare);
	spare = u;
	spare_length = strlen(path);
}

static struct undo *add(enum kind kind, const char *path, pid_t pid)
{
	struct undo *u;
	sigset_t old;

	if (!spare || strlen(path) > spare_length)
		undo_expect(path);
	u = spare;
	spare = NULL;
	at_fatal(undo_all);
	if (at_end)
		catch_signals();
	at_end = false;
	u->kind = kind;
	u->pid = pid;
	strcpy(u->path, path);
	undo_hold(&old);
	u->next = head;
	head = u;
	undo_resume(&old);
	return u;
}

struct undo *undo_add_file(const char *path)
{
	return add(A_FILE, path, 0);
}

struct undo *undo_add_folder(const char *path)
{
	return add(A_FOLDER, path, 0);
}

struct undo *undo_add_child(pid_t pid)
{
	return add(A_CHILD, "", pid);
}

void undo_forget(struct undo *u)
{
	sigset_t old;

	if (!u)
		return;
	undo_hold(&old);
	for (struct undo **at = &head; *at; at = &(*at)->next) {
		if (*at == u) {
			*at = u->next;
			break;
		}
	}
	undo_resume(&old);
	forget(u);
}

void undo_child_begins(const sigset_t *old)
{
	head = NULL;
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		struct sigaction now;

		if (!sigaction(signals[i], NULL, &now) &&
		    now.sa_handler == on_signal)
			signal(signals[i], SIG_DFL);
	}
	undo_resume(old);
}
