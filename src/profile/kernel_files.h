/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_KERNEL_FILES_H
#define INITMEM_PROFILE_KERNEL_FILES_H

#include <stddef.h>

#include "profile/import.h"

/* Where distributions put the files of a kernel. */

/* Paths that a request names; they live until they are released. */
struct found_files {
	char **v;
	size_t n, cap;
};

/*
 * Fills in, of what the request does not name, the files that lie beside the
 * image under the same release: /boot/vmlinuz-RELEASE has config-RELEASE and
 * System.map-RELEASE.
 */
void kernel_files_beside(struct import_request *rq, struct found_files *found);

/*
 * The same of the kernel that runs here, the image too. `root` is "" or another
 * folder to look in than /. 0, or -1 with err: no image is there.
 */
int kernel_files_running(struct import_request *rq, const char *root,
			 struct found_files *found, struct error *err);

void found_files_release(struct found_files *found);

#endif
