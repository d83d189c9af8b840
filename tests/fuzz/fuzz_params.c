/* SPDX-License-Identifier: GPL-2.0-only */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "cmdline/params.h"
#include "model/kernel.h"
#include "util/alloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as a command line, for a build that takes every option. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *module_params[] = { (char[]){ "printk.time" }, NULL };
	char *setup_params[] = { (char[]){ "hugepages=" },
				 (char[]){ "hugepagesz=" },
				 (char[]){ "default_hugepagesz=" },
				 (char[]){ "slub_debug" },
				 (char[]){ "init=" },
				 NULL };
	const struct kernel k = {
		.page_shift = 12,
		.hpage_shift = 21,
		.pgtable_levels = 4,
		.command_line_size = 2048,
		.nr_cpus = 64,
		.max_numnodes = 16,
		.nr_orders = 11,
		.hugetlb_page = true,
		.log_buf_shift = 17,
		.module_params = module_params,
		.setup_params = setup_params,
	};
	static const char *const suffixes[] = { NULL, ",high", ",low" };
	char *cmdline = xstrndup((const char *)data, size);
	struct crash_words w;
	struct params p;

	params_parse(&p, cmdline, &k, true);
	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++)
		params_crashkernel(&p, suffixes[i], 4ULL << 30, &w);
	params_release(&p);
	free(cmdline);
	return 0;
}
