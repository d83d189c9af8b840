/* SPDX-License-Identifier: GPL-2.0-only */
#include "lab.h"

#include <stdlib.h>

#include "arch/riscv/mmu.h"
#include "mm/memblock.h"
#include "util/alloc.h"

/*
 * How many pages the tables of riscv take: the kernel image of 4 MiB at the
 * start of RAM + 2 MiB, its text 2 MiB long.
 */

#define IMAGE 0xffffffff80000000ULL

static const struct {
	const char *name;
	unsigned hart; /* levels, 0: the tree does not say */
	const char *cmdline;
	uint64_t base, size; /* RAM */
	bool kfence;
	unsigned levels; /* what follows is to come out */
	uint64_t pages; /* of the tables, in setup_vm_final() */
	uint64_t late; /* in pgtable_cache_init() */
} cases[] = {
	/*
	 * Linear map + image. Numbers of `late` have been seen on real kernels:
	 * 64 tables for vmalloc, those of the modules, of vmemmap and of the
	 * linear map where they are not there yet.
	 */
	{ "Sv57, 1 GiB: P4D, PUD, PMD for each of the two", 5, "root=/dev/ram0",
	  2 * G, G, false, 5, 3 + 3, 64 + 0 + 3 + 126 },
	{ "Sv48: PUD and PMD", 4, "root=/dev/ram0", 2 * G, G, false, 4, 2 + 2,
	  64 + 0 + 3 + 127 },
	{ "no5lvl: Sv48 on a hart with Sv57", 5, "no5lvl", 2 * G, G, false, 4,
	  2 + 2, 64 + 0 + 3 + 127 },
	{ "Sv39: a PMD for each GiB", 3, "root=/dev/ram0", 2 * G, G, false, 3,
	  1 + 1, 64 + 2 + 3 + 131 },
	{ "no4lvl, 2 GiB", 5, "no4lvl", 2 * G, 2 * G, false, 3, 2 + 1,
	  64 + 2 + 3 + 130 },
	{ "no4lvl, as a part of another word, 6 GiB", 5, "xno4lvlx", 2 * G,
	  6 * G, false, 3, 6 + 1, 64 + 2 + 3 + 126 },
	{ "no mmu-type: what all harts can", 0, "root=/dev/ram0", 2 * G, G,
	  false, 3, 1 + 1, 64 + 2 + 3 + 131 },
	{ "the pool of KFENCE in pages of its own", 5, "root=/dev/ram0", 2 * G,
	  G, true, 5, 3 + 3 + 1, 64 + 0 + 3 + 126 },
	{ "Sv57, RAM at a multiple of 512 GiB: no table below the third", 5,
	  "root=/dev/ram0", 1ULL << 40, 1ULL << 40, false, 5, (1 + 1 + 1) + 3,
	  64 + 0 + 3 + 126 },
	{ "Sv48, RAM not at a GiB: a PMD for each", 4, "root=/dev/ram0",
	  2 * G + 4 * M, 4 * G, false, 4, (1 + 4) + 2, 64 + 0 + 3 + 127 },
};

static void made_up_kernel(struct kernel *k, bool kfence)
{
	struct kernel_symbols *s = &k->sym;

	lab_kernel(k);
	k->va_bits = k->pa_bits = 0;
	k->pgtable_levels = 5;
	k->modules = k->memory_hotplug = true;
	k->strict_kernel_rwx = true;
	k->kfence = kfence;
	k->kfence_num_objects = 255;
	s->start = IMAGE;
	s->text = s->stext = IMAGE + 0x2000;
	s->init_data_begin = IMAGE + 2 * M;
	s->start_rodata = IMAGE + 2 * M;
	s->data = IMAGE + 4 * M;
	s->end = IMAGE + 4 * M;
}

/* Where setup_bootmem() leaves it. */
static void linear_map(struct boot *b, uint64_t base)
{
	b->memstart_addr = base;
	b->page_offset = riscv_page_offset(b) - base;
	b->vmemmap =
		riscv_vmemmap_start(b) - ((base & ~(128 * M - 1)) >> 12) * 64;
	memblock_reserve(b, b->image_base, 4 * M, "image", "");
}

static uint64_t pages_of_tables(struct boot *b)
{
	uint64_t before = b->memblock.reserved.total_size;
	uint64_t pool = b->kernel->kfence ? 2 * M : 0;

	assert_int_equal(riscv_setup_vm_final(b), 0);
	return (b->memblock.reserved.total_size - before - pool) >> 12;
}

/* Once sparse_init() has mapped the struct pages of all sections. */
static uint64_t pages_late(struct boot *b)
{
	rangemap_fill(&b->sections, b->memstart_addr >> 27,
		      memblock_end_of_dram(&b->memblock) >> 27, 0);
	return riscv_pgtable_cache_pages(b);
}

