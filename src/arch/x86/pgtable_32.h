/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_X86_PGTABLE_32_H
#define INITMEM_ARCH_X86_PGTABLE_32_H

#include "arch/x86/pgtable.h"

/*
 * The kernel's part of the 32-bit address space and the tables that map it:
 * arch/x86/mm/init_32.c, pgtable_32_areas.h. Linear addresses, bytes.
 *
 *   PAGE_OFFSET   vmalloc             PKMAP  LDT  CPU entry areas  fixmap
 *   |--- lowmem ---|..|--------------|..|-----|----|----------------|------|
 */
struct i386_layout {
	uint64_t fixaddr_top,
		fixaddr_start; /* FIXADDR_TOP, FIXADDR_TOT_START */
	uint64_t entry_start, entry_end; /* CPU entry areas; 0: none */
	uint64_t pkmap; /* PKMAP_BASE; 0 without HIGHMEM */
	uint64_t vmalloc_end;
};

struct i386_layout i386_layout(const struct kernel *k);

/*
 * mk_early_pgtbl_32(): the tables that the kernel makes for itself behind
 * _end. Returns how many bytes of brk they take; what they map ends at
 * *mapped_end (physical).
 */
uint64_t i386_early_tables(struct boot *b, struct x86_direct_map *map,
			   uint64_t *mapped_end);

/* early_ioremap_page_table_range_init(): 0, or -1 after boot_panic(). */
int i386_fixmap_tables(struct boot *b, struct x86_direct_map *map);

/*
 * The first address that a map of low memory which reaches over the fixmap, to
 * low_end, does not have: kmap's tables replace it, and early_ioremap()'s where
 * low memory ends in their slot. UINT64_MAX: none.
 */
uint64_t i386_fixmap_hole(const struct kernel *k, uint64_t low_end);

/* permanent_kmaps_init(): 0, or -1 after boot_panic(). */
int i386_pkmap_tables(struct boot *b, struct x86_direct_map *map);

/* Keeps in b what populate_extra_pte() goes on with; takes it from map. */
void i386_keep_tables(struct boot *b, struct x86_direct_map *map);

/*
 * populate_extra_pte() for each slot of [start, end): 0, or -1 after
 * boot_panic().
 */
int i386_populate_extra_ptes(struct boot *b, uint64_t start, uint64_t end,
			     const char *what, const char *by);

#endif
