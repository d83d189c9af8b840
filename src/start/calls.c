/* SPDX-License-Identifier: GPL-2.0-only */
#include "start/calls.h"

#include "arch/arch.h"
#include "cmdline/params.h"
#include "journal/journal.h"
#include "journal/sequence.h"
#include "mm/arch_numa.h"
#include "mm/cma.h"
#include "mm/flatmem.h"
#include "mm/free_all_bootmem.h"
#include "mm/highmem.h"
#include "mm/hugetlb.h"
#include "mm/kfence.h"
#include "mm/log_buf.h"
#include "mm/mm_init/free_area_init.h"
#include "mm/of_fdt.h"
#include "mm/page_alloc/pageset.h"
#include "mm/page_alloc/wmark.h"
#include "mm/page_alloc/zonelists.h"
#include "mm/page_ext.h"
#include "mm/sparse.h"
#include "model/unmodelled.h"
#include "start/results.h"
#include "util/alloc.h"

/* What no line of the log says is the base's, and with it what rests on that. */
static void say_fitted(struct boot *b)
{
	static const char *const members[] = { "memblock", "nodes" };
	const char *reason = journal_intern(
		b->journal,
		"the kernel was fitted to a boot log: sizes of its types, places in its image and whatever else no line says are those of %s",
		b->kernel->base_release);

	for (size_t i = 0; i < ARRAY_SIZE(members); i++)
		journal_inexact(b->journal, members[i], reason);
}

/* Options that an import has found, and that another initmem may know more of. */
static void say_unmodelled(struct boot *b)
{
	for (char **o = b->kernel->unmodelled; o && *o; o++) {
		const struct unmodelled_option *u = unmodelled_option_find(*o);

		for (size_t i = 0; u && u->members[i]; i++)
			journal_inexact(b->journal, u->members[i],
					journal_intern(b->journal,
						       "%s is not modelled: %s",
						       u->name, u->does));
	}
}

/* What firmware and boot loader left; the kernel has not run yet. */
static int start(struct boot *b)
{
	params_parse(&b->params, b->machine->cmdline, b->kernel,
		     b->arch->has_pud_pages && b->arch->has_pud_pages(b));
	if (b->kernel->base_release)
		say_fitted(b);
	say_unmodelled(b);
	if (b->kernel->line_inexact)
		journal_inexact(b->journal, "nodes", b->kernel->line_inexact);
	if (b->machine->cmdline_cut)
		journal_inexact(
			b->journal, "memblock",
			"the log's command line is cut, and the rest of it not known");
	for (size_t i = 0; i < b->machine->nr_guesses; i++)
		journal_inexact(b->journal, b->machine->guesses[i].member,
				b->machine->guesses[i].reason);
	b->journal->null_fault = b->arch->null_fault;
	b->journal->page_fault = b->arch->page_fault;
	return 0;
}

/* Done by the one that calls it: this kernel has one node. */
static int free_area_init_node(struct boot *b)
{
	(void)b;
	return 0;
}

/* The architecture that calls it early knows no CPUs yet. */
static void call_setup_log_buf(struct boot *b)
{
	setup_log_buf(b, !b->nr_possible_cpus);
}

/* Once more, for zones have got their deferred pages. */
static void zone_pcp_update(struct boot *b)
{
	set_populated_pagesets(b, 0);
}

