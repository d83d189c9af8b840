/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arch/x86/cpus.h"
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
		k.rules.x86_cpus_off = X86_CPUS_OFF_COUNT;
		lab_boot(&b, &m, &k, 0, 0);
		b.params.nolapic = cases[i].nolapic;
		b.params.acpi_off = cases[i].acpi_off;
		b.params.nr_cpus = cases[i].nr_cpus;
		b.params.has_maxcpus = cases[i].up;
		x86_prefill_possible_map(&b);
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

/* topology_init_possible_cpus(): what a MADT lists, by kind and APIC id. */
struct entry {
	uint32_t id;
	bool on, flagged, x2apic;
};

#define ON(n)                                                                  \
	{                                                                      \
		.id = (n), .on = true                                          \
	}
#define ON_X2(n)                                                               \
	{                                                                      \
		.id = (n), .on = true, .x2apic = true                          \
	}
#define OFF(n)                                                                 \
	{                                                                      \
		.id = (n)                                                      \
	}
#define FLAGGED(n)                                                             \
	{                                                                      \
		.id = (n), .flagged = true                                     \
	}

static const struct {
	const char *name;
	struct entry entries[8];
	size_t nr;
	bool madt, old_fadt, guest;
	uint64_t nr_cpus, possible_cpus; /* of the command line; 0: none */
	bool up, nolapic;
	uint64_t present, possible;
	const char *line; /* the first of topology.c */
} topologies[] = {
	{ "all that are on",
	  { ON(0), ON(2), ON(4) },
	  3,
	  true,
	  false,
	  false,
	  0,
	  0,
	  false,
	  false,
	  3,
	  3,
	  "CPU topo: Allowing 3 present CPUs plus 0 hotplug CPUs" },
	{ "off, on bare hardware",
	  { ON(0), OFF(1), OFF(2) },
	  3,
	  true,
	  true,
	  false,
	  0,
	  0,
	  false,
	  false,
	  1,
	  1,
	  "CPU topo: Allowing 1 present CPUs plus 0 hotplug CPUs" },
	{ "off, of a virtual machine",
	  { ON(0), OFF(1), OFF(2) },
	  3,
	  true,
	  true,
	  true,
	  0,
	  0,
	  false,
	  false,
	  1,
	  3,
	  "CPU topo: Allowing 1 present CPUs plus 2 hotplug CPUs" },
	{ "off, but of a FADT that says they may come",
	  { ON(0), FLAGGED(1) },
	  2,
	  true,
	  false,
	  false,
	  0,
	  0,
	  false,
	  false,
	  1,
	  2,
	  "CPU topo: Allowing 1 present CPUs plus 1 hotplug CPUs" },
	{ "a flag that means nothing yet",
	  { ON(0), FLAGGED(1) },
	  2,
	  true,
	  true,
	  false,
	  0,
	  0,
	  false,
	  false,
	  1,
	  1,
	  "CPU topo: Allowing 1 present CPUs plus 0 hotplug CPUs" },
	{ "a log's, which are counted",
	  { ON(0), OFF(1) },
	  2,
	  false,
	  true,
	  false,
	  0,
	  0,
	  false,
	  false,
	  1,
	  2,
	  "CPU topo: Allowing 1 present CPUs plus 1 hotplug CPUs" },
	{ "twice the same",
	  { ON(0), ON(3), ON(3) },
	  3,
	  true,
	  false,
	  false,
	  0,
	  0,
	  false,
	  false,
	  2,
	  2,
	  "CPU topo: Allowing 2 present CPUs plus 0 hotplug CPUs" },
	{ "by x2APIC beside others, small and large ids",
	  { ON(0), ON_X2(5), ON_X2(255) },
	  3,
	  true,
	  false,
	  false,
	  0,
	  0,
	  false,
	  false,
	  2,
	  2,
	  "CPU topo: Allowing 2 present CPUs plus 0 hotplug CPUs" },
	{ "by x2APIC alone",
	  { ON_X2(0), ON_X2(5) },
	  2,
	  true,
	  false,
	  false,
	  0,
	  0,
	  false,
	  false,
	  2,
	  2,
	  "CPU topo: Allowing 2 present CPUs plus 0 hotplug CPUs" },
	{ "an id too large",
	  { ON(0), ON_X2(32768) },
	  2,
	  true,
	  false,
	  false,
	  0,
	  0,
	  false,
	  false,
	  1,
	  1,
	  "CPU topo: APIC ID 8000 exceeds kernel limit of: 7fff" },
	{ "nr_cpus= lets no more be registered",
	  { ON(0), ON(1), ON(2), OFF(3) },
	  4,
	  true,
	  true,
	  true,
	  2,
	  0,
	  false,
	  false,
	  2,
	  2,
	  "CPU topo: CPU limit of 2 reached. Ignoring further CPUs" },
	{ "nr_cpus= is between those that are on and the others",
	  { ON(0), OFF(1), OFF(2), OFF(3) },
	  4,
	  true,
	  true,
	  true,
	  3,
	  0,
	  false,
	  false,
	  1,
	  3,
	  "CPU topo: 4 possible CPUs exceed the limit of 3" },
	{ "possible_cpus=",
	  { ON(0), ON(1), ON(2) },
	  3,
	  true,
	  false,
	  false,
	  0,
	  2,
	  false,
	  false,
	  2,
	  2,
	  "CPU topo: Limiting to 2 possible CPUs" },
	{ "possible_cpus= makes none",
	  { ON(0), ON(1) },
	  2,
	  true,
	  false,
	  false,
	  0,
	  7,
	  false,
	  false,
	  2,
	  2,
	  "CPU topo: Limiting to 7 possible CPUs" },
	{ "maxcpus=0",
	  { ON(0), ON(1) },
	  2,
	  true,
	  false,
	  false,
	  0,
	  0,
	  true,
	  false,
	  1,
	  1,
	  "CPU topo: Limiting to 1 possible CPUs" },
	{ "nolapic",
	  { ON(0), ON(1) },
	  2,
	  true,
	  false,
	  false,
	  0,
	  0,
	  false,
	  true,
	  1,
	  1,
	  "CPU topo: Limiting to 1 possible CPUs" },
};

