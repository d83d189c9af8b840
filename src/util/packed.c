/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/packed.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/library.h"
#include "util/lzo.h"
#include "util/range.h"

#define STEP ((size_t)64 << 10)

/* Not all filters: some of them call other programs. */
#define FUNCTIONS(X)                                                           \
	X(archive_read_new)                                                    \
	X(archive_read_support_filter_gzip)                                    \
	X(archive_read_support_filter_xz)                                      \
	X(archive_read_support_filter_lzma)                                    \
	X(archive_read_support_filter_zstd)                                    \
	X(archive_read_support_filter_lz4)                                     \
	X(archive_read_support_filter_bzip2)                                   \
	X(archive_read_support_format_raw)                                     \
	X(archive_read_open_memory)                                            \
	X(archive_read_next_header)                                            \
	X(archive_read_data)                                                   \
	X(archive_read_free)                                                   \
	X(archive_error_string)

LIBRARY(archive, "to read what is packed", FUNCTIONS);

const char *packed_how(const char *data, size_t len)
{
	static const struct {
		const char *name;
		size_t len;
		const char *bytes;
	} magics[] = {
		{ "gzip", 3, "\x1f\x8b\x08" },
		{ "xz", 6,
		  "\xfd"
		  "7zXZ" }, /* with the NUL behind it */
		{ "zstd", 4, "\x28\xb5\x2f\xfd" },
		{ "lz4", 4, "\x04\x22\x4d\x18" },
		{ "lz4", 4, "\x02\x21\x4c\x18" }, /* its older frames */
		{ "bzip2", 3, "BZh" },
	};

	if (lzo_is(data, len))
		return "lzo";
	for (size_t i = 0; i < ARRAY_SIZE(magics); i++) {
		if (len >= magics[i].len &&
		    !memcmp(data, magics[i].bytes, magics[i].len))
			return magics[i].name;
	}
	return NULL;
}

/* Opened as it is, one stream without files; NULL: no memory. */
static struct archive *open_raw(const char *data, size_t len)
{
	struct archive *a = archive.archive_read_new();
	struct archive_entry *entry;

	if (!a)
		return NULL;
	archive.archive_read_support_filter_gzip(a);
	archive.archive_read_support_filter_xz(a);
	archive.archive_read_support_filter_lzma(a);
	archive.archive_read_support_filter_zstd(a);
	archive.archive_read_support_filter_lz4(a);
	archive.archive_read_support_filter_bzip2(a);
	archive.archive_read_support_format_raw(a);
	if (archive.archive_read_open_memory(a, data, len) == ARCHIVE_OK)
		archive.archive_read_next_header(a, &entry);
	return a;
}

static int read_stream(struct archive *a, size_t most, char **out, size_t *len,
		       const char *name, struct error *err)
{
	size_t cap = 0;

	for (;;) {
		la_ssize_t n;

		array_reserve(*out, cap, *len + STEP + 1);
		n = archive.archive_read_data(a, *out + *len,
					      min_size(cap - *len - 1,
						       most + 1 - *len));
		if (n < 0) {
			const char *text = archive.archive_error_string(a);

			return error_set(err, "%s: cannot be unpacked: %s",
					 name, text ? text : "it is damaged");
		}
		*len += (size_t)n;
		(*out)[*len] = 0;
		if (n == 0)
			return 0;
		if (*len > most)
			return error_set(err, "%s: holds more than %zu MiB",
					 name, most >> 20);
	}
}

int packed_unpack(const char *data, size_t len, size_t most, char **out,
		  size_t *out_len, const char *name, struct error *err)
{
	struct archive *a;
	int ret;

	if (lzo_is(data, len))
		return lzo_unpack(data, len, most, out, out_len, name, err);
	*out = NULL;
	*out_len = 0;
	if (library_need(&libarchive, err))
		return -1;
	a = open_raw(data, len);
	if (!a)
		return error_set(err, "%s: no memory for it", name);
	ret = read_stream(a, most, out, out_len, name, err);
	archive.archive_read_free(a);
	if (!ret)
		return 0;
	free(*out);
	*out = NULL;
	return -1;
}
