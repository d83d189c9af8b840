/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cmdline/params.h"
#include "model/kernel.h"
#include "util/alloc.h"

#define S(text)                                                                \
	(char[])                                                               \
	{                                                                      \
		text                                                           \
	}

/* A small build: what it knows is what the cases need. */
static char *setup_params[] = { S("mem"),
				S("cma"),
				S("numa"),
				S("nokaslr"),
				S("log_buf_len"),
				S("init="),
				S("debug"),
				S("hashdist="),
				S("hugepages="),
				S("hugepagesz="),
				S("default_hugepagesz="),
				S("slub_max_order="),
				S("movable_node"),
				S("transparent_hugepage="),
				S("hugetlb_cma"),
				S("swiotlb"),
				S("rodata"),
				S("nr_cpus"),
				S("kernelcore"),
				NULL };
static char *early_params[] = {
	S("mem"),	   S("cma"),	     S("numa"),	   S("log_buf_len"),
	S("movable_node"), S("hugetlb_cma"), S("swiotlb"), S("rodata"),
	S("nr_cpus"),	   S("kernelcore"),  NULL
};
static char *module_params[] = { S("printk.time"), NULL };

static const struct kernel kernel = {
	.page_shift = 12,
	.hpage_shift = 21,
	.va_bits = 48,
	.pgtable_levels = 4,
	.command_line_size = 2048,
	.nr_cpus = 64,
	.max_numnodes = 4,
	.nr_orders = 11,
	.memory_hotplug = true,
	.hugetlb_page = true,
	.log_buf_shift = 17,
	.rules.hugepages_params = HUGEPAGES_PARAMS_AT_ONCE,
	.setup_params = setup_params,
	.early_params = early_params,
	.module_params = module_params,
};

/* One number that a case is about. */
static uint64_t get_mem(const struct params *p)
{
	return p->mem;
}
static uint64_t get_cma_size(const struct params *p)
{
	return p->cma_size;
}
static uint64_t get_cma_base(const struct params *p)
{
	return p->cma_base;
}
static uint64_t get_cma_limit(const struct params *p)
{
	return p->cma_limit;
}
static uint64_t get_numa_off(const struct params *p)
{
	return p->numa_off;
}
static uint64_t get_log_buf(const struct params *p)
{
	return p->log_buf_len;
}
static uint64_t get_hashdist(const struct params *p)
{
	return p->hashdist;
}
static uint64_t get_nr_cpus(const struct params *p)
{
	return p->nr_cpus;
}
static uint64_t get_percent(const struct params *p)
{
	return p->kernelcore.percent;
}
static uint64_t get_slabs(const struct params *p)
{
	return p->swiotlb_slabs;
}
static uint64_t get_areas(const struct params *p)
{
	return p->swiotlb_areas;
}
static uint64_t get_force(const struct params *p)
{
	return p->swiotlb_force;
}
static uint64_t get_max_order(const struct params *p)
{
	return p->slub_max_order;
}
static uint64_t get_movable(const struct params *p)
{
	return p->movable_node;
}
static uint64_t get_rodata(const struct params *p)
{
	return p->rodata_given + 2u * p->rodata_full + 4u * p->rodata_enabled;
}
static uint64_t get_nokaslr(const struct params *p)
{
	return p->nokaslr;
}
static uint64_t get_thp_never(const struct params *p)
{
	return p->thp_never;
}
static uint64_t get_hugetlb_node1(const struct params *p)
{
	return p->hugetlb_cma_node ? p->hugetlb_cma_node[1] : 0;
}

