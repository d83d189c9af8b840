/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_X86_SETUP_H
#define INITMEM_ARCH_X86_SETUP_H

#include "arch/arch.h"
#include "arch/x86/numa.h"
#include "arch/x86/pgtable.h"
#include "model/boot.h"

/*
 * What setup_arch() of 32-bit and 64-bit x86 share: arch/x86/kernel/setup.c
 * and what it calls. Bytes, physical addresses.
 */

#define X86_ISA_END 0x100000ULL
#define X86_MAX_DMA_ADDRESS (16ULL << 20) /* physical */

/* What the steps hand on to each other. */
struct x86_setup {
	struct x86_direct_map map;
	struct x86_nodes nodes;
	uint64_t brk_start, brk_end; /* _brk_start, _brk_end */
	uint64_t early_mapped; /* 32 bits: where the first tables' mapping ends */
};

void x86_setup_release(struct x86_setup *s);

/* What a boot loader does where the log does not say. */
void x86_boot_loader(struct machine *m, const struct kernel *k);

/* max_low_pfn before the direct mapping is there. */
uint64_t x86_end_of_low_ram(struct boot *b);

/*
 * setup_arch() around the calls that it makes, once the bit width's own part of
 * struct x86_setup is in b->handed. 0, or -1 after boot_panic().
 */
int x86_setup_arch(struct boot *b);

/* The calls that both widths share. */
#define X86_NR_CALLS 49
extern const struct call x86_calls[X86_NR_CALLS];

/*
 * setup_per_cpu_areas() with a first chunk of this atom size;
 * map_early_vmalloc as in mm/percpu.h.
 */
int x86_setup_per_cpu_areas(struct boot *b, uint64_t atom_size,
			    uint64_t vmalloc_total,
			    int (*map_early_vmalloc)(struct boot *b,
						     uint64_t size));

/* Code, rodata, data, bss, as setup_arch() tells /proc/iomem. */
#define X86_IMAGE_RESOURCES 4
extern const struct arch_image_resource x86_image_resources[X86_IMAGE_RESOURCES];

#endif
