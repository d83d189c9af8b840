/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "answer/explain.h"
#include "answer/heaps.h"
#include "journal/account.h"
#include "journal/journal.h"
#include "model/questions.h"
#include "util/alloc.h"
#include "util/range.h"

/*
 * Every byte of the firmware's memory, once:
 *
 *   installed |==========================================|
 *   memory        |======|   |=======================|        not: unused
 *   no-map            |==|
 *   owned              |=|  |==| |===|    |==CMA==|           the ledger
 *   rest          |===|         |=|   |==|         |==|       page allocator
 *
 * and what the page allocator should have of it is held against its own count.
 */

static const struct column columns[] = {
	{ .name = "sign", .title = "" },
	{ .name = "bytes", .title = "BYTES" },
	{ .name = "what", .title = "WHAT" },
	{ .name = "by", .title = "BY", .optional = true },
};

struct account {
	const struct boot *b;
	const struct watcher *w;
	struct section *s;
	struct rangemap installed;
	uint64_t firmware; /* bytes of it that firmware names */
	struct heaps unused, nomap, reserved;
	uint64_t cma, memory; /* bytes; memory: of all that is mapped */
	uint64_t pages, parts; /* for the page allocator; what is no page */
	uint64_t beyond; /* free, and above the last page that is handed over */
};

static void row(struct account *a, const char *sign, uint64_t bytes,
		const char *what, const char *by)
{
	add_text(a->s, "%s", sign);
	add_bytes(a->s, bytes);
	add_text(a->s, "%s", what);
	add_text(a->s, "%s", by);
}

static uint64_t total_of(const struct rangemap *m)
{
	return rangemap_covered(m, 0, UINT64_MAX);
}

/*
 * What firmware says there is: the tree's banks, or the map's usable entries;
 * and what the kernel was told beyond that.
 */
static void find_installed(struct account *a)
{
	const struct machine *m = a->b->machine;
	const struct e820_map *map = &m->pc.e820.firmware;

	for (size_t i = 0; i < m->fdt.nr_memory; i++) {
		const struct fdt_memory_node *n = &m->fdt.memory[i];

		for (size_t r = 0; r < n->nr_ranges; r++)
			rangemap_set(&a->installed, n->ranges[r].base,
				     n->ranges[r].base + n->ranges[r].size, 0);
	}
	for (size_t i = 0; i < map->nr; i++) {
		if (map->entries[i].type == E820_RAM)
			rangemap_set(&a->installed, map->entries[i].base,
				     map->entries[i].base +
					     map->entries[i].size,
				     0);
	}
	a->firmware = total_of(&a->installed);
	for (size_t i = 0; i < a->w->memory.n; i++)
		rangemap_set(&a->installed, a->w->memory.v[i].start,
			     a->w->memory.v[i].end, 0);
}

