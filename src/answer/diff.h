/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ANSWER_DIFF_H
#define INITMEM_ANSWER_DIFF_H

#include "answer/answer.h"
#include "answer/facts.h"
#include "model/boot.h"

/* Two boots, phase by phase. */

/*
 * Sections `differences` (each where it first shows), `owners` and `zones`
 * (at the end of the boots); out->no where there is any. Sorts the facts.
 */
void diff(struct answer *out, const struct boot *a, struct facts *fa,
	  const struct boot *b, struct facts *fb);

#endif
