/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit/views.h"

/* Each zone's free_area[]: orders as rows, migrate types as columns. */

#define MAX_RUNS 3
#define MAX_ZONES 12
#define COLUMNS 3

static const enum dot_color type_colors[NR_MIGRATETYPE_KINDS] = {
	[MIGRATE_UNMOVABLE] = DOT_ORANGE, [MIGRATE_MOVABLE] = DOT_SKY,
	[MIGRATE_RECLAIMABLE] = DOT_YELLOW, [MIGRATE_HIGHATOMIC] = DOT_GREY,
	[MIGRATE_CMA] = DOT_PURPLE,	    [MIGRATE_ISOLATE] = DOT_GREY,
};

static uint64_t blocks(const struct free_list *l)
{
	uint64_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		n += l->runs[i].count;
	return n;
}

static bool type_used(const struct boot *b, const struct zone *z, int mt)
{
	for (unsigned o = 0; o < b->kernel->nr_orders; o++) {
		if (!free_list_empty(&z->free_area[o].lists[mt]))
			return true;
	}
	return false;
}

/* 16777216 blocks as "16.8M". */
static const char *short_count(uint64_t n, char *buf, size_t len)
{
	if (n < 10000)
		snprintf(buf, len, "%" PRIu64, n);
	else if (n < 1000000)
		snprintf(buf, len, "%.1fk", (double)n / 1e3);
	else
		snprintf(buf, len, "%.1fM", (double)n / 1e6);
	return buf;
}

/* "24: 270336 +1024 ..." the count and the first frames in list order. */
static void list_cell(struct dot_writer *w, const struct free_list *l,
		      unsigned order, int mt, size_t limit)
{
	char text[512], count[32];
	struct free_run *runs;
	size_t n = free_list_fold(l, order, &runs), used;

	if (!n) {
		dot_cell(w, DOT_PLAIN, 1, 0, "-");
		free(runs);
		return;
	}
	used = (size_t)snprintf(text, sizeof(text), "%s block%s at",
				short_count(blocks(l), count, sizeof(count)),
				blocks(l) == 1 ? "" : "s");
	for (size_t i = 0; i < n && i < limit && used + 64 < sizeof(text);
	     i++) {
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "%s %" PRIu64, i ? "," : "",
					 runs[i].pfn);
		if (runs[i].count > 1)
			used += (size_t)snprintf(
				text + used, sizeof(text) - used,
				" (%s each %+" PRId64 ")",
				short_count(runs[i].count, count,
					    sizeof(count)),
				runs[i].stride);
	}
	if (n > limit)
		snprintf(text + used, sizeof(text) - used, " ...");
	dot_cell(w, type_colors[mt], 1, 0, "%s", text);
	free(runs);
}

static void head_rows(struct dot_writer *w, const struct boot *b,
		      const struct zone *z, const bool *used, unsigned types)
{
	char title[64], size[32];

	dot_row_begin(w);
	dot_cell_bold(w, DOT_HEAD, types + 2, "%s, zone %s: %s free",
		      node_title(b, b->nodes[z->nid], title, sizeof(title)),
		      zone_kind_name(z->kind),
		      pages_text(b, z->nr_free_pages, size, sizeof(size)));
	dot_row_end(w);
	dot_row_begin(w);
	dot_cell_bold(w, DOT_GREY, 1, "order");
	dot_cell_bold(w, DOT_GREY, 1, "block");
	for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++) {
		if (used[mt])
			dot_cell_bold(w, DOT_GREY, 1, "%s",
				      migratetype_name((enum migratetype)mt));
	}
	dot_row_end(w);
}

static void zone_id(const struct zone *z, char *out, size_t len)
{
	snprintf(out, len, "zone%d_%u", z->nid, z->index);
}

static void draw_zone(struct dot_writer *w, const struct boot *b,
		      const struct zone *z, size_t limit)
{
	bool used[NR_MIGRATETYPE_KINDS];
	char id[48], size[32];
	unsigned types = 0;

	for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++) {
		used[mt] = type_used(b, z, mt);
		types += used[mt];
	}
	zone_id(z, id, sizeof(id));
	dot_table_begin(w, DOT_THIN);
	head_rows(w, b, z, used, types);
	for (unsigned o = 0; o < b->kernel->nr_orders; o++) {
		dot_row_begin(w);
		dot_cell_bold(w, DOT_GREY, 1, "%u", o);
		dot_cell(w, DOT_GREY, 1, 0, "%s",
			 pages_text(b, 1ULL << o, size, sizeof(size)));
		for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++) {
			if (used[mt])
				list_cell(w, &z->free_area[o].lists[mt], o, mt,
					  limit);
		}
		dot_row_end(w);
	}
	dot_table_end(w, id);
}

/* Zones in rows of COLUMNS: each below the one that many before. */
static void place_below(struct dot_writer *w, const struct zone *above,
			const struct zone *z)
{
	char from[48], to[48];

	zone_id(above, from, sizeof(from));
	zone_id(z, to, sizeof(to));
	dot_hidden_edge(w, from, to);
}

static void place_below_nothing(struct dot_writer *w, const struct zone *above)
{
	char from[48];

	zone_id(above, from, sizeof(from));
	dot_hidden_edge(w, from, "nothing");
}

void draw_freelists(struct dot_writer *w, const struct boot *b,
		    const struct view_options *o)
{
	size_t drawn = 0, left_out = 0, limit = o->full ? SIZE_MAX : MAX_RUNS;
	const struct zone *row[COLUMNS];

	if (!b->totals.totalram_pages) {
		draw_nothing(w,
			     "the buddy allocator has no pages yet: see mem_init()");
		return;
	}
	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++) {
			const struct zone *z = &b->nodes[n]->zones[i];

			if (!zone_populated(z))
				continue;
			if (drawn == MAX_ZONES && !o->full) {
				left_out++;
				continue;
			}
			draw_zone(w, b, z, limit);
			if (drawn >= COLUMNS)
				place_below(w, row[drawn % COLUMNS], z);
			row[drawn++ % COLUMNS] = z;
		}
	}
	if (left_out) {
		char text[64];

		snprintf(text, sizeof(text), "... %zu more zones (--full)",
			 left_out);
		draw_nothing(w, text);
		place_below_nothing(w, row[(drawn - 1) % COLUMNS]);
	}
}
