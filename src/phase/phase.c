/* SPDX-License-Identifier: GPL-2.0-only */
#include "phase/phase.h"

#include <string.h>

#include "util/alloc.h"

static const char *const mem_init_steps[] = { "memblock_free_all", NULL };
static const char *const kmem_cache_init_steps[] = { "create_kmalloc_caches",
						     NULL };

/* What firmware and boot loader left; the kernel has not run yet. */
static int start(struct boot *b)
{
	(void)b;
	return 0;
}

const struct phase phases[] = {
	{ "start",
	  "What firmware and boot loader hand to the kernel.",
	  { "start_kernel" },
	  start,
	  NULL },
	{ "setup_arch",
	  "Detect memory, start the boot allocator, lay out nodes and zones.",
	  { "start_kernel", "setup_arch" },
	  setup_arch,
	  NULL },
	{ "setup_per_cpu_areas",
	  "Copy the static per-CPU data for each CPU.",
	  { "start_kernel", "setup_per_cpu_areas" },
	  setup_per_cpu_areas,
	  NULL },
	{ "build_all_zonelists",
	  "Decide for each node in which order zones are tried.",
	  { "start_kernel", "build_all_zonelists" },
	  build_all_zonelists,
	  NULL },
	{ "vfs_caches_init_early",
	  "Take the large hash tables while big pieces are still free.",
	  { "start_kernel", "vfs_caches_init_early" },
	  vfs_caches_init_early,
	  NULL },
	{ "mem_init",
	  "Retire the boot allocator: its free pages go to the buddy allocator.",
	  { "start_kernel", "mm_init", "mem_init" },
	  mem_init,
	  mem_init_steps },
	{ "kmem_cache_init",
	  "Start the slab allocator on top of the buddy allocator.",
	  { "start_kernel", "mm_init", "kmem_cache_init" },
	  kmem_cache_init,
	  kmem_cache_init_steps },
	{ "setup_per_cpu_pageset",
	  "Give each populated zone its per-CPU page lists and their limits.",
	  { "start_kernel", "setup_per_cpu_pageset" },
	  setup_per_cpu_pageset,
	  NULL },
	{ "page_alloc_init_late",
	  "Initialise the struct pages that were put off and free their pages.",
	  { "start_kernel", "rest_init", "kernel_init", "kernel_init_freeable",
	    "page_alloc_init_late" },
	  page_alloc_init_late,
	  NULL },
	{ "init_per_zone_wmark_min",
	  "Set the watermarks and what lower zones keep back.",
	  { "start_kernel", "rest_init", "kernel_init", "kernel_init_freeable",
	    "do_basic_setup", "init_per_zone_wmark_min" },
	  init_per_zone_wmark_min,
	  NULL },
};

const size_t nr_phases = ARRAY_SIZE(phases);

const struct phase *phase_find(const char *name)
{
	for (size_t i = 0; i < nr_phases; i++) {
		if (!strcmp(phases[i].name, name))
			return &phases[i];
	}
	return NULL;
}

bool phase_exists(const struct phase *p, const struct kernel *k)
{
	return p->run != page_alloc_init_late || !k->no_page_alloc_init_late;
}

int boot_run(struct boot *b, const struct phase *until)
{
	size_t last = until ? (size_t)(until - phases) : nr_phases - 1;

	boot_enter(b, "start_kernel");
	for (size_t i = 0; i <= last; i++) {
		int ret;

		if (!phase_exists(&phases[i], b->kernel))
			continue;
		b->phase = phases[i].name;
		ret = phases[i].run(b);
		boot_tell(b);
		if (ret)
			return -1;
	}
	boot_leave(b);
	return 0;
}
