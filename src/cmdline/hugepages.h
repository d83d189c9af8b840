/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_CMDLINE_HUGEPAGES_H
#define INITMEM_CMDLINE_HUGEPAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * hugepagesz=, hugepages= and default_hugepagesz= depend on what was said
 * before: the handlers of mm/hugetlb.c, Linux 6.1. Results go to
 * params.hugepages, params.default_hugepagesz and params.messages.
 */

struct params;
struct kernel;

#define HUGEPAGES_MAX_SIZES 8

struct hstate {
	uint64_t size_bytes;
	uint64_t count; /* max_huge_pages */
};

struct hugepages_state {
	struct params *p;
	const struct kernel *k;
	bool pud_pages; /* can be huge pages */
	struct hstate hstates[HUGEPAGES_MAX_SIZES];
	size_t nr_hstates;
	size_t current; /* parsed_hstate */
	size_t last; /* what the last hugepages= went to; SIZE_MAX: none */
	bool valid; /* parsed_valid_hugepagesz */
	bool has_default;
	size_t default_hstate;
	size_t pending; /* index + 1 of a hugepages= before any size; 0: none */
};

/*
 * The sizes of huge pages that the build registers by itself, as it logs them:
 * the largest first. `pud_pages` as below. Returns how many.
 */
#define HUGEPAGES_OWN_SIZES 4
size_t hugepages_sizes(const struct kernel *k, bool pud_pages,
		       uint64_t sizes[HUGEPAGES_OWN_SIZES]);

/*
 * CONT_PMD_SHIFT of an arm64 build: log2 of the bytes that contiguous entries
 * of the tables above the last level map as one.
 */
uint32_t hugepages_cont_pmd_shift(const struct kernel *k);

void hugepages_begin(struct hugepages_state *h, struct params *p,
		     const struct kernel *k, bool pud_pages);
void hugepages_setup(struct hugepages_state *h, const char *value);
void hugepagesz_setup(struct hugepages_state *h, const char *value);
void default_hugepagesz_setup(struct hugepages_state *h, const char *value);
/* What has no size yet gets the default one. */
void hugepages_end(struct hugepages_state *h);

#endif
