/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>

#include "journal/journal.h"
#include "mm/boot_alloc.h"
#include "mm/mm_init/system_hash.h"
#include "start/calls.h"
#include "util/range.h"

#define PID_HASH_SHIFT_LEAST 4
#define PID_HASH_SHIFT_MOST 12

/*
 * pidhash_init() before it used alloc_large_system_hash(): four buckets a
 * megabyte of low memory, from 16 to 4096.
 */
static int pidhash_by_megabytes(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t megabytes = b->nr_kernel_pages >> (20 - k->page_shift), bytes;
	unsigned shift = fls_u64(megabytes * 4);

	shift = (unsigned)clamp_u64(shift, PID_HASH_SHIFT_LEAST,
				    PID_HASH_SHIFT_MOST);
	bytes = (uint64_t)k->size.hlist_head << shift;
	journal_log(b->journal,
		    "PID hash table entries: %llu (order: %u, %" PRIu64
		    " bytes)",
		    1ULL << shift, shift, bytes);
	if (!boot_alloc(b, bytes, k->cache_bytes, "PID hash table",
			"pidhash_init"))
		return journal_panic(b->journal, "Could not alloc pidhash!");
	add_hash_table(b, "PID", 1ULL << shift, bytes);
	return 0;
}

/* How large the hash table of PIDs is. */
RULE(pid_hash, "pidhash_init()", ANY_KERNEL,
     VARIANT(PID_HASH_SYSTEM_HASH, "system_hash", .since = "2.6.32"),
     VARIANT(PID_HASH_BY_MEGABYTES, "by_megabytes",
	     .shows = "string \"Could not alloc pidhash!\""));

/* pidhash_init(), kernel/pid.c */
int pidhash_init(struct boot *b)
{
	const struct hash_spec spec = {
		.name = "PID",
		.by = "alloc_large_system_hash pidhash_init",
		.bucket_size = b->kernel->size.hlist_head,
		.scale = 18,
		.high_limit = 4096,
		.small = 16,
	};

	if (b->kernel->rules.pid_hash == PID_HASH_BY_MEGABYTES)
		return pidhash_by_megabytes(b);
	return alloc_large_system_hash(b, &spec);
}
