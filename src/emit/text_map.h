/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_TEXT_MAP_H
#define INITMEM_EMIT_TEXT_MAP_H

#include <stdio.h>

#include "emit/alike.h"
#include "emit/facts.h"
#include "emit/text_table.h"
#include "model/boot.h"

/* Owners with a letter of their own, 'a' for the first; others are '#'. */
#define MAP_LETTERS 16

/*
 * The physical address map: a line for each node and zone, all to one scale and
 * as wide as the terminal; gaps that a line cannot show are told in words. The
 * n shares are those of owner_shares(), `rows` those of them that are alike:
 * nodes whose memory is drawn alike share a line. Prints nothing where no
 * memory is known yet.
 */
void text_map_print(FILE *out, const struct boot *b, const struct share *shares,
		    size_t n, const struct alikes *rows,
		    const struct text_style *style);

#endif
