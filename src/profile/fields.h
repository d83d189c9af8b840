/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_FIELDS_H
#define INITMEM_PROFILE_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/kernel.h"

/*
 * Where each member of struct kernel stands in a profile, and what values are
 * allowed. The reader fills the struct along this table, the import looks up
 * the same names in the kernel's files: a new member needs one line here.
 */

enum field_group {
	GROUP_BUILD, /* who made it: release, architecture */
	GROUP_CONFIG, /* .config; absent options are "n" or null */
	GROUP_SYMBOLS, /* linked addresses */
	GROUP_SIZEOF, /* bytes of a type */
	GROUP_OFFSETOF, /* "TYPE.MEMBER" */
	GROUP_CONSTANTS, /* the rest, each with an origin of its own */
	NR_FIELD_GROUPS
};

enum field_type {
	FIELD_BOOL, /* "y"; "n", "m" and null are false */
	FIELD_U32,
	FIELD_POW2, /* a uint32_t that is a power of two */
	FIELD_U64,
	FIELD_STRING, /* char *; "" where absent */
};

/* field.need: no other member decides */
#define NEED_NEVER ((size_t)-1)
#define NEED_ALWAYS ((size_t)-2)

struct field {
	enum field_group group;
	const char *key;
	enum field_type type;
	size_t offset; /* in struct kernel */
	uint64_t min, max; /* of a number that is there */
	size_t need; /* offset of the bool that makes it necessary */
	/* the only one, or the family, that has it (model/archs.h); NULL: any */
	const char *arch;
	/* whether kernels of these rules have it; NULL: all of them */
	bool (*where)(const struct kernel *k);
};

/* In the order of a profile; members that others need come first. */
extern const struct field profile_fields[];
extern const size_t nr_profile_fields;

/* Lists of words. */
struct word_list {
	const char *key; /* "setup_params" */
	size_t offset; /* of a char ** in struct kernel */
	bool null_if_absent; /* what no profile says is not an empty list */
};

extern const struct word_list profile_word_lists[];
extern const size_t nr_profile_word_lists;

/* Whether a kernel of this architecture has the field. */
bool field_of_arch(const struct field *f, const char *arch);

/* Whether one with these rules has it. */
bool field_of_rules(const struct field *f, const struct kernel *k);

/* "config", "symbols", ... */
const char *field_group_name(enum field_group group);

#endif
