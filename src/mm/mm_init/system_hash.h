/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_MM_INIT_SYSTEM_HASH_H
#define INITMEM_MM_MM_INIT_SYSTEM_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/boot.h"

/* Hash tables of the early boot: mm/page_alloc.c. */

struct hash_spec {
	const char *name;
	const char *by;
	uint32_t bucket_size; /* bytes */
	uint64_t entries; /* as asked for; 0: by the size of memory */
	unsigned scale; /* one bucket for each 2^scale bytes */
	uint64_t low_limit, high_limit; /* high: 0: 1/16 of memory */
	uint64_t small; /* least number of a table that may be small; else 0 */
};

/*
 * alloc_large_system_hash(): as many buckets as asked for, or as the size of
 * memory gives; half as many each time that memory does not suffice. Adds to
 * boot->hash_tables and says so in the log. 0, or -1 after boot_panic().
 */
int alloc_large_system_hash(struct boot *b, const struct hash_spec *s);

/* How many buckets it wants: a power of two, once rounded down to one. */
uint64_t system_hash_entries(const struct boot *b, const struct hash_spec *s);

/*
 * The tables of dcache_init() and inode_init(), which the early ones of the
 * same name make where they are not spread over nodes; false: no more.
 */
bool vfs_hash_spec(const struct boot *b, size_t i, struct hash_spec *s);

/* A table of that many bytes is there, made in another way. */
void add_hash_table(struct boot *b, const char *name, uint64_t entries,
		    uint64_t bytes);

#endif
