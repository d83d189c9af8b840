/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/btf.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

#define MAGIC 0xeb9fu
#define VERSION 1
#define HEADER_BYTES 24u
#define TYPE_BYTES 12u /* name_off, info, size or type */
#define HOPS_MAX 64 /* of types that only refer to another one */

enum kind {
	KIND_INT = 1,
	KIND_PTR,
	KIND_ARRAY,
	KIND_STRUCT,
	KIND_UNION,
	KIND_ENUM,
	KIND_FWD,
	KIND_TYPEDEF,
	KIND_VOLATILE,
	KIND_CONST,
	KIND_RESTRICT,
	KIND_FUNC,
	KIND_FUNC_PROTO,
	KIND_VAR,
	KIND_DATASEC,
	KIND_FLOAT,
	KIND_DECL_TAG,
	KIND_TYPE_TAG,
	KIND_ENUM64,
	NR_KINDS
};

/* What stands behind the 12 bytes that all types begin with. */
static const struct {
	uint8_t fixed, each; /* bytes: once, and for each of vlen entries */
} tails[NR_KINDS] = {
	[KIND_INT] = { 4, 0 },	    [KIND_ARRAY] = { 12, 0 },
	[KIND_STRUCT] = { 0, 12 },  [KIND_UNION] = { 0, 12 },
	[KIND_ENUM] = { 0, 8 },	    [KIND_FUNC_PROTO] = { 0, 8 },
	[KIND_VAR] = { 4, 0 },	    [KIND_DATASEC] = { 0, 12 },
	[KIND_DECL_TAG] = { 4, 0 }, [KIND_ENUM64] = { 0, 12 },
};

struct btf {
	const unsigned char *types;
	size_t types_len;
	const char *strings;
	size_t strings_len; /* the last byte is a NUL */
	bool swapped;
	unsigned word_size;
	uint32_t *at; /* places in types; at[0] is void, and none */
	size_t n, cap;
};

/* One of the types, taken apart. */
struct type {
	enum kind kind;
	const char *name;
	bool kind_flag;
	uint32_t vlen;
	uint32_t size_or_type;
	const unsigned char *tail;
};

static uint32_t u32_at(const struct btf *b, const unsigned char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return b->swapped ? __builtin_bswap32(v) : v;
}

static const char *string_at(const struct btf *b, uint32_t offset)
{
	return offset < b->strings_len ? b->strings + offset : "";
}

static struct type type_from(const struct btf *b, const unsigned char *p)
{
	uint32_t info = u32_at(b, p + 4);

	return (struct type){ .kind = info >> 24 & 0x1f,
			      .name = string_at(b, u32_at(b, p)),
			      .kind_flag = info >> 31,
			      .vlen = info & 0xffff,
			      .size_or_type = u32_at(b, p + 8),
			      .tail = p + TYPE_BYTES };
}

/* Type 0 is void, of kind 0; so is one that there is not. */
static struct type type_of(const struct btf *b, uint32_t id)
{
	return id && id < b->n ? type_from(b, b->types + b->at[id]) :
				 (struct type){ .name = "" };
}

/* Finds out where each type stands, and that all of it is there. */
static int index_types(struct btf *b, const char *name, struct error *err)
{
	size_t at = 0, bytes;

	b->n = 1;
	while (at < b->types_len) {
		struct type t = { .kind = 0 };

		if (b->types_len - at >= TYPE_BYTES)
			t = type_from(b, b->types + at);
		if (!t.kind || t.kind >= NR_KINDS)
			return error_set(
				err,
				"%s: BTF type %zu: kind %u, expected 1 to %d",
				name, b->n, (unsigned)t.kind, NR_KINDS - 1);
		bytes = TYPE_BYTES + tails[t.kind].fixed +
			(size_t)tails[t.kind].each * t.vlen;
		if (b->types_len - at < bytes)
			return error_set(err, "%s: BTF type %zu is cut off",
					 name, b->n);
		array_reserve(b->at, b->cap, b->n + 1);
		b->at[b->n++] = (uint32_t)at;
		at += bytes;
	}
	array_reserve(b->at, b->cap, 1);
	return 0;
}

