/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/synthetic.h"

#include <inttypes.h>
#include <libfdt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/archs.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/size.h"

#define MAX_NODES 64
#define MAX_CPUS 1024
#define NODE_ALIGN (2ULL << 20)
/* Room for the tree: a CPU takes some 200 bytes. */
#define MAX_BLOB (1u << 20)
/* A PC has devices from here to 4 GiB. */
#define PC_HOLE (UINT64_C(3) << 30)
#define SZ_4G (UINT64_C(4) << 30)

/* Numbers for each node, or one for all. */
struct numbers {
	uint64_t v[MAX_NODES];
	size_t n;
};

static const struct kind {
	const char *arch, *cpu, *method;
	uint64_t base; /* of memory */
	uint64_t tib; /* that it can have of it; 0: any */
} kinds[] = {
	{ "arm64", "arm,cortex-a57", "psci", 0x40000000, 0 },
	{ "arm", "arm,cortex-a15", "psci", 0x40000000, 1 },
	{ "riscv64", "riscv", NULL, 0x80000000, 0 },
	{ "x86_64", NULL, NULL, 0, 0 },
	{ "i386", NULL, NULL, 0, 0 },
};

struct synthetic {
	const struct kind *kind;
	uint64_t nodes, base, distance;
	struct numbers mem, cpus;
};

/* --- the words ------------------------------------------------------------- */

static int wrong(struct error *err, const char *word, const char *expected)
{
	return error_set(err, "--machine: %s: expected %s", word, expected);
}

static bool read_numbers(const char *text, struct numbers *out)
{
	char *copy = xstrdup(text), *rest = copy, *one;
	bool good = true;

	out->n = 0;
	while (good && (one = strsep(&rest, ",")))
		good = out->n < MAX_NODES && parse_size(one, &out->v[out->n]) &&
		       out->v[out->n++] > 0;
	free(copy);
	return good;
}

static int read_word(struct synthetic *s, const char *word, struct error *err)
{
	if (!strncmp(word, "nodes=", 6))
		return parse_size(word + 6, &s->nodes) && s->nodes &&
				       s->nodes <= MAX_NODES ?
			       0 :
			       wrong(err, word, "1 to 64 nodes");
	if (!strncmp(word, "mem=", 4))
		return read_numbers(word + 4, &s->mem) ?
			       0 :
			       wrong(err, word, "a size, or one for each node");
	if (!strncmp(word, "cpus=", 5))
		return read_numbers(word + 5, &s->cpus) ?
			       0 :
			       wrong(err, word,
				     "a number, or one for each node");
	if (s->kind->cpu && !strncmp(word, "base=", 5))
		return parse_size(word + 5, &s->base) ?
			       0 :
			       wrong(err, word, "an address");
	if (s->kind->cpu && !strncmp(word, "distance=", 9))
		return parse_size(word + 9, &s->distance) && s->distance > 10 &&
				       s->distance < 255 ?
			       0 :
			       wrong(err, word, "11 to 254");
	return wrong(err, word,
		     s->kind->cpu ? "nodes=, mem=, cpus=, base= or distance=" :
				    "nodes=, mem= or cpus=");
}

/* One number is for all: its equal parts, `unit` or a multiple each. */
static int spread(struct numbers *n, uint64_t nodes, uint64_t unit,
		  const char *what, struct error *err)
{
	uint64_t all = n->v[0], part = all / nodes / unit * unit;

	if (n->n == nodes && nodes > 1)
		return 0;
	if (n->n != 1)
		return error_set(err,
				 "--machine: %s has %zu numbers for %" PRIu64
				 " nodes, expected one, or one for each",
				 what, n->n, nodes);
	if (!part)
		return error_set(err,
				 "--machine: %s is too little for %" PRIu64
				 " nodes",
				 what, nodes);
	for (size_t i = 0; i < nodes; i++)
		n->v[i] = part;
	n->v[0] += (all - part * nodes) / unit * unit;
	n->n = (size_t)nodes;
	return 0;
}

static int check(struct synthetic *s, struct error *err)
{
	uint64_t cpus = 0, bytes = 0;

	if (!s->mem.n)
		return error_set(err,
				 "--machine: mem= is missing: how much memory");
	if (!s->cpus.n)
		s->cpus = (struct numbers){ { s->nodes }, 1 };
	if (spread(&s->mem, s->nodes, NODE_ALIGN, "mem=", err) ||
	    spread(&s->cpus, s->nodes, 1, "cpus=", err))
		return -1;
	for (size_t i = 0; i < s->nodes; i++) {
		cpus = cpus > MAX_CPUS ?
			       cpus :
			       cpus + min_u64(s->cpus.v[i], MAX_CPUS + 1);
		if (s->mem.v[i] > 1ULL << 46)
			return error_set(
				err,
				"--machine: mem=: expected at most 64 TiB a node");
		bytes += s->mem.v[i];
	}
	if (cpus > MAX_CPUS)
		return error_set(err, "--machine: cpus=: expected at most %d",
				 MAX_CPUS);
	if (s->kind->tib && bytes > s->kind->tib << 40)
		return error_set(err,
				 "--machine: mem=: expected at most %" PRIu64
				 " TiB of %s",
				 s->kind->tib, s->kind->arch);
	return 0;
}

