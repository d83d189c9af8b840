/* SPDX-License-Identifier: GPL-2.0-only */
#include "journal/journal.h"
#include "mm/system_hash.h"
#include "start/calls.h"

/* stack_depot_early_init(), lib/stackdepot.c */
int stack_depot_early_init(struct boot *b)
{
	const struct kernel *k = b->kernel;
	const struct params *p = &b->params;
	bool lists = k->rules.stack_table == STACK_TABLE_OF_LISTS;
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
	if (!k->size.track || !p->slub_debug.stores_users ||
	    p->stack_depot_disable)
		return 0;
	if (logged)
		journal_log(
			b->journal,
			"stackdepot: allocating hash table via alloc_large_system_hash");
	return alloc_large_system_hash(b, &spec);
}
