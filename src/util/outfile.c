/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/outfile.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/alloc.h"

static void release(struct outfile *o)
{
	free(o->path);
	free(o->temporary);
	memset(o, 0, sizeof(*o));
}

static int fail(struct outfile *o, struct error *err)
{
	int code = errno;

	if (o->temporary)
		unlink(o->temporary);
	error_set(err, "%s: %s", o->path, strerror(code));
	release(o);
	return -1;
}

/* A device or a pipe is written to, not replaced. */
static bool is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode) &&
	       !S_ISDIR(st.st_mode);
}

int outfile_open(struct outfile *o, const char *path, struct error *err)
{
	int fd;

	memset(o, 0, sizeof(*o));
	o->path = xstrdup(path);
	if (is_special(path)) {
		o->f = fopen(path, "wb");
		return o->f ? 0 : fail(o, err);
	}
	o->temporary = xasprintf("%s.XXXXXX", path);
	fd = mkstemp(o->temporary);
	if (fd < 0) {
		error_set(err, "%s: %s", path, strerror(errno));
		release(o);
		return -1;
	}
	o->f = fdopen(fd, "wb");
	if (!o->f) {
		close(fd);
		return fail(o, err);
	}
	return 0;
}

/* mkstemp() gives the file to its owner only; a new file follows the umask. */
static int set_mode(const struct outfile *o)
{
	mode_t mask;

	if (!o->temporary)
		return 0;
	mask = umask(0);
	umask(mask);
	return fchmod(fileno(o->f), 0666 & ~mask);
}

int outfile_commit(struct outfile *o, struct error *err)
{
	bool bad = fflush(o->f) || ferror(o->f) || set_mode(o);

	if (bad) {
		int code = errno;

		fclose(o->f);
		errno = code;
		return fail(o, err);
	}
	if (fclose(o->f) ||
	    (o->temporary && rename(o->temporary, o->path)))
		return fail(o, err);
	release(o);
	return 0;
}

void outfile_discard(struct outfile *o)
{
	fclose(o->f);
	if (o->temporary)
		unlink(o->temporary);
	release(o);
}
