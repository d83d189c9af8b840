/* SPDX-License-Identifier: GPL-2.0-only */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "profile/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char symbols[] = "ffffffff81000000 T _text\n"
			"ffffffff81001000 R linux_banner\n"
			"ffffffff81003000 D __setup_start\n"
			"ffffffff81003048 D __setup_end\n"
			"ffffffff81003800 D memblock\n"
			"ffffffff81004000 D boot_command_line\n"
			"ffffffff81004800 D _end\n";
static char config[] = "CONFIG_X86_64=y\nCONFIG_ARM64=y\nCONFIG_FLATMEM=y\n";

/* Any bytes as the image of a kernel: a profile, or a message. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct import_request rq = {
		.files.symbols = { "symbols", symbols, sizeof(symbols) - 1 },
		.config = { "config", config, sizeof(config) - 1 },
	};
	struct error err = { 0 };
	struct import_result r;
	char *copy = malloc(size ? size : 1);
	int ret;

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	rq.files.image = (struct kernel_file){ "fuzz", copy, size };
	ret = profile_import(&rq, &r, &err);
	if ((ret != 0) != err.set)
		__builtin_trap();
	if (!ret)
		import_result_release(&r);
	free(copy);
	return 0;
}
