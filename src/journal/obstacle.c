/* SPDX-License-Identifier: GPL-2.0-only */
#include "journal/obstacle.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "model/boot.h"
#include "util/alloc.h"

/* Named of one search: there may be many. */
#define MOST_NAMED 6

/* Where a default stands in for what the boot loader does. */
static const char *assumption(const struct boot *b,
			      const struct mem_obstacle *o)
{
	const struct machine *m = b->machine;

	if (!strcmp(o->what, "kernel image") && !m->has_image_base)
		return ", assumed to lie there (--image-base)";
	if (!strcmp(o->what, "device tree blob") && !m->fdt.has_base)
		return ", assumed to lie there (--dtb-base)";
	return "";
}

static char *one_text(const struct boot *b, const struct mem_obstacle *o)
{
	if (o->kind == OBSTACLE_END)
		return xasprintf("the %s at 0x%" PRIx64, o->what,
				 o->range.base);
	return xasprintf("%s [0x%" PRIx64 "-0x%" PRIx64 "]%s", o->what,
			 o->range.base, o->range.base + o->range.size - 1,
			 assumption(b, o));
}

char *obstacles_text(const struct boot *b, const struct mem_attempt *a)
{
	char *text = NULL;

	for (size_t i = 0; i < a->nr_obstacles && i < MOST_NAMED; i++) {
		char *one =
			one_text(b,
				 &b->journal->obstacles[a->first_obstacle + i]);

		xappendf(&text, "%s%s", text ? ", " : "", one);
		free(one);
	}
	if (a->nr_obstacles > MOST_NAMED)
		xappendf(&text, ", and %zu more", a->nr_obstacles - MOST_NAMED);
	return text;
}
