/* SPDX-License-Identifier: GPL-2.0-only */
#include "journal/journal.h"
#include "mm/boot_alloc.h"
#include "start/calls.h"

#define SCREEN_BYTES (80 * 25 * 2) /* a character and its colours */

/* con_init(), drivers/char/vt.c: the first console and its screen of text. */
int console_init(struct boot *b)
{
	const struct kernel *k = b->kernel;

	if (!boot_alloc(b, k->size.vc_data, k->cache_bytes,
			"first virtual console", "con_init console_init") ||
	    !boot_alloc(b, SCREEN_BYTES, k->cache_bytes,
			"text screen of the console", "con_init console_init"))
		return journal_panic(b->journal, "Out of memory");
	return 0;
}
