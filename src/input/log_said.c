/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/log_said.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/haystack.h"

/* A log can be of nothing else. */
#define MAX_SAID 1000

/* A line that has both; the first that fits counts. */
static const struct {
	const char *a, *b;
	enum said_kind kind;
} forms[] = {
	{ "failed to reserve memory for node", "", SAID_REGION_FAILS },
	{ "reserving fdt memory region failed", "", SAID_REGION_FAILS },
	{ "failed to allocate memory for node", "", SAID_POOL_FAILS },
	{ "cma: ", "ailed to reserve", SAID_POOL_FAILS },
	{ "Not enough slots for CMA reserved regions", "", SAID_POOL_FAILS },
	{ "incorrect alignment of CMA region", "", SAID_POOL_ALIGNMENT },
	{ "cma: Region at", "must be aligned", SAID_POOL_ALIGNMENT },
	{ "unable to setup CMA region", "", SAID_POOL_FAILS },
	{ "cma: Size", "exceeds limit", SAID_POOL_FAILS },
	{ "CMA area", "could not be activated", SAID_POOL_ZONES },
	{ "cma: Region at", "low/high memory boundary", SAID_POOL_ZONES },
	{ "using cmdline CMA params instead", "", SAID_POOL_BYPASSED },
	{ "cma", "alloc failed, req-size", SAID_POOL_EMPTY },
	{ "regions without no-map are not yet supported", "", SAID_POOL_FLAGS },
	{ "failed to init DMA memory pool", "", SAID_POOL_FLAGS },
	{ "OVERLAP DETECTED", "", SAID_OVERLAP },
	{ "not enough space", "all defined regions", SAID_TABLE_FULL },
	{ "invalid size property in", "", SAID_BAD_CELLS },
	{ "invalid reg property in", "", SAID_BAD_CELLS },
	{ "invalid alignment property in", "", SAID_BAD_CELLS },
	{ "invalid alloc-ranges property in", "", SAID_BAD_CELLS },
	{ "Reserved memory: unsupported node format", "", SAID_BAD_CELLS },
	{ "Ignoring memory ", "", SAID_MEMORY_IGNORED },
	{ "Truncating memory at", "", SAID_MEMORY_IGNORED },
	{ "Memory doesn't fit in the linear mapping", "", SAID_MEMORY_IGNORED },
	{ "Ignoring RAM at", "", SAID_RAM_CUT },
	{ "Truncating RAM at", "", SAID_RAM_CUT },
	{ "INITRD: ", "is not a memory region", SAID_INITRD_LOST },
	{ "INITRD: ", "overlaps in-use memory", SAID_INITRD_LOST },
	{ "initrd not fully accessible", "", SAID_INITRD_LOST },
	{ "crashkernel reservation failed", "", SAID_CRASH_FAILS },
	{ "cannot allocate crashkernel", "", SAID_CRASH_FAILS },
	{ "annot reserve", "crashkernel", SAID_CRASH_FAILS },
	{ "crashkernel: ", "expected", SAID_CRASH_FORM },
	{ "crashkernel: ", "unrecognized char", SAID_CRASH_FORM },
	{ "crashkernel: ", "end <= start", SAID_CRASH_FORM },
	{ "crashkernel: ", "invalid size", SAID_CRASH_FORM },
	{ "crashkernel size resulted in zero bytes", "", SAID_CRASH_FORM },
	{ "crashkernel reserved: ", "", SAID_CRASH_RESERVED },
	{ "crashkernel low memory reserved: ", "", SAID_CRASH_RESERVED },
	{ "Reserving ", "for crashkernel", SAID_CRASH_RESERVED },
	{ "only 4GB will be used", "", SAID_NO_PAE },
	{ "arning only ", "MB will be used", SAID_NO_HIGHMEM },
	{ "cannot be enabled: non-PAE kernel", "", SAID_NO_NX },
};

static void add(struct machine *m, enum said_kind kind, const char *text)
{
	if (m->nr_said == MAX_SAID)
		return;
	for (size_t i = 0; i < m->nr_said; i++) {
		if (!strcmp(m->said[i].text, text))
			return;
	}
	array_reserve(m->said, m->cap_said, m->nr_said + 1);
	m->said[m->nr_said++] = (struct said_line){ kind, xstrdup(text) };
}

/*
 * "OVERLAP DETECTED!" ends its line, and the next one names the two:
 * "a (0x...--0x...) overlaps with b (0x...--0x...)".
 */
static bool names_overlap(struct machine *m, const char *text)
{
	struct said_line *last = m->nr_said ? &m->said[m->nr_said - 1] : NULL;
	char *both;

	if (!last || last->kind != SAID_OVERLAP ||
	    !strstr(text, " overlaps with ") || !strstr(text, "--0x"))
		return false;
	if (strstr(last->text, " overlaps with ")) {
		add(m, SAID_OVERLAP, text);
		return true;
	}
	both = xasprintf("%s %s", last->text, text);
	free(last->text);
	last->text = both;
	return true;
}

void log_said(struct machine *m, const char *text)
{
	struct haystack h;

	if (names_overlap(m, text))
		return;
	haystack_init(&h, text);
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		if (haystack_find(&h, forms[i].a) &&
		    haystack_find(&h, forms[i].b)) {
			add(m, forms[i].kind, text);
			return;
		}
	}
}
