/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_PCP_H
#define INITMEM_MODEL_PCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/kernel.h"

struct boot;
struct zone;

/*
 * A list of single free pages that one CPU has to itself, struct per_cpu_pages:
 * freed pages go to the head and are taken from there; when `high` are there,
 * `batch` of them leave from the tail for the buddy allocator. Only the boot
 * CPU's hot list ever holds pages this early.
 *
 *     tail |oldest, ..., newest| head
 */
struct pcp_page {
	uint64_t pfn;
	enum migratetype mt; /* of its pageblock, or what it was taken for */
};

struct per_cpu_pages {
	uint64_t high, batch;
	struct pcp_page *pages; /* oldest first */
	size_t count, cap;
};

void pcp_release(struct per_cpu_pages *pcp);

/*
 * free_hot_page() for each page of [start_pfn, end_pfn), ascending, in the
 * zones that span them. Cost grows with `high` and with the blocks at the ends.
 */
void free_hot_pages(struct boot *b, uint64_t start_pfn, uint64_t end_pfn);

/* Puts a page at the head. */
void pcp_add(struct per_cpu_pages *pcp, uint64_t pfn, enum migratetype mt);

/* Takes the newest page of the type; false if there is none. */
bool pcp_take(struct per_cpu_pages *pcp, enum migratetype mt, uint64_t *pfn);

#endif
