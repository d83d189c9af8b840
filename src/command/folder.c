/* SPDX-License-Identifier: GPL-2.0-only */
#include "command/folder.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "emit/dot.h"
#include "emit/html.h"
#include "journal/journal.h"
#include "journal/sequence.h"
#include "start/sequence.h"
#include "util/alloc.h"

/* A name in the folder, or in the one apart. */
static char *in(const char *folder, const char *name)
{
	return xasprintf("%s/%s", folder, name);
}

static int make_apart(struct folder *f, struct error *err)
{
	sigset_t old;
	int ret = 0;

	f->apart = in(f->path, ".initmem-XXXXXX");
	undo_expect(f->apart);
	undo_hold(&old);
	if (mkdtemp(f->apart))
		f->undo_apart = undo_add_folder(f->apart);
	else
		ret = error_set(err, "%s: %s", f->path, strerror(errno));
	undo_resume(&old);
	return ret;
}

static int make_folder(struct folder *f, struct error *err)
{
	struct stat st;
	sigset_t old;
	int ret = 0;

	undo_expect(f->path);
	undo_hold(&old);
	if (!mkdir(f->path, 0777))
		f->undo = undo_add_folder(f->path);
	else if (errno != EEXIST)
		ret = error_set(err, "%s: %s", f->path, strerror(errno));
	else if (stat(f->path, &st) || !S_ISDIR(st.st_mode))
		ret = error_set(err, "%s: not a folder", f->path);
	undo_resume(&old);
	return ret;
}

static int open_file(struct folder *f, const char *name, struct outfile *out,
		     struct error *err)
{
	char *path = in(f->path, name), *temporary = in(f->apart, name);
	int ret = outfile_open_at(out, path, temporary, err);

	free(path);
	free(temporary);
	return ret;
}

/* Ends the file: it waits for the others if it was written well. */
static int close_file(struct folder *f, struct outfile *out, int written,
		      struct error *err)
{
	if (written) {
		error_set(err, "%s: %s", out->path, strerror(errno));
		outfile_discard(out);
		return -1;
	}
	if (outfile_close(out, err))
		return -1;
	array_reserve(f->files, f->cap_files, f->nr_files + 1);
	f->files[f->nr_files++] = *out;
	return 0;
}

static int write_file(struct folder *f, const char *name, const char *text,
		      size_t len, struct error *err)
{
	struct outfile out;

	if (open_file(f, name, &out, err))
		return -1;
	return close_file(f, &out, fwrite(text, 1, len, out.f) != len, err);
}

/* What a file is to hold, for as long as there may be one that holds it. */
struct kept_file {
	char *name;
	char *text;
	size_t len;
	bool same; /* as what lies there */
};

#define MOST_KEPT (4 << 20) /* bytes: of more, files are written at once */

/* Takes the text over. */
static int add_file(struct folder *f, const char *name, char *text, size_t len,
		    struct error *err)
{
	int ret;

	if (len <= MOST_KEPT - f->kept_bytes) {
		array_reserve(f->kept, f->cap_kept, f->nr_kept + 1);
		f->kept[f->nr_kept++] =
			(struct kept_file){ xstrdup(name), text, len, false };
		f->kept_bytes += len;
		return 0;
	}
	ret = write_file(f, name, text, len, err);
	free(text);
	return ret;
}

static const char flow_file[] = "start_kernel.dot";
static const char page_file[] = "index.html";
static const struct html_page page_of_folder = { .files = true };

static int page_error(struct folder *f, struct error *err)
{
	return error_set(err, "%s: %s", f->page.path, strerror(errno));
}

static int begin_page(struct folder *f, struct error *err)
{
	if (open_file(f, page_file, &f->page, err))
		return -1;
	f->page_open = true;
	return html_page_begin(f->page.f, &page_of_folder) ?
		       page_error(f, err) :
		       0;
}

static int end_page(struct folder *f, const struct boot *b, struct error *err)
{
	f->page_open = false;
	return close_file(f, &f->page,
			  html_page_end(f->page.f, &page_of_folder, b), err);
}

int folder_open(struct folder *f, const char *path, struct error *err)
{
	memset(f, 0, sizeof(*f));
	if (!*path)
		return error_set(
			err,
			"the name of the output is empty, expected that of a folder");
	f->path = xstrdup(path);
	if (!make_folder(f, err) && !make_apart(f, err) && !begin_page(f, err))
		return 0;
	folder_close(f);
	return -1;
}

