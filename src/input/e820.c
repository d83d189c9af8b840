/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/e820.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "input/scan.h"
#include "util/alloc.h"

struct type_name {
	const char *name;
	uint32_t type;
};

/* A longer name stands before the one that it begins with. */
static const struct type_name names[] = {
	{ "usable", E820_RAM },
	{ "System RAM", E820_RAM },
	{ "kernel usable RAM", E820_RAM },
	{ "device reserved", E820_RESERVED },
	{ "reserved", E820_RESERVED },
	{ "ACPI data", E820_ACPI },
	{ "ACPI Tables", E820_ACPI },
	{ "ACPI NVS", E820_NVS },
	{ "ACPI Non-volatile Storage", E820_NVS },
	{ "unusable memory", E820_UNUSABLE },
	{ "unusable", E820_UNUSABLE },
	{ "Persistent Memory (legacy)", E820_PRAM },
	{ "Persistent Memory", E820_PMEM },
	{ "soft reserved", E820_SOFT_RESERVED },
};

static const char *const numbered[] = {
	"persistent RAM (type %d",
	"persistent (type %d",
	"type %d",
};

static bool at_word_end(const char *s)
{
	return !isalnum((unsigned char)*s) && *s != '_';
}

/* Whether `text` is the beginning of `name` and no more. */
static bool begins_name(const char *text, const char *name)
{
	size_t len = strlen(text);

	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	return len < strlen(name) && strncasecmp(text, name, len) == 0;
}

static enum e820_line parse_numbered(const char *text, uint32_t *type,
				     const char **rest)
{
	enum e820_line result = E820_LINE_BAD_TYPE;

	for (size_t i = 0; i < ARRAY_SIZE(numbered); i++) {
		struct scan s;
		enum scan_result r = scan(&s, text, numbered[i]);

		if (r == SCAN_PARTIAL)
			result = E820_LINE_PARTIAL;
		if (r != SCAN_YES || s.v[0] > UINT32_MAX)
			continue;
		*type = (uint32_t)s.v[0];
		*rest = s.rest + (*s.rest == ')');
		return E820_LINE_ENTRY;
	}
	return result;
}

enum e820_line e820_parse_type(const char *text, uint32_t *type,
			       const char **rest)
{
	bool partial = false;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		size_t len = strlen(names[i].name);

		partial |= begins_name(text, names[i].name);
		if (strncasecmp(text, names[i].name, len) != 0 ||
		    !at_word_end(text + len))
			continue;
		*type = names[i].type;
		*rest = text + len;
		return E820_LINE_ENTRY;
	}
	if (partial)
		return E820_LINE_PARTIAL;
	return parse_numbered(text, type, rest);
}

bool e820_set_range(struct e820_entry *e, uint64_t first, uint64_t last)
{
	if (last < first)
		return false;
	e->base = first;
	e->size = last - first;
	if (e->size != UINT64_MAX)
		e->size++;
	return true;
}

/* "638.9 KB", which the newest kernels print before the type. */
static const char *skip_size(const char *s)
{
	const char *p = s + strspn(s, "0123456789.");
	const char *unit = skip_blanks(p);

	if (p == s || !strchr("BKMGTP", *unit) || !*unit)
		return s;
	unit += strspn(unit, "KMGTPi");
	return *unit == 'B' ? skip_blanks(unit + 1) : s;
}

static enum e820_line parse_tail(const char *text, struct e820_entry *e)
{
	const char *rest;
	bool paren;
	enum e820_line r;

	text = skip_size(skip_blanks(text));
	paren = *text == '(';
	r = e820_parse_type(text + paren, &e->type, &rest);
	if (r == E820_LINE_ENTRY && paren && *rest != ')')
		return *rest ? E820_LINE_BAD_TYPE : E820_LINE_PARTIAL;
	return r;
}

/* Kernels before 3.4: the end is exclusive. */
static enum e820_line parse_old(const char *text, struct e820_entry *e)
{
	struct scan s;
	enum scan_result r = scan(&s, text, " %x - %x");

	if (r != SCAN_YES)
		return r == SCAN_PARTIAL ? E820_LINE_PARTIAL : E820_LINE_NO;
	if (s.v[1] < s.v[0])
		return E820_LINE_NO;
	if (*s.rest && !isspace((unsigned char)*s.rest))
		return E820_LINE_NO;
	e->base = s.v[0];
	e->size = s.v[1] - s.v[0];
	return parse_tail(s.rest, e);
}

enum e820_line e820_parse(const char *text, struct e820_entry *e)
{
	struct scan s;
	enum scan_result r;

	text = skip_blanks(text);
	if (*text != '[')
		return parse_old(text, e);
	r = scan(&s, text, "[gap %x - %x ]");
	if (r == SCAN_YES)
		return E820_LINE_GAP;
	if (r == SCAN_NO)
		r = scan(&s, text, "[mem %x - %x ]");
	if (r == SCAN_PARTIAL)
		return E820_LINE_PARTIAL;
	if (r == SCAN_NO || !e820_set_range(e, s.v[0], s.v[1]))
		return E820_LINE_NO;
	return parse_tail(s.rest, e);
}
