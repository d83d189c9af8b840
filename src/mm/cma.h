/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_CMA_H
#define INITMEM_MM_CMA_H

#include <stdbool.h>
#include <stdint.h>

#include "model/boot.h"

/* Contiguous memory areas: mm/cma.c, kernel/dma/contiguous.c. Bytes. */

/*
 * cma_init_reserved_mem(): makes an area of what is reserved already. 0, or
 * -1 when it is not reserved, badly aligned, or all slots are taken.
 */
int cma_init_reserved_mem(struct boot *b, uint64_t base, uint64_t size,
			  unsigned order_per_bit, const char *name);

struct cma_request {
	uint64_t base, size, limit, alignment; /* 0: no wish */
	uint64_t asked; /* the size before it was rounded up; left to the call */
	uint64_t reach; /* of those who need it, whatever the limit; 0 */
	unsigned order_per_bit;
	bool fixed;
	int nid;
	const char *name;
};

/* cma_declare_contiguous_nid(): 0, or -1 after the kernel's own message. */
int cma_declare_contiguous_nid(struct boot *b, const struct cma_request *req);

/*
 * dma_contiguous_reserve(): the default area, below limit; before it, where
 * they have no call of their own, those of single nodes.
 */
void dma_contiguous_reserve(struct boot *b, uint64_t limit);

/* dma_pernuma_cma_reserve(): cma_pernuma=, one area for each online node. 0. */
int dma_pernuma_cma_reserve(struct boot *b);

/* hugetlb_cma_reserve(): hugetlb_cma=, for pages of 2^order base pages. */
void hugetlb_cma_reserve(struct boot *b, unsigned order);

#endif
