/* SPDX-License-Identifier: GPL-2.0-only */
#include <dirent.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "input/bootlog.h"
#include "input/input.h"
#include "input/log_line.h"
#include "input/pc.h"
#include "util/alloc.h"

/*
 * fixtures/logs/NAME.log against NAME.expected, which says in words what is
 * read of it. BOOTLOG_WRITE=1 writes them again: read the difference.
 */

#define FOLDER "fixtures/logs"

static void put_map(FILE *f, const char *name, const struct e820_map *map)
{
	for (size_t i = 0; i < map->nr; i++)
		fprintf(f, "%s 0x%" PRIx64 " +0x%" PRIx64 " type %u\n", name,
			map->entries[i].base, map->entries[i].size,
			map->entries[i].type);
}

static void put_range(FILE *f, const char *name, const struct range *r)
{
	if (r->size)
		fprintf(f, "%s 0x%" PRIx64 " +0x%" PRIx64 "\n", name, r->base,
			r->size);
}

static void put_acpi(FILE *f, const struct machine_acpi *a)
{
	for (size_t i = 0; i < a->nr_tables; i++)
		fprintf(f, "table %s 0x%" PRIx64 " +0x%" PRIx64 "%s\n",
			a->tables[i].signature, a->tables[i].base,
			a->tables[i].length,
			a->tables[i].reserved ? " reserved" : "");
	for (size_t i = 0; i < a->nr_cpus; i++)
		fprintf(f, "srat cpu 0x%" PRIx64 " pxm %u node %d\n",
			a->cpus[i].apic_id, a->cpus[i].pxm, a->cpus[i].nid);
	for (size_t i = 0; i < a->nr_memory; i++)
		fprintf(f,
			"srat memory 0x%" PRIx64 " +0x%" PRIx64
			" pxm %u node %d%s%s\n",
			a->memory[i].range.base, a->memory[i].range.size,
			a->memory[i].pxm, a->memory[i].nid,
			a->memory[i].hotplug ? " hotplug" : "",
			a->memory[i].nonvolatile ? " non-volatile" : "");
	if (a->nr_ioapics || a->has_hpet)
		fprintf(f, "ioapics %u hpet %d\n", a->nr_ioapics, a->has_hpet);
}

static void put_efi(FILE *f, const struct machine_efi *efi)
{
	if (efi->booted)
		fprintf(f, "efi\n");
	for (size_t i = 0; i < efi->nr_map; i++)
		fprintf(f, "efi region %d 0x%" PRIx64 " +0x%" PRIx64 "%s%s\n",
			(int)efi->map[i].type, efi->map[i].range.base,
			efi->map[i].range.size,
			efi->map[i].runtime ? " runtime" : "",
			efi->map[i].special_purpose ? " special" : "");
	for (size_t i = 0; i < efi->nr_tables; i++)
		fprintf(f, "efi table %s 0x%" PRIx64 "\n", efi->tables[i].name,
			efi->tables[i].base);
}

static void put_features(FILE *f, const struct machine_pc *pc)
{
	static const char *const vendors[] = { "unknown", "intel", "amd" };
	const struct machine_cpu_features *c = &pc->features;

	fprintf(f, "cpu vendor %s", vendors[c->vendor]);
	if (c->has_gbpages)
		fprintf(f, " gbpages %d", c->gbpages);
	if (c->has_la57)
		fprintf(f, " la57 %d", c->la57);
	fputc('\n', f);
	if (pc->has_smbios)
		fprintf(f, "smbios %d\n", pc->smbios);
	if (pc->has_mp_table)
		fprintf(f, "mp table 0x%" PRIx64 "\n", pc->mp_table);
	put_range(f, "crashkernel", &pc->hints.crashkernel);
	put_range(f, "crashkernel low", &pc->hints.crashkernel_low);
	if (pc->hints.pgtable_base)
		fprintf(f, "page table 0x%" PRIx64 "\n",
			pc->hints.pgtable_base);
}

