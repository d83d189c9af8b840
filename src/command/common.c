/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "command/message.h"
#include "command/terminal.h"
#include "lib/initmem.h"
#include "start/sequence.h"
#include "util/alloc.h"

/* The options of all commands that take INPUT. */

enum {
	OPT_KERNEL = 0x100,
	OPT_CMDLINE,
	OPT_APPEND,
	OPT_CPUS,
	OPT_ONLINE_CPUS,
	OPT_BOOT_CPU,
	OPT_INITRD,
	OPT_IMAGE_BASE,
	OPT_DTB_BASE,
	OPT_MEMORY,
	OPT_INPUT,
	OPT_ACPI,
	OPT_TREE,
	OPT_IOMEM,
	OPT_CPU_FEATURES,
	OPT_BOOT,
	OPT_MACHINE,
};

static const struct argp_option options[] = {
	{ .doc = "What boots:", .group = 10 },
	{ "kernel", OPT_KERNEL, "NAME|FILE.json", 0,
	  "the kernel build (default: the newest one for INPUT's architecture)",
	  10 },
	{ "cmdline", OPT_CMDLINE, "STRING", 0,
	  "kernel command line, instead of /chosen/bootargs", 10 },
	{ "append", OPT_APPEND, "STRING", 0,
	  "words to put behind the kernel command line", 10 },
	{ .doc = "What a boot loader adds (defaults as an emulator chooses):",
	  .group = 20 },
	{ "memory", OPT_MEMORY, "BASE,SIZE[,NODE]", 0,
	  "a bank of memory, instead of the tree's (repeatable)", 20 },
	{ "cpus", OPT_CPUS, "N", 0, "only the first N CPUs", 20 },
	{ "online-cpus", OPT_ONLINE_CPUS, "N", 0,
	  "of the possible CPUs, only the first N come up", 20 },
	{ "boot-cpu", OPT_BOOT_CPU, "REG", 0,
	  "the CPU of a tree that boots, by its reg (default: the first)", 20 },
	{ "initrd", OPT_INITRD, "ADDR,SIZE", 0,
	  "where the initial RAM disk lies", 20 },
	{ "image-base", OPT_IMAGE_BASE, "ADDR", 0,
	  "where the kernel image (_text; _start of RISC-V) lies", 20 },
	{ "dtb-base", OPT_DTB_BASE, "ADDR[,SIZE]", 0,
	  "where the tree lies and how much is reserved for it", 20 },
	{ .doc = "What INPUT is:", .group = 30 },
	{ "input", OPT_INPUT, "dtb|dts|e820|dmesg|memmap|tar", 0,
	  "its kind, where its content does not tell", 30 },
	{ "boot", OPT_BOOT, "N", 0,
	  "of a log of several boots, the Nth (default: the last)", 30 },
	{ "machine", OPT_MACHINE, "WORDS", 0,
	  "instead of INPUT, a machine in words: \"arm64 nodes=4 mem=16G cpus=8\"",
	  30 },
	{ "acpi", OPT_ACPI, "DIR", 0,
	  "SRAT, SLIT, APIC and FACP tables as found in sysfs", 30 },
	{ "tree", OPT_TREE, "FILE", 0,
	  "the device tree of the machine whose boot log INPUT is", 30 },
	{ "iomem", OPT_IOMEM, "FILE", 0,
	  "its /proc/iomem, read by root: where the kernel image lies", 30 },
	{ "cpu-features", OPT_CPU_FEATURES, "LIST", 0,
	  "facts that no input tells: gbpages, la57, amd, intel, clflush, nopse of x86, lpa2 of arm64, sv39, sv48, sv57 of RISC-V",
	  30 },
	{ 0 }
};

/* The name of an option, by its key; NULL: it is none of these. */
static const char *option_name(int key)
{
	for (const struct argp_option *o = options; o->name || o->doc; o++) {
		if (o->name && o->key == key)
			return o->name;
	}
	return NULL;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const char *name = option_name(key);
	struct error err = { 0 };

	if (!name)
		return ARGP_ERR_UNKNOWN;
	if (common_option_set(state->input, name, arg, &err))
		usage_error("--%s", err.text);
	return 0;
}

static error_t parse_for_library(int key, char *arg, struct argp_state *state)
{
	struct library_options *o = state->input;
	const char *name = option_name(key);
	struct error err = { 0 };

	if (!name)
		return ARGP_ERR_UNKNOWN;
	if (common_option_set(&o->common, name, arg, &err))
		usage_error("--%s", err.text);
	if (initmem_set(o->im, name, arg))
		usage_error("--%s", initmem_error(o->im));
	return 0;
}

const struct argp library_argp = { .options = options,
				   .parser = parse_for_library };

const struct argp common_argp = { .options = options, .parser = parse };

error_t parse_input_argument(int key, char *arg, struct argp_state *state,
			     struct common_options *o)
{
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = o;
		return 0;
	case ARGP_KEY_ARG:
		if (o->input.machine)
			usage_error("%s: expected no INPUT besides --machine",
				    arg);
		if (o->path)
			usage_error("%s: expected one INPUT", arg);
		o->path = arg;
		return 0;
	case ARGP_KEY_END:
		if (!o->path)
			usage_error("expected an INPUT, see `%s --help`",
				    state->argv[0]);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* What the reader could not find, and what stands in for it. */
static void print_note(const char *input, const char *note)
{
	message("initmem: %s: note: %s", input, note);
}

int library_open(const struct library_options *o, struct error *err)
{
	const char *path = o->common.path, *note;

	if (initmem_load(o->im, path))
		return error_set(err, "%s", initmem_error(o->im));
	for (size_t i = 0; (note = initmem_note(o->im, i)); i++)
		print_note(strcmp(path, "-") ? path : "stdin", note);
	return 0;
}

static void print_notes(const struct machine *m)
{
	for (size_t i = 0; i < m->nr_notes; i++)
		print_note(m->input, m->notes[i]);
}

int session_open(struct session *s, const struct common_options *o,
		 struct error *err)
{
	if (session_load(s, o, err))
		return -1;
	print_notes(&s->machine);
	if (!session_check(s, err))
		return 0;
	session_close(s);
	return -1;
}

const struct call *phase_argument(const char *option, const char *arg)
{
	const struct call *p = phase_find(arg);
	const char *names[32];
	size_t n = 0;
	char *word;

	if (p)
		return p;
	while (n < ARRAY_SIZE(names) && (names[n] = phase_name(n)))
		n++;
	word = xasprintf("--%s=%s", option, arg);
	usage_unknown(word, "phase", names, sizeof(names[0]), n);
}
