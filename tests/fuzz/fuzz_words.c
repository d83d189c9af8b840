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
#include "input/input.h"
#include "input/pc.h"
#include "journal/boot.h"
#include "journal/journal.h"
#include "profile/profile.h"
#include "start/sequence.h"
#include "util/alloc.h"

/*
 * A profile, a command line and a machine, booted, and the sums of the result:
 *
 *     byte 0: which of the built-in profiles; byte 1: how many CPUs
 *     the command line up to a newline
 *     a tree or the lines of a boot log
 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static FILE *nowhere;
static struct watcher watcher;

static bool watch(void *ctx, const struct boot *b)
{
	(void)ctx;
	json_write_record(nowhere, b, 0);
	return watcher_observe(&watcher, b);
}

static void expect(bool ok, const char *what, const struct zone *z)
{
	if (ok)
		return;
	fprintf(stderr, "ERROR: %s, node %d zone %s\n", what, z ? z->nid : -1,
		z ? zone_kind_name(z->kind) : "-");
	abort();
}

static void check_zone(const struct zone *z)
{
	uint64_t pages = 0;

	expect(z->managed_pages <= z->present_pages, "managed above present",
	       z);
	expect(z->present_pages <= z->spanned_pages, "present above spanned",
	       z);
	for (unsigned o = 0; o < MAX_NR_ORDERS; o++)
		pages += z->free_area[o].nr_free << o;
	expect(pages == z->nr_free_pages, "free lists against their sum", z);
	expect(z->nr_free_pages <= z->managed_pages, "free above managed", z);
}

static void check_boot(const struct boot *b)
{
	struct answer a = { 0 };
	uint64_t managed = 0;

	for (size_t n = 0; n < b->nr_nodes; n++) {
		const struct node *node = b->nodes[n];

		for (unsigned i = 0; node && i < node->nr_zones; i++) {
			check_zone(&node->zones[i]);
			managed += node->zones[i].managed_pages;
		}
	}
	if (!b->journal->panic && kernel_has_managed_pages(b->kernel))
		expect(managed == b->totals.totalram_pages,
		       "managed pages against totalram_pages", NULL);
	explain_account(&a, b, &watcher);
	expect(!a.no || b->journal->panic, "the account does not add up", NULL);
	answer_release(&a);
}

static void boot(struct machine *m, const struct kernel *k)
{
	struct boot b;

	arch_find(k)->boot_loader(m, k);
	boot_init(&b, m, k, arch_find(k));
	b.observer = watch;
	memset(&watcher, 0, sizeof(watcher));
	boot_run(&b, NULL);
	check_boot(&b);
	watcher_release(&watcher);
	boot_release(&b);
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

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	end = size > 2 ? memchr(line, '\n', size - 2) : NULL;
	if (!end)
		return 0;
	k = profile(data[0]);
	cmdline = xstrndup((const char *)line, (size_t)(end - line));
	opt.cmdline = cmdline;
	opt.cpus = data[1];
	if (!read_machine(&m, end + 1, size - (size_t)(end + 1 - data), &opt)) {
		if (!m.arch || !strcmp(k->arch, m.arch))
			boot(&m, k);
		machine_release(&m);
	}
	free(cmdline);
	return 0;
}
