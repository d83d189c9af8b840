/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_OF_FDT_H
#define INITMEM_MM_OF_FDT_H

#include <stdint.h>

#include "model/boot.h"

/* The kernel's own reading of the tree: drivers/of/fdt.c. */

/*
 * early_init_dt_scan(): banks to memblock, in tree order; what lies outside
 * [min_addr, max_addr] is cut (MIN_MEMBLOCK_ADDR, MAX_MEMBLOCK_ADDR). Then
 * linux,usable-memory-range. Sets b->initrd_start and initrd_size.
 */
void early_init_dt_scan(struct boot *b, uint64_t min_addr, uint64_t max_addr);

/*
 * early_initrdmem(), init/do_mounts_initrd.c: initrd= and initrdmem= take the
 * place of what the tree says.
 */
void early_initrdmem(struct boot *b);

/* The first pair of linux,usable-memory-range, memblock_cap_memory_range() */
void cap_usable_range(struct boot *b);

/* fdt_reserve_elfcorehdr(): linux,elfcorehdr, for a kernel that reads dumps. */
void fdt_reserve_elfcorehdr(struct boot *b);

/*
 * early_init_fdt_reserve_self(): the tree itself. Some architectures do so by a
 * memblock_reserve() of their own; `by` as of that.
 */
void early_init_fdt_reserve_self(struct boot *b, const char *by);

/*
 * early_init_fdt_scan_reserved_mem(): /memreserve/, /reserved-memory,
 * elfcorehdr. mm/of_reserved_mem.c has the part in the middle.
 */
void early_init_fdt_scan_reserved_mem(struct boot *b);

/*
 * unflatten_device_tree(): one block for the whole tree and one for each
 * alias; before them, where the kernel does that here, what is left to do for
 * /reserved-memory. Returns 0, or -1 after boot_panic().
 */
int unflatten_device_tree(struct boot *b);

/*
 * The first address in [base, end) that no memory node has which the kernel
 * scans; `end` where there is none. Nothing answers there, whatever memblock
 * has been told.
 */
uint64_t fdt_end_of_ram(const struct machine_fdt *fdt, uint64_t base,
			uint64_t end);

/*
 * What the tree tells of the boot that cannot be predicted, as `inexact`: with
 * a seed the image is moved by chance, and `moved` with it, in words, and so
 * are the tables that map it; what efi_init() makes of the firmware's map
 * cannot be seen.
 */
void fdt_note_kaslr(struct boot *b, const char *moved);
void fdt_note_efi(struct boot *b);

#endif
