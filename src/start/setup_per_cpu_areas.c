/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arch.h"
#include "mm/percpu.h"
#include "start/calls.h"

/* setup_per_cpu_areas(): without SMP the static data is the one CPU's area. */
int setup_per_cpu_areas(struct boot *b)
{
	if (b->kernel->smp)
		return b->arch->setup_per_cpu_areas(b);
	return kernel_has_bootmem(b->kernel) ? 0 : pcpu_only_chunk(b);
}
