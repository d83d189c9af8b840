/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/x86/cpus.h"

#include <inttypes.h>

#include "journal/journal.h"
#include "util/alloc.h"
#include "util/range.h"

#define MAX_LOCAL_APIC 32768u
#define LAPIC_IDS 255u /* what entries of the older kind can name */

bool x86_reads_lapics(const struct boot *b)
{
	return !b->params.acpi_off && !b->params.nolapic;
}

bool x86_reads_mp_table(const struct boot *b)
{
	return b->kernel->mpparse && b->machine->pc.has_mp_table;
}

/* The MADT has CPUs by their local APIC, too. */
static bool has_lapics(const struct machine *m)
{
	for (size_t i = 0; m->pc.acpi.has_madt && i < m->nr_cpus; i++) {
		if (!m->cpus[i].x2apic)
			return true;
	}
	return false;
}

/* x86: which CPUs that are off, and do not say whether they may come, count. */
RULE(x86_cpus_off, "acpi_is_processor_usable()", WITH_MEMBLOCK,
     VARIANT(X86_CPUS_OFF_OF_GUESTS, "of_guests"),
     VARIANT(X86_CPUS_OFF_COUNT, "count"));

/*
 * acpi_is_processor_usable() of an entry that is off; what a FADT of 6.3 or
 * later rules out is gone from machine.cpus.
 */
static bool may_come(const struct boot *b, const struct machine_cpu *cpu)
{
	const struct machine_acpi *acpi = &b->machine->pc.acpi;

	if (b->kernel->rules.x86_cpus_off == X86_CPUS_OFF_COUNT ||
	    !acpi->has_madt)
		return true;
	return b->machine->pc.hypervisor == HYPERVISOR_ONE ||
	       (cpu->online_capable && acpi->has_online_capable);
}

/* x86: which CPUs by x2APIC count, where there are some by APIC as well. */
RULE(x86_x2apics, "acpi_parse_x2apic()", WITH_MEMBLOCK,
     VARIANT(X86_X2APICS_LARGE, "large", .shows = "symbol has_lapic_cpus"),
     VARIANT(X86_X2APICS_ALL, "all"));

/* acpi_parse_lapic(), acpi_parse_x2apic(): builds of 32 bits have no x2APIC. */
static bool is_listed(const struct boot *b, const struct machine_cpu *cpu)
{
	if (cpu->x2apic && b->kernel->word_size == 4)
		return false;
	if (cpu->x2apic && cpu->reg < LAPIC_IDS &&
	    b->kernel->rules.x86_x2apics == X86_X2APICS_LARGE &&
	    has_lapics(b->machine))
		return false;
	return cpu->enabled || may_come(b, cpu);
}

static bool has_number(const struct machine_cpu *cpu)
{
	return cpu->reg < MAX_LOCAL_APIC;
}

bool x86_cpu_is_new(const struct boot *b, size_t i)
{
	const struct machine *m = b->machine;
	const struct machine_cpu *cpu = &m->cpus[i];

	if (!cpu->enabled || !is_listed(b, cpu) || !has_number(cpu))
		return false;
	/* Of a log not all ids are known. */
	for (size_t j = 0; m->pc.acpi.has_madt && j < i; j++) {
		if (m->cpus[j].enabled && m->cpus[j].reg == cpu->reg &&
		    is_listed(b, &m->cpus[j]))
			return false;
	}
	return true;
}

static bool has_cpus_off(const struct machine *m)
{
	for (size_t i = 0; i < m->nr_cpus; i++) {
		if (!m->cpus[i].enabled)
			return m->pc.acpi.has_madt;
	}
	return false;
}