/* Whether [offset, offset + len) behind the header lies in so many bytes. */
static bool section(size_t have, uint32_t header, uint32_t offset, uint32_t len)
{
	return header <= have && offset <= have - header &&
	       len <= have - header - offset;
}

static int open_btf(struct btf *b, const unsigned char *data, size_t len,
		    const char *name, struct error *err)
{
	uint32_t header, types, strings;
	uint16_t magic = 0;

	if (len >= HEADER_BYTES)
		memcpy(&magic, data, sizeof(magic));
	b->swapped = magic == __builtin_bswap16(MAGIC);
	if ((magic != MAGIC && !b->swapped) || data[2] != VERSION)
		return error_set(err, "%s: not BTF of version %d", name,
				 VERSION);
	header = u32_at(b, data + 4);
	types = u32_at(b, data + 8);
	b->types_len = u32_at(b, data + 12);
	strings = u32_at(b, data + 16);
	b->strings_len = u32_at(b, data + 20);
	if (header < HEADER_BYTES ||
	    !section(len, header, types, (uint32_t)b->types_len) ||
	    !section(len, header, strings, (uint32_t)b->strings_len))
		return error_set(err, "%s: BTF is cut off", name);
	b->types = data + header + types;
	b->strings = (const char *)data + header + strings;
	if (!b->strings_len || b->strings[b->strings_len - 1])
		return error_set(err, "%s: the strings of BTF do not end",
				 name);
	return index_types(b, name, err);
}

struct btf *btf_new(const void *data, size_t len, unsigned word_size,
		    const char *name, struct error *err)
{
	struct btf *b = xcalloc(1, sizeof(*b));

	b->word_size = word_size;
	if (!open_btf(b, data, len, name, err))
		return b;
	btf_free(b);
	return NULL;
}

void btf_free(struct btf *b)
{
	if (!b)
		return;
	free(b->at);
	free(b);
}

static bool is_enum(const struct type *t)
{
	return t->kind == KIND_ENUM || t->kind == KIND_ENUM64;
}

/* "struct page": 0 if there is none. */
static uint32_t find(const struct btf *b, const char *name)
{
	bool want_struct = !strncmp(name, "struct ", 7);
	bool want_enum = !strncmp(name, "enum ", 5);
	const char *bare = name + (want_struct ? 7 : want_enum ? 5 : 0);

	for (uint32_t id = 1; id < b->n; id++) {
		struct type t = type_of(b, id);
		bool kind = want_struct ? t.kind == KIND_STRUCT :
			    want_enum	? is_enum(&t) :
					  t.kind == KIND_TYPEDEF;

		/* vlen 0 of an enum: only declared */
		if (kind && !strcmp(t.name, bare) && (!want_enum || t.vlen))
			return id;
	}
	return 0;
}

/* What a typedef or a qualifier stands for; at most HOPS_MAX of them. */
static uint32_t peel(const struct btf *b, uint32_t id)
{
	for (int i = 0; i < HOPS_MAX; i++) {
		struct type t = type_of(b, id);

		switch (t.kind) {
		case KIND_TYPEDEF:
		case KIND_VOLATILE:
		case KIND_CONST:
		case KIND_RESTRICT:
		case KIND_TYPE_TAG:
			id = t.size_or_type;
			continue;
		default:
			return id;
		}
	}
	return 0;
}

bool btf_has(const struct btf *b, const char *type)
{
	return find(b, type) != 0;
}

