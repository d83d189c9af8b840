/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "input/e820.h"
#include "input/input.h"
#include "util/alloc.h"

#include "../lib/memmap_entry.h"

static const struct {
	const char *text;
	enum e820_line line;
	struct e820_entry e;
} lines[] = {
	{ "[mem 0x0000000000000000-0x000000000009fbff] usable",
	  E820_LINE_ENTRY,
	  { 0, 0x9fc00, 1 } },
	{ " [mem 0x100000-0x1fffff] reserved",
	  E820_LINE_ENTRY,
	  { 0x100000, 0x100000, 2 } },
	{ "[mem 0x100000-0x1fffff]  System RAM",
	  E820_LINE_ENTRY,
	  { 0x100000, 0x100000, 1 } },
	{ "[mem 0x100000-0x1fffff]  device reserved",
	  E820_LINE_ENTRY,
	  { 0x100000, 0x100000, 2 } },
	{ "[mem 0x100000-0x1fffff]   1   MB System RAM",
	  E820_LINE_ENTRY,
	  { 0x100000, 0x100000, 1 } },
	{ "[mem 0x100000-0x1fffff]  638.9 KB device reserved",
	  E820_LINE_ENTRY,
	  { 0x100000, 0x100000, 2 } },
	{ "0000000000000000 - 000000000009f000 (usable)",
	  E820_LINE_ENTRY,
	  { 0, 0x9f000, 1 } },
	{ "000000003fff0000 - 000000003fff3000 (ACPI NVS)",
	  E820_LINE_ENTRY,
	  { 0x3fff0000, 0x3000, 4 } },
	{ "00000000bb27d000 - 00000000bb282000 type 20",
	  E820_LINE_ENTRY,
	  { 0xbb27d000, 0x5000, 20 } },
	{ "[mem 0x0-0xfff] ACPI data", E820_LINE_ENTRY, { 0, 0x1000, 3 } },
	{ "[mem 0x0-0xfff] unusable", E820_LINE_ENTRY, { 0, 0x1000, 5 } },
	{ "[mem 0x0-0xfff] persistent (type 7)",
	  E820_LINE_ENTRY,
	  { 0, 0x1000, 7 } },
	{ "[mem 0x0-0xfff] persistent (type 12)",
	  E820_LINE_ENTRY,
	  { 0, 0x1000, 12 } },
	{ "[mem 0x0-0xfff] soft reserved",
	  E820_LINE_ENTRY,
	  { 0, 0x1000, E820_SOFT_RESERVED } },
	{ "[mem 0x0-0xfff] type 4294967295",
	  E820_LINE_ENTRY,
	  { 0, 0x1000, UINT32_MAX } },
	{ "[mem 0x0-0x0] usable", E820_LINE_ENTRY, { 0, 1, 1 } },
	{ "[mem 0x0-0xffffffffffffffff] reserved",
	  E820_LINE_ENTRY,
	  { 0, UINT64_MAX, 2 } },
	{ "[gap 0x00000000000a0000-0x00000000000effff]", E820_LINE_GAP, { 0 } },

	{ "", E820_LINE_PARTIAL, { 0 } },
	{ "[mem", E820_LINE_PARTIAL, { 0 } },
	{ "[mem 0x0000", E820_LINE_PARTIAL, { 0 } },
	{ "[mem 0x0000-", E820_LINE_PARTIAL, { 0 } },
	{ "[mem 0x0000-0xfff]", E820_LINE_PARTIAL, { 0 } },
	{ "[mem 0x0000-0xfff] ACPI", E820_LINE_PARTIAL, { 0 } },
	{ "[mem 0x0000-0xfff] persistent (type", E820_LINE_PARTIAL, { 0 } },
	{ "0000000000000000 -", E820_LINE_PARTIAL, { 0 } },
	{ "0000000000000000 - 00000000000a0000 (ACPI",
	  E820_LINE_PARTIAL,
	  { 0 } },

	{ "[mem 0x0000-0xfff] available for PCI devices",
	  E820_LINE_BAD_TYPE,
	  { 0 } },
	{ "[mem 0x0000-0xfff] usables", E820_LINE_BAD_TYPE, { 0 } },
	{ "[mem 0x0000-0xfff] type 4294967296", E820_LINE_BAD_TYPE, { 0 } },
	{ "[mem 0x1000-0xfff] usable", E820_LINE_NO, { 0 } },
	{ "[mem 0x0-0x10000000000000000] usable", E820_LINE_NO, { 0 } },
	{ "0000000000000000 - 0000000000100000000 (usable)",
	  E820_LINE_ENTRY,
	  { 0, 0x100000000, 1 } },
	{ "0000000000100000 - 0000000000000000 (usable)", E820_LINE_NO, { 0 } },
	{ "[io 0x0-0xfff] usable", E820_LINE_NO, { 0 } },
	{ "user-defined physical RAM map:", E820_LINE_NO, { 0 } },
};

