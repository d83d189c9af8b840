/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_DTS_H
#define INITMEM_INPUT_DTS_H

#include <stddef.h>

#include "util/error.h"

/*
 * Compiles source text with the dtc found in PATH, through pipes. Returns 0
 * and the blob in *out, which the caller frees; -1 with err, whose message
 * begins with `name` and repeats the first line that dtc wrote, or says which
 * limit of size, memory or time was met. dtc does not outlive us.
 */
int dts_compile(const char *name, const void *text, size_t len, void **out,
		size_t *out_len, struct error *err);

#endif
