/* SPDX-License-Identifier: GPL-2.0-only */
#include "journal/journal.h"
#include "mm/hugetlb.h"
#include "start/calls.h"

/*
 * parse_args() of the second pass over the command line, init/main.c: words
 * that are not early ones take effect, and say so.
 */
int parse_args(struct boot *b)
{
	const struct params *p = &b->params;

	journal_log(b->journal, "Kernel command line: %s", p->cmdline);
	for (size_t i = p->nr_early_messages; i < p->nr_messages; i++)
		journal_log(b->journal, "%s", p->messages[i]);
	hugetlb_alloc_gigantic(b);
	if (p->has_hashdist && b->kernel->numa)
		b->hashdist = p->hashdist != 0;
	return 0;
}
