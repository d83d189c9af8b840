/* SPDX-License-Identifier: GPL-2.0-only */
/* lib/stackdepot.c */

#include <inttypes.h>

#include "journal/journal.h"
#include "mm/memblock.h"
#include "mm/mm_init/system_hash.h"
#include "start/calls.h"
#include "util/range.h"

#define DEPOT_POOL_INDEX_BITS_4K 17 /* with pages of 4 KiB */
#define POOLS_LEAST 1024
#define MAX_POOLS 8192

/* As many pools as a handle can name; one is no handle's. */
static uint32_t most_pools(const struct kernel *k)
{
	return (1U << (DEPOT_POOL_INDEX_BITS_4K + 12 - k->page_shift)) - 1;
}

static void alloc_pools(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint32_t asked = b->params.stack_depot_max_pools;
	uint64_t n = min_u64(most_pools(k), MAX_POOLS);

	if (asked >= POOLS_LEAST && asked <= most_pools(k))
		n = asked;
	journal_log(b->journal,
		    "stackdepot: allocating space for %" PRIu64
		    " stack pools via memblock",
		    n);
	memblock_alloc(b, n * k->word_size, kernel_page_size(k),
		       "pools of the stack depot", "stack_depot_early_init");
}

int stack_depot_init(struct boot *b)
{
	uint64_t size = (uint64_t)b->kernel->word_size
			<< b->kernel->stack_hash_order;

	if (!b->params.stack_depot_disable)
		memblock_alloc(b, size, size, "table of the stack depot",
			       "stack_depot_init");
	return 0;
}

/* What a bucket of the stack depot's table is, and what is logged of it. */
RULE(stack_table, "stack_depot_early_init()", ANY_KERNEL,
     VARIANT(STACK_TABLE_OF_LISTS_AND_POOLS, "of_lists_and_pools",
	     .shows = "symbol stack_pools of type void **"),
     VARIANT(STACK_TABLE_OF_LISTS, "of_lists",
	     .shows = "symbol stack_table of type struct list_head *"),
     VARIANT(STACK_TABLE_OF_RECORDS_LOGGED, "of_records_logged",
	     .shows =
		     "symbol stack_table of type struct stack_record **; string \"allocating hash table via alloc_large_system_hash\""),
     VARIANT(STACK_TABLE_OF_RECORDS, "of_records",
	     .shows = "symbol stack_table of type struct stack_record **"),
     VARIANT(STACK_TABLE_OF_FIXED_SIZE, "of_fixed_size",
	     .shows = "function stack_depot_init of section .init.text"));

/* stack_depot_request_early_init(), or always */
static bool is_wanted(const struct boot *b)
{
	return b->kernel->stackdepot_always ||
	       (b->kernel->size.track && b->params.slub_debug.stores_users);
}

int stack_depot_early_init(struct boot *b)
{
	const struct kernel *k = b->kernel;
	const struct params *p = &b->params;
	bool lists = k->rules.stack_table <= STACK_TABLE_OF_LISTS;
	bool logged = k->rules.stack_table != STACK_TABLE_OF_RECORDS;
	const struct hash_spec spec = {
		.name = "stackdepot",
		.by = "alloc_large_system_hash stack_depot_early_init",
		.bucket_size = lists ? k->size.list_head : k->word_size,
		.scale = 14,
		.low_limit = 1 << 12,
		.high_limit = 1 << 20,
	};

	if (logged && p->stack_depot_disable)
		journal_log(b->journal, "stackdepot: disabled");
	if (!is_wanted(b) || p->stack_depot_disable)
		return 0;
	if (logged)
		journal_log(
			b->journal,
			"stackdepot: allocating hash table via alloc_large_system_hash");
	if (alloc_large_system_hash(b, &spec))
		return -1;
	if (k->rules.stack_table == STACK_TABLE_OF_LISTS_AND_POOLS)
		alloc_pools(b);
	return 0;
}
