/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit/views.h"
#include "util/alloc.h"

/*
 * Each zone's free_area[]: orders as rows, migrate types as columns. Of many
 * zones, first a table with a row each, where what is odd stands out.
 */

#define MAX_RUNS 2
#define MAX_ZONES 6 /* drawn in detail */
#define MAX_ROWS 40 /* of the table */
#define COLUMNS 2
#define BAR 80 /* points */

static const enum dot_color type_colors[NR_MIGRATETYPE_KINDS] = {
	[MIGRATE_UNMOVABLE] = DOT_ORANGE,   [MIGRATE_MOVABLE] = DOT_SKY,
	[MIGRATE_RECLAIMABLE] = DOT_YELLOW, [MIGRATE_HIGHATOMIC] = DOT_GREY,
	[MIGRATE_RESERVE] = DOT_GREY,	    [MIGRATE_CMA] = DOT_BLUE,
	[MIGRATE_ISOLATE] = DOT_GREY,
};

static bool type_used(const struct boot *b, const struct zone *z, int mt)
{
	for (unsigned o = 0; o < b->kernel->nr_orders; o++) {
		if (!free_list_empty(&z->free_area[o].lists[mt]))
			return true;
	}
	return false;
}

/* "270336, 1024 .. 15360": first and last frame of each run of blocks. */
static void first_blocks(const struct free_run *runs, size_t n, size_t limit,
			 char *out, size_t len)
{
	size_t used = 0;

	*out = '\0';
	for (size_t i = 0; i < n && i < limit && used + 64 < len; i++) {
		const struct free_run *r = &runs[i];

		used += (size_t)snprintf(out + used, len - used, "%s%" PRIu64,
					 i ? ", " : "", r->pfn);
		if (r->count > 1)
			used += (size_t)
				snprintf(out + used, len - used, " .. %" PRIu64,
					 r->pfn + (r->count - 1) *
							  (uint64_t)r->stride);
	}
	if (n > limit)
		snprintf(out + used, len - used, ", ...");
}

/* The count, and the first frames in list order. */
static void list_cells(struct dot_writer *w, const struct free_list *l,
		       unsigned order, int mt, size_t limit)
{
	const enum dot_color color = free_list_empty(l) ? DOT_PLAIN :
							  type_colors[mt];
	char text[512], count[32];
	struct free_run *runs;
	size_t n = free_list_fold(l, order, &runs);

	first_blocks(runs, n, limit, text, sizeof(text));
	dot_styled(w,
		   &(struct dot_style){ .color = color,
					.right = true,
					.bold = n != 0,
					.faint = !n },
		   "%s", count_text(free_list_blocks(l), count, sizeof(count)));
	dot_cell(w, color, 1, 0, "%s", text);
	free(runs);
}

static uint64_t most_pages(const struct boot *b, const struct zone *z)
{
	uint64_t most = 1;

	for (unsigned o = 0; o < b->kernel->nr_orders; o++) {
		if (z->free_area[o].nr_free << o > most)
			most = z->free_area[o].nr_free << o;
	}
	return most;
}

/* The pages of an order: by type, and as long as the fullest order allows. */
static void order_bar(struct dot_writer *w, const struct zone *z,
		      unsigned order, uint64_t most)
{
	struct dot_part parts[NR_MIGRATETYPE_KINDS];

	for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++)
		parts[mt] = (struct dot_part){
			type_colors[mt],
			free_list_blocks(&z->free_area[order].lists[mt])
				<< order,
		};
	dot_bar(w, 1, parts, ARRAY_SIZE(parts), most, BAR);
}

static void head_rows(struct dot_writer *w, const struct boot *b,
		      const struct zone *z, const bool *used, unsigned types)
{
	char title[64], size[32];

	dot_row_begin(w);
	dot_cell_bold(w, DOT_HEAD, 2 * types + 3, "%s, zone %s: %s free",
		      node_title(b, b->nodes[z->nid], title, sizeof(title)),
		      zone_kind_name(z->kind),
		      pages_text(b, z->nr_free_pages, size, sizeof(size)));
	dot_row_end(w);
	dot_row_begin(w);
	dot_cell_bold(w, DOT_GREY, 1, "order");
	dot_cell_bold(w, DOT_GREY, 1, "block");
	dot_cell_bold(w, DOT_GREY, 1, "memory in it");
	for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++) {
		if (used[mt])
			dot_cell_bold(w, type_colors[mt], 2, "%s",
				      migratetype_name((enum migratetype)mt));
	}
	dot_row_end(w);
}

