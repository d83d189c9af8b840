/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "input/dtb.h"
#include "input/dts.h"
#include "input/input.h"
#include "util/alloc.h"

/* Trees are written as source, so that a case can be read. */

#define CELLS "#address-cells = <2>; #size-cells = <2>;"
#define MEMORY_1G                                                              \
	"memory@40000000 { device_type = \"memory\";"                          \
	" reg = <0 0x40000000 0 0x40000000>; };"
#define CPU(n, core)                                                           \
	"cpu@" #n " { device_type = \"cpu\"; compatible = \"" core "\";"       \
	" reg = <" #n ">; enable-method = \"psci\"; };"
#define CPUS(text) "cpus { #address-cells = <1>; #size-cells = <0>; " text "};"

#define HART(n, isa, more)                                                     \
	"cpu@" #n " { device_type = \"cpu\"; compatible = \"riscv\";"          \
	" reg = <" #n ">; " isa " " more " };"
#define RV64 "riscv,isa = \"rv64imafdc_zicbom_zihintpause\";"
#define RV64_LIST "riscv,isa-base = \"rv64i\"; riscv,isa-extensions ="
#define VIRT "compatible = \"riscv-virtio\";"

static void *compile(const char *body, size_t *len)
{
	char *text = xasprintf("/dts-v1/; %s", body);
	struct error err = { 0 };
	void *blob = NULL;

	if (dts_compile("test", text, strlen(text), &blob, len, &err))
		fail_msg("%s", err.text);
	free(text);
	return blob;
}

static int load(struct machine *m, const char *root,
		const struct input_options *opt, struct error *err)
{
	char *body = xasprintf("/ { %s };", root);
	size_t len;
	void *blob = compile(body, &len);
	int ret = machine_from_dtb(m, blob, len, "t.dtb", opt, err);

	free(blob);
	free(body);
	return ret;
}

static char *append_range(char *s, const struct range *r)
{
	char *longer =
		xasprintf("%s %" PRIx64 "+%" PRIx64, s, r->base, r->size);

	free(s);
	return longer;
}

/* What was read of the memory: per node its NUMA node and its ranges. */
static char *memory_text(const struct machine *m)
{
	char *s = xstrdup("");

	for (size_t i = 0; i < m->fdt.nr_memory; i++) {
		const struct fdt_memory_node *n = &m->fdt.memory[i];
		char *longer = xasprintf("%s[%d", s, n->nid);

		free(s);
		s = longer;
		for (size_t j = 0; j < n->nr_ranges; j++)
			s = append_range(s, &n->ranges[j]);
		longer = xasprintf("%s]", s);
		free(s);
		s = longer;
	}
	return s;
}

static const struct {
	const char *name, *root, *memory;
} memory_cases[] = {
	{ "one bank", CELLS MEMORY_1G, "[-1 40000000+40000000]" },
	{ "cells default to one each",
	  "memory { device_type = \"memory\"; reg = <0x1000 0x2000>; };",
	  "[-1 1000+2000]" },
	{ "three address cells, the first of them zero",
	  "#address-cells = <3>; #size-cells = <1>;"
	  "memory { device_type = \"memory\"; reg = <0 1 0 0x2000>; };",
	  "[-1 100000000+2000]" },
	{ "linux,usable-memory comes before reg",
	  CELLS "memory@0 { device_type = \"memory\"; reg = <0 0 0 0x8000>;"
		" linux,usable-memory = <0 0x1000 0 0x1000>; };",
	  "[-1 1000+1000]" },
	{ "banks that overlap are the kernel's affair",
	  CELLS MEMORY_1G
	  "memory@50000000 { device_type = \"memory\"; numa-node-id = <3>;"
	  " reg = <0 0x50000000 0 0x40000000>; };",
	  "[-1 40000000+40000000][3 50000000+40000000]" },
	{ "a disabled node gives no bank",
	  CELLS MEMORY_1G "memory@0 { device_type = \"memory\";"
			  " status = \"disabled\"; reg = <0 0 0 1>; };",
	  "[-1 40000000+40000000][-1]" },
	{ "the name alone makes no memory",
	  CELLS MEMORY_1G "memory@0 { reg = <0 0 0 0x1000>; };",
	  "[-1 40000000+40000000]" },
};

