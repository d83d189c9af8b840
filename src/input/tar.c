/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/tar.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/library.h"

/* What one machine has comes nowhere near these. */
#define MAX_FILES 4096u
#define MAX_TOTAL ((size_t)128 << 20)

#define FUNCTIONS(X)                                                           \
	X(archive_read_new)                                                    \
	X(archive_read_support_format_tar)                                     \
	X(archive_read_open_memory)                                            \
	X(archive_read_next_header)                                            \
	X(archive_read_data)                                                   \
	X(archive_read_free)                                                   \
	X(archive_error_string)                                                \
	X(archive_entry_pathname)                                              \
	X(archive_entry_filetype)

LIBRARY(archive, "to read tar files", FUNCTIONS);

bool is_tar(const char *data, size_t len)
{
	static const char magic[] = "ustar";

	return len >= 257 + strlen(magic) &&
	       !memcmp(data + 257, magic, strlen(magic));
}

static int archive_error(struct archive *a, const char *name, struct error *err)
{
	const char *text = archive.archive_error_string(a);

	return error_set(err, "%s: not a readable tar file: %s", name,
			 text ? text : "it is damaged");
}

/* All of the entry that the archive is at. */
static int read_entry(struct archive *a, struct tar_file *f, size_t *total,
		      const char *name, struct error *err)
{
	size_t cap = 0;

	for (;;) {
		la_ssize_t n;

		array_reserve(f->data, cap, f->len + 65537);
		n = archive.archive_read_data(a, f->data + f->len,
					      cap - f->len - 1);
		if (n > 0)
			f->len += (size_t)n;
		f->data[f->len] = 0;
		if (n < 0)
			return archive_error(a, name, err);
		if (n == 0)
			return 0;
		*total += (size_t)n;
		if (*total > MAX_TOTAL)
			return error_set(err, "%s: holds more than %zu MiB",
					 name, MAX_TOTAL >> 20);
	}
}

static int read_entries(struct archive *a, struct tar_files *out,
			const char *name, struct error *err)
{
	struct archive_entry *entry;
	size_t total = 0;
	int ret;

	while ((ret = archive.archive_read_next_header(a, &entry)) ==
		       ARCHIVE_OK ||
	       ret == ARCHIVE_WARN) {
		const char *path = archive.archive_entry_pathname(entry);
		struct tar_file *f;

		if (!path || archive.archive_entry_filetype(entry) != AE_IFREG)
			continue;
		if (out->n == MAX_FILES)
			return error_set(err, "%s: holds more than %u files",
					 name, MAX_FILES);
		array_reserve(out->v, out->cap, out->n + 1);
		f = &out->v[out->n++];
		*f = (struct tar_file){
			.name = xstrdup(path + (strncmp(path, "./", 2) ? 0 : 2))
		};
		if (read_entry(a, f, &total, name, err))
			return -1;
	}
	return ret == ARCHIVE_EOF ? 0 : archive_error(a, name, err);
}

int tar_read(struct tar_files *out, const char *data, size_t len,
	     const char *name, struct error *err)
{
	struct archive *a;
	int ret;

	memset(out, 0, sizeof(*out));
	if (library_need(&libarchive, err))
		return -1;
	a = archive.archive_read_new();
	if (!a)
		return error_set(err, "%s: no memory for it", name);
	archive.archive_read_support_format_tar(a);
	if (archive.archive_read_open_memory(a, data, len) != ARCHIVE_OK)
		ret = archive_error(a, name, err);
	else
		ret = read_entries(a, out, name, err);
	archive.archive_read_free(a);
	return ret;
}

void tar_release(struct tar_files *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->v[i].name);
		free(f->v[i].data);
	}
	free(f->v);
	memset(f, 0, sizeof(*f));
}

struct tar_file *tar_find(const struct tar_files *f, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < f->n; i++) {
		size_t have = strlen(f->v[i].name);
		const char *end = f->v[i].name + have - len;

		if (have >= len && !strcmp(end, name) &&
		    (have == len || end[-1] == '/'))
			return &f->v[i];
	}
	return NULL;
}