static int write_view(struct folder *f, const char *name, const struct view *v,
		      const struct boot *b, struct error *err)
{
	const struct view_options options = { 0 };
	struct buffer text = view_dot(v, b, &options);

	return add_file(f, name, text.text, text.len, err);
}

/* "05-mem_init.json", "05-mem_init.zones.dot" */
static char *phase_file(const struct boot *b, const char *kind)
{
	size_t number = sequence_phase_number(b->sequence, boot_phase(b));

	return xasprintf("%02zu-%s.%s", number, b->journal->phase, kind);
}

static char *view_file(const struct boot *b, const struct view *v)
{
	char *kind = xasprintf("%s.dot", v->name);
	char *name = phase_file(b, kind);

	free(kind);
	return name;
}

static const struct view *boot_view(void)
{
	size_t i = 0;

	while (!views[i].of_boot)
		i++;
	return &views[i];
}

static int write_record(struct folder *f, const struct boot *b,
			const char *record, struct error *err)
{
	char *name = phase_file(b, "json");
	int ret = add_file(f, name, xstrdup(record), strlen(record), err);

	free(name);
	return ret;
}

static int write_graphs(struct folder *f, const struct boot *b,
			struct error *err)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < nr_views; i++) {
		char *name;

		if (views[i].of_boot)
			continue;
		name = view_file(b, &views[i]);
		ret = write_view(f, name, &views[i], b, err);
		free(name);
	}
	return ret;
}

int folder_add(struct folder *f, const struct boot *b, const char *record,
	       struct error *err)
{
	if (html_page_record(f->page.f, b, f->nr_page_records++))
		return page_error(f, err);
	if (b->journal->step)
		return 0;
	return write_record(f, b, record, err) || write_graphs(f, b, err) ? -1 :
									    0;
}

/* A file of an earlier boot, out of the way until all have taken place. */
struct aside {
	char *path;
	char *apart;
};

struct asides {
	struct aside *v;
	size_t n, cap;
	size_t moved; /* of them, the first */
};

static bool is_same(const struct folder *f, const char *name)
{
	for (size_t i = 0; i < f->nr_kept; i++) {
		if (f->kept[i].same && !strcmp(f->kept[i].name, name))
			return true;
	}
	return false;
}

static bool is_written(const struct folder *f, const char *path)
{
	for (size_t i = 0; i < f->nr_files; i++) {
		if (!strcmp(f->files[i].path, path))
			return true;
	}
	return false;
}

static int plan_aside(struct asides *a, const struct folder *f,
		      const char *path, struct error *err)
{
	char *apart = xasprintf("%s/%zu", f->apart, a->n);
	struct stat st;

	if (lstat(path, &st) || (S_ISDIR(st.st_mode) && !is_written(f, path))) {
		free(apart);
		return 0;
	}
	if (S_ISDIR(st.st_mode)) {
		free(apart);
		return error_set(err, "%s: a folder is in the way", path);
	}
	array_reserve(a->v, a->cap, a->n + 1);
	a->v[a->n++] = (struct aside){ xstrdup(path), apart };
	return 0;
}

static int find_aside(struct asides *a, const struct folder *f,
		      const char *name, struct error *err)
{
	char *path = in(f->path, name);
	int ret = plan_aside(a, f, path, err);

	free(path);
	return ret;
}

/* "zones.dot", or what else comes behind a phase's name and the dot */
static bool is_kind(const char *kind)
{
	if (!strcmp(kind, "json"))
		return true;
	for (size_t i = 0; i < nr_views; i++) {
		size_t len = strlen(views[i].name);

		if (!views[i].of_boot && !strncmp(kind, views[i].name, len) &&
		    !strcmp(kind + len, ".dot"))
			return true;
	}
	return false;
}

/* What stands in a phase's file name behind its number: "mem_init.zones.dot" */
static bool is_phase_file(const char *name)
{
	const char *dot = strchr(name, '.');
	char *phase;
	bool ours;

	if (!dot || !is_kind(dot + 1))
		return false;
	phase = xstrndup(name, (size_t)(dot - name));
	ours = phase_find(phase);
	free(phase);
	return ours;
}

/* Whether some boot has put it here. */
static bool is_ours(const char *name)
{
	if (!strcmp(name, flow_file) || !strcmp(name, page_file))
		return true;
	return isdigit((unsigned char)name[0]) &&
	       isdigit((unsigned char)name[1]) && name[2] == '-' &&
	       is_phase_file(name + 3);
}

/* All files that any boot has put here, and nothing else. */
static int find_asides(struct asides *a, const struct folder *f,
		       struct error *err)
{
	DIR *dir = opendir(f->path);
	const struct dirent *e;
	int ret = 0;

