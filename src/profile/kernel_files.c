/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/kernel_files.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/infile.h"

/* Debian's System.map is one line that names a package. */
#define SYMBOLS_LEAST (64 << 10)

/* In front of a name goes `folder`, behind it the release if it ends so. */
struct place {
	const char *before, *after;
};

static const struct place images[] = {
	{ "/boot/vmlinuz-", "" },	 { "/boot/vmlinux-", "" },
	{ "/lib/modules/", "/vmlinuz" }, { "/usr/lib/modules/", "/vmlinuz" },
	{ "/boot/Image-", "" },		 { "/boot/kernel-", "" },
};

static const struct place configs[] = {
	{ "/boot/config-", "" },
	{ "/lib/modules/", "/config" },
	{ "/usr/lib/modules/", "/config" },
	{ "/lib/modules/", "/build/.config" },
};

static const char *keep(struct found_files *found, char *path)
{
	array_reserve(found->v, found->cap, found->n + 1);
	found->v[found->n++] = path;
	return path;
}

/* The path if there is a file, of so many bytes at least; NULL: none. */
static const char *existing(struct found_files *found, char *path, off_t least)
{
	struct stat st;

	if (!stat(path, &st) && !S_ISDIR(st.st_mode) &&
	    (!S_ISREG(st.st_mode) || st.st_size >= least))
		return keep(found, path);
	free(path);
	return NULL;
}

static const char *first_of(struct found_files *found, const char *root,
			    const char *release, const struct place *places,
			    size_t n)
{
	const char *path = NULL;

	for (size_t i = 0; i < n && !path; i++)
		path = existing(found,
				xasprintf("%s%s%s%s", root, places[i].before,
					  release, places[i].after),
				1);
	return path;
}

void kernel_files_beside(struct import_request *rq, struct found_files *found)
{
	const char *path = rq->files.image.path, *slash = strrchr(path, '/');
	int folder = slash ? (int)(slash - path) + 1 : 0;
	const char *release = strchr(path + folder, '-');

	if (!release)
		return;
	if (!rq->config_beside.path)
		rq->config_beside.path =
			existing(found,
				 xasprintf("%.*sconfig%s", folder, path,
					   release),
				 1);
	if (!rq->files.symbols.path)
		rq->files.symbols.path =
			existing(found,
				 xasprintf("%.*sSystem.map%s", folder, path,
					   release),
				 SYMBOLS_LEAST);
}

/* "Linux version RELEASE (...)" of /proc/version; NULL with err. */
static char *running_release(const char *root, struct error *err)
{
	static const char start[] = "Linux version ";
	char *path = xasprintf("%s/proc/version", root), *text = NULL;
	char *release = NULL;
	size_t len;

	if (!infile_read_path(path, 1 << 16, &text, &len, err)) {
		if (!strncmp(text, start, strlen(start)))
			release =
				xstrndup(text + strlen(start),
					 strcspn(text + strlen(start), " \n"));
		else
			error_set(err, "%s: expected \"%sRELEASE\"", path,
				  start);
	}
	free(text);
	free(path);
	return release;
}

int kernel_files_running(struct import_request *rq, const char *root,
			 struct found_files *found, struct error *err)
{
	char *release = running_release(root, err);
	struct vmlinux_files *f = &rq->files;

	if (!release)
		return -1;
	rq->release = keep(found, release);
	if (!f->image.path)
		f->image.path = first_of(found, root, release, images,
					 ARRAY_SIZE(images));
	if (!f->image.path)
		return error_set(
			err,
			"%s/boot/vmlinuz-%s: not there, nor at the other places where a running kernel's image lies; say where it is: kernel import --running IMAGE",
			root, release);
	if (!rq->config_beside.path)
		rq->config_beside.path =
			existing(found, xasprintf("%s/proc/config.gz", root),
				 0);
	if (!rq->config_beside.path)
		rq->config_beside.path = first_of(found, root, release, configs,
						  ARRAY_SIZE(configs));
	if (!f->symbols.path)
		f->symbols.path =
			existing(found, xasprintf("%s/proc/kallsyms", root), 0);
	if (!f->btf.path)
		f->btf.path =
			existing(found,
				 xasprintf("%s/sys/kernel/btf/vmlinux", root),
				 1);
	return 0;
}

void found_files_release(struct found_files *found)
{
	while (found->n)
		free(found->v[--found->n]);
	free(found->v);
}
