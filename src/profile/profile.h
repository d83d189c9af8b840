/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_PROFILE_H
#define INITMEM_PROFILE_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "model/kernel.h"
#include "profile/nearest.h"
#include "util/error.h"

/*
 * A kernel build as a JSON file: values, each with its origin. The built-in
 * ones are the files in profile/builtin/, made by `initmem kernel import` and
 * linked into the program by profile/embed.sh.
 *
 *     { "schema": "initmem-kernel-1",
 *       "name": "debian-6.1-arm64",
 *       "line": "linux-6.1",
 *       "build", "config", "symbols", "sizeof", "offsetof":
 *               { "origin": "...", "values": { KEY: VALUE, ... } },
 *       "constants":
 *               { KEY: { "value": VALUE, "origin": "..." }, ... },
 *       "bugs": { "origin": "...", "values": { FUNCTION: "FILE:LINE", ... } },
 *       "zones", "migratetypes", "setup_params", "early_params",
 *       "module_params", "cpu_methods", "machines", "smp_machines":
 *               { "origin": "...", "values": [ WORD, ... ] } }
 *
 * A profile that was fitted to a log (profile/fit.h) has, besides, "origins" of
 * single values in these groups, and
 *
 *     "fitted": { "origin": "a boot log", "base": "debian-6.1-amd64",
 *                 "base_release": "6.1.0-50-cloud-amd64",
 *                 "rules": { RULE: { "value": VARIANT, "origin": "..." }, ... }
 * }
 *
 * and may have the list "unknown_params": words of the command line that its
 * log calls unknown. Its line need not have its release, and its rules are
 * before those of the line.
 *
 * One that was imported says how its line was found:
 *
 *     "found": { "origin": "...", "by": "release" }
 *
 * or, of a kernel that is on no line, "by": "marks" of its image, and "rules"
 * as above where they, or its release, tell of another way than the line's. It
 * may have the list "unmodelled": options of model/unmodelled.h that it is
 * built with.
 *
 * profile/fields.c lists the keys, their types and what is allowed. An option
 * that is not set is "n", one without a value null. Addresses are strings in
 * hexadecimal. `line` names the release line, profile/line.h; absent, it is the
 * one that has the release. What a line says ("rules", "functions",
 * "log_prefixes", and the "behaviours" of older files) is an error here.
 * Other members that nobody asks for are passed over.
 */

#define PROFILE_NAME_MAX 255 /* bytes */

/*
 * Loads a built-in profile by name, or a file when the name ends in ".json" or
 * has a '/'; that must be of a line that is known, see profile/line.h. Returns
 * 0, or -1 with err and *k empty. Release *k with kernel_release().
 */
int kernel_load(struct kernel *k, const char *name_or_file, struct error *err);

/*
 * From JSON text, which may be anything; `where` names it in messages. What it
 * accepts the model can compute with: counts and sizes are within the bounds
 * that fields.c gives, symbols lie in the image, zones are in kernel order.
 */
int kernel_from_json(struct kernel *k, const char *json, size_t len,
		     const char *where, struct error *err);

/* A built-in profile; NULL if there is none of that name. */
const struct builtin_profile *profile_find(const char *name);

/* Whether a name is taken as a file's. */
bool profile_is_file(const char *name);

/* Records that there is no such kernel, and which ones there are. Returns -1. */
int profile_unknown(const char *name, struct error *err);

/* The text of a file, NUL-terminated behind *len bytes; free() it. */
int profile_read_file(const char *path, char **text, size_t *len,
		      struct error *err);

void kernel_release(struct kernel *k);

#endif