static void test_memory(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(memory_cases); i++) {
		struct input_options opt = { 0 };
		struct error err = { 0 };
		struct machine m;
		char *text;

		print_message("  %s\n", memory_cases[i].name);
		if (load(&m, memory_cases[i].root, &opt, &err))
			fail_msg("%s", err.text);
		text = memory_text(&m);
		assert_string_equal(text, memory_cases[i].memory);
		free(text);
		machine_release(&m);
	}
}

static const struct {
	const char *name, *root, *message;
} error_cases[] = {
	{ "an odd reg",
	  CELLS "memory@0 { device_type = \"memory\"; reg = <0 0 1>; };",
	  "t.dtb: /memory@0: reg has 12 bytes, expected a multiple of 16" },
	{ "no memory", CELLS,
	  "t.dtb: /: no node with device_type \"memory\": give --memory BASE,SIZE" },
	{ "memory of size 0",
	  CELLS "memory@0 { device_type = \"memory\"; reg = <0 0 0 0>; };",
	  "t.dtb: /memory@0: size is 0 (a boot loader fills it): give --memory BASE,SIZE" },
	{ "a node without reg", CELLS "memory@0 { device_type = \"memory\"; };",
	  "t.dtb: /memory@0: no reg: give --memory BASE,SIZE" },
	{ "no address cells", "#address-cells = <0>; #size-cells = <1>;",
	  "t.dtb: /: #address-cells is 0, expected 1 to 4" },
	{ "a range past 64 bits",
	  CELLS "memory@0 { device_type = \"memory\";"
		" reg = <0xffffffff 0xfffff000 0 0x1000>; };",
	  "t.dtb: /memory@0: reg: 0xfffffffffffff000 + 0x1000, expected a sum below 2^64" },
	{ "a reservation past 64 bits",
	  CELLS MEMORY_1G "reserved-memory { " CELLS " ranges;"
			  " x { reg = <0xffffffff 0 1 0>; }; };",
	  "t.dtb: /reserved-memory/x: reg: 0xffffffff00000000 + 0x100000000, expected a sum below 2^64" },
};

static void test_errors(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(error_cases); i++) {
		struct input_options opt = { 0 };
		struct error err = { 0 };
		struct machine m;

		print_message("  %s\n", error_cases[i].name);
		assert_int_equal(load(&m, error_cases[i].root, &opt, &err), -1);
		assert_string_equal(err.text, error_cases[i].message);
	}
}

static const struct {
	const char *name;
	struct input_memory memory[3];
	size_t nr;
	const char *root, *result; /* memory, or a message */
} loader_cases[] = {
	{ "fills the node that is there",
	  { { { 0x1000, 0x2000 }, -1 }, { { 0x8000, 0x1000 }, -1 } },
	  2,
	  CELLS "memory@0 { device_type = \"memory\"; reg = <0 0 0 0>; };",
	  "[-1 1000+2000 8000+1000]" },
	{ "replaces the node and drops the others",
	  { { { 0x1000, 0x2000 }, -1 } },
	  1,
	  CELLS MEMORY_1G
	  "memory@0 { device_type = \"memory\"; reg = <0 0 0 1>; };",
	  "[-1 1000+2000]" },
	{ "makes a node where there is none",
	  { { { 0x100000000, 0x2000 }, -1 } },
	  1,
	  CELLS,
	  "[-1 100000000+2000]" },
	{ "makes one for each NUMA node, in the order they are named",
	  { { { 0x1000, 0x1000 }, 5 },
	    { { 0x8000, 0x1000 }, 1 },
	    { { 0x4000, 0x1000 }, 5 } },
	  3,
	  CELLS MEMORY_1G,
	  "[5 1000+1000 4000+1000][1 8000+1000]" },
	{ "needs cells that are wide enough",
	  { { { 0x100000000, 0x2000 }, -1 } },
	  1,
	  "model = \"x\";",
	  "t.dtb: /: cells of 32 bits, --memory 0x100000000,0x2000 needs 64" },
};