static void put_cpus(FILE *f, const struct machine *m)
{
	fprintf(f, "cpus %zu hotplug %u:", m->nr_cpus, m->pc.hotplug_cpus);
	for (size_t i = 0; i < m->nr_cpus; i++)
		fprintf(f, " 0x%" PRIx64, m->cpus[i].reg);
	fputc('\n', f);
}

static void put_banks(FILE *f, const struct machine_fdt *fdt)
{
	for (size_t i = 0; i < fdt->nr_memory; i++) {
		const struct fdt_memory_node *n = &fdt->memory[i];

		for (size_t r = 0; r < n->nr_ranges; r++)
			fprintf(f,
				"bank 0x%" PRIx64 " +0x%" PRIx64 " node %d\n",
				n->ranges[r].base, n->ranges[r].size, n->nid);
	}
}

/* What stands for the tree of a log that has none. */
static void put_tree(FILE *f, const struct machine *m)
{
	const struct machine_fdt *fdt = &m->fdt;

	if (m->firmware != FIRMWARE_TREE)
		return;
	fprintf(f, "tree, model %s%s%s%s\n", m->model ? m->model : "none",
		m->lacks_armv7 ? ", before ARMv7" : "",
		m->lacks_lpae ? ", no LPAE" : "",
		m->mem_applied ? ", after mem=" : "");
	put_banks(f, fdt);
	for (size_t i = 0; i < fdt->nr_reserved; i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];

		fprintf(f, "region %s%s%s%s", n->name,
			n->compatible ? " for " : "",
			n->compatible ? n->compatible[0] : "",
			n->no_map   ? " no-map" :
			n->reusable ? " reusable" :
				      "");
		if (n->has_size)
			fprintf(f, " anywhere +0x%" PRIx64, n->size);
		for (size_t r = 0; r < n->nr_reg; r++)
			fprintf(f, " 0x%" PRIx64 " +0x%" PRIx64, n->reg[r].base,
				n->reg[r].size);
		fputc('\n', f);
	}
	for (size_t i = 0; fdt->cpu_numa && i < m->nr_cpus; i++)
		fprintf(f, "cpu %zu on node %d\n", i, m->cpus[i].nid);
	for (size_t i = 0; i < m->nr_guesses; i++)
		fprintf(f, "guess of %s: %s\n", m->guesses[i].member,
			m->guesses[i].reason);
}

static void put_machine(FILE *f, const struct machine *m)
{
	static const char *const sources[] = { "dtb", "e820", "dmesg",
					       "memmap" };

	fprintf(f, "source %s arch %s boot %u of %u\n", sources[m->source],
		m->arch, m->boot, m->nr_boots);
	if (m->release)
		fprintf(f, "release %s\n", m->release);
	fprintf(f, "cmdline '%s'\n", m->cmdline);
	if (m->has_initrd)
		fprintf(f, "initrd 0x%" PRIx64 " 0x%" PRIx64 "\n",
			m->initrd_start, m->initrd_end);
	put_cpus(f, m);
	if (*m->pc.e820.source)
		fprintf(f, "map %s\n", m->pc.e820.source);
	put_map(f, "firmware", &m->pc.e820.firmware);
	put_map(f, "user", &m->pc.e820.user);
	put_map(f, "extended", &m->pc.e820.extended);
	for (size_t i = 0; i < m->pc.e820.nr_setup_data; i++)
		put_range(f, "setup_data", &m->pc.e820.setup_data[i]);
	put_tree(f, m);
	put_acpi(f, &m->pc.acpi);
	put_efi(f, &m->pc.efi);
	put_features(f, &m->pc);
	for (size_t i = 0; i < m->nr_notes; i++)
		fprintf(f, "note %s\n", m->notes[i]);
}

