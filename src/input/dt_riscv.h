/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_DT_RISCV_H
#define INITMEM_INPUT_DT_RISCV_H

#include <stdbool.h>
#include <stddef.h>

#include "input/dt_tree.h"
#include "model/machine.h"

/* The compatible string that all harts have. */
#define RISCV_HART "riscv"

/* What the node of a hart says: bindings/riscv/cpus.yaml, extensions.yaml. */

/* Whether it names its instructions at all, and then, if of 64 bits. */
bool riscv_says_isa(const struct dt_tree *t, size_t cpu);
bool riscv_is_64(const struct dt_tree *t, size_t cpu);

/* riscv_early_of_processor_hartid(), arch/riscv/kernel/cpu.c */
enum riscv_isa riscv_read_isa(const struct dt_tree *t, size_t cpu);

/* Zicbom, with the block size that the kernel needs for it. */
bool riscv_has_zicbom(const struct dt_tree *t, size_t cpu);

/*
 * mmu-type: 3 for Sv39, 4 for Sv48, 5 for Sv57; 0: not known. As it stands
 * there, and as the hart can: some emulators say too little.
 */
unsigned riscv_mmu_type_levels(const struct dt_tree *t, size_t cpu);
unsigned riscv_mmu_levels(const struct dt_tree *t, size_t cpu);
bool riscv_has_no_mmu(const struct dt_tree *t, size_t cpu);

#endif
