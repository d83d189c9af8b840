/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "serve/child.h"

/* Work that ends in each of the ways there are: the server outlives them all. */

static int answers(void *ctx)
{
	printf("%s", (const char *)ctx);
	fprintf(stderr, "a note\n");
	return 7;
}

static int exits(void *ctx)
{
	(void)ctx;
	printf("so far");
	exit(2);
}

static int hangs(void *ctx)
{
	while (ctx)
		pause();
	return 0;
}

static int spins(void *ctx)
{
	for (volatile unsigned i = 0; ctx; i++)
		;
	return 0;
}

static int prints_on(void *ctx)
{
	while (ctx)
		puts("and on");
	return 0;
}

static int dies(void *ctx)
{
	(void)ctx;
	raise(SIGKILL);
	return 0;
}

/* Of a gigabyte, which is more than it may have. */
static int takes_memory(void *ctx)
{
	void *p = mmap(NULL, (size_t)1 << 30, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)ctx;
	return p == MAP_FAILED ? 5 : 0;
}

/* Standard input is at its end, and nothing else is open. */
static int looks_around(void *ctx)
{
	char c;

	(void)ctx;
	return read(STDIN_FILENO, &c, 1) == 0 && write(3, &c, 1) < 0 ? 0 : 1;
}

static void test_ends(void **state)
{
	static const struct child_limits limits = {
		.seconds = 1,
		.memory = (size_t)256 << 20,
		.output = 1 << 20,
	};
	static const struct {
		const char *name;
		int (*work)(void *ctx);
		enum child_end end;
		int status;
		const char *out, *said; /* NULL: whatever */
	} cases[] = {
		{ "answers", answers, CHILD_ENDED, 7, "text", "a note\n" },
		{ "exits", exits, CHILD_ENDED, 2, "so far", "" },
		{ "hangs", hangs, CHILD_LATE, 0, "", "" },
		{ "spins", spins, CHILD_LATE, 0, "", "" },
		{ "prints on", prints_on, CHILD_LARGE, 0, NULL, "" },
		{ "dies", dies, CHILD_KILLED, 0, "", "" },
		{ "takes memory", takes_memory, CHILD_ENDED, 5, "", NULL },
		{ "looks around", looks_around, CHILD_ENDED, 0, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err = { 0 };
		struct child_result r;
		char text[] = "text";

		assert_int_equal(child_run(&r, &limits, cases[i].work, text,
					   &err),
				 0);
		if (r.end != cases[i].end ||
		    (r.end == CHILD_ENDED && r.status != cases[i].status) ||
		    (cases[i].out && strcmp(r.out, cases[i].out)) ||
		    (cases[i].said && strcmp(r.said, cases[i].said)))
			fail_msg("%s: end %d, status %d, '%.40s', '%.200s'",
				 cases[i].name, (int)r.end, r.status, r.out,
				 r.said);
		child_result_release(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
