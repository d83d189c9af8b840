/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "answer/dialect.h"
#include "answer/log_kind.h"
#include "util/alloc.h"

#define PAGE_SHIFT 12

/* A line of the wording with some value for each of its fields. */
static char *made_up(const struct log_kind *k, const struct log_wording *w)
{
	struct line_fact f = { .kind = k };
	const char *lacks;
	char *text = NULL, *name;

	line_fact_set(&f, "start", 0x12345000);
	line_fact_set(&f, "end", 0x7f0123000);
	line_fact_set(&f, "up_end", 0x7f0123000);
	line_fact_set(&f, "low_end", 0x2f800000);
	while (!text) {
		text = line_fact_text(&f, w, PAGE_SHIFT, &lacks);
		if (text)
			break;
		name = xstrndup(lacks, strcspn(lacks, ":}"));
		if (strchr("s*", lacks[strlen(name) + 1]) &&
		    lacks[strlen(name)] == ':')
			line_fact_set_word(&f, lacks, "word");
		else
			line_fact_set(&f, lacks, 21);
		/* the fact keeps names of the table, which do not end there */
		f.fields[f.nr_fields - 1].name_len = strlen(name);
		free(name);
	}
	line_fact_release(&f);
	return text;
}

/* Each wording is read as what it is, whatever other kinds there are. */
static void test_wordings(void **state)
{
	(void)state;
	for (size_t i = 0; i < nr_log_kinds; i++) {
		const struct log_kind *k = &log_kinds[i];

		for (const struct log_wording *w = k->wordings; *w->text; w++) {
			char *line = made_up(k, w);
			struct line_fact f;

			if (!line_fact_read(&f, line, PAGE_SHIFT))
				fail_msg("%s: not read: %s", k->name, line);
			if (f.kind != k || f.fit != LOG_FIT_LETTER)
				fail_msg("%s: read as %s: %s", k->name,
					 f.kind->name, line);
			line_fact_release(&f);
			free(line);
		}
	}
}

/* What a log shows, and what is predicted; NULL: it is not said. */
static const struct {
	const char *what;
	const char *release;
	const char *log[3];
	const char *predicted, *said;
} cases[] = {
	{ "numbers as wide as they are",
	  "6.2.3",
	  { "  DMA      [mem 0x00001000-0x00ffffff]" },
	  "  DMA32    [mem 0x0000000001000000-0x00000000bfffffff]",
	  "  DMA32    [mem 0x01000000-0xbfffffff]" },
	{ "widths that the line does not tell, the release does",
	  "3.14.2-custom",
	  { "  Normal   [mem 0x0-0x0]" },
	  "  Normal   [mem 0x0000000100000000-0x000000023fffffff]",
	  "  Normal   [mem 0x100000000-0x23fffffff]" },
	{ "page frames",
	  "2.6.35",
	  { "  DMA      0x00000001 -> 0x00001000" },
	  "  Normal   [mem 0x0000000100000000-0x000000023fffffff]",
	  "  Normal   0x00100000 -> 0x00240000" },
	{ "another subsystem's name in front",
	  "5.4.0",
	  { "PM: Registered nosave memory: [mem 0x00000000-0x00000fff]" },
	  "PM: hibernation: Registered nosave memory: [mem 0x0009f000-0x000fffff]",
	  "PM: Registered nosave memory: [mem 0x0009f000-0x000fffff]" },
	{ "an end that is exclusive",
	  "3.2.1",
	  { "PM: Registered nosave memory: 0000000000000000 - 0000000000001000" },
	  "PM: hibernation: Registered nosave memory: [mem 0x0009f000-0x000fffff]",
	  "PM: Registered nosave memory: 000000000009f000 - 0000000000100000" },
	{ "a word more",
	  "4.9.1",
	  { "Built 1 zonelists in Zone order, mobility grouping on.  Total pages: 0" },
	  "Built 2 zonelists, mobility grouping on.  Total pages: 1031888",
	  "Built 2 zonelists in Zone order, mobility grouping on.  Total pages: 1031888" },
	{ "a kind between others that the log has not",
	  "5.4.0",
	  { "Zone ranges:", "Policy zone: DMA32" },
	  "On node 0, zone DMA: 96 pages in unavailable ranges",
	  NULL },
	{ "a kind behind the end of the log, as the release has it",
	  "4.4.0",
	  { "Zone ranges:" },
	  "Dentry cache hash table entries: 1024 (order: 1, 8192 bytes, linear)",
	  "Dentry cache hash table entries: 1024 (order: 1, 8192 bytes)" },
	{ "one form of a kind is there, the other is not",
	  "4.4.0",
	  { "e820: remove [mem 0x000a0000-0x000fffff] usable",
	    "Zone ranges:", "  Movable  empty" },
	  "  Device   empty",
	  NULL },
	{ "a place that was a number without 0x",
	  "3.4.0",
	  { "cma: CMA: reserved 0 MiB at 0" },
	  "cma: Reserved 16 MiB at 0x35000000",
	  "cma: CMA: reserved 16 MiB at 35000000" },
	{ "a count that one vendor adds",
	  "3.14.7",
	  { "cma: Reserved 8 MiB at 0, total cma pages:0" },
	  "cma: Reserved 8 MiB at 0x37000000",
	  "cma: Reserved 8 MiB at 37000000, total cma pages:2048" },
	{ "a node that older kernels do not name",
	  "6.12.1",
	  { "cma: Reserved 64 MiB at 0x0 on node 0" },
	  "cma: Reserved 64 MiB at 0x000000007a000000",
	  "cma: Reserved 64 MiB at 0x000000007a000000 on node -1" },
	{ "a row of the layout that is not there",
	  "3.14.0",
	  { "    vector  : 0x0 - 0x0   (   0 kB)",
	    "    lowmem  : 0x0 - 0x0   (   0 MB)" },
	  "    pkmap   : 0xbfe00000 - 0xc0000000   (   2 MB)",
	  NULL },
	{ "a line of no kind",
	  "4.4.0",
	  { "Zone ranges:" },
	  "Machine model: linux,dummy-virt",
	  "Machine model: linux,dummy-virt" },
};

static void test_dialect(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *lines[3] = { 0 };
		char *banner = xasprintf("Linux version %s (a@b) #1",
					 cases[i].release);
		struct dialect d;
		size_t n = 0;
		char *said;

		for (; n < 3 && cases[i].log[n]; n++)
			lines[n] = (char *)cases[i].log[n];
		dialect_learn(&d, lines, n, banner, PAGE_SHIFT);
		said = dialect_line(&d, NULL, cases[i].predicted);
		if (!said != !cases[i].said ||
		    (said && strcmp(said, cases[i].said)))
			fail_msg("%s: %s", cases[i].what,
				 said ? said : "(nothing)");
		free(said);
		free(banner);
		dialect_release(&d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wordings),
		cmocka_unit_test(test_dialect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
