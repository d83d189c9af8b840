/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arch/arm64/pkvm.h"
#include "journal/boot.h"
#include "journal/journal.h"
#include "lab.h"
#include "util/alloc.h"

#define GIB (1ULL << 30)
#define MIB (1ULL << 20)

/* What the hypervisor keeps of that much memory at 1 GiB; 4 KiB pages. */
static const struct {
	const char *name;
	bool asked;
	enum psci_method psci;
	uint64_t memory, kept; /* bytes */
	bool inexact, for_guests;
} cases[] = {
	{ "not asked for", false, PSCI_SMC, 2 * GIB, 0, .inexact = false },
	{ "a guest cannot", true, PSCI_HVC, 2 * GIB, 0, .inexact = false },
	{ "2 GiB: 3110 pages, rounded to blocks of 2 MiB", true, PSCI_SMC,
	  2 * GIB, 14 * MIB, .inexact = false },
	{ "5 GiB: twice 1536 more for the tables", true, PSCI_SMC, 5 * GIB,
	  26 * MIB, .inexact = false },
	{ "nothing says who started the kernel", true, PSCI_NONE, 2 * GIB,
	  14 * MIB, .inexact = true },
	/*
	 * 2 * (1024 + 2 + 1 + 1 + 1) for memory, 2 * (512 + 1 + 1 + 1 + 1) for
	 * the GiB of each, 16; 1 for guests, 2 + 9 for firmware; 512 for what
	 * describes pages: 3630.
	 */
	{ "with guests: a page of them more, and what firmware is told", true,
	  PSCI_SMC, 2 * GIB, 16 * MIB, .for_guests = true },
};

static void test_reserve(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct machine m = { .fdt.psci = cases[i].psci };
		const struct memblock_type *reserved;
		struct kernel k;
		struct boot b;

		lab_kernel(&k);
		k.hpage_shift = 21;
		k.size.hyp_page = 4;
		k.rules.arm64_hyp_memory = cases[i].for_guests ?
						   ARM64_HYP_MEMORY_FOR_GUESTS :
						   ARM64_HYP_MEMORY_FOR_TABLES;
		lab_boot(&b, &m, &k, GIB, cases[i].memory);
		b.params.kvm_protected = cases[i].asked;
		arm64_kvm_hyp_reserve(&b);
		reserved = &b.memblock.reserved;
		if (reserved->total_size != cases[i].kept ||
		    (reserved->cnt &&
		     (reserved->regions[0].base & (2 * MIB - 1))))
			fail_msg("%s: %llu MiB kept, expected %llu",
				 cases[i].name,
				 (unsigned long long)(reserved->total_size /
						      MIB),
				 (unsigned long long)(cases[i].kept / MIB));
		assert_int_equal(b.journal->nr_inexact > 0, cases[i].inexact);
		boot_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reserve),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
