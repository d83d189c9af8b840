/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_QUESTIONS_H
#define INITMEM_MODEL_QUESTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "model/boot.h"

/* What is often asked of the state of a boot. */

/* "3.9 GiB" of that many pages. */
const char *pages_text(const struct boot *b, uint64_t pages, char *buf,
		       size_t len);

/* The zones that have memory, by node, lowest first; free() the array. */
const struct zone **populated_zones(const struct boot *b, size_t *n);

/* What the boot allocator, memblock or bootmem, has reserved. */
uint64_t reserved_bytes(const struct boot *b);

#endif
