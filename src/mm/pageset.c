/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/pageset.h"

#include "util/range.h"

#define SZ_512K (512ULL << 10)
#define SZ_1M (1ULL << 20)

/* One less than a power of two; 0, in small zones, only where `high` is too. */
uint64_t zone_batchsize(const struct boot *b, const struct zone *z)
{
	bool by_batch = b->kernel->pageset_by_batch;
	uint64_t most =
		(by_batch ? SZ_512K : SZ_1M) / kernel_page_size(b->kernel);
	uint64_t batch = max_u64(min_u64(z->managed_pages >> 10, most) / 4, 1);

	batch = (1ULL << ilog2_u64(batch + batch / 2)) - 1;
	return by_batch ? batch : max_u64(batch, 1);
}

/* Whether smp_init() can start it; what the user says comes up, does. */
static bool may_come_up(const struct boot *b, size_t cpu)
{
	if (b->cpu_nid[cpu] < 0)
		return false;
	return b->machine->online_cpus || !b->cpu_absent || !b->cpu_absent[cpu];
}

/* CPUs that are up on the node: the first b->nr_online_cpus that can be. */
static uint64_t online_on_node(const struct boot *b, int nid)
{
	size_t seen = 0;
	uint64_t count = 0;

	for (size_t cpu = 0; cpu < b->nr_cpu_ids && seen < b->nr_online_cpus;
	     cpu++) {
		if (!may_come_up(b, cpu))
			continue;
		seen++;
		count += !b->kernel->numa || b->cpu_nid[cpu] == nid;
	}
	return count;
}

/* zone_highsize() */
static uint64_t highsize(const struct boot *b, const struct zone *z,
			 uint64_t batch, unsigned coming)
{
	uint64_t cpus = online_on_node(b, z->nid) + coming;

	if (!cpus)
		cpus = b->nr_online_cpus;
	return max_u64(z->watermark_low / cpus, batch * 4);
}

/* setup_pageset() of builds with two lists; no page stays in small zones. */
static void set_hot_cold(struct pageset *p, uint64_t batch)
{
	p->hot.high = 6 * batch;
	p->hot.batch = max_u64(1, batch);
	p->cold.high = 2 * batch;
	p->cold.batch = max_u64(1, batch / 2);
}

void zone_set_pageset_high_and_batch(struct boot *b, struct zone *z,
				     unsigned coming)
{
	uint64_t batch = zone_batchsize(b, z);

	if (b->kernel->hot_cold_pages) {
		set_hot_cold(&z->pageset, batch);
		return;
	}
	z->pageset.batch = max_u64(batch, 1);
	z->pageset.high = b->kernel->pageset_by_batch ?
				  6 * batch :
				  highsize(b, z, batch, coming);
}

void set_populated_pagesets(struct boot *b, unsigned coming)
{
	for (size_t n = 0; n < b->nr_nodes; n++) {
		struct node *node = b->nodes[n];

		for (unsigned i = 0; node && i < node->nr_zones; i++) {
			if (zone_populated(&node->zones[i]))
				zone_set_pageset_high_and_batch(b,
								&node->zones[i],
								coming);
		}
	}
}
