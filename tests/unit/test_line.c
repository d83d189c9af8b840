/* SPDX-License-Identifier: GPL-2.0-only */
/* What a wrong release line is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "profile/line.h"
#include "profile/lines.h"
#include "profile/profile.h"
#include "util/alloc.h"

#define LINE "linux-6.1"

static const struct builtin_line *line_6_1(void)
{
	for (size_t i = 0; i < nr_builtin_lines; i++) {
		if (!strcmp(builtin_lines[i].name, LINE))
			return &builtin_lines[i];
	}
	fail_msg("no line %s", LINE);
	return NULL;
}

/* `text` with each `from` turned into `to`. */
static char *edited(const char *text, size_t len, const char *from,
		    const char *to)
{
	char *whole = xstrndup(text, len), *out = xstrdup(""), *at;
	const char *rest = whole;

	assert_non_null(strstr(whole, from));
	for (; (at = strstr(rest, from)); rest = at + strlen(from))
		xappendf(&out, "%.*s%s", (int)(at - rest), rest, to);
	xappendf(&out, "%s", rest);
	free(whole);
	return out;
}

/* inexact: what the kernel's records say of its line; NULL: is not asked. */
static int read_and_tell(const char *arch, const char *json, char **inexact,
			 struct error *err)
{
	struct kernel k = { .arch = xstrdup(arch),
			    .release = xstrdup("6.1.0") };
	struct reader r = { .k = &k, .where = "x", .err = err };
	int ret = line_read_text(&r, "l", json, strlen(json));

	if (inexact)
		*inexact = xstrdup(k.line_inexact ? k.line_inexact : "");
	line_release(&k);
	free(k.arch);
	free(k.release);
	return ret;
}

static int read_for(const char *arch, const char *json, struct error *err)
{
	return read_and_tell(arch, json, NULL, err);
}

static const struct {
	const char *what, *from, *to, *message;
} bad[] = {
	{ "another schema", "initmem-line-1", "initmem-line-9",
	  "l: /schema: not a release line, expected \"initmem-line-1\"" },
	{ "no list of what is unproven", "\"rules\": {",
	  "\"unproven\": \"arm64\", \"rules\": {",
	  "l: /unproven: wrong type, expected a list of architectures" },
	{ "no rules", "\"rules\": {", "\"ruled\": {", "l: /rules: missing" },
	{ "an unknown rule", "\"fallback\": {", "\"fallthrough\": {",
	  "l: /rules/fallthrough: no such rule, expected one that a RULE() under src/ declares" },
	{ "a rule that is missing", "\"fallback\": {", "\"pageset\": {",
	  "l: /rules/fallback/value: missing, expected of __rmqueue_fallback(): claim, steal, expand; or null" },
	{ "an unknown variant", "\"value\": \"steal\"", "\"value\": \"grab\"",
	  "l: /rules/fallback/value: \"grab\", expected of __rmqueue_fallback(): claim, steal, expand; or null" },
	{ "a number for a variant", "\"value\": \"steal\"", "\"value\": 1",
	  "l: /rules/fallback/value: 1, expected of __rmqueue_fallback(): claim, steal, expand; or null" },
	{ "no value", "\"value\": \"steal\"", "\"walue\": \"steal\"",
	  "l: /rules/fallback/value: missing, expected of __rmqueue_fallback(): claim, steal, expand; or null" },
	{ "values for other architectures", "\"value\": \"steal\"",
	  "\"value\": { \"vax\": \"steal\" }",
	  "l: /rules/fallback/value: nothing for this architecture, expected of __rmqueue_fallback(): claim, steal, expand; or null" },
	{ "a number out of range", "\"command_line_copies\": { \"value\": 2",
	  "\"command_line_copies\": { \"value\": 200",
	  "l: /rules/command_line_copies/value: 200, expected of setup_command_line(): 1 to 8; or null" },
	{ "bootmem with zones from memblock", "\"value\": \"memblock\"",
	  "\"value\": \"bootmem\"",
	  "l: /rules: boot_allocator is bootmem, and zone_sizes is from_memblock: expected only one of the two" },
	{ "no calls", "\"calls\": {", "\"called\": {", "l: /calls: missing" },
	{ "a callee that is a number", "\"setup_boot_config\"", "7",
	  "l: /calls/values/start_kernel: wrong type, expected a list of strings, or one for each architecture" },
};

