/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The import takes its facts from an ELF file with debug information. This
 * program is one: it holds what the import looks for in a kernel, with sizes
 * that no kernel has, and imports itself. As it is position independent, the
 * pointers of its tables are in relocations, as a relocatable kernel's are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "profile/import.h"
#include "util/alloc.h"

/* Clang's redzones would count as part of a variable. */
#ifdef __clang__
#define FACT __attribute__((used, no_sanitize("address")))
#else
#define FACT __attribute__((used))
#endif

typedef unsigned long phys_addr_t;

enum zone_type { ZONE_DMA, ZONE_NORMAL, ZONE_MOVABLE, __MAX_NR_ZONES };

enum migratetype {
	MIGRATE_UNMOVABLE,
	MIGRATE_MOVABLE,
	MIGRATE_RECLAIMABLE,
	MIGRATE_PCPTYPES,
	MIGRATE_HIGHATOMIC = MIGRATE_PCPTYPES,
	MIGRATE_TYPES
};

/* Types whose size alone counts. */
#define SIZED(name, bytes)                                                     \
	struct name {                                                          \
		char byte[bytes];                                              \
	};                                                                     \
	FACT struct name a_##name

SIZED(page, 96);
SIZED(pglist_data, 1001);
SIZED(per_cpu_zonestat, 12);
SIZED(per_cpu_nodestat, 42);
SIZED(resource, 64);
SIZED(pcpu_chunk, 131);
SIZED(pcpu_block_md, 33);
SIZED(pcpu_alloc_info, 65);
SIZED(pcpu_group_info, 25);
SIZED(hlist_bl_head, 8);
SIZED(hlist_head, 8);
SIZED(list_head, 16);
SIZED(prb_desc, 23);
SIZED(printk_info, 87);
SIZED(kmem_cache_node, 63);
SIZED(kmem_cache_cpu, 31);
SIZED(track, 29);
SIZED(memblock_region, 24);
SIZED(cpu_entry_area, 4099);
SIZED(tss_struct, 129);

/* Types whose members count. */
struct free_area {
	long nr_free;
};

struct zone {
	long watermark;
	struct free_area free_area[13];
};
FACT struct zone a_zone;

struct per_cpu_pages {
	int count;
	int lists[15];
};
FACT struct per_cpu_pages a_per_cpu_pages;

struct kmem_cache {
	char other[48];
	struct kmem_cache_node *node[2];
};
FACT struct kmem_cache a_kmem_cache;

FACT phys_addr_t a_phys_addr;
FACT enum zone_type a_zone_type;
FACT enum migratetype a_migratetype;

/* Arrays whose length is in the symbol table. */
FACT char boot_command_line[1536];
FACT struct memblock_region memblock_memory_init_regions[77];
FACT struct memblock_region memblock_reserved_init_regions[99];
FACT char __bss_stop[64];

FACT const char linux_banner[] =
	"Linux version 6.1.7-made-up (me@here) (cc) #7 SMP today\n";

struct obs_kernel_param {
	const char *str;
	int (*setup_func)(char *str);
	int early;
};

struct kernel_param {
	const char *name;
	void *mod;
	const void *ops;
	uint16_t perm;
	int8_t level;
	uint8_t flags;
	void *arg;
};

static int setup(char *str)
{
	return *str;
}

FACT struct obs_kernel_param setups[] = {
	{ "zeta=", setup, 0 },
	{ "mem", setup, 1 },
	{ "alpha", setup, 1 },
	{ "zeta=", setup, 0 },
};

FACT struct kernel_param params[] = {
	{ .name = "printk.time" },
	{ .name = "a.b" },
};

/* The linker only provides these when somebody asks. */
extern char _etext[], _edata[], _end[], __bss_start[];
FACT char *const linker_names[] = { _etext, _edata, _end, __bss_start };

