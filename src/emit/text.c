/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "emit/alike.h"
#include "emit/facts.h"
#include "emit/text_map.h"
#include "journal/account.h"
#include "journal/journal.h"
#include "journal/sequence.h"
#include "model/members.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/size.h"
#include "util/utf8.h"

/* How many rows of a kind are shown before "... N more". */
#define MAX_ROWS 16

struct writer {
	FILE *out;
	const struct boot *b;
	const struct text_style *style;
};

static void heading(const struct writer *w, const char *title)
{
	fprintf(w->out, "\n%s%s%s\n", w->style->color ? "\033[1m" : "", title,
		w->style->color ? "\033[0m" : "");
}

static void more(const struct writer *w, size_t shown, size_t all)
{
	if (all > shown)
		fprintf(w->out, "  ... %zu more\n", all - shown);
}

/* Words that go on in the next line, below the first, where a line is full. */
struct words {
	const struct writer *w;
	size_t indent, column;
	bool begun; /* in this line: a space before the next word */
};

static void word(struct words *l, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void word(struct words *l, const char *fmt, ...)
{
	const unsigned width = l->w->style->width;
	size_t len;
	char *text;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = xstrdup("");
	va_end(ap);
	len = strlen(text);
	if (width && l->begun && l->column + 1 + len > width) {
		fprintf(l->w->out, "\n%*s", (int)l->indent, "");
		l->column = l->indent;
		l->begun = false;
	}
	l->column +=
		(size_t)fprintf(l->w->out, "%s%s", l->begun ? " " : "", text);
	l->begun = true;
	free(text);
}

static void sentence(struct words *l, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, " ");

		word(l, "%.*s", (int)len, text);
		text += len;
		text += strspn(text, " ");
	}
}

static void print(const struct writer *w, struct text_table *t)
{
	text_table_print(t, w->out, w->style);
}

static void path_words(struct words *path, const struct sequence *s, size_t i)
{
	const struct step *step = &s->steps[i];

	if (step->caller != NO_STEP)
		path_words(path, s, step->caller);
	if (*step->call.name)
		word(path, "-> %s", step->call.name);
}

static void title(const struct writer *w, unsigned index)
{
	const struct boot *b = w->b;
	const struct step *p = boot_phase(b);
	const char *on = w->style->color ? "\033[1;36m" : "";
	const char *off = w->style->color ? "\033[0m" : "";
	struct words path = { .w = w, .indent = 6 };

	fprintf(w->out, "%s%s== %u %s%s%s%s\n", index ? "\n" : "", on, index,
		kernel_function_name(b->kernel, b->journal->phase),
		b->journal->step ? " / " : "",
		b->journal->step ? b->journal->step : "", off);
	if (!b->journal->step)
		fprintf(w->out, "%s\n", p->call.title);
	word(&path, "path:");
	word(&path, "start_kernel");
	if (p != b->sequence->steps)
		path_words(&path, b->sequence,
			   (size_t)(p - b->sequence->steps));
	if (b->journal->step && strcmp(b->journal->step, b->journal->phase))
		word(&path, "-> ... -> %s", b->journal->step);
	putc('\n', w->out);
}

static void named_string(const struct writer *w, const char *name,
			 const char *value)
{
	fprintf(w->out, "  %-13s ", name);
	utf8_print(w->out, value);
	fputc('\n', w->out);
}

/* The usable entries of an e820 map. */
static void usable_ram(const struct writer *w)
{
	const struct e820_map *map = &w->b->machine->pc.e820.firmware;
	char size[32];

	for (size_t i = 0; i < map->nr; i++) {
		if (map->entries[i].type == E820_RAM)
			fprintf(w->out,
				"  usable RAM    0x%012" PRIx64 "  %s\n",
				map->entries[i].base,
				format_size(map->entries[i].size, size,
					    sizeof(size)));
	}
}

