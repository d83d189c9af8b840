/* SPDX-License-Identifier: GPL-2.0-only */
#include "answer/dialect_supply.h"

#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "model/release.h"
#include "util/alloc.h"
#include "util/range.h"

/* early_node_map[]: ranges of memory, by node. */
static bool supply_ranges(struct line_fact *f, const struct boot *b)
{
	const struct memblock_type *t = &b->memblock.memory;
	uint64_t n = 0;

	for (size_t i = 0; i < t->cnt; i++)
		n += t->regions[i].size != 0;
	line_fact_set(f, "ranges", n);
	return n != 0;
}

/* Nodes in the words of 3.17, whose line about them is the one of zones. */
static bool has_new_nodes(const struct machine *m)
{
	return machine_log_has(m, "NODE_DATA(");
}

/*
 * What the description of the nodes has of this one: the first begins at
 * address 0, the others where their memory does. Vendors have the later line in
 * earlier releases.
 */
static bool supply_block(struct line_fact *f, const struct boot *b)
{
	const struct log_field *nid = line_fact_field(f, "nid");
	const struct log_field *start = line_fact_field(f, "start");
	uint64_t lowest = UINT64_MAX, first = 0;

	for (size_t n = 0; n < b->nr_nodes; n++) {
		if (b->nodes[n] && b->nodes[n]->has_memory &&
		    b->nodes[n]->node_start_pfn < lowest) {
			lowest = b->nodes[n]->node_start_pfn;
			first = n;
		}
	}
	if (!nid || !start)
		return false;
	line_fact_set(f, "block",
		      nid->value == first && !has_new_nodes(b->machine) ?
			      0 :
			      start->value);
	return true;
}

static bool supply_percpu(struct line_fact *f, const struct boot *b)
{
	bool there = true;

	if (b->percpu.in_vmalloc || !b->arch->phys_to_virt)
		return false;
	line_fact_set(f, "address",
		      b->arch->phys_to_virt(b, b->percpu.base, &there));
	return true;
}

/*
 * Where the kernel sees the MP table: in the direct mapping, and from 4.14 on in
 * the first slot of early_ioremap(), whose place is one of the architecture's.
 */
#define MP_TABLE_REMAPPED "4.14"
#define FIRST_BTMAP_64 0xffffffffff200000ULL

static bool supply_mp_table(struct line_fact *f, const struct boot *b)
{
	const struct log_field *start = line_fact_field(f, "start");
	bool there = true;

	if (!start || !b->arch->phys_to_virt)
		return false;
	if (b->kernel->word_size == 8 &&
	    release_reaches(b->kernel->release, MP_TABLE_REMAPPED))
		line_fact_set(f, "address",
			      FIRST_BTMAP_64 +
				      start->value %
					      kernel_page_size(b->kernel));
	else
		line_fact_set(f, "address",
			      b->arch->phys_to_virt(b, start->value, &there));
	return true;
}

/*
 * Caches of kmalloc(), up to two pages, and those of 96 and 192 bytes where
 * they are not too small.
 */
static uint64_t nr_sizes(const struct kernel *k)
{
	uint64_t least = max_u64(k->kmalloc_min_align, 8);

	return k->page_shift + 2 - ilog2_u64(least) + (least <= 32) +
	       (least <= 64);
}

static bool supply_sizes(struct line_fact *f, const struct boot *b)
{
	line_fact_set(f, "sizes", nr_sizes(b->kernel));
	return true;
}

/* With the two that are there before them, once they are caches, too. */
static bool supply_caches(struct line_fact *f, const struct boot *b)
{
	line_fact_set(f, "caches", nr_sizes(b->kernel) + 2);
	return true;
}

/* "0x3e000000", as wide as addresses are. */
static bool supply_cma_start(struct line_fact *f, const struct boot *b)
{
	const struct log_field *place = line_fact_field(f, "place");

	(void)b;
	if (!place)
		return false;
	line_fact_set(f, "start", strtoull(place->word, NULL, 16));
	return true;
}

/* An area of dma_contiguous_reserve() may lie on any node. */
static bool supply_cma_node(struct line_fact *f, const struct boot *b)
{
	(void)b;
	line_fact_set(f, "nid", (uint64_t)NO_NODE);
	return true;
}

/* Of this area, which is the first one; that kernel has pages of 4 KiB. */
static bool supply_cma_pages(struct line_fact *f, const struct boot *b)
{
	const struct log_field *mib = line_fact_field(f, "mib");

	(void)b;
	if (!mib)
		return false;
	line_fact_set(f, "pages", mib->value << 20 >> 12);
	return true;
}

static const struct supply {
	const char *kind, *field;
	bool (*put)(struct line_fact *f, const struct boot *b);
} supplies[] = {
	{ "nodes", "ranges", supply_ranges },
	{ "initmem setup", "block", supply_block },
	{ "percpu", "address", supply_percpu },
	{ "mp table", "address", supply_mp_table },
	{ "slub", "caches", supply_caches },
	{ "slub", "sizes", supply_sizes },
	{ "cma", "start", supply_cma_start },
	{ "cma", "nid", supply_cma_node },
	{ "cma", "pages", supply_cma_pages },
};

bool dialect_supply(struct line_fact *f, const char *field,
		    const struct boot *b)
{
	size_t len = strcspn(field, ":}");

	for (size_t i = 0; i < ARRAY_SIZE(supplies); i++) {
		const struct supply *s = &supplies[i];

		if (!strcmp(s->kind, f->kind->name) &&
		    strlen(s->field) == len && !strncmp(s->field, field, len))
			return s->put(f, b);
	}
	return false;
}
