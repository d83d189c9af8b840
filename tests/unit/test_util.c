/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "util/alloc.h"
#include "util/error.h"
#include "util/rangemap.h"
#include "util/size.h"
#include "util/sort.h"
#include "util/stringmap.h"
#include "util/utf8.h"
#include "util/words.h"

static void test_mul_div(void **state)
{
	static const struct {
		uint64_t a, b, c, result;
	} cases[] = {
		{ 0, 5, 7, 0 },
		{ 10, 10, 3, 33 },
		{ UINT32_MAX, UINT32_MAX, 2, UINT64_C(0x7fffffff00000000) },
		{ UINT64_MAX, 1, 1, UINT64_MAX },
		{ UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX },
		{ UINT64_MAX, UINT64_MAX - 1, UINT64_MAX, UINT64_MAX - 1 },
		{ UINT64_MAX - 1, UINT64_MAX - 1, UINT64_MAX, UINT64_MAX - 2 },
		{ UINT64_C(1) << 63, UINT64_C(1) << 63, UINT64_MAX,
		  UINT64_C(1) << 62 },
		{ UINT64_C(1) << 63, 2, 3, UINT64_C(0x5555555555555555) },
		/* 2^52 pages of min, of 2^52 + 2^40 in a zone, of 2^53 */
		{ UINT64_C(1) << 52, (UINT64_C(1) << 52) + (UINT64_C(1) << 40),
		  UINT64_C(1) << 53,
		  (UINT64_C(1) << 51) + (UINT64_C(1) << 39) },
		/* the primes below 2^64 and 2^61, by one below 2^62 */
		{ UINT64_C(18446744073709551557), UINT64_C(2305843009213693951),
		  UINT64_C(4611686018427387847),
		  UINT64_C(9223372036854775888) },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(mul_div_u64(cases[i].a, cases[i].b,
					     cases[i].c),
				 cases[i].result);
		assert_int_equal(mul_div_u64(cases[i].b, cases[i].a,
					     cases[i].c),
				 cases[i].result);
	}
}

/* a * b is q * c and r more, which the parts tell without long numbers. */
static void test_mul_div_all_bits(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		uint64_t v[3], q;

		for (int j = 0; j < 3; j++) {
			seed = seed * UINT64_C(6364136223846793005) + 1;
			v[j] = seed >> (seed >> 59);
		}
		if (!v[2] || v[0] > v[2])
			continue;
		q = mul_div_u64(v[0], v[1], v[2]);
		/* Modulo 2^64 the rest is the rest. */
		assert_true(v[0] * v[1] - q * v[2] < v[2]);
		/* And the quotient lies where floating point sees it. */
		assert_true((double)q <= (double)v[0] / (double)v[2] *
						 (double)v[1] * (1 + 1e-12));
		assert_true((double)q + 1 >= (double)v[0] / (double)v[2] *
						     (double)v[1] *
						     (1 - 1e-12));
	}
}

static void test_xappendf(void **state)
{
	char *text = NULL, *copy;

	(void)state;
	xappendf(&text, "%s", "");
	assert_string_equal(text, "");
	xappendf(&text, "%d", 1);
	xappendf(&text, ", %s", "two");
	xappendf(&text, "%s", "");
	assert_string_equal(text, "1, two");
	free(text);

	text = NULL;
	for (size_t i = 0; i < 1000; i++)
		xappendf(&text, "%s%03zu", i ? " " : "", i);
	assert_int_equal(strlen(text), 3999);
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(strtoul(text + 4 * i, NULL, 10), i);

	copy = xasprintf("%s, %d", text, 5);
	assert_memory_equal(copy, text, 3999);
	assert_string_equal(copy + 3999, ", 5");
	free(copy);
	free(text);
}

