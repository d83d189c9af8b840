/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/kfence.h"

#include "journal/journal.h"
#include "mm/memblock.h"
#include "util/range.h"

uint64_t kfence_pool_size(const struct kernel *k)
{
	return (k->kfence_num_objects + 1ULL) * 2 * kernel_page_size(k);
}

/* Unless the architecture has made it; false: there is none. */
static bool alloc_pool(struct boot *b, const char *by)
{
	const struct kernel *k = b->kernel;

	if (!k->kfence || !b->params.kfence_sample_interval)
		return false;
	if (!b->kfence_pool)
		b->kfence_pool = memblock_alloc(b, kfence_pool_size(k),
						kernel_page_size(k),
						"KFENCE pool", by);
	if (!b->kfence_pool)
		journal_log(b->journal, "kfence: failed to allocate pool");
	return b->kfence_pool != 0;
}

int kfence_alloc_pool(struct boot *b)
{
	alloc_pool(b, "memblock_alloc kfence_alloc_pool");
	return 0;
}

int kfence_alloc_pool_and_metadata(struct boot *b)
{
	static const char by[] =
		"memblock_alloc kfence_alloc_pool_and_metadata";
	const struct kernel *k = b->kernel;
	uint64_t page = kernel_page_size(k), metadata;

	if (!alloc_pool(b, by))
		return 0;
	metadata = (uint64_t)k->kfence_num_objects * k->size.kfence_metadata;
	if (memblock_alloc(b, align_up(metadata, page), page, "KFENCE metadata",
			   by))
		return 0;
	journal_log(b->journal, "kfence: failed to allocate metadata");
	memblock_free(b, b->kfence_pool, kfence_pool_size(k),
		      "memblock_free kfence_alloc_pool_and_metadata");
	b->kfence_pool = 0;
	return 0;
}