/* Entries that are memory, and none of the page allocator's; NULL: others. */
static const char *special_text(uint32_t type)
{
	static const struct {
		uint32_t type;
		const char *text;
	} specials[] = {
		{ E820_ACPI, "ACPI data" },
		{ E820_NVS, "ACPI NVS, kept over sleep" },
		{ E820_UNUSABLE, "unusable, with errors or not to be touched" },
		{ E820_PMEM, "persistent (type 7), for its driver" },
		{ E820_PRAM, "persistent (type 12), for its driver" },
		{ E820_SOFT_RESERVED,
		  "soft reserved (EFI special purpose), for dax drivers" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(specials); i++) {
		if (specials[i].type == type)
			return specials[i].text;
	}
	return NULL;
}

static const char *e820_cause(const struct boot *b, uint64_t at, uint64_t *end)
{
	for (size_t i = 0; i < b->e820.nr; i++) {
		const struct e820_entry *e = &b->e820.entries[i];

		if (at < e->base)
			*end = min_u64(*end, e->base);
		if (at < e->base || at - e->base >= e->size)
			continue;
		*end = min_u64(*end, e->base + e->size);
		if (e->type == E820_RAM)
			return "no whole page, or beyond what the kernel can use";
		return special_text(e->type) ?
			       special_text(e->type) :
			       "the kernel's map says it is not usable";
	}
	return b->e820.nr ? "cut from the kernel's map" :
			    "never taken in as memory";
}

static void add_nomap(struct account *a, uint64_t start, uint64_t end);

/* [start, end) is installed, and no memory of the kernel's. */
static void add_unused(struct account *a, uint64_t start, uint64_t end)
{
	while (start < end) {
		uint64_t stop = end;
		const struct rangemap_extent *removed =
			rangemap_run(&a->w->removed, start, &stop);
		const struct rangemap_extent *trimmed =
			rangemap_run(&a->b->mtrr_trimmed, start, &stop);
		const struct rangemap_extent *withheld =
			rangemap_run(&a->b->journal->withheld, start, &stop);
		const char *why = removed ? "taken out of memory" :
				  trimmed ? "not write-back in the MTRRs" :
					    e820_cause(a->b, start, &stop);

		if (withheld) {
			add_nomap(a, start, stop);
			start = stop;
			continue;
		}
		heap_add(&a->unused, stop - start, why,
			 removed ? a->w->removers[removed->tag] :
			 trimmed ? "mtrr_trim_uncached_memory" :
				   "");
		start = stop;
	}
}

static void add_owned(struct account *a, const struct owner *o, uint64_t start,
		      uint64_t end)
{
	while (start < end) {
		uint64_t stop = cma_edge(a->b, start, end);

		if (in_cma_area(a->b, start))
			a->cma += stop - start;
		else
			heap_add(&a->reserved, stop - start, o->what, o->by);
		start = stop;
	}
}

/* Where what the page allocator gets ends, in bytes. */
static uint64_t handed_end(const struct boot *b)
{
	const struct totals *t = &b->totals;
	uint64_t pfn = b->kernel->highmem ? t->max_pfn : t->max_low_pfn;

	return t->has_pfns ? pfn << b->kernel->page_shift : UINT64_MAX;
}

/* Free memory: its whole pages go to the page allocator, as far as it goes. */
static void add_free(struct account *a, uint64_t start, uint64_t end)
{
	uint64_t page = kernel_page_size(a->b->kernel);
	uint64_t limit = clamp_u64(handed_end(a->b), start, end);
	uint64_t first = align_up(start, page), last = align_down(limit, page);
	uint64_t whole = last > first ? last - first : 0;

	a->beyond += end - limit;
	a->pages += whole;
	a->parts += limit - start - whole;
}

/* [start, end) is memory that the kernel maps: owned, or free. */
static void split_memory(struct account *a, uint64_t start, uint64_t end)
{
	const struct journal *j = a->b->journal;

	a->memory += end - start;
	while (start < end) {
		uint64_t stop = end;
		const struct rangemap_extent *held =
			rangemap_run(&j->ledger, start, &stop);

		if (held)
			add_owned(a, &j->owners[held->tag], start, stop);
		else
			add_free(a, start, stop);
		start = stop;
	}
}

/* [start, end) is memory that the kernel leaves alone: for whom. */
static void add_nomap(struct account *a, uint64_t start, uint64_t end)
{
	const struct journal *j = a->b->journal;

	while (start < end) {
		uint64_t stop = end;
		const struct rangemap_extent *e =
			rangemap_run(&j->withheld, start, &stop);
		char *what =
			xasprintf("%s (no-map)", e ? j->owners[e->tag].what :
						     "not to be mapped");

		heap_add(&a->nomap, stop - start, what,
			 e ? j->owners[e->tag].by : "memblock_mark_nomap");
		free(what);
		start = stop;
	}
}

static void split_installed(struct account *a, uint64_t start, uint64_t end)
{
	while (start < end) {
		uint64_t stop = end;
		const struct rangemap_extent *memory =
			rangemap_run(&a->w->memory, start, &stop);

		if (!memory)
			add_unused(a, start, stop);
		else if (memory->tag & MEMORY_NOMAP)
			add_nomap(a, start, stop);
		else
			split_memory(a, start, stop);
		start = stop;
	}
}

static void zone_rows(struct account *a, uint64_t *free_bytes)
{
	const struct boot *b = a->b;

	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++) {
			const struct zone *z = &b->nodes[n]->zones[i];
			uint64_t pages = z->nr_free_pages +
					 z->pageset.hot.count +
					 z->pageset.cold.count;
			uint64_t bytes = pages << b->kernel->page_shift;
			char *what;

			if (!zone_populated(z))
				continue;
			what = xasprintf("free in node %d, zone %s (%" PRIu64
					 " of %" PRIu64 " %s pages)",
					 z->nid, zone_kind_name(z->kind), pages,
					 z->managed_pages,
					 kernel_has_managed_pages(b->kernel) ?
						 "managed" :
						 "present");
			row(a, " ", bytes, what, "");
			free(what);
			*free_bytes += bytes;
		}
	}
}

