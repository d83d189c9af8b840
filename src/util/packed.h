/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_PACKED_H
#define INITMEM_UTIL_PACKED_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

/* Bytes as gzip, xz, lzma, zstd, lz4, lzop and bzip2 leave them. */

/*
 * The name of the way they are packed, by how they begin; NULL: in none that
 * shows. What lzma leaves has no magic.
 */
const char *packed_how(const char *data, size_t len);

/*
 * Unpacks them: at most `most` bytes into *out, with a NUL behind that does not
 * count; free() it. What is not packed comes out as it is; what stands behind
 * the packed bytes is an error for most ways. 0, or -1 with err and nothing to
 * free.
 */
int packed_unpack(const char *data, size_t len, size_t most, char **out,
		  size_t *out_len, const char *name, struct error *err);

#endif
