/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/cpu_features.h"

#include <string.h>

#include "util/alloc.h"

static void set_gbpages(struct machine *m)
{
	m->pc.features.gbpages = true;
}

static void set_la57(struct machine *m)
{
	m->pc.features.la57 = true;
}

static void set_amd(struct machine *m)
{
	m->pc.features.vendor = VENDOR_AMD;
}

static void set_intel(struct machine *m)
{
	m->pc.features.vendor = VENDOR_INTEL;
}

static void set_clflush(struct machine *m)
{
	m->pc.features.clflush = true;
}

static void set_nopse(struct machine *m)
{
	m->pc.features.nopse = true;
}

static void set_lpa2(struct machine *m)
{
	m->lpa2 = true;
}

/* riscv: what all harts can walk, whatever their mmu-type says. */
static void set_levels(struct machine *m, unsigned levels)
{
	for (size_t i = 0; i < m->nr_cpus; i++) {
		m->cpus[i].mmu_levels = levels;
		m->cpus[i].no_mmu = false;
	}
}

static void set_sv39(struct machine *m)
{
	set_levels(m, 3);
}

static void set_sv48(struct machine *m)
{
	set_levels(m, 4);
}

static void set_sv57(struct machine *m)
{
	set_levels(m, 5);
}

struct feature {
	const char *name;
	void (*set)(struct machine *m);
};

static const struct feature_set {
	const char *expected;
	struct feature features[7]; /* up to one without a name */
} of_pc = {
	"gbpages, la57, amd, intel, clflush or nopse, with commas",
	{ { "gbpages", set_gbpages },
	  { "la57", set_la57 },
	  { "amd", set_amd },
	  { "intel", set_intel },
	  { "clflush", set_clflush },
	  { "nopse", set_nopse } },
}, of_tree = {
	"lpa2, sv39, sv48 or sv57, which is all that a tree may lack",
	{ { "lpa2", set_lpa2 },
	  { "sv39", set_sv39 },
	  { "sv48", set_sv48 },
	  { "sv57", set_sv57 } },
};

static int set_feature(struct machine *m, const struct feature_set *set,
		       const char *name, size_t len, struct error *err)
{
	for (const struct feature *f = set->features; f->name; f++) {
		if (strlen(f->name) != len || memcmp(f->name, name, len) != 0)
			continue;
		f->set(m);
		return 0;
	}
	return error_set(err, "--cpu-features: '%.*s', expected %s", (int)len,
			 name, set->expected);
}

int machine_set_cpu_features(struct machine *m, const char *list,
			     struct error *err)
{
	const struct feature_set *set = m->source == SOURCE_DTB ? &of_tree :
								  &of_pc;

	if (set == &of_pc)
		m->pc.features =
			(struct machine_cpu_features){ .has_gbpages = true,
						       .has_la57 = true,
						       .has_clflush = true };
	while (*list) {
		size_t len = strcspn(list, ",");

		if (set_feature(m, set, list, len, err))
			return -1;
		list += len + (list[len] == ',');
	}
	return 0;
}
