/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/text_zones.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "emit/alike.h"
#include "emit/facts.h"
#include "model/members.h"
#include "util/alloc.h"
#include "util/range.h"

/* Zone by zone: begins the row with where the zone is, and those alike. */
static void zone_cells(const struct text_writer *w, struct text_table *t,
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

	add_head(&c, "NODE", TEXT_WRAP);
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

static void member_cells(const struct text_writer *w, struct text_table *t,
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
static void zone_size_cell(const struct text_writer *w, struct text_table *t,
			   const struct zone *z, uint64_t most)
{
	char size[32];

	text_table_cell(t, "%s",
			pages_text(w->b, zone_size(w->b, z), size,
				   sizeof(size)));
	text_table_bar(t, (double)zone_size(w->b, z) / (double)most);
}

/* Of zones that are alike one row; with `sizes`, how large they are. */
static void zone_table(const struct text_writer *w, const char *const *keys,
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
	for (size_t i = 0; i < rows.n && i < 2 * TEXT_ROWS; i++) {
		const struct alike *f = &rows.v[i];

		member_cells(w, table, &columns, z[f->row], f);
		if (sizes)
			zone_size_cell(w, table, z[f->row], most);
		shown += f->rows;
	}
	alikes_release(&rows);
	text_print(w, table);
	text_more(w, shown, n);
	free(z);
}

void text_zones(const struct text_writer *w)
{
	static const char *const keys[] = { "zone_start_pfn", "spanned_pages",
					    "present_pages", "managed_pages",
					    NULL };

	text_heading(
		w,
		w->b->kernel->numa ?
			"zones" :
			"zones (one node: NODE_DATA(n) is contig_page_data for every n)");
	zone_table(w, keys, true);
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
static void zoneref_words(struct text_words *l, const struct zoneref *r,
			  size_t run, bool first, bool zones)
{
	const struct kernel *k = l->w->b->kernel;
	const char *zone = zone_kind_name(k->zones[r->zone]);
	char nodes[32];

	if (run > 1)
		snprintf(nodes, sizeof(nodes), "%d to %zu", r->nid,
			 (size_t)r->nid + run - 1);
	else
		snprintf(nodes, sizeof(nodes), "%d", r->nid);
	text_word(l, "%s%s%s%s", first ? "" : "-> ", k->numa ? nodes : "",
		  k->numa && zones ? "/" : "", zones || !k->numa ? zone : "");
}

static void zonelist_words(struct text_words *l,
			   const struct zoneref_list *list, bool zones)
{
	size_t shown = 0;

	for (size_t i = 0; shown < list->n && i < TEXT_ROWS; i++) {
		size_t run = ascending(list, shown);

		zoneref_words(l, &list->v[shown], run, !i, zones);
		shown += run;
	}
	if (list->n > shown)
		text_word(l, "... %zu more", list->n - shown);
}

/* A row for each zone type that may be asked for. */
static void zonelists_by_zone(const struct text_writer *w,
			      const struct node *node)
{
	const struct kernel *k = w->b->kernel;
	char name[64];

	for (unsigned z = 0; z < k->nr_zones; z++) {
		struct zoneref_list l = zonelist_up_to(node, z);
		struct text_words words = { .w = w, .indent = 10 };

		text_word(&words, "  %s, for %s:",
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

static void zonelist_line(const struct text_writer *w, const struct node *node,
			  bool zones)
{
	struct text_words words = { .w = w, .indent = 10 };
	char title[64];

	text_word(&words,
		  "  %s:", node_title(w->b, node, title, sizeof(title)));
	zonelist_words(&words, &node->fallback, zones);
	putc('\n', w->out);
}

/* Whether the list of the first says how those of all the others go. */
static bool all_in_one_way(const struct boot *b, const struct node **nodes,
			   size_t n)
{
	struct alikes rows;
	bool one;

	if (n <= TEXT_FEW_NODES)
		return false;
	alike_zonelists(&rows, b, nodes, n);
	one = rows.n == 1;
	alikes_release(&rows);
	return one;
}

static void zonelists_by_node(const struct text_writer *w, bool zones)
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
	shown = one ? 1 : n < TEXT_ROWS ? n : TEXT_ROWS;
	for (size_t i = 0; i < shown; i++)
		zonelist_line(w, nodes[i], zones);
	if (one)
		fprintf(w->out,
			"  the %zu others: the same way, each from itself on, and past the last from node %d on\n",
			n - 1, nodes[0]->nid);
	else
		text_more(w, shown, n);
	free(nodes);
}

void text_zonelists(const struct text_writer *w)
{
	const struct boot *b = w->b;
	const char *only = only_fallback_zone(b);
	bool zones = !b->kernel->numa || b->nr_nodes == 1 || !only;
	char text[64];

	snprintf(text, sizeof(text), "zonelists (fallback order%s%s)",
		 zones ? "" : " of nodes, each with zone ", zones ? "" : only);
	text_heading(w, text);
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

static void type_cells(const struct text_writer *w, struct text_table *t,
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
		{ .name = "NODE", .align = TEXT_WRAP },
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

void text_free_lists(const struct text_writer *w)
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

	text_heading(w, "free lists (blocks by order)");
	for (size_t i = 0; i < n; i++)
		most = max_u64(most, v[i].pages);
	alike_types(&rows, b, v, n);
	for (size_t i = 0; i < rows.n && i < 2 * TEXT_ROWS; i++) {
		const struct type_row *r = &v[rows.v[i].row];

		type_cells(w, table, r, &rows.v[i]);
		text_table_bar(table, (double)r->pages / (double)most);
		shown += rows.v[i].rows;
	}
	alikes_release(&rows);
	text_print(w, table);
	text_more(w, shown, n);
	free(columns);
	free(v);
}

void text_pagesets(const struct text_writer *w)
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

	text_heading(w, watermarks_set(w->b) ?
				"per-CPU page lists, watermarks (pages)" :
				"per-CPU page lists (pages)");
	zone_table(w, keys, false);
}
