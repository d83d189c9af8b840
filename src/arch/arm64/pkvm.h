/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_ARM64_PKVM_H
#define INITMEM_ARCH_ARM64_PKVM_H

#include "model/boot.h"

/*
 * kvm_hyp_reserve(), arch/arm64/kvm/pkvm.c: what the hypervisor keeps for its
 * page tables with kvm-arm.mode=protected, if the kernel starts at EL2.
 */
int arm64_kvm_hyp_reserve(struct boot *b);

#endif
