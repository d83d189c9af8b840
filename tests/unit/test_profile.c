/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "profile/lines.h"
#include "profile/profile.h"
#include "util/alloc.h"

#define PROFILE "debian-6.1-arm64"

/*
 * Values of the built-in profile, each known from elsewhere: the kernel's
 * headers and configuration, and what a debugger read from the running kernel.
 */
static void builtin_values(void **state)
{
	struct error err = { 0 };
	struct kernel k;

	(void)state;
	assert_int_equal(kernel_load(&k, PROFILE, &err), 0);

	const struct {
		const char *what;
		uint64_t got, want;
	} cases[] = {
		{ "page shift", k.page_shift, 12 },
		{ "huge page shift", k.hpage_shift, 21 },
		{ "word size", k.word_size, 8 },
		{ "phys_addr_t", k.phys_addr_size, 8 },
		{ "cache bytes", k.cache_bytes, 64 },
		{ "internode bytes", k.internode_bytes, 64 },
		{ "command line", k.command_line_size, 2048 },
		{ "zones", k.nr_zones, 4 },
		{ "DMA first", k.zones[0], ZONE_DMA },
		{ "Movable last", k.zones[3], ZONE_MOVABLE },
		{ "migrate types", k.nr_migratetypes, 6 },
		{ "has CMA type", k.has_migratetype[MIGRATE_CMA], 1 },
		{ "orders", k.nr_orders, 11 },
		{ "pageblock order", k.pageblock_order, 9 },
		{ "pcp lists", k.nr_pcp_lists, 14 },
		{ "CPUs", k.nr_cpus, 256 },
		{ "nodes", k.max_numnodes, 16 },
		{ "memblock memory", k.memblock_regions, 1024 },
		{ "memblock reserved", k.memblock_reserved_regions, 385 },
		{ "reserved_mem slots", k.reserved_mem_regions, 64 },
		{ "cma_areas slots", k.cma_areas, 20 },
		{ "section bits", k.section_size_bits, 27 },
		{ "physical bits", k.max_physmem_bits, 48 },
		{ "SPARSEMEM", k.sparsemem, 1 },
		{ "FLATMEM", k.flatmem, 0 },
		{ "deferred", k.deferred_struct_page_init, 1 },
		{ "KFENCE", k.kfence, 0 },
		{ "CMA MiB", k.cma_size_mbytes, 64 },
		{ "CMA percentage", k.cma_size_percentage, 0 },
		{ "log_buf", k.log_buf_shift, 17 },
		{ "kmalloc align", k.kmalloc_min_align, 128 },
		{ "slab align", k.slab_min_align, 8 },
		{ "module reserve", k.percpu_module_reserve, 8192 },
		{ "dynamic reserve", k.percpu_dynamic_reserve, 28672 },
		{ "dynamic early", k.percpu_dynamic_early, 12288 },
		{ "VA bits", k.va_bits, 48 },
		{ "PA bits", k.pa_bits, 48 },
		{ "levels", k.pgtable_levels, 4 },
		{ "rodata full", k.rodata_full_default, 1 },
		{ "static percpu", k.sym.per_cpu_end - k.sym.per_cpu_start,
		  85864 },
		{ "image", k.sym.end - k.sym.text, 0x1aa0000 },
		{ "text", k.sym.text, 0xffff800008000000 },
		{ "page tables", k.sym.init_pg_end - k.sym.init_pg_dir,
		  0x5000 },
		{ "kpti flag", k.sym.idmap_kpti_flag - k.sym.text, 0x181e46c },
		{ "struct page", k.size.page, 64 },
		{ "pglist_data", k.size.pglist_data, 11392 },
		{ "kmem_cache.node", k.size.kmem_cache_node_offset, 216 },
		{ "pcpu_chunk", k.size.pcpu_chunk, 136 },
		{ "device_node", k.size.device_node, 208 },
		{ "io_tlb_slot", k.size.io_tlb_slot, 24 },
		{ "io_tlb_area", k.size.io_tlb_area, 16 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		if (cases[i].got != cases[i].want)
			fail_msg("%s: 0x%llx, expected 0x%llx", cases[i].what,
				 (unsigned long long)cases[i].got,
				 (unsigned long long)cases[i].want);
	}
	assert_string_equal(k.name, PROFILE);
	assert_string_equal(k.release, "6.1.0-50-cloud-arm64");
	assert_string_equal(k.arch, "arm64");
	assert_string_equal(k.init_stack, "all(zero)");
	assert_string_equal(k.builtin_cmdline, "");
	kernel_release(&k);
}

static bool has_word(char **words, const char *word)
{
	for (; *words; words++) {
		if (!strcmp(*words, word))
			return true;
	}
	return false;
}

static void builtin_words(void **state)
{
	struct error err = { 0 };
	struct kernel k;

	(void)state;
	assert_int_equal(kernel_load(&k, PROFILE, &err), 0);
	assert_true(has_word(k.setup_params, "mem"));
	assert_true(has_word(k.early_params, "mem"));
	assert_true(has_word(k.setup_params, "hugepages="));
	assert_false(has_word(k.early_params, "hugepages="));
	assert_true(has_word(k.module_params, "printk.time"));
	/* The recorded boots call this one unknown. */
	assert_false(has_word(k.setup_params, "nokaslr"));
	kernel_release(&k);
}

static void builtin_table(void **state)
{
	(void)state;
	assert_non_null(profile_find(PROFILE));
	assert_string_equal(profile_find(PROFILE)->arch, "arm64");
	assert_string_equal(profile_nearest("arm64", NULL, true)->name,
			    "debian-6.12-arm64");
	/* The newest of a distribution, though there is a newer one. */
	assert_string_equal(profile_nearest("x86_64", NULL, true)->name,
			    "debian-6.12-amd64");
	assert_string_equal(profile_nearest("riscv64", NULL, true)->name,
			    "linux-6.12-riscv64");
	assert_string_equal(profile_nearest("arm64", "9.9.9", true)->name,
			    "linux-7.1-arm64");
	/* The very build, though another one is newer. */
	assert_string_equal(profile_nearest("arm", "6.1.0-50-armmp", true)->name,
			    "debian-6.1-armmp");
	assert_null(profile_nearest("vax", "6.1.0", true));
	for (size_t i = 0; i < nr_builtin_profiles; i++) {
		const struct builtin_profile *p = &builtin_profiles[i];
		struct error err = { 0 };
		struct kernel k;

		assert_int_equal(kernel_load(&k, p->name, &err), 0);
		/* embed.sh takes these from the text. */
		assert_string_equal(k.name, p->name);
		assert_string_equal(k.arch, p->arch);
		assert_string_equal(k.release, p->release);
		kernel_release(&k);
	}
}

/* embed.sh takes these from the text, too. */
static void releases_of_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < nr_builtin_lines; i++) {
		const struct builtin_line *l = &builtin_lines[i];

		assert_non_null(l->releases[0]);
		for (size_t n = 0; l->releases[n]; n++) {
			const char *release = l->releases[n];
			char *quoted = xasprintf("\"%s\"", release);

			assert_non_null(strstr(l->json, quoted));
			assert_int_equal(release_line_len(release),
					 strlen(release));
			free(quoted);
		}
	}
}

