/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_TESTS_LIB_MEMMAP_ENTRY_H
#define INITMEM_TESTS_LIB_MEMMAP_ENTRY_H

#include <stdlib.h>
#include <unistd.h>

#include "util/alloc.h"

/* Takes an entry of a folder like /sys/firmware/memmap away: "FOLDER/NAME". */
static inline void memmap_entry_remove(const char *folder, const char *name)
{
	static const char *const files[] = { "start", "end", "type" };
	char *entry = xasprintf("%s/%s", folder, name);

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		char *path = xasprintf("%s/%s", entry, files[i]);

		unlink(path);
		free(path);
	}
	rmdir(entry);
	free(entry);
}

#endif