static void bad_lines(void **state)
{
	const struct builtin_line *l = line_6_1();

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char *json = edited(l->json, l->len, bad[i].from, bad[i].to);
		struct error err = { 0 };
		int ret = read_for("arm64", json, &err);

		if (ret != (bad[i].message ? -1 : 0))
			fail_msg("%s: returned %d", bad[i].what, ret);
		if (bad[i].message && strcmp(err.text, bad[i].message) != 0)
			fail_msg("%s: %s", bad[i].what, err.text);
		free(json);
	}
}

/* A rule's value of one architecture counts there. */
static void value_of_architecture(void **state)
{
	const struct builtin_line *l = line_6_1();
	char *json =
		edited(l->json, l->len, "\"value\": \"steal\"",
		       "\"value\": { \"arm64\": \"steal\", \"arm\": \"grab\" }");
	struct error err = { 0 };

	(void)state;
	assert_int_equal(read_for("arm64", json, &err), 0);
	assert_int_equal(read_for("arm", json, &err), -1);
	free(json);
}

/* That no boot was held against the rules is said, of those it holds for. */
static void unproven_is_said(void **state)
{
	static const struct {
		const char *arch, *inexact;
	} rows[] = {
		{ "arm",
		  "l: its rules for arm are read from the source, and not held against a boot yet" },
		{ "arm64", "" },
	};
	const struct builtin_line *l = line_6_1();
	char *json =
		edited(l->json, l->len, "\"rules\": {",
		       "\"unproven\": [\"x86_64\", \"arm\"], \"rules\": {");

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct error err = { 0 };
		char *inexact = NULL;

		assert_int_equal(read_and_tell(rows[i].arch, json, &inexact,
					       &err),
				 0);
		assert_string_equal(inexact, rows[i].inexact);
		free(inexact);
	}
	free(json);
}

/* Builds of a line may come by import only. */
static void all_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < nr_builtin_lines; i++) {
		const struct builtin_line *l = &builtin_lines[i];

		for (const char *const *a = l->archs; *a; a++) {
			struct error err = { 0 };

			if (read_for(*a, l->json, &err))
				fail_msg("%s", err.text);
		}
	}
}

static const struct {
	const char *what, *key, *value, *message;
} kernels[] = {
	{ "another banner", "Linux version 6.1.0-", "Linux version 6.3.0-",
	  "x: release 6.1.0-50-cloud-arm64, but the kernel's own words are \"Linux version 6.3.0-50-cloud-arm64" },
	{ "a release between lines", "6.1.0-50", "6.3.0-50",
	  "x: Linux 6.3.0-50-cloud-arm64: the rules of this line are not known for arm64; known are" },
	{ "a longer number", "6.1.0-50", "6.14.0-50",
	  "x: Linux 6.14.0-50-cloud-arm64: the rules of this line are not known for arm64; known are" },
	{ "an unknown line", "\"line\": \"linux-6.1\"", "\"line\": \"linux-6\"",
	  "x: /line: \"linux-6\": no such release line, known are " },
	{ "another line", "\"line\": \"linux-6.1\"", "\"line\": \"linux-4.0\"",
	  "x: /line: \"linux-4.0\", but linux-6.1 has release 6.1.0-50-cloud-arm64" },
};

static void kernels_without_line(void **state)
{
	const struct builtin_profile *p = profile_find("debian-6.1-arm64");

	(void)state;
	for (size_t i = 0; i < sizeof(kernels) / sizeof(kernels[0]); i++) {
		char *json = edited(p->json, p->len, kernels[i].key,
				    kernels[i].value);
		struct error err = { 0 };
		struct kernel k = { 0 };

		if (!kernel_from_json(&k, json, strlen(json), "x", &err))
			fail_msg("%s: taken", kernels[i].what);
		if (strncmp(err.text, kernels[i].message,
			    strlen(kernels[i].message)) != 0)
			fail_msg("%s: %s", kernels[i].what, err.text);
		kernel_release(&k);
		free(json);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_lines),
		cmocka_unit_test(all_lines),
		cmocka_unit_test(value_of_architecture),
		cmocka_unit_test(unproven_is_said),
		cmocka_unit_test(kernels_without_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