static const struct {
	const char *name, *cmdline;
	uint64_t (*get)(const struct params *p);
	uint64_t value;
} value_cases[] = {
	{ "a size with a suffix", "mem=1200M", get_mem, 1200ULL << 20 },
	{ "the last one counts", "mem=1G mem=2G", get_mem, 2ULL << 30 },
	{ "quotes around the value", "mem=\"1G\"", get_mem, 1ULL << 30 },
	{ "quotes around the word", "\"mem=1G\"", get_mem, 1ULL << 30 },
	{ "blanks in quotes do not end a word", "x=\"a mem=1G\"", get_mem, 0 },
	{ "nothing behind -- is parsed", "-- mem=1G", get_mem, 0 },
	{ "another name is none", "memx=1G", get_mem, 0 },
	{ "dashes are underscores", "log-buf-len=1M", get_log_buf, 1 << 20 },
	{ "not more than there is", "log_buf_len=128K", get_log_buf, 0 },
	{ "a size", "cma=64M", get_cma_size, 64 << 20 },
	{ "a base", "cma=64M@1G", get_cma_base, 1 << 30 },
	{ "a base sets the limit", "cma=64M@1G", get_cma_limit,
	  (1 << 30) + (64 << 20) },
	{ "a window", "cma=64M@0-4G", get_cma_limit, 4ULL << 30 },
	{ "a prefix is enough", "numa=offline", get_numa_off, 1 },
	{ "the smaller one stays", "nr_cpus=4 nr_cpus=8", get_nr_cpus, 4 },
	{ "not above the build's", "nr_cpus=65", get_nr_cpus, 0 },
	{ "a percentage", "kernelcore=30%", get_percent, 30 },
	{ "slabs", "swiotlb=1000,3,force", get_slabs, 1000 },
	{ "areas", "swiotlb=1000,3,force", get_areas, 3 },
	{ "force alone", "swiotlb=force", get_force, 1 },
	{ "a flag", "movable_node", get_movable, 1 },
	{ "nokaslr needs no handler", "a nokaslr", get_nokaslr, 1 },
	{ "rodata=on is not full", "rodata=on", get_rodata, 1 + 4 },
	{ "rodata=full", "rodata=full", get_rodata, 1 + 2 + 4 },
	{ "a list by nodes", "hugetlb_cma=0:1G,1:2G", get_hugetlb_node1,
	  2ULL << 30 },
	{ "a node too high ends it", "hugetlb_cma=4:1G,1:2G", get_hugetlb_node1,
	  0 },
	{ "the second pass", "hashdist=0x10", get_hashdist, 16 },
	{ "huge pages are off", "transparent_hugepage=never", get_thp_never,
	  1 },
	{ "the last word on huge pages counts",
	  "transparent_hugepage=never transparent_hugepage=madvise",
	  get_thp_never, 0 },
	{ "a word that is none changes nothing",
	  "transparent_hugepage=never transparent_hugepage=nevermore",
	  get_thp_never, 1 },
	{ "nor does one of another name", "x.transparent_hugepage=never",
	  get_thp_never, 0 },
	{ "orders are capped", "slub_max_order=99", get_max_order, 10 },
};

static void test_values(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(value_cases); i++) {
		struct params p;

		print_message("  %s\n", value_cases[i].name);
		params_parse(&p, value_cases[i].cmdline, &kernel, true);
		assert_true(value_cases[i].get(&p) == value_cases[i].value);
		params_release(&p);
	}
}

static char *join(char **v, size_t n, char *s)
{
	for (size_t i = 0; i < n; i++) {
		char *longer = xasprintf("%s%s%s", s, *s ? "|" : "", v[i]);

		free(s);
		s = longer;
	}
	return s;
}

static const struct {
	const char *name, *cmdline, *unknown;
} unknown_cases[] = {
	{ "words for init, then its environment", "foo bar=1 baz",
	  "foo|baz|bar=1" },
	{ "early ones are known", "mem=1G nokaslr", "" },
	{ "modules' are known", "printk.time=1", "" },
	{ "a dot makes it a module's", "no.such=1 a.b", "" },
	{ "boot loaders' marks are dropped", "BOOT_IMAGE=/x kexec", "" },
	{ "a prefix that is not early is known", "debugfoo", "" },
	{ "a prefix that is early is not", "memx", "memx" },
	{ "the last value of a name", "a=1 b=2 a=3", "a=3|b=2" },
	{ "what init has anyway", "HOME=/x TERM=dumb", "" },
	{ "init= forgets the words before it", "foo init=/sbin/x bar", "bar" },
	{ "an alias of a sysctl", "softlockup_panic=1", "" },
	{ "quotes are not passed on", "a=\"b c\"", "a=b c" },
	{ "what follows -- goes to init untold", "foo -- bar", "foo" },
};

static void test_unknown(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(unknown_cases); i++) {
		struct params p;
		char *s;

		print_message("  %s\n", unknown_cases[i].name);
		params_parse(&p, unknown_cases[i].cmdline, &kernel, true);
		s = join(p.unknown_args, p.nr_unknown_args, xstrdup(""));
		s = join(p.unknown_envs, p.nr_unknown_envs, s);
		assert_string_equal(s, unknown_cases[i].unknown);
		free(s);
		params_release(&p);
	}
}

