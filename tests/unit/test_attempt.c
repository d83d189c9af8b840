/* SPDX-License-Identifier: GPL-2.0-only */
#include "lab.h"

#include "journal/boot.h"
#include "journal/journal.h"
#include "mm/cma.h"
#include "mm/memblock.h"
#include "util/alloc.h"

/* 1 GiB of RAM at 1 GiB, one range reserved, and what is asked for. */

#define SZ_4G (4 * G)

static const struct attempt_case {
	const char *name;
	uint64_t ram_size; /* 0: 1 GiB */
	bool rounds; /* the kernel takes odd places */
	struct range reserved;
	struct cma_request request;
	size_t n; /* attempts; the last one: */
	uint64_t at;
	const char *failed, *where;
	struct range largest;
} cases[] = {
	{ .name = "downwards from the limit",
	  .request = { .size = 64 * M },
	  .n = 1,
	  .at = 2 * G - 64 * M,
	  .where = "downwards from the limit" },
	{ .name = "the size is rounded to pageblocks",
	  .request = { .size = 3 * M },
	  .n = 1,
	  .at = 2 * G - 4 * M,
	  .where = "downwards from the limit" },
	{ .name = "too large: the largest aligned piece is named",
	  .reserved = { G + 512 * M + 1, 16 * M },
	  .request = { .size = 768 * M },
	  .n = 1,
	  .failed = "no free piece is large enough",
	  .where = "downwards from the limit",
	  .largest = { G, 512 * M + 1 } },
	{ .name = "above 4 GiB first, then below",
	  .ram_size = 3 * G + 256 * M,
	  .reserved = { SZ_4G, 256 * M },
	  .request = { .size = 64 * M },
	  .n = 2,
	  .at = SZ_4G - 64 * M,
	  .where = "downwards from the limit" },
	{ .name = "above 4 GiB at once",
	  .ram_size = 3 * G + 256 * M,
	  .request = { .size = 64 * M },
	  .n = 1,
	  .at = SZ_4G,
	  .where = "from 4 GiB upwards" },
	{ .name = "a fixed place that is free",
	  .request = { .base = G + 64 * M, .size = 32 * M, .fixed = true },
	  .n = 1,
	  .at = G + 64 * M,
	  .where = "at a fixed place" },
	{ .name = "a fixed place that is taken",
	  .reserved = { G + 70 * M, M },
	  .request = { .base = G + 64 * M, .size = 32 * M, .fixed = true },
	  .n = 1,
	  .failed = "something there is reserved already",
	  .where = "at a fixed place" },
	{ .name = "a fixed place out of line",
	  .request = { .base = G + M, .size = 32 * M, .fixed = true },
	  .n = 1,
	  .failed =
		  "Region at 0x0000000040100000 must be aligned to 0x0000000000200000 bytes" },
	{ .name = "beyond the end of memory",
	  .request = { .base = 2 * G, .size = 32 * M, .fixed = true },
	  .n = 1,
	  .failed =
		  "Size (0x0000000002000000) of region at 0x0000000080000000 exceeds limit (0x0000000080000000)" },
	{ .name = "a fixed place that is rounded up",
	  .rounds = true,
	  .request = { .base = G + M, .size = 32 * M, .fixed = true },
	  .n = 1,
	  .at = G + 2 * M,
	  .where = "at a fixed place" },
	{ .name = "a fixed place beyond the end that nobody looks at",
	  .rounds = true,
	  .request = { .base = 2 * G, .size = 32 * M, .fixed = true },
	  .n = 1,
	  .at = 2 * G,
	  .where = "at a fixed place" },
};

static void check(const struct attempt_case *c, const struct boot *b)
{
	const struct mem_attempt *a;

	if (b->journal->nr_attempts != c->n)
		fail_msg("%s: %zu attempts, expected %zu", c->name,
			 b->journal->nr_attempts, c->n);
	a = &b->journal->attempts[c->n - 1];
	if (a->at != c->at || a->largest.base != c->largest.base ||
	    a->largest.size != c->largest.size)
		fail_msg("%s: at %#jx, largest %#jx at %#jx", c->name,
			 (uintmax_t)a->at, (uintmax_t)a->largest.size,
			 (uintmax_t)a->largest.base);
	if (strcmp(a->failed ? a->failed : "", c->failed ? c->failed : ""))
		fail_msg("%s: failed: %s", c->name, a->failed);
	if (strcmp(a->where ? a->where : "", c->where ? c->where : ""))
		fail_msg("%s: where: %s", c->name, a->where);
	assert_string_equal(a->by, "cma_declare_contiguous_nid");
}

static void attempts_are_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct attempt_case *c = &cases[i];
		struct cma_request request = c->request;
		struct machine m = { 0 };
		struct kernel k;
		struct boot b;

		lab_kernel(&k);
		k.rules.cma_base = c->rounds ? CMA_BASE_ROUNDED :
					       CMA_BASE_REFUSED;
		lab_boot(&b, &m, &k, G, c->ram_size ? c->ram_size : G);
		b.high_memory = memblock_end_of_dram(&b.memblock);
		if (c->reserved.size)
			memblock_reserve(&b, c->reserved.base, c->reserved.size,
					 "test", "");
		request.nid = NO_NODE;
		request.name = "test";
		cma_declare_contiguous_nid(&b, &request);
		check(c, &b);
		boot_release(&b);
	}
}

/* What is remarked stays when the log is forgotten, with its line. */
static void remarks_are_kept(void **state)
{
	struct machine m = { 0 };
	struct kernel k;
	struct boot b;
	struct journal *j;

	(void)state;
	lab_kernel(&k);
	lab_boot(&b, &m, &k, G, G);
	j = b.journal;
	journal_log(j, "one");
	journal_remark(j, REMARK_CRASH_FAILS, "%s and %d", "two", 3);
	assert_string_equal(j->log[j->nr_log - 1], "two and 3");
	journal_forget(j);
	journal_remark_about(j,
			     &(struct remark){ .kind = REMARK_POOL_FAILS,
					       .about = "x" },
			     "four");
	journal_remark_about(j,
			     &(struct remark){ .kind = REMARK_POOL_FAILS,
					       .about = "y" },
			     "five");
	assert_string_equal(journal_remarked(j, REMARK_CRASH_FAILS, NULL)->line,
			    "two and 3");
	assert_null(journal_remarked(j, REMARK_CRASH_FAILS, "x"));
	assert_string_equal(journal_remarked(j, REMARK_POOL_FAILS, NULL)->line,
			    "four");
	assert_string_equal(journal_remarked(j, REMARK_POOL_FAILS, "y")->line,
			    "five");
	assert_null(journal_remarked(j, REMARK_POOL_FAILS, "z"));
	assert_null(journal_remarked(j, REMARK_OVERLAP, NULL));
	boot_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(remarks_are_kept),
		cmocka_unit_test(attempts_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
