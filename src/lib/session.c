/* SPDX-License-Identifier: GPL-2.0-only */
#include "lib/session.h"

#include <inttypes.h>
#include <string.h>

#include "arch/arch.h"
#include "input/input.h"
#include "journal/boot.h"
#include "journal/sequence.h"
#include "model/archs.h"
#include "model/boot.h"
#include "profile/fit.h"
#include "profile/profile.h"
#include "start/sequence.h"
#include "util/alloc.h"

/* Of several that fit equally well only one can be taken. */
static void note_choice(struct machine *m, const struct builtin_profile *p)
{
	const struct builtin_profile *other = profile_alike(p, !m->lacks_lpae);

	if (m->lacks_mmu)
		machine_note(
			m,
			"a CPU of it has no MMU: no built-in kernel runs there, %s stands in (--kernel)",
			p->name);
	else if (m->lacks_armv7)
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

/* What lines of a log say of their build is so of this one. */
static bool agrees(const struct kernel *k, const struct log_kernel *l)
{
	const struct image_sizes z = kernel_image_sizes(k);
	const struct {
		enum build_fact fact;
		uint64_t value;
	} values[] = {
		{ LOG_PERCPU_STATIC,
		  k->sym.per_cpu_end - k->sym.per_cpu_start },
		{ LOG_NR_CPUS, k->nr_cpus },
		{ LOG_CODE_KIB, z.code >> 10 },
		{ LOG_RWDATA_KIB, z.data >> 10 },
		{ LOG_RODATA_KIB, z.rodata >> 10 },
		{ LOG_INIT_KIB, (z.init_data + z.init_code) >> 10 },
		{ LOG_BSS_KIB, z.bss >> 10 },
	};

	/* The first ones say other sizes by the same words. */
	if (kernel_has_bootmem(k))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		const struct build_fact_value *said = &l->facts[values[i].fact];

		if (said->line && said->value != values[i].value)
			return false;
	}
	return true;
}

/* Releases of no distribution are built by anyone, each in his own way. */
static bool is_its_build(const struct machine *m,
			 const struct builtin_profile *p)
{
	struct error err = { 0 };
	struct kernel k;
	bool is;

	if (kernel_load(&k, p->name, &err))
		return false;
	is = agrees(&k, &m->log_kernel);
	kernel_release(&k);
	return is;
}

/* The one that has booted here, whatever its architecture; NULL: none is. */
static const struct builtin_profile *same_kernel(const struct machine *m)
{
	for (size_t i = 0; m->release && i < nr_builtin_profiles; i++) {
		const struct builtin_profile *p = &builtin_profiles[i];

		if (!strcmp(p->release, m->release) && can_boot(m, p->arch) &&
		    is_its_build(m, p))
			return p;
	}
	return NULL;
}

/* `p` is the same one, or NULL. */
static const char *default_kernel(struct machine *m,
				  const struct builtin_profile *p,
				  struct error *err)
{
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
	else if (m->foreign_arch)
		error_set(
			err,
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

static void note_fit(struct machine *m, const struct kernel *k,
		     const struct kernel_fit *fit)
{
	machine_note(
		m,
		"%s is of a build of Linux %s of which there is no profile: one is fitted from %s and what its lines say (--kernel, `initmem kernel import --log`)",
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
		machine_note(m,
			     "what the lines say of their kernel is not used: %s",
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
	const struct builtin_profile *same =
		o->kernel ? NULL : same_kernel(&s->machine);
	const char *name = o->kernel;

	/* A log's own, of which there is no profile and none was chosen. */
	if (!name && !same && kernel_can_fit(&s->machine) && load_fitted(s)) {
		name = s->kernel.name;
	} else {
		if (!name)
			name = default_kernel(&s->machine, same, err);
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
	s->machine.image_base = s->machine.kernel_code.base -
				(code - kernel_image_start(&s->kernel));
	s->machine.has_image_base = true;
}

/* Only the kernel knows which CPUs are possible: it has to begin its boot. */
int session_check(const struct session *s, struct error *err)
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

/* The kernel for a machine that is there. The machine goes where there is none.
 */
static int finish(struct session *s, const struct common_options *o,
		  struct error *err)
{
	s->machine.online_cpus = o->input.online_cpus;
	if (load_kernel(s, o, err)) {
		machine_release(&s->machine);
		return -1;
	}
	note_other_kernel(&s->machine, &s->kernel, o->kernel != NULL);
	place_image(s);
	s->arch->boot_loader(&s->machine, &s->kernel);
	return 0;
}

int session_load(struct session *s, const struct common_options *o,
		 struct error *err)
{
	memset(s, 0, sizeof(*s));
	if (machine_load(&s->machine, o->path, &o->input, err))
		return -1;
	return finish(s, o, err);
}

int session_load_bytes(struct session *s, const struct common_options *o,
		       const char *name, const void *bytes, size_t len,
		       struct error *err)
{
	memset(s, 0, sizeof(*s));
	if (machine_load_bytes(&s->machine, name, bytes, len, &o->input, err))
		return -1;
	return finish(s, o, err);
}

static bool has_release_of_log(const struct session *s)
{
	return s->machine.release &&
	       !strcmp(s->machine.release, kernel_words_release(&s->kernel));
}

bool session_is_of_log(const struct session *s, const struct common_options *o)
{
	return has_release_of_log(s) ||
	       (s->machine.release && (!o->kernel || s->kernel.base_release));
}

bool session_wrote_log(const struct session *s)
{
	return has_release_of_log(s) && !s->kernel.base_release;
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
	return error_set(err, "%s: %s is no phase of %s", option, p->name,
			 s->kernel.name);
}