/* What is read of the file, in words. */
static char *describe(const char *path, const struct input_options *opt)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	struct error err = { 0 };
	struct machine m;

	if (machine_load(&m, path, opt, &err)) {
		fprintf(f, "error %s\n", err.text);
	} else {
		put_machine(f, &m);
		machine_release(&m);
	}
	fclose(f);
	return text;
}

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = xcalloc(1 << 16, 1);

	if (f) {
		text[fread(text, 1, (1 << 16) - 1, f)] = 0;
		fclose(f);
	}
	return text;
}

static void spew(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void check_log(const char *name)
{
	struct input_options opt = { 0 };
	char *stem = xstrndup(name, strlen(name) - strlen(".log"));
	char *path = xasprintf(FOLDER "/%s", name);
	char *expected = xasprintf(FOLDER "/%s.expected", stem);
	char *got = describe(path, &opt), *want;

	if (getenv("BOOTLOG_WRITE"))
		spew(expected, got);
	want = slurp(expected);
	if (strcmp(got, want) != 0)
		fail_msg("%s: read\n%s\nexpected\n%s", path, got, want);
	free(want);
	free(got);
	free(expected);
	free(path);
	free(stem);
}

static void every_form(void **state)
{
	DIR *dir = opendir(FOLDER);
	const struct dirent *d;
	int n = 0;

	(void)state;
	assert_non_null(dir);
	while ((d = readdir(dir))) {
		const char *dot = strrchr(d->d_name, '.');

		if (!dot || strcmp(dot, ".log") != 0)
			continue;
		check_log(d->d_name);
		n++;
	}
	closedir(dir);
	assert_true(n >= 20);
}

static int load(struct machine *m, const char *text,
		const struct input_options *opt, struct error *err)
{
	memset(err, 0, sizeof(*err));
	return machine_from_log(m, text, strlen(text), "t", opt, err);
}

static void asked_for_boot(void **state)
{
	struct input_options opt = { .boot = 1 };
	struct error err = { 0 };
	struct machine m;

	(void)state;
	assert_int_equal(machine_load(&m, FOLDER "/two-boots.log", &opt, &err),
			 0);
	assert_string_equal(m.cmdline, "first");
	assert_int_equal(m.boot, 1);
	assert_int_equal(m.nr_boots, 2);
	assert_int_equal(m.nr_cpus, 1);
	machine_release(&m);
	opt.boot = 3;
	assert_int_equal(machine_load(&m, FOLDER "/two-boots.log", &opt, &err),
			 -1);
	assert_non_null(strstr(err.text, "has 2 boots"));
}

#define MAP "BIOS-e820: [mem 0x0-0x9ffff] usable\n"

static const struct {
	const char *name;
	struct input_options opt;
	size_t cpus;
	const char *cmdline;
	bool gbpages;
	enum cpu_vendor vendor;
	const char *error; /* part of it; NULL: none */
} option_cases[] = {
	{ "the log's own words", { 0 }, 2, "a b", true, VENDOR_UNKNOWN, NULL },
	{ "fewer CPUs", { .cpus = 1 }, 1, "a b", true, VENDOR_UNKNOWN, NULL },
	{ "no more CPUs than there are",
	  { .cpus = 9 },
	  2,
	  "a b",
	  true,
	  VENDOR_UNKNOWN,
	  NULL },
	{ "another command line",
	  { .cmdline = "x", .append = "y" },
	  2,
	  "x y",
	  true,
	  VENDOR_UNKNOWN,
	  NULL },
	{ "a list of features says all",
	  { .cpu_features = "la57,amd" },
	  2,
	  "a b",
	  false,
	  VENDOR_AMD,
	  NULL },
	{ "an unknown feature",
	  { .cpu_features = "amd,gb" },
	  0,
	  NULL,
	  false,
	  VENDOR_UNKNOWN,
	  "--cpu-features: 'gb'" },
	{ "no such folder of tables",
	  { .acpi = "fixtures/none" },
	  0,
	  NULL,
	  false,
	  VENDOR_UNKNOWN,
	  "fixtures/none" },
	{ "the place of a device tree",
	  { .has_dtb_base = true, .dtb_base = 1 },
	  0,
	  NULL,
	  false,
	  VENDOR_UNKNOWN,
	  "--dtb-base is for device trees" },
};

static void options(void **state)
{
	static const char log[] = "Linux version 6.1\nCommand line: a b\n" MAP
				  "Using GB pages for direct mapping\n"
				  "smpboot: Allowing 2 CPUs, 0 hotplug CPUs\n";

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(option_cases); i++) {
		struct error err;
		struct machine m;
		int ret = load(&m, log, &option_cases[i].opt, &err);

		if (option_cases[i].error) {
			assert_int_equal(ret, -1);
			if (!strstr(err.text, option_cases[i].error))
				fail_msg("%s: %s", option_cases[i].name,
					 err.text);
			continue;
		}
		if (ret || m.nr_cpus != option_cases[i].cpus ||
		    strcmp(m.cmdline, option_cases[i].cmdline) != 0 ||
		    m.pc.features.gbpages != option_cases[i].gbpages ||
		    m.pc.features.vendor != option_cases[i].vendor)
			fail_msg("%s: %s", option_cases[i].name, err.text);
		machine_release(&m);
	}
}