/* The other names, which no C object has. */
FACT static void symbols(void)
{
	asm volatile(
		".globl _text\n.set _text, _init_of_the_image\n"
		".globl __setup_start\n.set __setup_start, setups\n"
		".globl __setup_end\n.set __setup_end, setups + %c0\n"
		".globl __start___param\n.set __start___param, params\n"
		".globl __stop___param\n.set __stop___param, params + %c1\n"
		".globl __init_begin\n.set __init_begin, setups\n"
		".globl __init_end\n.set __init_end, setups + %c0\n"
		".globl __per_cpu_start\n.set __per_cpu_start, setups\n"
		".globl __per_cpu_end\n.set __per_cpu_end, setups + 16\n"
#ifdef __x86_64__
		".globl __end_of_kernel_reserve\n.set __end_of_kernel_reserve, setups\n"
		".globl __brk_base\n.set __brk_base, setups\n"
		".globl __brk_limit\n.set __brk_limit, setups\n"
		".globl real_mode_blob\n.set real_mode_blob, setups\n"
		".globl real_mode_blob_end\n.set real_mode_blob_end, setups\n"
		".globl __smp_locks\n.set __smp_locks, setups\n"
		".globl __smp_locks_end\n.set __smp_locks_end, setups\n"
#endif
		"_init_of_the_image:\n"
		:
		: "i"(sizeof(setups)), "i"(sizeof(params)));
}

static const char config[] =
#ifdef __aarch64__
	"CONFIG_ARM64=y\nCONFIG_ARM64_PAGE_SHIFT=12\nCONFIG_ARM64_VA_BITS=48\n"
	"CONFIG_ARM64_PA_BITS=48\nCONFIG_PGTABLE_LEVELS=4\n"
#else
	"CONFIG_X86_64=y\nCONFIG_X86_L1_CACHE_SHIFT=6\n"
	"CONFIG_X86_INTERNODE_CACHE_SHIFT=6\n"
	"CONFIG_PHYSICAL_START=0x1000000\n"
#endif
	"# CONFIG_NUMA is not set\n"
	"CONFIG_ZONE_DMA=y\n"
	"CONFIG_SMP=y\nCONFIG_NR_CPUS=12\nCONFIG_FLATMEM=y\nCONFIG_SLUB=y\n"
	"CONFIG_MODULES=y\nCONFIG_HUGETLB_PAGE=y\nCONFIG_LOG_BUF_SHIFT=18\n"
	"CONFIG_CMDLINE=\"a \\\"b\\\" \\\\ c\"\n"
	"CONFIG_GCC_PLUGIN_STRUCTLEAK_BYREF=y\n";

static char config_path[] = "/tmp/test_import.XXXXXX";

static int write_file(char *path, const char *text)
{
	int fd = mkstemp(path);
	ssize_t len = (ssize_t)strlen(text);

	if (fd < 0 || write(fd, text, (size_t)len) != len)
		return -1;
	return close(fd);
}

static int write_config(void **state)
{
	(void)state;
	return write_file(config_path, config);
}

static int remove_config(void **state)
{
	(void)state;
	return unlink(config_path);
}

/* The text with each run of white space as one space. */
static char *squeezed(const char *text)
{
	char *out = xcalloc(1, strlen(text) + 1), *o = out;

	for (; *text; text++) {
		bool space = strchr(" \n", *text);

		if (!space || o == out || o[-1] != ' ')
			*o++ = space ? ' ' : *text;
	}
	return out;
}

/* From a vmlinux and its configuration alone. */
static int import(const char *vmlinux, const char *config_file,
		  struct import_result *r, struct error *err)
{
	const struct import_request rq = { .files.image.path = vmlinux,
					   .config.path = config_file,
					   .name = "made-up" };

	return profile_import(&rq, r, err);
}