const struct call calls[] = {
	{ .name = "start",
	  .run = start,
	  .kind = CALL_PHASE,
	  .title = "What firmware and boot loader hand to the kernel.",
	  .result = start_result },
	{ .name = "setup_arch",
	  .kind = CALL_PHASE,
	  .makes = MAKES_MACHINE,
	  .arch = true,
	  .title =
		  "Detect memory, start the boot allocator, lay out nodes and zones.",
	  .result = setup_arch_result },
	/* What setup_arch() did itself up to Linux 6.18. */
	{ .name = "mm_core_init_early", .follows = true },
	{ .name = "parse_early_param", .kind = CALL_STEP },
	{ .name = "unflatten_device_tree",
	  .run = unflatten_device_tree,
	  .kind = CALL_STEP,
	  .title = "the tree as structs" },
	{ .name = "arch_numa_init",
	  .needs = offsetof(struct kernel, numa),
	  .run = arch_numa_init,
	  .kind = CALL_STEP,
	  .title = "nodes and distances" },
	{ .name = "dma_pernuma_cma_reserve", .run = dma_pernuma_cma_reserve },
	{ .name = "dma_contiguous_reserve",
	  .kind = CALL_STEP,
	  .title = "default CMA area",
	  .needs = offsetof(struct kernel, dma_cma) },
	{ .name = "sparse_init",
	  .run = sparse_init,
	  .kind = CALL_STEP,
	  .title = "sections, struct pages",
	  .needs = offsetof(struct kernel, sparsemem) },
	{ .name = "free_area_init", .run = free_area_init, .kind = CALL_STEP },
	{ .name = "free_area_init_node",
	  .run = free_area_init_node,
	  .kind = CALL_STEP,
	  .title = "mem_map, zones of the node" },
	{ .name = "hugetlb_bootmem_alloc", .run = hugetlb_bootmem_alloc },
	{ .name = "setup_boot_config", .run = setup_boot_config },
	{ .name = "setup_command_line", .run = setup_command_line },
	{ .name = "setup_per_cpu_areas",
	  .run = setup_per_cpu_areas,
	  .kind = CALL_PHASE,
	  .title = "Copy the static per-CPU data for each CPU.",
	  .result = percpu_result },
	{ .name = "build_all_zonelists",
	  .run = build_all_zonelists,
	  .kind = CALL_PHASE,
	  .title = "Decide for each node in which order zones are tried.",
	  .result = zonelists_result },
	{ .name = "page_alloc_init", .run = fixup_hashdist },
	{ .name = "fixup_hashdist", .run = fixup_hashdist },
	{ .name = "set_hashdist", .run = default_hashdist },
	{ .name = "parse_args", .run = parse_args },
	{ .name = "print_unknown_bootoptions",
	  .run = print_unknown_bootoptions },
	{ .name = "setup_log_buf", .does = call_setup_log_buf },
	{ .name = "pidhash_init", .run = pidhash_init },
	{ .name = "console_init", .run = console_init },
	{ .name = "vfs_caches_init_early",
	  .run = vfs_caches_init_early,
	  .kind = CALL_PHASE,
	  .makes = MAKES_HASH_TABLES,
	  .title =
		  "Take the large hash tables while big pieces are still free.",
	  .result = hash_result },
	{ .name = "trap_init", .arch = true },
	{ .name = "page_ext_init_flatmem",
	  .run = page_ext_init_flatmem,
	  .needs = offsetof(struct kernel, page_idle_flag) },
	{ .name = "report_meminit", .run = report_meminit },
	{ .name = "kfence_alloc_pool",
	  .run = kfence_alloc_pool,
	  .needs = offsetof(struct kernel, kfence) },
	{ .name = "kfence_alloc_pool_and_metadata",
	  .run = kfence_alloc_pool_and_metadata,
	  .needs = offsetof(struct kernel, kfence) },
	{ .name = "stack_depot_early_init", .run = stack_depot_early_init },
	{ .name = "stack_depot_init",
	  .run = stack_depot_init,
	  .needs = offsetof(struct kernel, stackdepot) },
	{ .name = "mem_init",
	  .run = mem_init,
	  .kind = CALL_PHASE,
	  .makes = MAKES_FREE_LISTS,
	  .arch = true,
	  .title =
		  "Retire the boot allocator: its free pages go to the buddy allocator.",
	  .result = mem_init_result },
	{ .name = "free_unused_memmap", .does = free_unused_memmap },
	{ .name = "memblock_free_all",
	  .run = memblock_free_all,
	  .kind = CALL_STEP },
	{ .name = "free_all_bootmem",
	  .does = free_all_bootmem,
	  .kind = CALL_STEP },
	{ .name = "free_highpages", .does = free_highpages },
	{ .name = "mem_init_print_info",
	  .run = mem_init_print_info,
	  .report = true },
	{ .name = "kmem_cache_init",
	  .run = kmem_cache_init,
	  .kind = CALL_PHASE,
	  .makes = MAKES_SLAB_CACHES,
	  .title = "Start the slab allocator on top of the buddy allocator.",
	  .result = slab_result },
	{ .name = "pgtable_cache_init", .arch = true },
	{ .name = "create_kmalloc_caches",
	  .run = create_kmalloc_caches,
	  .kind = CALL_STEP },
	{ .name = "setup_per_cpu_pageset",
	  .run = setup_per_cpu_pageset,
	  .kind = CALL_PHASE,
	  .makes = MAKES_PAGESETS,
	  .title =
		  "Give each populated zone its per-CPU page lists and their limits.",
	  .result = pageset_result },
	{ .name = "arch_cpu_finalize_init", .arch = true },
	{ .name = "smp_init", .run = smp_init },
	{ .name = "page_alloc_init_late",
	  .run = page_alloc_init_late,
	  .kind = CALL_PHASE,
	  .title = "Initialise the deferred struct pages and free their pages.",
	  .result = late_result },
	{ .name = "zone_pcp_update",
	  .does = zone_pcp_update,
	  .needs = offsetof(struct kernel, deferred_struct_page_init) },
	{ .name = "memblock_discard", .does = memblock_discard },
	{ .name = "cma_init_reserved_areas", .run = cma_init_reserved_areas },
	/* Behind the last phase: what it dies of stands in that record. */
	{ .name = "unpack_to_rootfs", .run = unpack_to_rootfs, .report = true },
	{ .name = "free_initrd", .run = free_initrd },
	{ .name = "init_per_zone_wmark_min",
	  .run = init_per_zone_wmark_min,
	  .kind = CALL_PHASE,
	  .title = "Set the watermarks and what lower zones keep back.",
	  .result = wmark_result },
};
const size_t nr_calls = ARRAY_SIZE(calls);
