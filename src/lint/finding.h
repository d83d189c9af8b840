/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_LINT_FINDING_H
#define INITMEM_LINT_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "model/boot.h"
#include "model/kernel.h"
#include "model/machine.h"

/* A rule, what it looks at, and what it finds. */

enum lint_severity {
	LINT_NOTE, /* worth knowing */
	LINT_WARNING, /* memory is lost, or something surprises */
	LINT_ERROR, /* the kernel fails, or data may be lost */
};

struct lint;

struct lint_rule {
	const char *code; /* "O1": stable */
	enum lint_severity severity; /* of most of its findings */
	const char *title; /* a few words */
	const char *explanation; /* for --explain: why, and what to do */
	void (*check)(struct lint *l, const struct lint_rule *rule);
};

extern const struct lint_rule lint_rules[];
extern const size_t nr_lint_rules;

/* Strings are the finding's own. */
struct lint_finding {
	const struct lint_rule *rule;
	enum lint_severity severity;
	char *where; /* node, entry or word that it is about */
	char *message; /* what is wrong */
	/* What the kernel does, in plain words; NULL: see log or message. */
	char *kernel;
	char *log; /* a line that it prints, as `initmem log` has it; NULL */
	char *change; /* what to change; NULL: nothing */
};

struct lint {
	const struct machine *machine; /* as it boots */
	/*
	 * What the tree itself says, where --memory says something else; else
	 * NULL.
	 */
	const struct machine *given;
	const struct kernel *kernel;
	/*
	 * After boot_run(), with all its log lines; NULL where the input has no
	 * memory to boot with.
	 */
	const struct boot *boot;
	/* How a boot goes that finds no memory, where the input has none. */
	const struct boot *bare;
	/*
	 * By rule, as in lint_rules[]: whose findings nobody will see, so that
	 * none of them may stand for another. NULL: all are seen.
	 */
	const bool *hidden;

	struct lint_finding *findings; /* by rule, in the table's order */
	size_t nr_findings, cap_findings;
	size_t first; /* of the running rule */
};

/* Whether there is memory in the input; without it nothing can boot. */
bool lint_has_memory(const struct machine *m);

#endif
