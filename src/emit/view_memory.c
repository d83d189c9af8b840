/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit/pieces.h"
#include "emit/views.h"
#include "journal/account.h"
#include "journal/journal.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/size.h"
#include "util/sort.h"

/*
 * The physical address map, low addresses on top, in two parts: each stretch
 * of memory as a bar to scale, and then a list where a page can stand beside a
 * terabyte: bank, node, zone and owner next to each other.
 */

#define MAX_PIECES 40
#define MAX_BARS 32
#define BAR 560 /* points */

/* --- to scale ----------------------------------------------------------- */

/* The pieces [from, to) of one bank. */
struct bank {
	size_t from, to;
};

static struct bank bank_at(const struct pieces *p, size_t from)
{
	struct bank bank = { from, from };

	while (bank.to < p->n && p->v[bank.to].kind != PIECE_GAP &&
	       p->v[bank.to].bank == p->v[from].bank)
		bank.to++;
	return bank;
}

static uint64_t bank_bytes(const struct pieces *p, struct bank bank)
{
	return p->v[bank.to - 1].end - p->v[bank.from].start;
}

static uint64_t largest_bank(const struct pieces *p)
{
	uint64_t most = 1;

	for (size_t i = 0; i < p->n;) {
		struct bank bank = bank_at(p, i);

		if (bank.to > i && bank_bytes(p, bank) > most)
			most = bank_bytes(p, bank);
		i = bank.to > i ? bank.to : i + 1;
	}
	return most;
}

static const enum dot_color bar_colors[] = {
	[PIECE_DEFERRED] = DOT_SKY,  [PIECE_FREE] = DOT_GREEN,
	[PIECE_OWNED] = DOT_ORANGE,  [PIECE_NOMAP] = DOT_PURPLE,
	[PIECE_CMA] = DOT_BLUE,	     [PIECE_GAP] = DOT_PAPER,
	[PIECE_FOLDED] = DOT_ORANGE, [PIECE_ALIKE] = DOT_GREY,
};

/*
 * The bar of one bank. Pieces too small for a point are put together with
 * their neighbours, or a bar of ten thousand pieces would be that many points
 * too long; the larger part gives the colour.
 */
static void bank_bar(struct dot_writer *w, const struct pieces *p,
		     struct bank bank, uint64_t scale)
{
	const uint64_t point = scale / BAR + 1;
	struct dot_part *parts = xcalloc(bank.to - bank.from, sizeof(*parts));
	uint64_t amount[PIECE_FOLDED + 1] = { 0 }, sum = 0;
	size_t n = 0;

	for (size_t i = bank.from; i < bank.to; i++) {
		enum piece_kind most = PIECE_FREE;

		amount[p->v[i].kind] += piece_length(&p->v[i]);
		sum += piece_length(&p->v[i]);
		if (sum < point && i + 1 < bank.to)
			continue;
		for (int k = 0; k <= PIECE_FOLDED; k++) {
			if (amount[k] > amount[most])
				most = (enum piece_kind)k;
		}
		parts[n++] = (struct dot_part){ bar_colors[most], sum };
		memset(amount, 0, sizeof(amount));
		sum = 0;
	}
	dot_bar(w, 1, parts, n, scale, BAR);
	free(parts);
}

static uint64_t owned_bytes(const struct pieces *p, struct bank bank)
{
	uint64_t bytes = 0;

	for (size_t i = bank.from; i < bank.to; i++)
		bytes += p->v[i].kind == PIECE_OWNED ? piece_length(&p->v[i]) :
						       0;
	return bytes;
}

static void bank_row(struct dot_writer *w, const struct boot *b,
		     const struct pieces *p, struct bank bank, uint64_t scale,
		     bool odd)
{
	const struct piece *first = &p->v[bank.from];
	char size[32];

	dot_row_begin(w);
	dot_number(w, DOT_GREY, "0x%" PRIx64, first->start);
	dot_number(w, DOT_GREY, "%s",
		   format_size(bank_bytes(p, bank), size, sizeof(size)));
	if (b->kernel->numa && numa_valid_node(first->nid))
		dot_cell(w, DOT_SKY, 1, 0, "node %d", first->nid);
	else
		dot_cell(w, DOT_SKY, 1, 0, "bank %zu", first->bank);
	bank_bar(w, p, bank, scale);
	dot_styled(w,
		   &(struct dot_style){ .color = odd ? DOT_ORANGE : DOT_PLAIN,
					.bold = odd,
					.right = true },
		   "%s%s owned", odd ? "* " : "",
		   format_size(owned_bytes(p, bank), size, sizeof(size)));
	dot_row_end(w);
}

