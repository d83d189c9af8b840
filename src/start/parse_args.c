/* SPDX-License-Identifier: GPL-2.0-only */
#include "journal/journal.h"
#include "mm/hugetlb.h"
#include "mm/memblock.h"
#include "start/calls.h"

/* Words that take memory do so one after the other. */
static void take_memory(struct boot *b)
{
	const struct params *p = &b->params;
	bool at_once = b->kernel->rules.hugepages_params ==
		       HUGEPAGES_PARAMS_AT_ONCE;
	size_t done = 0;

	for (size_t i = 0; i < p->nr_reserve_mem; i++) {
		const struct reserve_mem_param *r = &p->reserve_mem[i];

		if (at_once)
			hugetlb_alloc_gigantic(b, done, r->nr_hugepages);
		done = r->nr_hugepages;
		memblock_reserve_mem(b, r);
	}
	if (at_once)
		hugetlb_alloc_gigantic(b, done, p->nr_hugepages);
}

/*
 * parse_args() of the second pass over the command line, init/main.c: words
 * that are not early ones take effect, and say so.
 */
int parse_args(struct boot *b)
{
	const struct params *p = &b->params;

	journal_log(b->journal, "Kernel command line: %s", p->cmdline);
	for (size_t i = p->nr_early_messages; i < p->nr_parsed_messages; i++)
		journal_log(b->journal, "%s", p->messages[i]);
	take_memory(b);
	if (p->has_hashdist && b->kernel->numa)
		b->hashdist = p->hashdist != 0;
	return 0;
}
