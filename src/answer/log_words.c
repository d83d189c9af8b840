/* SPDX-License-Identifier: GPL-2.0-only */
#include "answer/log_words.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "input/scan.h"
#include "util/alloc.h"

/* "e820: last_pfn": what is in front of the text; "Memory: " is the text. */
static const char *skip_subsystem(const char *s)
{
	size_t len = strcspn(s, " :");

	if (!len || strncmp(s + len, ": ", 2) || !strncmp(s, "Memory", 6))
		return s;
	return s + len + 2;
}

/* The zeros in front of a number's last digit count for nothing. */
static const char *skip_zeros(const char *s)
{
	while (*s == '0' && isxdigit((unsigned char)s[1]))
		s++;
	return s;
}

static bool begins_number(const char *start, const char *s)
{
	return isdigit((unsigned char)*s) &&
	       (s == start || !isalnum((unsigned char)s[-1]) || s[-1] == 'x');
}

char *log_words(const char *line)
{
	const char *start = skip_subsystem(skip_blanks(line)), *s = start;
	char *words = xstrdup(start), *out = words;

	while (*s) {
		if (begins_number(start, s))
			s = skip_zeros(s);
		if (isspace((unsigned char)*s)) {
			while (isspace((unsigned char)*s))
				s++;
			if (*s)
				*out++ = ' ';
			continue;
		}
		*out++ = *s++;
	}
	*out = '\0';
	return words;
}

static bool begins_as_one_of(const char *line, const char *const *table,
			     size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!strncmp(line, table[i], strlen(table[i])))
			return true;
	}
	return false;
}

bool log_line_is_late(const char *line)
{
	static const char *const late[] = {
		"rcu: Hierarchical",
		"NR_IRQS",
		"Console: colour",
		"Calibrating delay",
		"Mount-cache hash table entries",
		"Freeing ",
		"smp: Brought up",
		"Run /",
	};

	return begins_as_one_of(line, late, ARRAY_SIZE(late));
}

bool log_line_is_death(const char *line)
{
	static const char *const deaths[] = {
		"Kernel panic - not syncing",
		"Internal error: ",
		"Unable to handle kernel",
		"kernel BUG at ",
		"BUG: unable to handle",
		"general protection fault",
		"PANIC: ",
	};

	return begins_as_one_of(line, deaths, ARRAY_SIZE(deaths));
}
