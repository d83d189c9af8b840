/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arch/x86/cpus.h"
#include "journal/boot.h"
#include "journal/journal.h"
#include "lab.h"
#include "util/alloc.h"

/* A PC whose CPUs have not been counted yet. */
struct cpu_lab {
	struct machine_cpu cpus[8];
	struct machine m;
	struct kernel k;
	struct boot b;
};

/* Before the boot begins, the machine and the kernel may be changed. */
static void cpu_lab_init(struct cpu_lab *l)
{
	memset(l, 0, sizeof(*l));
	l->m.cpus = l->cpus;
	lab_kernel(&l->k);
}

static void cpu_lab_boot(struct cpu_lab *l)
{
	lab_boot(&l->b, &l->m, &l->k, 0, 0);
}

/* How many CPUs there are; releases the boot. */
static void cpu_lab_check(struct cpu_lab *l, const char *name,
			  uint64_t possible, uint64_t present, bool inexact)
{
	const struct boot *b = &l->b;

	if (b->nr_possible_cpus != possible || b->nr_present_cpus != present)
		fail_msg("%s: %zu possible, %zu present, expected %llu, %llu",
			 name, b->nr_possible_cpus, b->nr_present_cpus,
			 (unsigned long long)possible,
			 (unsigned long long)present);
	assert_int_equal(b->journal->nr_inexact > 0, inexact);
	boot_release(&l->b);
}

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
		struct cpu_lab l;

		cpu_lab_init(&l);
		l.m.nr_cpus = 8;
		for (size_t j = 0; j < 6; j++)
			l.cpus[j].enabled = true;
		l.m.pc.hotplug_cpus = 2;
		l.m.pc.acpi.has_madt = cases[i].madt;
		l.m.pc.has_mp_table = cases[i].mp_table;
		l.k.mpparse = true;
		l.k.rules.x86_cpus_off = X86_CPUS_OFF_COUNT;
		cpu_lab_boot(&l);
		l.b.params.nolapic = cases[i].nolapic;
		l.b.params.acpi_off = cases[i].acpi_off;
		l.b.params.nr_cpus = cases[i].nr_cpus;
		l.b.params.has_maxcpus = cases[i].up;
		x86_prefill_possible_map(&l.b);
		cpu_lab_check(&l, cases[i].name, cases[i].possible,
			      cases[i].present, cases[i].inexact);
	}
}

/*
 * topology_init_possible_cpus(): what a MADT lists, by APIC id. Behind it 'x'
 * for an x2APIC, '-' where the CPU is off, 'f' with the flag that it may come.
 */
static const struct topology_case {
	const char *name, *apics, *machine, *words;
	uint64_t present, possible;
	const char *line; /* the first that is logged */
} topologies[] = {
	{ "all that are on", "0 2 4", "", "", 3, 3,
	  "CPU topo: Allowing 3 present CPUs plus 0 hotplug CPUs" },
	{ "off, on bare hardware", "0 1- 2-", "old", "", 1, 1,
	  "CPU topo: Allowing 1 present CPUs plus 0 hotplug CPUs" },
	{ "off, of a virtual machine", "0 1- 2-", "old guest", "", 1, 3,
	  "CPU topo: Allowing 1 present CPUs plus 2 hotplug CPUs" },
	{ "off, but of a FADT that says they may come", "0 1-f", "", "", 1, 2,
	  "CPU topo: Allowing 1 present CPUs plus 1 hotplug CPUs" },
	{ "a flag that means nothing yet", "0 1-f", "old", "", 1, 1,
	  "CPU topo: Allowing 1 present CPUs plus 0 hotplug CPUs" },
	{ "a log's, which are counted", "0 1-", "log", "", 1, 2,
	  "CPU topo: Allowing 1 present CPUs plus 1 hotplug CPUs" },
	{ "twice the same", "0 3 3", "", "", 2, 2,
	  "CPU topo: Allowing 2 present CPUs plus 0 hotplug CPUs" },
	{ "by x2APIC beside others, small and large ids", "0 5x 255x", "", "",
	  2, 2, "CPU topo: Allowing 2 present CPUs plus 0 hotplug CPUs" },
	{ "by x2APIC alone", "0x 5x", "", "", 2, 2,
	  "CPU topo: Allowing 2 present CPUs plus 0 hotplug CPUs" },
	{ "an id too large", "0 32768x", "", "", 1, 1,
	  "CPU topo: APIC ID 8000 exceeds kernel limit of: 7fff" },
	{ "nr_cpus= lets no more be registered", "0 1 2 3-", "old guest",
	  "nr_cpus=2", 2, 2,
	  "CPU topo: CPU limit of 2 reached. Ignoring further CPUs" },
	{ "nr_cpus= is between those that are on and the others", "0 1- 2- 3-",
	  "old guest", "nr_cpus=3", 1, 3,
	  "CPU topo: 4 possible CPUs exceed the limit of 3" },
	{ "possible_cpus=", "0 1 2", "", "possible_cpus=2", 2, 2,
	  "CPU topo: Limiting to 2 possible CPUs" },
	{ "possible_cpus= makes none", "0 1", "", "possible_cpus=7", 2, 2,
	  "CPU topo: Limiting to 7 possible CPUs" },
	{ "maxcpus=0", "0 1", "", "maxcpus=0", 1, 1,
	  "CPU topo: Limiting to 1 possible CPUs" },
	{ "nolapic", "0 1", "", "nolapic", 1, 1,
	  "CPU topo: Limiting to 1 possible CPUs" },
};

static size_t read_apics(struct machine_cpu *cpus, const char *text)
{
	size_t n = 0;

	while (*text) {
		struct machine_cpu cpu = { .enabled = true };
		char *end;

		cpu.reg = strtoul(text, &end, 10);
		for (; *end && *end != ' '; end++) {
			cpu.x2apic |= *end == 'x';
			cpu.enabled &= *end != '-';
			cpu.online_capable |= *end == 'f';
		}
		cpus[n++] = cpu;
		text = end + (*end == ' ');
	}
	return n;
}

static uint64_t word_value(const char *words, const char *name)
{
	size_t len = strlen(name);

	return strncmp(words, name, len) ? 0 : strtoul(words + len, NULL, 10);
}

static void read_words(struct params *p, const char *words)
{
	p->nr_cpus = word_value(words, "nr_cpus=");
	p->possible_cpus = (uint32_t)word_value(words, "possible_cpus=");
	p->has_possible_cpus = p->possible_cpus != 0;
	p->has_maxcpus = !strcmp(words, "maxcpus=0");
	p->nolapic = !strcmp(words, "nolapic");
}

static void check_topology(const struct topology_case *c)
{
	struct cpu_lab l;

	cpu_lab_init(&l);
	l.m.nr_cpus = read_apics(l.cpus, c->apics);
	l.m.pc.acpi.has_madt = !strstr(c->machine, "log");
	l.m.pc.acpi.has_online_capable = !strstr(c->machine, "old");
	l.m.pc.hypervisor = strstr(c->machine, "guest") ? HYPERVISOR_ONE :
							  HYPERVISOR_NONE;
	cpu_lab_boot(&l);
	read_words(&l.b.params, c->words);
	x86_limit_cpus(&l.b);
	x86_init_possible_cpus(&l.b);
	if (strcmp(l.b.journal->log[0], c->line) != 0)
		fail_msg("%s: '%s'", c->name, l.b.journal->log[0]);
	cpu_lab_check(&l, c->name, c->possible, c->present, false);
}

static void test_topology(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(topologies); i++)
		check_topology(&topologies[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_possible),
		cmocka_unit_test(test_topology),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
