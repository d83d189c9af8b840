/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_X86_EFI_H
#define INITMEM_ARCH_X86_EFI_H

#include "model/boot.h"

/*
 * What an EFI boot reserves: arch/x86/platform/efi, drivers/firmware/efi. Each
 * does nothing where the input is no EFI boot. The regions come from the lines
 * that efi=debug prints; what those do not tell is `inexact`.
 */

/*
 * Where the EFI stub put the kernel image: physical address of _text, or 0
 * when the input does not tell.
 */
uint64_t x86_efi_image_base(const struct machine *m, const struct kernel *k);

/* efi_memblock_x86_reserve_range(): the copy of the firmware's memory map. */
void x86_efi_reserve_memmap(struct boot *b);

/* do_add_efi_memmap(), with add_efi_memmap: its regions to the e820 table. */
void x86_efi_add_memmap(struct boot *b);

/* efi_init(): tables that are read again later. */
void x86_efi_init(struct boot *b);

/* efi_reserve_boot_services(): kept until the runtime services are set up. */
void x86_efi_reserve_boot_services(struct boot *b);

#endif