static void test_topology(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(topologies); i++) {
		struct machine_cpu cpus[8] = { 0 };
		struct machine m = { .cpus = cpus,
				     .nr_cpus = topologies[i].nr };
		struct kernel k;
		struct boot b;

		for (size_t j = 0; j < m.nr_cpus; j++)
			cpus[j] = (struct machine_cpu){
				.reg = topologies[i].entries[j].id,
				.enabled = topologies[i].entries[j].on,
				.online_capable =
					topologies[i].entries[j].flagged,
				.x2apic = topologies[i].entries[j].x2apic,
			};
		m.pc.acpi.has_madt = topologies[i].madt;
		m.pc.acpi.has_online_capable = !topologies[i].old_fadt;
		m.pc.hypervisor = topologies[i].guest ? HYPERVISOR_ONE :
							HYPERVISOR_NONE;
		lab_kernel(&k);
		lab_boot(&b, &m, &k, 0, 0);
		b.params.nr_cpus = topologies[i].nr_cpus;
		b.params.has_possible_cpus = topologies[i].possible_cpus != 0;
		b.params.possible_cpus = (uint32_t)topologies[i].possible_cpus;
		b.params.has_maxcpus = topologies[i].up;
		b.params.nolapic = topologies[i].nolapic;
		x86_limit_cpus(&b);
		x86_init_possible_cpus(&b);
		if (b.nr_possible_cpus != topologies[i].possible ||
		    b.nr_present_cpus != topologies[i].present ||
		    strcmp(b.journal->log[0], topologies[i].line) != 0)
			fail_msg("%s: %zu possible, %zu present, '%s'",
				 topologies[i].name, b.nr_possible_cpus,
				 b.nr_present_cpus, b.journal->log[0]);
		assert_int_equal(b.journal->nr_inexact, 0);
		boot_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_possible),
		cmocka_unit_test(test_topology),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
