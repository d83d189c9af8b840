/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_ARCH_NUMA_PERCPU_H
#define INITMEM_MM_ARCH_NUMA_PERCPU_H

#include "model/boot.h"

/*
 * setup_per_cpu_areas(), drivers/base/arch_numa.c, or without NUMA the one of
 * mm/percpu.c: `vmalloc_total` bytes and
 * `map_early_vmalloc` as in struct pcpu_setup, the latter for builds that have
 * the page method. 0, or -1 after boot_panic().
 */
int arch_numa_setup_per_cpu_areas(struct boot *b, uint64_t vmalloc_total,
				  int (*map_early_vmalloc)(struct boot *b,
							   uint64_t size));

#endif