static void test_stringmap(void **state)
{
	struct stringmap m = { 0 };
	char key[16];

	(void)state;
	for (size_t i = 0; i < 10000; i++) {
		snprintf(key, sizeof(key), "%zu", i);
		assert_int_equal(*stringmap_at(&m, key, strlen(key)), 0);
		*stringmap_at(&m, key, strlen(key)) = i + 1;
	}
	for (size_t i = 0; i < 10000; i++) {
		snprintf(key, sizeof(key), "%zu", i);
		assert_int_equal(*stringmap_at(&m, key, strlen(key)), i + 1);
	}
	assert_int_equal(m.n, 10000);
	assert_int_equal(*stringmap_at(&m, "12345", 4), 1235);
	assert_int_equal(*stringmap_at(&m, "", 0), 0);
	stringmap_release(&m);
}

/*
 *     AAAA....BBBBCC..CCC
 *     2   6   10  14  18 21
 */
static void test_rangemap_run(void **state)
{
	static const struct {
		const char *what;
		uint64_t at, end;
		int tag; /* -1: none */
		uint64_t stop;
	} cases[] = {
		{ "below all, up to the first", 0, 30, -1, 2 },
		{ "below all, and no further than asked", 0, 1, -1, 1 },
		{ "the first of an extent", 2, 30, 1, 6 },
		{ "the last of an extent", 5, 30, 1, 6 },
		{ "ends inside the extent", 3, 5, 1, 5 },
		{ "ends with the extent", 3, 6, 1, 6 },
		{ "the first behind an extent", 6, 30, -1, 10 },
		{ "ends inside the gap", 7, 9, -1, 9 },
		{ "a neighbour with another tag", 10, 30, 2, 14 },
		{ "and that one", 14, 30, 3, 16 },
		{ "a gap between equal tags", 16, 30, -1, 18 },
		{ "the last extent", 20, UINT64_MAX, 3, 21 },
		{ "above all", 21, 30, -1, 30 },
		{ "above all, without an end", 21, UINT64_MAX, -1, UINT64_MAX },
	};
	struct rangemap m = { 0 };
	uint64_t stop = 9;

	(void)state;
	assert_null(rangemap_run(&m, 0, &stop));
	assert_int_equal(stop, 9);
	rangemap_set(&m, 2, 6, 1);
	rangemap_set(&m, 10, 14, 2);
	rangemap_set(&m, 14, 16, 3);
	rangemap_set(&m, 18, 21, 3);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct rangemap_extent *e;

		stop = cases[i].end;
		e = rangemap_run(&m, cases[i].at, &stop);
		print_message("%s\n", cases[i].what);
		assert_int_equal(e ? (int)e->tag : -1, cases[i].tag);
		assert_int_equal(stop, cases[i].stop);
		assert_ptr_equal(e, rangemap_at(&m, cases[i].at));
	}
	rangemap_release(&m);
}

/* What has a tag keeps it: 1 . 2 . becomes 1 9 2 9. */
static void test_rangemap_fill(void **state)
{
	static const struct rangemap_extent expected[] = {
		{ 2, 4, 9 },
		{ 4, 6, 1 },
		{ 6, 10, 9 },
		{ 10, 14, 2 },
	};
	struct rangemap m = { 0 };

	(void)state;
	rangemap_set(&m, 4, 6, 1);
	rangemap_set(&m, 10, 14, 2);
	rangemap_fill(&m, 2, 12, 9);
	rangemap_fill(&m, 5, 5, 8);
	assert_int_equal(m.n, ARRAY_SIZE(expected));
	for (size_t i = 0; i < m.n; i++) {
		assert_int_equal(m.v[i].start, expected[i].start);
		assert_int_equal(m.v[i].end, expected[i].end);
		assert_int_equal(m.v[i].tag, expected[i].tag);
	}
	rangemap_fill(&m, 12, 20, 2);
	assert_int_equal(m.n, ARRAY_SIZE(expected));
	assert_int_equal(m.v[3].end, 20);
	rangemap_release(&m);
}

static void test_controls(void **state)
{
	struct error err = { 0 };
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	const char *json = "[\"\xc2\x80 \xc2\x9f \x7f \xc2\xa0\xc3\x9b\"]";

	(void)state;
	error_set(&err, "a\nb\x1b\xc2\x9b\x7f\xc3\xa9\xc2\xa0\xc2");
	assert_string_equal(err.text, "a?b????\xc3\xa9\xc2\xa0\xc2");
	utf8_print_json(f, json, strlen(json));
	fclose(f);
	assert_string_equal(text,
			    "[\"\\u0080 \\u009f \\u007f \xc2\xa0\xc3\x9b\"]");
	free(text);
}

