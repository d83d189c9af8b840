/* SPDX-License-Identifier: GPL-2.0-only */
/* profile/own_calls.h: calls of a kernel for which another's line stands in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "profile/line.h"
#include "profile/own_calls.h"
#include "util/alloc.h"

struct later_case {
	const char *line, *arch, *release;
	const char *dropped, *once; /* of the last one; NULL: none */
	size_t n;
};

static const struct later_case later_cases[] = {
	{ "linux-6.12", "x86_64", "6.8.0", "mem_init_print_info",
	  "mem_init_print_info", 3 },
	{ "linux-6.12", "x86_64", "6.10.3", "mem_init_print_info",
	  "mem_init_print_info", 1 },
	{ "linux-6.12", "x86_64", "6.11", NULL, NULL, 0 },
	{ "linux-6.12", "arm64", "6.8.0", "mem_init_print_info",
	  "mem_init_print_info", 1 },
	{ "linux-6.6", "x86_64", "6.7.2", NULL, NULL, 0 },
	{ "linux-5.10", "x86_64", "5.4.90", "preallocate_vmalloc_pages", NULL,
	  1 },
	{ "linux-6.12", "x86_64", "5.4.90", "mem_init_print_info",
	  "mem_init_print_info", 4 },
};

static void releases_before_a_call(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(later_cases); i++) {
		const struct later_case *c = &later_cases[i];
		const struct builtin_line *line = line_named(c->line);
		const struct later_call *last = NULL, *l;
		size_t n = 0;

		assert_non_null(line);
		for (; (l = later_call(line, c->arch, c->release, n)); n++)
			last = l;
		assert_int_equal(n, c->n);
		if (!n)
			continue;
		assert_string_equal(last->call, c->dropped);
		assert_true(!c->once == !last->once);
		if (c->once)
			assert_string_equal(last->once, c->once);
	}
}

static void variants_bring_calls(void **state)
{
	const struct kernel_rule *pages = KERNEL_RULE(kernel_pages);
	const struct kernel_rule_variant *v = pages->variants;
	const struct variant_call *c =
		variant_call(pages, &v[KERNEL_PAGES_ESTIMATED], "x86_64");

	(void)state;
	assert_non_null(c);
	assert_string_equal(c->call, "memblock_find_dma_reserve");
	assert_string_equal(c->next, "paging_init");
	assert_null(variant_call(pages, &v[KERNEL_PAGES_COUNTED], "x86_64"));
	assert_null(variant_call(pages, &v[KERNEL_PAGES_ESTIMATED], "arm64"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(releases_before_a_call),
		cmocka_unit_test(variants_bring_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
