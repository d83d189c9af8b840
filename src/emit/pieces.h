/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_PIECES_H
#define INITMEM_EMIT_PIECES_H

#include <stddef.h>
#include <stdint.h>

#include "model/boot.h"

/*
 * The physical address map in pieces, lowest address first: cut wherever bank,
 * node, zone or owner change. Graph and readable view draw the same.
 */

enum piece_kind {
	PIECE_FREE,
	PIECE_DEFERRED, /* free; page_alloc_init_late() gives it away */
	PIECE_OWNED,
	PIECE_CMA, /* owned, and lent: a CMA area */
	PIECE_NOMAP,
	PIECE_GAP, /* no memory, between two banks */
	/* What a view may put together. */
	PIECE_FOLDED,
	PIECE_ALIKE,
};

struct piece {
	uint64_t start, end; /* bytes; end is the first behind it */
	enum piece_kind kind;
	int nid;
	size_t bank; /* which stretch of memory: what touches, on one node */
	const struct zone *zone; /* NULL: none yet */
	/* of OWNED and CMA; of NOMAP, NULL: not known; of FOLDED, the largest */
	const struct owner *owner;
	uint64_t largest; /* bytes of that owner in a FOLDED one */
	uint64_t count; /* pieces in a FOLDED one, banks in an ALIKE one */
};

struct pieces {
	struct piece *v;
	size_t n, cap;
};

/*
 * Fills an empty *p. memblock.memory says where memory is; of a kernel that
 * boots without memblock, the zones do. No piece before either knows.
 */
void pieces_collect(struct pieces *p, const struct boot *b);
void pieces_release(struct pieces *p);

static inline uint64_t piece_length(const struct piece *p)
{
	return p->end - p->start;
}

#endif