static const struct {
	const char *name, *cmdline;
	size_t nr;
	uint64_t size, count; /* of the last */
	const char *messages;
} hugepages_cases[] = {
	{ "gigantic ones", "hugepagesz=1G hugepages=3", 1, 1 << 30, 3, "" },
	{ "of the default size", "hugepages=7", 1, 2 << 20, 7, "" },
	{ "the default is said later", "hugepages=7 default_hugepagesz=1G", 1,
	  1 << 30, 7, "" },
	{ "by nodes", "hugepagesz=32M hugepages=0:1,2:4", 1, 32 << 20, 5, "" },
	{ "a size that does not exist", "hugepagesz=3M hugepages=1", 0, 0, 0,
	  "HugeTLB: unsupported hugepagesz=3M|"
	  "HugeTLB: hugepages=1 does not follow a valid hugepagesz, ignoring" },
	{ "twice for one size", "hugepagesz=1G hugepages=1 hugepages=2", 1,
	  1 << 30, 1,
	  "HugeTLB: hugepages= specified twice without interleaving hugepagesz=, ignoring hugepages=2" },
	{ "a size said twice", "hugepagesz=1G hugepagesz=1G", 0, 0, 0,
	  "HugeTLB: hugepagesz=1G specified twice, ignoring" },
	{ "a node that cannot be", "hugepagesz=1G hugepages=9:1", 0, 0, 0,
	  "HugeTLB: Invalid hugepages parameter 9:1" },
	{ "no value for an early option", "mem", 0, 0, 0,
	  "Malformed early option 'mem'" },
};

static void test_hugepages(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(hugepages_cases); i++) {
		struct params p;
		char *s;

		print_message("  %s\n", hugepages_cases[i].name);
		params_parse(&p, hugepages_cases[i].cmdline, &kernel, true);
		assert_int_equal(p.nr_hugepages, hugepages_cases[i].nr);
		if (p.nr_hugepages) {
			const struct hugepages_param *h =
				&p.hugepages[p.nr_hugepages - 1];

			assert_true(h->size_bytes == hugepages_cases[i].size);
			assert_true(h->count == hugepages_cases[i].count);
		}
		s = join(p.messages, p.nr_messages, xstrdup(""));
		assert_string_equal(s, hugepages_cases[i].messages);
		free(s);
		params_release(&p);
	}
}

/* Words that are noted take effect behind all others, and say so then. */
static void test_noted_hugepages(void **state)
{
	struct kernel k = kernel;
	struct params p;

	(void)state;
	k.rules.hugepages_params = HUGEPAGES_PARAMS_NOTED;
	k.arch = (char[]){ "arm64" };
	k.setup_params = k.early_params = NULL;
	params_parse(&p,
		     "hugepagesz=3M hugepagesz=1G hugepages=3 "
		     "reserve_mem=1M:4K:x",
		     &k, true);
	assert_int_equal(p.nr_hugepages, 1);
	assert_true(p.hugepages[0].count == 3);
	assert_int_equal(p.nr_reserve_mem, 1);
	assert_int_equal(p.reserve_mem[0].nr_hugepages, 0);
	assert_int_equal(p.nr_messages, 1);
	assert_int_equal(p.nr_parsed_messages, 0);
	params_release(&p);
}

/* A CPU whose largest pages are those of a PMD. */
static void test_no_pud_pages(void **state)
{
	struct params p;

	(void)state;
	params_parse(&p, "hugepagesz=1G hugepages=1 hugepagesz=2M hugepages=3",
		     &kernel, false);
	assert_int_equal(p.nr_hugepages, 1);
	assert_true(p.hugepages[0].size_bytes == 2 << 20);
	assert_int_equal(p.nr_messages, 2);
	assert_string_equal(p.messages[0],
			    "HugeTLB: unsupported hugepagesz=1G");
	params_release(&p);
}

static const struct {
	const char *name, *cmdline, *suffix;
	uint64_t ram;
	int ret;
	uint64_t size, base;
	const char *message; /* NULL: none */
} crash_cases[] = {
	{ "not there", "", NULL, 0, PARAM_ABSENT, 0, 0, NULL },
	{ "simple", "crashkernel=256M", NULL, 0, 0, 256 << 20, 0, NULL },
	{ "the last one", "crashkernel=1M crashkernel=2M x", NULL, 0, 0,
	  2 << 20, 0, NULL },
	{ "with a base", "crashkernel=256M@1G", NULL, 0, 0, 256 << 20, 1 << 30,
	  NULL },
	{ "only the high form", "crashkernel=1G,high", NULL, 0, PARAM_ABSENT, 0,
	  0, NULL },
	{ "high", "crashkernel=1G,high", ",high", 0, 0, 1 << 30, 0, NULL },
	{ "low beside high", "crashkernel=1G,high crashkernel=128M,low", ",low",
	  0, 0, 128 << 20, 0, NULL },
	{ "a range", "crashkernel=1G-4G:128M,4G-:256M@2G", NULL, 4ULL << 30, 0,
	  256 << 20, 2ULL << 30, NULL },
	{ "RAM is rounded up to 128 MiB", "crashkernel=1G-:128M", NULL,
	  (1 << 30) - 4096, 0, 128 << 20, 0, NULL },
	{ "no range fits", "crashkernel=8G-:128M", NULL, 1 << 30, 0, 0, 0,
	  "crashkernel size resulted in zero bytes" },
	{ "a word", "crashkernel=auto", NULL, 0, PARAM_BAD, 0, 0,
	  "crashkernel: memory value expected" },
	{ "a word that begins like a unit", "crashkernel=max", NULL, 0,
	  PARAM_BAD, 0, 0, "crashkernel: unrecognized char: a" },
	{ "two letters of unit", "crashkernel=160MB", NULL, 0, PARAM_BAD,
	  160 << 20, 0, "crashkernel: unrecognized char: B" },
	{ "a range without end", "crashkernel=1G:64M", NULL, 1 << 30, PARAM_BAD,
	  0, 0, "crashkernel: '-' expected" },
	{ "a range the wrong way", "crashkernel=2G-1G:64M", NULL, 1 << 30,
	  PARAM_BAD, 0, 0, "crashkernel: end <= start" },
	{ "a range without a size", "crashkernel=1G-2G,4G-:1M", NULL, 1 << 30,
	  PARAM_BAD, 0, 0, "crashkernel: ':' expected" },
	{ "a range of more than there is", "crashkernel=1G-:8G", NULL, 1 << 30,
	  PARAM_BAD, 0, 0, "crashkernel: invalid size" },
	{ "no base behind the sign", "crashkernel=0-:64M@x", NULL, 1 << 30,
	  PARAM_BAD, 64 << 20, 0, "Memory value expected after '@'" },
	{ "a base behind high", "crashkernel=256M@1G,high", ",high", 0,
	  PARAM_BAD, 256 << 20, 0, "crashkernel: unrecognized char: @" },
	{ "something else behind it", "crashkernel=1Gx", NULL, 0, PARAM_BAD,
	  1 << 30, 0, "crashkernel: unrecognized char: x" },
};

