/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "profile/btf.h"
#include "util/alloc.h"

/*
 * struct s { int a; t m[6]; enum e *p; };  typedef const int t;
 * enum e { A = 7, B };  long f(int, int);
 */
static const char strings[] = "\0int\0t\0e\0A\0B\0s\0a\0m\0p\0f";
enum {
	INT = 1,
	T = 5,
	E = 7,
	A = 9,
	B = 11,
	S = 13,
	MA = 15,
	M = 17,
	P = 19,
	F = 21
};

#define INFO(kind, vlen) ((uint32_t)(kind) << 24 | (vlen))

static const uint32_t types[] = {
	/* 1 */ INT, INFO(1, 0),  4,  32,
	/* 2 */ 0,   INFO(10, 0), 1,
	/* 3 */ T,   INFO(8, 0),  2,
	/* 4 */ 0,   INFO(3, 0),  0,  3,  1, 6,
	/* 5 */ E,   INFO(6, 2),  4,  A,  7, B, 8,
	/* 6 */ 0,   INFO(2, 0),  5,
	/* 7 */ S,   INFO(4, 3),  40, MA, 1, 0, M, 4, 32, P, 6, 256,
	/* 8 */ 0,   INFO(13, 2), 1,  0,  1, 0, 1,
	/* 9 */ F,   INFO(12, 0), 8,
};

/* Header, types, strings. The caller frees it. */
static unsigned char *blob(const uint32_t *words, size_t n, size_t *len)
{
	const uint32_t bytes = (uint32_t)(n * sizeof(*words));
	const uint32_t header[] = { 0x0001eb9f, 24,    0,
				    bytes,	bytes, sizeof(strings) };
	unsigned char *out;

	*len = sizeof(header) + bytes + sizeof(strings);
	out = xcalloc(*len, 1);
	memcpy(out, header, sizeof(header));
	memcpy(out + sizeof(header), words, bytes);
	memcpy(out + sizeof(header) + bytes, strings, sizeof(strings));
	return out;
}

/* Each number the other way round; the magic has two bytes, then two ones. */
static void swap(unsigned char *data, size_t words)
{
	unsigned char first = data[0];

	data[0] = data[1];
	data[1] = first;
	for (size_t i = 1; i < words; i++) {
		uint32_t v;

		memcpy(&v, data + i * 4, 4);
		v = __builtin_bswap32(v);
		memcpy(data + i * 4, &v, 4);
	}
}

static void check_answers(const struct btf *b)
{
	uint64_t n = 0;
	size_t count = 0;

	assert_true(btf_has(b, "struct s"));
	assert_false(btf_has(b, "struct e"));
	assert_true(btf_sizeof(b, "struct s", &n));
	assert_int_equal(n, 40);
	assert_true(btf_sizeof(b, "t", &n));
	assert_int_equal(n, 4);
	assert_true(btf_offsetof(b, "struct s", "p", &n));
	assert_int_equal(n, 32);
	assert_true(btf_elements(b, "struct s", "m", &n));
	assert_int_equal(n, 6);
	assert_false(btf_elements(b, "struct s", "a", &n));
	assert_false(btf_offsetof(b, "struct s", "z", &n));
	assert_string_equal(btf_enumerator(b, "enum e", 1), "B");
	assert_null(btf_enumerator(b, "enum e", 2));
	assert_true(btf_enumerator_value(b, "enum e", "A", &n));
	assert_int_equal(n, 7);
	assert_false(btf_enumerator_value(b, "enum e", "C", &n));
	assert_true(btf_parameters(b, "f", &count));
	assert_int_equal(count, 2);
	assert_false(btf_parameters(b, "g", &count));
}

static void answers(void **state)
{
	struct error err = { 0 };
	struct btf *b;
	size_t len;
	unsigned char *data = blob(types, ARRAY_SIZE(types), &len);

	(void)state;
	b = btf_new(data, len, 8, "here", &err);
	assert_non_null(b);
	check_answers(b);
	btf_free(b);
	swap(data, 6 + ARRAY_SIZE(types));
	b = btf_new(data, len, 8, "here", &err);
	assert_non_null(b);
	check_answers(b);
	btf_free(b);
	free(data);
}

/* Types that go round in a circle, or are larger than any number. */
static void endless(void **state)
{
	static const uint32_t words[] = {
		T, INFO(8, 0),	2, /* typedef of 2 */
		0, INFO(10, 0), 1, /* const 1 */
		E, INFO(8, 0),	4, 0, INFO(3, 0), 0, 4,
		4, 0xffffffff, /* array of itself */
		S, INFO(4, 1),	8, M, 99,	  0, /* a member of no type */
	};
	struct error err = { 0 };
	uint64_t n;
	size_t len;
	unsigned char *data = blob(words, ARRAY_SIZE(words), &len);
	struct btf *b = btf_new(data, len, 8, "here", &err);

	(void)state;
	assert_non_null(b);
	assert_false(btf_sizeof(b, "t", &n));
	assert_false(btf_sizeof(b, "e", &n));
	assert_false(btf_elements(b, "struct s", "m", &n));
	assert_true(btf_offsetof(b, "struct s", "m", &n));
	btf_free(b);
	free(data);
}

/* Of each length that it can be cut to, and with each byte another one. */
static void damaged(void **state)
{
	size_t len;
	unsigned char *data = blob(types, ARRAY_SIZE(types), &len);

	(void)state;
	for (size_t cut = 0; cut < len; cut++) {
		struct error err = { 0 };
		unsigned char *copy = xcalloc(cut + 1, 1);

		memcpy(copy, data, cut);
		assert_null(btf_new(copy, cut, 8, "here", &err));
		assert_true(err.set);
		free(copy);
	}
	for (size_t at = 0; at < len; at++) {
		struct error err = { 0 };
		uint64_t n;
		struct btf *b;

		data[at] ^= 0xff;
		b = btf_new(data, len, 8, "here", &err);
		assert_true(!b == err.set);
		if (b) {
			btf_sizeof(b, "struct s", &n);
			btf_elements(b, "struct s", "m", &n);
			btf_enumerator_value(b, "enum e", "B", &n);
		}
		btf_free(b);
		data[at] ^= 0xff;
	}
	free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers),
		cmocka_unit_test(endless),
		cmocka_unit_test(damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
