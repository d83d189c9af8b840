/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_IMPORT_H
#define INITMEM_PROFILE_IMPORT_H

#include "util/error.h"

/*
 * Makes a profile from a kernel's vmlinux with debug information and its
 * .config. `name` is the profile's; NULL: the kernel's release. *json is the
 * text of the file, the same for the same input; *missing lists what was
 * looked for and not found, separated by ", ", or is NULL. Both are allocated.
 * Returns 0; or -1 with err when the result is not a profile that can be
 * loaded, or of a line of releases whose rules are not known.
 */
int profile_import(const char *vmlinux, const char *config, const char *name,
		   char **json, char **missing, struct error *err);

#endif
