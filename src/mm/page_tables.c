/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/page_tables.h"

uint64_t page_tables_add(struct rangemap *slots, unsigned shift, uint64_t start,
			 uint64_t end, bool blocks)
{
	uint64_t mask = (1ULL << shift) - 1, fresh;
	uint64_t lo = start >> shift, hi = ((end - 1) >> shift) + 1;

	if (!blocks)
		return rangemap_add(slots, lo, hi, 0);
	fresh = start & mask ? rangemap_add(slots, lo, lo + 1, 0) : 0;
	if (end & mask)
		fresh += rangemap_add(slots, hi - 1, hi, 0);
	return fresh;
}