static void gap_row(struct dot_writer *w, uint64_t bytes)
{
	char size[32];

	dot_row_begin(w);
	dot_styled(w,
		   &(struct dot_style){ .columns = 5,
					.faint = true,
					.center = true,
					.small = true },
		   "- - -  %s without memory, not to scale  - - -",
		   format_size(bytes, size, sizeof(size)));
	dot_row_end(w);
}

/* What most banks have lost to owners, to three significant digits. */
static uint64_t rounded(uint64_t bytes)
{
	uint64_t unit = 1;

	while (bytes / unit >= 1000)
		unit *= 2;
	return bytes / unit * unit;
}

static bool usual_owned(const struct pieces *p, uint64_t *value)
{
	uint64_t *v = xcalloc(p->n, sizeof(*v));
	size_t n = 0;
	bool known;

	for (size_t i = 0; i < p->n;) {
		struct bank bank = bank_at(p, i);

		if (bank.to > i)
			v[n++] = rounded(owned_bytes(p, bank));
		i = bank.to > i ? bank.to : i + 1;
	}
	known = majority(v, n, value);
	free(v);
	return known;
}

static void scale_row(struct dot_writer *w, uint64_t scale)
{
	char size[32];

	dot_row_begin(w);
	dot_cell_bold(w, DOT_HEAD, 1, "from");
	dot_cell_bold(w, DOT_HEAD, 1, "size");
	dot_cell_bold(w, DOT_HEAD, 1, "memory");
	dot_cell_bold(w, DOT_HEAD, 2, "to scale: the longest bar is %s",
		      format_size(scale, size, sizeof(size)));
	dot_row_end(w);
}

static void bars(struct dot_writer *w, const struct boot *b,
		 const struct pieces *p, bool full)
{
	uint64_t scale = largest_bank(p), usual = 0;
	bool known = usual_owned(p, &usual);
	size_t shown = 0, all = 0;

	dot_inner_begin(w, 1, DOT_THIN);
	scale_row(w, scale);
	for (size_t i = 0; i < p->n;) {
		struct bank bank = bank_at(p, i);
		bool fits = full || shown < MAX_BARS;

		if (bank.to == i) {
			if (fits)
				gap_row(w, piece_length(&p->v[i]));
			i++;
			continue;
		}
		all++;
		if (fits) {
			bool odd = known &&
				   rounded(owned_bytes(p, bank)) != usual;

			bank_row(w, b, p, bank, scale, odd);
			shown++;
		}
		i = bank.to;
	}
	if (shown < all)
		more_row(w, 5, all - shown, "bank");
	dot_inner_end(w);
}

/* --- the list ----------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? 1 : x > y ? -1 : 0;
}

/* The size from which on a piece is shown on its own. */
static uint64_t threshold(const struct pieces *p, size_t most)
{
	uint64_t *sizes, least;

	if (p->n <= most)
		return 0;
	sizes = xcalloc(p->n, sizeof(*sizes));
	for (size_t i = 0; i < p->n; i++)
		sizes[i] = piece_length(&p->v[i]);
	sort_stable(sizes, p->n, sizeof(*sizes), by_size);
	least = sizes[most / 2];
	free(sizes);
	return least;
}

static void fold_into(struct piece *run, const struct piece *piece)
{
	run->end = piece->end;
	run->count++;
	run->kind = PIECE_FOLDED;
	if (piece->owner && piece_length(piece) > run->largest) {
		run->owner = piece->owner;
		run->largest = piece_length(piece);
	}
}

/* Runs of small pieces become one; only neighbours of one zone do. */
static void fold(struct pieces *p, uint64_t least)
{
	bool last_small = false;
	size_t kept = 0;

	for (size_t i = 0; i < p->n; i++) {
		struct piece piece = p->v[i];
		struct piece *last = kept ? &p->v[kept - 1] : NULL;
		bool small = piece.kind != PIECE_GAP &&
			     piece_length(&piece) < least;

		if (small && last_small && last->nid == piece.nid &&
		    last->zone == piece.zone && last->bank == piece.bank) {
			fold_into(last, &piece);
			continue;
		}
		last_small = small;
		piece.largest = piece.owner ? piece_length(&piece) : 0;
		p->v[kept++] = piece;
	}
	p->n = kept;
}

