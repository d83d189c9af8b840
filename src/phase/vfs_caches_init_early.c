/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "mm/hugetlb.h"
#include "phase/phase.h"
#include "util/alloc.h"
#include "util/range.h"

/*
 * From the second pass over the command line to the early hash tables:
 * init/main.c, kernel/printk/printk.c, fs/dcache.c, fs/inode.c.
 */

#define LOG_BUF_LEN_MAX (1ULL << 31)
#define PRB_AVGBITS 5
#define ADAPT_SCALE_BASE (64ULL << 30)

static char *joined(char **words, size_t n, char *line)
{
	for (size_t i = 0; i < n; i++) {
		char *longer = xasprintf("%s%s%s", line, *line ? " " : "",
					 words[i]);

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

/* log_buf_add_cpu(): each further CPU may want to say something. */
static uint64_t log_buf_for_cpus(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t each = 1ULL << k->log_cpu_max_buf_shift;
	uint64_t base = 1ULL << k->log_buf_shift;
	uint64_t extra = (b->nr_possible_cpus - 1) * each;

	if (b->nr_possible_cpus <= 1 || extra <= base / 2)
		return 0;
	boot_log(b,
		 "printk: log_buf_len individual max cpu contribution: %" PRIu64
		 " bytes",
		 each);
	boot_log(b,
		 "printk: log_buf_len total cpu_extra contributions: %" PRIu64
		 " bytes",
		 extra);
	boot_log(b, "printk: log_buf_len min size: %" PRIu64 " bytes", base);
	return roundup_pow2(extra + base);
}

static uint64_t new_log_buf_len(struct boot *b)
{
	uint64_t asked = min_u64(b->params.log_buf_len, LOG_BUF_LEN_MAX);

	asked = asked ? roundup_pow2(asked) : 0;
	if (asked > 1ULL << b->kernel->log_buf_shift)
		return asked;
	return log_buf_for_cpus(b);
}

/* setup_log_buf(): a larger ring buffer, its descriptors and infos. */
static void setup_log_buf(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t len = new_log_buf_len(b), count = len >> PRB_AVGBITS;
	const uint64_t sizes[] = { len, count * k->size.prb_desc,
				   count * k->size.printk_info };
	uint64_t at[3] = { 0 };

	if (!len)
		return;
	for (size_t i = 0; i < 3; i++) {
		at[i] = memblock_alloc(b, sizes[i], k->word_size,
				       "kernel log buffer", "setup_log_buf");
		if (at[i])
			continue;
		boot_log(b, "printk: log_buf_len: %" PRIu64
			    " bytes not available",
			 sizes[i]);
		while (i-- > 0)
			memblock_free(b, at[i], sizes[i], "setup_log_buf");
		return;
	}
	boot_log(b, "printk: log_buf_len: %" PRIu64 " bytes", len);
	boot_inexact(b, "log",
		     "the line \"early log buf free\" depends on everything logged so far and is left out");
}

struct hash_spec {
	const char *name;
	const char *by;
	uint32_t bucket_size; /* bytes */
	uint64_t entries; /* as asked for; 0: by the size of memory */
	unsigned scale; /* one bucket for each 2^scale bytes */
	uint64_t low_limit;
};

/* How many buckets alloc_large_system_hash() wants. */
static uint64_t hash_entries(const struct boot *b, const struct hash_spec *s)
{
	const struct kernel *k = b->kernel;
	uint64_t page = kernel_page_size(k), n = s->entries, max;
	unsigned scale = s->scale;

	if (!n) {
		n = align_up(b->nr_kernel_pages, (1ULL << 20) / page);
		if (k->word_size == 8) {
			for (uint64_t a = ADAPT_SCALE_BASE / page; a < n;
			     a <<= 2)
				scale++;
		}
		n = scale > k->page_shift ? n >> (scale - k->page_shift) :
					    n << (k->page_shift - scale);
		if (n * s->bucket_size < page)
			n = page / s->bucket_size;
	}
	n = roundup_pow2(n);
	max = (b->nr_all_pages << k->page_shift >> 4) / s->bucket_size;
	max = min_u64(max, 0x80000000ULL);
	return min_u64(max_u64(n, s->low_limit), max);
}

static unsigned get_order(const struct kernel *k, uint64_t size)
{
	return size <= kernel_page_size(k) ?
		       0 :
		       fls_u64((size - 1) >> k->page_shift);
}

static int alloc_large_system_hash(struct boot *b, const struct hash_spec *s)
{
	uint64_t page = kernel_page_size(b->kernel), size, at = 0;
	uint64_t entries = hash_entries(b, s);
	unsigned shift = entries ? ilog2_u64(entries) : 0;

	for (;; shift--) {
		size = (uint64_t)s->bucket_size << shift;
		at = memblock_alloc(b, size, b->kernel->cache_bytes,
				    boot_intern(b, "%s hash table", s->name),
				    s->by);
		if (at || size <= page || !shift)
			break;
	}
	if (!at)
		return boot_panic(b, "Failed to allocate %s hash table",
				  s->name);
	boot_log(b,
		 "%s hash table entries: %llu (order: %u, %" PRIu64
		 " bytes, linear)",
		 s->name, 1ULL << shift, get_order(b->kernel, size), size);
	b->hash_tables = xrealloc(b->hash_tables, b->nr_hash_tables + 1,
				  sizeof(*b->hash_tables));
	b->hash_tables[b->nr_hash_tables++] = (struct hash_table){
		s->name, 1ULL << shift, get_order(b->kernel, size), size
	};
	return 0;
}

/* dcache_init_early(), inode_init_early(): with hashdist they come later. */
static int init_hash_tables(struct boot *b)
{
	const struct hash_spec specs[] = {
		{ "Dentry cache", "alloc_large_system_hash dcache_init_early",
		  b->kernel->size.hlist_bl_head, b->params.dhash_entries, 13,
		  2 },
		{ "Inode-cache", "alloc_large_system_hash inode_init_early",
		  b->kernel->size.hlist_head, b->params.ihash_entries, 14, 0 },
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
	print_unknown_bootoptions(b);
	setup_log_buf(b);
	return init_hash_tables(b);
}
