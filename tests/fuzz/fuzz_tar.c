/* SPDX-License-Identifier: GPL-2.0-only */
#include <stddef.h>
#include <stdint.h>

#include "input/tar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as a tar file: its files, or a message. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error err = { 0 };
	struct tar_files f;

	if ((tar_read(&f, (const char *)data, size, "fuzz", &err) != 0) !=
	    err.set)
		__builtin_trap();
	for (size_t i = 0; i < f.n; i++) {
		if (!tar_find(&f, f.v[i].name))
			__builtin_trap();
	}
	tar_release(&f);
	return 0;
}
