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

/* Up to so many, each has its regions and its zonelist, alike or not. */
#define FEW_NODES 4

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
	alikes_find(rows, all, b->nr_nodes > FEW_NODES);
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

static void regions(const struct writer *w, const struct memblock_type *t)
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
	heading(w, name);
	for (size_t i = 0; i < rows.n && i < MAX_ROWS; i++) {
		region_row(table, &t->regions[rows.v[i].row], &rows.v[i]);
		shown += rows.v[i].rows;
	}
	alikes_release(&rows);
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
		       const struct zone *z, const struct alike *f)
{
	char title[64];

	if (f->numbers)
		text_table_cell(t, "node %s", f->numbers);
	else
		text_table_cell(t, "%s",
				node_title(w->b, w->b->nodes[z->nid], title,
					   sizeof(title)));
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

/* Zones of one kind with the same in these columns, wherever they lie. */
static void alike_zones(struct alikes *rows, const struct boot *b,
			const struct zone **z, size_t n,
			const struct zone_columns *c)
{
	struct answer a = { 0 };
	struct section *all = alike_rows(&a, 2 + c->n);

	for (size_t i = 0; i < n; i++) {
		add_count(all, (uint64_t)z[i]->nid);
		add_text(all, "%s", zone_kind_name(z[i]->kind));
		for (unsigned m = 0; m < c->n; m++) {
			uint64_t v = member_number(c->v[m], b, z[i]);

			if (c->v[m]->unit == MEMBER_PFN)
				add_address(all, v);
			else
				add_count(all, v);
		}
	}
	alikes_find(rows, all, true);
	answer_release(&a);
}

static void member_cells(const struct writer *w, struct text_table *t,
			 const struct zone_columns *c, const struct zone *z,
			 const struct alike *f)
{
	zone_cells(w, t, z, f);
	for (unsigned i = 0; i < c->n; i++)
		text_table_cell(t,
				c->v[i]->unit == MEMBER_PFN ? "0x%" PRIx64 :
							      "%" PRIu64,
				member_number(c->v[i], w->b, z));
}

/* What a zone has to give, with a bar; `most`: the largest one's. */
static void zone_size_cell(const struct writer *w, struct text_table *t,
			   const struct zone *z, uint64_t most)
{
	char size[32];

	text_table_cell(t, "%s",
			pages_text(w->b, zone_size(w->b, z), size,
				   sizeof(size)));
	text_table_bar(t, (double)zone_size(w->b, z) / (double)most);
}

/* Of zones that are alike one row; with `sizes`, how large they are. */
static void zone_table(const struct writer *w, const char *const *keys,
		       bool sizes)
{
	struct zone_columns columns = columns_of(w->b, keys);
	struct text_table *table;
	size_t n, shown = 0;
	const struct zone **z = populated_zones(w->b, &n);
	struct alikes rows;
	uint64_t most = 1;

	if (sizes)
		add_head(&columns, "SIZE", TEXT_RIGHT);
	table = text_table_new(columns.heads, columns.nr_heads);
	for (size_t i = 0; i < n; i++)
		most = max_u64(most, zone_size(w->b, z[i]));
	alike_zones(&rows, w->b, z, n, &columns);
	for (size_t i = 0; i < rows.n && i < 2 * MAX_ROWS; i++) {
		const struct alike *f = &rows.v[i];

		member_cells(w, table, &columns, z[f->row], f);
		if (sizes)
			zone_size_cell(w, table, z[f->row], most);
		shown += f->rows;
	}
	alikes_release(&rows);
	print(w, table);
	more(w, shown, n);
	free(z);
}

static void zones(const struct writer *w)
{
	static const char *const keys[] = { "zone_start_pfn", "spanned_pages",
					    "present_pages", "managed_pages",
					    NULL };

	heading(w,
		w->b->kernel->numa ?
			"zones" :
			"zones (one node: NODE_DATA(n) is contig_page_data for every n)");
	zone_table(w, keys, true);
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

/* How many entries from i on are one zone type of one node after the other. */
static size_t ascending(const struct zoneref_list *l, size_t i)
{
	size_t run = 1;

	while (i + run < l->n && l->v[i + run].zone == l->v[i].zone &&
	       l->v[i + run].nid == l->v[i].nid + (int)run)
		run++;
	return run < ALIKE_LEAST ? 1 : run;
}

/* "0/DMA" or "0 to 3/DMA", or less where the heading or the build says it. */
static void zoneref_words(struct words *l, const struct zoneref *r, size_t run,
			  bool first, bool zones)
{
	const struct kernel *k = l->w->b->kernel;
	const char *zone = zone_kind_name(k->zones[r->zone]);
	char nodes[32];

	if (run > 1)
		snprintf(nodes, sizeof(nodes), "%d to %zu", r->nid,
			 (size_t)r->nid + run - 1);
	else
		snprintf(nodes, sizeof(nodes), "%d", r->nid);
	word(l, "%s%s%s%s", first ? "" : "-> ", k->numa ? nodes : "",
	     k->numa && zones ? "/" : "", zones || !k->numa ? zone : "");
}

static void zonelist_words(struct words *l, const struct zoneref_list *list,
			   bool zones)
{
	size_t shown = 0;

	for (size_t i = 0; shown < list->n && i < MAX_ROWS; i++) {
		size_t run = ascending(list, shown);

		zoneref_words(l, &list->v[shown], run, !i, zones);
		shown += run;
	}
	if (list->n > shown)
		word(l, "... %zu more", list->n - shown);
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
		putc('\n', w->out);
		free(l.v);
	}
}

/* "0 1 2 3 ": the nodes of a list, each as how many it is from its own on. */
static char *order_of_nodes(const struct boot *b, const struct node *node)
{
	const struct zoneref_list *l = &node->fallback;
	char *order = xstrdup("");

	for (size_t i = 0; i < l->n; i++) {
		if (!i || l->v[i].nid != l->v[i - 1].nid)
			xappendf(&order, "%zu ",
				 ((size_t)l->v[i].nid + b->nr_nodes -
				  (size_t)node->nid) %
					 b->nr_nodes);
	}
	return order;
}

static void alike_zonelists(struct alikes *rows, const struct boot *b,
			    const struct node **nodes, size_t n)
{
	struct answer a = { 0 };
	struct section *all = alike_rows(&a, 2);

	for (size_t i = 0; i < n; i++) {
		char *order = order_of_nodes(b, nodes[i]);

		add_count(all, (uint64_t)nodes[i]->nid);
		add_text(all, "%s", order);
		free(order);
	}
	alikes_find(rows, all, true);
	answer_release(&a);
}

static void zonelist_line(const struct writer *w, const struct node *node,
			  bool zones)
{
	struct words words = { .w = w, .indent = 10 };
	char title[64];

	word(&words, "  %s:", node_title(w->b, node, title, sizeof(title)));
	zonelist_words(&words, &node->fallback, zones);
	putc('\n', w->out);
}

/* Whether the list of the first says how those of all the others go. */
static bool all_in_one_way(const struct boot *b, const struct node **nodes,
			   size_t n)
{
	struct alikes rows;
	bool one;

	if (n <= FEW_NODES)
		return false;
	alike_zonelists(&rows, b, nodes, n);
	one = rows.n == 1;
	alikes_release(&rows);
	return one;
}

static void zonelists_by_node(const struct writer *w, bool zones)
{
	const struct boot *b = w->b;
	const struct node **nodes = xcalloc(b->nr_nodes, sizeof(*nodes));
	size_t n = 0, shown;
	bool one;

	for (size_t i = 0; i < b->nr_nodes; i++) {
		if (b->nodes[i])
			nodes[n++] = b->nodes[i];
	}
	one = all_in_one_way(b, nodes, n);
	shown = one ? 1 : n < MAX_ROWS ? n : MAX_ROWS;
	for (size_t i = 0; i < shown; i++)
		zonelist_line(w, nodes[i], zones);
	if (one)
		fprintf(w->out,
			"  the %zu others: the same way, each from itself on, and past the last from node %d on\n",
			n - 1, nodes[0]->nid);
	else
		more(w, shown, n);
	free(nodes);
}

static void zonelists(const struct writer *w)
{
	const struct boot *b = w->b;
	const char *only = only_fallback_zone(b);
	bool zones = !b->kernel->numa || b->nr_nodes == 1 || !only;
	char text[64];

	snprintf(text, sizeof(text), "zonelists (fallback order%s%s)",
		 zones ? "" : " of nodes, each with zone ", zones ? "" : only);
	heading(w, text);
	if (!kernel_has_zonelist_per_zone(b->kernel)) {
		zonelists_by_node(w, zones);
		return;
	}
	for (size_t n = 0; n < b->nr_nodes; n++) {
		if (b->nodes[n])
			zonelists_by_zone(w, b->nodes[n]);
	}
}

static uint64_t type_pages(const struct boot *b, const struct zone *z, int mt)
{
	uint64_t pages = 0;

	for (unsigned o = 0; o < b->kernel->nr_orders; o++)
		pages += free_list_blocks(&z->free_area[o].lists[mt]) << o;
	return pages;
}

/* A row of /proc/pagetypeinfo. */
struct type_row {
	const struct zone *zone;
	int type;
	uint64_t pages;
};

/* Those that have pages, of all zones, which are `n`; free() them. */
static struct type_row *type_rows(const struct boot *b, size_t *n)
{
	size_t zones, rows = 0;
	const struct zone **z = populated_zones(b, &zones);
	struct type_row *v = xcalloc(zones * NR_MIGRATETYPE_KINDS, sizeof(*v));

	for (size_t i = 0; i < zones; i++) {
		for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++) {
			uint64_t pages = type_pages(b, z[i], mt);

			if (pages)
				v[rows++] =
					(struct type_row){ z[i], mt, pages };
		}
	}
	free(z);
	*n = rows;
	return v;
}

