/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "lint/rules.h"
#include "util/alloc.h"
#include "util/size.h"

/*
 * What the lines of a log themselves say went wrong. With a map to boot from,
 * the rules find that in the simulation; what the log's build alone lacks they
 * cannot, nor what a tree says that is nowhere in the log.
 */
struct meaning {
	const char *code; /* of the rule that explains it */
	enum lint_severity severity;
	bool of_build; /* said with a simulated boot, too */
	const char *message, *change;
};

static const struct meaning meanings[] = {
	[SAID_REGION_FAILS] = { "R2", LINT_WARNING, false,
				"the region was not reserved: it has size 0, is no memory, or is taken already",
				"its reg in the tree; base and size 0 are for the boot loader to fill in" },
	[SAID_POOL_FAILS] = { "R4", LINT_ERROR, false,
			      "the pool found no place: no free piece of that size where it may lie",
			      "a smaller size, wider alloc-ranges, or less reserved there before it" },
	[SAID_POOL_ALIGNMENT] = { "R4", LINT_ERROR, false,
				  "the pool was not set up: its base or size is no multiple of what CMA asks for",
				  "base and size that are multiples of a pageblock (4 MiB and more on some builds)" },
	[SAID_POOL_ZONES] = { "R8", LINT_ERROR, false,
			      "the pool was not set up, for it is not in one zone",
			      "a place on one side of the border" },
	[SAID_POOL_BYPASSED] = { "R5", LINT_WARNING, false,
				 "cma= on the command line has replaced the tree's default pool",
				 "drop cma=, or give it a place that all devices reach" },
	[SAID_POOL_EMPTY] = { "R6", LINT_WARNING, false,
			      "a device asked for more than the pool had in one piece",
			      "a larger pool (cma=, or the size of the tree's node)" },
	[SAID_POOL_FLAGS] = { "R10", LINT_WARNING, false,
			      "the pool was not set up, for its flags do not go together",
			      "no-map for a pool of one device, reusable for CMA" },
	[SAID_OVERLAP] = { "O1", LINT_ERROR, false,
			   "two reserved regions share memory",
			   "regions that end where the next one begins" },
	[SAID_TABLE_FULL] = { "O3", LINT_ERROR, false,
			      "there are more regions than the kernel's table holds",
			      "fewer regions: join neighbours, disable those without a driver" },
	[SAID_BAD_CELLS] = { "M3", LINT_ERROR, false,
			     "a property of a reserved region does not fit the cells of its parent",
			     "#address-cells and #size-cells of /reserved-memory as the root's, and values of that many cells" },
	[SAID_MEMORY_IGNORED] = { "M7", LINT_WARNING, false,
				  "the kernel left memory out",
				  "where the image is loaded, a bank's place and size, or a build that reaches it" },
	[SAID_RAM_CUT] = { "H1", LINT_WARNING, false,
			   "RAM was lost: it is beyond low memory, and this build has no high memory",
			   "a kernel with CONFIG_HIGHMEM, a smaller vmalloc=, or CONFIG_VMSPLIT_2G" },
	[SAID_INITRD_LOST] = { "H2", LINT_ERROR, false, "the initrd was lost",
			       "a load address in memory that the kernel has, and that is free" },
	[SAID_CRASH_FAILS] = { "C1", LINT_ERROR, false,
			       "the crash kernel found no place",
			       "a smaller size, or crashkernel=SIZE,high" },
	[SAID_CRASH_FORM] = { "C2", LINT_WARNING, false,
			      "crashkernel= was not understood: nothing was reserved",
			      "crashkernel=SIZE[@OFFSET], SIZE,high or START-END:SIZE" },
	[SAID_CRASH_RESERVED] = { "C2", LINT_NOTE, false,
				  "memory was reserved for a crash kernel, and nothing else has it",
				  "no crashkernel=, if there is no kdump" },
	[SAID_NO_HIGHMEM] = { "H3", LINT_WARNING, true,
			      "the log's kernel uses low memory only, for it was built without HIGHMEM",
			      "a 64-bit kernel if the CPU can, else one with CONFIG_HIGHMEM and PAE, such as Debian's -686-pae" },
	[SAID_NO_PAE] = { "H3", LINT_WARNING, true,
			  "the log's kernel reaches 4 GiB only, for it was built without PAE",
			  "a 64-bit kernel if the CPU can, else one with CONFIG_HIGHMEM64G (PAE), such as Debian's -686-pae" },
	[SAID_NO_NX] = { "H3", LINT_NOTE, true,
			 "the log's kernel was built without PAE: it cannot keep data from being executed, nor reach beyond 4 GiB",
			 "a 64-bit kernel if the CPU can, else one with PAE, such as Debian's -686-pae" },
};

/* "node 'NAME'" of the line, as a path; else the log. */
static char *place_of(const char *text)
{
	const char *name = strstr(text, "node '");
	size_t len;

	if (!name)
		return xstrdup("boot log");
	name += strlen("node '");
	len = strcspn(name, "'");
	return xasprintf("/reserved-memory/%.*s", (int)len, name);
}

/* What the map has, where that shows what is lost. */
static char *message_of(const struct lint *l, const struct meaning *m)
{
	uint64_t bytes = m->of_build ? lint_ram(l->machine) : 0;
	char size[32];

	if (!bytes || m->severity == LINT_NOTE)
		return xstrdup(m->message);
	return xasprintf("%s; the map has %s", m->message,
			 format_size(bytes, size, sizeof(size)));
}

static void add_lines(struct lint *l, const struct lint_rule *rule,
		      bool of_build)
{
	const struct machine *m = l->machine;

	for (size_t i = 0; i < m->nr_said && !lint_enough(l); i++) {
		const struct meaning *what = &meanings[m->said[i].kind];
		struct lint_finding *f;

		if (strcmp(what->code, rule->code) ||
		    what->of_build != of_build)
			continue;
		f = lint_add(l, rule, place_of(m->said[i].text),
			     message_of(l, what));
		f->severity = what->severity;
		f->kernel = xstrdup(m->said[i].text);
		f->change = xstrdup(what->change);
	}
}

void lint_said(struct lint *l, const struct lint_rule *rule)
{
	if (!l->boot || l->machine->firmware == FIRMWARE_TREE)
		add_lines(l, rule, false);
}

void lint_build(struct lint *l, const struct lint_rule *rule)
{
	add_lines(l, rule, true);
}
