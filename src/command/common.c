/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "command/command.h"
#include "journal/boot.h"
#include "journal/sequence.h"
#include "model/archs.h"
#include "profile/fit.h"
#include "profile/profile.h"
#include "start/sequence.h"
#include "util/alloc.h"
#include "util/size.h"
#include "util/utf8.h"

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
	{ "cpu-features", OPT_CPU_FEATURES, "LIST", 0,
	  "facts that no input tells: gbpages, la57, amd, intel, clflush, nopse of x86, lpa2 of arm64, sv39, sv48, sv57 of RISC-V",
	  30 },
	{ 0 }
};

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

static void set_range(const char *option, const uint64_t *v, struct range *out)
{
	if (v[1] == 0 || v[0] + v[1] < v[0])
		usage_error("--%s: the range 0x%" PRIx64 ",0x%" PRIx64
			    " is empty or wraps around",
			    option, v[0], v[1]);
	*out = (struct range){ v[0], v[1] };
}

static void parse_memory(const char *arg, struct input_options *o)
{
	struct input_memory m = { .nid = -1 };
	uint64_t v[3];
	size_t n = parse_numbers(arg, 2, 3, v);

	if (!n || (n == 3 && v[2] >= 1024))
		usage_error(
			"--memory=%s: expected BASE,SIZE[,NODE], node below 1024",
			arg);
	set_range("memory", v, &m.range);
	if (n == 3)
		m.nid = (int)v[2];
	o->memory = xrealloc(o->memory, o->nr_memory + 1, sizeof(m));
	o->memory[o->nr_memory++] = m;
}

static void parse_initrd(const char *arg, struct input_options *o)
{
	uint64_t v[2];

	if (!parse_numbers(arg, 2, 2, v))
		usage_error("--initrd=%s: expected ADDR,SIZE", arg);
	set_range("initrd", v, &o->initrd);
	o->has_initrd = true;
}

static void parse_dtb_base(const char *arg, struct input_options *o)
{
	uint64_t v[2];
	size_t n = parse_numbers(arg, 1, 2, v);
	struct range r;

	if (!n)
		usage_error("--dtb-base=%s: expected ADDR[,SIZE]", arg);
	if (n == 2)
		set_range("dtb-base", v, &r);
	o->has_dtb_base = true;
	o->dtb_base = v[0];
	o->has_dtb_size = n == 2;
	o->dtb_size = n == 2 ? v[1] : 0;
}

