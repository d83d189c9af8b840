/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_X86_CPUS_H
#define INITMEM_ARCH_X86_CPUS_H

#include "model/boot.h"

/*
 * How many CPUs a PC has, is to get, and may have: arch/x86/kernel/acpi/boot.c,
 * smpboot.c up to 6.8, cpu/topology.c from 6.9 on.
 */

/* acpi_parse_madt_lapic_entries(): whether the MADT's CPUs are looked at. */
bool x86_reads_lapics(const struct boot *b);

/* Whether there is an MP table that this build reads. */
bool x86_reads_mp_table(const struct boot *b);

/*
 * Whether machine.cpus[i] is on, registered, and has an APIC id that none
 * before it has: the next CPU number is its own.
 */
bool x86_cpu_is_new(const struct boot *b, size_t i);

/*
 * prefill_possible_map(): all that are listed, less what words of the command
 * line take away. Fills nr_cpu_ids, nr_possible_cpus, ..., and makes cpu_nid.
 */
void x86_prefill_possible_map(struct boot *b);

/*
 * topology_apply_cmdline_limits_early(), before the firmware's lists are read,
 * and topology_init_possible_cpus() after it, which fills the same.
 */
void x86_limit_cpus(struct boot *b);
void x86_init_possible_cpus(struct boot *b);

#endif