static void zone_box(struct dot_writer *w, const struct boot *b,
		     const struct zone *z, size_t limit)
{
	uint64_t most = most_pages(b, z);
	bool used[NR_MIGRATETYPE_KINDS];
	unsigned types = 0;
	char size[32];

	for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++) {
		used[mt] = type_used(b, z, mt);
		types += used[mt];
	}
	dot_inner_begin(w, 1, DOT_THIN);
	head_rows(w, b, z, used, types);
	for (unsigned o = 0; o < b->kernel->nr_orders; o++) {
		dot_row_begin(w);
		dot_number(w, DOT_GREY, "%u", o);
		dot_number(w, DOT_GREY, "%s",
			   pages_text(b, 1ULL << o, size, sizeof(size)));
		order_bar(w, z, o, most);
		for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++) {
			if (used[mt])
				list_cells(w, &z->free_area[o].lists[mt], o, mt,
					   limit);
		}
		dot_row_end(w);
	}
	dot_inner_end(w);
}

/* Blocks of this order that most zones of z's kind have. */
static bool usual_blocks(const struct zone *const *zones, size_t n,
			 const struct zone *z, unsigned order, uint64_t *value)
{
	uint64_t *v = xcalloc(n, sizeof(*v));
	size_t of_kind = 0;
	bool known;

	for (size_t i = 0; i < n; i++) {
		if (zones[i]->kind == z->kind)
			v[of_kind++] = zones[i]->free_area[order].nr_free;
	}
	known = majority(v, of_kind, value);
	free(v);
	return known;
}

struct usual {
	bool known[NR_ZONE_KINDS][MAX_NR_ORDERS];
	uint64_t value[NR_ZONE_KINDS][MAX_NR_ORDERS];
};

static void learn(struct usual *u, const struct boot *b,
		  const struct zone *const *zones, size_t n)
{
	bool learnt[NR_ZONE_KINDS] = { false };

	for (size_t i = 0; i < n; i++) {
		enum zone_kind kind = zones[i]->kind;

		for (unsigned o = 0; !learnt[kind] && o < b->kernel->nr_orders;
		     o++)
			u->known[kind][o] = usual_blocks(zones, n, zones[i], o,
							 &u->value[kind][o]);
		learnt[kind] = true;
	}
}

static bool odd_blocks(const struct zone *z, unsigned order,
		       const struct usual *u)
{
	return u->known[z->kind][order] &&
	       u->value[z->kind][order] != z->free_area[order].nr_free;
}

static bool is_odd(const struct boot *b, const struct zone *z,
		   const struct usual *u)
{
	for (unsigned o = 0; o < b->kernel->nr_orders; o++) {
		if (odd_blocks(z, o, u))
			return true;
	}
	return false;
}

static bool zone_row(struct dot_writer *w, const struct boot *b,
		     const struct zone *z, const struct usual *u)
{
	char text[32];
	bool any = false;

	dot_row_begin(w);
	dot_cell_bold(w, DOT_GREY, 1, "%d", z->nid);
	dot_cell(w, DOT_GREY, 1, 0, "%s", zone_kind_name(z->kind));
	for (unsigned o = 0; o < b->kernel->nr_orders; o++) {
		uint64_t n = z->free_area[o].nr_free;
		bool odd = odd_blocks(z, o, u);

		any |= odd;
		dot_styled(w,
			   &(struct dot_style){ .color = odd ? DOT_ORANGE :
							       DOT_PLAIN,
						.bold = odd,
						.faint = !n && !odd,
						.right = true },
			   "%s%s", odd ? "* " : "",
			   count_text(n, text, sizeof(text)));
	}
	dot_number(w, DOT_GREEN, "%" PRIu64, z->nr_free_pages);
	dot_row_end(w);
	return any;
}

/* True: some number is not what most have. */
static bool overview(struct dot_writer *w, const struct boot *b,
		     const struct zone *const *zones, size_t n, bool full)
{
	size_t rows = full || n <= MAX_ROWS ? n : MAX_ROWS;
	struct usual usual = { 0 };
	bool odd = false;

	learn(&usual, b, zones, n);
	dot_inner_begin(w, COLUMNS, DOT_THIN);
	dot_row_begin(w);
	dot_cell_bold(w, DOT_HEAD, 2, "free blocks");
	dot_cell_bold(w, DOT_HEAD, b->kernel->nr_orders,
		      "of each order, all migrate types together");
	dot_cell_bold(w, DOT_HEAD, 1, " ");
	dot_row_end(w);
	dot_row_begin(w);
	dot_cell_bold(w, DOT_GREY, 1, "node");
	dot_cell_bold(w, DOT_GREY, 1, "zone");
	for (unsigned o = 0; o < b->kernel->nr_orders; o++)
		dot_number(w, DOT_GREY, "%u", o);
	dot_cell_bold(w, DOT_GREY, 1, "free pages");
	dot_row_end(w);
	for (size_t i = 0; i < rows; i++)
		odd |= zone_row(w, b, zones[i], &usual);
	if (rows < n)
		more_row(w, b->kernel->nr_orders + 3, n - rows, "zone");
	dot_inner_end(w);
	return odd;
}

