/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ANSWER_DIALECT_LAYOUT_H
#define INITMEM_ANSWER_DIALECT_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/boot.h"

/*
 * "Virtual kernel memory layout:" of arm64, of RISC-V and of i386 with
 * memblock, which no release line prints: its rows as a kernel of that release
 * has them. (Those of arm and of i386 with bootmem are the boot's own lines.)
 */
#define LAYOUT_MODULES_LOW "4.6" /* arm64: modules below vmalloc since */

struct layout_row {
	const char *name; /* "vmalloc" */
	uint64_t start, end; /* virtual addresses, the end exclusive */
	uint64_t size; /* in units */
	const char *unit; /* "MB", "GB maximum" */
};

/* The i-th row, of arm64; false: no more. release NULL: the newest. */
bool dialect_layout_arm64(const struct boot *b, const char *release, size_t i,
			  struct layout_row *row);

/* The same of i386, up to "lowmem". */
bool dialect_layout_i386(const struct boot *b, const char *release, size_t i,
			 struct layout_row *row);

/* The same of RISC-V, but for the PCI's, which is a kind of its own. */
bool dialect_layout_riscv(const struct boot *b, const char *release, size_t i,
			  struct layout_row *row);
void dialect_layout_pci(const struct boot *b, const char *release,
			struct layout_row *row);

#endif