static void parse_input(const char *arg, struct input_options *o)
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
			o->kind = kinds[i].kind;
			return;
		}
	}
	usage_error("--input=%s: expected dtb, dts, e820, dmesg, memmap or tar",
		    arg);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct common_options *o = state->input;
	uint64_t n;

	switch (key) {
	case OPT_KERNEL:
		o->kernel = arg;
		return 0;
	case OPT_CMDLINE:
		o->input.cmdline = arg;
		return 0;
	case OPT_APPEND:
		o->input.append = arg;
		return 0;
	case OPT_CPUS:
		if (!parse_size(arg, &n) || !n || n > 8192)
			usage_error("--cpus=%s: expected 1 to 8192", arg);
		o->input.cpus = (unsigned)n;
		return 0;
	case OPT_ONLINE_CPUS:
		if (!parse_size(arg, &n) || !n || n > 8192)
			usage_error(
				"--online-cpus=%s: expected 1 to the number of possible CPUs, 8192 at most",
				arg);
		o->input.online_cpus = (unsigned)n;
		return 0;
	case OPT_BOOT_CPU:
		if (!parse_size(arg, &o->input.boot_cpu))
			usage_error("--boot-cpu=%s: expected a number", arg);
		o->input.has_boot_cpu = true;
		return 0;
	case OPT_INITRD:
		parse_initrd(arg, &o->input);
		return 0;
	case OPT_IMAGE_BASE:
		if (!parse_size(arg, &o->input.image_base))
			usage_error("--image-base=%s: expected an address",
				    arg);
		o->input.has_image_base = true;
		return 0;
	case OPT_DTB_BASE:
		parse_dtb_base(arg, &o->input);
		return 0;
	case OPT_MEMORY:
		parse_memory(arg, &o->input);
		return 0;
	case OPT_INPUT:
		parse_input(arg, &o->input);
		return 0;
	case OPT_MACHINE:
		o->input.machine = arg;
		if (!o->path)
			o->path = "--machine";
		return 0;
	case OPT_ACPI:
		o->input.acpi = arg;
		return 0;
	case OPT_CPU_FEATURES:
		o->input.cpu_features = arg;
		return 0;
	case OPT_BOOT:
		if (!parse_size(arg, &n) || !n || n > UINT32_MAX)
			usage_error("--boot=%s: expected 1 or more", arg);
		o->input.boot = (unsigned)n;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

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

void common_options_release(struct common_options *o)
{
	free(o->input.memory);
}

/* Of several that fit equally well only one can be taken. */
static void note_choice(struct machine *m, const struct builtin_profile *p)
{
	const struct builtin_profile *other = profile_alike(p, !m->lacks_lpae);

	if (m->lacks_armv7)
		machine_note(
			m,
			"its CPUs are older than ARMv7: no built-in kernel runs on them, %s stands in (--kernel)",
			p->name);
	else if (other)
		machine_note(m, "its CPUs run %s, too: %s is taken (--kernel)",
			     other->name, p->name);
}

/*
 * 64-bit cores may boot a 32-bit kernel, if that is what is asked for: some or
 * all of them.
 */
static bool can_boot(const struct machine *m, const char *arch)
{
	const struct arch_facts *a = arch_facts_find(arch);

	return !m->arch || !strcmp(m->arch, arch) ||
	       (a && a->guest_of && !strcmp(m->arch, a->guest_of) &&
		(a->guest_of_any || m->aarch32));
}

/* The one that has booted here, whatever its architecture; NULL: none is. */
static const struct builtin_profile *same_kernel(const struct machine *m)
{
	for (size_t i = 0; m->release && i < nr_builtin_profiles; i++) {
		const struct builtin_profile *p = &builtin_profiles[i];

		if (!strcmp(p->release, m->release) && can_boot(m, p->arch))
			return p;
	}
	return NULL;
}

static const char *default_kernel(struct machine *m, struct error *err)
{
	const struct builtin_profile *p = same_kernel(m);
	char names[ARCH_NAMES_MAX];

	if (p)
		return p->name;
	if (m->arch)
		p = profile_nearest(m->arch, m->release, !m->lacks_lpae);
	if (p) {
		note_choice(m, p);
		return p->name;
	}
	if (m->arch)
		error_set(err,
			  "%s: no built-in kernel for %s, give one with --kernel",
			  m->input, m->arch);
	else if (m->foreign_arch && m->source == SOURCE_DMESG)
		error_set(err,
			  "%s: a log of a %s kernel, and there is no profile of that architecture, expected %s",
			  m->input, m->foreign_arch,
			  arch_names(names, " or ", arch_any));
	else if (m->foreign_arch)
		error_set(err,
			  "%s: /cpus: a %s tree, and there is no profile of that architecture, expected %s",
			  m->input, m->foreign_arch,
			  arch_names(names, " or ", arch_any));
	else
		error_set(
			err,
			"%s: /cpus does not tell the architecture, choose a kernel with --kernel (see `initmem kernel list`)",
			m->input);
	return NULL;
}

/* Why a kernel cannot be that of this machine. Returns -1. */
static int cannot_boot(const struct machine *m, const struct kernel *k,
		       struct error *err)
{
	const struct arch_facts *a = arch_facts_find(k->arch);
	bool pc = m->firmware == FIRMWARE_E820;

	if (pc && a->firmware != FIRMWARE_E820)
		return error_set(
			err,
			"%s: the memory map of a PC, the kernel %s is for %s",
			m->input, k->name, k->arch);
	if (pc)
		return error_set(
			err,
			"%s: a log of an %s kernel, whose CPUs need not have 64 bits: the kernel %s is for %s",
			m->input, m->arch, k->name, k->arch);
	return error_set(err, "%s: its CPUs are %s, the kernel %s is for %s",
			 m->input, m->arch, k->name, k->arch);
}

/*
 * The kernel of a log of which there is no profile. False where none can be
 * fitted, or where the user has chosen another one.
 */
static bool can_fit(const struct machine *m, const struct common_options *o)
{
	return !o->kernel && !same_kernel(m) &&
	       kernel_can_fit(m);
}

static void note_fit(struct machine *m, const struct kernel *k,
		     const struct kernel_fit *fit)
{
	machine_note(
		m,
		"%s is of Linux %s, of which there is no profile: one is fitted from %s and what its lines say (--kernel, `initmem kernel import --log`)",
		m->release_of, k->release, fit->base);
	if (fit->read)
		machine_note(m, "read from the log: %s", fit->read);
	if (fit->rules)
		machine_note(m, "other rules than those of %s: %s", k->line,
			     fit->rules);
	if (fit->guessed)
		machine_note(m, "guessed: %s", fit->guessed);
}

/*
 * Lines that were spoilt on their way may be of no kernel there can be: that is
 * no reason to refuse a log. False: nothing is loaded.
 */
static bool load_fitted(struct session *s)
{
	struct machine *m = &s->machine;
	struct error err = { 0 };
	struct kernel_fit fit;

	if (kernel_fit(&fit, &s->kernel, m, m->input, NULL, &err)) {
		machine_note(
			m, "what the lines say of their kernel is not used: %s",
			err.text);
		return false;
	}
	note_fit(m, &s->kernel, &fit);
	kernel_fit_release(&fit);
	return true;
}

/* A difference from what that machine had may be one between the kernels. */
static void note_other_kernel(struct machine *m, const struct kernel *k,
			      bool asked_for)
{
	if (!m->release || !strcmp(m->release, k->release))
		return;
	if (asked_for)
		machine_note(m, "%s is of Linux %s, and --kernel is %s (%s)",
			     m->release_of, m->release, k->name, k->release);
	else
		machine_note(
			m,
			"%s is of Linux %s, of which there is no profile: the nearest, %s (%s), stands in (--kernel)",
			m->release_of, m->release, k->name, k->release);
}

/* A kernel, and whether it is one for this machine. */
static int load_kernel(struct session *s, const struct common_options *o,
		       struct error *err)
{
	const char *name = o->kernel;

	if (can_fit(&s->machine, o) && load_fitted(s)) {
		name = s->kernel.name;
	} else {
		if (!name)
			name = default_kernel(&s->machine, err);
		if (!name || kernel_load(&s->kernel, name, err))
			return -1;
	}
	s->arch = arch_find(&s->kernel);
	if (!s->arch)
		error_set(err, "%s: architecture %s is not modelled yet", name,
			  s->kernel.arch);
	else if (sequence_check(&s->kernel, s->arch, err))
		; /* said */
	else if (!can_boot(&s->machine, s->kernel.arch))
		cannot_boot(&s->machine, &s->kernel, err);
	else
		return 0;
	kernel_release(&s->kernel);
	return -1;
}

/* What the reader could not find, and what stands in for it. */
static void print_notes(const struct machine *m)
{
	for (size_t i = 0; i < m->nr_notes; i++) {
		fputs("initmem: ", stderr);
		utf8_print(stderr, m->input);
		fputs(": note: ", stderr);
		utf8_print(stderr, m->notes[i]);
		putc('\n', stderr);
	}
}

/* A running kernel has told where its image lies. */
static void place_image(struct session *s)
{
	const struct arch_image_resource *r =
		arch_next_image_resource(s->arch, &s->kernel, NULL);
	const char *sym = (const char *)&s->kernel.sym;
	uint64_t code;

	if (s->machine.has_image_base || !s->machine.kernel_code.size || !r)
		return;
	code = *(const uint64_t *)(sym + r->start);
	s->machine.image_base =
		s->machine.kernel_code.base -
		(code - kernel_image_start(&s->kernel));
	s->machine.has_image_base = true;
}

/* Only the kernel knows which CPUs are possible: it has to begin its boot. */
static int check_online_cpus(const struct session *s, struct error *err)
{
	unsigned wanted = s->machine.online_cpus;
	size_t possible;
	struct boot b;

	if (!wanted)
		return 0;
	boot_init(&b, &s->machine, &s->kernel, s->arch);
	boot_run(&b, phase_making(MAKES_MACHINE));
	possible = b.nr_possible_cpus;
	boot_release(&b);
	if (!possible || wanted <= possible)
		return 0;
	return error_set(
		err,
		"%s: --online-cpus %u: expected 1 to %zu, as many CPUs are possible",
		s->machine.input, wanted, possible);
}

int session_open(struct session *s, const struct common_options *o,
		 struct error *err)
{
	memset(s, 0, sizeof(*s));
	if (machine_load(&s->machine, o->path, &o->input, err))
		return -1;
	s->machine.online_cpus = o->input.online_cpus;
	if (load_kernel(s, o, err)) {
		machine_release(&s->machine);
		return -1;
	}
	note_other_kernel(&s->machine, &s->kernel, o->kernel != NULL);
	print_notes(&s->machine);
	place_image(s);
	s->arch->boot_loader(&s->machine, &s->kernel);
	if (check_online_cpus(s, err)) {
		session_close(s);
		return -1;
	}
	return 0;
}

void session_close(struct session *s)
{
	machine_release(&s->machine);
	kernel_release(&s->kernel);
}

int phase_check(const struct session *s, const char *option,
		const struct call *p, struct error *err)
{
	if (!p || phase_exists(p, &s->kernel))
		return 0;
	return error_set(err, "--%s: %s is no phase of %s", option, p->name,
			 s->kernel.name);
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
