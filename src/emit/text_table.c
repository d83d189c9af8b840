/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/text_table.h"

#include <libsmartcols.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/fold.h"
#include "util/library.h"

#define FUNCTIONS(X)                                                           \
	X(scols_cell_set_color)                                                \
	X(scols_column_get_header)                                             \
	X(scols_line_get_cell)                                                 \
	X(scols_line_set_data)                                                 \
	X(scols_new_table)                                                     \
	X(scols_print_table)                                                   \
	X(scols_table_enable_colors)                                           \
	X(scols_table_enable_noheadings)                                       \
	X(scols_table_new_column)                                              \
	X(scols_table_new_line)                                                \
	X(scols_table_set_stream)                                              \
	X(scols_table_set_termforce)                                           \
	X(scols_table_set_termwidth)                                           \
	X(scols_column_set_wrapfunc)                                           \
	X(scols_column_set_safechars)                                          \
	X(scols_wrapnl_chunksize)                                              \
	X(scols_wrapnl_nextchunk)                                              \
	X(scols_unref_table)

LIBRARY(smartcols, "to lay out tables", FUNCTIONS);

/* The line that bars fill where there is no terminal to ask. */
#define WIDTH 80
#define MIN_BAR 6
#define MAX_BAR 60
/* Narrower than this nobody reads a column that wraps. */
#define MIN_WRAP 16
/* But for bars to have room even lists of nodes are made narrower. */
#define MIN_LIST 8
/* Nor cells of more lines, while there is a column to leave out for them. */
#define MOST_LINES 8

struct bar {
	double share;
	char *strip; /* stands in its place; NULL: none */
};

struct text_table {
	const struct text_column *columns;
	size_t nr_columns;
	size_t *widths; /* of the columns, when printed; 0: left out */
	size_t *words; /* the longest of each that wraps: it is not cut */
	char **cells; /* row by row */
	size_t nr_cells, cap_cells;
	struct bar *bars; /* by row; empty: none */
	size_t nr_bars, cap_bars;
};

struct text_table *text_table_new(const struct text_column *columns, size_t n)
{
	struct text_table *t = xcalloc(1, sizeof(*t));

	t->columns = columns;
	t->nr_columns = n;
	return t;
}

void text_table_cell(struct text_table *t, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = xstrdup("");
	va_end(ap);
	array_reserve(t->cells, t->cap_cells, t->nr_cells + 1);
	t->cells[t->nr_cells++] = text;
}

static void add_row_end(struct text_table *t, struct bar bar)
{
	array_reserve(t->bars, t->cap_bars, t->nr_bars + 1);
	t->bars[t->nr_bars++] = bar;
}

void text_table_bar(struct text_table *t, double share)
{
	add_row_end(t, (struct bar){ .share = share });
}

void text_table_strip(struct text_table *t, const char *text)
{
	add_row_end(t, (struct bar){ .strip = xstrdup(text) });
}

static size_t natural_width(const struct text_table *t, size_t column)
{
	size_t longest = utf8_columns(t->columns[column].name);

	for (size_t i = column; i < t->nr_cells; i += t->nr_columns) {
		if (utf8_columns(t->cells[i]) > longest)
			longest = utf8_columns(t->cells[i]);
	}
	return longest;
}

/* Of what stands between blanks. */
static size_t longest_word(const char *text)
{
	size_t longest = 0;

	for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
		size_t len = strcspn(text, " ");
		char *word = xstrndup(text, len);

		if (utf8_columns(word) > longest)
			longest = utf8_columns(word);
		free(word);
		text += len;
	}
	return longest;
}

static size_t word_width(const struct text_table *t, size_t column)
{
	size_t longest = 0;

	for (size_t i = column; i < t->nr_cells; i += t->nr_columns) {
		size_t len = longest_word(t->cells[i]);

		if (len > longest)
			longest = len;
	}
	return longest;
}

/*
 * One that wraps is no wider than `most`, or than its heading and its words
 * need.
 */
static size_t width_within(const struct text_table *t, size_t column,
			   size_t most)
{
	size_t heading = utf8_columns(t->columns[column].name);

	if (t->columns[column].align != TEXT_WRAP)
		return t->widths[column];
	if (most < heading)
		most = heading;
	if (most < t->words[column])
		most = t->words[column];
	return t->widths[column] < most ? t->widths[column] : most;
}

