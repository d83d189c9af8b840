/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_ARM_CPUS_H
#define INITMEM_ARCH_ARM_CPUS_H

#include "model/boot.h"

/*
 * arm_dt_init_cpu_maps(), arch/arm/kernel/devtree.c: which CPUs are possible;
 * and what setup_arch() and __cpu_up(), arch/arm/kernel/smp.c, do to start
 * them. Fills cpu_nid and the counts of CPUs in *b.
 */
void arm_init_cpus(struct boot *b);

#endif
