/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm/cpus.h"

#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "util/alloc.h"
#include "util/range.h"

#define MPIDR_HWID_BITMASK 0xffffffu

/* The nodes that the kernel takes for CPUs, as far as it looks at them. */
struct cpu_map {
	const struct machine_cpu **v;
	size_t n;
	bool refused; /* one of them is wrong: only the boot CPU counts */
};

/* ARM: which nodes of the tree are CPUs. */
RULE(arm_cpu_nodes, "arm_dt_init_cpu_maps()", WITH_MEMBLOCK,
     VARIANT(ARM_CPU_NODES_BY_NAME, "by_name"),
     VARIANT(ARM_CPU_NODES_BY_TYPE, "by_type"));

static uint32_t hwid(const struct kernel *k, const struct machine_cpu *cpu)
{
	return (uint32_t)(k->rules.arm_cpu_nodes == ARM_CPU_NODES_BY_TYPE ?
				  cpu->reg_cell :
				  cpu->reg);
}

static bool is_wrong(const struct kernel *k, const struct cpu_map *map,
		     const struct machine_cpu *cpu)
{
	uint32_t id = hwid(k, cpu);

	if (id & ~MPIDR_HWID_BITMASK)
		return true;
	for (size_t i = 0; i < map->n; i++) {
		if (hwid(k, map->v[i]) == id)
			return true;
	}
	return false;
}

/*
 * In the order of the tree: a node that is wrong spoils the whole map, and the
 * first one too many ends the walk, whatever comes behind it.
 */
static void walk_nodes(const struct boot *b, size_t limit, struct cpu_map *map)
{
	const struct machine *m = b->machine;

	for (size_t i = 0; i < m->nr_cpus && !map->refused; i++) {
		const struct machine_cpu *cpu = &m->cpus[i];

		if (b->kernel->rules.arm_cpu_nodes == ARM_CPU_NODES_BY_TYPE &&
		    !cpu->typed)
			continue;
		map->refused = is_wrong(b->kernel, map, cpu);
		if (map->n == limit)
			return;
		map->v[map->n++] = cpu;
	}
}

static bool has_word(char **words, const char *word)
{
	for (size_t i = 0; word && words[i]; i++) {
		if (!strcmp(words[i], word))
			return true;
	}
	return false;
}

/* set_smp_ops_by_method(): a CPU's, or else that of /cpus. */
static bool has_cpu_method(const struct boot *b, const struct cpu_map *map)
{
	char **known = b->kernel->cpu_methods;

	for (size_t i = 0; i < map->n; i++) {
		if (has_word(known, map->v[i]->enable_method))
			return true;
	}
	return has_word(known, b->machine->fdt.cpus_enable_method);
}

/* of_flat_dt_match_machine(): the most specific string that has a machine. */
static bool has_smp_machine(const struct boot *b)
{
	const struct kernel *k = b->kernel;

	for (char **c = b->machine->fdt.compatibles; c && *c; c++) {
		if (has_word(k->smp_machines, *c))
			return true;
		if (has_word(k->machines, *c))
			return false;
	}
	return false;
}

/* Whether anything sets smp_ops.smp_boot_secondary. */
static bool can_start_cpus(struct boot *b, const struct cpu_map *map)
{
	const struct kernel *k = b->kernel;
	bool listed = k->cpu_methods && k->machines && k->smp_machines;

	if (b->machine->fdt.psci_cpu_on && (k->arm_psci || !listed))
		return true;
	if (listed)
		return has_cpu_method(b, map) || has_smp_machine(b);
	if (map->n > 1 && !b->machine->online_cpus &&
	    kernel_pagesets_count_cpus(k))
		journal_inexact(
			b->journal, "nodes[].zones[].pageset",
			"the profile does not list what can start CPUs (cpu_methods, machines, smp_machines), and the tree has no usable PSCI: shown as if all came up (--online-cpus N)");
	return true;
}

void arm_init_cpus(struct boot *b)
{
	size_t limit = boot_cpu_limit(b);
	struct cpu_map map = {
		.v = xcalloc(b->machine->nr_cpus + 1, sizeof(*map.v)),
	};

	walk_nodes(b, limit, &map);
	b->nr_possible_cpus = map.refused || !map.n ? 1 : map.n;
	b->nr_cpu_ids = b->nr_possible_cpus;
	b->cpu_nid = xcalloc(b->nr_cpu_ids, sizeof(*b->cpu_nid));
	b->nr_startable_cpus = can_start_cpus(b, &map) ? b->nr_possible_cpus :
							 1;
	free(map.v);
}
