/* SPDX-License-Identifier: GPL-2.0-only */
#include <stddef.h>
#include <stdint.h>

#include "input/dtb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as a blob: as they are, and with all that a boot loader adds. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input_memory memory[] = {
		{ { 0x40000000, 0x40000000 }, 0 },
		{ { 0x80000000, 0x40000000 }, 1 },
	};
	struct input_options opt[] = {
		{ 0 },
		{ .append = "mem=1G",
		  .has_initrd = true,
		  .initrd = { 0x48000000, 0x1000 },
		  .cpus = 1,
		  .memory = memory,
		  .nr_memory = 2 },
	};

	for (size_t i = 0; i < sizeof(opt) / sizeof(opt[0]); i++) {
		struct error err = { 0 };
		struct machine m;

		if (!machine_from_dtb(&m, data, size, "fuzz", &opt[i], &err))
			machine_release(&m);
		else if (!err.set)
			__builtin_trap();
	}
	return 0;
}
