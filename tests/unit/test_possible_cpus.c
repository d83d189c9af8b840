/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arch/x86/setup.h"
#include "journal/boot.h"
#include "journal/journal.h"
#include "lab.h"
#include "util/alloc.h"

/* prefill_possible_map(): eight CPUs listed, two of them to come. */
static const struct {
	const char *name;
	bool madt, nolapic, acpi_off, mp_table;
	uint64_t nr_cpus; /* nr_cpus= */
	bool up; /* maxcpus=0 */
	uint64_t possible, present;
	bool inexact;
} cases[] = {
	{ "those of the MADT", true, false, false, true, 0, false, 8, 6,
	  false },
	{ "fewer by nr_cpus=", true, false, false, true, 3, false, 3, 3,
	  false },
	{ "maxcpus=0 leaves one", true, false, false, true, 0, true, 1, 1,
	  false },
	{ "without local APICs nobody looks at them", true, true, false, false,
	  0, false, 1, 1, false },
	{ "nor without ACPI", true, false, true, false, 0, false, 1, 1, false },
	{ "an MP table lists one, says no log", true, false, true, true, 0,
	  false, 1, 1, true },
	{ "an MP table's, as the log counts them", false, false, true, true, 0,
	  false, 6, 6, false },
};

static void prefill_possible_map(struct boot *b)
{
	for (size_t i = 0; i < X86_NR_CALLS; i++) {
		if (!strcmp(x86_calls[i].name, "prefill_possible_map"))
			x86_calls[i].does(b);
	}
}

static void test_possible(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct machine_cpu cpus[8] = { 0 };
		struct machine m = { .cpus = cpus, .nr_cpus = 8 };
		struct kernel k;
		struct boot b;

		for (size_t j = 0; j < 6; j++)
			cpus[j].enabled = true;
		m.pc.hotplug_cpus = 2;
		m.pc.acpi.has_madt = cases[i].madt;
		m.pc.has_mp_table = cases[i].mp_table;
		lab_kernel(&k);
		k.mpparse = true;
		lab_boot(&b, &m, &k, 0, 0);
		b.params.nolapic = cases[i].nolapic;
		b.params.acpi_off = cases[i].acpi_off;
		b.params.nr_cpus = cases[i].nr_cpus;
		b.params.has_maxcpus = cases[i].up;
		prefill_possible_map(&b);
		if (b.nr_possible_cpus != cases[i].possible ||
		    b.nr_present_cpus != cases[i].present)
			fail_msg("%s: %zu possible, %zu present, expected %llu, %llu",
				 cases[i].name, b.nr_possible_cpus,
				 b.nr_present_cpus,
				 (unsigned long long)cases[i].possible,
				 (unsigned long long)cases[i].present);
		assert_int_equal(b.journal->nr_inexact > 0, cases[i].inexact);
		boot_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_possible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