static void test_loader_memory(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(loader_cases); i++) {
		struct input_memory memory[3];
		struct input_options opt = { .memory = memory,
					     .nr_memory = loader_cases[i].nr };
		struct error err = { 0 };
		struct machine m;
		char *text;

		print_message("  %s\n", loader_cases[i].name);
		memcpy(memory, loader_cases[i].memory, sizeof(memory));
		if (load(&m, loader_cases[i].root, &opt, &err)) {
			assert_string_equal(err.text, loader_cases[i].result);
			continue;
		}
		text = memory_text(&m);
		assert_string_equal(text, loader_cases[i].result);
		free(text);
		machine_release(&m);
	}
}

static void test_chosen(void **state)
{
	static const char root[] = CELLS MEMORY_1G
		"chosen { bootargs = \"a b\"; linux,initrd-start = <0x1000>;"
		" linux,initrd-end = <0 0x3000>; rng-seed = <1 2>;"
		" kaslr-seed = <1 2>; };";
	struct input_options opt = { .append = "c", .has_initrd = false };
	struct error err = { 0 };
	struct machine m;

	(void)state;
	assert_int_equal(load(&m, root, &opt, &err), 0);
	assert_string_equal(m.cmdline, "a b c");
	assert_true(m.has_initrd);
	assert_int_equal(m.initrd_start, 0x1000);
	assert_int_equal(m.initrd_end, 0x3000);
	assert_true(m.fdt.has_kaslr_seed);
	assert_true(m.fdt.kaslr_seed == 0x100000002);
	/* rng-seed may be overwritten before the tree is unflattened */
	assert_int_equal(m.fdt.nr_shapes, 3);
	assert_int_equal(m.fdt.shapes[2].nr_props, 5);
	assert_true(m.fdt.shapes[2].used_seed);
	assert_int_equal(m.fdt.shapes[0].path_len, strlen("/"));
	assert_int_equal(m.fdt.shapes[2].path_len, strlen("/chosen"));
	machine_release(&m);

	opt = (struct input_options){ .cmdline = "x",
				      .has_initrd = true,
				      .initrd = { 0x8000, 0x100 } };
	assert_int_equal(load(&m, root, &opt, &err), 0);
	assert_string_equal(m.cmdline, "x");
	assert_int_equal(m.initrd_end, 0x8100);
	machine_release(&m);
}

static const struct {
	const char *name, *cpus, *arch;
	unsigned keep; /* --cpus */
	int nr; /* -1: an error */
	bool aarch32;
} cpu_cases[] = {
	{ "two cores of 64 bits", CPU(0, "arm,cortex-a53") CPU(1, "arm,armv8"),
	  "arm64", 0, 2, true },
	{ "of two kinds, one without AArch32",
	  CPU(0, "arm,cortex-a55") CPU(1, "arm,cortex-a76"), "arm64", 0, 2,
	  false },
	{ "a core of 32 bits", CPU(0, "arm,cortex-a15"), "arm", 0, 1, false },
	{ "one of each does not say",
	  CPU(0, "arm,cortex-a53") CPU(1, "arm,cortex-a7"), NULL, 0, 2, false },
	{ "an unknown core does not say", CPU(0, "acme,core"), NULL, 0, 1,
	  false },
	{ "the first of two", CPU(0, "arm,cortex-a53") CPU(1, "arm,cortex-a53"),
	  "arm64", 1, 1, true },
	{ "more than there are", CPU(0, "arm,cortex-a53"), NULL, 2, -1, false },
	{ "a failed one is passed over",
	  CPU(0, "arm,cortex-a53") "cpu@1 { status = \"fail-x\"; reg = <1>; };",
	  "arm64", 0, 1, true },
};

static void test_cpus(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cpu_cases); i++) {
		struct input_options opt = { .cpus = cpu_cases[i].keep };
		char *root = xasprintf(CELLS MEMORY_1G CPUS("%s"),
				       cpu_cases[i].cpus);
		struct error err = { 0 };
		struct machine m;
		int ret = load(&m, root, &opt, &err);

		print_message("  %s\n", cpu_cases[i].name);
		free(root);
		assert_int_equal(ret, cpu_cases[i].nr < 0 ? -1 : 0);
		if (ret)
			continue;
		assert_int_equal(m.nr_cpus, cpu_cases[i].nr);
		if (cpu_cases[i].arch)
			assert_string_equal(m.arch, cpu_cases[i].arch);
		else
			assert_null(m.arch);
		assert_int_equal(m.aarch32, cpu_cases[i].aarch32);
		machine_release(&m);
	}
}

