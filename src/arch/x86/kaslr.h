/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_X86_KASLR_H
#define INITMEM_ARCH_X86_KASLR_H

#include <stdbool.h>
#include <stdint.h>

#include "model/boot.h"

/* Where the image lies that nothing has moved. */
uint64_t x86_unmoved_image_base(const struct machine *m,
				const struct kernel *k);

/*
 * kaslr_enabled(): nothing speaks against it, neither a word nor the build nor
 * what the machine's own kernel told of itself.
 */
bool x86_kaslr(const struct boot *b);

#endif
