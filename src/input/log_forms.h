/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_LOG_FORMS_H
#define INITMEM_INPUT_LOG_FORMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "input/log_cpu.h"
#include "input/log_foreign.h"
#include "input/log_order.h"
#include "input/log_tree.h"
#include "model/archs.h"
#include "model/machine.h"

/* Which way of counting CPUs a log has; a later one is trusted more. */
enum cpu_count {
	CPUS_UNKNOWN,
	CPUS_BROUGHT_UP,
	CPUS_AREAS, /* "pcpu-alloc: [0] 0 [0] 1": each has an area */
	CPUS_SRAT,
	CPUS_NR_CPU_IDS,
	CPUS_LISTED, /* "ACPI: LAPIC (...)", "Processor #0" */
	CPUS_ALLOWED,
};

/* What the lines of one boot have said so far. */
struct log_boot {
	struct machine m;
	bool banner; /* "Linux version" */
	bool map_header; /* "BIOS-provided physical RAM map:" */
	bool in_map; /* the last line is one of a map */
	bool facts; /* of this boot: "Linux version" would begin another one */
	bool early_cmdline; /* "Command line:", not "Kernel command line:" */
	bool has_cmdline;
	bool saw_last_pfn; /* a whole log, not only firmware's lines */
	bool lowmem; /* "LOWMEM available" */
	bool old_srat; /* in the form that only 64 bits had */
	uint64_t max_arch_pfn;
	const struct arch_facts *arch; /* one without a map; NULL: none */
	struct log_foreign foreign; /* one without a model */
	struct log_cpu cpu;
	bool named_slit, named_srat, named_madt;
	bool distance_table; /* the kernel has made one */
	struct log_orders orders; /* where memory is taken next */
	enum cpu_count cpu_count;
	uint64_t nr_cpus, nr_hotplug;
	uint64_t nr_up; /* "Brought up"; 0: not said */
	uint64_t nr_areas; /* per-CPU areas that were listed so far */
	uint32_t *lapics; /* ids of the enabled ones, in order */
	size_t nr_lapics, cap_lapics;
	int *booted; /* by CPU: the node that it came up on; -1: not said */
	size_t nr_booted, cap_booted;
	uint64_t nr_mp_ioapics;
	bool has_mtrr_default;
	bool original_mtrrs; /* lines of the clean-up are what it found */
	struct log_tree tree; /* of one without a map */
	struct e820_map modified; /* the map without what MTRRs cost */
	uint64_t next_efi; /* number of the region that comes next */
	bool efi_done; /* a second list, of what the kernel made of it, began */
};

void log_boot_release(struct log_boot *b);

/*
 * A line that this architecture prints. Where lines of several are there it is
 * the one with more bits: what the other prints it may print, too.
 */
void log_says_arch(struct log_boot *b, const struct arch_facts *a);

enum form_result {
	FORM_NO,
	FORM_PARTIAL, /* may be whole with what the next line has */
	FORM_YES, /* taken into *b, unless b is NULL */
};

/* One line, without its prefix. */
enum form_result log_form(struct log_boot *b, const char *text);

/* Whether a boot begins with this line, given what came before. */
bool log_begins_boot(const struct log_boot *b, const char *text);

/*
 * "Command line: ": what follows, or NULL. *early tells it from the later
 * "Kernel command line: ", to which the kernel may have added.
 */
const char *log_cmdline(const char *text, bool *early);

/* Whether it begins as a line of a map does: "BIOS-e820:", "user:", ... */
bool is_map_line(const char *text);

#endif