/* What the tree reserves: children of /reserved-memory, and entries. */
static void reserved_nodes(const struct writer *w)
{
	const struct machine_fdt *fdt = &w->b->machine->fdt;
	char size[32];

	for (size_t i = 0; i < fdt->nr_memreserve; i++)
		fprintf(w->out,
			"  reserved      0x%012" PRIx64
			"  %-10s /memreserve/\n",
			fdt->memreserve[i].base,
			format_size(fdt->memreserve[i].size, size,
				    sizeof(size)));
	for (size_t i = 0; i < fdt->nr_reserved; i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];
		uint64_t bytes = n->nr_reg ? n->reg[0].size : n->size;
		char place[32] = "anywhere";

		if (!n->available)
			continue;
		if (n->nr_reg)
			snprintf(place, sizeof(place), "0x%012" PRIx64,
				 n->reg[0].base);
		fprintf(w->out, "  reserved      %-14s  %-10s ", place,
			format_size(bytes, size, sizeof(size)));
		utf8_print(w->out, n->name);
		fprintf(w->out, "%s%s\n", n->no_map ? ", no-map" : "",
			n->reusable ? ", reusable" : "");
	}
}

static void start(const struct writer *w)
{
	const struct machine *m = w->b->machine;
	const struct kernel *k = w->b->kernel;
	char size[32];

	heading(w, "machine");
	named_string(w, "model", m->model ? m->model : "-");
	fprintf(w->out, "  kernel        %s (%s)\n", k->name, k->release);
	named_string(w, "command line", m->cmdline);
	fprintf(w->out, "  CPUs          %zu\n", m->nr_cpus);
	fprintf(w->out, "  kernel image  0x%012" PRIx64 "  %s%s\n",
		m->image_base,
		format_size(kernel_image_size(k), size, sizeof(size)),
		m->has_image_base ? "" : " (place assumed: --image-base)");
	if (m->fdt.totalsize)
		fprintf(w->out, "  device tree   0x%012" PRIx64 "  %s%s\n",
			m->fdt.base,
			format_size(m->fdt.totalsize, size, sizeof(size)),
			m->fdt.has_base ? "" : " (place assumed: --dtb-base)");
	if (m->has_initrd)
		fprintf(w->out, "  initrd        0x%012" PRIx64 "  %s\n",
			m->initrd_start,
			format_size(m->initrd_end - m->initrd_start, size,
				    sizeof(size)));
	for (size_t i = 0; i < m->fdt.nr_memory; i++) {
		const struct fdt_memory_node *n = &m->fdt.memory[i];

		for (size_t r = 0; r < n->nr_ranges; r++) {
			fprintf(w->out,
				"  bank          0x%012" PRIx64 "  %-10s ",
				n->ranges[r].base,
				format_size(n->ranges[r].size, size,
					    sizeof(size)));
			utf8_print(w->out, n->path);
			fputc('\n', w->out);
		}
	}
	reserved_nodes(w);
	usable_ram(w);
}

static const char *flags_text(const struct memblock_region *r)
{
	return r->flags & MEMBLOCK_NOMAP       ? "nomap" :
	       r->flags & MEMBLOCK_HOTPLUG     ? "hotplug" :
	       r->flags & MEMBLOCK_RSRV_NOINIT ? "rsrv_noinit" :
	       r->flags & MEMBLOCK_RSRV_KERN   ? "rsrv_kern" :
	       r->flags & MEMBLOCK_KHO_SCRATCH ? "kho_scratch" :
						 "";
}

