/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <json-c/json_tokener.h>
#include <libfdt.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "emit/json.h"
#include "emit/lint.h"
#include "input/bootlog.h"
#include "input/dtb.h"
#include "input/pc.h"
#include "journal/boot.h"
#include "profile/profile.h"
#include "start/sequence.h"
#include "util/alloc.h"

#include "oracle.h"

/*
 * Bytes as a recipe for a tree, so that what is changed is banks, reserved
 * regions and words, and not a tree's tokens. Byte 0 chooses the kernel, byte 1
 * says how many CPUs there are; then each group of GROUP bytes is one thing:
 *
 *     kind, flags, address (2 and a shift), size (2 and a shift), node
 */

#define GROUP 9
#define MAX_THINGS 48
#define MAX_TREE 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum kind { BANK, AT, SOMEWHERE, RESERVED, WORDS, INITRD, NR_KINDS };

struct thing {
	enum kind kind;
	uint8_t flags, node;
	uint64_t base, size;
};

struct recipe {
	struct thing v[MAX_THINGS];
	size_t n;
	unsigned cpus;
};

static FILE *nowhere;
static struct watcher watcher;

/* --- the tree ----------------------------------------------------------------
 */

static uint64_t number(const uint8_t *at, unsigned shifts)
{
	return (uint64_t)(at[0] | at[1] << 8) << at[2] % shifts;
}

static void read_recipe(struct recipe *r, const uint8_t *data, size_t size)
{
	*r = (struct recipe){ .cpus = data[1] % 16 + 1u };
	for (data += 2, size -= 2; size >= GROUP && r->n < MAX_THINGS;
	     data += GROUP, size -= GROUP)
		r->v[r->n++] = (struct thing){
			.kind = data[0] % NR_KINDS,
			.flags = data[1],
			.base = number(data + 2, 48),
			/* What has terabytes costs the oracle, not the boot. */
			.size = number(data + 5, 26),
			.node = data[8],
		};
}

static void put_cells(void *fdt, const char *name, uint64_t a, uint64_t b,
		      size_t n)
{
	fdt64_t cells[] = { cpu_to_fdt64(a), cpu_to_fdt64(b) };

	fdt_property(fdt, name, cells, (int)(n * sizeof(*cells)));
}

static void put_string(void *fdt, const char *name, const char *text)
{
	fdt_property(fdt, name, text, (int)strlen(text) + 1);
}

static void begin(void *fdt, const char *name, uint64_t at)
{
	char text[64];

	snprintf(text, sizeof(text), "%s@%" PRIx64, name, at);
	fdt_begin_node(fdt, text);
}

static void two_cells(void *fdt)
{
	fdt_property_u32(fdt, "#address-cells", 2);
	fdt_property_u32(fdt, "#size-cells", 2);
}

static void put_banks(void *fdt, const struct recipe *r)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct thing *t = &r->v[i];

		if (t->kind != BANK)
			continue;
		begin(fdt, "memory", t->base + i);
		put_string(fdt, "device_type", "memory");
		put_cells(fdt, "reg", t->base, t->size, 2);
		if (t->flags & 1)
			fdt_property_u32(fdt, "numa-node-id", t->node % 8u);
		if (t->flags & 2)
			fdt_property(fdt, "hotpluggable", NULL, 0);
		fdt_end_node(fdt);
	}
}

static void put_reserved(void *fdt, const struct thing *t, size_t i)
{
	begin(fdt, "region", i);
	if (t->kind == AT) {
		put_cells(fdt, "reg", t->base, t->size, 2);
	} else {
		put_cells(fdt, "size", t->size, 0, 1);
		if (t->flags & 1)
			put_cells(fdt, "alignment", 1ULL << t->node % 40, 0, 1);
		if (t->flags & 2)
			put_cells(fdt, "alloc-ranges", t->base, t->size * 4, 2);
	}
	if (t->flags & 4)
		fdt_property(fdt, "no-map", NULL, 0);
	if (t->flags & 8)
		fdt_property(fdt, "reusable", NULL, 0);
	if (t->flags & 16)
		put_string(fdt, "compatible", "shared-dma-pool");
	if (t->flags & 32)
		fdt_property(fdt, "linux,cma-default", NULL, 0);
	fdt_end_node(fdt);
}

static void put_all_reserved(void *fdt, const struct recipe *r)
{
	fdt_begin_node(fdt, "reserved-memory");
	two_cells(fdt);
	fdt_property(fdt, "ranges", NULL, 0);
	for (size_t i = 0; i < r->n; i++) {
		if (r->v[i].kind == AT || r->v[i].kind == SOMEWHERE)
			put_reserved(fdt, &r->v[i], i);
	}
	fdt_end_node(fdt);
}

