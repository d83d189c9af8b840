/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/page_alloc/pageset.h"

#include "journal/journal.h"
#include "mm/numa_emulation.h"
#include "mm/page_alloc.h"
#include "mm/percpu.h"
#include "util/range.h"

#define SZ_512K (512ULL << 10)
#define SZ_1M (1ULL << 20)
#define MIN_PERCPU_PAGELIST_HIGH_FRACTION 8

bool starts_cpus_together(const struct boot *b)
{
	return b->kernel->hotplug_parallel && !b->params.cpuhp_serial;
}

/* Whether smp_init() can start it; what the user says comes up, does. */
static bool may_come_up(const struct boot *b, size_t cpu)
{
	if (b->cpu_nid[cpu] < 0)
		return false;
	return b->machine->online_cpus || !b->cpu_absent || !b->cpu_absent[cpu];
}

/* In which turn it comes up: first threads of cores before the others. */
static bool comes_up_in(const struct boot *b, size_t cpu, bool second)
{
	bool later = b->cpu_second_thread && starts_cpus_together(b) &&
		     b->cpu_second_thread[cpu];

	return may_come_up(b, cpu) && later == second;
}

size_t nr_first_threads(const struct boot *b)
{
	size_t n = 0;

	for (size_t cpu = 0; cpu < b->nr_cpu_ids; cpu++)
		n += comes_up_in(b, cpu, false);
	return n;
}

/* CPUs that are up on the node: the first b->nr_online_cpus that can be. */
static uint64_t online_on_node(const struct boot *b, int nid)
{
	size_t seen = 0;
	uint64_t count = 0;

	for (size_t i = 0; i < 2 * b->nr_cpu_ids && seen < b->nr_online_cpus;
	     i++) {
		size_t cpu = i % b->nr_cpu_ids;

		if (!comes_up_in(b, cpu, i >= b->nr_cpu_ids))
			continue;
		seen++;
		count += !b->kernel->numa || numa_node_has_cpu(b, nid, cpu);
	}
	return count;
}

/* Each CPU's part of so many pages of the zone. */
static uint64_t zone_highsize(const struct boot *b, const struct zone *z,
			      uint64_t pages, uint64_t batch, unsigned coming)
{
	uint64_t cpus = online_on_node(b, z->nid) + coming;

	if (!cpus)
		cpus = b->nr_online_cpus;
	return max_u64(pages / cpus, batch * 4);
}

static void set_within_limits(const struct boot *b, struct zone *z,
			      uint64_t batch, unsigned coming)
{
	uint64_t most = z->managed_pages / MIN_PERCPU_PAGELIST_HIGH_FRACTION;

	z->pageset.batch = batch;
	z->pageset.high_min =
		zone_highsize(b, z, z->watermark_low, batch, coming);
	z->pageset.high_max = zone_highsize(b, z, most, batch, coming);
}

static void set_by_watermark(const struct boot *b, struct zone *z,
			     uint64_t batch, unsigned coming)
{
	z->pageset.batch = max_u64(batch, 1);
	z->pageset.high = zone_highsize(b, z, z->watermark_low, batch, coming);
}

/* pageset_set_batch() */
static void set_by_batch(const struct boot *b, struct zone *z, uint64_t batch,
			 unsigned coming)
{
	(void)b;
	(void)coming;
	z->pageset.batch = max_u64(batch, 1);
	z->pageset.high = 6 * batch;
}

/* setup_pageset() of builds with two lists; no page stays in small zones. */
static void set_hot_cold(const struct boot *b, struct zone *z, uint64_t batch,
			 unsigned coming)
{
	struct pageset *p = &z->pageset;

	(void)b;
	(void)coming;
	p->hot.high = 6 * batch;
	p->hot.batch = max_u64(1, batch);
	p->cold.high = 2 * batch;
	p->cold.batch = max_u64(1, batch / 2);
}

