/* SPDX-License-Identifier: GPL-2.0-only */
#include "lab.h"

#include "arch/arm64/mmu.h"
#include "arch/arm64/space.h"
#include "journal/boot.h"
#include "mm/memblock.h"
#include "util/alloc.h"

/*
 * How many pages the arm64 page tables take: the kernel image of 4 MiB at the
 * start of RAM + 2 MiB, its text 2 MiB long.
 */

struct pgtable_case {
	const char *name;
	uint64_t base, size; /* RAM */
	bool rodata_given, rodata_full, crashkernel;
	uint64_t want; /* pages */
	unsigned va_bits; /* 0: 48 */
	bool lpa2, kfence;
};

/* The image's own tables from memblock, too. */
static const struct pgtable_case with_image[] = {
	/*
	 * The sums are image (1 PUD, 1 PMD, 2 PTE tables) + linear map +
	 * identity map (1, 1, 1).
	 */
	{ "1 GiB in pages: a table for each 2 MiB but the text's", G, G, false,
	  true, false, .want = 4 + (1 + 1 + 511) + 3 },
	{ "2 GiB: a second table of PMDs", G, 2 * G, false, true, false,
	  .want = 4 + (1 + 2 + 1023) + 3 },
	{ "blocks: nothing below 2 MiB, one table for the text's GiB", G, G,
	  true, false, false, .want = 4 + (1 + 1) + 3 },
	{ "blocks: whole GiB need no table at all", G, 8 * G, true, false,
	  false, .want = 4 + (1 + 1) + 3 },
	{ "more than 512 GiB: a second table of PUDs", G, 600 * G, true, false,
	  false, .want = 4 + (2 + 1) + 3 },
	{ "blocks asked for, but a crash kernel is to come", G, G, true, false,
	  true, .want = 4 + (1 + 1 + 511) + 3 },
};

/* Those lie in the image. KFENCE may need single pages later on. */
static const struct pgtable_case linear_only[] = {
	{ "1 GiB in pages", G, G, false, true, false, .want = 1 + 1 + 511 },
	{ "rodata=off helps nothing while KFENCE may come", G, G, true, false,
	  false, .want = 1 + 1 + 511, .kfence = true },
	{ "without it: blocks, whatever a crash kernel needs", G, G, true,
	  false, true, .want = 1 + 1 },
	{ "52 bits built, a CPU of 48: as if built for 48", G, G, false, true,
	  false, .want = 1 + 1 + 511, .va_bits = 52 },
	{ "and a CPU of 52: a table of P4Ds before the others", G, G, false,
	  true, false, .want = 1 + 1 + 1 + 511, .va_bits = 52, .lpa2 = true },
	{ "52 bits, blocks: P4D, PUD, PMD", G, 8 * G, true, false, false,
	  .want = 1 + 1 + 1, .va_bits = 52, .lpa2 = true },
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

static void setup_case(const struct pgtable_case *c, struct machine *m,
		       struct kernel *k)
{
	*m = (struct machine){ .image_base = c->base + 2 * M, .lpa2 = c->lpa2 };
	lab_kernel(k);
	lab_symbols(k, 0xffff800008000000ULL);
	k->va_bits = c->va_bits ? c->va_bits : 48;
	k->pa_bits = k->va_bits;
	k->kfence = c->kfence;
}

static uint64_t pages_taken(struct boot *b, const struct pgtable_case *c)
{
	uint64_t before;

	b->memstart_addr = c->base - arm64_memstart_shift(b);
	b->params.rodata_given = c->rodata_given;
	b->params.rodata_full = c->rodata_full;
	b->params.crashkernel.given = c->crashkernel;
	memblock_reserve(b, b->image_base, 4 * M, "image", "");
	before = b->memblock.reserved.total_size;
	assert_int_equal(arm64_paging_init(b), 0);
	return (b->memblock.reserved.total_size - before) >> 12;
}

static void check(const struct pgtable_case *c, const struct rules *rules)
{
	struct machine m;
	struct kernel k;
	struct boot b;
	uint64_t got;

	setup_case(c, &m, &k);
	k.rules = *rules;
	lab_boot(&b, &m, &k, c->base, c->size);
	got = pages_taken(&b, c);
	if (got != c->want)
		fail_msg("%s: %llu pages, expected %llu", c->name,
			 (unsigned long long)got, (unsigned long long)c->want);
	boot_release(&b);
}

static void test_with_image(void **state)
{
	const struct rules rules = {
		.arm64_own_tables = ARM64_OWN_TABLES_FROM_MEMBLOCK,
		.arm64_page_mappings = ARM64_PAGE_MAPPINGS_FOR_CRASHKERNEL,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(with_image); i++)
		check(&with_image[i], &rules);
}

static void test_linear_only(void **state)
{
	const struct rules rules = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(linear_only); i++)
		check(&linear_only[i], &rules);
}

