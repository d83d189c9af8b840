/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_TEXT_ZONES_H
#define INITMEM_EMIT_TEXT_ZONES_H

#include "emit/text_parts.h"

/* Parts of a record in text: zones, and what is kept by zone. */

/* Where they are and how large; those that are alike in one row. */
void text_zones(const struct text_writer *w);

/* In which order nodes, or zones, are asked. */
void text_zonelists(const struct text_writer *w);

/* Free blocks of each order, by type, as /proc/pagetypeinfo shows them. */
void text_free_lists(const struct text_writer *w);

/* Per-CPU page lists, and watermarks where they are set. */
void text_pagesets(const struct text_writer *w);

#endif
