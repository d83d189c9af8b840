/* SPDX-License-Identifier: GPL-2.0-only */
#include "lab.h"

#include <stdlib.h>

#include "arch/arch.h"
#include "journal/boot.h"
#include "journal/journal.h"
#include "profile/profile.h"
#include "start/sequence.h"
#include "util/alloc.h"
#include "util/error.h"

/* Linux 4.0 on a machine with one bank at 0x60000000, as far as setup_arch(). */

#define RAM 0x60000000ULL

static const struct reserve_case {
	const char *name;
	const char *kernel;
	uint64_t ram; /* bytes */
	const char *cmdline;
	const char *owner; /* what a page is reserved for */
	uint64_t at; /* that page, from RAM on; */
	bool there;
} cases[] = {
	{ "initrd= on the command line", "linux-4.0-vexpress", 256 * M,
	  "initrd=0x63000000,1M", "initial RAM disk", 48 * M, true },
	{ "to its last byte", "linux-4.0-vexpress", 256 * M,
	  "initrd=0x63000000,1M", "initial RAM disk", 49 * M, false },
	{ "cma= at a place out of line: the next largest block",
	  "linux-4.0-vexpress-sparse-cma", 256 * M, "cma=16M@0x62100000",
	  "CMA area reserved", 36 * M, true },
	{ "and nothing before it", "linux-4.0-vexpress-sparse-cma", 256 * M,
	  "cma=16M@0x62100000", "CMA area reserved", 35 * M, false },
};

static bool is_owned(const struct boot *b, uint64_t at, const char *what)
{
	const struct rangemap_extent *e = rangemap_at(&b->journal->ledger, at);

	return e && !strcmp(b->journal->owners[e->tag].what, what);
}

static void check(const struct reserve_case *c)
{
	struct error err = { 0 };
	struct range bank = { RAM, c->ram };
	struct fdt_memory_node node = { .root_child = true,
					.available = true,
					.ranges = &bank,
					.nr_ranges = 1 };
	struct machine m = { .arch = "arm", .source = SOURCE_DTB };
	struct kernel k;
	struct boot b;

	if (kernel_load(&k, c->kernel, &err))
		fail_msg("%s", err.text);
	m.cmdline = xstrdup(c->cmdline);
	m.image_base = RAM + k.sym.text - k.page_offset;
	m.fdt.memory = &node;
	m.fdt.nr_memory = 1;
	m.fdt.base = RAM + 128 * M;
	m.fdt.totalsize = 4096;
	boot_init(&b, &m, &k, &arch_arm);
	assert_int_equal(boot_run(&b, phase_find("setup_arch")), 0);
	if (is_owned(&b, RAM + c->at, c->owner) != c->there)
		fail_msg("%s: 0x%llx", c->name,
			 (unsigned long long)(RAM + c->at));
	boot_release(&b);
	free(m.cmdline);
	kernel_release(&k);
}

static void test_reservations(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check(&cases[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reservations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