static void test_tables(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct machine_cpu hart = { .enabled = true,
					    .riscv_isa = RISCV_ISA_EXTENSIONS,
					    .mmu_levels = cases[i].hart };
		char *cmdline = xstrdup(cases[i].cmdline);
		struct machine m = { .cmdline = cmdline,
				     .cpus = &hart,
				     .nr_cpus = 1,
				     .image_base = cases[i].base + 2 * M };
		struct kernel k;
		struct boot b;

		print_message("  %s\n", cases[i].name);
		made_up_kernel(&k, cases[i].kfence);
		lab_boot(&b, &m, &k, cases[i].base, cases[i].size);
		assert_int_equal(riscv_setup_vm(&b), 0);
		assert_int_equal(b.pgtable_levels, cases[i].levels);
		linear_map(&b, cases[i].base);
		assert_int_equal(pages_of_tables(&b), cases[i].pages);
		assert_int_equal(pages_late(&b), cases[i].late);
		boot_release(&b);
		free(cmdline);
	}
}

static const struct {
	const char *name, *cmdline;
	enum riscv_levels_rule rule;
	unsigned first, first_type, second_type;
	bool first_enabled;
	unsigned levels;
} level_cases[] = {
	{ "the harts can more than the tree says", "", RISCV_LEVELS_OF_TREE, 5,
	  4, 4, true, 4 },
	{ "an older kernel does not ask the tree", "", RISCV_LEVELS_OF_HART, 5,
	  4, 4, true, 5 },
	{ "the command line wants less", "no4lvl", RISCV_LEVELS_OF_TREE, 5, 4,
	  4, true, 3 },
	{ "the first hart counts", "", RISCV_LEVELS_OF_TREE, 5, 5, 3, true, 5 },
	{ "which may be used", "", RISCV_LEVELS_OF_TREE, 5, 5, 3, false, 3 },
	{ "and says nothing", "", RISCV_LEVELS_OF_TREE, 4, 0, 3, true, 4 },
};

static void test_levels(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(level_cases); i++) {
		struct machine_cpu harts[] = {
			{ .enabled = level_cases[i].first_enabled,
			  .riscv_isa = RISCV_ISA_EXTENSIONS,
			  .mmu_levels = level_cases[i].first,
			  .mmu_type_levels = level_cases[i].first_type },
			{ .enabled = true,
			  .riscv_isa = RISCV_ISA_EXTENSIONS,
			  .mmu_levels = 5,
			  .mmu_type_levels = level_cases[i].second_type },
		};
		char *cmdline = xstrdup(level_cases[i].cmdline);
		struct machine m = { .cmdline = cmdline,
				     .cpus = harts,
				     .nr_cpus = 2,
				     .image_base = 2 * G };
		struct kernel k;
		struct boot b;

		print_message("  %s\n", level_cases[i].name);
		made_up_kernel(&k, false);
		k.rules.riscv_levels = level_cases[i].rule;
		lab_boot(&b, &m, &k, 2 * G, G);
		assert_int_equal(riscv_setup_vm(&b), 0);
		assert_int_equal(b.pgtable_levels, level_cases[i].levels);
		boot_release(&b);
		free(cmdline);
	}
}

/* What stops the kernel before it can tell. */
static void test_hangs(void **state)
{
	struct machine_cpu hart = { .enabled = true,
				    .riscv_isa = RISCV_ISA_STRING,
				    .no_mmu = true };
	char cmdline[] = "";
	struct machine m = { .cmdline = cmdline,
			     .cpus = &hart,
			     .nr_cpus = 1,
			     .image_base = 2 * G };
	struct kernel k;
	struct boot b;

	(void)state;
	made_up_kernel(&k, false);
	k.riscv_isa_fallback = true;
	lab_boot(&b, &m, &k, 2 * G, G);
	assert_int_equal(riscv_setup_vm(&b), -1);
	assert_string_equal(b.journal->dies_in, "relocate_enable_mmu");
	boot_release(&b);
	m.image_base += M;
	lab_boot(&b, &m, &k, 2 * G, G);
	assert_int_equal(riscv_setup_vm(&b), -1);
	assert_string_equal(b.journal->dies_in, "setup_vm");
	boot_release(&b);
}

/* riscv,isa alone no longer does everywhere. */
static void test_harts(void **state)
{
	struct machine_cpu hart = { .enabled = true,
				    .riscv_isa = RISCV_ISA_STRING };
	struct kernel k = { .riscv_isa_fallback = true };
	struct boot b = { .kernel = &k };

	(void)state;
	assert_true(riscv_hart_is_usable(&b, &hart));
	k.riscv_isa_fallback = false;
	assert_false(riscv_hart_is_usable(&b, &hart));
	b.params.riscv_isa_fallback = true;
	assert_true(riscv_hart_is_usable(&b, &hart));
	b.params.riscv_isa_fallback = false;
	hart.riscv_isa = RISCV_ISA_EXTENSIONS;
	assert_true(riscv_hart_is_usable(&b, &hart));
	hart.reg = UINT64_MAX;
	assert_false(riscv_hart_is_usable(&b, &hart));
	hart.reg = 1;
	hart.enabled = false;
	assert_false(riscv_hart_is_usable(&b, &hart));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_hangs),
		cmocka_unit_test(test_harts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
