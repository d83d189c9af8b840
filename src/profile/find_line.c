/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/find_line.h"

#include <stdlib.h>
#include <string.h>

#include "model/release.h"
#include "model/rules.h"
#include "profile/line.h"
#include "profile/own_calls.h"
#include "profile/writer.h"
#include "util/alloc.h"

/* Of which releases the marks below were read: of older ones they tell nothing.
 */
#define MARKS_SINCE "5.10"

/*
 * What tells a release in an image: `since` the first one that has it, `until`
 * the first one that has it no more, among those that were read: 5.10, 5.15,
 * 6.1, 6.6, 6.12, 6.18, 7.1. Only builds with the option tell.
 */
static const struct line_mark {
	const char *mark, *since, *until, *option;
} marks[] = {
	{ "struct zone.pageset", NULL, "5.15", NULL },
	{ "struct zone.per_cpu_pageset", "5.15", NULL, NULL },
	{ "struct zone.pageset_high", "5.15", "6.12", NULL },
	{ "struct zone.pageset_high_min", "6.12", NULL, NULL },
	{ "struct per_cpu_pages.alloc_factor", "6.12", NULL, "CONFIG_SMP" },
	{ "enumerator WMARK_PROMO of enum zone_watermarks", "6.1", NULL, NULL },
	{ "enumerator ZONE_BELOW_HIGH of enum zone_flags", "6.12", NULL, NULL },
	{ "enumerator MEMBLOCK_DRIVER_MANAGED of enum memblock_flags", "6.1",
	  NULL, NULL },
	{ "enumerator MEMBLOCK_RSRV_NOINIT of enum memblock_flags", "6.12",
	  NULL, NULL },
	{ "enumerator MEMBLOCK_RSRV_KERN of enum memblock_flags", "6.18", NULL,
	  NULL },
	{ "enumerator PB_migrate_isolate of enum pageblock_bits", "6.18", NULL,
	  "CONFIG_MEMORY_ISOLATION" },
	{ "struct kmem_cache.cpu_slab", NULL, "7.1", "CONFIG_SLUB" },
	{ "struct kmem_cache.cpu_sheaves", "6.18", NULL, "CONFIG_SLUB" },
	{ "struct kmem_cache.cpu_partial_slabs", "6.1", "7.1",
	  "CONFIG_SLUB_CPU_PARTIAL" },
	{ "struct kmem_cache.max", NULL, "6.1", "CONFIG_SLUB" },
	{ "struct io_tlb_mem", "5.15", NULL, "CONFIG_SWIOTLB" },
	{ "struct io_tlb_mem.areas", "6.1", "6.6", "CONFIG_SWIOTLB" },
	{ "struct io_tlb_pool.areas", "6.6", NULL, "CONFIG_SWIOTLB" },
	{ "struct cma.ranges", "6.18", NULL, "CONFIG_CMA" },
	{ "symbol mm_core_init", "6.6", NULL, NULL },
	{ "symbol arch_mm_preinit", "6.18", NULL, NULL },
	{ "symbol mm_core_init_early", "7.1", NULL, NULL },
	{ "symbol memblock_phys_free", "6.1", NULL, NULL },
	{ "symbol memblock_free_late", "6.1", "7.1", NULL },
	{ "symbol numa_memblks_init", "6.12", NULL, "CONFIG_NUMA" },
	{ "symbol kfence_alloc_pool", "5.15", "6.6", "CONFIG_KFENCE" },
	{ "symbol kfence_alloc_pool_and_metadata", "6.6", NULL,
	  "CONFIG_KFENCE" },
	{ "string \"Fallback order for Node \"", "6.1", NULL, "CONFIG_NUMA" },
	{ "string \"vmalloc hugepage\"", "5.15", NULL,
	  "CONFIG_HAVE_ARCH_HUGE_VMALLOC" },
};

void find_line_want(struct marks *m)
{
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		marks_want(m, marks[i].mark);
	for (size_t i = 0; i < NR_KERNEL_RULES; i++) {
		const struct kernel_rule *r = &kernel_rules[i];

		for (size_t n = 0; n < r->nr_variants; n++) {
			if (*r->variants[n].shows)
				marks_want(m, r->variants[n].shows);
		}
	}
}

/* What a mark is in this image. */
static enum mark look(struct marks *m, const struct line_mark *l)
{
	return !l->option || kconfig_set(m->config, l->option) ?
		       marks_look(m, l->mark) :
		       MARK_UNKNOWN;
}

/* What it is in images of a release. */
static enum mark of_release(const struct line_mark *l, const char *release)
{
	return (!l->since || release_reaches(release, l->since)) &&
			       !(l->until &&
				 release_reaches(release, l->until)) ?
		       MARK_YES :
		       MARK_NO;
}