/* Is the second bank cut into pieces as the first is? */
static bool alike(const struct pieces *p, struct bank x, struct bank y)
{
	uint64_t shift = p->v[y.from].start - p->v[x.from].start;

	if (x.to - x.from != y.to - y.from)
		return false;
	for (size_t i = 0; i < x.to - x.from; i++) {
		const struct piece *a = &p->v[x.from + i];
		const struct piece *b = &p->v[y.from + i];

		if (a->kind != b->kind || a->start + shift != b->start ||
		    a->end + shift != b->end || a->count != b->count ||
		    (a->owner && b->owner &&
		     strcmp(a->owner->by, b->owner->by)))
			return false;
	}
	return true;
}

/* Banks that touch and are cut like the one before them become one line. */
static void fold_banks(struct pieces *p)
{
	struct bank model = { 0, 0 };
	size_t kept = 0;

	for (size_t i = 0; i < p->n;) {
		struct bank bank = bank_at(p, i);
		struct piece *last = kept ? &p->v[kept - 1] : NULL;
		bool same = bank.to - i > 1 && model.to > model.from && last &&
			    last->end == p->v[i].start && alike(p, model, bank);

		if (same && last->kind == PIECE_ALIKE) {
			last->end = p->v[bank.to - 1].end;
			last->count++;
			i = bank.to;
			continue;
		}
		if (same) {
			p->v[kept++] = (struct piece){
				.start = p->v[i].start,
				.end = p->v[bank.to - 1].end,
				.kind = PIECE_ALIKE,
				.nid = NO_NODE,
				.bank = bank.from,
				.count = 1,
			};
			i = bank.to;
			continue;
		}
		model.from = kept;
		do
			p->v[kept++] = p->v[i++];
		while (i < bank.to);
		model.to = kept;
	}
	p->n = kept;
}

static enum dot_color color_of(const struct piece *p)
{
	static const enum dot_color colors[] = {
		[PIECE_DEFERRED] = DOT_SKY,  [PIECE_FREE] = DOT_GREEN,
		[PIECE_OWNED] = DOT_ORANGE,  [PIECE_NOMAP] = DOT_PURPLE,
		[PIECE_CMA] = DOT_BLUE,	     [PIECE_GAP] = DOT_PLAIN,
		[PIECE_FOLDED] = DOT_YELLOW, [PIECE_ALIKE] = DOT_YELLOW,
	};

	return colors[p->kind];
}

static void what_text(const struct boot *b, const struct piece *p, char *out,
		      size_t len)
{
	switch (p->kind) {
	case PIECE_FREE:
		snprintf(out, len, "%s",
			 b->totals.totalram_pages ?
				 "given to the page allocator" :
				 "free");
		break;
	case PIECE_DEFERRED:
		snprintf(out, len, "deferred: given away later");
		break;
	case PIECE_OWNED:
	case PIECE_CMA:
		snprintf(out, len, "%.100s", p->owner->what);
		break;
	case PIECE_NOMAP:
		snprintf(out, len, "%.100s%s",
			 p->owner ? p->owner->what : "no-map",
			 p->owner ? " (no-map)" : ": not the kernel's");
		break;
	case PIECE_GAP:
		snprintf(out, len, "no memory here");
		break;
	case PIECE_FOLDED:
		snprintf(out, len, "... %" PRIu64 " small pieces%s%.80s",
			 p->count, p->owner ? "; most: " : "",
			 p->owner ? p->owner->what : "");
		break;
	case PIECE_ALIKE:
		snprintf(out, len,
			 "... %" PRIu64 " more bank%s cut like the one above",
			 p->count, p->count == 1 ? "" : "s");
		break;
	}
}

static bool is_memory(const struct piece *p)
{
	return p->kind != PIECE_GAP && p->kind != PIECE_ALIKE;
}

/* What a piece of memory is in: a column, whose rows tell it once. */
#define PLACE_BYTES 32
struct place {
	bool (*same)(const struct piece *a, const struct piece *b);
	const char *(*name)(const struct boot *b, const struct piece *p,
			    char *buf);
	enum dot_color color;
};

static bool same_bank(const struct piece *a, const struct piece *b)
{
	return a->bank == b->bank;
}

