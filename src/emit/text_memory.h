/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_TEXT_MEMORY_H
#define INITMEM_EMIT_TEXT_MEMORY_H

#include "emit/text_parts.h"

/* Parts of a record in text: regions of memory and who owns them. */

/* memblock.memory and memblock.reserved; of many nodes that are alike one. */
void text_memblock(const struct text_writer *w);

/* The bitmap of bootmem. */
void text_bootmem(const struct text_writer *w);

/* The account, and who owns what is reserved, most first, with the map. */
void text_ledger(const struct text_writer *w);

#endif
