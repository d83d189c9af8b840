/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_CMDLINE_SLUB_DEBUG_H
#define INITMEM_CMDLINE_SLUB_DEBUG_H

#include "model/params.h"

/*
 * slub_debug=: what SLUB checks in which caches; setup_slub_debug() and
 * kmem_cache_flags(), mm/slub.c, Linux 6.1. Blocks of letters are separated
 * by ';', each may be followed by ',' and the caches it is for.
 */

#define SLUB_RED_ZONE 1u
#define SLUB_POISON 2u
#define SLUB_STORE_USER 4u
#define SLUB_DEBUG_ALL (SLUB_RED_ZONE | SLUB_POISON | SLUB_STORE_USER)

/*
 * The option's text from where its name ends ("=FZ,kmalloc-64"); says what is
 * not understood in p->messages. A later option replaces an earlier one's
 * caches.
 */
void slub_debug_setup(struct slub_debug *d, const char *s, struct params *p);

/* What is checked in that cache, bits as above. */
unsigned slub_debug_flags(const struct slub_debug *d, const char *cache);

#endif
