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
	/*
	 * Where the image lies by chance, the buffer with it: most likely in
	 * the largest range of memory, shown in its middle. 0: buf_next says.
	 */
	uint64_t buf_likely;
	/* min_pfn_mapped, max_pfn_mapped: where further tables may lie. */
	uint64_t min_mapped, max_mapped;
	struct rangemap mapped; /* pfn_mapped[], by byte */
	enum x86_page_size largest; /* that the CPU and the options allow */
	uint64_t image_mapped; /* 32 bits: up to where, by the image's tables */
	/*
	 * Slots that have a table, by number of the slot at each level. On 32
	 * bits pte_tables has all of the kernel's, counted from PAGE_OFFSET.
	 */
	struct rangemap p4d_tables, pud_tables, pmd_tables, pte_tables;
};

void x86_direct_map_release(struct x86_direct_map *map);

/* PMD_SHIFT: a table of the last level maps 1 << PMD_SHIFT bytes. */
unsigned x86_pmd_shift(const struct kernel *k);

/* INIT_PGT_BUF_SIZE: bytes of brk for the first tables. */
uint64_t x86_pgt_buf_size(const struct kernel *k);

/* probe_page_size_mask(): the largest pages. */
void x86_probe_page_sizes(struct boot *b, struct x86_direct_map *map);

/*
 * init_mem_mapping() up to `end`, which is rounded to pages; then `more` unless
 * NULL. 0, or -1 after boot_panic().
 */
int x86_init_mem_mapping(struct boot *b, struct x86_direct_map *map,
			 uint64_t end,
			 int (*more)(struct boot *b,
				     struct x86_direct_map *map));

/* alloc_low_pages(): the first of `count` pages; 0 after boot_panic(). */
uint64_t x86_alloc_low_pages(struct boot *b, struct x86_direct_map *map,
			     uint64_t count, const char *what, const char *by);

/*
 * one_page_table_init() for each slot of [start, end): a page where there is no
 * table yet. 0, or -1 after boot_panic().
 */
int x86_fill_ptes(struct boot *b, struct x86_direct_map *map, uint64_t start,
		  uint64_t end, const char *what, const char *by);

#endif
