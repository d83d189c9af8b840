/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "answer/heaps.h"

static void nothing_has_no_line(void **state)
{
	struct heaps h = { 0 };

	(void)state;
	assert_null(heaps_most(&h));
}

static void what_nodes_have_is_put_together(void **state)
{
	struct heaps h = { 0 };
	char *line;

	(void)state;
	heap_add(&h, 3 << 20, "struct pages of node 0", "memmap_alloc");
	heap_add(&h, 4 << 20, "kernel image", "memblock_reserve");
	heap_add(&h, 5 << 20, "struct pages of node 1", "memmap_alloc");
	heap_add(&h, 1 << 10, "per-CPU areas, group 2", "pcpu_fc_alloc");
	heap_add(&h, 2 << 10, "per-CPU areas, group 11", "pcpu_fc_alloc");
	line = heaps_most(&h);
	assert_string_equal(
		line,
		"struct pages 8 MiB, kernel image 4 MiB, per-CPU areas 3 KiB");
	free(line);
	heaps_release(&h);
}

static void regions_go_by_their_nodes(void **state)
{
	struct heaps h = { 0 };
	char *line;

	(void)state;
	for (int i = 0; i < 5; i++) {
		char what[] = "reserved-memory node mpss@0 (no-map)";

		what[26] = (char)('0' + i);
		heap_add(&h, (uint64_t)(i + 1) << 20, what, "");
	}
	heap_add(&h, 1 << 20, "reserved-memory node mpss@4 (no-map)", "");
	line = heaps_most(&h);
	assert_string_equal(line,
			    "mpss@4 6 MiB, mpss@3 4 MiB, mpss@2 3 MiB, 2 more");
	assert_int_equal(heaps_sum(&h), 16 << 20);
	heaps_sort(&h);
	assert_int_equal(h.v[0].bytes, 6 << 20);
	free(line);
	heaps_release(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_has_no_line),
		cmocka_unit_test(what_nodes_have_is_put_together),
		cmocka_unit_test(regions_go_by_their_nodes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
