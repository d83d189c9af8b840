/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/text_memory.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "emit/alike.h"
#include "emit/facts.h"
#include "emit/text_map.h"
#include "journal/account.h"
#include "util/alloc.h"
#include "util/size.h"

static const char *flags_text(const struct memblock_region *r)
{
	return r->flags & MEMBLOCK_NOMAP       ? "nomap" :
	       r->flags & MEMBLOCK_HOTPLUG     ? "hotplug" :
	       r->flags & MEMBLOCK_RSRV_NOINIT ? "rsrv_noinit" :
	       r->flags & MEMBLOCK_RSRV_KERN   ? "rsrv_kern" :
	       r->flags & MEMBLOCK_KHO_SCRATCH ? "kho_scratch" :
						 "";
}

/* The node whose memory a region is, if it does not say so itself. */
static int node_of_region(const struct boot *b, const struct memblock_region *r)
{
	const struct memblock_region *bank;

	if (numa_valid_node(r->nid))
		return r->nid;
	bank = memblock_search(&b->memblock.memory, r->base);
	return bank ? bank->nid : r->nid;
}

/* Regions of several nodes that differ in where they are. */
static void alike_regions(struct alikes *rows, const struct boot *b,
			  const struct memblock_type *t)
{
	struct answer a = { 0 };
	struct section *all = alike_rows(&a, 4);

	for (size_t i = 0; i < t->cnt; i++) {
		const struct memblock_region *r = &t->regions[i];
		int nid = node_of_region(b, r);

		if (numa_valid_node(nid))
			add_count(all, (uint64_t)nid);
		else
			add_nothing(all);
		add_bytes(all, r->size);
		add_text(all, "%s", flags_text(r));
		add_count(all, numa_valid_node(r->nid));
	}
	alikes_find(rows, all, b->nr_nodes > TEXT_FEW_NODES);
	answer_release(&a);
}

/* "0", "0 to 15, the first", or "-" where it is not set: then where they lie. */
static void region_node_cell(struct text_table *t,
			     const struct memblock_region *r,
			     const struct alike *f)
{
	if (numa_valid_node(r->nid) && f->numbers)
		text_table_cell(t, "%s, the first", f->numbers);
	else if (numa_valid_node(r->nid))
		text_table_cell(t, "%d", r->nid);
	else if (f->numbers)
		text_table_cell(t, "- (in %s, the first)", f->numbers);
	else
		text_table_cell(t, "-");
}

static void region_row(struct text_table *table,
		       const struct memblock_region *r, const struct alike *f)
{
	char size[32];

	text_table_cell(table, "0x%" PRIx64, r->base);
	text_table_cell(table, "0x%" PRIx64, r->base + r->size - 1);
	text_table_cell(table, "%s", format_size(r->size, size, sizeof(size)));
	region_node_cell(table, r, f);
	text_table_cell(table, "%s", flags_text(r));
}

static void regions(const struct text_writer *w, const struct memblock_type *t)
{
	struct alikes rows;
	struct text_table *table;
	size_t shown = 0;
	char name[32], size[32];

	alike_regions(&rows, w->b, t);
	const struct text_column columns[] = {
		{ .name = "FROM", .align = TEXT_RIGHT },
		{ .name = "TO", .align = TEXT_RIGHT },
		{ .name = "SIZE", .align = TEXT_RIGHT },
		{ .name = "NODE",
		  .align = rows.n < t->cnt ? TEXT_WRAP : TEXT_RIGHT },
		{ .name = "FLAGS", .align = TEXT_LEFT },
	};
	table = text_table_new(columns, ARRAY_SIZE(columns));
	snprintf(name, sizeof(name), "memblock.%s", t->name);
	text_heading(w, name);
	for (size_t i = 0; i < rows.n && i < TEXT_ROWS; i++) {
		region_row(table, &t->regions[rows.v[i].row], &rows.v[i]);
		shown += rows.v[i].rows;
	}
	alikes_release(&rows);
	text_print(w, table);
	text_more(w, shown, t->cnt);
	fprintf(w->out, "%zu regions, %s\n", t->cnt,
		format_size(t->total_size, size, sizeof(size)));
}

/* The five words of the account, those that there are. */
static void account(const struct text_writer *w)
{
	const struct mem_account a = boot_account(w->b);
	struct text_words line = { .w = w, .indent = 2 };
	char size[32];
	bool any = false;

	if (!a.memory)
		return;
	text_heading(w, "where the memory is");
	text_word(&line, " ");
	for (size_t i = 0; i < NR_ACCOUNT_PARTS; i++) {
		uint64_t bytes = account_parts[i].bytes(&a);

		if (!bytes)
			continue;
		text_word(&line, "%s%s %s", any ? "+ " : "",
			  account_parts[i].words,
			  format_size(bytes, size, sizeof(size)));
		any = true;
	}
	text_word(&line, "= %s", format_size(a.memory, size, sizeof(size)));
	putc('\n', w->out);
}

