/* SPDX-License-Identifier: GPL-2.0-only */
#include "lab.h"

#include "arch/arch.h"
#include "arch/x86/pgtable_32.h"
#include "journal/boot.h"
#include "profile/profile.h"
#include "start/sequence.h"
#include "util/alloc.h"
#include "util/error.h"

/* Lowmem, highmem and the tables of the kernel's half on 32-bit PCs. */

#define PAE "debian-6.1-686-pae"
#define MAXMEM 0x36ffe000ULL /* of that build, without vmalloc= */

static void load(struct kernel *k, const char *name)
{
	struct error err = { 0 };

	if (kernel_load(k, name, &err))
		fail_msg("%s", err.text);
}

static void test_layout(void **state)
{
	struct i386_layout l;
	struct kernel k;

	(void)state;
	load(&k, PAE);
	l = i386_layout(&k);
	assert_int_equal(l.fixaddr_top, 0xfffff000);
	assert_int_equal(l.fixaddr_start, 0xff9fe000);
	assert_int_equal(l.entry_start, 0xff400000);
	assert_int_equal(l.entry_end, 0xff961000);
	assert_int_equal(l.pkmap, 0xff000000);
	assert_int_equal(l.vmalloc_end, 0xfeffe000);
	k.highmem = false;
	l = i386_layout(&k);
	assert_int_equal(l.pkmap, 0);
	assert_int_equal(l.vmalloc_end, 0xff1fe000);
	kernel_release(&k);
}

struct split {
	const char *name;
	uint64_t ram; /* bytes from 1 MiB to here */
	const char *cmdline;
	uint64_t low, max; /* bytes */
};

static const struct split pae_splits[] = {
	{ "all is low", 512 * M, "", 512 * M, 512 * M },
	{ "the rest is high", 2 * G, "", MAXMEM, 2 * G },
	{ "a larger vmalloc area takes its share of lowmem, and 8 MiB", 2 * G,
	  "vmalloc=256M", MAXMEM - 136 * M, 2 * G },
	{ "highmem= takes from lowmem", 512 * M, "highmem=128M", 384 * M,
	  512 * M },
	{ "but leaves it 64 MiB", 128 * M, "highmem=96M", 128 * M, 128 * M },
	{ "and not more than there is", 128 * M, "highmem=1G", 128 * M,
	  128 * M },
	{ "highmem= cuts what is above", 2 * G, "highmem=256M", MAXMEM,
	  MAXMEM + 256 * M },
	{ "highmem= of more than is above", 1 * G, "highmem=1G", MAXMEM,
	  1 * G },
	{ "beyond 4 GiB", 6 * G, "", MAXMEM, 6 * G },
	{ "mem= before all that", 2 * G, "mem=1G", MAXMEM, 1 * G },
};

static const struct split no_pae_splits[] = {
	/* Slots of 4 MiB push PKMAP and with it the vmalloc area down. */
	{ "without PAE what is above 4 GiB is not there", 6 * G, "",
	  MAXMEM - 4 * M, 4 * G },
};

static void check_split(const struct split *s, const struct kernel *k)
{
	struct machine m = { .arch = "i386", .source = SOURCE_E820 };
	uint64_t low, max;
	struct boot b;

	m.cmdline = xstrdup(s->cmdline);
	m.image_base = k->physical_start;
	e820_map_add(&m.pc.e820.firmware, 0, 0x9fc00, E820_RAM);
	e820_map_add(&m.pc.e820.firmware, M, s->ram - M, E820_RAM);
	boot_init(&b, &m, k, &arch_i386);
	assert_int_equal(boot_run(&b, phase_find("setup_arch")), 0);
	low = b.totals.max_low_pfn << k->page_shift;
	max = b.totals.max_pfn << k->page_shift;
	if (low != s->low || max != s->max)
		fail_msg("%s: lowmem to 0x%llx, memory to 0x%llx, expected 0x%llx and 0x%llx",
			 s->name, (unsigned long long)low,
			 (unsigned long long)max, (unsigned long long)s->low,
			 (unsigned long long)s->max);
	boot_release(&b);
	machine_release(&m);
}

static void test_splits(void **state)
{
	struct kernel k;

	(void)state;
	load(&k, PAE);
	for (size_t i = 0; i < ARRAY_SIZE(pae_splits); i++)
		check_split(&pae_splits[i], &k);
	k.x86_pae = false;
	k.hpage_shift = 22;
	for (size_t i = 0; i < ARRAY_SIZE(no_pae_splits); i++)
		check_split(&no_pae_splits[i], &k);
	kernel_release(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_splits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
