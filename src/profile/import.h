/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_IMPORT_H
#define INITMEM_PROFILE_IMPORT_H

#include "profile/vmlinux.h"
#include "util/error.h"

/* What a profile is to be made from. */
struct import_request {
	struct vmlinux_files files;
	struct kernel_file config; /* path NULL: as the image holds it, or: */
	struct kernel_file config_beside; /* path NULL: it is not there */
	const char *name; /* the profile's; NULL: the kernel's release */
	const char *release; /* that it must be; NULL: any */
};

struct import_result {
	char *json; /* the text of the file, the same for the same input */
	char *unmodelled; /* options of the build, and what they do; or NULL */
	char *missing; /* looked for and not found, and where it would be; or
			  NULL */
};

/*
 * Makes a profile from a kernel's image, its symbols, types and configuration.
 * Returns 0; or -1 with err when the result is not a profile that can be
 * loaded, or of a line of releases whose rules are not known. Release *out
 * after 0.
 */
int profile_import(const struct import_request *rq, struct import_result *out,
		   struct error *err);
void import_result_release(struct import_result *r);

#endif