/* The built-in profile with the first `from` turned into `to`. */
static char *edited(const char *from, const char *to)
{
	const struct builtin_profile *p = profile_find(PROFILE);
	char *text = xstrndup(p->json, p->len), *at, *out;

	at = strstr(text, from);
	if (!at)
		fail_msg("the profile has no %s", from);
	out = xasprintf("%.*s%s%s", (int)(at - text), text, to,
			at + strlen(from));
	free(text);
	return out;
}

static const struct {
	const char *what, *from, *to, *message;
} bad[] = {
	{ "another schema", "initmem-kernel-1", "initmem-kernel-9",
	  "x: /schema: not a kernel profile, expected \"initmem-kernel-1\"" },
	{ "an empty name", "\"name\": \"debian-6.1-arm64\"", "\"name\": \"\"",
	  "x: /name: wrong type, expected a string of 1 to 255 bytes" },
	{ "an unknown architecture", "\"arch\": \"arm64\"", "\"arch\": \"vax\"",
	  "x: /build/values/arch: expected arm64, arm, riscv64, x86_64 or i386" },
	{ "no release", "\"release\"", "\"relase\"",
	  "x: /build/values/release: missing, this kernel needs it" },
	{ "a number for a switch", "\"CONFIG_NUMA\": \"y\"",
	  "\"CONFIG_NUMA\": 1",
	  "x: /config/values/CONFIG_NUMA: wrong type, expected \"y\", \"m\", \"n\" or null" },
	{ "a word for a number", "\"CONFIG_LOG_BUF_SHIFT\": 17",
	  "\"CONFIG_LOG_BUF_SHIFT\": \"many\"",
	  "x: /config/values/CONFIG_LOG_BUF_SHIFT: wrong type, expected an integer or \"0x...\"" },
	{ "a negative number", "\"CONFIG_LOG_BUF_SHIFT\": 17",
	  "\"CONFIG_LOG_BUF_SHIFT\": -17",
	  "x: /config/values/CONFIG_LOG_BUF_SHIFT: wrong type, expected an integer or \"0x...\"" },
	{ "an address that does not fit", "0xffff800008000000",
	  "0x1ffff800008000000",
	  "x: /symbols/values/_text: wrong type, expected an integer or \"0x...\"" },
	{ "an address with a sign behind 0x", "0xffff800008000000", "0x-1",
	  "x: /symbols/values/_text: wrong type, expected an integer or \"0x...\"" },
	{ "pages of 1 MiB", "\"PAGE_SHIFT\": {\n      \"value\": 12",
	  "\"PAGE_SHIFT\": {\n      \"value\": 20",
	  "x: /constants/PAGE_SHIFT/value: 20 is out of range, allowed are 12 to 16" },
	{ "too many orders", "\"MAX_ORDER\": {\n      \"value\": 11",
	  "\"MAX_ORDER\": {\n      \"value\": 40",
	  "x: /constants/MAX_ORDER/value: 40 is out of range, allowed are 1 to 20" },
	{ "a pageblock above the largest block",
	  "\"MAX_ORDER\": {\n      \"value\": 11",
	  "\"MAX_ORDER\": {\n      \"value\": 9",
	  "x: /constants/pageblock_order/value: not below MAX_ORDER" },
	{ "a cache line of 96 bytes",
	  "\"SMP_CACHE_BYTES\": {\n      \"value\": 64",
	  "\"SMP_CACHE_BYTES\": {\n      \"value\": 96",
	  "x: /constants/SMP_CACHE_BYTES/value: 96 is not a power of two" },
	{ "a constant without its object",
	  "\"MAX_ORDER\": {\n      \"value\": 11,",
	  "\"MAX_ORDER\": 11, \"y\": {",
	  "x: /constants/MAX_ORDER/value: wrong type, expected an object around it" },
	{ "a struct page of no bytes", "\"struct page\": 64",
	  "\"struct page\": 0",
	  "x: /sizeof/values/struct page: 0 is out of range, allowed are 1 to 1048576" },
	{ "no size that SLUB needs", "\"struct kmem_cache_cpu\"",
	  "\"struct kmem_cache\"",
	  "x: /sizeof/values/struct kmem_cache_cpu: missing, this kernel needs it" },
	{ "no symbol that arm64 needs", "\"init_pg_dir\"", "\"pg_dir\"",
	  "x: /symbols/values/init_pg_dir: missing, this kernel needs it" },
	{ "_end below _text", "\"_end\": \"0xffff8", "\"_end\": \"0x0fff8",
	  "x: /symbols/values/_end: 0xfff800009aa0000, expected at most 1 GiB above _text (0xffff800008000000)" },
	{ "a symbol outside the image", "\"_stext\": \"0xffff8",
	  "\"_stext\": \"0x0fff8",
	  "x: /symbols/values/_stext: 0xfff800008010000 is not between _text (0xffff800008000000) and _end (0xffff800009aa0000)" },
	{ "a section that ends before it starts",
	  "\"__bss_stop\": \"0xffff800009a8cf58\"",
	  "\"__bss_stop\": \"0xffff800009000000\"",
	  "x: /symbols/values/__bss_stop: 0xffff800009000000 is below __bss_start (0xffff8000099fa000)" },
	{ "a static per-CPU area of a terabyte",
	  "\"__per_cpu_start\": \"0xffff8000094b8000\"",
	  "\"__per_cpu_start\": \"0xffff000000000000\"",
	  "x: /symbols/values/__per_cpu_end: 0xffff8000094ccf68, expected at most 16 MiB above __per_cpu_start (0xffff000000000000)" },
	{ "zones out of order", "\"DMA32\"", "\"Movable\"",
	  "x: /zones/values/2: \"Normal\", expected some of DMA, DMA32, Normal, HighMem, Movable, Device in this order" },
	{ "an unknown zone", "\"DMA32\"", "\"DMA64\"",
	  "x: /zones/values/1: \"DMA64\", expected some of DMA, DMA32, Normal, HighMem, Movable, Device in this order" },
	{ "HighMem without CONFIG_HIGHMEM", "      \"Normal\",",
	  "      \"Normal\", \"HighMem\",",
	  "x: /zones/values: expected HighMem with CONFIG_HIGHMEM and only then" },
	{ "a zone that is a number", "\"DMA32\"", "32",
	  "x: /zones/values: wrong type, expected a list of strings" },
	{ "a migrate type twice", "\"Reclaimable\"", "\"Movable\"",
	  "x: /migratetypes/values/2: \"Movable\", expected each of Unmovable, Movable, Reclaimable, HighAtomic, Reserve, CMA, Isolate once at most" },
	{ "no migrate type for CMA", ",\n      \"CMA\"", "",
	  "x: /migratetypes/values: expected CMA with CONFIG_CMA and only then" },
	{ "both memory models", "\"CONFIG_FLATMEM\": \"n\"",
	  "\"CONFIG_FLATMEM\": \"y\"",
	  "x: /config/values: expected one of CONFIG_SPARSEMEM and CONFIG_FLATMEM" },
	{ "nodes without NUMA", "\"CONFIG_NUMA\": \"y\"",
	  "\"CONFIG_NUMA\": \"n\"",
	  "x: /constants/MAX_NUMNODES/value: expected 1 without CONFIG_NUMA" },
	{ "CPUs without SMP", "\"CONFIG_SMP\": \"y\"", "\"CONFIG_SMP\": null",
	  "x: /constants/NR_CPUS/value: expected 1 without CONFIG_SMP" },
	{ "two billion sections",
	  "\"SECTION_SIZE_BITS\": {\n"
	  "      \"value\": 27,\n"
	  "      \"origin\": \"arch/arm64/include/asm/sparsemem.h\"\n"
	  "    },\n"
	  "    \"MAX_PHYSMEM_BITS\": {\n"
	  "      \"value\": 48",
	  "\"SECTION_SIZE_BITS\": {\n"
	  "      \"value\": 26,\n"
	  "      \"origin\": \"arch/arm64/include/asm/sparsemem.h\"\n"
	  "    },\n"
	  "    \"MAX_PHYSMEM_BITS\": {\n"
	  "      \"value\": 56",
	  "x: /constants/SECTION_SIZE_BITS/value: expected 0 to 29 less than MAX_PHYSMEM_BITS" },
	{ "sections of 2 MiB", "\"SECTION_SIZE_BITS\": {\n      \"value\": 27",
	  "\"SECTION_SIZE_BITS\": {\n      \"value\": 21",
	  "x: /constants/SECTION_SIZE_BITS/value: expected at least PAGE_SHIFT + MAX_ORDER - 1" },
	{ "blocks larger than a section",
	  "\"MAX_ORDER\": {\n      \"value\": 11",
	  "\"MAX_ORDER\": {\n      \"value\": 17",
	  "x: /constants/SECTION_SIZE_BITS/value: expected at least PAGE_SHIFT + MAX_ORDER - 1" },
	{ "pages that need other table levels",
	  "\"PAGE_SHIFT\": {\n      \"value\": 12",
	  "\"PAGE_SHIFT\": {\n      \"value\": 16",
	  "x: /config/values/CONFIG_PGTABLE_LEVELS: does not go with CONFIG_ARM64_VA_BITS and PAGE_SHIFT" },
	{ "32-bit words on arm64", "\"sizeof(long)\": {\n      \"value\": 8",
	  "\"sizeof(long)\": {\n      \"value\": 4",
	  "x: /constants/sizeof(long)/value: expected 8 on arm64, riscv64 and x86_64, 4 on arm and i386" },
	{ "a huge page that is none", "\"HPAGE_SHIFT\": {\n      \"value\": 21",
	  "\"HPAGE_SHIFT\": {\n      \"value\": 8",
	  "x: /constants/HPAGE_SHIFT/value: 8 is out of range, allowed are 16 to 40" },
	{ "words that are not sorted", "\"printk.time\"", "\"aprintk.time\"",
	  "x: /module_params/values/121: \"aprintk.time\" does not belong behind \"printk.ignore_loglevel\", the list is sorted" },
	{ "a word with a NUL", "\"printk.time\"", "\"printk\\u0000time\"",
	  "x: /module_params/values: wrong type, expected a list of strings" },
	{ "a group that is a list", "\"sizeof\": {", "\"sizeof\": [], \"y\": {",
	  "x: /sizeof/values/struct page: missing, this kernel needs it" },
	{ "values that are a list", "\"values\": {\n      \"struct page\": 64",
	  "\"values\": [], \"y\": {\n      \"struct page\": 64",
	  "x: /sizeof: expected an object" },
	{ "text behind the object", "\n}\n", "\n}\n{}",
	  "x: expected one JSON object and nothing else" },
	{ "a missing comma",
	  "\"zones\": {\n    \"origin\": \"DWARF: enum zone_type\",",
	  "\"zones\": {\n    \"origin\": \"DWARF: enum zone_type\"",
	  "x: not JSON: object value separator ',' expected at byte" },
};

