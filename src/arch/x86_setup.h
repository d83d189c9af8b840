/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_X86_SETUP_H
#define INITMEM_ARCH_X86_SETUP_H

#include "arch/arch.h"
#include "arch/x86_numa.h"
#include "arch/x86_pgtable.h"
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
};

void x86_setup_release(struct x86_setup *s);

/* What a boot loader does where the log does not say. */
void x86_boot_loader(struct machine *m, const struct kernel *k);

/*
 * kaslr_enabled(): nothing speaks against it, neither a word nor the build nor
 * what the machine's own kernel told of itself.
 */
bool x86_kaslr(const struct boot *b);

/*
 * From early_reserve_memory() to the highest page frame; sets
 * b->totals.max_pfn. 0, or -1 after boot_panic().
 */
int x86_detect_memory(struct boot *b);

/*
 * From the page table buffer in brk to the trampoline: memblock has the
 * memory then.
 */
void x86_fill_memblock(struct boot *b, struct x86_setup *s);

/* max_low_pfn before the direct mapping is there. */
uint64_t x86_end_of_low_ram(struct boot *b);

/* What lies behind the direct mapping: log buffer, initrd, ACPI tables. */
int x86_after_mapping(struct boot *b, struct x86_setup *s);

/* dma_contiguous_reserve() to memblock_find_dma_reserve(). */
void x86_reserve_late(struct boot *b, const struct x86_setup *s);

/*
 * zone_sizes_init(), arch/x86/mm/init.c: the zones' limits and
 * free_area_init(). 0, or -1 after boot_panic().
 */
int x86_zone_sizes_init(struct boot *b);

/* prefill_possible_map(): possible CPUs, all on node 0 until told. */
void x86_prefill_possible_map(struct boot *b);

/* acpi_boot_init() to e820__setup_pci_gap(). 0, or -1 after boot_panic(). */
int x86_reserve_resources(struct boot *b, struct x86_setup *s);

/*
 * setup_per_cpu_areas() with a first chunk of this atom size;
 * map_early_vmalloc as in mm/percpu.h.
 */
int x86_setup_per_cpu_areas(struct boot *b, uint64_t atom_size,
			    uint64_t vmalloc_total,
			    int (*map_early_vmalloc)(struct boot *b,
						     uint64_t size));

/*
 * alternative_instructions(): once it is known how many CPUs there are, the
 * list of lock prefixes is of no use and its pages become free.
 */
void x86_cpu_finalize_init(struct boot *b);

/* pci_iommu_alloc(): the bounce buffer. */
void x86_pci_iommu_alloc(struct boot *b);

/* Code, rodata, data, bss, as setup_arch() tells /proc/iomem. */
#define X86_IMAGE_RESOURCES 4
extern const struct arch_image_resource
	x86_image_resources[X86_IMAGE_RESOURCES];

#endif