static size_t line_width(const struct text_table *t, size_t most)
{
	size_t sum = 0;

	for (size_t c = 0; c < t->nr_columns; c++) {
		if (t->widths[c])
			sum += width_within(t, c, most) + 1;
	}
	return sum ? sum - 1 : 0;
}

/* The line in which no cell has to become too long a tower. */
static size_t roomy_width(const struct text_table *t)
{
	size_t longest = 0;

	for (size_t c = 0; c < t->nr_columns; c++) {
		if (t->columns[c].align == TEXT_WRAP && t->widths[c] > longest)
			longest = t->widths[c];
	}
	longest /= MOST_LINES;
	return line_width(t, longest > MIN_WRAP ? longest : MIN_WRAP);
}

/* The last column that can be left out; false: none is left. */
static bool leave_out(struct text_table *t)
{
	for (size_t c = t->nr_columns; c-- > 0;) {
		if (t->columns[c].optional && t->widths[c]) {
			t->widths[c] = 0;
			return true;
		}
	}
	return false;
}

/* How wide each column would like to be. */
static void measure(struct text_table *t)
{
	if (!t->widths) {
		t->widths = xcalloc(t->nr_columns, sizeof(*t->widths));
		t->words = xcalloc(t->nr_columns, sizeof(*t->words));
	}
	for (size_t c = 0; c < t->nr_columns; c++) {
		t->widths[c] = natural_width(t, c);
		t->words[c] = word_width(t, c);
	}
}

/* Columns that wrap become no narrower than `least` but for their words. */
static void squeeze(struct text_table *t, size_t width, size_t least)
{
	size_t most = width;

	/* No room for them: words are cut. */
	if (line_width(t, least) > width)
		memset(t->words, 0, t->nr_columns * sizeof(*t->words));
	while (line_width(t, most) > width && most > least)
		most--;
	for (size_t c = 0; c < t->nr_columns; c++) {
		if (t->widths[c])
			t->widths[c] = width_within(t, c, most);
	}
}

/* How wide each column is in a line of `width`; 0: as wide as they like. */
static void share_line(struct text_table *t, unsigned width)
{
	measure(t);
	if (!width)
		return;
	while (roomy_width(t) > width && leave_out(t))
		;
	squeeze(t, width, MIN_WRAP);
}

/*
 * The same where there are bars, and no room for them until cells wrap; what
 * they get. 0: they do not fit.
 */
static unsigned share_with_bars(struct text_table *t, unsigned width)
{
	const size_t rest = width > MIN_BAR ? width - MIN_BAR - 1 : 0;

	measure(t);
	if (line_width(t, MIN_LIST) > rest)
		return 0;
	squeeze(t, rest, MIN_LIST);
	return width - 1 - (unsigned)line_width(t, width);
}

/* The columns that bars may take: what the other cells leave of the line. */
unsigned text_table_room(const struct text_table *t,
			 const struct text_style *style, unsigned most)
{
	const unsigned width = style->width ? style->width : WIDTH;
	size_t used = 0;

	for (size_t c = 0; c < t->nr_columns; c++) {
		size_t longest = strlen(t->columns[c].name);

		for (size_t i = c; i < t->nr_cells; i += t->nr_columns) {
			if (strlen(t->cells[i]) > longest)
				longest = strlen(t->cells[i]);
		}
		used += longest + 1;
	}
	if (used + MIN_BAR > width)
		return 0;
	return width - used < most ? (unsigned)(width - used) : most;
}

static void add_column(struct libscols_table *table, const char *name,
		       enum text_align align)
{
	struct libscols_column *column =
		smartcols.scols_table_new_column(table, name, 0,
						 align == TEXT_RIGHT ?
							 SCOLS_FL_RIGHT :
						 align == TEXT_CUT ?
							 SCOLS_FL_TRUNC :
						 align == TEXT_WRAP ?
							 SCOLS_FL_WRAP :
							 0);

