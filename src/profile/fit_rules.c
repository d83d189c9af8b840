/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/fit_rules.h"

#include <stdlib.h>
#include <string.h>

#include "model/archs.h"
#include "model/release.h"
#include "model/rules.h"
#include "profile/own_calls.h"
#include "util/alloc.h"

/* The first that the log shows; NULL: it shows none. */
static const struct kernel_rule_variant *
variant_shown(const struct fit *f, const struct kernel_rule *rule)
{
	for (size_t i = 0; i < rule->nr_variants; i++) {
		const char *words = rule->variants[i].log;

		if (*words && fit_line_with(f, words))
			return &rule->variants[i];
	}
	return NULL;
}

static const struct kernel_rule_variant *
find_variant(const struct fit *f, const struct kernel_rule *rule, char **origin)
{
	const struct kernel_rule_variant *v = variant_shown(f, rule);
	int of_release = kernel_rule_of_release(rule, f->release);

	if (v) {
		*origin = xasprintf("the log shows it: \"%s\"", v->log);
		return v;
	}
	if (of_release < 0)
		return NULL;
	v = &rule->variants[of_release];
	if (*v->since)
		*origin = xasprintf("Linux %s has it, since %s", f->release,
				    v->since);
	else
		*origin = xasprintf("Linux %s has none of the later ways",
				    f->release);
	return v;
}

static void fit_rule(struct fit *f, const struct kernel_rule *rule,
		     const char *of_line)
{
	char *origin = NULL;
	const struct kernel_rule_variant *v = find_variant(f, rule, &origin);

	if (v && strcmp(v->name, of_line)) {
		const struct variant_call *c = variant_call(rule, v, f->arch);

		fit_set_rule(f, rule, (uint32_t)(v - rule->variants), origin);
		if (c)
			fit_call_before(f, c->next, c->call);
	}
	free(origin);
}

/* Until then tables were spread over nodes also where there was only one. */
#define HASHDIST_FIXED_UP "5.3"

static void fit_hashdist(struct fit *f)
{
	static const char *const fix[] = { "page_alloc_init",
					   "fixup_hashdist" };

	if (release_reaches(f->release, HASHDIST_FIXED_UP))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(fix); i++)
		fit_drop_call(f, fix[i], HASHDIST_FIXED_UP);
	fit_call_before(f, "parse_args", "set_hashdist");
}

/* In front of what it stands in the newest line that has it. */
static void fit_call_as_once(struct fit *f, const char *call)
{
	char *next = line_call_behind(call, f->arch, NULL);

	if (next)
		fit_call_before(f, next, call);
	free(next);
}

/* In between a KVM guest's clocks were memory; before and after of the image. */
static const struct {
	const char *family, *allocated, *in_image;
} kvm_clock = { "x86", "3.8", "4.19" };

static void fit_kvm_clock(struct fit *f)
{
	if (fit_has(f, LOG_HAS_KVM_CLOCK) &&
	    arch_is(f->arch, kvm_clock.family) &&
	    release_reaches(f->release, kvm_clock.allocated) &&
	    !release_reaches(f->release, kvm_clock.in_image))
		fit_call_before(f, "memblock_find_dma_reserve",
				"kvmclock_init");
}

/*
 * arm64: the area was set aside with all that is reserved, before memory was
 * mapped and laid out; now it is behind the zones. The log has its lines in
 * that order.
 */
static const struct {
	const char *family, *call, *next, *moved;
} early_cma = { "arm64", "dma_contiguous_reserve", "paging_init", "5.11" };

static bool has_cma_before_zones(const struct fit *f)
{
	unsigned cma = f->log->facts[LOG_CMA_MIB].line;
	unsigned zones = f->log->facts[LOG_HAS_ZONE_HEADING].line;

	for (int z = 0; !zones && z < NR_ZONE_KINDS; z++)
		zones = f->log->facts[LOG_HAS_ZONE_PAGES + z].line;
	if (cma && zones)
		return cma < zones;
	return !release_reaches(f->release, early_cma.moved);
}

static void fit_early_cma(struct fit *f)
{
	if (!arch_is(f->arch, early_cma.family) || !has_cma_before_zones(f))
		return;
	fit_drop_call(f, early_cma.call, early_cma.moved);
	fit_call_before(f, early_cma.next, early_cma.call);
}

/*
 * Only later images of 64 bits have the tables of both slots that fixed
 * mappings can lie in, and so that of the vsyscall page.
 */
