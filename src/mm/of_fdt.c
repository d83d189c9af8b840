/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/of_fdt.h"

#include <inttypes.h>

#include "journal/journal.h"
#include "mm/boot_alloc.h"
#include "mm/memblock.h"
#include "mm/of_reserved_mem.h"
#include "util/range.h"

static void ignore_block(struct boot *b, const struct remark *why,
			 uint64_t base, uint64_t size)
{
	journal_remark_about(b->journal, why,
			     "OF: fdt: Ignoring memory block 0x%" PRIx64
			     " - 0x%" PRIx64,
			     base, base + size);
}

static void ignore_range(struct boot *b, uint64_t from, uint64_t to)
{
	journal_remark_about(b->journal,
			     &(struct remark){ .kind = REMARK_BANK_BEYOND,
					       .range = { from, to - from } },
			     "OF: fdt: Ignoring memory range 0x%" PRIx64
			     " - 0x%" PRIx64,
			     from, to);
}

/* early_init_dt_add_memory_arch() for a bank of a node */
static void add_memory(struct boot *b, const char *node, const struct range *r,
		       uint64_t min_addr, uint64_t max_addr)
{
	const struct remark tiny = { .kind = REMARK_BANK_TINY,
				     .about = node,
				     .range = *r };
	uint64_t base = r->base, size = r->size;
	uint64_t page = kernel_page_size(b->kernel);
	uint64_t offset = base & (page - 1);

	if (size < page - offset) {
		ignore_block(b, &tiny, base, size);
		return;
	}
	if (offset) {
		size -= page - offset;
		base = align_up(base, page);
	}
	size = align_down(size, page);
	if (base > max_addr || base + size < min_addr) {
		ignore_block(b,
			     &(struct remark){ .kind = REMARK_BANK_BEYOND,
					       .range = { base, size } },
			     base, size);
		return;
	}
	if (base + size - 1 > max_addr) {
		ignore_range(b, max_addr + 1, base + size);
		size = max_addr - base + 1;
	}
	if (base < min_addr) {
		ignore_range(b, base, min_addr);
		size -= min_addr - base;
		base = min_addr;
	}
	memblock_add(b, base, size,
		     "early_init_dt_add_memory_arch "
		     "early_init_dt_scan_memory");
}

/* early_init_dt_scan_memory() for one node */
static void scan_memory_node(struct boot *b, const struct fdt_memory_node *n,
			     uint64_t min_addr, uint64_t max_addr)
{
	if (!n->root_child || !n->available)
		return;
	for (size_t i = 0; i < n->nr_ranges; i++) {
		const struct range *r = &n->ranges[i];

		if (!r->size)
			continue;
		add_memory(b, n->path, r, min_addr, max_addr);
		if (n->hotpluggable && b->kernel->memory_hotplug)
			memblock_mark(b, r->base, r->size, MEMBLOCK_HOTPLUG,
				      true, "early_init_dt_scan_memory");
	}
}

void cap_usable_range(struct boot *b)
{
	const struct machine_fdt *fdt = &b->machine->fdt;

	if (fdt->nr_usable_range)
		memblock_cap_memory_range(b, fdt->usable_range[0].base,
					  fdt->usable_range[0].size);
}

/* How much of linux,usable-memory-range counts, and when it does. */
RULE(usable_range, "early_init_dt_check_for_usable_mem_range()", WITH_MEMBLOCK,
     VARIANT(USABLE_RANGE_PAIRS, "pairs"),
     VARIANT(USABLE_RANGE_ONE, "one",
	     .shows = "function early_init_dt_check_for_usable_mem_range"),
     VARIANT(USABLE_RANGE_OF_ARM64, "of_arm64",
	     .shows = "function fdt_enforce_memory_region"));

/* early_init_dt_check_for_usable_mem_range() */
static void check_usable_range(struct boot *b, const struct machine_fdt *fdt)
{
	enum usable_range_rule way = b->kernel->rules.usable_range;

	if (way != USABLE_RANGE_OF_ARM64)
		cap_usable_range(b);
	if (way != USABLE_RANGE_PAIRS)
		return;
	for (size_t i = 1; i < fdt->nr_usable_range; i++) {
		if (!fdt->usable_range[i].size)
			break;
		memblock_add(b, fdt->usable_range[i].base,
			     fdt->usable_range[i].size,
			     "early_init_dt_check_for_usable_mem_range");
	}
}