static void map_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct e820_entry e = { 0 };
		enum e820_line got = e820_parse(lines[i].text, &e);

		if (got != lines[i].line)
			fail_msg("'%s': %d, expected %d", lines[i].text, got,
				 lines[i].line);
		if (got == E820_LINE_ENTRY &&
		    (e.base != lines[i].e.base || e.size != lines[i].e.size ||
		     e.type != lines[i].e.type))
			fail_msg("'%s': %llx+%llx %u", lines[i].text,
				 (unsigned long long)e.base,
				 (unsigned long long)e.size, e.type);
	}
}

/* /sys/firmware/memmap */

struct sysfs_entry {
	const char *number, *start, *end, *type;
};

static void put_file(const char *dir, const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", dir, name);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fprintf(f, "%s\n", text);
	fclose(f);
	free(path);
}

static void put_entry(const char *root, const struct sysfs_entry *e)
{
	char *dir = xasprintf("%s/%s", root, e->number);

	assert_int_equal(mkdir(dir, 0700), 0);
	put_file(dir, "start", e->start);
	put_file(dir, "end", e->end);
	if (e->type)
		put_file(dir, "type", e->type);
	free(dir);
}

static int load_folder(struct machine *m, const struct sysfs_entry *e, size_t n,
		       struct error *err)
{
	char root[] = "/tmp/initmem-memmap-XXXXXX";
	struct input_options opt = { 0 };
	int ret;

	assert_non_null(mkdtemp(root));
	for (size_t i = 0; i < n; i++)
		put_entry(root, &e[i]);
	ret = machine_load(m, root, &opt, err);
	for (size_t i = 0; i < n; i++)
		memmap_entry_remove(root, e[i].number);
	rmdir(root);
	return ret;
}

static void memmap_folder(void **state)
{
	static const struct sysfs_entry e[] = {
		{ "10", "0x100000000", "0x13fffffff", "System RAM" },
		{ "2", "0x100000", "0x3fffffff", "ACPI Non-volatile Storage" },
		{ "0", "0x0", "0x9fbff", "System RAM" },
	};
	static const uint64_t bases[] = { 0, 0x100000, 0x100000000 };
	struct error err = { 0 };
	struct machine m;

	(void)state;
	assert_int_equal(load_folder(&m, e, ARRAY_SIZE(e), &err), 0);
	assert_int_equal(m.source, SOURCE_MEMMAP);
	assert_int_equal(m.pc.e820.firmware.nr, ARRAY_SIZE(bases));
	for (size_t i = 0; i < ARRAY_SIZE(bases); i++)
		assert_int_equal(m.pc.e820.firmware.entries[i].base, bases[i]);
	assert_int_equal(m.pc.e820.firmware.entries[1].type, E820_NVS);
	machine_release(&m);
}

static void bad_memmap_folder(void **state)
{
	static const struct {
		struct sysfs_entry e;
		const char *error;
	} cases[] = {
		{ { "0", "0x1000", "0xfff", "System RAM" }, "not below start" },
		{ { "0", "here", "0xfff", "System RAM" }, "start 'here'" },
		{ { "0", "0x0", "0xfff", NULL }, "0/type: No such file" },
		{ { "x", "0x0", "0xfff", "System RAM" }, "no entries" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct error err = { 0 };
		struct machine m;

		assert_int_equal(load_folder(&m, &cases[i].e, 1, &err), -1);
		if (!strstr(err.text, cases[i].error))
			fail_msg("'%s', expected '%s'", err.text,
				 cases[i].error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(map_lines),
		cmocka_unit_test(memmap_folder),
		cmocka_unit_test(bad_memmap_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
