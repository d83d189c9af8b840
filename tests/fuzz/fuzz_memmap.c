/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input/input.h"
#include "journal/boot.h"
#include "lib/session.h"
#include "start/sequence.h"
#include "util/alloc.h"

#include "../lib/memmap_entry.h"
#include "oracle.h"

/*
 * A folder like /sys/firmware/memmap, booted. Its entries are lines of the
 * bytes, as /proc has them of fixtures: "NAME: START-END TYPE".
 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_ENTRIES 24

static char folder[64];

static void remove_folder(void)
{
	rmdir(folder);
}

static void make_folder(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(folder, sizeof(folder), "%.40s/memmap-XXXXXX",
		 tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		err(2, "%s", folder);
	atexit(remove_folder);
}

/* The piece of the line up to `end`; *line is behind it. */
static char *piece(const char **line, char end)
{
	size_t len = strcspn(*line, "\n");
	const char *at = end ? memchr(*line, end, len) : NULL;
	char *text;

	len = at ? (size_t)(at - *line) : len;
	text = xstrndup(*line, len);
	*line += len + (at != NULL);
	return text;
}

static void put_file(const char *entry, const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", entry, name);
	FILE *f = fopen(path, "wb");

	if (f) {
		fputs(text, f);
		fclose(f);
	}
	free(path);
}

static bool is_name(const char *name)
{
	return *name && *name != '.' && strlen(name) < 64 && !strchr(name, '/');
}

/* Its name; NULL: none that a folder can have, or has already. */
static char *put_entry(const char **line)
{
	char *name = piece(line, ':'), *start = piece(line, '-');
	char *end = piece(line, ' '), *type = piece(line, 0);
	char *entry = xasprintf("%s/%s", folder, name);

	if (is_name(name) && !mkdir(entry, 0700)) {
		put_file(entry, "start", start + strspn(start, " "));
		put_file(entry, "end", end);
		put_file(entry, "type", type);
	} else {
		free(name);
		name = NULL;
	}
	free(start);
	free(end);
	free(type);
	free(entry);
	return name;
}

static bool watch(void *ctx, const struct boot *b)
{
	return watcher_observe(ctx, b);
}

static void boot(const struct session *s)
{
	struct watcher w = { 0 };
	struct boot b;

	boot_init(&b, &s->machine, &s->kernel, s->arch);
	b.observer = watch;
	b.observer_ctx = &w;
	boot_run(&b, NULL);
	check_boot(&b, &w);
	watcher_release(&w);
	boot_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct common_options o = { .path = folder };
	struct error err = { 0 };
	char *text = xcalloc(size + 1, 1), *entries[MAX_ENTRIES];
	const char *line = text;
	struct session s;
	size_t n = 0;

	if (!*folder)
		make_folder();
	memcpy(text, data, size);
	while (*line && n < MAX_ENTRIES) {
		entries[n] = put_entry(&line);
		n += entries[n] != NULL;
		line += *line == '\n';
	}
	if (!session_load(&s, &o, &err)) {
		boot(&s);
		session_close(&s);
	} else if (!err.set) {
		__builtin_trap();
	}
	while (n) {
		memmap_entry_remove(folder, entries[--n]);
		free(entries[n]);
	}
	free(text);
	return 0;
}