static uint64_t type_blocks(const struct type_row *r, unsigned order)
{
	return free_list_blocks(&r->zone->free_area[order].lists[r->type]);
}

static void alike_types(struct alikes *rows, const struct boot *b,
			const struct type_row *v, size_t n)
{
	const unsigned orders = b->kernel->nr_orders;
	struct answer a = { 0 };
	struct section *all = alike_rows(&a, 3 + orders);

	for (size_t i = 0; i < n; i++) {
		add_count(all, (uint64_t)v[i].zone->nid);
		add_text(all, "%s", zone_kind_name(v[i].zone->kind));
		add_count(all, (uint64_t)v[i].type);
		for (unsigned o = 0; o < orders; o++)
			add_count(all, type_blocks(&v[i], o));
	}
	alikes_find(rows, all, true);
	answer_release(&a);
}

static void type_cells(const struct writer *w, struct text_table *t,
		       const struct type_row *r, const struct alike *f)
{
	char count[32];

	zone_cells(w, t, r->zone, f);
	text_table_cell(t, "%s", migratetype_name((enum migratetype)r->type));
	for (unsigned o = 0; o < w->b->kernel->nr_orders; o++)
		text_table_cell(t, "%s",
				count_text(type_blocks(r, o), count,
					   sizeof(count)));
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
	struct type_row *v = type_rows(b, &n);
	struct alikes rows;
	uint64_t most = 1;

	heading(w, "free lists (blocks by order)");
	for (size_t i = 0; i < n; i++)
		most = max_u64(most, v[i].pages);
	alike_types(&rows, b, v, n);
	for (size_t i = 0; i < rows.n && i < 2 * MAX_ROWS; i++) {
		const struct type_row *r = &v[rows.v[i].row];

		type_cells(w, table, r, &rows.v[i]);
		text_table_bar(table, (double)r->pages / (double)most);
		shown += rows.v[i].rows;
	}
	alikes_release(&rows);
	print(w, table);
	more(w, shown, n);
	free(columns);
	free(v);
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

	heading(w, watermarks_set(w->b) ?
			   "per-CPU page lists, watermarks (pages)" :
			   "per-CPU page lists (pages)");
	zone_table(w, keys, false);
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