static void test_crashkernel(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(crash_cases); i++) {
		const char *message = crash_cases[i].message;
		struct crash_words w;
		struct params p;
		int ret;

		print_message("  %s\n", crash_cases[i].name);
		params_parse(&p, crash_cases[i].cmdline, &kernel, true);
		ret = params_crashkernel(&p, crash_cases[i].suffix,
					 crash_cases[i].ram, &w);
		assert_int_equal(ret, crash_cases[i].ret);
		assert_true(w.size == crash_cases[i].size);
		assert_true(w.base == crash_cases[i].base);
		assert_string_equal(w.message, message ? message : "");
		params_release(&p);
	}
}

static const struct {
	const char *name, *given, *built;
	bool force, extend;
	const char *result;
} builtin_cases[] = {
	{ "only the given one", "a b", NULL, false, false, "a b" },
	{ "the built-in one fills an empty one", "", "x", false, false, "x" },
	{ "and no other", "a", "x", false, false, "a" },
	{ "force", "a", "x", true, false, "x" },
	{ "extend", "a", "x", false, true, "a x" },
	{ "cut", "abcdefghijk", NULL, false, false, "abcdefg" },
};

static void test_builtin(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(builtin_cases); i++) {
		struct kernel k = kernel;
		struct params p;

		print_message("  %s\n", builtin_cases[i].name);
		k.command_line_size = 8;
		k.builtin_cmdline = (char *)(uintptr_t)builtin_cases[i].built;
		k.cmdline_force = builtin_cases[i].force;
		k.cmdline_extend = builtin_cases[i].extend;
		params_parse(&p, builtin_cases[i].given, &k, true);
		assert_string_equal(p.cmdline, builtin_cases[i].result);
		params_release(&p);
	}
}

static const struct {
	const char *name, *cmdline;
	bool there;
	uint64_t start, size;
} initrd_cases[] = {
	{ "address and size", "initrd=0x50000000,3M", true, 0x50000000,
	  3 << 20 },
	{ "its other name", "initrdmem=1G,4K", true, 1 << 30, 4096 },
	{ "the last one", "initrd=1M,1 initrdmem=2M,2", true, 2 << 20, 2 },
	{ "no size", "initrd=0x50000000", false, 0, 0 },
	{ "a file of the boot loader", "initrd=/boot/initrd.img", false, 0, 0 },
	{ "none", "quiet", false, 0, 0 },
};

static void test_initrd(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(initrd_cases); i++) {
		struct kernel k = kernel;
		struct params p;

		print_message("  %s\n", initrd_cases[i].name);
		k.early_params = NULL; /* all of them */
		params_parse(&p, initrd_cases[i].cmdline, &k, true);
		assert_int_equal(p.has_initrd, initrd_cases[i].there);
		assert_true(p.initrd_start == initrd_cases[i].start);
		assert_true(p.initrd_size == initrd_cases[i].size);
		params_release(&p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_hugepages),
		cmocka_unit_test(test_noted_hugepages),
		cmocka_unit_test(test_no_pud_pages),
		cmocka_unit_test(test_crashkernel),
		cmocka_unit_test(test_builtin),
		cmocka_unit_test(test_initrd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
