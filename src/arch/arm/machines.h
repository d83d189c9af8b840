/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_ARM_MACHINES_H
#define INITMEM_ARCH_ARM_MACHINES_H

#include <stdint.h>

#include "model/kernel.h"
#include "model/machine.h"

/*
 * Bytes from the start of RAM that the machine's DMA masters reach:
 * dma_zone_size of its machine description; 0: all.
 */
uint64_t arm_machine_dma_zone_size(const struct machine_fdt *fdt,
				   const struct kernel *k);

#endif
