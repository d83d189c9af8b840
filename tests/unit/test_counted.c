/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "util/counted.h"

static const struct {
	const char *first, *second;
	const char *text; /* of three; NULL: they are not counted */
} cases[] = {
	{ "node 3", "node 4", "node 3 to 5, each" },
	{ "pages of node 9, all", "pages of node 10, all",
	  "pages of node 9 to 11, all, each" },
	{ "node 19", "node 20", "node 19 to 21, each" },
	{ "node 3", "node 5", NULL },
	{ "node 4", "node 3", NULL },
	{ "node 3", "node 3", NULL },
	{ "group 3", "node 4", NULL },
	{ "node 3 high", "node 4 low", NULL },
	{ "", "1", NULL },
};

static void counts_up(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct counted c;
		char *text;

		assert_int_equal(counted_begin(&c, cases[i].first,
					       cases[i].second),
				 cases[i].text != NULL);
		if (!cases[i].text)
			continue;
		text = counted_text(&c, cases[i].first, 3);
		assert_string_equal(text, cases[i].text);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(counts_up) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
