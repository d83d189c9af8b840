/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/text_map.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "emit/pieces.h"
#include "journal/journal.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/size.h"

/* Lines before "... N more"; characters of the widest one. */
#define MAX_LINES 32
#define MAX_WIDTH 200

/* What a character may stand for. */
enum sign { OTHER_OWNER = MAP_LETTERS, NO_MAP, FREE, DEFERRED, NR_SIGNS };

struct map {
	const struct boot *b;
	const struct share *shares;
	size_t nr_shares;
	const struct alikes *rows; /* of the shares */
	struct pieces pieces;
	uint64_t cell; /* bytes of one character */
	bool nomap, later; /* their characters are drawn */
};

/* Pieces [from, to) that stand in one line: of one node and zone. */
struct line {
	size_t from, to;
};

static uint64_t line_start(const struct map *m, struct line l)
{
	return m->pieces.v[l.from].start;
}

static uint64_t line_bytes(const struct map *m, struct line l)
{
	return m->pieces.v[l.to - 1].end - line_start(m, l);
}

/* The line that begins at a piece: gaps too small to be seen do not end it. */
static struct line line_at(const struct map *m, size_t from)
{
	const struct piece *v = m->pieces.v;
	struct line l = { from, from + 1 };

	for (size_t i = from; i < m->pieces.n; i++) {
		if (v[i].kind == PIECE_GAP) {
			if (piece_length(&v[i]) >= m->cell)
				break;
			continue;
		}
		if (v[i].nid != v[from].nid || v[i].zone != v[from].zone)
			break;
		l.to = i + 1;
	}
	return l;
}

static uint64_t longest_line(const struct map *m)
{
	uint64_t most = 1;

	for (size_t i = 0; i < m->pieces.n;) {
		struct line l = line_at(m, i);

		if (m->pieces.v[i].kind != PIECE_GAP)
			most = max_u64(most, line_bytes(m, l));
		i = l.to;
	}
	return most;
}

/*
 * So many bytes a character that the longest line fits. A larger scale swallows
 * more gaps, and lines may become longer by that: until it holds.
 */
static void choose_scale(struct map *m, unsigned room)
{
	m->cell = 1;
	for (;;) {
		uint64_t needed = (longest_line(m) + room - 1) / room;

		if (needed <= m->cell)
			return;
		m->cell = needed;
	}
}

static unsigned sign_of(const struct map *m, const struct piece *p)
{
	size_t letters = m->nr_shares < MAP_LETTERS ? m->nr_shares :
						      MAP_LETTERS;

	if (p->kind == PIECE_NOMAP)
		return NO_MAP;
	if (p->kind == PIECE_DEFERRED)
		return DEFERRED;
	if (p->kind != PIECE_OWNED && p->kind != PIECE_CMA)
		return FREE;
	for (size_t i = 0; i < letters; i++) {
		if (!strcmp(m->shares[i].what, p->owner->what))
			return (unsigned)i;
	}
	return OTHER_OWNER;
}

/* The character for what lies in one cell, in bytes of each sign. */
static char cell_char(const uint64_t *bytes)
{
	unsigned most = 0;
	uint64_t taken = 0;

	for (unsigned i = 0; i < FREE; i++) {
		taken += bytes[i];
		if (bytes[i] > bytes[most])
			most = i;
	}
	if (taken && taken < bytes[FREE] + bytes[DEFERRED])
		return ':';
	if (!taken)
		return bytes[DEFERRED] > bytes[FREE] ? '~' :
		       bytes[FREE]		     ? '.' :
						       ' ';
	return most == NO_MAP	   ? 'x' :
	       most == OTHER_OWNER ? '#' :
				     (char)('a' + most);
}

