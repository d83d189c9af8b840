/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arch.h"
#include "start/calls.h"

/* setup_per_cpu_areas(): without SMP the static data is the one CPU's area. */
int setup_per_cpu_areas(struct boot *b)
{
	return b->kernel->smp ? b->arch->setup_per_cpu_areas(b) : 0;
}