static const struct {
	const char *name, *root, *hart;
	const char *arch; /* NULL: foreign */
	enum riscv_isa isa;
	bool zicbom;
	unsigned levels;
	bool no_mmu;
} hart_cases[] = {
	{ "the old string", "", HART(0, RV64, "mmu-type = \"riscv,sv39\";"),
	  "riscv64", RISCV_ISA_STRING, false, 3, false },
	{ "with a block size Zicbom counts", "",
	  HART(0, RV64, "riscv,cbom-block-size = <64>;"), "riscv64",
	  RISCV_ISA_STRING, true, 0, false },
	{ "a size that is none", "",
	  HART(0, RV64, "riscv,cbom-block-size = <96>;"), "riscv64",
	  RISCV_ISA_STRING, false, 0, false },
	{ "one that only begins like it", "",
	  HART(0, "riscv,isa = \"rv64ima_zicbomx\";",
	       "riscv,cbom-block-size = <64>;"),
	  "riscv64", RISCV_ISA_STRING, false, 0, false },
	{ "the new lists", "",
	  HART(0, RV64_LIST " \"i\", \"m\", \"a\", \"zicbom\";",
	       "riscv,cbom-block-size = <64>; mmu-type = \"riscv,sv57\";"),
	  "riscv64", RISCV_ISA_EXTENSIONS, true, 5, false },
	{ "no atomics", "", HART(0, RV64_LIST " \"i\", \"m\";", ""), "riscv64",
	  RISCV_ISA_LACKS, false, 0, false },
	{ "no multiplication", "", HART(0, "riscv,isa = \"rv64ia\";", ""),
	  "riscv64", RISCV_ISA_LACKS, false, 0, false },
	{ "32 bits", "", HART(0, "riscv,isa = \"rv32imac\";", ""), NULL,
	  RISCV_ISA_LACKS, false, 0, false },
	{ "no MMU", "", HART(0, RV64, "mmu-type = \"riscv,none\";"), "riscv64",
	  RISCV_ISA_STRING, false, 0, true },
	{ "QEMU before 8.0 means Sv57", VIRT,
	  HART(0, RV64, "mmu-type = \"riscv,sv48\";"), "riscv64",
	  RISCV_ISA_STRING, false, 5, false },
	{ "a later one means what it says", VIRT,
	  HART(0, RV64,
	       "mmu-type = \"riscv,sv48\"; riscv,cbom-block-size = <64>;"),
	  "riscv64", RISCV_ISA_STRING, true, 4, false },
};

static void test_harts(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(hart_cases); i++) {
		char *root = xasprintf("%s" CELLS MEMORY_1G CPUS("%s"),
				       hart_cases[i].root, hart_cases[i].hart);
		struct input_options opt = { 0 };
		struct error err = { 0 };
		struct machine m;

		print_message("  %s\n", hart_cases[i].name);
		assert_int_equal(load(&m, root, &opt, &err), 0);
		free(root);
		assert_int_equal(m.nr_cpus, 1);
		if (hart_cases[i].arch)
			assert_string_equal(m.arch, hart_cases[i].arch);
		else
			assert_string_equal(m.foreign_arch, "riscv32");
		assert_int_equal(m.cpus[0].riscv_isa, hart_cases[i].isa);
		assert_int_equal(m.cpus[0].riscv_zicbom, hart_cases[i].zicbom);
		assert_int_equal(m.cpus[0].mmu_levels, hart_cases[i].levels);
		assert_int_equal(m.cpus[0].no_mmu, hart_cases[i].no_mmu);
		machine_release(&m);
	}
}

static const struct {
	const char *name, *root;
	uint64_t max;
} dma_cases[] = {
	{ "no bus is limited", "", UINT64_MAX },
	{ "a bus of 1 GiB",
	  "soc { " CELLS " dma-ranges = <0 0 0 0 0 0x40000000>; };",
	  0x3fffffff },
	{ "what the bus calls 0 lies higher up",
	  "soc { " CELLS " dma-ranges = <0 0 0 0x80000000 0 0x40000000>; };",
	  0xbfffffff },
	{ "a PCI bus with a flag cell, on a bus that moves it",
	  "soc { " CELLS " dma-ranges = <0 0 1 0 1 0>; ranges;"
	  " pcie@0 { device_type = \"pci\"; #address-cells = <3>;"
	  " #size-cells = <2>;"
	  " dma-ranges = <0x2000000 0 0 0 0x10000000 0 0x1000>; }; };",
	  0x110000fff },
	{ "a disabled bus does not count",
	  "soc { status = \"disabled\"; " CELLS
	  " dma-ranges = <0 0 0 0 0 0x1000>; };",
	  UINT64_MAX },
};