/* A page that only in part may be mapped. */
static void test_edges(void **state)
{
	const struct pgtable_case c = { .base = G,
					.size = G,
					.rodata_full = true };
	struct machine m;
	struct kernel k;
	struct boot b;

	(void)state;
	for (int whole = 0; whole < 2; whole++) {
		setup_case(&c, &m, &k);
		k.rules.arm64_map_edges = whole ? ARM64_MAP_EDGES_WHOLE_PAGES :
						  ARM64_MAP_EDGES_EVERY_BYTE;
		lab_boot(&b, &m, &k, G, G);
		/* All of a 2 MiB slot but some bytes at its end. */
		memblock_mark(&b, G + 64 * M, 2 * M - 16, MEMBLOCK_NOMAP, true,
			      "");
		assert_int_equal(pages_taken(&b, &c),
				 1 + 1 + 511 - (whole ? 1 : 0));
		boot_release(&b);
	}
}

/*
 * What is mapped close to the struct pages has tables for them, too, where a
 * slot of the level has room for both.
 */
static const struct {
	const char *name;
	enum arm64_layout_rule layout;
	unsigned page_shift, va_bits, shift; /* of a slot of that level */
	bool shared;
} near_cases[] = {
	{ "16 KiB, 52 bits: the top table's last slot",
	  ARM64_LAYOUT_VMEMMAP_BELOW_IO, 14, 52, 47, true },
	{ "16 KiB: none below", ARM64_LAYOUT_VMEMMAP_BELOW_IO, 14, 52, 36,
	  false },
	{ "4 KiB, 48 bits: slots of 512 GiB are too small",
	  ARM64_LAYOUT_VMEMMAP_BELOW_IO, 12, 48, 39, false },
	{ "64 KiB, 48 bits, vmemmap at a power of two",
	  ARM64_LAYOUT_VMEMMAP_BY_BITS, 16, 48, 42, true },
	{ "64 KiB, 52 bits: it begins a slot", ARM64_LAYOUT_VMEMMAP_BY_BITS, 16,
	  52, 42, false },
};

static void test_neighbour(void **state)
{
	const struct pgtable_case c = { .base = G, .size = G, .lpa2 = true };
	struct machine m;
	struct kernel k;
	struct boot b;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(near_cases); i++) {
		unsigned shift = near_cases[i].shift;

		print_message("  %s\n", near_cases[i].name);
		setup_case(&c, &m, &k);
		k.va_bits = k.pa_bits = near_cases[i].va_bits;
		k.page_shift = near_cases[i].page_shift;
		k.size.page = 64;
		k.rules.arm64_layout = near_cases[i].layout;
		lab_boot(&b, &m, &k, G, G);
		b.memstart_addr = 0;
		assert_int_equal(arm64_vmemmap(&b) >> shift ==
					 arm64_vmemmap_neighbour(&b) >> shift,
				 near_cases[i].shared);
		boot_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_with_image),
		cmocka_unit_test(test_linear_only),
		cmocka_unit_test(test_edges),
		cmocka_unit_test(test_neighbour),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
