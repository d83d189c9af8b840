/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_TEXT_H
#define INITMEM_EMIT_TEXT_H

#include <stdio.h>

#include "emit/text_table.h"
#include "model/boot.h"

/* The readable view of the current phase or step. */
int text_write_record(FILE *out, const struct boot *b, unsigned index,
		      const struct text_style *style);

#endif
