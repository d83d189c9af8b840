/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_OUTFILE_H
#define INITMEM_UTIL_OUTFILE_H

#include <stdio.h>

#include "util/error.h"
#include "util/undo.h"

/*
 * A file that is written whole or not at all: what goes to `f` lies in a
 * temporary file beside it until outfile_commit() gives it its name, and is
 * gone if the program ends before. What was there keeps its permissions and,
 * where it is a symbolic link, stays one: its target is written. Devices and
 * pipes are written to directly.
 */
struct outfile {
	FILE *f; /* NULL: closed */
	char *buffer; /* of f */
	char *path; /* as messages call it */
	char *target; /* what takes the place of it: behind symbolic links */
	char *temporary; /* NULL: f is the file itself */
	struct undo *undo;
};

/* Returns 0, or -1 with err and nothing to release. */
int outfile_open(struct outfile *o, const char *path, struct error *err);

/*
 * The same for one of several files, whose temporary file is given: a name in
 * the same file system, in a folder that others cannot enter. A symbolic link
 * is replaced.
 */
int outfile_open_at(struct outfile *o, const char *path, const char *temporary,
		    struct error *err);

/*
 * Ends the writing; the file waits under its temporary name, f is NULL. 0, or
 * -1 with err, *o is released then.
 */
int outfile_close(struct outfile *o, struct error *err);

/* Ends it under its name, or as if it had never been. Both release *o. */
int outfile_commit(struct outfile *o, struct error *err);
void outfile_discard(struct outfile *o);

#endif