static const char *const type_meanings[NR_MIGRATETYPE_KINDS] = {
	[MIGRATE_UNMOVABLE] =
		"what stays where it is: most of the kernel's own memory",
	[MIGRATE_MOVABLE] =
		"the kernel can move what it puts there: user memory and files, say",
	[MIGRATE_RECLAIMABLE] =
		"caches of the kernel that it can drop when memory is short",
	[MIGRATE_HIGHATOMIC] = "for urgent requests that cannot wait",
	[MIGRATE_RESERVE] = "kept for urgent requests when all else is gone",
	[MIGRATE_CMA] =
		"lent to movable users until a device needs a long piece",
	[MIGRATE_ISOLATE] = "taken out of use for the moment",
};

static void legend(struct dot_writer *w, const struct boot *b,
		   const struct zone *const *zones, size_t n, bool odd)
{
	dot_inner_begin(w, COLUMNS, DOT_THIN);
	legend_head(w);
	legend_row(w, DOT_GREY, "order",
		   "a block of order n is 2^n pages that lie together");
	legend_row(
		w, DOT_PLAIN, "7  1024 .. 7168",
		"7 blocks, of which the first in the list starts at page frame 1024 and the last at 7168");
	for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++) {
		bool used = false;

		for (size_t i = 0; i < n; i++)
			used |= type_used(b, zones[i], mt);
		if (used)
			legend_row(w, type_colors[mt],
				   migratetype_name((enum migratetype)mt),
				   type_meanings[mt]);
	}
	if (odd)
		legend_row(w, DOT_ORANGE, "* number",
			   "not what most zones of this kind have");
	dot_inner_end(w);
}

/*
 * The zones to draw in detail: `most` of them, those that are odd before those
 * that look like the rest; in their order.
 */
static const struct zone **choose(const struct boot *b,
				  const struct zone *const *zones, size_t n,
				  size_t most, size_t *chosen)
{
	const struct zone **v = xcalloc(n + 1, sizeof(*v));
	bool *odd = xcalloc(n + 1, sizeof(*odd));
	struct usual usual = { 0 };
	size_t odd_left, left;

	learn(&usual, b, zones, n);
	for (size_t i = 0; i < n; i++)
		odd[i] = is_odd(b, zones[i], &usual);
	odd_left = left = most;
	for (size_t i = 0; i < n; i++)
		left -= odd[i] && left;
	*chosen = 0;
	for (size_t i = 0; i < n; i++) {
		size_t *room = odd[i] ? &odd_left : &left;

		if (!*room)
			continue;
		(*room)--;
		v[(*chosen)++] = zones[i];
	}
	free(odd);
	return v;
}

/* Rows of COLUMNS zones. */
static void boxes(struct dot_writer *w, const struct boot *b,
		  const struct zone *const *zones, size_t n, size_t limit)
{
	for (size_t i = 0; i < n; i++) {
		if (i % COLUMNS == 0)
			dot_row_begin(w);
		zone_box(w, b, zones[i], limit);
		if (i % COLUMNS == COLUMNS - 1 || i + 1 == n)
			dot_row_end(w);
	}
}

void draw_freelists(struct dot_writer *w, const struct boot *b,
		    const struct view_options *o)
{
	const struct zone **zones, **detailed;
	size_t n, nr_detailed;
	bool odd = false;

	if (!b->totals.totalram_pages) {
		draw_nothing(
			w,
			"the buddy allocator has no pages yet: see mem_init()");
		return;
	}
	zones = populated_zones(b, &n);
	detailed = choose(b, zones, n, o->full ? n : MAX_ZONES, &nr_detailed);
	dot_table_begin(w, DOT_NONE);
	if (n > COLUMNS) {
		dot_row_begin(w);
		odd = overview(w, b, zones, n, o->full);
		dot_row_end(w);
	}
	boxes(w, b, detailed, nr_detailed, o->full ? SIZE_MAX : MAX_RUNS);
	if (nr_detailed < n)
		more_row(w, COLUMNS, n - nr_detailed, "zone");
	dot_row_begin(w);
	legend(w, b, zones, n, odd);
	dot_row_end(w);
	dot_table_end(w, "freelists");
	free(detailed);
	free(zones);
}