static const char *bank_name(const struct boot *b, const struct piece *p,
			     char *buf)
{
	(void)b;
	snprintf(buf, PLACE_BYTES, "%zu", p->bank);
	return buf;
}

static bool same_node(const struct piece *a, const struct piece *b)
{
	return a->nid == b->nid;
}

static const char *node_name(const struct boot *b, const struct piece *p,
			     char *buf)
{
	if (!b->kernel->numa && b->nr_nodes)
		return "contig_page_data";
	if (!numa_valid_node(p->nid))
		return "";
	snprintf(buf, PLACE_BYTES, "%d", p->nid);
	return buf;
}

static bool same_zone(const struct piece *a, const struct piece *b)
{
	return a->zone == b->zone;
}

static const char *zone_name(const struct boot *b, const struct piece *p,
			     char *buf)
{
	(void)b;
	(void)buf;
	return p->zone ? zone_kind_name(p->zone->kind) : "";
}

static const struct place places[] = {
	{ same_bank, bank_name, DOT_GREY },
	{ same_node, node_name, DOT_GREEN },
	{ same_zone, zone_name, DOT_SKY },
};

static bool goes_on(const struct place *at, const struct piece *a,
		    const struct piece *b)
{
	return is_memory(a) && is_memory(b) && at->same(a, b);
}

/* A cell as high as the rows that it holds for, drawn with the first. */
static void place_cell(struct dot_writer *w, const struct boot *b,
		       const struct pieces *p, size_t i, const struct place *at)
{
	char buf[PLACE_BYTES];
	const char *name;
	size_t rows = 1;

	if (i && goes_on(at, &p->v[i - 1], &p->v[i]))
		return;
	while (i + rows < p->n && goes_on(at, &p->v[i], &p->v[i + rows]))
		rows++;
	name = is_memory(&p->v[i]) ? at->name(b, &p->v[i], buf) : "";
	dot_styled(w,
		   &(struct dot_style){ .color = *name ? at->color : DOT_PLAIN,
					.rows = (unsigned)rows,
					.center = true },
		   "%s", name);
}

static void piece_row(struct dot_writer *w, const struct boot *b,
		      const struct pieces *p, size_t i)
{
	const struct piece *piece = &p->v[i];
	unsigned log2 = ilog2_u64(piece_length(piece));
	unsigned height = !is_memory(piece) || log2 < 24 ? 0 :
							   log2 + log2 / 4 - 12;
	const char *by = piece->owner && (piece->kind == PIECE_OWNED ||
					  piece->kind == PIECE_CMA ||
					  piece->kind == PIECE_NOMAP) ?
				 piece->owner->by :
				 NULL;
	char text[160], bytes[32];

	what_text(b, piece, text, sizeof(text));
	dot_row_begin(w);
	dot_styled(w,
		   &(struct dot_style){
			   .color = DOT_GREY, .height = height, .right = true },
		   "0x%" PRIx64, piece->start);
	dot_number(w, DOT_GREY, "%s",
		   format_size(piece_length(piece), bytes, sizeof(bytes)));
	for (size_t n = 0; n < ARRAY_SIZE(places); n++)
		place_cell(w, b, p, i, &places[n]);
	dot_styled(w,
		   &(struct dot_style){ .color = color_of(piece),
					.faint = piece->kind == PIECE_GAP },
		   "%s", text);
	dot_styled(w, &(struct dot_style){ .small = true, .faint = true },
		   "%.*s", by ? (int)strcspn(by, " ") : 0, by ? by : "");
	dot_row_end(w);
}

static void list(struct dot_writer *w, const struct boot *b,
		 const struct pieces *p)
{
	static const char *const heads[] = { "from",	"size", "bank",
					     "node",	"zone", "who owns it",
					     "taken by" };

	dot_inner_begin(w, 1, DOT_THIN);
	dot_row_begin(w);
	for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
		dot_cell_bold(w, DOT_HEAD, 1, "%s", heads[i]);
	dot_row_end(w);
	for (size_t i = 0; i < p->n; i++)
		piece_row(w, b, p, i);
	dot_row_begin(w);
	dot_number(w, DOT_GREY, "0x%" PRIx64, p->v[p->n - 1].end);
	dot_cell(w, DOT_GREY, ARRAY_SIZE(heads) - 1, 0, "end of memory");
	dot_row_end(w);
	dot_inner_end(w);
}

