/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_BOOT_LOADER_H
#define INITMEM_ARCH_BOOT_LOADER_H

#include <stdint.h>

#include "model/machine.h"

/*
 * Places what the user did not place, the way an emulator does: the image one
 * `image_align` above the start of RAM, the tree behind the initrd or, without
 * one, 128 MiB (or half of RAM) above it; both moved up past ranges that the
 * tree reserves. Bytes.
 */
void boot_loader_place(struct machine *m, uint64_t image_size,
		       uint64_t image_align, uint64_t fdt_align);

/*
 * The same for RISC-V: the tree as high as the bank of the image has room,
 * below 3 GiB if that bank begins there.
 */
void boot_loader_place_high(struct machine *m, uint64_t image_size,
			    uint64_t align);

/*
 * The same for 32-bit ARM, whose decompressor puts the image text_offset bytes
 * above the start of RAM.
 */
void boot_loader_place_arm(struct machine *m, uint64_t text_offset,
			   uint64_t image_size);

#endif
