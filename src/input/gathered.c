/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/gathered.h"

#include <stdlib.h>
#include <string.h>

#include "input/beside.h"
#include "input/bootlog.h"
#include "input/dtb.h"
#include "input/proc.h"
#include "util/alloc.h"

static bool has_firmware_map(const struct tar_file *log)
{
	return log && strstr(log->data, "BIOS-e820: ");
}

/* A kernel's, and not what a reader without the right to it was told. */
static const struct tar_file *find_log(const struct tar_files *f)
{
	const struct tar_file *log = tar_find(f, "dmesg.txt");

	return log && is_log(log->data, log->len) ? log : NULL;
}

/* The firmware's map as it was read, with the words that its kernel was given. */
static int load_map(struct machine *m, const char *name,
		    const struct tar_files *f, const struct tar_file *map,
		    const struct tar_file *log, const struct input_options *opt,
		    struct error *err)
{
	const struct tar_file *cmdline = tar_find(f, "cmdline");
	struct input_options with = *opt;
	char *words = xstrndup(cmdline ? cmdline->data : "",
			       cmdline ? strcspn(cmdline->data, "\n") : 0);
	int ret;

	if (!with.cmdline)
		with.cmdline = words;
	ret = machine_from_log(m, map->data, map->len, name, &with, err);
	if (!ret && log)
		log_tells_cpus(m, log->data, log->len, opt->boot);
	free(words);
	return ret;
}

/* The boot log, or where it has lost the firmware's map the map alone. */
static int load_without_tree(struct machine *m, const char *name,
			     const struct tar_files *f,
			     const struct input_options *opt, struct error *err)
{
	const struct tar_file *log = find_log(f);
	const struct tar_file *map = tar_find(f, "memmap.txt");

	if (map && !has_firmware_map(log))
		return load_map(m, name, f, map, log, opt, err);
	if (log)
		return machine_from_log(m, log->data, log->len, name, opt, err);
	return error_set(
		err,
		"%s: neither fdt, nor memmap.txt, nor a dmesg.txt with the boot's lines about memory: gather it as root",
		name);
}

/* The tree; a boot log beside it says what that does not. */
static int load_with_tree(struct machine *m, const char *name,
			  const struct tar_files *f,
			  const struct input_options *opt, struct error *err)
{
	const struct tar_file *tree = tar_find(f, "fdt"), *log = find_log(f);
	struct input_options with = options_beside_log(opt);
	struct machine beside;

	if (!log)
		return machine_from_dtb(m, tree->data, tree->len, name, opt,
					err);
	if (machine_from_dtb(&beside, tree->data, tree->len, name, &with, err))
		return -1;
	return machine_from_log_and_tree(m, log->data, log->len, name, &beside,
					 opt, err);
}

/* CPUs that were up when zoneinfo was read, by number. */
struct seen_cpus {
	unsigned up, last; /* how many; the last one's number + 1 */
};

static struct seen_cpus count_seen(const struct tar_files *f)
{
	const struct tar_file *zoneinfo = tar_find(f, "zoneinfo");
	struct seen_cpus seen = { 0 };

	if (zoneinfo)
		seen.up = proc_zoneinfo_cpus(zoneinfo->data, &seen.last);
	return seen;
}

static void find_release_of_files(struct machine *m, const struct tar_files *f)
{
	static const char *const names[] = { "version", "dmesg.txt" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct tar_file *file = tar_find(f, names[i]);

		if (file)
			machine_find_release(m, file->data,
					     "the gathered machine", 0);
	}
}

int machine_from_files(struct machine *m, const char *name,
		       const struct tar_files *f,
		       const struct input_options *opt, struct error *err)
{
	static const char *const signatures[] = { "SRAT", "SLIT", "APIC",
						  "FACP" };
	const struct tar_file *iomem = tar_find(f, "iomem");
	struct input_table tables[ARRAY_SIZE(signatures)];
	struct seen_cpus seen = count_seen(f);
	struct input_options with = *opt;
	struct error ignored = { 0 };
	int ret;

	with.seen_cpus = seen.last;
	with.tables = tables;
	with.nr_tables = 0;
	for (size_t i = 0; i < ARRAY_SIZE(signatures); i++) {
		const struct tar_file *t = tar_find(f, signatures[i]);

		if (t && !opt->acpi)
			tables[with.nr_tables++] =
				(struct input_table){ signatures[i], t->data,
						      t->len };
	}
	if (tar_find(f, "fdt"))
		ret = load_with_tree(m, name, f, &with, err);
	else
		ret = load_without_tree(m, name, f, &with, err);
	if (ret)
		return -1;
	find_release_of_files(m, f);
	if (iomem)
		machine_find_kernel_code(m, iomem->data, "iomem", &ignored);
	/* The boot log says how many came up, or else what is up later. */
	if (!m->brought_up)
		m->brought_up = seen.up;
	return 0;
}
