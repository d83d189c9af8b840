/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_LINT_H
#define INITMEM_EMIT_LINT_H

#include <stdbool.h>
#include <stdio.h>

#include "emit/text_table.h"
#include "lint/lint.h"

/*
 * Findings as text, as a JSON object a line, and as SARIF 2.1.0. `name` is the
 * input's, for all its findings.
 */

/* A line each; on a terminal a few lines, none wider than it is. */
void lint_write_text(FILE *f, const struct lint *l, const char *name,
		     const struct text_style *style);
void lint_write_json(FILE *f, const struct lint *l, const char *name);

/* One SARIF document for all inputs: begun, added to, and written at the end. */
struct sarif;

struct sarif *sarif_new(void);
void sarif_add(struct sarif *s, const struct lint *l, const char *name);
/* An input that could not be read: an invocation that failed. */
void sarif_add_failure(struct sarif *s, const char *message);
void sarif_write(FILE *f, const struct sarif *s);
void sarif_free(struct sarif *s);

/* The table of rules, and one of them at length. */
void lint_write_rules(FILE *f);
void lint_write_rule(FILE *f, const struct lint_rule *rule);

#endif
