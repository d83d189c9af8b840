/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "util/alloc.h"
#include "util/similar.h"

static void test_words(void **state)
{
	static const char *const words[] = { "run", "graph", "zones",
					     "zonelists", "mem_init" };
	static const struct {
		const char *what, *word, *meant;
	} cases[] = {
		{ "a letter changed", "rum", "run" },
		{ "a letter missing", "zone", "zones" },
		{ "one too many", "graphs", "graph" },
		{ "two swapped", "grpah", "graph" },
		{ "an underline missing", "meminit", "mem_init" },
		{ "the beginning", "zonel", "zonelists" },
		{ "nothing like it", "verify", NULL },
		{ "nothing at all", "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *got = similar_word(cases[i].word, words,
					       sizeof(words[0]),
					       ARRAY_SIZE(words));

		if (!got != !cases[i].meant ||
		    (got && strcmp(got, cases[i].meant)))
			fail_msg("%s: %s: expected %s, got %s", cases[i].what,
				 cases[i].word,
				 cases[i].meant ? cases[i].meant : "none",
				 got ? got : "none");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_words) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
