/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_IMPORT_PARTS_H
#define INITMEM_PROFILE_IMPORT_PARTS_H

#include "model/archs.h"
#include "model/kernel.h"
#include "profile/kconfig.h"
#include "profile/marks.h"
#include "profile/vmlinux.h"
#include "profile/writer.h"

/* What the parts of an import share: the fields, the constants and the words. */

/* Where what was not found would be. */
enum place { OF_TYPES, OF_SYMBOLS, OF_BOTH, NR_PLACES };

struct import {
	struct vmlinux *vmlinux;
	struct kconfig config;
	struct marks marks;
	struct json_object *root;
	struct json_object *constants;
	struct kernel kernel; /* its release line, as far as it is known */
	char *missing[NR_PLACES];
};

/* Says of what is looked for where it would have been. */
void not_found(struct import *im, enum place place, const char *what);

const struct arch_facts *arch_of(const struct import *im);

/* Wants the types that each part asks for, before the vmlinux is scanned. */
void import_constants_want(struct import *im);
void import_words_want(struct import *im);

/* Adds /constants: what no field of the files says, each with its origin. */
void import_constants(struct import *im);

/*
 * Adds the words that tables in the image have: parameters of the command line,
 * and on arm the boards and the ways to start CPUs.
 */
void import_words(struct import *im);

#endif