/* out has room for MAX_WIDTH characters and the end. */
static void draw_line(const struct map *m, struct line l, char *out)
{
	uint64_t bytes[NR_SIGNS] = { 0 }, at = line_start(m, l);
	size_t used = 0;

	for (size_t i = l.from; i < l.to; i++) {
		const struct piece *p = &m->pieces.v[i];

		while (at < p->end && used < MAX_WIDTH) {
			uint64_t cell_end =
				line_start(m, l) + (used + 1) * m->cell;
			uint64_t end = min_u64(p->end, cell_end);

			if (p->kind != PIECE_GAP)
				bytes[sign_of(m, p)] += end - at;
			at = end;
			if (at < cell_end)
				break;
			out[used++] = cell_char(bytes);
			memset(bytes, 0, sizeof(bytes));
		}
	}
	if (at > line_start(m, l) + used * m->cell && used < MAX_WIDTH)
		out[used++] = cell_char(bytes);
	out[used] = '\0';
}

/* What is drawn in one line, or a gap. */
struct drawn {
	const struct piece *first;
	uint64_t bytes;
	char strip[MAX_WIDTH + 1];
};

/* Owners of nodes that are alike have letters of their own, and one row. */
static int meaning(const struct map *m, char c)
{
	size_t i = (size_t)(c - 'a');

	if (c < 'a' || i >= MAP_LETTERS)
		return c;
	for (size_t r = 0; r < m->rows->n && m->rows->v[r].row <= i; r++) {
		const struct alike *f = &m->rows->v[r];

		if (i < f->row + f->rows)
			return 'a' + (int)f->row;
	}
	return c;
}

/* Lines of one zone type that look the same, but for where they are. */
static void alike_lines(struct alikes *rows, const struct map *m,
			const struct drawn *v, size_t n)
{
	struct answer a = { 0 };
	struct section *all = alike_rows(&a, 4);

	for (size_t i = 0; i < n; i++) {
		const struct piece *p = v[i].first;
		char strip[MAX_WIDTH + 1] = "";

		for (size_t c = 0; v[i].strip[c]; c++)
			strip[c] = (char)meaning(m, v[i].strip[c]);
		if (p->kind != PIECE_GAP && p->zone)
			add_count(all, (uint64_t)p->nid);
		else
			add_nothing(all);
		add_text(all, "%s",
			 p->zone ? zone_kind_name(p->zone->kind) : "");
		add_bytes(all, v[i].bytes);
		add_text(all, "%s", strip);
	}
	alikes_find(rows, all, true);
	answer_release(&a);
}

/* Of so many nodes from nid on; the longest that alike_nodes_cell() says. */
static char *few_nodes(int nid, size_t nodes)
{
	return xasprintf("%d, %zu more", nid, nodes - 1);
}

static void alike_nodes_cell(struct text_table *t, const struct alike *f,
			     int nid)
{
	char *few = few_nodes(nid, f->rows);
	bool fits = strlen(f->numbers) <= strlen(few);

	text_table_cell(t, "%s", fits ? f->numbers : few);
	free(few);
}

/* `f`: the line, and those alike. */
static void place_cells(const struct map *m, struct text_table *t,
			const struct drawn *d, const struct alike *f)
{
	const struct piece *p = d->first;
	char size[32];

	text_table_cell(t, "0x%" PRIx64, p->start);
	text_table_cell(t, "%s", format_size(d->bytes, size, sizeof(size)));
	if (p->kind == PIECE_GAP || !m->b->kernel->numa ||
	    !numa_valid_node(p->nid))
		text_table_cell(t, "%s", p->kind == PIECE_GAP ? "" : "-");
	else if (f->numbers)
		alike_nodes_cell(t, f, p->nid);
	else
		text_table_cell(t, "%d", p->nid);
	text_table_cell(t, "%s",
			p->kind == PIECE_GAP ? "" :
			p->zone		     ? zone_kind_name(p->zone->kind) :
					       "-");
}