static void put_chosen(void *fdt, const struct recipe *r)
{
	static const char *const words[] = {
		"mem",	       "cma",
		"crashkernel", "kernelcore",
		"movablecore", "hugepagesz=2M hugepages",
		"swiotlb",     "memblock=debug log_buf_len",
	};
	char *text = xstrdup("");

	fdt_begin_node(fdt, "chosen");
	for (size_t i = 0; i < r->n; i++) {
		const struct thing *t = &r->v[i];

		if (t->kind == WORDS)
			xappendf(&text, "%s=%" PRIu64 "%.1s ",
				 words[t->flags % ARRAY_SIZE(words)],
				 t->flags & 64 ? t->node : t->size,
				 &"KMG%"[t->node % 4]);
		if (t->kind == INITRD) {
			put_cells(fdt, "linux,initrd-start", t->base, 0, 1);
			put_cells(fdt, "linux,initrd-end", t->base + t->size, 0,
				  1);
		}
	}
	put_string(fdt, "bootargs", text);
	fdt_end_node(fdt);
	free(text);
}

static void put_cpus(void *fdt, const struct recipe *r, const char *compatible)
{
	fdt_begin_node(fdt, "cpus");
	fdt_property_u32(fdt, "#address-cells", 1);
	fdt_property_u32(fdt, "#size-cells", 0);
	for (unsigned i = 0; i < r->cpus; i++) {
		begin(fdt, "cpu", i);
		put_string(fdt, "device_type", "cpu");
		put_string(fdt, "compatible", compatible);
		fdt_property_u32(fdt, "reg", i);
		fdt_end_node(fdt);
	}
	fdt_end_node(fdt);
}

/* 0, or -1: there is more than a tree of this size takes. */
static int make_tree(void *fdt, const struct recipe *r, const char *cpu)
{
	fdt_create(fdt, MAX_TREE);
	for (size_t i = 0; i < r->n; i++) {
		if (r->v[i].kind == RESERVED)
			fdt_add_reservemap_entry(fdt, r->v[i].base,
						 r->v[i].size);
	}
	fdt_finish_reservemap(fdt);
	fdt_begin_node(fdt, "");
	two_cells(fdt);
	put_string(fdt, "compatible", "linux,dummy-virt");
	put_banks(fdt, r);
	put_all_reserved(fdt, r);
	put_chosen(fdt, r);
	put_cpus(fdt, r, cpu);
	fdt_end_node(fdt);
	return fdt_finish(fdt) ? -1 : 0;
}

/* --- its boot ----------------------------------------------------------------
 */

/* A record is JSON, whatever the names in the tree. */
static bool see_record(void *ctx, const struct boot *b)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *record;
	char *text;
	size_t len;
	FILE *f = xmemstream(&text, &len);

	(void)ctx;
	json_write_record(f, b, 0);
	xmemstream_end(f);
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT |
						JSON_TOKENER_VALIDATE_UTF8);
	record = json_tokener_parse_ex(tokener, text, (int)len);
	expect(record != NULL, "a record that is no JSON", NULL);
	json_object_put(record);
	json_tokener_free(tokener);
	free(text);
	return watcher_observe(&watcher, b);
}

static void boot(struct machine *m, const struct kernel *k)
{
	struct lint l = { .machine = m, .kernel = k };
	struct boot b;

	arch_find(k)->boot_loader(m, k);
	boot_init(&b, m, k, arch_find(k));
	b.observer = see_record;
	memset(&watcher, 0, sizeof(watcher));
	boot_run(&b, NULL);
	draw_views(&b);
	l.boot = &b;
	lint_run(&l);
	lint_write_text(nowhere, &l, "fuzz",
			&(struct text_style){ .width = 80 });
	lint_release(&l);
	check_boot(&b, &watcher);
	watcher_release(&watcher);
	boot_release(&b);
}

static const struct family {
	const char *arch, *cpu;
} families[] = {
	{ "arm64", "arm,cortex-a57" },
	{ "arm", "arm,cortex-a15" },
	{ "riscv64", "riscv" },
};

/* One of the built-in kernels that boot with a tree. */
static const struct kernel *choose(uint8_t which, const char **cpu)
{
	static struct kernel kernels[64];
	struct error error = { 0 };

	for (size_t i = 0; i < nr_builtin_profiles; i++) {
		size_t n = (which + i) % nr_builtin_profiles;

		for (size_t f = 0; f < ARRAY_SIZE(families); f++) {
			if (strcmp(builtin_profiles[n].arch, families[f].arch))
				continue;
			*cpu = families[f].cpu;
			if (!kernels[n].name &&
			    kernel_load(&kernels[n], builtin_profiles[n].name,
					&error))
				errx(2, "%s", error.text);
			return &kernels[n];
		}
	}
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint64_t tree[MAX_TREE / sizeof(uint64_t)];
	const struct input_options opt = { 0 };
	struct error error = { 0 };
	const struct kernel *k;
	struct recipe r;
	struct machine m;
	const char *cpu = NULL;

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	if (size < 2)
		return 0;
	k = choose(data[0], &cpu);
	read_recipe(&r, data, size);
	if (!k || make_tree(tree, &r, cpu))
		return 0;
	if (machine_from_dtb(&m, tree, fdt_totalsize(tree), "fuzz", &opt,
			     &error)) {
		expect(error.set, "a refusal without a message", NULL);
		return 0;
	}
	boot(&m, k);
	machine_release(&m);
	return 0;
}