/* What the page allocator gave away. */
static uint64_t taken_rows(struct account *a, uint64_t left)
{
	for (size_t i = 0; i < a->w->nr_takings; i++) {
		const struct taking *t = &a->w->takings[i];

		row(a, "-", t->bytes, t->what, t->by);
		left -= t->bytes;
	}
	return left;
}

static void reserved_rows(struct account *a, const struct heaps *h)
{
	for (size_t i = 0; i < h->n; i++)
		row(a, "-", h->v[i].bytes, h->v[i].what, h->v[i].by);
}

static bool cma_is_active(const struct boot *b)
{
	return b->totals.has_reserve;
}

/*
 * Bytes of activated CMA areas, whether RAM is behind them or not, but for what
 * was free by then.
 */
static uint64_t cma_bytes(const struct boot *b)
{
	uint64_t pages = 0;

	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++)
			pages += b->nodes[n]->zones[i].cma_pages;
	}
	for (size_t i = 0; i < b->nr_cma_areas; i++) {
		if (!b->cma_areas[i].exposed)
			pages -= b->cma_areas[i].recounted;
	}
	return pages << b->kernel->page_shift;
}

/* Whole pages of RAM among [start, end). */
static uint64_t whole_pages(const struct account *a, uint64_t start,
			    uint64_t end)
{
	const struct rangemap *m = &a->w->memory;
	const struct kernel *k = a->b->kernel;
	uint64_t pages = 0;

	for (size_t i = 0; i < m->n; i++) {
		uint64_t lo = clamp_u64(pfn_up(k, m->v[i].start), start, end);
		uint64_t hi = clamp_u64(pfn_down(k, m->v[i].end), lo, end);

		pages += hi - lo;
	}
	return pages;
}

/* Bytes of useless areas that were freed with them, and are holes in RAM. */
static uint64_t exposed_holes(const struct account *a)
{
	const struct boot *b = a->b;
	uint64_t pages = 0;

	for (size_t i = 0; i < b->nr_cma_areas; i++) {
		const struct cma_area *c = &b->cma_areas[i];
		uint64_t pfn = c->base_pfn, end = pfn + c->count, next;

		for (; c->exposed && pfn < end; pfn = next) {
			next = end;
			if (boot_zone_run(b, pfn, &next))
				pages += next - pfn - whole_pages(a, pfn, next);
		}
	}
	return pages << b->kernel->page_shift;
}

/* free_all_bootmem() frees its bitmap wherever it lies, RAM or not. */
static uint64_t bitmap_outside(const struct account *a)
{
	const struct kernel *k = a->b->kernel;
	const struct bootmem *bm = &a->b->bootmem;
	uint64_t end = bm->map_pfn + pfn_up(k, bm->map_bytes);

	return (end - bm->map_pfn - whole_pages(a, bm->map_pfn, end))
	       << k->page_shift;
}

/* What comes to it, if anything does; returns its bytes. */
static uint64_t more_row(struct account *a, uint64_t bytes, const char *what,
			 const char *by)
{
	if (bytes)
		row(a, "+", bytes, what, by);
	return bytes;
}

/* From what is handed to the page allocator to what is free in the end. */
static bool account_pages(struct account *a)
{
	uint64_t left = a->pages, free_bytes = 0, lent = 0, made_up = 0;

	row(a, "=", a->pages, "handed to the page allocator",
	    "memblock_free_all");
	if (a->w->deferred_pages)
		section_note(
			a->s,
			"Of the pages handed over, %" PRIu64
			" were deferred: page_alloc_init_late() has initialised their struct pages.",
			a->w->deferred_pages);
	/* An area that cannot be activated, or in part, stays what it was. */
	if (a->cma && cma_is_active(a->b)) {
		made_up = cma_bytes(a->b);
		lent = min_u64(made_up, a->cma);
		made_up -= lent;
	}
	left += more_row(a, lent, "CMA areas, for movable pages only",
			 "cma_init_reserved_areas");
	left += more_row(a, made_up + exposed_holes(a),
			 "CMA areas where there is no RAM",
			 "cma_init_reserved_areas");
	left += more_row(a, bitmap_outside(a),
			 "bootmem bitmap where there is no RAM",
			 "free_all_bootmem");
	left = taken_rows(a, left);
	row(a, "=", left, "available at the end of the modelled boot", "");
	zone_rows(a, &free_bytes);
	if (left == free_bytes)
		return true;
	section_note(a->s,
		     "The account does not add up: %" PRIu64
		     " bytes should be free, the zones have %" PRIu64 ".",
		     left, free_bytes);
	return false;
}