	if (!dir)
		return error_set(err, "%s: %s", f->path, strerror(errno));
	while (!ret && (e = readdir(dir))) {
		if (is_ours(e->d_name) && !is_same(f, e->d_name))
			ret = find_aside(a, f, e->d_name, err);
	}
	closedir(dir);
	return ret;
}

static int move_aside(struct asides *a, struct error *err)
{
	for (; a->moved < a->n; a->moved++) {
		const struct aside *x = &a->v[a->moved];

		if (rename(x->path, x->apart))
			return error_set(err, "%s: %s", x->path,
					 strerror(errno));
	}
	return 0;
}

/* They go, or where something went wrong come back. */
static void release_asides(struct asides *a, bool back)
{
	for (size_t i = a->n; i-- > 0;) {
		struct aside *x = &a->v[i];

		if (back && i < a->moved)
			rename(x->apart, x->path);
		else if (i < a->moved)
			unlink(x->apart);
		free(x->path);
		free(x->apart);
	}
	free(a->v);
}

static int place_files(struct folder *f, struct error *err)
{
	for (size_t i = 0; i < f->nr_files; i++) {
		struct outfile *o = &f->files[i];

		if (!rename(o->temporary, o->target))
			continue;
		error_set(err, "%s: %s", o->path, strerror(errno));
		while (i-- > 0)
			rename(f->files[i].target, f->files[i].temporary);
		return -1;
	}
	return 0;
}

/* What is in its place stays. */
static void keep_files(struct folder *f)
{
	for (size_t i = 0; i < f->nr_files; i++) {
		undo_forget(f->files[i].undo);
		f->files[i].undo = NULL;
		free(f->files[i].temporary);
		f->files[i].temporary = NULL;
	}
	undo_forget(f->undo);
	f->undo = NULL;
}

/* Whether that is what is left of a file, to its end. */
static bool holds(int fd, const char *text, size_t len)
{
	char part[16 << 10];
	ssize_t n;

	while ((n = read(fd, part, sizeof(part))) > 0) {
		if ((size_t)n > len || memcmp(part, text, (size_t)n))
			return false;
		text += n;
		len -= (size_t)n;
	}
	return n == 0 && !len;
}

static bool lies_there(const struct folder *f, const struct kept_file *k)
{
	char *path = in(f->path, k->name);
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	bool same = fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode) &&
		    st.st_size == (off_t)k->len && holds(fd, k->text, k->len);

	if (fd >= 0)
		close(fd);
	free(path);
	return same;
}

static int write_kept(struct folder *f, struct error *err)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < f->nr_kept; i++) {
		struct kept_file *k = &f->kept[i];

		k->same = lies_there(f, k);
		if (!k->same)
			ret = write_file(f, k->name, k->text, k->len, err);
	}
	return ret;
}

/* Nothing may come between: neither a signal nor another program like us. */
static int put_in_place(struct folder *f, struct error *err)
{
	int lock = open(f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), ret;
	struct asides asides = { 0 };
	sigset_t old;

	/* Where locks are not known, it goes on without. */
	if (lock >= 0)
		flock(lock, LOCK_EX);
	ret = write_kept(f, err) ? -1 : find_asides(&asides, f, err);
	undo_hold(&old);
	/* From here on no memory is asked for: there may be none. */
	if (!ret)
		ret = move_aside(&asides, err);
	if (!ret)
		ret = place_files(f, err);
	release_asides(&asides, ret != 0);
	if (!ret)
		keep_files(f);
	undo_resume(&old);
	if (lock >= 0)
		close(lock);
	return ret;
}

int folder_finish(struct folder *f, const struct boot *b, struct error *err)
{
	if (write_view(f, flow_file, boot_view(), b, err) ||
	    end_page(f, b, err))
		return -1;
	return put_in_place(f, err);
}

void folder_close(struct folder *f)
{
	if (f->page_open)
		outfile_discard(&f->page);
	for (size_t i = 0; i < f->nr_files; i++)
		outfile_discard(&f->files[i]);
	for (size_t i = 0; i < f->nr_kept; i++) {
		free(f->kept[i].name);
		free(f->kept[i].text);
	}
	free(f->kept);
	if (f->undo_apart)
		rmdir(f->apart);
	undo_forget(f->undo_apart);
	if (f->undo)
		rmdir(f->path);
	undo_forget(f->undo);
	free(f->files);
	free(f->apart);
	free(f->path);
}
