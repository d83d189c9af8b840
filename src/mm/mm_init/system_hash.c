/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/mm_init/system_hash.h"

#include <inttypes.h>

#include "journal/journal.h"
#include "mm/boot_alloc.h"
#include "util/alloc.h"
#include "util/range.h"

#define ADAPT_SCALE_BASE (64ULL << 30)

bool vfs_hash_spec(const struct boot *b, size_t i, struct hash_spec *s)
{
	const struct kernel *k = b->kernel;
	const struct hash_spec specs[] = {
		{ .name = "Dentry cache",
		  .by = "alloc_large_system_hash dcache_init_early",
		  .bucket_size = k->size.hlist_bl_head ? k->size.hlist_bl_head :
							 k->size.hlist_head,
		  .entries = b->params.dhash_entries,
		  .scale = 13,
		  .low_limit = 2 },
		{ .name = "Inode-cache",
		  .by = "alloc_large_system_hash inode_init_early",
		  .bucket_size = k->size.hlist_head,
		  .entries = b->params.ihash_entries,
		  .scale = 14 },
	};

	if (i >= ARRAY_SIZE(specs))
		return false;
	*s = specs[i];
	return true;
}

/* Whether hash tables grow more slowly from 64 GiB on. */
RULE(hash_scale, "alloc_large_system_hash()", ANY_KERNEL,
     VARIANT(HASH_SCALE_ADAPTS, "adapts", .since = "4.14"),
     VARIANT(HASH_SCALE_FIXED, "fixed"));

uint64_t system_hash_entries(const struct boot *b, const struct hash_spec *s)
{
	const struct kernel *k = b->kernel;
	uint64_t page = kernel_page_size(k), n = s->entries, max;
	unsigned scale = s->scale;

	if (!n) {
		n = align_up(b->nr_kernel_pages, (1ULL << 20) / page);
		if (k->word_size == 8 &&
		    k->rules.hash_scale == HASH_SCALE_ADAPTS) {
			for (uint64_t a = ADAPT_SCALE_BASE / page; a < n;
			     a <<= 2)
				scale++;
		}
		n = scale > k->page_shift ? n >> (scale - k->page_shift) :
					    n << (k->page_shift - scale);
		if (s->small)
			n = max_u64(n, s->small);
		else if (n * s->bucket_size < page)
			n = page / s->bucket_size;
	}
	n = roundup_pow2(n);
	max = s->high_limit;
	if (!max)
		max = (b->nr_all_pages << k->page_shift >> 4) / s->bucket_size;
	max = min_u64(max, 0x80000000ULL);
	return min_u64(max_u64(n, s->low_limit), max);
}

/* What is printed as the order of a hash table: pages, or a logarithm. */
RULE(hash_order, "alloc_large_system_hash()", ANY_KERNEL,
     VARIANT(HASH_ORDER_OF_PAGES, "of_pages"),
     VARIANT(HASH_ORDER_LOGARITHM, "logarithm"));

/* A logarithm is below 0 for part of a page. */
static int printed_order(const struct kernel *k, uint64_t size)
{
	if (k->rules.hash_order == HASH_ORDER_LOGARITHM)
		return (int)ilog2_u64(size) - (int)k->page_shift;
	return (int)kernel_get_order(k, size);
}

void add_hash_table(struct boot *b, const char *name, uint64_t entries,
		    uint64_t bytes)
{
	b->hash_tables = xrealloc(b->hash_tables, b->nr_hash_tables + 1,
				  sizeof(*b->hash_tables));
	b->hash_tables[b->nr_hash_tables++] = (struct hash_table){
		name, entries, kernel_get_order(b->kernel, bytes), bytes
	};
}

/* What is logged of a large hash table. */
RULE(hash_lines, "alloc_large_system_hash()", ANY_KERNEL,
     VARIANT(HASH_LINES_LINEAR, "linear",
	     .shows =
		     "string \"%s hash table entries: %ld (order: %d, %lu bytes, %s)\""),
     VARIANT(HASH_LINES_PLAIN, "plain",
	     .shows =
		     "string \"%s hash table entries: %ld (order: %d, %lu bytes)\""));

int alloc_large_system_hash(struct boot *b, const struct hash_spec *s)
{
	uint64_t page = kernel_page_size(b->kernel), size, at = 0;
	uint64_t entries = system_hash_entries(b, s);
	unsigned shift = entries ? ilog2_u64(entries) : 0;

	for (;; shift--) {
		size = (uint64_t)s->bucket_size << shift;
		at = boot_alloc(b, size, b->kernel->cache_bytes,
				journal_intern(b->journal, "%s hash table",
					       s->name),
				s->by);
		if (at || b->journal->panic || size <= page || !shift)
			break;
	}
	if (!at)
		return journal_panic(b->journal,
				     "Failed to allocate %s hash table",
				     s->name);
	journal_log(b->journal,
		    "%s hash table entries: %llu (order: %d, %" PRIu64
		    " bytes%s)",
		    s->name, 1ULL << shift, printed_order(b->kernel, size),
		    size,
		    b->kernel->rules.hash_lines == HASH_LINES_LINEAR ?
			    ", linear" :
			    "");
	add_hash_table(b, s->name, 1ULL << shift, size);
	return 0;
}