/* Whether they count is not always known. */
static void note_cpus_off(struct boot *b)
{
	const struct machine *m = b->machine;
	bool counted = b->kernel->rules.x86_cpus_off == X86_CPUS_OFF_COUNT;

	if (!counted && has_cpus_off(m) &&
	    m->pc.hypervisor == HYPERVISOR_UNKNOWN)
		journal_inexact(
			b->journal, "percpu",
			"entries of the MADT that are off count on a virtual machine, and nothing tells whether it is one (a log does); taken as none");
	else if (m->pc.acpi.nr_unsure_cpus &&
		 (counted || m->pc.hypervisor == HYPERVISOR_ONE))
		journal_inexact(
			b->journal, "percpu",
			journal_intern(
				b->journal,
				"entries of the MADT that are off and not online capable count only before FADT 6.3, and no FADT tells its revision (FACP in --acpi DIR): %zu taken as CPUs to come",
				m->pc.acpi.nr_unsure_cpus));
}

/* acpi_register_lapic(), and what comes before it. */
static uint64_t count_lapics(struct boot *b, uint64_t *hotplug)
{
	const struct machine *m = b->machine;
	uint64_t listed = 0;

	note_cpus_off(b);
	for (size_t i = 0; i < m->nr_cpus; i++) {
		if (!is_listed(b, &m->cpus[i]) || !has_number(&m->cpus[i]))
			continue;
		listed++;
		*hotplug += !m->cpus[i].enabled;
	}
	return listed;
}

/*
 * How many CPUs the firmware lists, `hotplug` of them to come. Without the
 * MADT there are those of an MP table, usually one of each package.
 */
static uint64_t listed_cpus(struct boot *b, uint64_t *hotplug)
{
	const struct machine *m = b->machine;

	*hotplug = 0;
	if (x86_reads_lapics(b))
		return count_lapics(b, hotplug);
	if (m->pc.has_mp_table && !b->kernel->mpparse)
		journal_inexact(
			b->journal, "percpu",
			"there is an MP table, which lists CPUs, and this build does not read it (CONFIG_X86_MPPARSE); the log's own may");
	if (!x86_reads_mp_table(b))
		return 1;
	if (!m->pc.acpi.has_madt)
		return m->nr_cpus - m->pc.hotplug_cpus;
	journal_inexact(
		b->journal, "percpu",
		"nothing tells how many CPUs the MP table lists; shown with one");
	return 1;
}

/* maxcpus=0, nosmp */
static bool is_up(const struct params *p)
{
	return p->has_maxcpus && !p->maxcpus;
}

static void set_cpus(struct boot *b, uint64_t present, uint64_t possible)
{
	b->nr_cpu_ids = b->nr_possible_cpus = (size_t)possible;
	b->nr_present_cpus = b->nr_startable_cpus =
		(size_t)min_u64(present, possible);
	b->cpu_nid = xcalloc((size_t)possible, sizeof(*b->cpu_nid));
}

void x86_prefill_possible_map(struct boot *b)
{
	const struct params *p = &b->params;
	uint64_t limit = boot_cpu_limit(b), present, possible, hotplug;
	uint64_t listed = listed_cpus(b, &hotplug);
	bool up = is_up(p);

	present = max_u64(listed - hotplug, 1);
	possible = p->has_possible_cpus ? p->possible_cpus :
		   up			? present :
					  max_u64(listed, 1);
	present = min_u64(present, limit);
	if (possible > limit) {
		journal_log(b->journal,
			    "smpboot: %" PRIu64
			    " Processors exceeds NR_CPUS limit of %" PRIu64,
			    possible, limit);
		possible = limit;
	}
	if (up && possible > 1) {
		journal_log(b->journal,
			    "smpboot: %" PRIu64
			    " Processors exceeds max_cpus limit of 0",
			    possible);
		possible = 1;
	}
	possible = max_u64(possible, 1);
	journal_log(b->journal,
		    "smpboot: Allowing %" PRIu64 " CPUs, %" PRIu64
		    " hotplug CPUs",
		    possible, possible > present ? possible - present : 0);
	set_cpus(b, present, possible);
}

/* apic_is_disabled: by a word, or because nothing would tell of the APICs. */
static bool apic_is_disabled(const struct boot *b)
{
	return b->params.nolapic || (b->params.acpi_off && !b->kernel->mpparse);
}

