/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "util/alloc.h"
#include "util/library.h"

static size_t strlen_like(const char *s)
{
	(void)s;
	return 0;
}

/* What is opened, the functions asked of it, and what the error then says. */
static const struct {
	const char *soname, *function, *error;
} cases[] = {
	{ "libc.so.6", "strlen", NULL },
	{ "libc.so.6", "no_such_function",
	  "libc.so.6 has no no_such_function, needed to test" },
	{ "libnosuch.so.1", "strlen",
	  "cannot load libnosuch.so.1, needed to test: " },
};

static void test_need(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct error err = { 0 };
		size_t (*length)(const char *) = strlen_like;
		struct library l = {
			.soname = cases[i].soname,
			.purpose = "to test",
			.names = &cases[i].function,
			.nr_names = 1,
			.pointers = &length,
		};
		int ret = library_need(&l, &err);

		print_message("%s, %s\n", cases[i].soname, cases[i].function);
		if (!cases[i].error) {
			assert_int_equal(ret, 0);
			assert_int_equal(length("four"), 4);
			assert_non_null(l.handle);
			assert_int_equal(library_need(&l, &err), 0);
			continue;
		}
		assert_int_equal(ret, -1);
		assert_null(l.handle);
		assert_ptr_equal(length, strlen_like);
		assert_memory_equal(err.text, cases[i].error,
				    strlen(cases[i].error));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_need),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
