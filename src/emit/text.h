/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_TEXT_H
#define INITMEM_EMIT_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "model/boot.h"

struct text_style {
	bool color;
	unsigned width; /* columns; 0: no terminal, nothing is cut */
};

/* The readable view of the current phase or step. */
int text_write_record(FILE *out, const struct boot *b, unsigned index,
		      const struct text_style *style);

#endif
