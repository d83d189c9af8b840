/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_PERCPU_H
#define INITMEM_MM_PERCPU_H

#include <stddef.h>
#include <stdint.h>

#include "model/boot.h"

/* The first chunk of per-CPU memory: mm/percpu.c. Bytes. */

struct pcpu_setup {
	uint64_t atom_size;
	/* distance between CPUs; NULL: one group */
	int (*distance)(const struct boot *b, size_t from, size_t to);
	bool numa_nodes; /* groups are placed on their CPUs' node */
	uint64_t vmalloc_total; /* bytes of the vmalloc area */
	const char *panic; /* where no method works out */
	const char *log_prefix; /* of the line about the first that does not */
	/*
	 * Page tables for `size` bytes behind the last early vmalloc area, for
	 * the page method; NULL where the build has none. 0 or -1.
	 */
	int (*map_early_vmalloc)(struct boot *b, uint64_t size);
};

/*
 * pcpu_embed_first_chunk(), and where it fails and the build has it
 * pcpu_page_first_chunk(). Fills b->percpu. 0, or -1 after boot_panic().
 */
int pcpu_first_chunk(struct boot *b, const struct pcpu_setup *s);

/*
 * setup_per_cpu_areas() of kernels for one CPU: static data is where it is, and
 * the chunk has what is dynamic. 0, or -1 after boot_panic().
 */
int pcpu_only_chunk(struct boot *b);

/*
 * pcpu_populate_pte() for all of the area: `count` page tables, a page each,
 * from anywhere in memory. 0, or -1 where not all were to be had.
 */
int pcpu_populate_ptes(struct boot *b, uint64_t count);

/*
 * pcpu_alloc() of `size` bytes from the first chunk, as far as the count of
 * free bytes goes.
 */
void pcpu_alloc(struct boot *b, uint64_t size);

#endif