static void imports_itself(void **state)
{
	static const char *const wanted[] = {
		"\"name\": \"made-up\"",
		"\"release\": \"6.1.7-made-up\"",
		"\"banner\": \"Linux version 6.1.7-made-up (me@here) (cc) #7 SMP today\"",
		"\"CONFIG_SMP\": \"y\"",
		"\"CONFIG_NUMA\": \"n\"",
		"\"CONFIG_CMA_SIZE_MBYTES\": null",
		"\"CONFIG_LOG_BUF_SHIFT\": 18",
		"\"CONFIG_CMDLINE\": \"a \\\"b\\\" \\\\ c\"",
		"\"struct page\": 96",
		"\"struct pglist_data\": 1001",
		"\"struct printk_info\": 87",
		"\"struct kmem_cache.node\": 48",
		"\"sizeof(phys_addr_t)\": { \"value\": 8,",
		"\"COMMAND_LINE_SIZE\": { \"value\": 1536,",
		"\"MAX_ORDER\": { \"value\": 13,",
		/* 2 MiB of huge page is less than the largest block */
		"\"pageblock_order\": { \"value\": 9,",
		"\"NR_PCP_LISTS\": { \"value\": 15,",
		"\"NR_CPUS\": { \"value\": 12,",
		"\"MAX_NUMNODES\": { \"value\": 1,",
		"\"INIT_MEMBLOCK_REGIONS\": { \"value\": 77,",
		"\"INIT_MEMBLOCK_RESERVED_REGIONS\": { \"value\": 99,",
		"\"PERCPU_DYNAMIC_RESERVE\": { \"value\": 28672,",
		"\"init_stack\": { \"value\": \"byref(zero)\",",
		"\"values\": [ \"DMA\", \"Normal\", \"Movable\" ]",
		"[ \"Unmovable\", \"Movable\", \"Reclaimable\", \"HighAtomic\" ]",
		"\"values\": [ \"alpha\", \"mem\", \"zeta=\" ]",
		"\"values\": [ \"alpha\", \"mem\" ]",
		"\"values\": [ \"a.b\", \"printk.time\" ]",
	};
	struct error err = { 0 };
	struct import_result r;
	char *text;

	(void)state;
#if !defined(__x86_64__) && !defined(__aarch64__)
	skip();
#endif
	if (import("/proc/self/exe", config_path, &r, &err)) {
		/* Somebody built us without -g. */
		if (strstr(err.text, "no debug information"))
			skip();
		fail_msg("%s", err.text);
	}
	text = squeezed(r.json);
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		if (!strstr(text, wanted[i]))
			fail_msg("no %s in\n%s", wanted[i], r.json);
	}
#ifdef __aarch64__
	/* A symbol that some kernels have and we have not. */
	assert_non_null(r.missing);
	assert_non_null(strstr(r.missing, "_data"));
#else
	assert_null(r.missing);
#endif
	free(text);
	import_result_release(&r);
}

/* Sixteen copies of each kmalloc() cache: room for as many CPUs' parts. */
static void random_caches(void **state)
{
	char path[] = "/tmp/test_import.XXXXXX", *text;
	char *more = xasprintf("%sCONFIG_RANDOM_KMALLOC_CACHES=y\n", config);
	struct error err = { 0 };
	struct import_result r;
	int ret;

	(void)state;
#if !defined(__x86_64__) && !defined(__aarch64__)
	skip();
#endif
	assert_int_equal(write_file(path, more), 0);
	free(more);
	ret = import("/proc/self/exe", path, &r, &err);
	unlink(path);
	if (ret && strstr(err.text, "no debug information"))
		skip();
	assert_int_equal(ret, 0);
	text = squeezed(r.json);
	assert_non_null(
		strstr(text,
		       "\"PERCPU_DYNAMIC_RESERVE\": { \"value\": 114688,"));
	assert_non_null(
		strstr(text,
		       "\"PERCPU_DYNAMIC_EARLY_SIZE\": { \"value\": 81920,"));
	free(text);
	import_result_release(&r);
}

static void bad_inputs(void **state)
{
	const struct {
		const char *vmlinux, *config, *message;
	} cases[] = {
		{ "/nowhere", config_path,
		  "/nowhere: No such file or directory" },
		{ "/", config_path, "/: a folder, expected a file" },
		{ config_path, config_path, "test_import" },
		{ "/proc/self/exe", "/nowhere",
		  "/nowhere: No such file or directory" },
		{ "/proc/self/exe", "/dev/null", "/dev/null: no CONFIG_" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct error err = { 0 };
		struct import_result r;

		assert_int_equal(import(cases[i].vmlinux, cases[i].config, &r,
					&err),
				 -1);
		if (!strstr(err.text, cases[i].message))
			fail_msg("%s, expected %s", err.text, cases[i].message);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(imports_itself),
		cmocka_unit_test(random_caches),
		cmocka_unit_test(bad_inputs),
	};

	return cmocka_run_group_tests(tests, write_config, remove_config);
}
