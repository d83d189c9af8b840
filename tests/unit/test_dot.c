/* SPDX-License-Identifier: GPL-2.0-only */
#include "lab.h"

#include <stdio.h>
#include <stdlib.h>

#include "emit/dot_writer.h"

/* Whatever a tree has in its names, the graph is one that Graphviz reads. */

static const struct {
	const char *name;
	const char *text;
	const char *shown; /* how it stands in the graph */
} cases[] = {
	{ "plain", "linux,cma@1", "linux,cma@1" },
	{ "a tag", "<b>x</b>", "&lt;b&gt;x&lt;/b&gt;" },
	{ "an entity", "a&amp;b", "a&amp;amp;b" },
	{ "a quote", "say \"x\"", "say &quot;x&quot;" },
	{ "an end of table", "</td></tr></table>>", "&lt;/td&gt;&lt;/tr&gt;" },
	{ "control characters", "a\x01\x1b[31mb", "a??[31mb" },
	{ "a line break", "a\nb", "a<br/>b" },
	{ "no text in any encoding", "\xff\xfe", "??" },
	{ "nothing", "", " " },
};

static char *graph_of(const char *text)
{
	struct dot_writer *w = dot_new("test", DOT_LIGHT);
	struct buffer out;

	dot_table_begin(w, DOT_THIN);
	dot_row_begin(w);
	dot_cell(w, DOT_PLAIN, 1, 0, "%s", text);
	dot_row_end(w);
	dot_table_end(w, "node");
	out = dot_text(w);
	dot_free(w);
	return out.text;
}

static void test_escape(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *graph = graph_of(cases[i].text);

		if (!strstr(graph, cases[i].shown))
			fail_msg("%s: expected %s in %s", cases[i].name,
				 cases[i].shown, graph);
		free(graph);
	}
}

/* Each of them is drawn: the layout reads the label as it was meant. */
static void test_render(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dot_writer *w = dot_new("test", DOT_LIGHT);
		struct error err = { 0 };
		unsigned len = 0;
		char *data = NULL;

		dot_table_begin(w, DOT_DASHED);
		dot_row_begin(w);
		dot_cell_bold(w, DOT_BLUE, 1, "%s", cases[i].text);
		dot_row_end(w);
		dot_table_end(w, "node");
		if (dot_render(w, "svg", &data, &len, &err))
			fail_msg("%s: %s", cases[i].name, err.text);
		assert_non_null(strstr(data, "</svg>"));
		assert_non_null(strstr(data, "<polygon"));
		dot_free_data(data);
		dot_free(w);
	}
}

/* The same calls give the same bytes, clusters in the order they were made. */
static void test_order(void **state)
{
	struct dot_writer *w = dot_new("test", DOT_LIGHT);
	char *out, *first;

	(void)state;
	for (int i = 15; i >= 0; i--) {
		char id[16];

		snprintf(id, sizeof(id), "c%d", i);
		dot_enter_cluster(w, id, id, false);
		dot_table_begin(w, DOT_THIN);
		dot_row_begin(w);
		dot_cell(w, DOT_PLAIN, 1, 0, "%d", i);
		dot_row_end(w);
		dot_table_end(w, id);
		dot_leave_cluster(w);
	}
	out = dot_text(w).text;
	dot_free(w);
	first = strstr(out, "cluster_c15");
	for (int i = 14; i >= 0; i--) {
		char id[16], *next;

		snprintf(id, sizeof(id), "cluster_c%d ", i);
		next = strstr(out, id);
		assert_non_null(next);
		assert_true(next > first);
		first = next;
	}
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_render),
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