static void regions(const struct writer *w, const struct memblock_type *t)
{
	static const struct text_column columns[] = {
		{ .name = "FROM", .align = TEXT_RIGHT },
		{ .name = "TO", .align = TEXT_RIGHT },
		{ .name = "SIZE", .align = TEXT_RIGHT },
		{ .name = "NODE", .align = TEXT_RIGHT },
		{ .name = "FLAGS", .align = TEXT_LEFT },
	};
	struct text_table *table = text_table_new(columns, ARRAY_SIZE(columns));
	size_t shown = t->cnt < MAX_ROWS ? t->cnt : MAX_ROWS;
	char name[32], size[32];

	snprintf(name, sizeof(name), "memblock.%s", t->name);
	heading(w, name);
	for (size_t i = 0; i < shown; i++) {
		const struct memblock_region *r = &t->regions[i];

		text_table_cell(table, "0x%" PRIx64, r->base);
		text_table_cell(table, "0x%" PRIx64, r->base + r->size - 1);
		text_table_cell(table, "%s",
				format_size(r->size, size, sizeof(size)));
		if (!numa_valid_node(r->nid))
			text_table_cell(table, "-");
		else
			text_table_cell(table, "%d", r->nid);
		text_table_cell(table, "%s", flags_text(r));
	}
	print(w, table);
	more(w, shown, t->cnt);
	fprintf(w->out, "%zu regions, %s\n", t->cnt,
		format_size(t->total_size, size, sizeof(size)));
}

/* The five words of the account, those that there are. */
static void account(const struct writer *w)
{
	const struct mem_account a = boot_account(w->b);
	struct words line = { .w = w, .indent = 2 };
	char size[32];
	bool any = false;

	if (!a.memory)
		return;
	heading(w, "where the memory is");
	word(&line, " ");
	for (size_t i = 0; i < NR_ACCOUNT_PARTS; i++) {
		uint64_t bytes = account_parts[i].bytes(&a);

		if (!bytes)
			continue;
		word(&line, "%s%s %s", any ? "+ " : "", account_parts[i].words,
		     format_size(bytes, size, sizeof(size)));
		any = true;
	}
	word(&line, "= %s", format_size(a.memory, size, sizeof(size)));
	putc('\n', w->out);
}

/* Whose memory is left alone, below the owners of what is kept. */
static void nomap_rows(const struct writer *w, struct text_table *t,
		       uint64_t most)
{
	const struct journal *j = w->b->journal;
	size_t shown = j->withheld.n < MAX_ROWS ? j->withheld.n : MAX_ROWS;
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
	static const struct column columns[] = {
		{ .name = "owner", .title = "OWNER" },
		{ .name = "size", .title = "SIZE" },
		{ .name = "pieces", .title = "PIECES" },
	};
	struct answer a = { 0 };
	struct section *all =
		answer_section(&a, "owners", columns, ARRAY_SIZE(columns), "");

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
static void ledger(const struct writer *w)
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
	heading(w, "physical memory, to scale");
	text_map_print(w->out, w->b, s, n, &rows, w->style);
	heading(w, "who owns what is reserved");
	for (size_t i = 0; i < rows.n && i < MAX_ROWS; i++) {
		owner_row(table, s, &rows.v[i]);
		shown += rows.v[i].rows;
	}
	alikes_release(&rows);
	nomap_rows(w, table, n ? s[0].bytes : 1);
	print(w, table);
	more(w, shown, n);
	free(s);
}

/* Zone by zone: begins the row with where the zone is, and those alike. */
static void zone_cells(const struct writer *w, struct text_table *t,
		       const struct zone *z, size_t alike)
{
	char title[64];

	node_title(w->b, w->b->nodes[z->nid], title, sizeof(title));
	if (alike > 1)
		text_table_cell(t, "%s to %zu", title,
				(size_t)z->nid + alike - 1);
	else
		text_table_cell(t, "%s", title);
	text_table_cell(t, "%s", zone_kind_name(z->kind));
}

/* What a zone has to give, as far as the kernel counts it. */
static uint64_t zone_size(const struct boot *b, const struct zone *z)
{
	return zones_have_managed(b) ? z->managed_pages : z->present_pages;
}

#define MAX_COLUMNS 16