/* An array of arrays goes as deep as HOPS_MAX. */
static bool size_of(const struct btf *b, uint32_t id, uint64_t *bytes)
{
	uint64_t n = 1;

	for (int i = 0; i < HOPS_MAX; i++) {
		struct type t = type_of(b, peel(b, id));

		switch (t.kind) {
		case KIND_INT:
		case KIND_STRUCT:
		case KIND_UNION:
		case KIND_ENUM:
		case KIND_ENUM64:
		case KIND_FLOAT:
			return !__builtin_mul_overflow(n, t.size_or_type,
						       bytes);
		case KIND_PTR:
			return !__builtin_mul_overflow(n, b->word_size, bytes);
		case KIND_ARRAY:
			if (__builtin_mul_overflow(n, u32_at(b, t.tail + 8),
						   &n))
				return false;
			id = u32_at(b, t.tail);
			continue;
		default:
			return false;
		}
	}
	return false;
}

bool btf_sizeof(const struct btf *b, const char *type, uint64_t *bytes)
{
	uint32_t id = find(b, type);

	return id && size_of(b, id, bytes);
}

/* Its entry, 12 bytes: name, type, offset in bits. */
static const unsigned char *find_member(const struct btf *b, const char *type,
					const char *member, bool *kind_flag)
{
	struct type t = type_of(b, peel(b, find(b, type)));

	*kind_flag = t.kind_flag;
	if (t.kind != KIND_STRUCT && t.kind != KIND_UNION)
		return NULL;
	for (uint32_t i = 0; i < t.vlen; i++) {
		const unsigned char *m = t.tail + (size_t)i * 12;

		if (!strcmp(string_at(b, u32_at(b, m)), member))
			return m;
	}
	return NULL;
}

bool btf_offsetof(const struct btf *b, const char *type, const char *member,
		  uint64_t *bytes)
{
	bool kind_flag;
	const unsigned char *m = find_member(b, type, member, &kind_flag);
	uint32_t bits;

	if (!m)
		return false;
	bits = u32_at(b, m + 8);
	/* With bit fields, their widths are in the upper byte. */
	*bytes = (kind_flag ? bits & 0xffffff : bits) / 8;
	return true;
}

bool btf_elements(const struct btf *b, const char *type, const char *member,
		  uint64_t *n)
{
	bool kind_flag;
	const unsigned char *m = find_member(b, type, member, &kind_flag);
	struct type t;

	if (!m)
		return false;
	t = type_of(b, peel(b, u32_at(b, m + 4)));
	if (t.kind != KIND_ARRAY)
		return false;
	*n = u32_at(b, t.tail + 8);
	return true;
}

/* The i-th entry of an enum; NULL behind the last one. */
static const unsigned char *entry(const struct btf *b, const char *type,
				  size_t i, struct type *t)
{
	*t = type_of(b, find(b, type));
	return is_enum(t) && i < t->vlen ? t->tail + i * tails[t->kind].each :
					   NULL;
}

const char *btf_enumerator(const struct btf *b, const char *type, size_t i)
{
	struct type t;
	const unsigned char *e = entry(b, type, i, &t);

	return e ? string_at(b, u32_at(b, e)) : NULL;
}

bool btf_enumerator_value(const struct btf *b, const char *type,
			  const char *name, uint64_t *value)
{
	const unsigned char *e;
	struct type t;

	for (size_t i = 0; (e = entry(b, type, i, &t)); i++) {
		if (strcmp(string_at(b, u32_at(b, e)), name) != 0)
			continue;
		*value = u32_at(b, e + 4);
		if (t.kind == KIND_ENUM64)
			*value |= (uint64_t)u32_at(b, e + 8) << 32;
		return true;
	}
	return false;
}

bool btf_parameters(const struct btf *b, const char *function, size_t *n)
{
	for (uint32_t id = 1; id < b->n; id++) {
		struct type t = type_of(b, id);

		if (t.kind != KIND_FUNC || strcmp(t.name, function) != 0)
			continue;
		t = type_of(b, t.size_or_type);
		*n = t.vlen;
		return t.kind == KIND_FUNC_PROTO;
	}
	return false;
}
