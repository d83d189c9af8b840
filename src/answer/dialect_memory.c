/* SPDX-License-Identifier: GPL-2.0-only */
#include "answer/dialect_memory.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "input/scan.h"
#include "util/alloc.h"

/*
 *     Memory: 753568K/1046528K available (12288K kernel code, 1504K rwdata,
 *     3040K rodata, 1024K init, 307K bss, 30816K reserved, 0K cma-reserved)
 *
 * to 3.9, with holes of physical memory in what there is:
 *
 *     Memory: 3334996k/3406144k available (3229k kernel code, 452k absent,
 *     70696k reserved, 3439k data, 608k init)
 *
 * without a word of the holes on i386, and on arm, where both first numbers are
 * counted from the pages that are free:
 *
 *     Memory: 36616k/36616k available, 4344k reserved, 0K highmem
 *
 * Contiguous memory, which nobody has handed out yet, is reserved where the
 * line has no word of its own for it (to 3.18).
 */

struct memory_line {
	uint64_t free, all, reserved, cma, high, absent; /* KiB */
};

static bool read_line(struct memory_line *m, const char *line,
		      const struct boot *b)
{
	struct scan s = { 0 };
	uint64_t end = b->totals.max_pfn << (b->kernel->page_shift - 10);

	if (scan(&s, line, "Memory: %dK/%dK available") != SCAN_YES)
		return false;
	*m = (struct memory_line){
		.free = s.v[0],
		.all = s.v[1],
		.absent = end > s.v[1] ? end - s.v[1] : 0,
	};
	number_before(line, "K reserved", &m->reserved);
	number_before(line, "K cma-reserved", &m->cma);
	number_before(line, "K highmem", &m->high);
	return true;
}

/* What the boot has worked out of a number, by the words behind it. */
static const struct part {
	const char *words;
	size_t offset;
} parts[] = {
	{ "k reserved", offsetof(struct memory_line, reserved) },
	{ "k cma-reserved", offsetof(struct memory_line, cma) },
	{ "k highmem", offsetof(struct memory_line, high) },
	{ "k absent", offsetof(struct memory_line, absent) },
};

/* The same but for the case of the first letter, which is a unit. */
static bool begins_with_unit(const char *text, const char *words)
{
	return tolower((unsigned char)*text) == *words &&
	       !strncmp(text + 1, words + 1, strlen(words + 1));
}

static const uint64_t *part_of(const struct memory_line *m, const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (begins_with_unit(text, parts[i].words))
			return (const uint64_t *)((const char *)m +
						  parts[i].offset);
	}
	return NULL;
}

static void append_rest(char **text, const struct memory_line *m,
			const char *rest)
{
	while (*rest) {
		size_t digits = strspn(rest, "0123456789");
		const uint64_t *value = digits ? part_of(m, rest + digits) :
						 NULL;

		if (value)
			xappendf(text, "%" PRIu64, *value);
		else
			xappendf(text, "%.*s", (int)(digits ? digits : 1),
				 rest);
		rest += digits ? digits : 1;
	}
}

char *dialect_memory(const char *form, const char *line, const struct boot *b)
{
	const char *rest = strstr(form, " available");
	struct memory_line m;
	char *text, unit;

	if (!rest || rest == form || !read_line(&m, line, b))
		return NULL;
	unit = rest[-1];
	if (!strstr(rest, "cma-reserved"))
		m.reserved += m.cma;
	if (strstr(rest, " absent") || strstr(rest, "k highmem)"))
		m.all += m.absent;
	else if (rest[strlen(" available")] == ',')
		m.all = m.free;
	text = xasprintf("Memory: %" PRIu64 "%c/%" PRIu64 "%c", m.free, unit,
			 m.all, unit);
	append_rest(&text, &m, rest);
	return text;
}