/* The members of zones that a table shows where they exist. */
struct zone_columns {
	const struct member *v[MAX_COLUMNS];
	unsigned n;
	struct text_column heads[MAX_COLUMNS]; /* the table points there */
	unsigned nr_heads;
};

static void add_head(struct zone_columns *c, const char *name,
		     enum text_align align)
{
	c->heads[c->nr_heads++] =
		(struct text_column){ .name = name, .align = align };
}

/* Node, zone, and what there is of these keys, up to NULL. */
static struct zone_columns columns_of(const struct boot *b,
				      const char *const *keys)
{
	struct zone_columns c = { 0 };

	add_head(&c, "NODE", TEXT_LEFT);
	add_head(&c, "ZONE", TEXT_LEFT);
	for (; *keys; keys++) {
		const struct member *m = member_find(&zone_members, *keys);

		if (!member_exists(m, b))
			continue;
		c.v[c.n++] = m;
		add_head(&c, m->heading, TEXT_RIGHT);
	}
	return c;
}

/* Whether the second zone is the first one's of a node that is `by` higher. */
typedef bool zone_alike_fn(const struct boot *b, const struct zone *first,
			   const struct zone *z, const void *ctx);

/* Where a zone lies is not asked. */
static bool same_members(const struct boot *b, const struct zone *first,
			 const struct zone *z, const void *ctx)
{
	const struct zone_columns *c = ctx;

	for (unsigned i = 0; i < c->n; i++) {
		if (c->v[i]->unit != MEMBER_PFN &&
		    member_number(c->v[i], b, first) !=
			    member_number(c->v[i], b, z))
			return false;
	}
	return true;
}

/* How many zones from i on, of nodes one after the other, are alike. */
static size_t alike_zones(const struct boot *b, const struct zone **z, size_t n,
			  size_t i, zone_alike_fn *alike, const void *ctx)
{
	size_t run = 1;

	while (i + run < n && z[i + run]->kind == z[i]->kind &&
	       (size_t)z[i + run]->nid == (size_t)z[i]->nid + run &&
	       alike(b, z[i], z[i + run], ctx))
		run++;
	return run < ALIKE_LEAST ? 1 : run;
}

static void member_cells(const struct writer *w, struct text_table *t,
			 const struct zone_columns *c, const struct zone *z,
			 size_t alike)
{
	zone_cells(w, t, z, alike);
	for (unsigned i = 0; i < c->n; i++)
		text_table_cell(t,
				c->v[i]->unit == MEMBER_PFN ? "0x%" PRIx64 :
							      "%" PRIu64,
				member_number(c->v[i], w->b, z));
}

static void zones(const struct writer *w)
{
	static const char *const keys[] = { "zone_start_pfn", "spanned_pages",
					    "present_pages", "managed_pages",
					    NULL };
	struct zone_columns columns = columns_of(w->b, keys);
	struct text_table *table;
	size_t n, shown = 0;
	const struct zone **z = populated_zones(w->b, &n);
	uint64_t most = 1;
	char size[32];

	add_head(&columns, "SIZE", TEXT_RIGHT);
	table = text_table_new(columns.heads, columns.nr_heads);
	for (size_t i = 0; i < n; i++)
		most = max_u64(most, zone_size(w->b, z[i]));
	heading(w,
		w->b->kernel->numa ?
			"zones" :
			"zones (one node: NODE_DATA(n) is contig_page_data for every n)");
	for (size_t row = 0; shown < n && row < 2 * MAX_ROWS; row++) {
		const struct zone *first = z[shown];
		size_t alike =
			alike_zones(w->b, z, n, shown, same_members, &columns);

		member_cells(w, table, &columns, first, alike);
		text_table_cell(table, "%s",
				pages_text(w->b, zone_size(w->b, first), size,
					   sizeof(size)));
		text_table_bar(table,
			       (double)zone_size(w->b, first) / (double)most);
		shown += alike;
	}
	print(w, table);
	more(w, shown, n);
	free(z);
}

