/* SPDX-License-Identifier: GPL-2.0-only */
#include "lab.h"

#include <inttypes.h>
#include <stdlib.h>

#include "profile/fields.h"
#include "profile/frozen.h"
#include "profile/nearest.h"
#include "profile/profile.h"
#include "util/alloc.h"

/* A built-in kernel is the same whether it is thawed or read from its JSON. */

static void say_number(void *ctx, uint64_t v)
{
	fprintf(ctx, "%" PRIu64 "\n", v);
}

static void say_string(void *ctx, const char *s)
{
	fprintf(ctx, "\"%s\"\n", s);
}

static char *said(const struct kernel *k)
{
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	const struct freezer to = { say_number, say_string, f };

	kernel_freeze(k, &to);
	fclose(f);
	return text;
}

/* A pointer's place: what it points to has been compared. */
static void forget(struct kernel *k, size_t offset)
{
	memset((char *)k + offset, 0, sizeof(void *));
}

static void forget_pointers(struct kernel *k)
{
	static const size_t others[] = {
		offsetof(struct kernel, name),
		offsetof(struct kernel, base_release),
		offsetof(struct kernel, line),
		offsetof(struct kernel, line_inexact),
		offsetof(struct kernel, functions.v),
		offsetof(struct kernel, log_prefixes.v),
		offsetof(struct kernel, bugs.v),
		offsetof(struct kernel, calls.v),
	};

	for (size_t i = 0; i < nr_profile_fields; i++) {
		if (profile_fields[i].type == FIELD_STRING)
			forget(k, profile_fields[i].offset);
	}
	for (size_t i = 0; i < nr_profile_word_lists; i++)
		forget(k, profile_word_lists[i].offset);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		forget(k, others[i]);
}

static void check_same(const char *name, struct kernel *read,
		       struct kernel *thawed)
{
	char *x = said(read), *y = said(thawed);
	struct kernel a = *read, b = *thawed;

	if (strcmp(x, y) != 0)
		fail_msg("%s: thawed, it is another", name);
	forget_pointers(&a);
	forget_pointers(&b);
	if (memcmp(&a, &b, sizeof(a)) != 0)
		fail_msg("%s: something of it is not frozen", name);
	free(x);
	free(y);
}

static void test_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < nr_builtin_profiles; i++) {
		const struct builtin_profile *p = &builtin_profiles[i];
		const struct frozen_kernel *f = frozen_find(p->name);
		struct kernel read, thawed;
		struct error err;

		if (!f)
			skip();
		assert_int_equal(kernel_from_json(&read, p->json, p->len,
						  p->name, &err),
				 0);
		kernel_thaw(&thawed, f);
		check_same(p->name, &read, &thawed);
		kernel_release(&read);
		kernel_release(&thawed);
	}
	assert_null(frozen_find("debian-6.1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
