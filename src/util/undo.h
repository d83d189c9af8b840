/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_UNDO_H
#define INITMEM_UTIL_UNDO_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * What must not outlive the program: temporary files and folders, a program
 * that was started. Where it ends before it has done away with them itself, by
 * exit(), by a signal or out of memory, that happens here, what was added last
 * first; it ends by the signal nevertheless.
 */
struct undo;

/*
 * The program is ours: its end does it. In one that only calls our library each
 * function does away with its own, and fatal_catch() with what is left.
 */
void undo_at_end(void);

/*
 * Makes room for what is added next, with a path as long as this one ("": a
 * child): to be called before it is made, for what is there and has no room is
 * left behind where memory runs out.
 */
void undo_expect(const char *path);

/* A file or a folder (empty by then). Keeps a copy of the path. */
struct undo *undo_add_file(const char *path);
struct undo *undo_add_folder(const char *path);

/* A child: killed and waited for. */
struct undo *undo_add_child(pid_t pid);

/* It is gone, or here to stay. Takes NULL. */
void undo_forget(struct undo *u);

/* All of it, now; async-signal-safe. */
void undo_all(void);

/*
 * Between these two no signal ends the program: for what has to be added as
 * soon as it is there, and for several steps of which none may be the last.
 */
void undo_hold(sigset_t *old);
void undo_resume(const sigset_t *old);

/* In a child after fork(), under undo_hold(): the list is the parent's. */
void undo_child_begins(const sigset_t *old);

#endif
