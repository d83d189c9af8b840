/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_MARKS_H
#define INITMEM_PROFILE_MARKS_H

#include <stddef.h>

#include "profile/kconfig.h"
#include "profile/vmlinux.h"

/*
 * What shows in a kernel which way it goes. A mark is a few words, as rules
 * have them (model/rules.h, `shows`):
 *
 *     struct zone.pageset_high         a type with this member; or struct T
 *     enumerator WMARK_PROMO of enum zone_watermarks
 *     symbol numa_memblks_init         of the symbol table
 *     function memmap_init_zone        the same; it may have been inlined
 *     function f of three parameters
 *     string "Fallback order for Node"
 *     CONFIG_SPARSEMEM                 is set
 *     no ...                           the contrary
 *     ...; ...                         all of these
 *
 * Other words are for people only.
 */

enum mark {
	MARK_UNKNOWN, /* nothing here tells */
	MARK_NO,
	MARK_YES,
};

/* Where to look. */
struct marks {
	struct vmlinux *vmlinux;
	const struct kconfig *config;
};

/* Wants the types that a mark asks for, before the vmlinux is scanned. */
void marks_want(struct marks *m, const char *mark);

enum mark marks_look(struct marks *m, const char *mark);

#endif
