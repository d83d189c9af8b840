/* SPDX-License-Identifier: GPL-2.0-only */
#include "command/folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/page.h"
#include "emit/dot.h"
#include "emit/json.h"
#include "phase/phase.h"
#include "util/alloc.h"
#include "util/outfile.h"

int folder_open(struct folder *f, const char *path, struct error *err)
{
	struct stat st;

	memset(f, 0, sizeof(*f));
	if (!mkdir(path, 0777))
		f->made = true;
	else if (errno != EEXIST)
		return error_set(err, "%s: %s", path, strerror(errno));
	else if (stat(path, &st) || !S_ISDIR(st.st_mode))
		return error_set(err, "%s: not a folder", path);
	f->path = xstrdup(path);
	return 0;
}

/* Opens DIR/name; *path is what to remember once it is there. */
static int open_file(struct folder *f, const char *name, struct outfile *out,
		     char **path, struct error *err)
{
	*path = xasprintf("%s/%s", f->path, name);
	if (!outfile_open(out, *path, err))
		return 0;
	free(*path);
	return -1;
}

/* Ends the file: it stays if it was written well. */
static int close_file(struct folder *f, struct outfile *out, char *path,
		      int written, struct error *err)
{
	if (written) {
		error_set(err, "%s: %s", path, strerror(errno));
		outfile_discard(out);
	} else if (!outfile_commit(out, err)) {
		array_reserve(f->files, f->cap_files, f->nr_files + 1);
		f->files[f->nr_files++] = path;
		return 0;
	}
	free(path);
	return -1;
}

static int write_view(struct folder *f, const char *name, const struct view *v,
		      const struct boot *b, struct error *err)
{
	const struct view_options options = { 0 };
	struct outfile out;
	char *path;

	if (open_file(f, name, &out, &path, err))
		return -1;
	return close_file(f, &out, path, view_write_dot(out.f, v, b, &options),
			  err);
}

int folder_add_phase(struct folder *f, const struct boot *b, unsigned index,
		     struct error *err)
{
	size_t number = (size_t)(phase_find(b->phase) - phases);
	char *name = xasprintf("%02zu-%s.json", number, b->phase), *path;
	struct outfile out;
	int ret = open_file(f, name, &out, &path, err);

	free(name);
	if (ret ||
	    close_file(f, &out, path, json_write_record(out.f, b, index), err))
		return -1;
	for (size_t i = 0; !ret && i < nr_views; i++) {
		if (!strcmp(views[i].name, "flow"))
			continue;
		name = xasprintf("%02zu-%s.%s.dot", number, b->phase,
				 views[i].name);
		ret = write_view(f, name, &views[i], b, err);
		free(name);
	}
	return ret;
}

/* The page is of a boot of its own: it has the steps too. */
static int write_index(struct folder *f, const struct session *s,
		       const struct phase *until, struct error *err)
{
	struct outfile out;
	bool panicked;
	char *path;

	if (open_file(f, "index.html", &out, &path, err))
		return -1;
	return close_file(f, &out, path,
			  page_write(out.f, s, until, true, &panicked), err);
}

int folder_finish(struct folder *f, const struct boot *b,
		  const struct session *s, const struct phase *until,
		  struct error *err)
{
	if (write_view(f, "start_kernel.dot", view_find("flow"), b, err))
		return -1;
	return write_index(f, s, until, err);
}

void folder_close(struct folder *f, bool keep)
{
	for (size_t i = 0; i < f->nr_files; i++) {
		if (!keep)
			unlink(f->files[i]);
		free(f->files[i]);
	}
	if (!keep && f->made)
		rmdir(f->path);
	free(f->files);
	free(f->path);
}
