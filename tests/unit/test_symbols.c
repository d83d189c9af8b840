/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "profile/symbols.h"
#include "util/alloc.h"

static int read_text(struct symbols *s, const char *text, struct error *err)
{
	return symbols_from_text(s, text, strlen(text), "map", err);
}

static void reads_both_forms(void **state)
{
	static const char text[] = "0000000000000000 A percpu\n"
				   "ffffffff9c000000 T _text\n"
				   "ffffffff9c000100 t twice\n"
				   "ffffffff9c000300 t twice\r\n"
				   "\n"
				   "ffffffffc0001000 t init\t[module]\n"
				   "ffffffff9c000340 D last";
	struct error err = { 0 };
	struct symbols s;

	(void)state;
	assert_int_equal(read_text(&s, text, &err), 0);
	assert_int_equal(s.n, 5);
	assert_int_equal(symbols_find(&s, "twice")->value, 0xffffffff9c000100);
	assert_null(symbols_find(&s, "init"));
	assert_null(symbols_find(&s, ""));
	assert_int_equal(symbols_room(&s, 0xffffffff9c000100), 0x200);
	assert_int_equal(symbols_room(&s, 0xffffffff9c000340), 0);
	symbols_lower(&s, 0xffffffff81000000, 0x1b000000);
	assert_int_equal(symbols_find(&s, "_text")->value, 0xffffffff81000000);
	assert_int_equal(symbols_find(&s, "percpu")->value, 0);
	assert_int_equal(symbols_room(&s, 0xffffffff81000300), 0x40);
	symbols_release(&s);
}

static void refuses(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "", "map: has no symbols" },
		{ "0000000000000000 T _text\n0 t x\n",
		  "map: hides its addresses" },
		{ "ffffffff81000000 T a\nnonsense\n",
		  "map: line 2: expected ADDRESS TYPE NAME" },
		{ "fffffffff81000000 T a\n", "map: line 1: expected ADDRESS" },
		{ "ff T", "map: line 1: expected ADDRESS" },
		{ "ff", "map: line 1: expected ADDRESS" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct error err = { 0 };
		struct symbols s;

		assert_int_equal(read_text(&s, cases[i].text, &err), -1);
		if (strncmp(err.text, cases[i].message,
			    strlen(cases[i].message)) != 0)
			fail_msg("%s, expected %s", err.text, cases[i].message);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_both_forms),
		cmocka_unit_test(refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