static const struct kind *find_kind(const char *arch)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!strcmp(kinds[i].arch, arch))
			return &kinds[i];
	}
	return NULL;
}

static int read_words(struct synthetic *s, const char *words, struct error *err)
{
	char *copy = xstrdup(words), *rest = copy, *word;
	int ret = 0;

	while (!ret && (word = strsep(&rest, " \t"))) {
		if (!*word)
			continue;
		if (s->kind) {
			ret = read_word(s, word, err);
			continue;
		}
		s->kind = find_kind(word);
		if (!s->kind)
			ret = wrong(err, word,
				    "first arm64, arm, riscv64, x86_64 or i386");
		else
			s->base = s->kind->base;
	}
	if (!ret && !s->kind)
		ret = wrong(err, "it is empty",
			    "words such as \"arm64 nodes=4 mem=16G cpus=8\"");
	free(copy);
	return ret ? ret : check(s, err);
}

/* --- as a tree ------------------------------------------------------------- */

static void begin(void *fdt, const char *name, uint64_t at)
{
	char *node = xasprintf("%s@%" PRIx64, name, at);

	fdt_begin_node(fdt, node);
	free(node);
}

static void put_string(void *fdt, const char *name, const char *value)
{
	fdt_property(fdt, name, value, (int)strlen(value) + 1);
}

static void put_cells(void *fdt, uint32_t address, uint32_t size)
{
	fdt_property_u32(fdt, "#address-cells", address);
	fdt_property_u32(fdt, "#size-cells", size);
}

static void put_nid(void *fdt, const struct synthetic *s, size_t node)
{
	if (s->nodes > 1)
		fdt_property_u32(fdt, "numa-node-id", (uint32_t)node);
}

static void put_cpu(void *fdt, const struct synthetic *s, size_t node,
		    uint32_t number)
{
	begin(fdt, "cpu", number);
	put_string(fdt, "device_type", "cpu");
	put_string(fdt, "compatible", s->kind->cpu);
	fdt_property_u32(fdt, "reg", number);
	if (s->kind->method) {
		put_string(fdt, "enable-method", s->kind->method);
	} else {
		put_string(fdt, "riscv,isa", "rv64imafdc");
		put_string(fdt, "mmu-type", "riscv,sv48");
	}
	put_nid(fdt, s, node);
	fdt_end_node(fdt);
}

static void put_cpus(void *fdt, const struct synthetic *s)
{
	uint32_t number = 0;

	fdt_begin_node(fdt, "cpus");
	put_cells(fdt, 1, 0);
	if (!s->kind->method)
		fdt_property_u32(fdt, "timebase-frequency", 10000000);
	for (size_t n = 0; n < s->nodes; n++) {
		for (uint64_t i = 0; i < s->cpus.v[n]; i++)
			put_cpu(fdt, s, n, number++);
	}
	fdt_end_node(fdt);
}

static void put_memory(void *fdt, const struct synthetic *s)
{
	uint64_t at = s->base;

	for (size_t n = 0; n < s->nodes; n++) {
		fdt64_t reg[2] = { cpu_to_fdt64(at),
				   cpu_to_fdt64(s->mem.v[n]) };

		begin(fdt, "memory", at);
		put_string(fdt, "device_type", "memory");
		fdt_property(fdt, "reg", reg, sizeof(reg));
		put_nid(fdt, s, n);
		fdt_end_node(fdt);
		at += s->mem.v[n];
	}
}

static void put_distances(void *fdt, const struct synthetic *s)
{
	size_t nodes = (size_t)s->nodes, n = 0;
	fdt32_t *cells = xcalloc(nodes * nodes * 3, sizeof(*cells));

	for (uint32_t a = 0; a < s->nodes; a++) {
		for (uint32_t b = 0; b < s->nodes; b++) {
			cells[n++] = cpu_to_fdt32(a);
			cells[n++] = cpu_to_fdt32(b);
			cells[n++] = cpu_to_fdt32(
				a == b ? 10 : (uint32_t)s->distance);
		}
	}
	fdt_begin_node(fdt, "distance-map");
	put_string(fdt, "compatible", "numa-distance-map-v1");
	fdt_property(fdt, "distance-matrix", cells, (int)(n * sizeof(*cells)));
	fdt_end_node(fdt);
	free(cells);
}