static void percpu(const struct writer *w)
{
	const struct percpu *p = &w->b->percpu;
	char size[32];

	heading(w, "per-CPU areas");
	fprintf(w->out,
		"  %u unit%s of %" PRIu64 " bytes (static %" PRIu64
		", reserved %" PRIu64 ", dynamic %" PRIu64 ")\n",
		p->nr_units, p->nr_units == 1 ? "" : "s", p->unit_size,
		p->static_size, p->reserved_size, p->dynamic_size);
	fprintf(w->out, "  first at 0x%" PRIx64 ", atom %s, %zu group%s\n",
		p->base, format_size(p->atom_size, size, sizeof(size)),
		p->nr_groups, p->nr_groups == 1 ? "" : "s");
}

/* "0/DMA", or less where the heading or the build says the rest. */
static void zonelist_words(struct words *l, const struct zoneref_list *list,
			   bool zones)
{
	const struct kernel *k = l->w->b->kernel;
	size_t shown = list->n < MAX_ROWS ? list->n : MAX_ROWS;

	for (size_t i = 0; i < shown; i++) {
		const struct zoneref *r = &list->v[i];
		const char *arrow = i ? "-> " : "";
		const char *zone = zone_kind_name(k->zones[r->zone]);

		if (!k->numa)
			word(l, "%s%s", arrow, zone);
		else if (zones)
			word(l, "%s%d/%s", arrow, r->nid, zone);
		else
			word(l, "%s%d", arrow, r->nid);
	}
	if (list->n > shown)
		word(l, "... %zu more", list->n - shown);
	putc('\n', l->w->out);
}

/* A row for each zone type that may be asked for. */
static void zonelists_by_zone(const struct writer *w, const struct node *node)
{
	const struct kernel *k = w->b->kernel;
	char name[64];

	for (unsigned z = 0; z < k->nr_zones; z++) {
		struct zoneref_list l = zonelist_up_to(node, z);
		struct words words = { .w = w, .indent = 10 };

		word(&words, "  %s, for %s:",
		     node_title(w->b, node, name, sizeof(name)),
		     zone_kind_name(k->zones[z]));
		zonelist_words(&words, &l, true);
		free(l.v);
	}
}

static void zonelists(const struct writer *w)
{
	const struct boot *b = w->b;
	const char *only = only_fallback_zone(b);
	bool zones = !b->kernel->numa || b->nr_nodes == 1 || !only;
	size_t shown = 0, all = 0;
	char text[64];

	snprintf(text, sizeof(text), "zonelists (fallback order%s%s)",
		 zones ? "" : " of nodes, each with zone ", zones ? "" : only);
	heading(w, text);
	for (size_t n = 0; n < b->nr_nodes; n++) {
		const struct node *node = b->nodes[n];
		struct words words = { .w = w, .indent = 10 };

		if (!node || all++ >= MAX_ROWS)
			continue;
		shown++;
		if (kernel_has_zonelist_per_zone(b->kernel)) {
			zonelists_by_zone(w, node);
			continue;
		}
		word(&words, "  %s:", node_title(b, node, text, sizeof(text)));
		zonelist_words(&words, &node->fallback, zones);
	}
	more(w, shown, all);
}

static uint64_t type_pages(const struct boot *b, const struct zone *z, int mt)
{
	uint64_t pages = 0;

	for (unsigned o = 0; o < b->kernel->nr_orders; o++)
		pages += free_list_blocks(&z->free_area[o].lists[mt]) << o;
	return pages;
}

/* The rows of one zone, in the columns of /proc/pagetypeinfo. */
static void free_list_rows(const struct writer *w, struct text_table *t,
			   const struct zone *z, size_t alike, uint64_t most)
{
	for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++) {
		uint64_t pages = type_pages(w->b, z, mt);
		char count[32];

		if (!pages)
			continue;
		zone_cells(w, t, z, alike);
		text_table_cell(t, "%s",
				migratetype_name((enum migratetype)mt));
		for (unsigned o = 0; o < w->b->kernel->nr_orders; o++)
			text_table_cell(t, "%s",
					count_text(free_list_blocks(
							   &z->free_area[o]
								    .lists[mt]),
						   count, sizeof(count)));
		text_table_bar(t, (double)pages / (double)most);
	}
}

