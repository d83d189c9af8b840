/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arch/arch.h"
#include "input/dtb.h"
#include "model/archs.h"
#include "profile/fields.h"
#include "profile/profile.h"
#include "util/alloc.h"

static bool is_known(const char *name_or_family)
{
	for (size_t i = 0; i < nr_arch_facts; i++) {
		if (arch_is(arch_facts[i].name, name_or_family))
			return true;
	}
	return false;
}

/* What names an architecture outside of the table names one of it. */
static void test_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < nr_profile_fields; i++) {
		const char *arch = profile_fields[i].arch;

		if (arch && !is_known(arch))
			fail_msg("%s: no architecture or family \"%s\"",
				 profile_fields[i].key, arch);
	}
	for (size_t i = 0; i < nr_builtin_profiles; i++)
		assert_non_null(arch_facts_find(builtin_profiles[i].arch));
	assert_non_null(arch_facts_find(cpu_architecture("arm,cortex-a53")));
	assert_non_null(arch_facts_find(cpu_architecture("arm,cortex-a9")));
	assert_non_null(arch_facts_find(cpu_architecture("riscv")));
	assert_null(arch_facts_find("x86"));
	assert_null(arch_facts_find(NULL));
}

/* Each row of the table has a folder that says what it does. */
static void test_deeds(void **state)
{
	(void)state;
	for (size_t i = 0; i < nr_arch_facts; i++) {
		char *name = xstrdup(arch_facts[i].name);
		struct kernel k = { .arch = name };
		const struct arch *a = arch_find(&k);

		assert_non_null(a);
		assert_string_equal(a->name, name);
		if (arch_facts[i].guest_of)
			assert_non_null(
				arch_facts_find(arch_facts[i].guest_of));
		free(name);
	}
}

/* The schema of a record allows all of them, and nothing else. */
static void test_schema(void **state)
{
	static char text[1 << 16];
	FILE *f = fopen("src/emit/record.schema.json", "r");
	const char *list, *end;
	size_t words = 0;

	(void)state;
	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	list = strstr(text, "\"arch\": {");
	assert_non_null(list);
	list = strchr(list, '[');
	end = strchr(list, ']');
	for (const char *c = list; c < end; c++)
		words += *c == '"';
	assert_int_equal(words, 2 * nr_arch_facts);
	for (size_t i = 0; i < nr_arch_facts; i++) {
		char *word = xasprintf("\"%s\"", arch_facts[i].name);
		const char *at = strstr(list, word);

		if (!at || at > end)
			fail_msg("the schema does not have %s", word);
		free(word);
	}
}

static const struct {
	const char *name, *other;
	bool is;
} kinds[] = {
	{ "x86_64", "x86", true },    { "i386", "x86", true },
	{ "x86_64", "x86_64", true }, { "i386", "x86_64", false },
	{ "arm", "arm", true },	      { "arm64", "arm", false },
	{ "arm", "arm64", false },    { "mips", "mips", false },
	{ "riscv64", "riscv", true }, { "riscv64", "arm64", false },
};

static void test_family(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (arch_is(kinds[i].name, kinds[i].other) != kinds[i].is)
			fail_msg("%s of %s", kinds[i].name, kinds[i].other);
	}
}

static void test_list(void **state)
{
	char buf[ARCH_NAMES_MAX];

	(void)state;
	assert_string_equal(arch_names(buf, " or ", arch_any),
			    "arm64, arm, riscv64, x86_64 or i386");
	assert_string_equal(arch_names(buf, " and ", arch_is_wide),
			    "arm64, riscv64 and x86_64");
	assert_string_equal(arch_names(buf, " or ", arch_has_tree),
			    "arm64, arm or riscv64");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),  cmocka_unit_test(test_deeds),
		cmocka_unit_test(test_schema), cmocka_unit_test(test_family),
		cmocka_unit_test(test_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