static void test_dma(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(dma_cases); i++) {
		struct input_options opt = { 0 };
		char *root = xasprintf(CELLS MEMORY_1G "%s", dma_cases[i].root);
		struct error err = { 0 };
		struct machine m;

		print_message("  %s\n", dma_cases[i].name);
		assert_int_equal(load(&m, root, &opt, &err), 0);
		free(root);
		assert_true(m.fdt.dma_max_address == dma_cases[i].max);
		machine_release(&m);
	}
}

static void test_aliases(void **state)
{
	struct input_options opt = { 0 };
	struct error err = { 0 };
	struct machine m;

	(void)state;
	assert_int_equal(load(&m,
			      CELLS MEMORY_1G
			      "aliases { serial0 = \"/soc/uart@1:115200\";"
			      " mmc12 = \"/soc\"; nodigits = \"/soc\";"
			      " gone0 = \"/none\"; };"
			      "soc { uart@1 { }; };",
			      &opt, &err),
			 0);
	assert_int_equal(m.fdt.nr_alias_stems, 2);
	assert_int_equal(m.fdt.alias_stems[0], strlen("serial"));
	assert_int_equal(m.fdt.alias_stems[1], strlen("mmc"));
	machine_release(&m);
}

/* Every cut of a blob is refused, and so is a changed magic. */
static void test_damaged(void **state)
{
	struct input_options opt = { 0 };
	size_t len;
	uint8_t *blob = compile("/ { " CELLS MEMORY_1G " };", &len);

	(void)state;
	for (size_t cut = 0; cut < len; cut++) {
		struct error err = { 0 };
		struct machine m;

		assert_int_equal(machine_from_dtb(&m, blob, cut, "t.dtb", &opt,
						  &err),
				 -1);
		assert_true(err.set);
	}
	for (size_t at = 0; at < len; at++) {
		struct error err = { 0 };
		struct machine m;

		blob[at] ^= 0xff;
		/* Whether it is refused depends on the byte: it must end. */
		if (!machine_from_dtb(&m, blob, len, "t.dtb", &opt, &err))
			machine_release(&m);
		else
			assert_true(err.set);
		blob[at] ^= 0xff;
	}
	free(blob);
}

static void put_cell(uint8_t *at, uint32_t v)
{
	for (unsigned i = 0; i < 4; i++)
		at[i] = (uint8_t)(v >> (24 - 8 * i));
}

/* The word at each place is a length or an offset to someone: none leads back. */
static void test_wrapping_words(void **state)
{
	static const uint32_t words[] = { 0xffffffff, 0xfffffffc, 0xfffffff8,
					  0xfffffff4, 0xfffffff0, 0xffffffe0,
					  0xfffff000, 0x80000000, 0x7ffffff4,
					  0x7fffffff, 3,	  4,
					  9 };
	struct input_options opt[] = { { 0 },
				       { .append = "quiet", .cpus = 1 } };
	size_t len;
	uint8_t *blob = compile("/ { " CELLS MEMORY_1G CPUS(
					CPU(0, "arm,cortex-a53")) " };",
				&len);
	uint8_t *changed = xcalloc(len, 1);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words) * (len / 4); i++) {
		memcpy(changed, blob, len);
		put_cell(changed + i / ARRAY_SIZE(words) * 4,
			 words[i % ARRAY_SIZE(words)]);
		for (size_t j = 0; j < ARRAY_SIZE(opt); j++) {
			struct error err = { 0 };
			struct machine m;

			if (!machine_from_dtb(&m, changed, len, "t.dtb",
					      &opt[j], &err))
				machine_release(&m);
			else
				assert_true(err.set);
		}
	}
	free(changed);
	free(blob);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_loader_memory),
		cmocka_unit_test(test_chosen),
		cmocka_unit_test(test_cpus),
		cmocka_unit_test(test_harts),
		cmocka_unit_test(test_dma),
		cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_wrapping_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
