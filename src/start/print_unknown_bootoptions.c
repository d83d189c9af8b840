/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "mm/memblock.h"
#include "start/calls.h"
#include "util/alloc.h"

/* print_unknown_bootoptions(), init/main.c: words that the kernel hands on */

static void append_words(char **line, char **words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		xappendf(line, "%s%s", **line ? " " : "", words[i]);
}

/* print_unknown_bootoptions(): the text has a buffer of its own meanwhile. */
int print_unknown_bootoptions(struct boot *b)
{
	const struct params *p = &b->params;
	char *line = xstrdup("");
	uint64_t size = 1, at;

	append_words(&line, p->unknown_args, p->nr_unknown_args);
	append_words(&line, p->unknown_envs, p->nr_unknown_envs);
	if (*line) {
		size += strlen(line) + 1;
		at = memblock_alloc(b, size, b->kernel->cache_bytes,
				    "text of a message (temporary)",
				    "print_unknown_bootoptions");
		if (at) {
			journal_log(
				b->journal,
				"Unknown kernel command line parameters \"%s\", will be passed to user space.",
				line);
			memblock_free(b, at, size, "print_unknown_bootoptions");
		} else {
			journal_log(
				b->journal,
				"print_unknown_bootoptions: Failed to allocate %" PRIu64
				" bytes",
				size);
		}
	}
	free(line);
	return 0;
}
