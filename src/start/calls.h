/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_START_CALLS_H
#define INITMEM_START_CALLS_H

#include <stddef.h>

#include "journal/sequence.h"
#include "model/boot.h"

/*
 * The calls from start_kernel() on that are modelled, but for those inside the
 * architectures' setup_arch(): a row each in calls.c, a file of its name each.
 * In which order a kernel makes them, and which, is in its release line.
 */

extern const struct call calls[];
extern const size_t nr_calls;

/* 0, or -1 after boot_panic(). */
int setup_boot_config(struct boot *b);
int setup_command_line(struct boot *b);
int setup_per_cpu_areas(struct boot *b);
int fixup_hashdist(struct boot *b);
int default_hashdist(struct boot *b);
int parse_args(struct boot *b);
int print_unknown_bootoptions(struct boot *b);
int pidhash_init(struct boot *b);
int console_init(struct boot *b);
int vfs_caches_init_early(struct boot *b);
int report_meminit(struct boot *b);
int stack_depot_early_init(struct boot *b);
int stack_depot_init(struct boot *b);
int mem_init(struct boot *b);
int memblock_free_all(struct boot *b);
int mem_init_print_info(struct boot *b);
int kmem_cache_init(struct boot *b);
int create_kmalloc_caches(struct boot *b);
int smp_init(struct boot *b);
int page_alloc_init_late(struct boot *b);
void memblock_discard(struct boot *b);
int cma_init_reserved_areas(struct boot *b);
int unpack_to_rootfs(struct boot *b);
int free_initrd(struct boot *b);

#endif
