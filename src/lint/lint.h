/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_LINT_LINT_H
#define INITMEM_LINT_LINT_H

#include <stdbool.h>

#include "lint/finding.h"

/*
 * What is wrong or wasteful in an input: rules over what firmware says (struct
 * machine) and over the boot that was simulated with it (struct boot). Rules
 * change neither, and print nothing.
 */

/* "note", "warning", "error" */
const char *lint_severity_name(enum lint_severity severity);

/* By its code, in either case; NULL if there is none. */
const struct lint_rule *lint_rule_find(const char *code);

/* Runs all rules; l holds what they look at, and no findings yet. */
void lint_run(struct lint *l);
/* Frees the strings of one that is taken out of the findings. */
void lint_finding_release(struct lint_finding *f);
/* Frees the findings. */
void lint_release(struct lint *l);

/* kernel, or where there are no such words the log line; NULL: neither. */
const char *lint_kernel(const struct lint_finding *f);
/* The log line, where lint_kernel() does not have it; NULL. */
const char *lint_extra_log(const struct lint_finding *f);

#endif
