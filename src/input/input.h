/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_INPUT_H
#define INITMEM_INPUT_INPUT_H

#include <stddef.h>

#include "input/options.h"
#include "model/machine.h"
#include "util/error.h"

/*
 * Reads INPUT ("-": standard input) into *m. Returns 0, or -1 with err, then
 * *m is empty. Release with machine_release().
 */
int machine_load(struct machine *m, const char *path,
		 const struct input_options *opt, struct error *err);

/*
 * The same of bytes in memory, which are not changed, under the name that
 * messages call them by; a folder of memmap is in none.
 */
int machine_load_bytes(struct machine *m, const char *name, const void *bytes,
		       size_t len, const struct input_options *opt,
		       struct error *err);

/*
 * The bytes of a file ("-": standard input), at most 64 MiB, unpacked where
 * gzip, xz or zstd have packed them, and a NUL behind them; the caller frees
 * *data. 0, or -1 with err and nothing to free.
 */
int input_read(const char *path, char **data, size_t *len, struct error *err);

#endif
