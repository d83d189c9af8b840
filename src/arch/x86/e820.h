/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_X86_E820_H
#define INITMEM_ARCH_X86_E820_H

#include "model/boot.h"

/*
 * The kernel's own memory map of a PC, arch/x86/kernel/e820.c: b->e820 is what
 * all work on, b->e820_firmware keeps what came from outside. Bytes; end
 * addresses are exclusive.
 */

/* e820__memory_setup(): what firmware says, sanitised. */
void e820_memory_setup(struct boot *b);

/* What mem= and memmap= change, in their order. */
void e820_early_params(struct boot *b);

/* e820__finish_early_params(): 0, or -1 after boot_panic(). */
int e820_finish_early_params(struct boot *b);

/* e820__reserve_setup_data() */
void e820_reserve_setup_data(struct boot *b);

/* e820__range_add(), e820__range_update(), e820__range_remove() */
void e820_range_add(struct boot *b, uint64_t start, uint64_t size,
		    uint32_t type);
/* how many bytes have changed */
uint64_t e820_range_update(struct boot *b, uint64_t start, uint64_t size,
			   uint32_t old_type, uint32_t new_type);
/* type 0: whatever is there */
void e820_range_remove(struct boot *b, uint64_t start, uint64_t size,
		       uint32_t type);

/*
 * e820__update_table(): sorted and disjoint, the highest type where entries
 * overlap. False, with nothing changed, where the kernel refuses.
 */
bool e820_update_table(struct e820_map *map);

/* e820__update_table_print() */
void e820_update_table_print(struct boot *b);

/* e820__mapped_all() */
bool e820_mapped_all(const struct boot *b, uint64_t start, uint64_t end,
		     uint32_t type);

/* e820__end_of_ram_pfn(), e820__end_of_low_ram_pfn(): below limit_pfn. */
uint64_t e820_end_of_ram_pfn(struct boot *b, uint64_t limit_pfn);

/* e820__memblock_setup() */
void e820_memblock_setup(struct boot *b);

/* e820__reserve_resources(): 0, or -1 after boot_panic(). */
int e820_reserve_resources(struct boot *b);

/* e820__register_nosave_regions(). 0, or -1 after boot_panic(). */
int e820_register_nosave_regions(struct boot *b);

/*
 * The largest gap of the map below 4 GiB of at least *size bytes, the lowest of
 * equal ones; what is there stays if there is none.
 */
void e820_find_gap(const struct boot *b, uint64_t *start, uint64_t *size);

/* e820__setup_pci_gap(): its message. */
void e820_setup_pci_gap(struct boot *b);

/* e820_print_type(): the name of a type; buf holds it where it has a number. */
const char *e820_type_name(uint32_t type, char *buf, size_t len);

/* e820__print_table() */
void e820_print_table(struct boot *b, const char *who);

#endif