void x86_limit_cpus(struct boot *b)
{
	const struct params *p = &b->params;
	uint64_t limit = boot_cpu_limit(b), possible = limit;

	if (is_up(p) || apic_is_disabled(b))
		possible = 1;
	if (p->has_possible_cpus)
		possible = clamp_u64(p->possible_cpus, 1, possible);
	if (possible < limit)
		journal_log(b->journal,
			    "CPU topo: Limiting to %" PRIu64 " possible CPUs",
			    possible);
	b->nr_cpu_ids = (size_t)possible;
}

/* topo_info: the boot CPU is assigned before any list is read. */
struct topology {
	uint64_t assigned, disabled, rejected;
	bool boot_cpu_seen, too_large_said, limit_said;
};

/* topology_register_apic(): false where the kernel has no room for it. */
static bool fits(struct boot *b, struct topology *t,
		 const struct machine_cpu *cpu)
{
	bool boot = cpu->enabled && !t->boot_cpu_seen;

	if (!has_number(cpu)) {
		if (!t->too_large_said)
			journal_log(b->journal,
				    "CPU topo: APIC ID %" PRIx64
				    " exceeds kernel limit of: %x",
				    cpu->reg, MAX_LOCAL_APIC - 1);
		t->too_large_said = true;
		return false;
	}
	if (boot || t->assigned < b->nr_cpu_ids)
		return true;
	if (!t->limit_said)
		journal_log(
			b->journal,
			"CPU topo: CPU limit of %zu reached. Ignoring further CPUs",
			b->nr_cpu_ids);
	t->limit_said = true;
	return false;
}

static void register_apics(struct boot *b, struct topology *t)
{
	const struct machine *m = b->machine;

	note_cpus_off(b);
	for (size_t i = 0; i < m->nr_cpus; i++) {
		const struct machine_cpu *cpu = &m->cpus[i];

		if (!is_listed(b, cpu))
			continue;
		if (!fits(b, t, cpu)) {
			t->rejected++;
			continue;
		}
		if (!cpu->enabled)
			t->disabled++;
		else if (t->boot_cpu_seen && x86_cpu_is_new(b, i))
			t->assigned++;
		t->boot_cpu_seen |= cpu->enabled;
	}
}

/* What an MP table adds, as far as that is known. */
static void register_mp_table(struct boot *b, struct topology *t)
{
	uint64_t listed = listed_cpus(b, &t->disabled);

	t->assigned = max_u64(listed - t->disabled, 1);
	if (t->assigned <= b->nr_cpu_ids)
		return;
	t->rejected = t->assigned - b->nr_cpu_ids;
	t->assigned = b->nr_cpu_ids;
	journal_log(b->journal,
		    "CPU topo: CPU limit of %zu reached. Ignoring further CPUs",
		    b->nr_cpu_ids);
}

void x86_init_possible_cpus(struct boot *b)
{
	struct topology t = { .assigned = 1 };
	uint64_t total, allowed;

	if (x86_reads_lapics(b))
		register_apics(b, &t);
	else
		register_mp_table(b, &t);
	total = t.assigned + t.disabled;
	allowed = apic_is_disabled(b) ? 1 : min_u64(total, b->nr_cpu_ids);
	if (total > allowed)
		journal_log(b->journal,
			    "CPU topo: %" PRIu64
			    " possible CPUs exceed the limit of %" PRIu64,
			    total, allowed);
	t.assigned = min_u64(t.assigned, allowed);
	journal_log(b->journal,
		    "CPU topo: Allowing %" PRIu64 " present CPUs plus %" PRIu64
		    " hotplug CPUs",
		    t.assigned, allowed - t.assigned);
	if (t.rejected)
		journal_log(b->journal, "CPU topo: Rejected CPUs %" PRIu64,
			    t.rejected);
	set_cpus(b, t.assigned, allowed);
}