/* A record holds so much; the word at its end is not whole, or may not be. */
static void cut_cmdline(void **state)
{
	static const struct {
		size_t len; /* of the line, "Command line: " with it */
		const char *own; /* --cmdline */
		bool cut;
	} cases[] = {
		{ 1021, NULL, true },  { 989, NULL, true },
		{ 973, NULL, true },   { 1020, NULL, false },
		{ 1022, NULL, false }, { 1021, "c d", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct input_options opt = { .cmdline = cases[i].own };
		char log[4096];
		struct error err;
		struct machine m;
		size_t len;

		snprintf(log, sizeof(log),
			 "Linux version 6.12\nCommand line: a b %0*d\n" MAP,
			 (int)(cases[i].len - strlen("Command line: a b ")), 7);
		assert_int_equal(load(&m, log, &opt, &err), 0);
		len = strlen(m.cmdline);
		if (m.cmdline_cut != cases[i].cut ||
		    (len == strlen("a b")) != (cases[i].cut || cases[i].own))
			fail_msg("%zu bytes: '%s'%s", cases[i].len, m.cmdline,
				 m.cmdline_cut ? ", cut" : "");
		machine_release(&m);
	}
}

static const struct {
	const char *line, *payload;
	bool stamped;
} prefix_cases[] = {
	{ "plain", "plain", false },
	{ "  blanks", "blanks", false },
	{ "[    0.000000] x", "x", true },
	{ "[    0.000000][    T0] x", "x", true },
	{ "<6>[12345.678901] x", "x", true },
	{ "> <4>x", "x", true },
	{ "[mem 0x0-0xfff] usable", "[mem 0x0-0xfff] usable", false },
	{ "[    0.0] [mem 0x0-0xfff] usable", "[mem 0x0-0xfff] usable", true },
	{ "kernel: x", "x", true },
	{ "Nov  4 01:02:03 host kernel: [ 1.5] x", "x", true },
	{ "Tue Nov 24 14:35:13 2026 kern.notice kernel: [ 1.5] x", "x", true },
	{ "2026-11-24 14:35:13 [ 1.5] x", "x", true },
	{ "2026-11-24 14:35:13 - INFO - [    0.000000] x", "x", true },
	{ "other text, cut o[    1.500000] x", "x", true },
	{ "[    0.000000] a [    1.500000] x", "a [    1.500000] x", true },
	{ "a [    1.500] x", "a [    1.500] x", false },
	{ "[ 0.0] kernel: mm/x.c do_y 17 x", "x", true },
	{ "x.h f 1 x", "x", true },
	{ "[ 0.0] mm/x.c do_y x 17", "x 17", true },
	{ "x.c do_y x", "x.c do_y x", false },
	{ "mm/x.c do_y: 17 x", "mm/x.c do_y: 17 x", false },
	{ "mm/x.c do_y 17", "mm/x.c do_y 17", false },
	{ "Command line: a kernel: b", "Command line: a kernel: b", false },
	{ "0000000000000000 - 00000000000a0000 (usable)",
	  "0000000000000000 - 00000000000a0000 (usable)", false },
};

static void prefixes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(prefix_cases); i++) {
		char *line = xstrdup(prefix_cases[i].line);
		bool stamped;

		assert_string_equal(log_payload(line, &stamped),
				    prefix_cases[i].payload);
		assert_int_equal(stamped, prefix_cases[i].stamped);
		free(line);
	}
}