static bool account_sum(struct account *a)
{
	uint64_t installed = total_of(&a->installed);
	uint64_t sum = heaps_sum(&a->unused) + heaps_sum(&a->nomap) +
		       heaps_sum(&a->reserved) + a->cma + a->parts + a->beyond +
		       a->pages;

	if (sum == installed) {
		section_note(a->s,
			     "Checked: the parts are %" PRIu64
			     " bytes, all that is installed.",
			     sum);
		return true;
	}
	section_note(a->s,
		     "The account does not add up: %" PRIu64
		     " bytes are installed, the parts are %" PRIu64 ".",
		     installed, sum);
	return false;
}

/* Of the kernel image, where the map of a PC has no RAM. */
static uint64_t image_bytes(const struct account *a)
{
	uint64_t start = a->b->image_base;
	uint64_t end = start + kernel_image_size(a->b->kernel);
	const struct e820_map *map = &a->b->machine->pc.e820.firmware;
	uint64_t bytes = rangemap_covered(&a->installed, start, end);
	struct rangemap named = { 0 };

	for (size_t i = 0; i < map->nr; i++) {
		const struct e820_entry *e = &map->entries[i];

		if (e->type == E820_RAM)
			rangemap_set(&named, e->base, e->base + e->size, 0);
	}
	bytes -= rangemap_covered(&named, start, end);
	rangemap_release(&named);
	return bytes;
}

/* Memory that a word of the command line, or the initrd's place, claims. */
static void made_up_row(struct account *a, uint64_t bytes)
{
	const struct params *p = &a->b->params;
	char *what;

	if (!bytes)
		return;
	if (p->nr_memory_words)
		what = xasprintf("made up by %s%s, unknown to firmware",
				 p->memory_words[0].memmap ? "memmap=" : "mem=",
				 p->memory_words[0].value);
	else
		what = xstrdup("made up, unknown to firmware");
	row(a, "+", bytes, what, "");
	free(what);
}

/* Bytes of the firmware's entries of this type. */
static uint64_t bytes_of_type(const struct e820_map *map, uint32_t type)
{
	struct rangemap of_type = { 0 };
	uint64_t bytes;

	for (size_t i = 0; i < map->nr; i++) {
		const struct e820_entry *e = &map->entries[i];

		if (e->type == type)
			rangemap_set(&of_type, e->base, e->base + e->size, 0);
	}
	bytes = total_of(&of_type);
	rangemap_release(&of_type);
	return bytes;
}

static bool is_first_of_type(const struct e820_map *map, size_t i)
{
	for (size_t j = 0; j < i; j++) {
		if (map->entries[j].type == map->entries[i].type)
			return false;
	}
	return true;
}

/*
 * What the map has besides usable memory. "reserved" is left out: it is memory
 * or registers of devices, and nothing tells which.
 */
static void other_rows(struct account *a)
{
	const struct e820_map *map = &a->b->machine->pc.e820.firmware;

	for (size_t i = 0; i < map->nr; i++) {
		uint32_t type = map->entries[i].type;
		const char *text = special_text(type);
		char *what;

		if (type == E820_RAM || type == E820_RESERVED ||
		    type == E820_RESERVED_KERN || !is_first_of_type(map, i))
			continue;
		what = text ? xasprintf("besides, %s", text) :
			      xasprintf("besides, of type %" PRIu32
					", which the kernel does not use",
					type);
		row(a, " ", bytes_of_type(map, type), what, "");
		free(what);
	}
}

