/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "input/log_kernel.h"
#include "model/release.h"
#include "profile/fit.h"
#include "profile/nearest.h"
#include "profile/profile.h"
#include "util/alloc.h"

/* One line in, one fact out; value 0 with a fact of -1: none at all. */
static void lines_and_facts(void **state)
{
	static const struct {
		const char *what, *line;
		int fact;
		uint64_t value;
	} cases[] = {
		{ "static bytes",
		  "percpu: Embedded 46 pages/cpu s151680 r8192 d28544 u262144",
		  LOG_PERCPU_STATIC, 151680 },
		{ "with an address between, as up to 5.2",
		  "PERCPU: Embedded 26 pages/cpu @ffff88003fc00000 s76288 r8192 d22016 u1048576",
		  LOG_PERCPU_STATIC, 76288 },
		{ "reserved bytes",
		  "percpu: Embedded 17 pages/cpu s36100 r4096 d25344 u69632",
		  LOG_PERCPU_RESERVED, 4096 },
		{ "one CPU", "pcpu-alloc: s0 r0 d32768 u32768 alloc=1*32768",
		  LOG_PERCPU_STATIC, 0 },
		{ "NR_CPUS",
		  "setup_percpu: NR_CPUS:24 nr_cpumask_bits:24 nr_cpu_ids:4 nr_node_ids:1",
		  LOG_NR_CPUS, 24 },
		{ "NR_CPUS, said by RCU",
		  "rcu: \tRCU restricting CPUs from NR_CPUS=320 to nr_cpu_ids=6.",
		  LOG_NR_CPUS, 320 },
		{ "code",
		  "Memory: 0K/0K available (14339K kernel code, 2332K rwdata, 4276K rodata, 2564K init, 5220K bss, 0K reserved, 0K cma-reserved)",
		  LOG_CODE_KIB, 14339 },
		{ "init, before 3.10",
		  "Memory: 509856k/524288k available (6560k kernel code, 452k absent, 13980k reserved, 6700k data, 1256k init)",
		  LOG_INIT_KIB, 1256 },
		{ "the log buffer",
		  "printk: log_buf_len min size: 262144 bytes", LOG_BUF_BYTES,
		  262144 },
		{ "what is left of it", "early log buf free: 123864(94%)",
		  LOG_BUF_UNUSED, 123864 },
		{ "pages of 16 KiB",
		  "Mount-cache hash table entries: 8192 (order: 2, 65536 bytes, linear)",
		  LOG_PAGE_BYTES, 16384 },
		{ "a table of one page tells nothing",
		  "Mount-cache hash table entries: 512 (order: 0, 4096 bytes, linear)",
		  LOG_PAGE_BYTES, 0 },
		{ "but that pages are no smaller",
		  "Mount-cache hash table entries: 4096 (order: 0, 32768 bytes, linear)",
		  LOG_PAGE_BYTES_LEAST, 32768 },
		{ "huge pages of none but 4 KiB",
		  "HugeTLB registered 64.0 KiB page size, pre-allocated 0 pages",
		  LOG_PAGE_BYTES, 4096 },
		{ "and of none but 64 KiB",
		  "HugeTLB: 8190 KiB vmemmap can be freed for a 512 MiB page",
		  LOG_PAGE_BYTES, 65536 },
		{ "huge pages of several",
		  "HugeTLB: registered 32.0 MiB page size, pre-allocated 0 pages",
		  LOG_PAGE_BYTES, 0 },
		{ "a table whose numbers are lost",
		  "Mount-cache hash table entries: 0 (order: 0, 0 bytes)",
		  LOG_PAGE_BYTES, 0 },
		{ "how many entries ftrace has on a page",
		  "ftrace: allocating 30001 entries in 30 pages",
		  LOG_PAGE_BYTES, 16384 },
		{ "and on pages of 4 KiB",
		  "ftrace: allocating 30001 entries in 118 pages",
		  LOG_PAGE_BYTES, 4096 },
		{ "the area for DMA",
		  "cma: Reserved 24 MiB at 0x000000007e800000 on node -1",
		  LOG_CMA_MIB, 24 },
		{ "what that of the image is, to whole KiB",
		  "      .init : 0xc07dc000 - 0xc0820b80   ( 275 kB)",
		  LOG_INIT_KIB, 275 },
		{ "where the image ends",
		  "       .bss : 0xc0874248 - 0xc0982edc   (1084 kB)",
		  LOG_BSS_END, 0xc0982edc },
		{ "where the text is linked",
		  "      .text : 0x80008000 - 0x807bbd2c   (7888 kB)",
		  LOG_TEXT_START, 0x80008000 },
		{ "an empty zone", "  Device   empty",
		  LOG_HAS_ZONE + ZONE_DEVICE, 1 },
		{ "a zone of old", "  HighMem  0x000377fe -> 0x0003fff0",
		  LOG_HAS_ZONE + ZONE_HIGHMEM, 1 },
		{ "its pages are no range",
		  "  DMA zone: 56 pages used for memmap",
		  LOG_HAS_ZONE + ZONE_DMA, 0 },
		{ "but the zone has pages",
		  "  DMA zone: 56 pages used for memmap",
		  LOG_HAS_ZONE_PAGES + ZONE_DMA, 1 },
		{ "and no other", "  DMA32 zone: 4096 pages, LIFO batch:31",
		  LOG_HAS_ZONE_PAGES + ZONE_DMA, 0 },
		{ "DMA32 is not DMA", "  DMA32    [mem 0x1000000-0xffffffff]",
		  LOG_HAS_ZONE + ZONE_DMA, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct log_kernel l = { 0 };

		log_kernel_line(&l, cases[i].line, 7);
		if (l.facts[cases[i].fact].value != cases[i].value)
			fail_msg("%s: got %llu", cases[i].what,
				 (unsigned long long)l.facts[cases[i].fact]
					 .value);
	}
}

static void releases(void **state)
{
	static const char since[] = "6.15 6.12.25 6.6.88 6.1.135";
	static const struct {
		const char *release, *banner;
		bool has;
	} cases[] = {
		{ "6.15.0-rc3", "", true },
		{ "6.14.9", "", false },
		{ "7.0", "", true },
		{ "6.12.30-1-lts", "", true },
		{ "6.12.24", "", false },
		{ "6.10.200", "", false },
		{ "6.1.0-50-amd64", "... #1 SMP Debian 6.1.176-1 (2026-07-02)",
		  true },
		{ "6.1.0-20-amd64",
		  "(gcc-12 (Debian 12.2.0-14) 12.2.0) #1 SMP Debian 6.1.85-1",
		  false },
		{ "6.1.0-50-amd64", "", false },
		{ "2.6.32", "", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *r =
			release_with_repairs(cases[i].release, cases[i].banner);

		if (release_reaches(r, since) != cases[i].has)
			fail_msg("%s %s: %s", cases[i].release, cases[i].banner,
				 r);
		free(r);
	}
}

/* A log of these lines, each with its number. */
static struct kernel fit_lines(const char *arch, const char *const *lines,
			       size_t n)
{
	struct machine m = { .arch = arch };
	struct error err = { 0 };
	struct kernel_fit fit;
	struct kernel k = { 0 };

	m.log = (char **)lines;
	m.nr_log = n;
	for (size_t i = 0; i < n; i++)
		log_kernel_line(&m.log_kernel, lines[i], (unsigned)i + 1);
	if (kernel_fit(&fit, &k, &m, "a log", NULL, &err))
		fail_msg("%s", err.text);
	kernel_fit_release(&fit);
	free(m.log_kernel.banner);
	return k;
}

static void constants_of_lines(void **state)
{
	static const char *const lines[] = {
		"Linux version 6.3.9-own (x@y) (gcc 13) #1 SMP PREEMPT_DYNAMIC",
		"Zone ranges:",
		"  DMA32    [mem 0x0000000000001000-0x00000000ffffffff]",
		"  Normal   empty",
		"setup_percpu: NR_CPUS:12 nr_cpumask_bits:12 nr_cpu_ids:2 nr_node_ids:1",
		"percpu: Embedded 40 pages/cpu s120832 r8192 d34816 u1048576",
		"Built 1 zonelists, mobility grouping on.  Total pages: 1",
		"printk: log_buf_len min size: 65536 bytes",
		"Memory: 1K/1K available (9000K kernel code, 700K rwdata, 2500K rodata, 1100K init, 900K bss, 1K reserved, 0K cma-reserved)",
		"Freeing unused kernel image (initmem) memory: 1100K",
	};
	struct kernel k = fit_lines("x86_64", lines, ARRAY_SIZE(lines));

	(void)state;
	const struct {
		const char *what;
		uint64_t got, want;
	} cases[] = {
		{ "static per-CPU bytes",
		  k.sym.per_cpu_end - k.sym.per_cpu_start, 120832 },
		{ "NR_CPUS", k.nr_cpus, 12 },
		{ "masks on the stack", k.cpumask_offstack, false },
		{ "log buffer", k.log_buf_shift, 16 },
		{ "zones", k.nr_zones, 3 },
		{ "first zone", k.zones[0], ZONE_DMA32 },
		{ "no NUMA", k.numa, false },
		{ "one node", k.max_numnodes, 1 },
		{ "no hibernation", k.hibernation, false },
		{ "nothing deferred", k.deferred_struct_page_init, false },
		{ "code", k.sym.etext - k.sym.stext, 9000 << 10 },
		{ "rwdata", k.sym.edata - k.sym.sdata, 700 << 10 },
		{ "rodata", k.sym.end_rodata - k.sym.start_rodata, 2500 << 10 },
		{ "init", k.sym.init_end - k.sym.init_begin, 1100 << 10 },
		{ "bss", k.sym.bss_stop - k.sym.bss_start, 900 << 10 },
		{ "rodata at a large page", k.sym.start_rodata & 0x1fffff, 0 },
		{ "behind the text", k.sym.start_rodata > k.sym.etext, true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		if (cases[i].got != cases[i].want)
			fail_msg("%s: %llu, expected %llu", cases[i].what,
				 (unsigned long long)cases[i].got,
				 (unsigned long long)cases[i].want);
	}
	assert_string_equal(k.release, "6.3.9-own");
	assert_string_equal(k.line, "linux-6.1");
	kernel_release(&k);
}

/* Between the lines a release has what came before it, and no more. */
static void rules_of_releases(void **state)
{
	static const struct {
		const char *banner;
		enum x86_nosave_rule nosave;
		enum x86_low_memory_rule low;
		enum hash_scale_rule scale;
		enum x86_cpumask_bits_rule bits;
		enum zone_batch_rule batch;
		uint32_t dynamic, page;
	} cases[] = {
		{ "Linux version 3.4.113 (a@b) #1 SMP",
		  X86_NOSAVE_ENTRIES_BUT_FIRST, X86_LOW_MEMORY_64K_UNUSABLE,
		  HASH_SCALE_FIXED, X86_CPUMASK_BITS_OF_MASK,
		  ZONE_BATCH_OF_512K, 20480, 56 },
		{ "Linux version 4.19.0-9-amd64 (a@b) #1 SMP Debian 4.19.118-2",
		  X86_NOSAVE_ENTRIES, X86_LOW_MEMORY_64K_ALWAYS,
		  HASH_SCALE_ADAPTS, X86_CPUMASK_BITS_OF_MASK, ZONE_BATCH_OF_1M,
		  28672, 64 },
		{ "Linux version 5.15.190-x (a@b) #1 SMP", X86_NOSAVE_GAPS,
		  X86_LOW_MEMORY_1M, HASH_SCALE_ADAPTS,
		  X86_CPUMASK_BITS_OF_MASK, ZONE_BATCH_OF_1M, 28672, 64 },
		{ "Linux version 6.9.1-x (a@b) #1 SMP", X86_NOSAVE_ENTRIES,
		  X86_LOW_MEMORY_1M, HASH_SCALE_ADAPTS, X86_CPUMASK_BITS_OF_IDS,
		  ZONE_BATCH_OF_1M, 28672, 64 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct kernel k = fit_lines("x86_64", &cases[i].banner, 1);

		if (k.rules.x86_nosave != cases[i].nosave ||
		    k.rules.x86_low_memory != cases[i].low ||
		    k.rules.hash_scale != cases[i].scale ||
		    k.rules.x86_cpumask_bits != cases[i].bits ||
		    k.rules.zone_batch != cases[i].batch ||
		    k.percpu_dynamic_reserve != cases[i].dynamic ||
		    k.size.page != cases[i].page)
			fail_msg("%s", cases[i].banner);
		kernel_release(&k);
	}
}

/* A crash kernel's place, and what firmware's tables and data become. */
static void handed_over(void **state)
{
	static const struct {
		const char *banner;
		enum x86_low_memory_rule low;
		enum x86_crash_area_rule crash;
		enum x86_efi_kept_rule kept;
		enum x86_setup_data_rule data;
	} cases[] = {
		{ "Linux version 4.9.30 (a@b) #1 SMP",
		  X86_LOW_MEMORY_64K_ALWAYS, X86_CRASH_AREA_896M,
		  X86_EFI_KEPT_IN_MEMBLOCK, X86_SETUP_DATA_COPIED },
		{ "Linux version 5.4.77 (a@b) #1 SMP",
		  X86_LOW_MEMORY_64K_ALWAYS, X86_CRASH_AREA_4G,
		  X86_EFI_KEPT_IN_MEMBLOCK, X86_SETUP_DATA_COPIED },
		{ "Linux version 5.8.2 (a@b) #1 SMP", X86_LOW_MEMORY_64K,
		  X86_CRASH_AREA_4G, X86_EFI_KEPT_IN_E820,
		  X86_SETUP_DATA_KEPT },
		{ "Linux version 6.11.4 (a@b) #1 SMP", X86_LOW_MEMORY_1M,
		  X86_CRASH_AREA_4G, X86_EFI_KEPT_IN_E820,
		  X86_SETUP_DATA_LEFT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct kernel k = fit_lines("x86_64", &cases[i].banner, 1);

		if (k.rules.x86_low_memory != cases[i].low ||
		    k.rules.x86_crash_area != cases[i].crash ||
		    k.rules.x86_efi_kept != cases[i].kept ||
		    k.rules.x86_setup_data != cases[i].data)
			fail_msg("%s", cases[i].banner);
		kernel_release(&k);
	}
}

/* What is not of its release. */
static void taken_over(void **state)
{
	static const struct {
		const char *banner;
		uint32_t dynamic;
	} cases[] = {
		{ "Linux version 6.9.3 (nixbld@localhost) #1-NixOS SMP",
		  28 << 12 },
		{ "Linux version 6.5.3 (nixbld@localhost) #1-NixOS SMP",
		  28 << 10 },
		{ "Linux version 3.10.0-957.el7.x86_64 (a@b) #1 SMP",
		  28 << 10 },
		{ "Linux version 3.10.108 (a@b) #1 SMP", 20 << 10 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct kernel k = fit_lines("x86_64", &cases[i].banner, 1);

		if (k.percpu_dynamic_reserve != cases[i].dynamic)
			fail_msg("%s", cases[i].banner);
		kernel_release(&k);
	}
}

/* How many nodes a build is for, by its CPUs. */
static void nodes_by_cpus(void **state)
{
	static const struct {
		const char *cpus;
		uint32_t nodes;
	} cases[] = {
		{ "setup_percpu: NR_CPUS:48 nr_cpumask_bits:48", 64 },
		{ "setup_percpu: NR_CPUS:320 nr_cpumask_bits:320", 32 },
		{ "setup_percpu: NR_CPUS:5120 nr_cpumask_bits:4", 1024 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *const lines[] = {
			"Linux version 5.9.4 (a@b) #1 SMP",
			"No NUMA configuration found",
			cases[i].cpus,
		};
		struct kernel k = fit_lines("x86_64", lines, ARRAY_SIZE(lines));

		assert_int_equal(k.max_numnodes, cases[i].nodes);
		kernel_release(&k);
	}
}

/* A thread of each node says so, in words of two ages. */
static void deferred_pages(void **state)
{
	static const char *const said[] = {
		"node 0 initialised, 777000 pages in 7ms",
		"node 0 deferred pages initialised in 7ms",
		"ioctl: 4.35.0 initialised: dm-devel",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(said); i++) {
		const char *const lines[] = {
			"Linux version 5.9.4 (a@b) #1 SMP",
			said[i],
			"Freeing unused kernel image (initmem) memory: 1100K",
		};
		struct kernel k = fit_lines("x86_64", lines, ARRAY_SIZE(lines));

		assert_int_equal(k.deferred_struct_page_init, i < 2);
		kernel_release(&k);
	}
}

/* Where no thread says so, the balance of the line does; or who has built it. */
static void deferred_by_balance(void **state)
{
	static const struct {
		const char *what, *arch, *banner, *memory;
		bool deferred;
	} cases[] = {
		{ "it is even", "x86_64", "a@b",
		  "Memory: 1944232K/2095104K available (9K kernel code, 134488K reserved, 16384K cma-reserved)",
		  false },
		{ "not at all", "arm64", "a@b",
		  "Memory: 344232K/4095104K available (9K kernel code, 134488K reserved, 16384K cma-reserved)",
		  true },
		{ "too small a machine", "x86_64", "a@b",
		  "Memory: 234232K/255104K available (9K kernel code, 20872K reserved)",
		  true },
		{ "without numbers", "x86_64", "a@b",
		  "Memory: 0K/0K available (9K kernel code, 0K reserved)",
		  true },
		{ "a board's build", "arm64", "a@b", "SLUB: HWalign=64",
		  false },
		{ "a distribution's", "arm64", "debian-kernel@lists.debian.org",
		  "SLUB: HWalign=64", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *banner = xasprintf("Linux version 6.3.9 (%s) #1 SMP",
					 cases[i].banner);
		const char *const lines[] = { banner, cases[i].memory };
		struct kernel k =
			fit_lines(cases[i].arch, lines, ARRAY_SIZE(lines));

		if (k.deferred_struct_page_init != cases[i].deferred)
			fail_msg("%s: %d", cases[i].what,
				 k.deferred_struct_page_init);
		kernel_release(&k);
		free(banner);
	}
}

static bool calls(const struct kernel *k, const char *caller, const char *name)
{
	char *const *c = kernel_callees(k, caller);

	while (c && *c && strcmp(*c, name))
		c++;
	return c && *c;
}

static void calls_of_releases(void **state)
{
	static const char *const old = "Linux version 4.9.3 (a@b) #1 SMP";
	static const char *const mid = "Linux version 6.9.3 (a@b) #1 SMP";
	struct kernel k = fit_lines("x86_64", &old, 1);

	(void)state;
	assert_true(calls(&k, "start_kernel", "pidhash_init"));
	kernel_release(&k);
	k = fit_lines("x86_64", &mid, 1);
	assert_false(calls(&k, "start_kernel", "pidhash_init"));
	assert_true(calls(&k, "setup_arch", "memblock_find_dma_reserve"));
	kernel_release(&k);
}

/* The line is the nearest to the log's release, which its build need not be on.
 */
static void lines_of_releases(void **state)
{
	static const struct {
		const char *arch, *banner, *line;
		uint32_t section_bits;
	} cases[] = {
		{ "x86_64", "Linux version 4.19.200 (a@b) #1 SMP", "linux-5.10",
		  27 },
		{ "x86_64", "Linux version 5.12.3 (a@b) #1 SMP", "linux-5.10",
		  27 },
		{ "x86_64", "Linux version 5.13.3 (a@b) #1 SMP", "linux-5.15",
		  27 },
		{ "x86_64", "Linux version 6.0.3 (a@b) #1 SMP", "linux-6.1",
		  27 },
		{ "arm64", "Linux version 5.11.3 (a@b) #1 SMP", "linux-5.10",
		  30 },
		{ "arm64", "Linux version 5.12.3 (a@b) #1 SMP", "linux-5.10",
		  27 },
		{ "arm64", "Linux version 5.15.3 (a@b) #1 SMP", "linux-5.15",
		  27 },
		{ "i386", "Linux version 5.15.3 (a@b) #1 SMP", "linux-5.15",
		  29 },
		{ "i386", "Linux version 5.9.3 (a@b) #1 SMP", "linux-5.10",
		  29 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct kernel k = fit_lines(cases[i].arch, &cases[i].banner, 1);

		if (strcmp(k.line, cases[i].line) ||
		    k.section_size_bits != cases[i].section_bits)
			fail_msg("%s: %s, sections of %u bits", cases[i].banner,
				 k.line, k.section_size_bits);
		kernel_release(&k);
	}
}

/*
 * A log of each release fits, and what its line asks for is there: from a build
 * of its own line, or from that which stands in.
 */
static void each_release(void **state)
{
	static const char *const archs[] = { "x86_64", "i386", "arm", "arm64",
					     "riscv64" };
	static const unsigned last[] = { 0, 0, 0, 19, 20, 19, 19, 3 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(archs); i++) {
		for (unsigned major = 3; major < ARRAY_SIZE(last); major++) {
			for (unsigned n = 0; n <= last[major]; n++) {
				char *banner = xasprintf(
					"Linux version %u.%u.9 (a@b) #1 SMP",
					major, n);
				struct kernel k =
					fit_lines(archs[i],
						  (const char *const *)&banner,
						  1);

				kernel_release(&k);
				free(banner);
			}
		}
	}
}

static void bases_of_releases(void **state)
{
	static const struct {
		const char *arch, *release, *base;
	} cases[] = {
		{ "x86_64", "5.10.200-x", "debian-5.10-cloud-amd64" },
		{ "x86_64", "5.4.0-90-generic", "debian-5.10-cloud-amd64" },
		{ "x86_64", "6.1.0-20-amd64", "debian-6.1-amd64" },
		{ "x86_64", "6.8.0-40-generic", "linux-6.6-x86_64" },
		{ "x86_64", "6.17.1", "linux-6.18-x86_64" },
		{ "arm64", "6.6.31-v8", "linux-6.6-arm64" },
		{ "arm64", "6.12.1", "debian-6.12-arm64" },
		{ "arm", "4.9.3", "linux-4.0-vexpress" },
		{ "arm", "5.10.3", "debian-6.1-armmp" },
		{ "riscv64", "6.1.3", "linux-6.12-riscv64" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_string_equal(profile_to_fit(cases[i].arch,
						   cases[i].release, false)
					    ->name,
				    cases[i].base);
	assert_null(profile_to_fit("vax", "6.1.0", true));
}

/* What a later line asks for is of a later build, and says so. */
static void lent_by_later(void **state)
{
	static const char *const banner = "Linux version 5.12.3 (a@b) #1 SMP";
	struct kernel k = fit_lines("x86_64", &banner, 1);

	(void)state;
	assert_string_equal(k.line, "linux-5.10");
	assert_int_equal(k.size.io_tlb_slot, 24);
	kernel_release(&k);
}

/* ARM: one CPU, another split of addresses, no high memory, modules. */
static void layout_of_arm(void **state)
{
	static const char *const lines[] = {
		"Linux version 4.4.9-own (x@y) (gcc 5) #1 PREEMPT",
		"Disabling memory control group subsystem",
		"pcpu-alloc: s0 r0 d0 u0 alloc=0*0",
		"Built 1 zonelists in Zone order, mobility grouping on.",
		"Virtual kernel memory layout:",
		"    lowmem  : 0x0 - 0x0",
		"    modules : 0x0 - 0x0",
		"      .text : 0x80008000 - 0x8068ecc0   (6684 kB)",
	};
	struct kernel k = fit_lines("arm", lines, ARRAY_SIZE(lines));

	(void)state;
	assert_false(k.smp);
	assert_int_equal(k.nr_cpus, 1);
	assert_int_equal(k.page_offset, 0x80000000);
	assert_int_equal(k.sym.text, 0x80008000);
	assert_false(k.highmem);
	assert_int_equal(kernel_zone_index(&k, ZONE_HIGHMEM), -1);
	assert_true(k.modules);
	assert_int_equal(k.vmalloc_end, 0xff800000);
	assert_int_equal(k.size.page, 36);
	assert_int_equal(k.rules.arm_layout, ARM_LAYOUT_LOGGED);
	assert_int_equal(k.rules.arm_fixmap, ARM_FIXMAP_OF_3M);
	kernel_release(&k);
}

/* ARM before memblock was its boot allocator: by release and by board. */
static void old_arm(void **state)
{
	static const char *const old[] = {
		"Linux version 2.6.35.7 (x@y) (gcc 4.4) #1 SMP",
		"Machine: RK29board",
	};
	static const char *const newer[] = {
		"Linux version 3.14.2 (x@y) (gcc 4.8) #1 SMP",
		"Machine: RK29board",
	};
	static const char *const between[] = {
		"Linux version 3.15.2 (x@y) (gcc 4.8) #1 SMP",
	};
	struct kernel k = fit_lines("arm", old, ARRAY_SIZE(old));

	(void)state;
	assert_int_equal(k.rules.percpu_unit, PERCPU_UNIT_OF_64K);
	assert_int_equal(k.rules.arm_boot_memory, ARM_BOOT_MEMORY_BEHIND_IMAGE);
	assert_int_equal(k.rules.arm_limits, ARM_LIMITS_OF_BANKS);
	assert_int_equal(k.vmalloc_end, 0xfe800000);
	assert_int_equal(k.cache_bytes, 32);
	kernel_release(&k);
	k = fit_lines("arm", newer, ARRAY_SIZE(newer));
	assert_int_equal(k.rules.percpu_unit, PERCPU_UNIT_OF_32K);
	assert_int_equal(k.rules.arm_boot_memory, ARM_BOOT_MEMORY_FROM_TOP);
	assert_int_equal(k.vmalloc_end, 0xff000000);
	assert_int_equal(k.cache_bytes, 64);
	kernel_release(&k);
	k = fit_lines("arm", between, ARRAY_SIZE(between));
	assert_int_equal(k.rules.arm_limits, ARM_LIMITS_OF_BANKS);
	kernel_release(&k);
}

/* arm64: where the build's own area is, and which page frames are valid. */
static void places_of_arm64(void **state)
{
	static const struct {
		const char *banner;
		enum arm64_cma_rule cma;
		bool own_pfn_valid;
	} cases[] = {
		{ "Linux version 5.4.3 (x@y) #1 SMP", ARM64_CMA_IN_LOWEST,
		  true },
		{ "Linux version 5.7.3 (x@y) #1 SMP", ARM64_CMA_IN_DMA32,
		  true },
		{ "Linux version 5.14.3 (x@y) #1 SMP", ARM64_CMA_IN_DMA, true },
		{ "Linux version 5.16.3 (x@y) #1 SMP", ARM64_CMA_IN_DMA,
		  false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct kernel k = fit_lines("arm64", &cases[i].banner, 1);

		assert_int_equal(k.rules.arm64_cma, cases[i].cma);
		assert_int_equal(k.arch_pfn_valid, cases[i].own_pfn_valid);
		kernel_release(&k);
	}
}

/* arm64: pages of 16 KiB, an area of the build's own size, no NUMA. */
static void pages_of_arm64(void **state)
{
	static const char *const lines[] = {
		"Linux version 6.3.1-own (x@y) (gcc 13) #1 SMP",
		"cma: Reserved 48 MiB at 0x0",
		"percpu: Embedded 9 pages/cpu s101000 r8192 d0 u0",
		"Built 1 zonelists, mobility grouping on.  Total pages: 0",
		"ftrace: allocating 40000 entries in 40 pages",
	};
	struct kernel k = fit_lines("arm64", lines, ARRAY_SIZE(lines));

	(void)state;
	assert_int_equal(k.page_shift, 14);
	assert_int_equal(k.nr_orders, 12);
	assert_int_equal(k.pageblock_order, 11);
	assert_int_equal(k.pgtable_levels, 3);
	assert_int_equal(k.cma_size_mbytes, 48);
	assert_false(k.numa);
	assert_int_equal(k.sym.per_cpu_end - k.sym.per_cpu_start, 101000);
	assert_int_equal(k.rules.x86_nosave, X86_NOSAVE_GAPS);
	kernel_release(&k);
}

/* Ubuntu and Fedora keep more room for what is of each CPU, others do not. */
static void room_for_caches(void **state)
{
	static const struct {
		const char *banner;
		uint32_t reserve;
	} cases[] = {
		{ "Linux version 6.11.0-9-generic (b@h) (x86_64-linux-gnu-gcc-14 (Ubuntu 14.2.0-4) 14.2.0) #9-Ubuntu SMP",
		  28 << 12 },
		{ "Linux version 6.12.9-generic (b@h) (gcc (Ubuntu 14.2) 14.2) #1 SMP",
		  28 << 12 },
		{ "Linux version 6.9.7-200.fc40.x86_64 (m@h) (gcc (GCC) 14.1.1) #1 SMP",
		  28 << 12 },
		{ "Linux version 6.2.0-37-generic (b@h) (gcc (Ubuntu 11.4.0) 11.4.0) #38-Ubuntu SMP",
		  28 << 10 },
		{ "Linux version 6.12.43-own (me@here) (gcc (Ubuntu 11.4.0) 11.4.0) #5 SMP",
		  28 << 10 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct kernel k = fit_lines("x86_64", &cases[i].banner, 1);

		if (k.percpu_dynamic_reserve != cases[i].reserve)
			fail_msg("%s: %u", cases[i].banner,
				 k.percpu_dynamic_reserve);
		kernel_release(&k);
	}
}

/* A pool that the log tells of, and one that a whole log does not. */
static void kfence_of_lines(void **state)
{
	static const char *const has[] = {
		"Linux version 6.1.9-own (x@y) (gcc 13) #1 SMP",
		"kfence: initialized - using 3145728 bytes for 383 objects at 0x0-0x0",
	}, *const none[] = {
		"Linux version 6.6.9-own (x@y) (gcc 13) #1 SMP",
		"Freeing unused kernel image (initmem) memory: 1100K",
	};
	struct kernel k = fit_lines("x86_64", has, ARRAY_SIZE(has));

	(void)state;
	assert_true(k.kfence);
	assert_int_equal(k.kfence_num_objects, 383);
	assert_true(k.kfence_sample_interval);
	kernel_release(&k);
	k = fit_lines("x86_64", none, 1);
	assert_true(k.kfence);
	kernel_release(&k);
	k = fit_lines("x86_64", none, ARRAY_SIZE(none));
	assert_false(k.kfence);
	kernel_release(&k);
}

/* A log that ends early says nothing by what it has not. */
static void cut_log(void **state)
{
	static const char *const lines[] = {
		"Linux version 6.3.9-own (x@y) (gcc 13) #1 SMP",
		"Zone ranges:",
		"  DMA      [mem 0x0000000000001000-0x0000000000ffffff]",
	};
	struct kernel k = fit_lines("x86_64", lines, ARRAY_SIZE(lines));

	(void)state;
	assert_true(k.numa);
	assert_true(k.hibernation);
	assert_true(k.deferred_struct_page_init);
	assert_int_equal(k.nr_zones, 5);
	kernel_release(&k);
}

static void no_banner(void **state)
{
	struct machine m = { .arch = "x86_64" };
	struct error err = { 0 };
	struct kernel_fit fit;
	struct kernel k;

	(void)state;
	log_kernel_line(&m.log_kernel, "SLUB: HWalign=64, Order=0-3", 1);
	assert_false(kernel_can_fit(&m));
	assert_int_equal(kernel_fit(&fit, &k, &m, "a log", NULL, &err), -1);
	assert_string_equal(
		err.text,
		"a log: no kernel of x86_64 can be fitted to the log: it has no line \"Linux version\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_and_facts),
		cmocka_unit_test(releases),
		cmocka_unit_test(constants_of_lines),
		cmocka_unit_test(rules_of_releases),
		cmocka_unit_test(handed_over),
		cmocka_unit_test(taken_over),
		cmocka_unit_test(nodes_by_cpus),
		cmocka_unit_test(deferred_pages),
		cmocka_unit_test(deferred_by_balance),
		cmocka_unit_test(calls_of_releases),
		cmocka_unit_test(lines_of_releases),
		cmocka_unit_test(each_release),
		cmocka_unit_test(kfence_of_lines),
		cmocka_unit_test(room_for_caches),
		cmocka_unit_test(bases_of_releases),
		cmocka_unit_test(lent_by_later),
		cmocka_unit_test(layout_of_arm),
		cmocka_unit_test(old_arm),
		cmocka_unit_test(places_of_arm64),
		cmocka_unit_test(pages_of_arm64),
		cmocka_unit_test(cut_log),
		cmocka_unit_test(no_banner),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
