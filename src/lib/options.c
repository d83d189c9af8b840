/* SPDX-License-Identifier: GPL-2.0-only */
#include "lib/options.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/size.h"

#define MAX_CPUS 8192

/*
 * Numbers apart by commas: at least `least`, at most `most` of them. Returns
 * how many, 0 if it is nothing of the kind.
 */
static size_t parse_numbers(const char *arg, size_t least, size_t most,
			    uint64_t *out)
{
	char *copy = xstrdup(arg), *rest = copy, *word;
	size_t n = 0;

	while ((word = strsep(&rest, ","))) {
		if (n == most || !parse_size(word, &out[n])) {
			n = 0;
			break;
		}
		n++;
	}
	free(copy);
	return n >= least ? n : 0;
}

static int set_range(const char *option, const uint64_t *v, struct range *out,
		     struct error *err)
{
	if (v[1] == 0 || v[0] + v[1] < v[0])
		return error_set(err,
				 "%s: the range 0x%" PRIx64 ",0x%" PRIx64
				 " is empty or wraps around",
				 option, v[0], v[1]);
	*out = (struct range){ v[0], v[1] };
	return 0;
}

static int set_memory(struct common_options *o, const char *arg,
		      struct error *err)
{
	struct input_options *in = &o->input;
	struct input_memory m = { .nid = -1 };
	uint64_t v[3];
	size_t n = parse_numbers(arg, 2, 3, v);

	if (!n || (n == 3 && v[2] >= 1024))
		return error_set(
			err,
			"memory=%s: expected BASE,SIZE[,NODE], node below 1024",
			arg);
	if (set_range("memory", v, &m.range, err))
		return -1;
	if (n == 3)
		m.nid = (int)v[2];
	in->memory = xrealloc(in->memory, in->nr_memory + 1, sizeof(m));
	in->memory[in->nr_memory++] = m;
	return 0;
}

static int set_initrd(struct common_options *o, const char *arg,
		      struct error *err)
{
	uint64_t v[2];

	if (!parse_numbers(arg, 2, 2, v))
		return error_set(err, "initrd=%s: expected ADDR,SIZE", arg);
	o->input.has_initrd = true;
	return set_range("initrd", v, &o->input.initrd, err);
}

static int set_dtb_base(struct common_options *o, const char *arg,
			struct error *err)
{
	uint64_t v[2];
	size_t n = parse_numbers(arg, 1, 2, v);
	struct range r;

	if (!n)
		return error_set(err, "dtb-base=%s: expected ADDR[,SIZE]", arg);
	if (n == 2 && set_range("dtb-base", v, &r, err))
		return -1;
	o->input.has_dtb_base = true;
	o->input.dtb_base = v[0];
	o->input.has_dtb_size = n == 2;
	o->input.dtb_size = n == 2 ? v[1] : 0;
	return 0;
}

static int set_input(struct common_options *o, const char *arg,
		     struct error *err)
{
	static const struct {
		const char *name;
		enum input_kind kind;
	} kinds[] = {
		{ "dtb", INPUT_DTB },	    { "dts", INPUT_DTS },
		{ "e820", INPUT_E820 },	    { "dmesg", INPUT_DMESG },
		{ "memmap", INPUT_MEMMAP }, { "tar", INPUT_TAR },
	};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!strcmp(kinds[i].name, arg)) {
			o->input.kind = kinds[i].kind;
			return 0;
		}
	}
	return error_set(
		err, "input=%s: expected dtb, dts, e820, dmesg, memmap or tar",
		arg);
}

static int set_cpus(struct common_options *o, const char *arg,
		    struct error *err)
{
	uint64_t n;

	if (!parse_size(arg, &n) || !n || n > MAX_CPUS)
		return error_set(err, "cpus=%s: expected 1 to %d", arg,
				 MAX_CPUS);
	o->input.cpus = (unsigned)n;
	return 0;
}

static int set_online_cpus(struct common_options *o, const char *arg,
			   struct error *err)
{
	uint64_t n;

	if (!parse_size(arg, &n) || !n || n > MAX_CPUS)
		return error_set(
			err,
			"online-cpus=%s: expected 1 to the number of possible CPUs, %d at most",
			arg, MAX_CPUS);
	o->input.online_cpus = (unsigned)n;
	return 0;
}

static int set_boot_cpu(struct common_options *o, const char *arg,
			struct error *err)
{
	if (!parse_size(arg, &o->input.boot_cpu))
		return error_set(err, "boot-cpu=%s: expected a number", arg);
	o->input.has_boot_cpu = true;
	return 0;
}

static int set_image_base(struct common_options *o, const char *arg,
			  struct error *err)
{
	if (!parse_size(arg, &o->input.image_base))
		return error_set(err, "image-base=%s: expected an address",
				 arg);
	o->input.has_image_base = true;
	return 0;
}

static int set_boot(struct common_options *o, const char *arg,
		    struct error *err)
{
	uint64_t n;

	if (!parse_size(arg, &n) || !n || n > UINT32_MAX)
		return error_set(err, "boot=%s: expected 1 or more", arg);
	o->input.boot = (unsigned)n;
	return 0;
}

static int set_machine(struct common_options *o, const char *arg,
		       struct error *err)
{
	(void)err;
	o->input.machine = arg;
	if (!o->path)
		o->path = "--machine";
	return 0;
}

static const struct option {
	const char *name;
	/* NULL: the value is kept as it is, in the text that lies at `text`. */
	int (*set)(struct common_options *o, const char *arg,
		   struct error *err);
	size_t text;
} table[] = {
	{ "kernel", NULL, offsetof(struct common_options, kernel) },
	{ "cmdline", NULL, offsetof(struct common_options, input.cmdline) },
	{ "append", NULL, offsetof(struct common_options, input.append) },
	{ "memory", set_memory, 0 },
	{ "cpus", set_cpus, 0 },
	{ "online-cpus", set_online_cpus, 0 },
	{ "boot-cpu", set_boot_cpu, 0 },
	{ "initrd", set_initrd, 0 },
	{ "image-base", set_image_base, 0 },
	{ "dtb-base", set_dtb_base, 0 },
	{ "input", set_input, 0 },
	{ "boot", set_boot, 0 },
	{ "machine", set_machine, 0 },
	{ "acpi", NULL, offsetof(struct common_options, input.acpi) },
	{ "iomem", NULL, offsetof(struct common_options, input.iomem) },
	{ "tree", NULL, offsetof(struct common_options, input.tree) },
	{ "cpu-features", NULL,
	  offsetof(struct common_options, input.cpu_features) },
};

static int set_option(struct common_options *o, const struct option *option,
		      const char *value, struct error *err)
{
	if (option->set)
		return option->set(o, value, err);
	*(const char **)((char *)o + option->text) = value;
	return 0;
}

int common_option_set(struct common_options *o, const char *name,
		      const char *value, struct error *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (!strcmp(table[i].name, name))
			return set_option(o, &table[i], value, err);
	}
	return error_set(err, "%s: unknown option", name);
}

void common_options_release(struct common_options *o)
{
	free(o->input.memory);
}
