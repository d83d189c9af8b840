/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/self_check.h"

#include <inttypes.h>
#include <stdio.h>

#include "model/release.h"
#include "util/alloc.h"
#include "util/range.h"

struct check {
	struct vmlinux *v;
	const struct kconfig *c;
	const struct kernel *k;
	struct error *err;
};

/* Types that fields.c has not, for they are no values of a profile. */
static const char *const types[] = {
	"struct cpumask", "nodemask_t",	      "struct mem_section_usage",
	"enum zone_type", "enum migratetype",
};

void self_check_want(struct vmlinux *v)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		vmlinux_want(v, types[i]);
}

/* A text before the release is of the same line. */
static int check_release(const struct check *s)
{
	char release[32];

	kconfig_release_of(s->c, release, sizeof(release));
	if (!*release || same_release_line(release, s->k->release))
		return 0;
	return error_set(
		s->err,
		"self-check: %s is the configuration of Linux %s, the image is Linux %s",
		s->c->name, release, s->k->release);
}

/* Bytes of so many bits in words of the kernel. */
static uint64_t bitmap_bytes(const struct check *s, uint64_t bits)
{
	return align_up(bits, 8 * s->k->word_size) / 8;
}

static int check_mask(const struct check *s, const char *type, uint64_t bits,
		      const char *what)
{
	uint64_t bytes, want = bitmap_bytes(s, bits);

	if (!vmlinux_sizeof(s->v, type, &bytes) || bytes == want)
		return 0;
	return error_set(s->err,
			 "self-check: %s has %" PRIu64
			 " bytes in the image, and %" PRIu64
			 " with the %" PRIu64
			 " %s of %s: they are not of one build",
			 type, bytes, want, bits, what, s->c->name);
}

static int check_masks(const struct check *s)
{
	return check_mask(s, "struct cpumask", s->k->nr_cpus, "CPUs") ||
			       check_mask(s, "nodemask_t", s->k->max_numnodes,
					  "nodes") ?
		       -1 :
		       0;
}

/* What an option brings into an enum, and nothing else does. */
static const struct optional {
	const char *type, *enumerator, *option;
} optionals[] = {
	{ "enum zone_type", "ZONE_DMA", "CONFIG_ZONE_DMA" },
	{ "enum zone_type", "ZONE_DMA32", "CONFIG_ZONE_DMA32" },
	{ "enum zone_type", "ZONE_HIGHMEM", "CONFIG_HIGHMEM" },
	{ "enum zone_type", "ZONE_DEVICE", "CONFIG_ZONE_DEVICE" },
	{ "enum migratetype", "MIGRATE_CMA", "CONFIG_CMA" },
	{ "enum migratetype", "MIGRATE_ISOLATE", "CONFIG_MEMORY_ISOLATION" },
};

static int check_optionals(const struct check *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(optionals); i++) {
		const struct optional *o = &optionals[i];
		bool set = kconfig_set(s->c, o->option);
		uint64_t value;

		if (!vmlinux_enumerator(s->v, o->type, 0) ||
		    vmlinux_enumerator_value(s->v, o->type, o->enumerator,
					     &value) == set)
			continue;
		return error_set(
			s->err,
			"self-check: the image has %s%s, and %s has %s: they are not of one build",
			set ? "no " : "", o->enumerator, s->c->name,
			set ? o->option : "not set what brings it");
	}
	return 0;
}

/* Sizes that follow from those of words and addresses. */
static int check_sizes(const struct check *s)
{
	const struct kernel *k = s->k;
	uint64_t word = k->word_size, phys = k->phys_addr_size;
	const struct {
		const char *type;
		uint64_t bytes, least, most;
	} sizes[] = {
		{ "struct list_head", k->size.list_head, 2 * word, 2 * word },
		{ "struct hlist_head", k->size.hlist_head, word, word },
		{ "struct hlist_bl_head", k->size.hlist_bl_head, word, word },
		{ "struct memblock_region", k->size.memblock_region,
		  2 * phys + 4, 2 * phys + 8 },
		{ "struct resource", k->size.resource, 2 * phys + 5 * word,
		  2 * phys + 7 * word },
		{ "struct page", k->size.page, 8 * word, 16 * word },
	};

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		if (!sizes[i].bytes || (sizes[i].bytes >= sizes[i].least &&
					sizes[i].bytes <= sizes[i].most))
			continue;
		return error_set(s->err,
				 "self-check: %s has %" PRIu64
				 " bytes, expected %" PRIu64 " to %" PRIu64
				 " with words of %" PRIu64
				 " and addresses of %" PRIu64,
				 sizes[i].type, sizes[i].bytes, sizes[i].least,
				 sizes[i].most, word, phys);
	}
	return 0;
}

/* The largest block; from 6.4 on the option does not count it. */
static int check_orders(const struct check *s)
{
	static const char *const options[] = { "CONFIG_ARCH_FORCE_MAX_ORDER",
					       "CONFIG_FORCE_MAX_ZONEORDER" };

	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		uint64_t n;

		if (!kconfig_number(s->c, options[i], &n) ||
		    s->k->nr_orders == n || s->k->nr_orders == n + 1)
			continue;
		return error_set(
			s->err,
			"self-check: struct zone has %u free lists, and %s has %s=%" PRIu64
			": they are not of one build",
			s->k->nr_orders, s->c->name, options[i], n);
	}
	return 0;
}

/* A bit for each 2 MiB of a section, include/linux/mmzone.h. */
static int check_sections(const struct check *s)
{
	uint64_t words, bits = s->k->section_size_bits;

	if (!s->k->sparsemem_vmemmap || bits < 21 ||
	    !vmlinux_elements(s->v, "struct mem_section_usage",
			      "subsection_map", &words) ||
	    words * s->k->word_size == bitmap_bytes(s, 1ULL << (bits - 21)))
		return 0;
	return error_set(s->err,
			 "self-check: SECTION_SIZE_BITS is taken as %" PRIu64
			 ", but the image counts %" PRIu64
			 " words of subsections of 2 MiB in a section",
			 bits, words);
}

int self_check(struct vmlinux *v, const struct kconfig *c,
	       const struct kernel *k, struct error *err)
{
	const struct check s = { .v = v, .c = c, .k = k, .err = err };

	return check_release(&s) || check_masks(&s) || check_optionals(&s) ||
			       check_sizes(&s) || check_orders(&s) ||
			       check_sections(&s) ?
		       -1 :
		       0;
}