static bool same_blocks(const struct boot *b, const struct zone *first,
			const struct zone *z, const void *ctx)
{
	(void)ctx;
	for (unsigned o = 0; o < b->kernel->nr_orders; o++) {
		for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++) {
			if (free_list_blocks(&first->free_area[o].lists[mt]) !=
			    free_list_blocks(&z->free_area[o].lists[mt]))
				return false;
		}
	}
	return true;
}

/* NODE ZONE TYPE and a column for each order. */
static struct text_column *order_columns(const struct boot *b, char names[][4])
{
	const struct text_column first[] = {
		{ .name = "NODE", .align = TEXT_LEFT },
		{ .name = "ZONE", .align = TEXT_LEFT },
		{ .name = "TYPE", .align = TEXT_LEFT }
	};
	struct text_column *columns =
		xcalloc(3 + b->kernel->nr_orders, sizeof(*columns));

	memcpy(columns, first, sizeof(first));
	for (unsigned o = 0; o < b->kernel->nr_orders; o++) {
		snprintf(names[o], 4, "%u", o % 100);
		columns[3 + o] = (struct text_column){ .name = names[o],
						       .align = TEXT_RIGHT };
	}
	return columns;
}

static void free_lists(const struct writer *w)
{
	const struct boot *b = w->b;
	char names[MAX_NR_ORDERS][4];
	struct text_column *columns = order_columns(b, names);
	struct text_table *table =
		text_table_new(columns, 3 + b->kernel->nr_orders);
	size_t n, shown = 0;
	const struct zone **z = populated_zones(b, &n);
	uint64_t most = 1;

	heading(w, "free lists (blocks by order)");
	for (size_t i = 0; i < n; i++) {
		for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++)
			most = max_u64(most, type_pages(b, z[i], mt));
	}
	for (size_t row = 0; shown < n && row < MAX_ROWS; row++) {
		size_t alike = alike_zones(b, z, n, shown, same_blocks, NULL);

		free_list_rows(w, table, z[shown], alike, most);
		shown += alike;
	}
	print(w, table);
	more(w, shown, n);
	free(columns);
	free(z);
}

static void hash_tables(const struct writer *w)
{
	static const struct text_column columns[] = {
		{ .name = "TABLE", .align = TEXT_LEFT },
		{ .name = "ENTRIES", .align = TEXT_RIGHT },
		{ .name = "SIZE", .align = TEXT_RIGHT },
	};
	struct text_table *table = text_table_new(columns, ARRAY_SIZE(columns));

	heading(w, "hash tables");
	for (size_t i = 0; i < w->b->nr_hash_tables; i++) {
		const struct hash_table *h = &w->b->hash_tables[i];
		char size[32];

		text_table_cell(table, "%s", h->name);
		text_table_cell(table, "%" PRIu64, h->entries);
		text_table_cell(table, "%s",
				format_size(h->bytes, size, sizeof(size)));
	}
	print(w, table);
}