/* Every line and gap; with `strips` also what is drawn there. free() *lines. */
static size_t collect(struct map *m, struct drawn **lines, bool strips)
{
	struct drawn *v = xcalloc(m->pieces.n, sizeof(*v));
	size_t n = 0;

	for (size_t i = 0; i < m->pieces.n; n++) {
		const struct piece *p = &m->pieces.v[i];
		struct line l = line_at(m, i);

		if (p->kind == PIECE_GAP)
			l.to = i + 1;
		i = l.to;
		v[n] = (struct drawn){ p, line_bytes(m, l), "" };
		if (!strips)
			continue;
		draw_line(m, l, v[n].strip);
		m->nomap |= strchr(v[n].strip, 'x') != NULL;
		m->later |= strchr(v[n].strip, '~') != NULL;
		if (p->kind == PIECE_GAP)
			snprintf(v[n].strip, sizeof(v[n].strip), "(no memory)");
	}
	*lines = v;
	return n;
}

static const struct text_column columns[] = {
	{ .name = "FROM", .align = TEXT_RIGHT },
	{ .name = "SIZE", .align = TEXT_RIGHT },
	{ .name = "NODE", .align = TEXT_RIGHT },
	{ .name = "ZONE", .align = TEXT_LEFT },
};

/* What the other columns leave when every piece has a line of its own. */
static unsigned widest_strip(struct map *m, const struct text_style *style)
{
	struct text_table *t = text_table_new(columns, ARRAY_SIZE(columns));
	struct drawn *lines;
	size_t n = collect(m, &lines, false);
	unsigned room;

	for (size_t i = 0; i < n && i < MAX_LINES; i++) {
		const int nid = lines[i].first->nid;
		struct alike f = { .rows = 1 };

		/* Lines that are alike may become one, with a longer cell. */
		if (m->b->nr_nodes > ALIKE_LEAST && nid >= 0) {
			f.rows = m->b->nr_nodes - (size_t)nid;
			f.numbers = few_nodes(nid, f.rows);
		}
		place_cells(m, t, &lines[i], &f);
		free(f.numbers);
	}
	free(lines);
	room = text_table_room(t, style, MAX_WIDTH);
	text_table_free(t);
	return room;
}

static void print_lines(struct map *m, FILE *out,
			const struct text_style *style)
{
	struct text_table *t = text_table_new(columns, ARRAY_SIZE(columns));
	struct drawn *lines;
	size_t n = collect(m, &lines, true);
	struct alikes rows;

	alike_lines(&rows, m, lines, n);
	for (size_t i = 0; i < rows.n && i < MAX_LINES; i++) {
		const struct drawn *d = &lines[rows.v[i].row];

		place_cells(m, t, d, &rows.v[i]);
		text_table_strip(t, d->strip);
	}
	text_table_print(t, out, style);
	if (rows.n > MAX_LINES)
		fprintf(out, "  ... %zu more\n", rows.n - MAX_LINES);
	alikes_release(&rows);
	free(lines);
}

void text_map_print(FILE *out, const struct boot *b, const struct share *shares,
		    size_t n, const struct alikes *rows,
		    const struct text_style *style)
{
	struct map m = { .b = b,
			 .shares = shares,
			 .nr_shares = n,
			 .rows = rows,
			 .cell = 1 };
	unsigned room;
	char size[32];

	pieces_collect(&m.pieces, b);
	room = m.pieces.n ? widest_strip(&m, style) : 0;
	if (!room) {
		pieces_release(&m.pieces);
		return;
	}
	choose_scale(&m, room);
	print_lines(&m, out, style);
	fprintf(out,
		"  a character is %s: . %s  : less than half taken\n"
		"  a-%c owners in the table below  # other owners%s%s\n",
		format_size(m.cell, size, sizeof(size)),
		b->totals.totalram_pages ? "the page allocator's" : "free",
		'a' + MAP_LETTERS - 1, m.nomap ? "  x no-map" : "",
		m.later ? "  ~ deferred" : "");
	pieces_release(&m.pieces);
}
