/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <string.h>

#include "mm/boot_alloc.h"
#include "start/calls.h"

/* How many copies of the command line are made. */
NUMBER_RULE(command_line_copies, "setup_command_line()", ANY_KERNEL, 1, 8);

/* setup_command_line(), init/main.c: copies to keep and to take apart. */
int setup_command_line(struct boot *b)
{
	uint64_t size = strlen(b->params.cmdline) + 1;

	uint32_t copies = b->kernel->rules.command_line_copies;

	for (uint32_t copy = 0; copy < copies; copy++) {
		if (!boot_alloc(b, size, b->kernel->cache_bytes, "command line",
				"setup_command_line"))
			return boot_alloc_panic(
				b, size, NO_NODE,
				"setup_command_line: Failed to allocate %" PRIu64
				" bytes",
				size);
	}
	return 0;
}
