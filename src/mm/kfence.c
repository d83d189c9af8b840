/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/kfence.h"

#include "journal/journal.h"
#include "mm/memblock.h"
#include "util/range.h"

uint64_t kfence_pool_size(const struct kernel *k)
{
	return (k->kfence_num_objects + 1ULL) * 2 * kernel_page_size(k);
}

int kfence_alloc_pool_and_metadata(struct boot *b)
{
	static const char by[] =
		"memblock_alloc kfence_alloc_pool_and_metadata";
	const struct kernel *k = b->kernel;
	uint64_t page = kernel_page_size(k), metadata;

	if (!k->kfence || !b->params.kfence_sample_interval)
		return 0;
	if (!b->kfence_pool)
		b->kfence_pool = memblock_alloc(b, kfence_pool_size(k), page,
						"KFENCE pool", by);
	if (!b->kfence_pool) {
		journal_log(b->journal, "kfence: failed to allocate pool");
		return 0;
	}
	metadata = (uint64_t)k->kfence_num_objects * k->size.kfence_metadata;
	if (memblock_alloc(b, align_up(metadata, page), page,
			   "KFENCE metadata", by))
		return 0;
	journal_log(b->journal, "kfence: failed to allocate metadata");
	memblock_free(b, b->kfence_pool, kfence_pool_size(k),
		      "memblock_free kfence_alloc_pool_and_metadata");
	b->kfence_pool = 0;
	return 0;
}