static void bad_profiles(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		char *text = edited(bad[i].from, bad[i].to);
		struct error err = { 0 };
		struct kernel k;

		if (kernel_from_json(&k, text, strlen(text), "x", &err) == 0)
			fail_msg("%s: accepted", bad[i].what);
		if (strncmp(err.text, bad[i].message, strlen(bad[i].message)))
			fail_msg("%s:\n%s\nexpected\n%s", bad[i].what, err.text,
				 bad[i].message);
		assert_null(k.name);
		free(text);
	}
}

/* Optional values may be absent or null. */
static void good_profiles(void **state)
{
	static const struct {
		const char *what, *from, *to;
	} good[] = {
		{ "no banner", "\"banner\"", "\"x\"" },
		{ "an option less", "\"CONFIG_KFENCE\"", "\"CONFIG_X\"" },
		{ "an unknown member", "\"zones\"", "\"x\": 1, \"zones\"" },
		{ "no module parameters", "\"module_params\"", "\"x\"" },
		{ "an address as a number", "\"0xffff800008000000\"",
		  "18446603336355414016" },
		{ "space behind it", "\n}\n", "\n}\n \t\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		char *text = edited(good[i].from, good[i].to);
		struct error err = { 0 };
		struct kernel k;

		if (kernel_from_json(&k, text, strlen(text), "x", &err))
			fail_msg("%s: %s", good[i].what, err.text);
		assert_true(k.sym.text == 0xffff800008000000);
		kernel_release(&k);
		free(text);
	}
}

static void bad_names(void **state)
{
	static const struct {
		const char *name, *message;
	} cases[] = {
		{ "nope",
		  "nope: no such kernel, expected a FILE.json or one of: " },
		{ "nope.json", "nope.json: No such file or directory" },
		{ "/", "/: Is a directory" },
		{ "/dev/null", "/dev/null: not JSON: ends after 0 bytes" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct error err = { 0 };
		struct kernel k;

		assert_int_equal(kernel_load(&k, cases[i].name, &err), -1);
		if (strncmp(err.text, cases[i].message,
			    strlen(cases[i].message)))
			fail_msg("%s", err.text);
	}
}

/* Any bytes may come: cut off, and with bytes changed. */
static void broken_bytes(void **state)
{
	const struct builtin_profile *p = profile_find(PROFILE);
	char *text = xstrndup(p->json, p->len);
	uint32_t random = 1;

	(void)state;
	for (size_t len = 0; len < p->len - 2; len += 61) {
		struct error err = { 0 };
		struct kernel k;
		/* Its own block, so that a read past the end is seen. */
		char *cut = xstrndup(p->json, len);

		assert_int_equal(kernel_from_json(&k, cut, len, "x", &err), -1);
		free(cut);
	}
	for (unsigned i = 0; i < 2000; i++) {
		struct error err = { 0 };
		struct kernel k;
		size_t at;
		char old;

		random = random * 1664525 + 1013904223;
		at = random % p->len;
		old = text[at];
		text[at] = (char)(random >> 24);
		if (kernel_from_json(&k, text, p->len, "x", &err) == 0)
			kernel_release(&k);
		else
			assert_true(err.set);
		text[at] = old;
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(builtin_values),
		cmocka_unit_test(builtin_words),
		cmocka_unit_test(builtin_table),
		cmocka_unit_test(releases_of_lines),
		cmocka_unit_test(bad_profiles),
		cmocka_unit_test(good_profiles),
		cmocka_unit_test(bad_names),
		cmocka_unit_test(broken_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
