/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_OUTFILE_H
#define INITMEM_UTIL_OUTFILE_H

#include <stdio.h>

#include "util/error.h"

/*
 * A file that is written whole or not at all: what goes to `f` lies in a
 * temporary file beside it until outfile_commit() gives it its name. Devices
 * and pipes are written to directly.
 */
struct outfile {
	FILE *f;
	char *path;
	char *temporary; /* NULL: f is the file itself */
};

/* Returns 0, or -1 with err and nothing to release. */
int outfile_open(struct outfile *o, const char *path, struct error *err);

/* Ends it under its name, or as if it had never been. Both release *o. */
int outfile_commit(struct outfile *o, struct error *err);
void outfile_discard(struct outfile *o);

#endif