static void test_words(void **state)
{
	static const struct {
		const char *words, *start, *found;
	} cases[] = {
		{ NULL, "maxcpus=", NULL },
		{ "", "maxcpus=", NULL },
		{ "maxcpus=1 quiet", "maxcpus=", "maxcpus=1 quiet" },
		{ "quiet maxcpus=1", "maxcpus=", "maxcpus=1" },
		{ "maxcpus=1 maxcpus=2 ro", "maxcpus=", "maxcpus=2 ro" },
		{ "xmaxcpus=1 x.maxcpus=2", "maxcpus=", NULL },
		{ "maxcpus=1 xmaxcpus=2", "maxcpus=", "maxcpus=1 xmaxcpus=2" },
		{ "maxcpus", "maxcpus=", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *found =
			words_find_last(cases[i].words, cases[i].start);

		if (cases[i].found)
			assert_string_equal(found, cases[i].found);
		else
			assert_null(found);
	}
}

static void test_parse_size(void **state)
{
	static const struct {
		const char *text;
		bool good;
		uint64_t value;
	} cases[] = {
		{ "0x40000000", true, 0x40000000 },
		{ "64M", true, 64 << 20 },
		{ "1.5G", true, 0x60000000 },
		{ "0.25k", true, 256 },
		{ "3.0625T", true, 3367254360064 },
		{ "15.5E", true, 0xf800000000000000 },
		{ "1.3G", false, 0 }, /* no whole bytes */
		{ "1.5", false, 0 },
		{ "1.G", false, 0 },
		{ ".5G", false, 0 },
		{ "1.5.5G", false, 0 },
		{ "1.5GB", false, 0 },
		{ "16.5E", false, 0 },
		{ "1.00000001G", false, 0 },
		{ "-1", false, 0 },
		{ "", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t value = 0;
		bool good = parse_size(cases[i].text, &value);

		if (good != cases[i].good || (good && value != cases[i].value))
			fail_msg("%s: %d %llu", cases[i].text, good,
				 (unsigned long long)value);
	}
}

static int by_first_digit(const void *a, const void *b)
{
	return *(const int *)a / 10 - *(const int *)b / 10;
}

/* Of each number of values, for the last run of a merge may be alone. */
static void what_is_equal_keeps_its_order(void **state)
{
	int v[40];

	(void)state;
	for (int n = 0; n < 40; n++) {
		for (int i = 0; i < n; i++)
			v[i] = (7 * i) % 4 * 10 + i / 4;
		sort_stable(v, (size_t)n, sizeof(*v), by_first_digit);
		for (int i = 1; i < n; i++)
			assert_true(v[i - 1] < v[i]);
	}
}

static void test_number_lists(void **state)
{
	static const unsigned long numbers[] = { 0, 1, 2, 5, 8, 9 };
	static const struct {
		size_t n, least;
		const char *text;
	} cases[] = {
		{ 0, 2, "" },
		{ 1, 2, "0" },
		{ 2, 2, "0 to 1" },
		{ 2, 3, "0, 1" },
		{ 6, 2, "0 to 2, 5, 8 to 9" },
		{ 6, 3, "0 to 2, 5, 8, 9" },
		{ 6, 4, "0, 1, 2, 5, 8, 9" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text =
			number_list_text(numbers, cases[i].n, cases[i].least);

		assert_string_equal(text, cases[i].text);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_equal_keeps_its_order),
		cmocka_unit_test(test_parse_size),
		cmocka_unit_test(test_mul_div),
		cmocka_unit_test(test_mul_div_all_bits),
		cmocka_unit_test(test_xappendf),
		cmocka_unit_test(test_stringmap),
		cmocka_unit_test(test_rangemap_run),
		cmocka_unit_test(test_rangemap_fill),
		cmocka_unit_test(test_controls),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_number_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
