/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_LZO_H
#define INITMEM_UTIL_LZO_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

/* What lzop writes: a header, and blocks that LZO1X has packed. */

bool lzo_is(const char *data, size_t len);

/*
 * Unpacks a file of lzop into *out, with a NUL behind it; to be freed. Returns
 * 0, or -1 and err where it is damaged or holds more than `most` bytes.
 * Checksums are not looked at: whoever has a length compares that.
 */
int lzo_unpack(const char *data, size_t len, size_t most, char **out,
	       size_t *out_len, const char *name, struct error *err);

#endif