static void compare(struct line_found *f, struct marks *m, const char *release)
{
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		enum mark has = look(m, &marks[i]);

		if (has == MARK_UNKNOWN)
			continue;
		f->looked++;
		if (has == of_release(&marks[i], release))
			f->agree++;
		else
			xappendf(&f->differs, "%s%s%s", f->differs ? ", " : "",
				 has == MARK_NO ? "no " : "", marks[i].mark);
	}
}

static bool has_arch(const struct builtin_line *l, const char *arch)
{
	return line_has(l, l->releases[0], arch) &&
	       release_reaches(l->releases[0], MARKS_SINCE);
}

/* Whether the architecture has an older line and a newer one. */
static bool is_between(const char *release, const char *arch)
{
	bool older = false, newer = false;

	for (size_t i = 0; i < nr_builtin_lines; i++) {
		const struct builtin_line *l = &builtin_lines[i];
		bool reached = release_reaches(release, l->releases[0]);

		if (!has_arch(l, arch))
			continue;
		older |= reached;
		newer |= !reached;
	}
	return older && newer;
}

static bool is_better(const struct line_found *a, const struct line_found *best)
{
	if (!best->line || a->agree != best->agree)
		return !best->line || a->agree > best->agree;
	return !release_reaches(a->line->releases[0], best->line->releases[0]);
}

static void find_by_marks(struct line_found *f, struct marks *m,
			  const char *arch)
{
	for (size_t i = 0; i < nr_builtin_lines; i++) {
		struct line_found of = { .line = &builtin_lines[i],
					 .by_marks = true };

		if (!has_arch(of.line, arch))
			continue;
		compare(&of, m, of.line->releases[0]);
		if (is_better(&of, f)) {
			line_found_release(f);
			*f = of;
		} else {
			line_found_release(&of);
		}
	}
}

bool line_may_be_found(const char *release, const char *arch)
{
	return line_of(release, arch) || is_between(release, arch);
}

void find_line(struct line_found *f, struct marks *m, const char *release,
	       const char *arch)
{
	*f = (struct line_found){ .line = line_of(release, arch) };
	if (f->line && release_reaches(release, MARKS_SINCE))
		compare(f, m, release);
	else if (!f->line && is_between(release, arch))
		find_by_marks(f, m, arch);
}

void line_found_release(struct line_found *f)
{
	free(f->differs);
	memset(f, 0, sizeof(*f));
}

/*
 * The one that the image shows; NULL: it does not tell. Newer ones come first,
 * and may have what shows an older one: they must be known not to be it.
 */
static const struct kernel_rule_variant *shown(struct marks *m,
					       const struct kernel_rule *rule)
{
	for (size_t i = 0; i < rule->nr_variants; i++) {
		const struct kernel_rule_variant *v = &rule->variants[i];
		enum mark found = *v->shows ? marks_look(m, v->shows) :
					      MARK_UNKNOWN;

		if (found != MARK_NO)
			return found == MARK_YES ? v : NULL;
	}
	return NULL;
}

/* And by what; NULL: nothing tells. */
static const struct kernel_rule_variant *
variant_of(struct marks *m, const struct kernel_rule *rule, const char *release,
	   char **origin)
{
	const struct kernel_rule_variant *v = shown(m, rule);
	int of = kernel_rule_of_release(rule, release);

	*origin = NULL;
	if (v) {
		*origin = xasprintf("the image shows it: %s", v->shows);
	} else if (of >= 0) {
		v = &rule->variants[of];
		*origin =
			*v->since ?
				xasprintf("since Linux %s", v->since) :
				xasprintf("Linux %s has none of the later ways",
					  release);
	}
	return v;
}

static void add_rule(struct json_object *found, const struct kernel_rule *rule,
		     const struct kernel_rule_variant *v, const char *arch,
		     const char *origin)
{
	const struct variant_call *c = variant_call(rule, v, arch);

	json_object_object_add(own_member(found, "rules"), rule->name,
			       new_entry(json_object_new_string(v->name),
					 origin));
	if (c)
		own_call_before(found, c->next, c->call);
}

static void find_each_rule(struct json_object *found, struct json_object *line,
			   struct marks *m, const char *release,
			   const char *arch)
{
	for (size_t i = 0; i < NR_KERNEL_RULES; i++) {
		const struct kernel_rule *rule = &kernel_rules[i];
		const char *of_line = line_rule(line, rule, arch);
		const struct kernel_rule_variant *v;
		char *origin;

		if (!of_line || !kernel_rule_of_arch(rule, arch))
			continue;
		v = variant_of(m, rule, release, &origin);
		if (v && strcmp(v->name, of_line) != 0)
			add_rule(found, rule, v, arch, origin);
		free(origin);
	}
}

int find_own_ways(const struct line_found *f, struct marks *m,
		  const char *release, const char *arch,
		  struct json_object *found, struct error *err)
{
	struct json_object *line = line_parse(f->line, err);

	if (!line)
		return -1;
	find_each_rule(found, line, m, release, arch);
	own_later_calls(found, f->line, arch, release);
	json_object_put(line);
	return 0;
}
