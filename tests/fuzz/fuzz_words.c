/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/explain.h"
#include "arch/arch.h"
#include "emit/json.h"
#include "input/bootlog.h"
#include "input/dtb.h"
#include "input/pc.h"
#include "journal/boot.h"
#include "journal/journal.h"
#include "profile/profile.h"
#include "start/sequence.h"
#include "util/alloc.h"

#include "oracle.h"

/*
 * A profile, a command line and a machine, booted, and the sums of the result:
 *
 *     byte 0: which of the built-in profiles; byte 1: how many CPUs
 *     the command line up to a newline
 *     a tree or the lines of a boot log
 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static FILE *records;
static struct watcher watcher;

static bool watch(void *ctx, const struct boot *b)
{
	(void)ctx;
	json_write_record(records, b, 0);
	return watcher_observe(&watcher, b);
}

/* What the boot writes; free() it. */
static char *boot(struct machine *m, const struct kernel *k, size_t *len)
{
	struct boot b;
	char *text;

	records = open_memstream(&text, len);
	boot_init(&b, m, k, arch_find(k));
	b.observer = watch;
	memset(&watcher, 0, sizeof(watcher));
	boot_run(&b, NULL);
	check_boot(&b, &watcher);
	watcher_release(&watcher);
	boot_release(&b);
	fclose(records);
	return text;
}

/* The same machine boots the same way again. */
static void boot_twice(struct machine *m, const struct kernel *k)
{
	size_t len, again;
	char *first, *second;

	arch_find(k)->boot_loader(m, k);
	first = boot(m, k, &len);
	second = boot(m, k, &again);
	expect(len == again && !memcmp(first, second, len),
	       "two boots that are not alike", NULL);
	free(first);
	free(second);
}

static const struct kernel *profile(uint8_t which)
{
	static struct kernel kernels[32];
	struct kernel *k = &kernels[which % nr_builtin_profiles];
	struct error error = { 0 };

	if (!k->name &&
	    kernel_load(k, builtin_profiles[which % nr_builtin_profiles].name,
			&error))
		errx(2, "%s", error.text);
	/* So that numa=fake= means something. */
	k->numa_emu = k->numa;
	return k;
}

/* Copied, for a tree lies at a multiple of 8. */
static int read_machine(struct machine *m, const uint8_t *data, size_t len,
			const struct input_options *opt)
{
	static const uint8_t fdt_magic[] = { 0xd0, 0x0d, 0xfe, 0xed };
	char *copy = xcalloc(len + 1, 1);
	struct error error = { 0 };
	int ret;

	memcpy(copy, data, len);
	if (len >= 4 && !memcmp(copy, fdt_magic, 4))
		ret = machine_from_dtb(m, copy, len, "fuzz", opt, &error);
	else
		ret = machine_from_log(m, copy, len, "fuzz", opt, &error);
	free(copy);
	return ret;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *line = data + 2, *end;
	struct input_options opt = { 0 };
	const struct kernel *k;
	struct machine m;
	char *cmdline;

	end = size > 2 ? memchr(line, '\n', size - 2) : NULL;
	if (!end)
		return 0;
	k = profile(data[0]);
	cmdline = xstrndup((const char *)line, (size_t)(end - line));
	opt.cmdline = cmdline;
	opt.cpus = data[1];
	if (!read_machine(&m, end + 1, size - (size_t)(end + 1 - data), &opt)) {
		if (!m.arch || !strcmp(k->arch, m.arch))
			boot_twice(&m, k);
		machine_release(&m);
	}
	free(cmdline);
	return 0;
}
