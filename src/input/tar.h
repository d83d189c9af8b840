/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_TAR_H
#define INITMEM_INPUT_TAR_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

/* The files of an archive that `initmem gather` made, in memory. */

struct tar_file {
	char *name; /* without "./" */
	char *data; /* ends with a NUL that does not count */
	size_t len;
};

struct tar_files {
	struct tar_file *v;
	size_t n, cap;
};

/* Whether the bytes begin as a tar file does. */
bool is_tar(const char *data, size_t len);

/*
 * Regular files only; `name` is for messages. Returns 0, or -1 with err; *out
 * is to be released in either case.
 */
int tar_read(struct tar_files *out, const char *data, size_t len,
	     const char *name, struct error *err);
void tar_release(struct tar_files *f);

/* The file of this name, at the top or in a folder; NULL if there is none. */
struct tar_file *tar_find(const struct tar_files *f, const char *name);

#endif
