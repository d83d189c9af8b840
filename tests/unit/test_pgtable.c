/* SPDX-License-Identifier: GPL-2.0-only */
#include "lab.h"

#include "arch/arm64/mmu.h"
#include "journal/boot.h"
#include "mm/memblock.h"
#include "util/alloc.h"

/*
 * How many pages the arm64 page tables take: the kernel image of 4 MiB at the
 * start of RAM + 2 MiB, its text 2 MiB long.
 */

static const struct {
	const char *name;
	uint64_t base, size; /* RAM */
	bool rodata_given, rodata_full, crashkernel;
	uint64_t want; /* pages */
} cases[] = {
	/*
	 * The sums are image (1 PUD, 1 PMD, 2 PTE tables) + linear map +
	 * identity map (1, 1, 1).
	 */
	{ "1 GiB in pages: a table for each 2 MiB but the text's", G, G, false,
	  true, false, 4 + (1 + 1 + 511) + 3 },
	{ "2 GiB: a second table of PMDs", G, 2 * G, false, true, false,
	  4 + (1 + 2 + 1023) + 3 },
	{ "blocks: nothing below 2 MiB, one table for the text's GiB", G, G,
	  true, false, false, 4 + (1 + 1) + 3 },
	{ "blocks: whole GiB need no table at all", G, 8 * G, true, false,
	  false, 4 + (1 + 1) + 3 },
	{ "more than 512 GiB: a second table of PUDs", G, 600 * G, true, false,
	  false, 4 + (2 + 1) + 3 },
	{ "blocks asked for, but a crash kernel is to come", G, G, true, false,
	  true, 4 + (1 + 1 + 511) + 3 },
};

static void lab_symbols(struct kernel *k, uint64_t text)
{
	struct kernel_symbols *s = &k->sym;

	s->text = s->stext = text;
	s->etext = s->start_rodata = text + M;
	s->inittext_begin = s->init_begin = text + 2 * M;
	s->inittext_end = s->initdata_begin = text + 2 * M + 4096;
	s->initdata_end = s->data = text + 3 * M;
	s->end = text + 4 * M;
	s->idmap_text_start = text + 4096;
	s->idmap_text_end = text + 8192;
	s->init_pg_dir = s->init_pg_end = text + 3 * M;
	k->rodata_full_default = true;
}

static void test_counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct machine m = { .image_base = cases[i].base + 2 * M };
		uint64_t before, got;
		struct kernel k;
		struct boot b;

		lab_kernel(&k);
		lab_symbols(&k, 0xffff800008000000ULL);
		lab_boot(&b, &m, &k, cases[i].base, cases[i].size);
		b.memstart_addr = cases[i].base;
		b.params.rodata_given = cases[i].rodata_given;
		b.params.rodata_full = cases[i].rodata_full;
		b.params.crashkernel.given = cases[i].crashkernel;
		memblock_reserve(&b, m.image_base, 4 * M, "image", "");
		before = b.memblock.reserved.total_size;
		assert_int_equal(arm64_paging_init(&b), 0);
		got = (b.memblock.reserved.total_size - before) >> 12;
		if (got != cases[i].want)
			fail_msg("%s: %llu pages, expected %llu", cases[i].name,
				 (unsigned long long)got,
				 (unsigned long long)cases[i].want);
		boot_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_counts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
