/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

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

#define PREFIX "Kernel command line: "
#define CONTINUED " \\"

/* Where the line is cut: the last blank that leaves it short enough, or NULL. */
static const char *cut_at(const char *s, size_t most)
{
	const char *at = strchr(s + 1, ' '), *next = at;

	while (next && (size_t)(next - s) <= most) {
		at = next;
		next = strchr(next + 1, ' ');
	}
	return at;
}

/* print_kernel_cmdline(): in lines of the length that the build likes. */
static void log_command_line(struct boot *b, const char *s)
{
	const size_t wrap = b->kernel->cmdline_wrap;
	const size_t most = wrap - (sizeof(PREFIX) - 1);
	const char *at, *rest;

	while (wrap > sizeof(PREFIX CONTINUED) && strlen(s) > most) {
		at = cut_at(s, most - (sizeof(CONTINUED) - 1));
		if (!at)
			break;
		rest = at + strspn(at, " ");
		while (at > s && at[-1] == ' ')
			at--;
		if (!*rest)
			break;
		if (at > s)
			journal_log(b->journal, PREFIX "%.*s" CONTINUED,
				    (int)(at - s), s);
		s = rest;
	}
	if (*s || !wrap)
		journal_log(b->journal, PREFIX "%s", s);
}

/*
 * parse_args() of the second pass over the command line, init/main.c: words
 * that are not early ones take effect, and say so.
 */
int parse_args(struct boot *b)
{
	const struct params *p = &b->params;

	log_command_line(b, p->cmdline);
	for (size_t i = p->nr_early_messages; i < p->nr_parsed_messages; i++)
		journal_log(b->journal, "%s", p->messages[i]);
	take_memory(b);
	if (p->has_hashdist && b->kernel->numa)
		b->hashdist = p->hashdist != 0;
	return 0;
}
