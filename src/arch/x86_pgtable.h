/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_X86_PGTABLE_H
#define INITMEM_ARCH_X86_PGTABLE_H

#include "model/boot.h"
#include "util/rangemap.h"

/*
 * The direct mapping of physical memory and where its page tables come from:
 * arch/x86/mm/init.c, init_64.c, init_32.c. Physical addresses, bytes.
 */

enum x86_page_size { X86_PAGE_4K, X86_PAGE_2M, X86_PAGE_1G };

struct x86_direct_map {
	/* early_alloc_pgt_buf(): pages of brk kept for the first tables. */
	uint64_t buf_next, buf_end;
	bool can_use_buf;
	/* min_pfn_mapped, max_pfn_mapped: where further tables may lie. */
	uint64_t min_mapped, max_mapped;
	struct rangemap mapped; /* pfn_mapped[], by byte */
	enum x86_page_size largest; /* that the CPU and the options allow */
	/* Slots that have a table, by number of the slot at each level. */
	struct rangemap p4d_tables, pud_tables, pmd_tables, pte_tables;
};

void x86_direct_map_release(struct x86_direct_map *map);

/* INIT_PGT_BUF_SIZE: bytes of brk for the first tables. */
uint64_t x86_pgt_buf_size(const struct kernel *k);

/*
 * init_mem_mapping() up to `end`, which is rounded to pages. A step, which
 * ends with `more` unless NULL. 0, or -1 after boot_panic().
 */
int x86_init_mem_mapping(struct boot *b, struct x86_direct_map *map,
			 uint64_t end,
			 int (*more)(struct boot *b,
				     struct x86_direct_map *map));

/* alloc_low_pages(): the first of `count` pages; 0 after boot_panic(). */
uint64_t x86_alloc_low_pages(struct boot *b, struct x86_direct_map *map,
			     uint64_t count, const char *what, const char *by);

#endif