void early_init_dt_scan(struct boot *b, uint64_t min_addr, uint64_t max_addr)
{
	const struct machine *m = b->machine;

	journal_enter(b->journal, "early_init_dt_scan");
	journal_enter(b->journal, "early_init_dt_scan_nodes");
	if (m->has_initrd && m->initrd_start <= m->initrd_end) {
		b->initrd_start = m->initrd_start;
		b->initrd_size = m->initrd_end - m->initrd_start;
	}
	for (size_t i = 0; i < m->fdt.nr_memory; i++)
		scan_memory_node(b, &m->fdt.memory[i], min_addr, max_addr);
	check_usable_range(b, &m->fdt);
	journal_leave(b->journal);
	journal_leave(b->journal);
}

void early_initrdmem(struct boot *b)
{
	if (!b->params.has_initrd)
		return;
	b->initrd_start = b->params.initrd_start;
	b->initrd_size = b->params.initrd_size;
}

void fdt_reserve_elfcorehdr(struct boot *b)
{
	const struct range *r = &b->machine->fdt.elfcorehdr;

	if (!b->kernel->crash_dump || !r->size)
		return;
	if (memblock_overlaps(&b->memblock.reserved, r->base, r->size)) {
		journal_log(b->journal, "OF: fdt: elfcorehdr is overlapped");
		return;
	}
	memblock_reserve(b, r->base, r->size, "ELF core header",
			 "fdt_reserve_elfcorehdr");
	journal_log(b->journal,
		    "OF: fdt: Reserving %" PRIu64 " KiB of memory at 0x%" PRIx64
		    " for elfcorehdr",
		    r->size >> 10, r->base);
}

/* When the tree's own place is reserved. */
RULE(fdt_reserve, "early_init_fdt_scan_reserved_mem()", WITH_MEMBLOCK,
     VARIANT(FDT_RESERVE_EARLY, "early"),
     VARIANT(FDT_RESERVE_WITH_RESERVED_MEM, "with_reserved_mem"));

static void reserve_entries(struct boot *b)
{
	const struct machine_fdt *fdt = &b->machine->fdt;
	bool late = b->kernel->rules.fdt_reserve ==
		    FDT_RESERVE_WITH_RESERVED_MEM;

	for (size_t i = 0; i < fdt->nr_memreserve && fdt->memreserve[i].size;
	     i++)
		memblock_reserve(b, fdt->memreserve[i].base,
				 fdt->memreserve[i].size, "/memreserve/ entry",
				 late ? "early_init_dt_reserve_memory" : "");
}

void early_init_fdt_reserve_self(struct boot *b, const char *by)
{
	const struct machine_fdt *fdt = &b->machine->fdt;

	memblock_reserve(b, fdt->base, fdt->totalsize, "device tree blob", by);
}

/* When the entries of /memreserve/ are reserved, and what stands in front. */
RULE(memreserve, "early_init_fdt_scan_reserved_mem()", WITH_MEMBLOCK,
     VARIANT(MEMRESERVE_LAST, "last"),
     VARIANT(MEMRESERVE_BEHIND_ELFCOREHDR, "behind_elfcorehdr"),
     VARIANT(MEMRESERVE_FIRST, "first"));

/*
 * When the core header of a crashed kernel is reserved, where /memreserve/ is
 * first.
 */
RULE(elfcorehdr, "fdt_reserve_elfcorehdr()", WITH_MEMBLOCK,
     VARIANT(ELFCOREHDR_BEFORE_DYNAMIC, "before_dynamic"),
     VARIANT(ELFCOREHDR_LAST, "last"),
     VARIANT(ELFCOREHDR_OF_ARM64, "of_arm64",
	     .shows = "function reserve_elfcorehdr"));

void early_init_fdt_scan_reserved_mem(struct boot *b)
{
	enum elfcorehdr_rule elfcorehdr = b->kernel->rules.elfcorehdr;

	journal_enter(b->journal, "early_init_fdt_scan_reserved_mem");
	if (b->kernel->rules.fdt_reserve == FDT_RESERVE_WITH_RESERVED_MEM)
		early_init_fdt_reserve_self(b, "early_init_dt_reserve_memory");
	switch (b->kernel->rules.memreserve) {
	case MEMRESERVE_LAST:
		fdt_reserve_elfcorehdr(b);
		fdt_scan_reserved_mem(b);
		reserve_entries(b);
		break;
	case MEMRESERVE_BEHIND_ELFCOREHDR:
		fdt_scan_reserved_mem(b);
		fdt_reserve_elfcorehdr(b);
		reserve_entries(b);
		break;
	case MEMRESERVE_FIRST:
		reserve_entries(b);
		fdt_scan_reserved_mem(b);
		if (elfcorehdr == ELFCOREHDR_BEFORE_DYNAMIC)
			fdt_reserve_elfcorehdr(b);
		break;
	}
	fdt_init_reserved_mem(b);
	if (elfcorehdr == ELFCOREHDR_LAST)
		fdt_reserve_elfcorehdr(b);
	journal_leave(b->journal);
}

