/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/verify.h"
#include "input/proc.h"
#include "util/alloc.h"

/* /proc/slabinfo: caches as they are laid out, which the running system keeps. */

static void compare_cache(struct comparison *c, const struct slab_cache *cache,
			  const struct proc_slab *real)
{
	const struct {
		const char *what;
		uint64_t predicted, real;
	} numbers[] = {
		{ "object size", cache->size, real->size },
		{ "objects of a slab", cache->objects, real->objects },
		{ "pages of a slab", UINT64_C(1) << cache->order, real->pages },
	};
	char place[96];

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		snprintf(place, sizeof(place), "%s %s", cache->name,
			 numbers[i].what);
		compare_number(c, place, numbers[i].predicted, numbers[i].real);
	}
}

/*
 * One that is not listed goes by the name of another, later one with which
 * SLUB has merged it; or the kernel has no such cache. The file does not tell.
 */
static void compare_missing(struct comparison *c,
			    const struct slab_cache *cache)
{
	compare_not(c, 3,
		    "%s: not listed; caches that are merged have one name",
		    cache->name);
}

int verify_slabinfo(struct comparison *c, const struct boot *b,
		    const struct evidence *e, struct error *err)
{
	struct proc_slabs real;
	int ret = proc_read_slabinfo(&real, e->slabinfo.data, e->slabinfo.name,
				     err);
	size_t found = 0;

	for (size_t i = 0; !ret && i < b->nr_slab_caches; i++) {
		const struct slab_cache *cache = &b->slab_caches[i];
		const struct proc_slab *r = proc_slab_find(&real, cache->name);

		found += r != NULL;
		if (r)
			compare_cache(c, cache, r);
		else
			compare_missing(c, cache);
	}
	if (!ret)
		compare_not(
			c, real.n - found,
			"caches that are made once the boot's own phases are over, and objects in use");
	proc_slabs_release(&real);
	return ret;
}