	if (column && align == TEXT_WRAP) {
		smartcols.scols_column_set_wrapfunc(
			column, smartcols.scols_wrapnl_chunksize,
			smartcols.scols_wrapnl_nextchunk, NULL);
		smartcols.scols_column_set_safechars(column, "\n");
	}
	if (column)
		smartcols.scols_cell_set_color(smartcols.scols_column_get_header(
						       column),
					       "\033[2m");
}

static void add_bar(struct libscols_line *line, size_t column,
		    const struct bar *bar, unsigned room)
{
	unsigned len = (unsigned)(bar->share * room + 0.5);
	char text[MAX_BAR + 1];

	if (!len && bar->share > 0)
		len = 1;
	memset(text, '#', len);
	text[len] = '\0';
	smartcols.scols_line_set_data(line, column,
				      bar->strip ? bar->strip : text);
	smartcols.scols_cell_set_color(smartcols.scols_line_get_cell(line,
								     column),
				       "\033[36m");
}

static bool has_names(const struct text_table *t)
{
	for (size_t c = 0; c < t->nr_columns; c++) {
		if (*t->columns[c].name)
			return true;
	}
	return false;
}

static void set_cell(struct libscols_line *line, size_t column,
		     const char *text, enum text_align align, size_t width)
{
	char *folded = align == TEXT_WRAP ? text_fold(text, width) : NULL;

	smartcols.scols_line_set_data(line, column, folded ? folded : text);
	free(folded);
}

static void add_rows(struct libscols_table *table, const struct text_table *t,
		     unsigned room)
{
	for (size_t row = 0; row < t->nr_cells / t->nr_columns; row++) {
		struct libscols_line *line =
			smartcols.scols_table_new_line(table, NULL);

		size_t n = 0;

		for (size_t c = 0; line && c < t->nr_columns; c++) {
			const char *text = t->cells[row * t->nr_columns + c];

			if (t->widths[c])
				set_cell(line, n++, text, t->columns[c].align,
					 t->widths[c]);
		}
		if (line && room && row < t->nr_bars)
			add_bar(line, n, &t->bars[row], room);
	}
}

void text_table_free(struct text_table *t)
{
	for (size_t i = 0; i < t->nr_cells; i++)
		free(t->cells[i]);
	for (size_t i = 0; i < t->nr_bars; i++)
		free(t->bars[i].strip);
	free(t->widths);
	free(t->words);
	free(t->cells);
	free(t->bars);
	free(t);
}

/* What the layout has filled up with blanks ends where its text does. */
static void write_trimmed(FILE *out, char *text)
{
	char *line;

	while ((line = strsep(&text, "\n"))) {
		size_t len = strlen(line);

		if (!text && !len)
			break;
		while (len && line[len - 1] == ' ')
			len--;
		fprintf(out, "%.*s\n", (int)len, line);
	}
}

static void print_table(struct libscols_table *table, FILE *out)
{
	char *text;
	size_t len;
	FILE *f = xmemstream(&text, &len);

	smartcols.scols_table_set_stream(table, f);
	smartcols.scols_print_table(table);
	xmemstream_end(f);
	write_trimmed(out, text);
	free(text);
}

void text_table_print(struct text_table *t, FILE *out,
		      const struct text_style *style)
{
	unsigned room = t->nr_bars ? text_table_room(t, style, MAX_BAR) : 0;
	struct libscols_table *table;
	bool crowded = t->nr_bars && !room && style->width;

	if (crowded)
		room = share_with_bars(t, style->width);
	if (!crowded || !room)
		share_line(t, style->width);
	library_require(&libsmartcols);
	table = smartcols.scols_new_table();
	if (table) {
		smartcols.scols_table_enable_noheadings(table, !has_names(t));
		smartcols.scols_table_enable_colors(table, style->color);
		smartcols.scols_table_set_termforce(
			table, style->width ? SCOLS_TERMFORCE_ALWAYS :
					      SCOLS_TERMFORCE_NEVER);
		if (style->width)
			smartcols.scols_table_set_termwidth(table,
							    style->width);
		for (size_t c = 0; c < t->nr_columns; c++) {
			if (t->widths[c])
				add_column(table, t->columns[c].name,
					   t->columns[c].align);
		}
		if (room)
			add_column(table, "", TEXT_LEFT);
		add_rows(table, t, room);
		print_table(table, out);
		smartcols.scols_unref_table(table);
	}
	text_table_free(t);
}
