/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_INFILE_H
#define INITMEM_UTIL_INFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

/*
 * Opens a file to read. Nothing is waited for: a device other than /dev/null is
 * refused, and so is a pipe, unless `pipes` allows one that someone writes to.
 * `folder` is where a relative path begins (AT_FDCWD), `name` what messages
 * call the file. Returns the descriptor, or -1 with err; a file that is not
 * there leaves ENOENT in errno.
 */
int infile_open(int folder, const char *path, bool pipes, const char *name,
		struct error *err);

/*
 * All of it, at most `most` bytes, with a NUL behind them; the caller frees
 * *data. A regular file takes no more memory than its size. 0, or -1 with err
 * and nothing to free.
 */
int infile_read(int fd, size_t most, char **data, size_t *len, const char *name,
		struct error *err);

/* Both, for a path as the user gives it; pipes are fine. */
int infile_read_path(const char *path, size_t most, char **data, size_t *len,
		     struct error *err);

#endif
