/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/x86/e820_32.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "arch/x86/e820.h"
#include "journal/journal.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/size.h"

#define E820MAX 128
#define ISA_START 0xa0000ULL
#define ISA_END 0x100000ULL
#define GAP_START 0x10000000ULL /* where no gap is large enough */
#define GAP_SIZE 0x400000ULL

void e820_32_print_map(struct boot *b, const char *who)
{
	static const char *const names[] = {
		[E820_RAM] = "(usable)",
		[E820_RESERVED] = "(reserved)",
		[E820_ACPI] = "(ACPI data)",
		[E820_NVS] = "(ACPI NVS)",
	};

	for (size_t i = 0; i < b->e820.nr; i++) {
		const struct e820_entry *e = &b->e820.entries[i];
		const char *name =
			journal_intern(b->journal, "type %" PRIu32, e->type);

		if (e->type < ARRAY_SIZE(names) && names[e->type])
			name = names[e->type];
		journal_log(b->journal,
			    " %s: %016" PRIx64 " - %016" PRIx64 " %s", who,
			    e->base, e->base + e->size, name);
	}
}

static void add_memory_region(struct boot *b, uint64_t start, uint64_t size,
			      uint32_t type)
{
	if (b->e820.nr == E820MAX)
		journal_log(b->journal,
			    "Ooops! Too many entries in the memory map!");
	else
		e820_map_add(&b->e820, start, size, type);
}

/*
 * copy_e820_map()
 *
 *     RAM   |------------------------|
 *               640K|ISA|1M
 *        -> |-------|   |------------|
 */
static void copy_map(struct boot *b, const struct e820_map *from)
{
	b->e820.nr = 0;
	for (size_t i = 0; i < from->nr; i++) {
		uint64_t start = from->entries[i].base;
		uint64_t end = start + from->entries[i].size;
		uint32_t type = from->entries[i].type;

		if (type == E820_RAM && start < ISA_END && end > ISA_START) {
			if (start < ISA_START)
				add_memory_region(b, start, ISA_START - start,
						  type);
			if (end <= ISA_END)
				continue;
			start = ISA_END;
		}
		add_memory_region(b, start, end - start, type);
	}
}

/* What other BIOS calls would have told: the input has none of them. */
static void make_map(struct boot *b, const struct e820_map *from)
{
	uint64_t end = 0;

	for (size_t i = 0; i < from->nr; i++) {
		const struct e820_entry *e = &from->entries[i];

		if (e->type == E820_RAM)
			end = max_u64(end, e->base + e->size);
	}
	b->e820.nr = 0;
	add_memory_region(b, 0, ISA_START, E820_RAM);
	if (end > ISA_END)
		add_memory_region(b, ISA_END, end - ISA_END, E820_RAM);
	journal_inexact(
		b->journal, "bootmem",
		"the kernel refuses this map and takes the sizes of BIOS calls, which the input does not have");
}

void e820_32_memory_setup(struct boot *b)
{
	const struct e820_map *in = &b->machine->pc.e820.firmware;
	struct e820_map map = { 0 };

	for (size_t i = 0; i < in->nr && i < E820MAX; i++)
		e820_map_add(&map, in->entries[i].base, in->entries[i].size,
			     in->entries[i].type);
	if (e820_update_table(&map))
		copy_map(b, &map);
	else
		make_map(b, in);
	free(map.entries);
	journal_log(b->journal, "BIOS-provided physical RAM map:");
	e820_32_print_map(b, "BIOS-e820");
}

/*
 * limit_regions(): the map ends with the piece of RAM that reaches the limit.
 *
 *     RAM |----|  reserved |--|  RAM |--------:--|  reserved |--|
 *      -> |----|           |--|      |--------|
 *                                           limit
 */
static void limit_regions(struct boot *b, uint64_t limit)
{
	e820_32_print_map(b, "limit_regions start");
	for (size_t i = 0; i < b->e820.nr; i++) {
		struct e820_entry *e = &b->e820.entries[i];

		if (e->base + e->size < limit || e->type != E820_RAM)
			continue;
		if (e->base >= limit) {
			b->e820.nr = i;
		} else {
			b->e820.nr = i + 1;
			e->size = limit - e->base;
		}
		e820_32_print_map(b, "limit_regions endfor");
		return;
	}
	e820_32_print_map(b, "limit_regions endfunc");
}

static void parse_memmap(struct boot *b, const char *value)
{
	static const struct {
		char sign;
		uint32_t type;
	} kinds[] = {
		{ '@', E820_RAM },
		{ '#', E820_ACPI },
		{ '$', E820_RESERVED },
	};
	const char *after;
	uint64_t size;

	if (!strcmp(value, "exactmap")) {
		b->e820.nr = 0;
		b->e820_userdef = true;
		return;
	}
	size = memparse(value, &after);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (*after != kinds[i].sign)
			continue;
		add_memory_region(b, memparse(after + 1, NULL), size,
				  kinds[i].type);
		return;
	}
	limit_regions(b, size);
	b->e820_userdef = true;
}

bool e820_32_early_params(struct boot *b)
{
	const struct params *p = &b->params;
	bool nopentium = false;

	for (size_t i = 0; i < p->nr_memory_words; i++) {
		const struct memory_word *w = &p->memory_words[i];

		if (w->memmap) {
			parse_memmap(b, w->value);
		} else if (!strcmp(w->value, "nopentium")) {
			nopentium = true;
		} else {
			limit_regions(b, memparse(w->value, NULL));
			b->e820_userdef = true;
		}
	}
	return nopentium;
}

void e820_32_register_memory(struct boot *b)
{
	uint64_t start = GAP_START, size = GAP_SIZE, round = ISA_END, first;

	e820_find_gap(b, &start, &size);
	while (size >> 4 > round)
		round += round;
	first = (start + round) & -round;
	journal_log(b->journal,
		    "Allocating PCI resources starting at %08" PRIx64
		    " (gap: %08" PRIx64 ":%08" PRIx64 ")",
		    first, start, size);
}
