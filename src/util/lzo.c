/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/lzo.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

/* Documentation/staging/lzo.rst of Linux has the stream; lzop's own is a
 * header. */

static const char magic[] = "\x89LZO\0\r\n\x1a\n";

#define NEW_HEADER 0x0940 /* a version from which on there is more of it */

enum {
	ADLER_PLAIN = 0x1,
	ADLER_PACKED = 0x2,
	EXTRA_FIELD = 0x40,
	CRC_PLAIN = 0x100,
	CRC_PACKED = 0x200,
	FILTER = 0x800,
};

struct bytes {
	const unsigned char *at, *end;
	bool short_of; /* more was asked for than there is */
};

static unsigned next_byte(struct bytes *in)
{
	if (in->at < in->end)
		return *in->at++;
	in->short_of = true;
	return 0;
}

static uint32_t next_number(struct bytes *in, unsigned bytes)
{
	uint32_t v = 0;

	while (bytes--)
		v = v << 8 | next_byte(in);
	return v;
}

/* A length that its few bits were too small for: 255 for each byte of 0. */
static size_t length(struct bytes *in, unsigned bits, unsigned most)
{
	size_t n = bits;

	if (bits)
		return n;
	for (n = most; !in->short_of; n += 255) {
		unsigned b = next_byte(in);

		if (b)
			return n + b;
	}
	return 0;
}

struct output {
	unsigned char *start, *at, *end;
};

static bool copy_literals(struct bytes *in, struct output *out, size_t n)
{
	if (n > (size_t)(in->end - in->at) || n > (size_t)(out->end - out->at))
		return false;
	memcpy(out->at, in->at, n);
	in->at += n;
	out->at += n;
	return true;
}

/* What was written before; it may go on into what is written now. */
static bool copy_match(struct output *out, size_t distance, size_t n)
{
	if (distance > (size_t)(out->at - out->start) ||
	    n > (size_t)(out->end - out->at))
		return false;
	for (; n; n--, out->at++)
		*out->at = out->at[-(ptrdiff_t)distance];
	return true;
}

struct match {
	size_t distance, length;
	unsigned literals; /* that follow it */
};

#define END_DISTANCE 16384

/* What an instruction says that is no run of literals; `after`: of how many. */
static struct match read_match(struct bytes *in, unsigned op, unsigned after)
{
	struct match m = { .literals = op & 3 };
	unsigned low;

	if (op >= 64) {
		m.length = op >= 128 ? 5 + (op >> 5 & 3) : 3 + (op >> 5 & 1);
		m.distance = (next_byte(in) << 3) + (op >> 2 & 7) + 1;
		return m;
	}
	if (op < 16) {
		m.length = after == 4 ? 3 : 2;
		m.distance = (next_byte(in) << 2) + (op >> 2 & 3) +
			     (after == 4 ? 2049 : 1);
		return m;
	}
	m.length = op >= 32 ? 2 + length(in, op & 31, 31) :
			      2 + length(in, op & 7, 7);
	low = next_byte(in);
	m.distance = (next_byte(in) << 6) + (low >> 2) +
		     (op >= 32 ? 1 : END_DISTANCE + ((op & 8) << 11));
	m.literals = low & 3;
	return m;
}

/* LZO1X: true when all of the block is there, and nothing behind it. */
static bool unpack_block(struct bytes *in, struct output *out)
{
	unsigned op = next_byte(in), after = 0; /* literals: 4 or more are 4 */

	if (op > 17) {
		after = op - 17 < 4 ? op - 17 : 4;
		if (!copy_literals(in, out, op - 17))
			return false;
		op = next_byte(in);
	}
	for (;; op = next_byte(in)) {
		struct match m;

		if (in->short_of)
			return false;
		if (op < 16 && !after) {
			if (!copy_literals(in, out, 3 + length(in, op, 15)))
				return false;
			after = 4;
			continue;
		}
		m = read_match(in, op, after);
		if (m.distance == END_DISTANCE && op >= 16 && op < 32)
			return in->at == in->end && out->at == out->end;
		if (!copy_match(out, m.distance, m.length) ||
		    !copy_literals(in, out, m.literals))
			return false;
		after = m.literals;
	}
}

bool lzo_is(const char *data, size_t len)
{
	return len >= sizeof(magic) - 1 &&
	       !memcmp(data, magic, sizeof(magic) - 1);
}

/* Its flags; the place behind it is where the blocks begin. */
static uint32_t read_header(struct bytes *in)
{
	uint32_t version, flags;
	bool is_new;

	in->at += sizeof(magic) - 1;
	version = next_number(in, 2);
	is_new = version >= NEW_HEADER;
	next_number(in, is_new ? 4 : 2); /* the library's, and what is needed */
	next_number(in, is_new ? 2 : 1); /* method and level */
	flags = next_number(in, 4);
	if (flags & FILTER)
		next_number(in, 4);
	next_number(in, 4); /* mode */
	next_number(in, is_new ? 8 : 4); /* time */
	for (unsigned n = next_byte(in); n; n--)
		next_byte(in);
	next_number(in, 4); /* checksum of all that */
	if (flags & EXTRA_FIELD) {
		for (uint32_t n = next_number(in, 4); n && !in->short_of; n--)
			next_byte(in);
		next_number(in, 4);
	}
	return flags;
}

static void skip_checksums(struct bytes *in, uint32_t flags, bool packed)
{
	static const uint32_t kinds[][2] = { { ADLER_PLAIN, ADLER_PACKED },
					     { CRC_PLAIN, CRC_PACKED } };

	for (int of_packed = 0; of_packed <= packed; of_packed++) {
		for (int i = 0; i < 2; i++) {
			if (flags & kinds[i][of_packed])
				next_number(in, 4);
		}
	}
}

/* One block to `out`; 1: it was the last one, that holds nothing; -1: damaged. */
static int read_block(struct bytes *in, uint32_t flags, size_t most, char **out,
		      size_t *len, size_t *cap)
{
	size_t plain = next_number(in, 4), packed;
	struct bytes block;
	struct output to;

	if (!plain)
		return in->short_of ? -1 : 1;
	packed = next_number(in, 4);
	skip_checksums(in, flags, packed < plain);
	if (in->short_of || packed > (size_t)(in->end - in->at) ||
	    packed > plain || plain > most - *len)
		return -1;
	array_reserve(*out, *cap, *len + plain + 1);
	block = (struct bytes){ in->at, in->at + packed, false };
	in->at += packed;
	to.start = to.at = (unsigned char *)*out + *len;
	to.end = to.start + plain;
	*len += plain;
	(*out)[*len] = '\0';
	return (packed == plain ? copy_literals(&block, &to, plain) :
				  unpack_block(&block, &to)) ?
		       0 :
		       -1;
}

int lzo_unpack(const char *data, size_t len, size_t most, char **out,
	       size_t *out_len, const char *name, struct error *err)
{
	const unsigned char *start = (const unsigned char *)data;
	struct bytes in = { start, start + len, false };
	size_t cap = 0;
	uint32_t flags = read_header(&in);
	int ret = 0;

	*out = NULL;
	*out_len = 0;
	while (!ret)
		ret = in.short_of ?
			      -1 :
			      read_block(&in, flags, most, out, out_len, &cap);
	if (ret > 0 && *out)
		return 0;
	free(*out);
	*out = NULL;
	return error_set(err,
			 "%s: cannot be unpacked: not what lzop has packed",
			 name);
}