static int make_tree(const struct synthetic *s, const char *words, char **data,
		     size_t *len, struct error *err)
{
	void *fdt = xcalloc(1, MAX_BLOB);
	int ret = fdt_create(fdt, MAX_BLOB);

	fdt_finish_reservemap(fdt);
	fdt_begin_node(fdt, "");
	put_cells(fdt, 2, 2);
	put_string(fdt, "model", words);
	put_string(fdt, "compatible", "initmem,machine");
	fdt_begin_node(fdt, "chosen");
	fdt_end_node(fdt);
	if (s->kind->method) {
		fdt_begin_node(fdt, "psci");
		put_string(fdt, "compatible", "arm,psci-1.0");
		put_string(fdt, "method", "smc");
		fdt_end_node(fdt);
	}
	put_cpus(fdt, s);
	put_memory(fdt, s);
	if (s->nodes > 1)
		put_distances(fdt, s);
	fdt_end_node(fdt);
	/* What went wrong on the way shows here, too. */
	if (!ret)
		ret = fdt_finish(fdt);
	if (ret) {
		free(fdt);
		return error_set(err, "--machine: no tree can be made: %s",
				 fdt_strerror(ret));
	}
	*data = fdt;
	*len = fdt_totalsize(fdt);
	return 0;
}

/* --- as the map of a PC ---------------------------------------------------- */

/* [start, start + size) of memory as addresses have it, around the hole. */
static void pc_range(FILE *f, const char *before, const char *after,
		     uint64_t start, uint64_t size)
{
	uint64_t end = start + size;

	if (start < PC_HOLE)
		fprintf(f, "%s[mem 0x%016" PRIx64 "-0x%016" PRIx64 "]%s\n",
			before, start, min_u64(end, PC_HOLE) - 1, after);
	start = max_u64(start, PC_HOLE);
	if (start < end)
		fprintf(f, "%s[mem 0x%016" PRIx64 "-0x%016" PRIx64 "]%s\n",
			before, start + SZ_4G - PC_HOLE,
			end + SZ_4G - PC_HOLE - 1, after);
}

static void pc_map(FILE *f, uint64_t bytes)
{
	const uint64_t low = 0x9fc00, mib = 1 << 20;

	pc_range(f, "BIOS-e820: ", " usable", 0, low);
	fprintf(f,
		"BIOS-e820: [mem 0x%016" PRIx64
		"-0x00000000000fffff] reserved\n",
		low);
	pc_range(f, "BIOS-e820: ", " usable", mib, bytes - mib);
}

static void pc_nodes(FILE *f, const struct synthetic *s)
{
	uint64_t at = 0;
	unsigned apic = 0;

	for (size_t n = 0; n < s->nodes; n++) {
		for (uint64_t i = 0; i < s->cpus.v[n]; i++)
			fprintf(f, "SRAT: PXM %zu -> APIC 0x%02x -> Node %zu\n",
				n, apic++, n);
	}
	for (size_t n = 0; n < s->nodes; n++) {
		char *before = xasprintf("ACPI: SRAT: Node %zu PXM %zu ", n, n);

		pc_range(f, before, "", at, s->mem.v[n]);
		free(before);
		at += s->mem.v[n];
	}
}

static void make_log(const struct synthetic *s, char **data, size_t *len)
{
	FILE *f = xmemstream(data, len);
	uint64_t cpus = 0, bytes = 0;

	for (size_t n = 0; n < s->nodes; n++) {
		cpus += s->cpus.v[n];
		bytes += s->mem.v[n];
	}
	fprintf(f, "BIOS-provided physical RAM map:\n");
	pc_map(f, bytes);
	if (s->nodes > 1)
		pc_nodes(f, s);
	fprintf(f, "smpboot: Allowing %" PRIu64 " CPUs, 0 hotplug CPUs\n",
		cpus);
	xmemstream_end(f);
}

int synthetic_input(const char *words, char **data, size_t *len,
		    enum input_kind *kind, const char **arch, struct error *err)
{
	struct synthetic s = { .nodes = 1, .distance = 20 };

	if (read_words(&s, words, err))
		return -1;
	*kind = s.kind->cpu ? INPUT_DTB : INPUT_E820;
	*arch = s.kind->arch;
	if (s.kind->cpu)
		return make_tree(&s, words, data, len, err);
	make_log(&s, data, len);
	return 0;
}
