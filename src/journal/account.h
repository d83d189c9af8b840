/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_JOURNAL_ACCOUNT_H
#define INITMEM_JOURNAL_ACCOUNT_H

#include <stdint.h>

#include "model/boot.h"

/*
 * Where the memory is, in five words that every view and answer uses, in
 * bytes. Each byte is in one of them:
 *
 *   memory    |=====================================================|
 *   no-map    |xxxx|     left alone, for firmware or a device
 *   kept           |####|     owned, or taken from the page allocator
 *   lent                |cccc|     CMA areas, for movable pages meanwhile
 *   deferred                 |~~~~|     free, struct pages not initialised
 *   free                          |.................................|
 */
struct mem_account {
	uint64_t memory; /* all that the kernel knows of: the sum of the rest */
	uint64_t nomap;
	uint64_t kept;
	uint64_t cma;
	uint64_t deferred;
	uint64_t free;
};

/* One of them, for tables: what JSON, text and graphs call it. */
struct account_part {
	const char *key; /* the JSON member */
	const char *words; /* for people */
	const char *help;
	uint64_t (*bytes)(const struct mem_account *a);
};

/* The five, in the order in which they are told. */
extern const struct account_part account_parts[];
#define NR_ACCOUNT_PARTS 5

/*
 * The account at this moment; all 0 before the kernel knows of memory. Memory
 * is memblock.memory; of a kernel that boots without, what its nodes have.
 */
struct mem_account boot_account(const struct boot *b);

/*
 * What MemTotal of /proc/meminfo, and so `free`, will show, in KiB: what the
 * page allocator has been given by now, and what the kernel gives it once it
 * starts user space, its init sections and the initial RAM disk. 0: not yet
 * known. At the end of the boot that is what there is, but for x86, whose
 * kernels also free what lies between the parts of their image.
 */
uint64_t boot_memtotal_kib(const struct boot *b);

#endif
