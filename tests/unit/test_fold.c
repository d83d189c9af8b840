/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "util/fold.h"

static const struct {
	const char *text;
	size_t width;
	const char *folded;
} cases[] = {
	{ "", 10, "" },
	{ "short", 10, "short" },
	{ "just fits", 9, "just fits" },
	{ "one word more", 9, "one word\nmore" },
	{ "one word", 3, "one\nwor\nd" },
	{ "longest_word_of_all ends", 8, "longest_\nword_of_\nall ends" },
	{ "blanks   between", 7, "blanks \nbetween" },
	{ "\xc3\xa4\xc3\xb6\xc3\xbc \xc3\x9f", 3,
	  "\xc3\xa4\xc3\xb6\xc3\xbc\n\xc3\x9f" },
	{ "8, 9 to 14", 9, "8,\n9 to 14" },
	{ "0 to 7, 9 to 14", 10, "0 to 7,\n9 to 14" },
	{ "0 to 7, 9 to 14", 13, "0 to 7,\n9 to 14" },
	{ "up to 14", 6, "up to\n14" },
	{ "ab", 0, "a\nb" },
};

static void folds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *folded = text_fold(cases[i].text, cases[i].width);

		assert_string_equal(folded, cases[i].folded);
		free(folded);
	}
}

static void columns(void **state)
{
	(void)state;
	assert_int_equal(utf8_columns(""), 0);
	assert_int_equal(utf8_columns("abc"), 3);
	assert_int_equal(utf8_columns("\xe2\x82\xac 5"), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folds),
		cmocka_unit_test(columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
