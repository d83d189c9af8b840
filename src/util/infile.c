/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/infile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "util/alloc.h"

#define STEP ((size_t)64 << 10)
/* /dev/null: Documentation/admin-guide/devices.txt of Linux */
#define EMPTY makedev(1, 3)

static int check_kind(int fd, bool pipes, const char *name, struct error *err)
{
	struct stat st;

	if (fstat(fd, &st))
		return error_set(err, "%s: %s", name, strerror(errno));
	if (S_ISCHR(st.st_mode) && st.st_rdev == EMPTY)
		return 0;
	if (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode))
		return error_set(err, "%s: a device, expected a file", name);
	if (S_ISFIFO(st.st_mode) && !pipes)
		return error_set(err, "%s: a pipe, expected a file", name);
	return 0;
}

int infile_open(int folder, const char *path, bool pipes, const char *name,
		struct error *err)
{
	int fd = openat(folder, path,
			O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return error_set(err, "%s: %s", name, strerror(errno));
	if (!check_kind(fd, pipes, name, err))
		return fd;
	close(fd);
	errno = EINVAL;
	return -1;
}

/* The room to read into at first: a regular file's size, where it has one. */
static size_t first_room(int fd)
{
	struct stat st;

	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    (uintmax_t)st.st_size < SIZE_MAX / 2)
		return (size_t)st.st_size + 2;
	return STEP;
}

/*
 * As opened here, a pipe that nobody has open to write is at its end at once;
 * where somebody has, what is not there yet is waited for.
 */
static ssize_t read_some(int fd, char *to, size_t room)
{
	for (;;) {
		ssize_t n = read(fd, to, room);

		if (n >= 0 || (errno != EINTR && errno != EAGAIN))
			return n;
		if (errno == EAGAIN)
			fcntl(fd, F_SETFL, 0);
	}
}

static int too_large(const char *name, size_t most, struct error *err)
{
	return error_set(err, "%s: more than %zu MiB, no input is that large",
			 name, most >> 20);
}

static int read_all(int fd, size_t most, char **data, size_t *len,
		    const char *name, struct error *err)
{
	size_t room = first_room(fd);

	if (room > most + 2)
		return too_large(name, most, err);
	for (*data = xcalloc(room, 1);;) {
		ssize_t n;

		if (*len + 1 == room) {
			room += room / 8 > STEP ? room / 8 : STEP;
			*data = xrealloc(*data, room, 1);
		}
		n = read_some(fd, *data + *len, room - *len - 1);
		if (n < 0)
			return error_set(err, "%s: %s", name, strerror(errno));
		if (n == 0)
			break;
		*len += (size_t)n;
		if (*len > most)
			return too_large(name, most, err);
	}
	(*data)[*len] = 0;
	return 0;
}

int infile_read(int fd, size_t most, char **data, size_t *len, const char *name,
		struct error *err)
{
	*data = NULL;
	*len = 0;
	if (!read_all(fd, most, data, len, name, err))
		return 0;
	free(*data);
	*data = NULL;
	return -1;
}

static bool is_pipe(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && S_ISFIFO(st.st_mode);
}

int infile_read_path(const char *path, size_t most, char **data, size_t *len,
		     struct error *err)
{
	int fd, ret;

	if (!*path)
		return error_set(
			err,
			"the name of an input is empty, expected that of a file");
	fd = infile_open(AT_FDCWD, path, true, path, err);
	if (fd < 0)
		return -1;
	ret = infile_read(fd, most, data, len, path, err);
	if (!ret && !*len && is_pipe(fd)) {
		free(*data);
		*data = NULL;
		ret = error_set(
			err,
			"%s: a pipe that nobody writes to, expected a file",
			path);
	}
	close(fd);
	return ret;
}
