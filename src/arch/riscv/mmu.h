/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_RISCV_MMU_H
#define INITMEM_ARCH_RISCV_MMU_H

#include "model/boot.h"

/*
 * riscv_early_of_processor_hartid(): whether the kernel runs on that hart. The
 * first one in the tree is taken for the one that boots: only firmware knows.
 */
bool riscv_hart_is_usable(const struct boot *b, const struct machine_cpu *cpu);

/*
 * setup_vm(), arch/riscv/mm/init.c, with the MMU off, as far as it decides
 * anything: how many levels the tables have (b->pgtable_levels), which is what
 * the hart can walk and the command line allows. 0, or -1 where the kernel
 * gets no further.
 */
int riscv_setup_vm(struct boot *b);

/* PAGE_OFFSET with these levels; KERN_VIRT_SIZE: bytes of the linear map. */
uint64_t riscv_page_offset(const struct boot *b);
uint64_t riscv_kern_virt_size(const struct boot *b);

/* VMALLOC_SIZE, bytes. */
uint64_t riscv_vmalloc_size(const struct boot *b);

/* VMEMMAP_START */
uint64_t riscv_vmemmap_start(const struct boot *b);

/*
 * setup_vm_final(): page tables of the linear map and of the kernel image, as
 * far as their pages come from memblock. 0, or -1 after boot_panic().
 */
int riscv_setup_vm_final(struct boot *b);

/*
 * pcpu_populate_pte() for the pages of the first area of vmalloc, of `size`
 * bytes.
 */
int riscv_map_early_vmalloc(struct boot *b, uint64_t size);

/*
 * pgtable_cache_init(): what each process shares of the tables right below
 * the top is made now. 0, or -1 after boot_panic(). Of how many pages.
 */
int riscv_pgtable_cache_init(struct boot *b);
uint64_t riscv_pgtable_cache_pages(const struct boot *b);

#endif