static void installed_rows(struct account *a)
{
	uint64_t added = total_of(&a->installed) - a->firmware;
	uint64_t image = a->b->machine->pc.e820.firmware.nr && added ?
				 image_bytes(a) :
				 0;

	row(a, "", a->firmware, "installed, as firmware says", "");
	other_rows(a);
	if (image)
		row(a, "+", image, "the kernel image, where the map has no RAM",
		    "e820_add_kernel_range");
	made_up_row(a, added - image);
}

static const struct column sum_columns[] = {
	{ .name = "part", .title = "" },
	{ .name = "bytes", .title = "BYTES" },
	{ .name = "what", .title = "MOST OF IT" },
};

static void sum_row(struct section *s, const char *part, uint64_t bytes,
		    const char *what)
{
	add_text(s, "%s", part);
	add_bytes(s, bytes);
	add_text(s, "%s", what);
}

/* Who has most of one of the five words; NULL: it is nobody's. */
static char *most_of(const struct account *a, const struct account_part *part)
{
	struct heaps areas = { 0 };
	char *text;

	if (!strcmp(part->key, "kept"))
		return heaps_most(&a->reserved);
	if (!strcmp(part->key, "nomap"))
		return heaps_most(&a->nomap);
	if (strcmp(part->key, "cma") != 0)
		return NULL;
	for (size_t i = 0; i < a->b->nr_cma_areas; i++) {
		const struct cma_area *area = &a->b->cma_areas[i];

		heap_add(&areas, cma_area_range(a->b, area).size, area->name,
			 "");
	}
	text = heaps_most(&areas);
	heaps_release(&areas);
	return text;
}

/* In the five words of the records' `account`, and whose they are. */
static void explain_sum(struct answer *out, const struct account *a)
{
	const struct boot *b = a->b;
	const struct mem_account account = boot_account(b);
	uint64_t total = boot_memtotal_kib(b);
	struct section *s = answer_section(out, "sum", sum_columns,
					   ARRAY_SIZE(sum_columns),
					   "In short, at the end of this boot");

	for (size_t i = 0; i < NR_ACCOUNT_PARTS; i++) {
		const struct account_part *part = &account_parts[i];
		uint64_t bytes = part->bytes(&account);
		char *most = bytes ? most_of(a, part) : NULL;

		sum_row(s, part->words, bytes, most ? most : part->help);
		free(most);
	}
	sum_row(s, "memory", account.memory,
		"all that the kernel knows of: the sum of these");
	if (total)
		section_note(
			s,
			"MemTotal, as free shows it: %s%" PRIu64
			" kB, once the kernel has given its init sections and the initial RAM disk back.",
			b->machine->firmware == FIRMWARE_E820 ? "about " : "",
			total);
}

void explain_account(struct answer *out, const struct boot *b,
		     const struct watcher *w)
{
	struct account a = { .b = b, .w = w };

	memset(out, 0, sizeof(*out));
	find_installed(&a);
	for (size_t i = 0; i < a.installed.n; i++)
		split_installed(&a, a.installed.v[i].start,
				a.installed.v[i].end);
	heaps_sort(&a.unused);
	heaps_sort(&a.nomap);
	heaps_sort(&a.reserved);
	explain_sum(out, &a);
	a.s = answer_section(out, "account", columns, ARRAY_SIZE(columns),
			     "Where the memory is");
	installed_rows(&a);
	reserved_rows(&a, &a.unused);
	reserved_rows(&a, &a.nomap);
	row(&a, "=", a.memory, "memory of the kernel", "");
	reserved_rows(&a, &a.reserved);
	if (a.cma)
		row(&a, "-", a.cma, "CMA areas", "cma_init_reserved_mem");
	if (a.parts)
		row(&a, "-", a.parts, "free parts of pages that are not whole",
		    "memblock_free_all");
	if (a.beyond)
		row(&a, "-", a.beyond,
		    "free, but above the last page that the kernel can use",
		    "memblock_free_all");
	if (b->journal->panic) {
		char *words = journal_last_words(b->journal);

		section_note(a.s, "The boot ends in %s: %s", b->journal->phase,
			     words);
		free(words);
	}
	if (!account_sum(&a) || (!b->journal->panic && !account_pages(&a)))
		out->no = true;
	rangemap_release(&a.installed);
	heaps_release(&a.unused);
	heaps_release(&a.nomap);
	heaps_release(&a.reserved);
}