/* What a struct device_node keeps of its place. */
RULE(unflatten, "unflatten_dt_nodes()", WITH_MEMBLOCK,
     VARIANT(UNFLATTEN_NAMES, "names"), VARIANT(UNFLATTEN_PATHS, "paths"));

/* What unflatten_dt_nodes() adds up in its dry run, bytes. */
static uint64_t unflattened_size(const struct boot *b)
{
	const struct machine_fdt *fdt = &b->machine->fdt;
	uint64_t align = b->kernel->word_size;
	uint64_t prop = b->kernel->size.property, mem = 0;
	bool paths = b->kernel->rules.unflatten == UNFLATTEN_PATHS;

	for (size_t i = 0; i < fdt->nr_shapes; i++) {
		const struct fdt_node_shape *s = &fdt->shapes[i];

		uint32_t props = s->nr_props - (s->used_seed && !paths);

		mem = align_up(mem, align) + b->kernel->size.device_node +
		      (paths ? s->path_len : s->name_len) + 1;
		for (uint32_t p = 0; p < props; p++)
			mem = align_up(mem, align) + prop;
		if (!s->has_name_prop)
			mem = align_up(mem, align) + prop + s->base_len + 1;
	}
	return align_up(mem, 4);
}

static int alloc_tree(struct boot *b, uint64_t size, const char *what,
		      const char *by)
{
	uint64_t align = b->kernel->word_size;

	if (memblock_alloc(b, size, align, what, by))
		return 0;
	return boot_phys_alloc_panic(
		b, size,
		"early_init_dt_alloc_memory_arch: Failed to allocate %" PRIu64
		" bytes align=0x%" PRIx64,
		size, align);
}

int unflatten_device_tree(struct boot *b)
{
	const struct machine_fdt *fdt = &b->machine->fdt;

	fdt_scan_reserved_mem_reg_nodes(b);
	if (alloc_tree(b, unflattened_size(b) + 4, "unflattened device tree",
		       "early_init_dt_alloc_memory_arch "
		       "__unflatten_device_tree"))
		return -1;
	for (size_t i = 0; i < fdt->nr_alias_stems; i++) {
		if (alloc_tree(b,
			       b->kernel->size.alias_prop +
				       fdt->alias_stems[i] + 1,
			       "device tree aliases",
			       "early_init_dt_alloc_memory_arch "
			       "of_alias_scan"))
			return -1;
	}
	return 0;
}

/* The end of a bank that holds `at`; 0: none does. */
static uint64_t bank_end(const struct machine_fdt *fdt, uint64_t at)
{
	for (size_t i = 0; i < fdt->nr_memory; i++) {
		const struct fdt_memory_node *n = &fdt->memory[i];

		for (size_t r = 0; r < n->nr_ranges; r++) {
			if (at - n->ranges[r].base < n->ranges[r].size)
				return n->ranges[r].base + n->ranges[r].size;
		}
	}
	return 0;
}

uint64_t fdt_end_of_ram(const struct machine_fdt *fdt, uint64_t base,
			uint64_t end)
{
	uint64_t next;

	while (base < end && (next = bank_end(fdt, base)))
		base = next;
	return min_u64(base, end);
}

void fdt_note_kaslr(struct boot *b, const char *moved)
{
	const struct machine_fdt *fdt = &b->machine->fdt;

	if (b->kernel->randomize_base && fdt->has_kaslr_seed &&
	    fdt->kaslr_seed && !b->params.nokaslr)
		journal_inexact(
			b->journal, "memblock",
			journal_intern(
				b->journal,
				"kaslr-seed moves %s, which may change the number of page tables; shown as with nokaslr",
				moved));
}

void fdt_note_efi(struct boot *b)
{
	if (b->machine->fdt.efi)
		journal_inexact(
			b->journal, "memblock",
			"an EFI boot: the kernel takes memory from the firmware's map and reserves what firmware keeps; shown with the banks that were given, and nothing kept");
}