/* What has an owner; the bars say the same, bank by bank. */
static uint64_t all_owned(const struct pieces *p)
{
	return owned_bytes(p, (struct bank){ 0, p->n });
}

static bool has_kind(const struct pieces *p, enum piece_kind kind)
{
	for (size_t i = 0; i < p->n; i++) {
		if (p->v[i].kind == kind)
			return true;
	}
	return false;
}

/* Of what is kept, what the bars show, and what they do not. */
static char *kept_text(uint64_t kept, uint64_t owned)
{
	char has[32], given[32];

	if (kept <= owned)
		return NULL;
	return xasprintf(
		"%s have an owner above, %s the page allocator has given away, or are parts of pages",
		format_size(owned, has, sizeof(has)),
		format_size(kept - owned, given, sizeof(given)));
}

/* The words of the account, as they are drawn. */
static const struct part_color {
	const char *key, *name;
	enum dot_color color;
} part_colors[] = {
	{ "kept", "orange", DOT_ORANGE }, { "nomap", "purple", DOT_PURPLE },
	{ "cma", "dark blue", DOT_BLUE }, { "deferred", "light blue", DOT_SKY },
	{ "free", "green", DOT_GREEN },
};

static const struct part_color *part_color(const struct account_part *part)
{
	size_t i = 0;

	while (strcmp(part_colors[i].key, part->key))
		i++;
	return &part_colors[i];
}

/* A word of the account: its colour here, its amount, and what it means. */
static void part_row(struct dot_writer *w, const struct account_part *part,
		     const struct mem_account *account, uint64_t owned)
{
	const struct part_color *color = part_color(part);
	uint64_t bytes = part->bytes(account);
	char size[32], *text, *kept;

	if (!bytes)
		return;
	kept = color->color == DOT_ORANGE ? kept_text(bytes, owned) : NULL;
	text = xasprintf("%s, %s: %s", part->words,
			 format_size(bytes, size, sizeof(size)),
			 kept ? kept : part->help);
	legend_row(w, color->color, color->name, text);
	free(text);
	free(kept);
}

/* Bars are drawn in the colours of the list below them, but stronger. */
static void bars_row(struct dot_writer *w, const struct mem_account *account)
{
	struct dot_part bar[NR_ACCOUNT_PARTS];
	size_t n = 0;

	for (size_t i = 0; i < NR_ACCOUNT_PARTS; i++) {
		const struct account_part *part = &account_parts[i];

		if (part->bytes(account))
			bar[n++] =
				(struct dot_part){ part_color(part)->color, 1 };
	}
	legend_bar(w, bar, n,
		   "the bars: in the colours of the list, but stronger");
}

static void legend(struct dot_writer *w, const struct boot *b,
		   const struct pieces *p, uint64_t owned, bool odd)
{
	const struct mem_account account = boot_account(b);

	dot_inner_begin(w, 1, DOT_THIN);
	legend_head(w);
	bars_row(w, &account);
	for (size_t i = 0; i < NR_ACCOUNT_PARTS; i++)
		part_row(w, &account_parts[i], &account, owned);
	if (has_kind(p, PIECE_FOLDED) || has_kind(p, PIECE_ALIKE))
		legend_row(
			w, DOT_YELLOW, "yellow",
			"pieces too small to be shown one by one (--full shows them)");
	if (odd)
		legend_row(w, DOT_ORANGE, "* number",
			   "not what most banks have");
	dot_inner_end(w);
}

void draw_memory(struct dot_writer *w, const struct boot *b,
		 const struct view_options *o)
{
	struct pieces p = { 0 };
	uint64_t usual = 0, owned;
	bool odd;

	pieces_collect(&p, b);
	if (!p.n) {
		draw_nothing(
			w,
			"the kernel knows of no memory yet: see setup_arch()");
		return;
	}
	odd = usual_owned(&p, &usual);
	owned = all_owned(&p);
	dot_table_begin(w, DOT_NONE);
	dot_row_begin(w);
	bars(w, b, &p, o->full);
	dot_row_end(w);
	if (!o->full) {
		fold(&p, threshold(&p, MAX_PIECES));
		fold_banks(&p);
	}
	dot_row_begin(w);
	list(w, b, &p);
	dot_row_end(w);
	dot_row_begin(w);
	legend(w, b, &p, owned, odd);
	dot_row_end(w);
	dot_table_end(w, "memory");
	pieces_release(&p);
}