/* How per-CPU lists are sized, and whether there are two. */
RULE(pageset, "zone_set_pageset_high_and_batch()", ANY_KERNEL,
     VARIANT(PAGESET_WITHIN_LIMITS, "within_limits",
	     .shows = "struct zone.pageset_high_min"),
     VARIANT(PAGESET_BY_WATERMARK, "by_watermark",
	     .shows = "struct per_cpu_zonestat; struct zone.pageset_high"),
     VARIANT(PAGESET_BY_BATCH, "by_batch",
	     .shows = "struct per_cpu_pageset; function pageset_set_batch"),
     VARIANT(PAGESET_HOT_COLD, "hot_cold",
	     .shows = "struct per_cpu_pageset.pcp of two elements"));

/* The ways of sizing a page set. */
static const struct sizing {
	uint64_t least; /* batch, pages */
	void (*set)(const struct boot *b, struct zone *z, uint64_t batch,
		    unsigned coming);
} sizings[] = {
	[PAGESET_WITHIN_LIMITS] = { 1, set_within_limits },
	[PAGESET_BY_WATERMARK] = { 1, set_by_watermark },
	[PAGESET_BY_BATCH] = { 0, set_by_batch },
	[PAGESET_HOT_COLD] = { 0, set_hot_cold },
};

/* How many bytes four batches of a page set have at most. */
RULE(zone_batch, "zone_batchsize()", ANY_KERNEL,
     VARIANT(ZONE_BATCH_OF_1M, "of_1m", .since = "4.19"),
     VARIANT(ZONE_BATCH_OF_512K, "of_512k"));

/* One less than a power of two; 0, in small zones, only where `high` is too. */
uint64_t zone_batchsize(const struct boot *b, const struct zone *z)
{
	bool of_1m = b->kernel->rules.zone_batch == ZONE_BATCH_OF_1M;
	uint64_t most = (of_1m ? SZ_1M : SZ_512K) / kernel_page_size(b->kernel);
	uint64_t batch = max_u64(min_u64(z->managed_pages >> 10, most) / 4, 1);

	return (1ULL << ilog2_u64(batch + batch / 2)) - 1;
}

void zone_set_pageset_high_and_batch(struct boot *b, struct zone *z,
				     unsigned coming)
{
	const struct sizing *way = &sizings[b->kernel->rules.pageset];
	uint64_t batch = max_u64(zone_batchsize(b, z), way->least);

	way->set(b, z, batch, coming);
}

/* zone_pcp_update() of each, and its like. */
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

/*
 * And setup_zone_pageset(): no watermark is set yet, so `high`, or high_min,
 * rests on the batch.
 */
int setup_per_cpu_pageset(struct boot *b)
{
	const struct kernel_sizes *s = &b->kernel->size;

	/* An empty function: the limits are there since setup_arch(). */
	if (kernel_has_hot_cold_pages(b->kernel))
		return 0;
	journal_inexact(
		b->journal, "nodes[].zones[].free_area",
		"what other subsystems take between kmem_cache_init and here is not modelled; the lists are those after kmem_cache_init");
	/* workqueue_init_early() is the first that asks for such a page. */
	page_alloc_grow_for_reclaimable(b, b->cpu_nid[0]);
	for (size_t n = 0; n < b->nr_nodes; n++) {
		struct node *node = b->nodes[n];

		for (unsigned i = 0; node && i < node->nr_zones; i++) {
			if (!zone_populated(&node->zones[i]))
				continue;
			if (s->per_cpu_pageset) {
				pcpu_alloc(b, s->per_cpu_pageset);
				continue;
			}
			pcpu_alloc(b, s->per_cpu_zonestat);
			pcpu_alloc(b, s->per_cpu_pages);
		}
		if (node && node->online)
			pcpu_alloc(b, s->per_cpu_nodestat);
	}
	set_populated_pagesets(b, 0);
	return 0;
}