static void slab(const struct writer *w)
{
	static const struct text_column columns[] = {
		{ .name = "CACHE", .align = TEXT_CUT },
		{ .name = "OBJECT", .align = TEXT_RIGHT },
		{ .name = "SIZE", .align = TEXT_RIGHT },
		{ .name = "ALIGN", .align = TEXT_RIGHT },
		{ .name = "ORDER", .align = TEXT_RIGHT },
		{ .name = "OBJECTS", .align = TEXT_RIGHT },
	};
	struct text_table *table = text_table_new(columns, ARRAY_SIZE(columns));
	const struct boot *b = w->b;
	size_t shown = b->nr_slab_caches < 2 * MAX_ROWS ? b->nr_slab_caches :
							  2 * MAX_ROWS;

	heading(w, "slab caches");
	for (size_t i = 0; i < shown; i++) {
		const struct slab_cache *c = &b->slab_caches[i];

		text_table_cell(table, "%s", c->name);
		text_table_cell(table, "%u", c->object_size);
		text_table_cell(table, "%u", c->size);
		text_table_cell(table, "%u", c->align);
		text_table_cell(table, "%u", c->order);
		text_table_cell(table, "%u", c->objects);
	}
	print(w, table);
	more(w, shown, b->nr_slab_caches);
}

static void pagesets(const struct writer *w)
{
	static const char *const keys[] = { "pageset.batch",
					    "pageset.high",
					    "pageset.high_min",
					    "pageset.high_max",
					    "pageset.hot.batch",
					    "pageset.hot.high",
					    "pageset.cold.high",
					    "watermark.min",
					    "watermark.low",
					    "watermark.high",
					    NULL };
	const struct zone_columns columns = columns_of(w->b, keys);
	struct text_table *table =
		text_table_new(columns.heads, columns.nr_heads);
	size_t n, shown = 0;
	const struct zone **z = populated_zones(w->b, &n);

	heading(w, watermarks_set(w->b) ?
			   "per-CPU page lists, watermarks (pages)" :
			   "per-CPU page lists (pages)");
	for (size_t row = 0; shown < n && row < 2 * MAX_ROWS; row++) {
		size_t alike =
			alike_zones(w->b, z, n, shown, same_members, &columns);

		member_cells(w, table, &columns, z[shown], alike);
		shown += alike;
	}
	print(w, table);
	more(w, shown, n);
	free(z);
}

static void totals(const struct writer *w)
{
	const struct boot *b = w->b;
	struct words l = { .w = w, .indent = 2 };
	char size[32];

	heading(w, "totals");
	word(&l, "  totalram %" PRIu64 " pages (%s)%s",
	     b->totals.totalram_pages,
	     pages_text(b, b->totals.totalram_pages, size, sizeof(size)),
	     b->totals.has_reserve || b->totalcma_pages ? "," : "");
	if (b->totalcma_pages)
		word(&l, "CMA %s%s",
		     pages_text(b, b->totalcma_pages, size, sizeof(size)),
		     b->totals.has_reserve ? "," : "");
	if (b->totals.has_reserve) {
		word(&l, "min_free_kbytes %" PRIu64 ",",
		     b->totals.min_free_kbytes);
		word(&l, "totalreserve %" PRIu64 " pages",
		     b->totals.totalreserve_pages);
	}
	putc('\n', w->out);
}

static void events(const struct writer *w)
{
	static const struct text_column columns[] = {
		{ .name = "WHAT", .align = TEXT_LEFT },
		{ .name = "FROM", .align = TEXT_RIGHT },
		{ .name = "SIZE", .align = TEXT_RIGHT },
		{ .name = "TIMES", .align = TEXT_RIGHT },
		{ .name = "FOR", .align = TEXT_WRAP },
		{ .name = "BY", .align = TEXT_LEFT, .optional = true },
	};
	struct text_table *table = text_table_new(columns, ARRAY_SIZE(columns));
	const struct boot *b = w->b;
	size_t shown = b->journal->events.n < 2 * MAX_ROWS ?
			       b->journal->events.n :
			       2 * MAX_ROWS;
	char size[32];

	heading(w, "what happened");
	for (size_t i = 0; i < shown; i++) {
		const struct event *e = &b->journal->events.v[i];

		text_table_cell(table, "%s", event_op_name(e->op));
		text_table_cell(table, "0x%" PRIx64, e->base);
		text_table_cell(table, "%s",
				e->size == UINT64_MAX ?
					"all" :
					format_size(e->size, size,
						    sizeof(size)));
		text_table_cell(table, "%" PRIu64, e->count);
		text_table_cell(table, "%s", e->what ? e->what : "");
		text_table_cell(table, "%.*s", (int)strcspn(e->by, " "), e->by);
	}
	print(w, table);
	more(w, shown, b->journal->events.n);
}

