/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PHASE_PHASE_H
#define INITMEM_PHASE_PHASE_H

#include <stdbool.h>
#include <stddef.h>

#include "model/boot.h"

#define PHASE_PATH_MAX 8

/* A named state of start_kernel(): one entry, one file. */
struct phase {
	const char *name; /* as in the records */
	const char *title; /* one sentence for people */
	const char *path[PHASE_PATH_MAX]; /* [start_kernel, ...], NULL-ended */
	/* Changes b; 0, or -1 after boot_panic(). */
	int (*run)(struct boot *b);
	const char *const *steps; /* names of its records, NULL-ended or NULL;
				     setup_arch's are the architecture's */
};

extern const struct phase phases[];
extern const size_t nr_phases;

/* NULL if there is none. */
const struct phase *phase_find(const char *name);

/* Whether the boot of this kernel has the phase. */
bool phase_exists(const struct phase *p, const struct kernel *k);

/*
 * Runs phases in start_kernel() order up to and including `until` (NULL: all)
 * and tells the observer after each of them and after each step. Returns 0, or
 * -1 when the simulated kernel does not get through; then the observer has
 * seen a last record with b->panic set.
 */
int boot_run(struct boot *b, const struct phase *until);

/* The phases' own functions, each in the file of its name. */
int setup_arch(struct boot *b);
int setup_per_cpu_areas(struct boot *b);
int build_all_zonelists(struct boot *b);
int vfs_caches_init_early(struct boot *b);
int mem_init(struct boot *b);
int kmem_cache_init(struct boot *b);
int setup_per_cpu_pageset(struct boot *b);
int page_alloc_init_late(struct boot *b);
int init_per_zone_wmark_min(struct boot *b);

/*
 * cma_init_reserved_areas(), a core_initcall just before the last phase's own:
 * 0, or -1 after boot_fault() where an area has no struct pages.
 */
int cma_init_reserved_areas(struct boot *b);

/*
 * setup_boot_config(), behind setup_arch(), reads the end of the initrd;
 * populate_rootfs(), after the last phase, all of it. Where it lies outside the
 * kernel's map of memory that is the end: 0, or -1 after boot_fault().
 */
int setup_boot_config(struct boot *b);
int populate_rootfs(struct boot *b);

/* Parts of the last one that initcalls behind it do again. */
uint64_t nr_free_buffer_pages(struct boot *b);
/* calculate_min_free_kbytes(): grows with the root of what the kernel has. */
void calculate_min_free_kbytes(struct boot *b);
void setup_per_zone_wmarks(struct boot *b); /* from totals.min_free_kbytes */

#endif
