/* SPDX-License-Identifier: GPL-2.0-only */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "input/e820.h"
#include "input/pc.h"
#include "input/scan.h"
#include "model/archs.h"
#include "util/alloc.h"
#include "util/infile.h"
#include "util/sort.h"

/*
 * /sys/firmware/memmap: a folder for each entry of the firmware's map, named
 * by its number, with the files start, end (inclusive) and type:
 * drivers/firmware/memmap.c.
 */

#define MAX_ENTRIES 4096u

/* The numbers that are there, sorted. */
struct numbers {
	uint64_t *v;
	size_t nr, cap;
};

static int compare_u64(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static int list_entries(DIR *dir, struct numbers *n, const char *folder,
			struct error *err)
{
	const struct dirent *d;

	while ((d = readdir(dir))) {
		struct scan s;

		if (scan(&s, d->d_name, "%d") != SCAN_YES || *s.rest)
			continue;
		if (n->nr == MAX_ENTRIES)
			return error_set(err, "%s: more than %u entries",
					 folder, MAX_ENTRIES);
		array_reserve(n->v, n->cap, n->nr + 1);
		n->v[n->nr++] = s.v[0];
	}
	if (!n->nr)
		return error_set(
			err,
			"%s: no entries: expected folders 0, 1, ... with files start, end and type, as /sys/firmware/memmap has them; of a device tree give the blob, /sys/firmware/fdt",
			folder);
	sort_stable(n->v, n->nr, sizeof(*n->v), compare_u64);
	return 0;
}

/* The first line of folder/number/file into buf; `name` is for messages. */
static int read_file(int dir, const char *path, const char *folder, char *buf,
		     size_t size, struct error *err)
{
	char *name = xasprintf("%s/%s", folder, path);
	int fd = infile_open(dir, path, false, name, err);
	ssize_t n = fd < 0 ? -1 : read(fd, buf, size - 1);

	if (fd >= 0 && n < 0)
		error_set(err, "%s: %s", name, strerror(errno));
	if (fd >= 0)
		close(fd);
	free(name);
	buf[n < 0 ? 0 : n] = 0;
	buf[strcspn(buf, "\r\n")] = 0;
	return n < 0 ? -1 : 0;
}

struct text {
	char buf[80];
};

static int read_attribute(int dir, const char *folder, uint64_t number,
			  const char *file, struct text *t, struct error *err)
{
	char *path = xasprintf("%llu/%s", (unsigned long long)number, file);
	int ret = read_file(dir, path, folder, t->buf, sizeof(t->buf), err);

	free(path);
	return ret;
}

static int parse_address(const struct text *t, uint64_t *v)
{
	struct scan s;

	if (scan(&s, t->buf, "%x") != SCAN_YES || *skip_blanks(s.rest))
		return -1;
	*v = s.v[0];
	return 0;
}

static int read_entry(struct machine *m, int dir, const char *folder,
		      uint64_t number, struct error *err)
{
	struct text start, end, type;
	struct e820_entry e = { 0 };
	uint64_t first, last;
	const char *rest;

	if (read_attribute(dir, folder, number, "start", &start, err) ||
	    read_attribute(dir, folder, number, "end", &end, err) ||
	    read_attribute(dir, folder, number, "type", &type, err))
		return -1;
	if (parse_address(&start, &first) || parse_address(&end, &last) ||
	    !e820_set_range(&e, first, last))
		return error_set(
			err,
			"%s/%llu: start '%s', end '%s': expected hexadecimal addresses, end not below start",
			folder, (unsigned long long)number, start.buf, end.buf);
	if (e820_parse_type(type.buf, &e.type, &rest) != E820_LINE_ENTRY) {
		machine_note(m, "entry %llu: type '%s' is taken as reserved",
			     (unsigned long long)number, type.buf);
		e.type = E820_RESERVED;
	}
	e820_map_add(&m->pc.e820.firmware, e.base, e.size, e.type);
	return 0;
}

static int read_folder(struct machine *m, const char *folder, struct error *err)
{
	struct numbers n = { 0 };
	DIR *dir = opendir(folder);
	int ret;

	if (!dir)
		return error_set(err, "%s: %s", folder, strerror(errno));
	ret = list_entries(dir, &n, folder, err);
	for (size_t i = 0; i < n.nr && !ret; i++)
		ret = read_entry(m, dirfd(dir), folder, n.v[i], err);
	closedir(dir);
	free(n.v);
	return ret;
}

int machine_from_memmap(struct machine *m, const char *folder,
			const struct input_options *opt, struct error *err)
{
	memset(m, 0, sizeof(*m));
	m->input = xstrdup(folder);
	m->source = SOURCE_MEMMAP;
	m->arch = arch_facts_of(FIRMWARE_E820, 8)->name;
	m->arch_assumed = true;
	strcpy(m->pc.e820.source, "memmap");
	if (!read_folder(m, folder, err) && !machine_pc_options(m, opt, err))
		return 0;
	machine_release(m);
	return -1;
}
