/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arch/x86/e820.h"
#include "journal/journal.h"
#include "lab.h"
#include "model/rules.h"
#include "util/alloc.h"

/* Kernels without a line of their own: which way they go, and what that does. */

static const struct {
	const char *release, *rule, *variant;
} ways[] = {
	{ "6.19.4-gentoo", "x86_nosave", "gaps" },
	{ "6.6.88", "x86_nosave", "gaps" },
	{ "6.6.87", "x86_nosave", "entries" },
	{ "6.7.5-zen1", "x86_nosave", "entries" },
	{ "3.19.5", "x86_nosave", "entries" },
	{ "3.16.0-38-generic", "x86_nosave", "entries_but_first" },
	{ "5.13.0", "zone_lines", "present" },
	{ "5.14.21", "zone_lines", "silent" },
	{ "3.8.13", "zone_lines", "left" },
	{ "4.18.20", "zone_batch", "of_512k" },
	{ "4.19.0", "zone_batch", "of_1m" },
	{ "2.6.37-trunk", "x86_low_memory", "first_64k_unusable" },
	{ "3.8.13", "x86_low_memory", "first_64k_unusable" },
	{ "3.9.0", "x86_low_memory", "first_64k_always" },
	{ "5.4.0", "x86_low_memory", "first_64k_always" },
	{ "5.5.0", "x86_low_memory", "first_64k" },
	{ "5.1.21", "x86_crash_area", "below_896m" },
	{ "5.2.0", "x86_crash_area", "below_4g" },
	{ "5.15.36", "x86_low_memory", "first_1m" },
	{ "4.9.152", "hash_scale", "fixed" },
};

static void test_follow(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		const struct kernel_rule *rule = kernel_rule_find(ways[i].rule);
		int got = kernel_rule_of_release(rule, ways[i].release);

		assert_true(got >= 0);
		if (strcmp(rule->variants[got].name, ways[i].variant))
			fail_msg("%s: %s: %s", ways[i].release, ways[i].rule,
				 rule->variants[got].name);
	}
}

/* Rules of which no release is known, or that depend on others. */
static void test_not_followed(void **state)
{
	(void)state;
	assert_int_equal(kernel_rule_of_release(kernel_rule_find("fallback"),
						"3.2.0"),
			 -1);
	assert_int_equal(kernel_rule_of_release(kernel_rule_find(
							"command_line_copies"),
						"3.2.0"),
			 -1);
}

/* A map with neighbours that are not RAM, a hole, and one at the beginning. */
static struct e820_entry entries[] = {
	{ 0, 0x1000, E820_RESERVED },	    { 0x1000, 0x9e000, E820_RAM },
	{ 0x9f000, 0x1000, E820_RESERVED }, { 0xf0000, 0x10000, E820_RESERVED },
	{ 0x100000, 0x3f00000, E820_RAM },  { 0x4000000, 0x10000, E820_ACPI },
	{ 0x4010000, 0xff0000, E820_RAM },
};

#define NOSAVE "PM: hibernation: Registered nosave memory: "

static const struct {
	enum x86_nosave_rule way;
	const char *lines[7];
} nosaves[] = {
	{ X86_NOSAVE_GAPS,
	  { NOSAVE "[mem 0x00000000-0x00000fff]",
	    NOSAVE "[mem 0x0009f000-0x000fffff]",
	    NOSAVE "[mem 0x04000000-0x0400ffff]" } },
	{ X86_NOSAVE_ENTRIES,
	  { NOSAVE "[mem 0x00000000-0x00000fff]",
	    NOSAVE "[mem 0x0009f000-0x0009ffff]",
	    NOSAVE "[mem 0x000a0000-0x000effff]",
	    NOSAVE "[mem 0x000f0000-0x000fffff]",
	    NOSAVE "[mem 0x04000000-0x0400ffff]" } },
	{ X86_NOSAVE_ENTRIES_BUT_FIRST,
	  { NOSAVE "[mem 0x0009f000-0x0009ffff]",
	    NOSAVE "[mem 0x000a0000-0x000effff]",
	    NOSAVE "[mem 0x000f0000-0x000fffff]",
	    NOSAVE "[mem 0x04000000-0x0400ffff]" } },
};

static void check_nosave(const struct boot *b, const char *const *want)
{
	size_t n = 0;

	for (; want[n]; n++) {
		assert_true(n < b->journal->nr_log);
		assert_string_equal(b->journal->log[n], want[n]);
	}
	assert_int_equal(b->journal->nr_log, n);
}

static void test_nosave(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(nosaves); i++) {
		struct machine m = { 0 };
		struct kernel k;
		struct boot b;

		lab_kernel(&k);
		k.hibernation = true;
		k.size.nosave_region = 32;
		k.rules.x86_nosave = nosaves[i].way;
		lab_boot(&b, &m, &k, 0x100000, 0x3f00000);
		b.e820.entries = entries;
		b.e820.nr = ARRAY_SIZE(entries);
		b.totals.max_pfn = 0x5000;
		assert_int_equal(e820_register_nosave_regions(&b), 0);
		check_nosave(&b, nosaves[i].lines);
		b.e820 = (struct e820_map){ 0 };
		boot_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_follow),
		cmocka_unit_test(test_not_followed),
		cmocka_unit_test(test_not_followed),
		cmocka_unit_test(test_nosave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
