/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/initrd.h"

#include <inttypes.h>

#include "journal/journal.h"
#include "mm/memblock.h"
#include "util/range.h"

/*
 * How exactly the initial RAM disk is reserved, where reserve_initrd_mem()
 * does.
 */
RULE(initrd_mem, "reserve_initrd_mem()", WITH_MEMBLOCK,
     VARIANT(INITRD_MEM_BY_PAGES, "by_pages",
	     .shows = "function reserve_initrd_mem"),
     VARIANT(INITRD_MEM_BY_BYTES, "by_bytes",
	     .shows = "no function reserve_initrd_mem"));

void reserve_initrd_mem(struct boot *b)
{
	bool exact = b->kernel->rules.initrd_mem == INITRD_MEM_BY_BYTES;
	uint64_t unit = exact ? 1 : kernel_page_size(b->kernel);
	uint64_t start = align_down(b->initrd_start, unit);
	uint64_t size =
		align_up(b->initrd_start + b->initrd_size, unit) - start;
	const struct remark lost = { .kind = REMARK_INITRD_LOST,
				     .range = { b->initrd_start,
						b->initrd_size } };

	if (!b->initrd_size)
		return;
	if (!memblock_is_region_memory(&b->memblock, start, size)) {
		journal_remark_about(b->journal, &lost,
				     "INITRD: 0x%08" PRIx64 "+0x%08" PRIx64
				     " is not a memory region - disabling initrd",
				     start, size);
		b->initrd_size = 0;
		return;
	}
	if (memblock_overlaps(&b->memblock.reserved, start, size)) {
		journal_remark_about(b->journal, &lost,
				     "INITRD: 0x%08" PRIx64 "+0x%08" PRIx64
				     " overlaps in-use memory region%s",
				     start, size,
				     exact ? " - disabling initrd" : "");
		/* The newer line has ended, and its rest stands alone. */
		if (!exact)
			journal_log(b->journal, " - disabling initrd");
		b->initrd_size = 0;
		return;
	}
	memblock_reserve(b, start, size, "initial RAM disk",
			 "reserve_initrd_mem");
}