/* Whose memory is left alone, below the owners of what is kept. */
static void nomap_rows(const struct text_writer *w, struct text_table *t,
		       uint64_t most)
{
	const struct journal *j = w->b->journal;
	size_t shown = j->withheld.n < TEXT_ROWS ? j->withheld.n : TEXT_ROWS;
	char size[32];

	for (size_t i = 0; i < shown; i++) {
		const struct rangemap_extent *e = &j->withheld.v[i];
		uint64_t bytes = e->end - e->start;

		text_table_cell(t, "x");
		text_table_cell(t, "%s",
				format_size(bytes, size, sizeof(size)));
		text_table_cell(t, "1");
		text_table_cell(t, "%.44s (no-map)", j->owners[e->tag].what);
		text_table_bar(t, bytes < most ? (double)bytes / (double)most :
						 1.0);
	}
}

/* Owners that have as much each, and differ in the number of a node only. */
static void alike_shares(struct alikes *rows, const struct share *s, size_t n)
{
	struct answer a = { 0 };
	struct section *all = alike_rows(&a, 3);

	for (size_t i = 0; i < n; i++) {
		add_text(all, "%s", s[i].what);
		add_bytes(all, s[i].bytes);
		add_count(all, s[i].pieces);
	}
	alikes_find(rows, all, true);
	answer_release(&a);
}

/* What the map has for so many owners from i on: "b", "b-p", "b-p#", "#". */
static void letter_cell(struct text_table *t, size_t i, size_t run)
{
	size_t end = i + run < MAP_LETTERS ? i + run : MAP_LETTERS;

	if (i >= MAP_LETTERS)
		text_table_cell(t, "#");
	else if (i + 1 == end)
		text_table_cell(t, "%c%s", (char)('a' + i), run > 1 ? "#" : "");
	else
		text_table_cell(t, "%c-%c%s", (char)('a' + i),
				(char)('a' + end - 1),
				i + run > end ? "#" : "");
}

/* One owner, or several alike: they stand together, most bytes first. */
static void owner_row(struct text_table *t, const struct share *s,
		      const struct alike *f)
{
	const struct share *first = &s[f->row];
	char size[32], *what = f->numbers ? alike_text(f, first->what) :
					    xstrdup(first->what);

	letter_cell(t, f->row, f->rows);
	text_table_cell(t, "%s", format_size(first->bytes, size, sizeof(size)));
	text_table_cell(t, "%zu", first->pieces);
	text_table_cell(t, "%.44s", what);
	text_table_bar(t, (double)first->bytes / (double)s[0].bytes);
	free(what);
}

/* Who owns what is reserved, most first. */
void text_ledger(const struct text_writer *w)
{
	static const struct text_column columns[] = {
		{ .name = "", .align = TEXT_LEFT },
		{ .name = "SIZE", .align = TEXT_RIGHT },
		{ .name = "PIECES", .align = TEXT_RIGHT },
		{ .name = "OWNER", .align = TEXT_CUT },
	};
	struct text_table *table = text_table_new(columns, ARRAY_SIZE(columns));
	size_t n, shown = 0;
	struct share *s = owner_shares(w->b, &n);
	struct alikes rows;

	alike_shares(&rows, s, n);
	account(w);
	text_heading(w, "physical memory, to scale");
	text_map_print(w->out, w->b, s, n, &rows, w->style);
	text_heading(w, "who owns what is reserved");
	for (size_t i = 0; i < rows.n && i < TEXT_ROWS; i++) {
		owner_row(table, s, &rows.v[i]);
		shown += rows.v[i].rows;
	}
	alikes_release(&rows);
	nomap_rows(w, table, n ? s[0].bytes : 1);
	text_print(w, table);
	text_more(w, shown, n);
	free(s);
}

void text_memblock(const struct text_writer *w)
{
	regions(w, &w->b->memblock.memory);
	regions(w, &w->b->memblock.reserved);
}

/* The bitmap of bootmem: runs of set bits. */
void text_bootmem(const struct text_writer *w)
{
	const struct bootmem *bm = &w->b->bootmem;
	size_t shown = bm->reserved.n < TEXT_ROWS ? bm->reserved.n : TEXT_ROWS;
	uint64_t pages = 0;
	char size[32];

	text_heading(w, "bootmem: reserved pages");
	for (size_t i = 0; i < bm->reserved.n; i++)
		pages += bm->reserved.v[i].end - bm->reserved.v[i].start;
	for (size_t i = 0; i < shown; i++) {
		const struct rangemap_extent *e = &bm->reserved.v[i];

		fprintf(w->out, "  pfn %#9" PRIx64 "-%#9" PRIx64 " %10s\n",
			e->start, e->end - 1,
			pages_text(w->b, e->end - e->start, size,
				   sizeof(size)));
	}
	text_more(w, shown, bm->reserved.n);
	fprintf(w->out, "  %" PRIu64 " of %" PRIu64 " pages (%s)\n", pages,
		bm->node_low_pfn, pages_text(w->b, pages, size, sizeof(size)));
}
