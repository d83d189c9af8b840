/* SPDX-License-Identifier: GPL-2.0-only */
#include <stddef.h>
#include <stdint.h>

#include "input/bootlog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as a boot log: the last boot, the first, and with options. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct input_options opt[] = {
		{ .kind = INPUT_AUTO },
		{ .boot = 1,
		  .cpus = 3,
		  .append = "mem=1G",
		  .cpu_features = "amd,gbpages" },
	};
	const char *text = (const char *)data;

	for (size_t i = 0; i < sizeof(opt) / sizeof(opt[0]); i++) {
		struct error err = { 0 };
		struct machine m;

		if (!machine_from_log(&m, text, size, "fuzz", &opt[i], &err))
			machine_release(&m);
		else if (!err.set)
			__builtin_trap();
	}
	is_log(text, size);
	return 0;
}
