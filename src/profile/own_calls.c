/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/own_calls.h"

#include <stdlib.h>

#include "model/archs.h"
#include "model/release.h"
#include "profile/line.h"
#include "profile/writer.h"
#include "util/alloc.h"

static const struct {
	enum kernel_rule_index rule;
	uint32_t variant;
	const char *family;
	struct variant_call call;
} variant_calls[] = {
	{ RULE_kernel_pages,
	  KERNEL_PAGES_ESTIMATED,
	  "x86",
	  { .next = "paging_init", .call = "memblock_find_dma_reserve" } },
};

const struct variant_call *variant_call(const struct kernel_rule *rule,
					const struct kernel_rule_variant *v,
					const char *arch)
{
	for (size_t i = 0; i < ARRAY_SIZE(variant_calls); i++) {
		if (&kernel_rules[variant_calls[i].rule] == rule &&
		    &rule->variants[variant_calls[i].variant] == v &&
		    arch_is(arch, variant_calls[i].family))
			return &variant_calls[i].call;
	}
	return NULL;
}

static const struct later_call later_calls[] = {
	{ "preallocate_vmalloc_pages", "x86", "5.9", NULL },
	{ "topology_apply_cmdline_limits_early", "x86", "6.9", NULL },
	{ "topology_init_possible_cpus", "x86", "6.9", "prefill_possible_map" },
	{ "mem_init_print_info", NULL, "6.11", "mem_init_print_info" },
};

const struct later_call *later_call(const struct builtin_line *line,
				    const char *arch, const char *release,
				    size_t i)
{
	for (size_t at = 0; at < ARRAY_SIZE(later_calls); at++) {
		const struct later_call *c = &later_calls[at];

		if ((!c->family || arch_is(arch, c->family)) &&
		    release_reaches(line->releases[0], c->since) &&
		    !release_reaches(release, c->since) && !i--)
			return c;
	}
	return NULL;
}

struct json_object *own_member(struct json_object *own, const char *name)
{
	struct json_object *o;

	if (!json_object_object_get_ex(own, name, &o)) {
		o = json_object_new_object();
		json_object_object_add(own, name, o);
	}
	return o;
}

void own_call_before(struct json_object *own, const char *next,
		     const char *call)
{
	json_object_object_add(own_member(own, "calls_before"), next,
			       json_object_new_string(call));
}

void own_later_calls(struct json_object *own, const struct builtin_line *line,
		     const char *arch, const char *release)
{
	const struct later_call *c;

	for (size_t i = 0; (c = later_call(line, arch, release, i)); i++) {
		char *next = c->once ?
				     line_call_behind(c->once, arch, c->since) :
				     NULL;

		json_object_object_add(own_member(own, "calls_dropped"),
				       c->call,
				       json_object_new_string(c->since));
		if (next)
			own_call_before(own, next, c->once);
		free(next);
	}
}
