/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ANSWER_DIALECT_SUPPLY_H
#define INITMEM_ANSWER_DIALECT_SUPPLY_H

#include <stdbool.h>

#include "answer/log_kind.h"
#include "model/boot.h"

/*
 * Puts a field into the fact that its line does not have, and another wording
 * of the same kind does: of the boot, once it is over. False where the boot
 * does not tell. `field` ends as line_fact_text() says.
 */
bool dialect_supply(struct line_fact *f, const char *field,
		    const struct boot *b);

#endif
