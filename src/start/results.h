/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_START_RESULTS_H
#define INITMEM_START_RESULTS_H

#include <stddef.h>

#include "model/boot.h"

/* What each phase has done, in a few words; later phases change the numbers. */
typedef void result_fn(const struct boot *b, char *out, size_t len);

result_fn start_result, setup_arch_result, percpu_result, zonelists_result,
	hash_result, mem_init_result, slab_result, pageset_result, late_result,
	wmark_result;

#endif