/* 4096 entries are read, what comes after them is said. */
static void many_entries(void **state)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	struct input_options opt = { 0 };
	struct error err = { 0 };
	struct machine m;

	(void)state;
	for (unsigned i = 0; i < 4097; i++)
		fprintf(f, "BIOS-e820: [mem 0x%x-0x%x] usable\n", i * 0x2000,
			i * 0x2000 + 0xfff);
	fclose(f);
	assert_int_equal(load(&m, text, &opt, &err), 0);
	assert_int_equal(m.pc.e820.firmware.nr, 4096);
	assert_non_null(strstr(m.notes[0], "first 4096"));
	machine_release(&m);
	free(text);
}

#define BANNER "Linux version 6.12.9 (a@b) #1 SMP\n"
#define UP "smp: Brought up 1 node, 3 CPUs\n"

/* What the log of its boot adds to a machine that a tree has told of. */
static void of_a_tree(void **state)
{
	static const struct {
		const char *log, *cmdline;
		unsigned up;
		bool lpa2;
	} cases[] = {
		{ BANNER
		  "CPU features: detected: 52-bit Virtual Addressing (LPA2)\n" UP,
		  NULL, 3, true },
		/* Of what KVM may use; the kernel's own addresses have 48 bits.
		 */
		{ BANNER UP
		  "CPU features: detected: 52-bit Virtual Addressing for KVM (LPA2)\n",
		  NULL, 3, false },
		/* The log's command line held CPUs back, the machine's does
		   not. */
		{ BANNER "Kernel command line: maxcpus=3\n" UP, "quiet", 8,
		  false },
		{ BANNER, NULL, 8, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char words[] = "quiet";
		struct machine m = { .brought_up = 8,
				     .cmdline = cases[i].cmdline ? words :
								   NULL };

		log_tells_cpus(&m, cases[i].log, strlen(cases[i].log), 0);
		assert_int_equal(m.brought_up, cases[i].up);
		assert_int_equal(m.lpa2, cases[i].lpa2);
	}
}

/* A line without end is cut; the one behind it is as it was. */
static void long_line(void **state)
{
	size_t len = 3 * (size_t)LOG_WIDTH_MAX;
	char *text = xcalloc(len + 1, 1);
	struct log_lines lines;
	struct log_line line;

	(void)state;
	memset(text, 'x', len);
	strcpy(text + len - 5, "\nend");
	log_lines_init(&lines, text, len - 1);
	assert_true(log_lines_next(&lines, &line));
	assert_int_equal(strlen(line.text), LOG_WIDTH_MAX);
	assert_int_equal(line.width, len - 5);
	assert_true(log_lines_next(&lines, &line));
	assert_string_equal(line.text, "end");
	assert_false(log_lines_next(&lines, &line));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form), cmocka_unit_test(asked_for_boot),
		cmocka_unit_test(options),    cmocka_unit_test(cut_cmdline),
		cmocka_unit_test(prefixes),   cmocka_unit_test(many_entries),
		cmocka_unit_test(of_a_tree),  cmocka_unit_test(long_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