static void log_lines(const struct writer *w)
{
	size_t n = w->b->journal->nr_log, shown = n < 40 ? n : 40;

	heading(w, "the kernel prints");
	for (size_t i = 0; i < shown; i++) {
		fputs("  | ", w->out);
		utf8_print(w->out, w->b->journal->log[i]);
		fputc('\n', w->out);
	}
	more(w, shown, n);
}

static void closing(const struct writer *w)
{
	const struct boot *b = w->b;
	char *words;

	for (size_t i = 0; i < b->journal->nr_inexact; i++) {
		struct words l = { .w = w };

		putc('\n', w->out);
		word(&l, "not exact: %s:", b->journal->inexact[i].member);
		sentence(&l, b->journal->inexact[i].reason);
		putc('\n', w->out);
	}
	if (!b->journal->panic)
		return;
	words = journal_last_words(b->journal);
	fprintf(w->out, "\n%s", w->style->color ? "\033[1;31m" : "");
	utf8_print(w->out, words);
	fprintf(w->out, "%s\n", w->style->color ? "\033[0m" : "");
	free(words);
}

static void memblock(const struct writer *w)
{
	regions(w, &w->b->memblock.memory);
	regions(w, &w->b->memblock.reserved);
}

/* The bitmap of bootmem: runs of set bits. */
static void bootmem(const struct writer *w)
{
	const struct bootmem *bm = &w->b->bootmem;
	size_t shown = bm->reserved.n < MAX_ROWS ? bm->reserved.n : MAX_ROWS;
	uint64_t pages = 0;
	char size[32];

	heading(w, "bootmem: reserved pages");
	for (size_t i = 0; i < bm->reserved.n; i++)
		pages += bm->reserved.v[i].end - bm->reserved.v[i].start;
	for (size_t i = 0; i < shown; i++) {
		const struct rangemap_extent *e = &bm->reserved.v[i];

		fprintf(w->out, "  pfn %#9" PRIx64 "-%#9" PRIx64 " %10s\n",
			e->start, e->end - 1,
			pages_text(w->b, e->end - e->start, size,
				   sizeof(size)));
	}
	more(w, shown, bm->reserved.n);
	fprintf(w->out, "  %" PRIu64 " of %" PRIu64 " pages (%s)\n", pages,
		bm->node_low_pfn, pages_text(w->b, pages, size, sizeof(size)));
}

int text_write_record(FILE *out, const struct boot *b, unsigned index,
		      const struct text_style *style)
{
	const struct writer w = { out, b, style };
	const struct {
		bool shown;
		void (*write)(const struct writer *w);
	} parts[] = {
		{ boot_at_start(b), start },
		{ b->journal->events.n != 0, events },
		{ b->memblock_alive && b->memblock.memory.cnt, memblock },
		{ b->bootmem.alive, bootmem },
		{ b->journal->ledger.n != 0, ledger },
		{ b->nr_all_pages != 0, zones },
		{ b->percpu.ready, percpu },
		{ b->zonelists_built, zonelists },
		{ b->nr_hash_tables != 0, hash_tables },
		{ b->totals.totalram_pages != 0, free_lists },
		{ boot_makes(b, MAKES_SLAB_CACHES), slab },
		{ boot_has_made(b, MAKES_PAGESETS), pagesets },
		{ b->totals.totalram_pages != 0, totals },
		{ b->journal->nr_log != 0, log_lines },
	};

	title(&w, index);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (parts[i].shown)
			parts[i].write(&w);
	}
	closing(&w);
	return fflush(out) || ferror(out) ? -1 : 0;
}
