/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "emit/alike.h"

/* Rows of a text and a size; what is shown of them. */
static const struct {
	const char *name;
	const char *texts[5];
	uint64_t sizes[5];
	const char *shown[5];
} cases[] = {
	{ "counts up",
	  { "node 3", "node 4", "node 5" },
	  { 1, 1, 1 },
	  { "node 3 to 5, each" } },
	{ "the number may be anywhere",
	  { "pages of node 9, all", "pages of node 10, all",
	    "pages of node 11, all" },
	  { 1, 1, 1 },
	  { "pages of node 9 to 11, all, each" } },
	{ "with a hole",
	  { "node 3", "node 5", "node 6" },
	  { 1, 1, 1 },
	  { "node 3, 5 to 6, each" } },
	{ "others in between",
	  { "node 0", "image", "node 1", "node 2" },
	  { 1, 9, 1, 1 },
	  { "node 0 to 2, each", "image" } },
	{ "one has more",
	  { "node 0", "node 1", "node 2", "node 3" },
	  { 1, 1, 2, 1 },
	  { "node 0 to 1, 3, each", "node 2" } },
	{ "two are too few",
	  { "node 0", "node 1" },
	  { 1, 1 },
	  { "node 0", "node 1" } },
	{ "a number twice",
	  { "node 0", "node 0", "node 1" },
	  { 1, 1, 1 },
	  { "node 0", "node 0", "node 1" } },
	{ "no node",
	  { "table 0", "table 1", "table 2" },
	  { 1, 1, 1 },
	  { "table 0", "table 1", "table 2" } },
	{ "another word",
	  { "group 3", "node 4", "node 5" },
	  { 1, 1, 1 },
	  { "group 3", "node 4", "node 5" } },
};

static const struct column columns[] = {
	{ .name = "owner", .title = "OWNER" },
	{ .name = "size", .title = "SIZE" },
};

static void check_case(size_t at)
{
	struct answer a = { 0 };
	struct section *s = answer_section(&a, "owners", columns, 2, "");
	struct alikes rows;

	for (size_t i = 0; i < 5 && cases[at].texts[i]; i++) {
		add_text(s, "%s", cases[at].texts[i]);
		add_bytes(s, cases[at].sizes[i]);
	}
	alikes_find(&rows, s, true);
	for (size_t i = 0; i < rows.n; i++) {
		const struct alike *f = &rows.v[i];
		const char *first = cases[at].texts[f->row];
		char *text = f->numbers ? alike_text(f, first) : NULL;

		assert_non_null(cases[at].shown[i]);
		assert_string_equal(text ? text : first, cases[at].shown[i]);
		free(text);
	}
	assert_true(rows.n == 5 || !cases[at].shown[rows.n]);
	alikes_release(&rows);
	answer_release(&a);
}

static void folds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_case(i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
