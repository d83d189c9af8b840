/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/alloc.h"

/* Links that lead to links: as many as the kernel follows. */
#define MAX_LINKS 40

/* Few files are larger: one write each. */
#define BUFFER_BYTES (64 << 10)

static void release(struct outfile *o)
{
	undo_forget(o->undo);
	free(o->buffer);
	free(o->path);
	free(o->target);
	free(o->temporary);
	memset(o, 0, sizeof(*o));
}

void outfile_discard(struct outfile *o)
{
	if (o->f)
		fclose(o->f);
	if (o->temporary)
		unlink(o->temporary);
	release(o);
}

static int fail(struct outfile *o, struct error *err)
{
	error_set(err, "%s: %s", o->path, strerror(errno));
	outfile_discard(o);
	return -1;
}

/* A device or a pipe is written to, not replaced. */
static bool is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode) &&
	       !S_ISDIR(st.st_mode);
}

/* The name that a symbolic link stands for, there or not; NULL: it is none. */
static char *follow(const char *path)
{
	const char *slash = strrchr(path, '/');
	char to[PATH_MAX];
	ssize_t len = readlink(path, to, sizeof(to) - 1);

	if (len < 0)
		return NULL;
	to[len] = 0;
	if (*to == '/' || !slash)
		return xstrdup(to);
	return xasprintf("%.*s/%s", (int)(slash - path), path, to);
}

static char *final_name(const char *path)
{
	char *name = xstrdup(path), *next;

	for (unsigned i = 0; i < MAX_LINKS && (next = follow(name)); i++) {
		free(name);
		name = next;
	}
	return name;
}

/* The stream of a temporary file that is there, and will not be left behind. */
static int use(struct outfile *o, int fd, struct error *err)
{
	if (fd < 0) {
		free(o->temporary);
		o->temporary = NULL;
		return fail(o, err);
	}
	o->undo = undo_add_file(o->temporary);
	o->f = fdopen(fd, "wb");
	if (o->f) {
		o->buffer = xrealloc(NULL, BUFFER_BYTES, 1);
		setvbuf(o->f, o->buffer, _IOFBF, BUFFER_BYTES);
		return 0;
	}
	close(fd);
	return fail(o, err);
}

int outfile_open(struct outfile *o, const char *path, struct error *err)
{
	sigset_t old;
	int ret;

	memset(o, 0, sizeof(*o));
	if (!*path)
		return error_set(
			err,
			"the name of the output is empty, expected that of a file");
	o->path = xstrdup(path);
	if (is_special(path)) {
		o->f = fopen(path, "wb");
		return o->f ? 0 : fail(o, err);
	}
	o->target = final_name(path);
	o->temporary = xasprintf("%s.XXXXXX", o->target);
	undo_expect(o->temporary);
	undo_hold(&old);
	ret = use(o, mkostemp(o->temporary, O_CLOEXEC), err);
	undo_resume(&old);
	return ret;
}

int outfile_open_at(struct outfile *o, const char *path, const char *temporary,
		    struct error *err)
{
	sigset_t old;
	int ret;

	*o = (struct outfile){ .path = xstrdup(path),
			       .target = xstrdup(path),
			       .temporary = xstrdup(temporary) };
	undo_expect(temporary);
	undo_hold(&old);
	ret = use(o,
		  open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		       0666),
		  err);
	undo_resume(&old);
	return ret;
}

/* What a new file may do by the umask. */
static mode_t new_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* What takes a file's place may do what that may. */
static int set_mode(const struct outfile *o)
{
	struct stat old, st;
	mode_t mode;

	if (!o->temporary)
		return 0;
	if (fstat(fileno(o->f), &st))
		return -1;
	if (!lstat(o->target, &old) && S_ISREG(old.st_mode))
		mode = old.st_mode & 0777;
	else
		mode = new_mode();
	return (st.st_mode & 0777) == mode ? 0 : fchmod(fileno(o->f), mode);
}

int outfile_close(struct outfile *o, struct error *err)
{
	FILE *f = o->f;

	if (fflush(f) || ferror(f) || set_mode(o))
		return fail(o, err);
	o->f = NULL;
	if (fclose(f))
		return fail(o, err);
	free(o->buffer);
	o->buffer = NULL;
	return 0;
}

int outfile_commit(struct outfile *o, struct error *err)
{
	sigset_t old;
	int ret = 0;

	if (outfile_close(o, err))
		return -1;
	undo_hold(&old);
	if (o->temporary && rename(o->temporary, o->target))
		ret = fail(o, err);
	else
		release(o);
	undo_resume(&old);
	return ret;
}
