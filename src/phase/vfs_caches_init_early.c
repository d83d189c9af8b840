/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "mm/hugetlb.h"
#include "mm/log_buf.h"
#include "mm/system_hash.h"
#include "model/boot_alloc.h"
#include "phase/phase.h"
#include "util/alloc.h"
#include "util/range.h"

/*
 * From the second pass over the command line to the early hash tables:
 * init/main.c, kernel/printk/printk.c, fs/dcache.c, fs/inode.c.
 */

#define PID_HASH_SHIFT_LEAST 4
#define PID_HASH_SHIFT_MOST 12
#define SCREEN_BYTES (80 * 25 * 2) /* a character and its colours */

static char *joined(char **words, size_t n, char *line)
{
	for (size_t i = 0; i < n; i++) {
		char *longer =
			xasprintf("%s%s%s", line, *line ? " " : "", words[i]);

		free(line);
		line = longer;
	}
	return line;
}

/* print_unknown_bootoptions(): the text has a buffer of its own meanwhile. */
static void print_unknown_bootoptions(struct boot *b)
{
	const struct params *p = &b->params;
	char *line = xstrdup("");
	uint64_t size = 1, at;

	line = joined(p->unknown_args, p->nr_unknown_args, line);
	line = joined(p->unknown_envs, p->nr_unknown_envs, line);
	if (*line) {
		size += strlen(line) + 1;
		at = memblock_alloc(b, size, b->kernel->cache_bytes,
				    "text of a message (temporary)",
				    "print_unknown_bootoptions");
		if (at) {
			boot_log(b,
				 "Unknown kernel command line parameters \"%s\", will be passed to user space.",
				 line);
			memblock_free(b, at, size, "print_unknown_bootoptions");
		} else {
			boot_log(b,
				 "print_unknown_bootoptions: Failed to allocate %" PRIu64
				 " bytes",
				 size);
		}
	}
	free(line);
}

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
	boot_log(b,
		 "PID hash table entries: %llu (order: %u, %" PRIu64 " bytes)",
		 1ULL << shift, shift, bytes);
	if (!boot_alloc(b, bytes, k->cache_bytes, "PID hash table",
			"pidhash_init"))
		return boot_panic(b, "Could not alloc pidhash!");
	add_hash_table(b, "PID", 1ULL << shift, bytes);
	return 0;
}

/* con_init(), drivers/char/vt.c: the first console and its screen of text. */
static int console_init(struct boot *b)
{
	const struct kernel *k = b->kernel;

	boot_enter(b, "console_init");
	if (!boot_alloc(b, k->size.vc_data, k->cache_bytes,
			"first virtual console", "con_init") ||
	    !boot_alloc(b, SCREEN_BYTES, k->cache_bytes,
			"text screen of the console", "con_init"))
		return boot_panic(b, "Out of memory");
	boot_leave(b);
	return 0;
}

/* pidhash_init(), kernel/pid.c */
static int pidhash_init(struct boot *b)
{
	const struct hash_spec spec = {
		.name = "PID",
		.by = "alloc_large_system_hash pidhash_init",
		.bucket_size = b->kernel->size.hlist_head,
		.scale = 18,
		.high_limit = 4096,
		.small = 16,
	};

	if (b->kernel->pid_hash_by_megabytes)
		return pidhash_by_megabytes(b);
	return b->kernel->pid_hash ? alloc_large_system_hash(b, &spec) : 0;
}

/* dcache_init_early(), inode_init_early(): with hashdist they come later. */
static int init_hash_tables(struct boot *b)
{
	const struct hash_spec specs[] = {
		{ .name = "Dentry cache",
		  .by = "alloc_large_system_hash dcache_init_early",
		  .bucket_size = b->kernel->size.hlist_bl_head ?
					 b->kernel->size.hlist_bl_head :
					 b->kernel->size.hlist_head,
		  .entries = b->params.dhash_entries,
		  .scale = 13,
		  .low_limit = 2 },
		{ .name = "Inode-cache",
		  .by = "alloc_large_system_hash inode_init_early",
		  .bucket_size = b->kernel->size.hlist_head,
		  .entries = b->params.ihash_entries,
		  .scale = 14 },
	};

	if (b->hashdist)
		return 0;
	boot_enter(b, "vfs_caches_init_early");
	for (size_t i = 0; i < ARRAY_SIZE(specs); i++) {
		if (alloc_large_system_hash(b, &specs[i]))
			return -1;
	}
	boot_leave(b);
	return 0;
}

int vfs_caches_init_early(struct boot *b)
{
	const struct params *p = &b->params;

	boot_log(b, "Kernel command line: %s", p->cmdline);
	for (size_t i = p->nr_early_messages; i < p->nr_messages; i++)
		boot_log(b, "%s", p->messages[i]);
	hugetlb_alloc_gigantic(b);
	if (p->has_hashdist && b->kernel->numa)
		b->hashdist = p->hashdist != 0;
	if (!b->kernel->quiet_unknown_words)
		print_unknown_bootoptions(b);
	setup_log_buf(b, false);
	if (pidhash_init(b))
		return -1;
	if (b->kernel->size.vc_data && console_init(b))
		return -1;
	return init_hash_tables(b);
}
