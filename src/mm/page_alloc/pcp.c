/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/page_alloc/pcp.h"

#include <stdlib.h>
#include <string.h>

#include "model/boot.h"
#include "util/alloc.h"
#include "util/range.h"

void pcp_add(struct per_cpu_pages *pcp, uint64_t pfn, enum migratetype mt)
{
	array_reserve(pcp->pages, pcp->cap, pcp->count + 1);
	pcp->pages[pcp->count++] = (struct pcp_page){ pfn, mt };
}

void pcp_remove(struct per_cpu_pages *pcp, size_t i, size_t n)
{
	if (pcp->count > i + n)
		memmove(&pcp->pages[i], &pcp->pages[i + n],
			(pcp->count - i - n) * sizeof(*pcp->pages));
	pcp->count -= n;
}

bool pcp_take(struct per_cpu_pages *pcp, enum migratetype mt, uint64_t *pfn)
{
	for (size_t i = pcp->count; i-- > 0;) {
		if (pcp->pages[i].mt != mt)
			continue;
		*pfn = pcp->pages[i].pfn;
		pcp_remove(pcp, i, 1);
		return true;
	}
	return false;
}
