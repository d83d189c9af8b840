/* SPDX-License-Identifier: GPL-2.0-only */
#include "lab.h"

#include <stdlib.h>

#include "emit/json_writer.h"
#include "util/alloc.h"

/* What a string is in JSON, with its quotes. */
static const struct text_case {
	const char *name, *text, *json;
} texts[] = {
	{ "plain", "zone DMA", "\"zone DMA\"" },
	{ "empty", "", "\"\"" },
	{ "none", NULL, "null" },
	{ "quotes and backslashes", "a\"b\\c/d", "\"a\\\"b\\\\c/d\"" },
	{ "controls with a letter", "\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\"" },
	{ "controls without", "\x01\x1b[0m\x7f",
	  "\"\\u0001\\u001b[0m\\u007f\"" },
	{ "C1, and what begins alike", "\xc2\x80\xc2\x9f\xc2\xa0\xc2\xb5",
	  "\"\\u0080\\u009f\xc2\xa0\xc2\xb5\"" },
	{ "other characters stay", "\xc3\xa9\xe2\x82\xac",
	  "\"\xc3\xa9\xe2\x82\xac\"" },
	{ "no UTF-8", "caf\xe9 \"", "\"caf? \\\"\"" },
	{ "UTF-8 that is cut off", "\xc2", "\"?\"" },
};

struct page {
	FILE *file;
	char *text;
	size_t len;
	struct json_writer w;
};

static void page_open(struct page *p)
{
	p->file = open_memstream(&p->text, &p->len);
	json_writer_init(&p->w, p->file);
}

static void page_check(struct page *p, const char *want)
{
	assert_int_equal(json_writer_finish(&p->w), 0);
	fclose(p->file);
	assert_int_equal(p->text[p->len - 1], '\n');
	p->text[p->len - 1] = '\0';
	assert_string_equal(p->text, want);
	free(p->text);
}

static void test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct page p;

		page_open(&p);
		json_text(&p.w, texts[i].text);
		page_check(&p, texts[i].json);
	}
}

static void test_structure(void **state)
{
	struct page p;

	(void)state;
	page_open(&p);
	json_open(&p.w, '{');
	json_put_open(&p.w, "none", '[');
	json_close(&p.w, ']');
	json_put_open(&p.w, "some", '[');
	json_num(&p.w, UINT64_MAX);
	json_int(&p.w, INT64_MIN);
	json_int(&p.w, 0);
	json_open(&p.w, '{');
	json_put_bool(&p.w, "a", true);
	json_put_text(&p.w, "b", NULL);
	json_close(&p.w, '}');
	json_bool(&p.w, false);
	json_close(&p.w, ']');
	json_key_of(&p.w, "hot.high", 3);
	json_null(&p.w);
	json_close(&p.w, '}');
	page_check(
		&p,
		"{\"none\":[],\"some\":[18446744073709551615,-9223372036854775808,0,{\"a\":true,\"b\":null},false],\"hot\":null}");
}

/* Strings around the size of the writer's own store, and larger ones. */
static void test_long(void **state)
{
	(void)state;
	for (size_t len = 4000; len < 9000; len += 37) {
		char *text = xcalloc(len + 1, 1), *want;
		struct page p;

		memset(text, 'x', len);
		want = xasprintf("[7,\"%s\",\"%s\"]", text, text);
		page_open(&p);
		json_open(&p.w, '[');
		json_num(&p.w, 7);
		json_text(&p.w, text);
		json_text(&p.w, text);
		json_close(&p.w, ']');
		page_check(&p, want);
		free(want);
		free(text);
	}
}

static void test_full_disk(void **state)
{
	FILE *full = fopen("/dev/full", "w");
	struct json_writer w;

	(void)state;
	if (!full)
		skip();
	json_writer_init(&w, full);
	json_text(&w, "nothing of this is written");
	assert_int_equal(json_writer_finish(&w), -1);
	fclose(full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_structure),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
