/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_RULES_H
#define INITMEM_MODEL_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Where kernels do one thing in different ways there is a rule: an enum of the
 * ways, newest first. Which way a release takes stands in its line, a file of
 * profile/lines/. Only the files that model the rule's function look at it;
 * the others ask a question of model/kernel.h or of the data.
 *
 * A rule is declared in the file of that function, where its ways are told
 * apart:
 *
 *	RULE(memblock_merge, "memblock_merge_regions()", WITH_MEMBLOCK,
 *	     VARIANT(MEMBLOCK_MERGE_NEAR, "near", .since = "6.4"),
 *	     VARIANT(MEMBLOCK_MERGE_ALL, "all"));
 *
 * is enum memblock_merge_rule, and struct rules has a member memblock_merge of
 * it. What else a variant may say is in struct kernel_rule_variant. Where ways
 * are numbers only:
 *
 *	NUMBER_RULE(x86_cpu_masks, "setup_cpu_local_masks()", ANY_KERNEL, 1, 8);
 *
 * is a uint32_t from 1 to 8. While the program is built model/rules.sh makes
 * model/rules_list.h of all that are declared.
 *
 * A rule whose function a line does not have at all is null there, and 0 here.
 */

enum rule_kernels {
	ANY_KERNEL,
	WITH_MEMBLOCK, /* bootmem has nothing of the kind: null */
};

#define VARIANT(id, ...) id
#define RULE(rule, function, kernels, ...) enum rule##_rule{ __VA_ARGS__ };
#define NUMBER_RULE(...)
#include "model/rules_list.h"
#undef RULE
#undef NUMBER_RULE
#undef VARIANT

struct rules {
#define RULE(rule, ...) enum rule##_rule rule;
#define NUMBER_RULE(rule, ...) uint32_t rule;
#include "model/rules_list.h"
#undef RULE
#undef NUMBER_RULE
};

/* Where each stands in kernel_rules[]: RULE_boot_allocator, ... */
enum kernel_rule_index {
#define RULE(rule, ...) RULE_##rule,
#define NUMBER_RULE(rule, ...) RULE_##rule,
#include "model/rules_list.h"
#undef RULE
#undef NUMBER_RULE
	NR_KERNEL_RULES,
};

/* In the file of its function a rule is but told. */
#define RULE(...) struct rules
#define NUMBER_RULE(...) struct rules

/*
 * Arrays, for the dynamic loader touches each page of a table of pointers
 * whenever the program starts, and hardly a start needs these.
 */
struct kernel_rule_variant {
	char name[24]; /* in a release line: "by_batch" */
	/* What tells it from the others in a vmlinux; "": nothing known. */
	char shows[120];
	/*
	 * The first release with it, as release_reaches() reads it: for kernels
	 * whose own line is not known. "" in all of a rule: it stays as it is
	 * in the line that stands in; in the last one: of all older ones.
	 */
	char since[56];
	/* Words of a log that show it; "": nothing does. */
	char log[40];
	/*
	 * What cannot be together with it, as "rule=variant", separated by
	 * blanks; "": nothing. One of the two says so.
	 */
	char excludes[80];
};

struct kernel_rule {
	const char *name; /* in a release line, and of the member */
	size_t offset; /* in struct rules */
	const char *function; /* of the kernel, whose ways they are */
	enum rule_kernels kernels;
	const struct kernel_rule_variant *variants; /* NULL: a number */
	size_t nr_variants;
	uint32_t min, max; /* of the number */
};

extern const struct kernel_rule kernel_rules[NR_KERNEL_RULES];

/* The rule of that member, which no string need name. */
#define KERNEL_RULE(rule) (&kernel_rules[RULE_##rule])

/* The rule of that name, or NULL; its variant of that name, or -1. */
const struct kernel_rule *kernel_rule_find(const char *name);
int kernel_rule_variant(const struct kernel_rule *rule, const char *name);

uint32_t kernel_rule_get(const struct kernel_rule *rule,
			 const struct rules *rules);
void kernel_rule_set(const struct kernel_rule *rule, struct rules *rules,
		     uint32_t value);

/* "x86_nosave" is a rule of x86 only; most are of every architecture. */
bool kernel_rule_of_arch(const struct kernel_rule *rule, const char *arch);

/*
 * The newest variant that a release has whose own line is not known; -1: no
 * release is known for the rule's variants, or they depend on other rules.
 */
int kernel_rule_of_release(const struct kernel_rule *rule, const char *release);

/* Variants of two rules that exclude each other. */
struct kernel_rule_conflict {
	const struct kernel_rule *rules[2];
};

/*
 * The first two that do; false if there are none. `given` has a byte for each
 * of kernel_rules[]: whether it is not null.
 */
bool kernel_rules_contradict(const struct rules *rules,
			     const unsigned char *given,
			     struct kernel_rule_conflict *out);

#endif