static const struct {
	const char *family, *call, *next, *covered;
} vsyscall_table = { "x86", "map_vsyscall", "early_quirks", "4.20" };

static void fit_vsyscall(struct fit *f)
{
	if (arch_is(f->arch, vsyscall_table.family) &&
	    fit_number(f, GROUP_CONSTANTS, "sizeof(long)") == 8 &&
	    !release_reaches(f->release, vsyscall_table.covered))
		fit_call_before(f, vsyscall_table.next, vsyscall_table.call);
}

/*
 * A copy of the command line for each level of initcalls to take apart: from
 * the repair of what they shared until they took it apart without one.
 */
#define INITCALL_COPY_SINCE "3.16"
#define INITCALL_COPY_UNTIL "5.6"
#define COPIES_WITH_INITCALLS 3

static void fit_command_line(struct fit *f)
{
	if (release_reaches(f->release, INITCALL_COPY_SINCE) &&
	    !release_reaches(f->release, INITCALL_COPY_UNTIL))
		fit_set_rule(f, KERNEL_RULE(command_line_copies),
			     COPIES_WITH_INITCALLS,
			     "from 3.16 to 5.5 initcalls had one");
}

/*
 * i386: until memblock, after one range for all memory. With the map's code
 * that 32 and 64 bits share came what hibernation leaves out.
 */
#define RANGES_OF_E820 "2.6.27"

static void fit_active_ranges(struct fit *f, const char *of_line)
{
	const struct kernel_rule *sizes = KERNEL_RULE(zone_sizes);

	if (!of_line ||
	    kernel_rule_variant(sizes, of_line) !=
		    ZONE_SIZES_FROM_ACTIVE_RANGES ||
	    !release_reaches(f->release, RANGES_OF_E820))
		return;
	fit_set_rule(f, sizes, ZONE_SIZES_FROM_E820,
		     "e820_register_active_regions(), since 2.6.27");
	if (fit_has(f, LOG_HAS_NOSAVE))
		fit_call_before(f, "e820_register_memory",
				"e820__register_nosave_regions");
}

/* PIDs were in a hash table up to 4.14, and start_kernel() made it. */
static void fit_pid_hash(struct fit *f)
{
	bool shown = fit_has(f, LOG_HAS_PID_HASH);

	if (!shown && (fit_has(f, LOG_HAS_DENTRY_HASH) ||
		       release_reaches(f->release, "4.15")))
		return;
	fit_set_rule(f, KERNEL_RULE(pid_hash), PID_HASH_SYSTEM_HASH,
		     shown ? "the log shows it: \"PID hash table entries\"" :
			     "up to 4.14");
	fit_call_as_once(f, "pidhash_init");
}

/*
 * Who had the line only with the code that all share; others had it in their
 * own before.
 */
static const struct {
	const char *family, *line, *origin;
} generic_crash[] = {
	{ "x86", "crashkernel reserved: 0x",
	  "the log shows it: \"crashkernel reserved: 0x\"" },
};

static void fit_crashkernel(struct fit *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(generic_crash); i++) {
		if (!arch_is(f->arch, generic_crash[i].family) ||
		    !fit_line_with(f, generic_crash[i].line))
			continue;
		fit_set_rule(f, KERNEL_RULE(crashkernel), CRASHKERNEL_GENERIC,
			     generic_crash[i].origin);
		fit_guess_option(f, "CONFIG_CRASH_RESERVE", true,
				 generic_crash[i].origin);
	}
}

int fit_rules(struct fit *f, const struct builtin_line *line, struct error *err)
{
	struct json_object *root = line_parse(line, err);

	if (!root)
		return -1;
	own_later_calls(fit_own(f), line, f->arch, f->release);
	fit_hashdist(f);
	fit_kvm_clock(f);
	fit_crashkernel(f);
	fit_early_cma(f);
	fit_vsyscall(f);
	fit_command_line(f);
	fit_active_ranges(f, line_rule(root, KERNEL_RULE(zone_sizes), f->arch));
	for (size_t i = 0; i < NR_KERNEL_RULES; i++) {
		const struct kernel_rule *rule = &kernel_rules[i];
		const char *value = line_rule(root, rule, f->arch);

		if (!kernel_rule_of_arch(rule, f->arch))
			continue;
		if (value)
			fit_rule(f, rule, value);
		else if (rule == KERNEL_RULE(pid_hash))
			fit_pid_hash(f);
		else if (variant_shown(f, rule))
			fit_rule(f, rule, "");
	}
	json_object_put(root);
	return 0;
}
