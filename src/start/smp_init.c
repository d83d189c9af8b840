/* SPDX-License-Identifier: GPL-2.0-only */
#include "journal/journal.h"
#include "mm/page_alloc/pageset.h"
#include "start/calls.h"
#include "util/range.h"

/* smp_init(), kernel/smp.c: how many CPUs come up, and their page sets */

static uint64_t nr_cpus_to_come(const struct boot *b)
{
	const struct machine *m = b->machine;
	uint64_t wanted = b->nr_startable_cpus;

	if (m->online_cpus)
		wanted = min_u64(m->online_cpus, b->nr_possible_cpus);
	else if (m->brought_up)
		wanted = min_u64(m->brought_up, wanted);
	if (b->params.has_maxcpus)
		wanted = clamp_u64(b->params.maxcpus, 1, wanted);
	return wanted;
}

/* They are all prepared while those before them are up. */
static void come_up_together(struct boot *b, size_t wanted)
{
	if (b->nr_online_cpus >= wanted)
		return;
	set_populated_pagesets(b, 1);
	b->nr_online_cpus = wanted;
}

/* The last one is prepared when all others are up. */
static void come_up_in_turn(struct boot *b, size_t wanted)
{
	b->nr_online_cpus = wanted - 1;
	set_populated_pagesets(b, 1);
	b->nr_online_cpus = wanted;
}

/*
 * smp_init(): the other CPUs that are there come up, as many as maxcpus= lets;
 * those that may be plugged in later do not. Each time one is prepared the
 * populated zones' limits are set again with the newcomer counted in. Those
 * that are started together are all prepared before the first of them is up.
 */
int smp_init(struct boot *b)
{
	uint64_t wanted = nr_cpus_to_come(b);

	if (b->nr_online_cpus >= wanted)
		return 0;
	if (!starts_cpus_together(b)) {
		come_up_in_turn(b, (size_t)wanted);
		return 0;
	}
	if (!b->machine->pc.threads_per_core)
		journal_inexact(
			b->journal, "nodes[].zones[].pageset",
			"nothing tells how many threads a core has (a log of this kernel would: CPU topo: Max. threads per core): shown with one; with more, high_max is that of the first threads until init_per_zone_wmark_min");
	come_up_together(b, (size_t)min_u64(wanted, nr_first_threads(b)));
	come_up_together(b, (size_t)wanted);
	return 0;
}
