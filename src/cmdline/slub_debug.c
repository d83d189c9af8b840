/* SPDX-License-Identifier: GPL-2.0-only */
#include "cmdline/slub_debug.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

struct block {
	unsigned flags;
	const char *caches; /* after the ','; NULL: all */
	bool keep_order;
};

/* `p` hears of unknown letters; NULL: nobody does. */
static unsigned letter(char c, struct block *block, struct params *p)
{
	switch (tolower((unsigned char)c)) {
	case '-':
		block->flags = 0;
		return 0;
	case 'z':
		return SLUB_RED_ZONE;
	case 'p':
		return SLUB_POISON;
	case 'u':
		return SLUB_STORE_USER;
	case 'o':
		block->keep_order = true;
		return 0;
	case 'f':
	case 't':
	case 'a':
		return 0; /* checks that take no room */
	}
	if (p)
		params_message(p, "%s option '%c' unknown. skipped",
			       p->slub_debug.renamed ? "slab_debug" :
						       "slub_debug",
			       c);
	return 0;
}

/* parse_slub_debug_flags(): returns the next block; NULL: this is the last. */
static const char *parse_block(const char *s, struct block *block,
			       struct params *p)
{
	*block = (struct block){ 0 };
	s += strspn(s, ";");
	if (*s == ',')
		block->flags = SLUB_DEBUG_ALL;
	for (; *s && *s != ',' && *s != ';'; s++)
		block->flags |= letter(*s, block, p);
	if (*s == ',')
		block->caches = ++s;
	s += strcspn(s, ";");
	s += strspn(s, ";");
	return *s ? s : NULL;
}

void slub_debug_setup(struct slub_debug *d, const char *s, struct params *p)
{
	unsigned flags = SLUB_DEBUG_ALL;
	bool for_all = false, for_some = false;

	if (s[0] == '=' && s[1]) {
		for (const char *next = s + 1; next;) {
			struct block block;

			next = parse_block(next, &block, p);
			d->keep_order |= block.keep_order;
			if (block.caches) {
				for_some = true;
				d->stores_users |=
					(block.flags & SLUB_STORE_USER) != 0;
			} else {
				for_all = true;
				flags = block.flags;
			}
		}
	}
	if (for_some) {
		if (!for_all)
			flags = d->flags;
		free(d->blocks);
		d->blocks = xstrdup(s + 1);
	}
	d->flags = flags;
	d->stores_users |= (flags & SLUB_STORE_USER) != 0;
}

/* Whether one of the names up to `next` or the end is the cache's. */
static bool names(const char *list, const char *next, const char *cache)
{
	size_t len = strlen(cache);

	while (*list) {
		const char *end = list + strcspn(list, ","), *glob;
		size_t n;

		if (next && next < end)
			end = next - 1;
		n = (size_t)(end - list);
		glob = memchr(list, '*', n);
		if (glob)
			n = (size_t)(glob - list);
		else if (n < len)
			n = len;
		if (strncmp(cache, list, n) == 0)
			return true;
		if (!*end || *end == ';')
			break;
		list = end + 1;
	}
	return false;
}

unsigned slub_debug_flags(const struct slub_debug *d, const char *cache)
{
	const char *next = d->blocks;

	while (next) {
		struct block block;

		next = parse_block(next, &block, NULL);
		if (block.caches && names(block.caches, next, cache))
			return block.flags;
	}
	return d->flags;
}
