/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/dot_writer.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "emit/dot_graph.h"
#include "emit/dot_render.h"
#include "util/alloc.h"
#include "util/buffer.h"

/* How a kind of cell looks: its ground and the ink on it. */
struct paint {
	const char *fill, *ink;
};

/* "#rrggbb" */
#define COLOR_LENGTH 7

struct theme {
	const char *paper, *line, *edge, *faint;
	struct paint cells[DOT_PAPER + 1];
};

/*
 * Okabe and Ito's colours, thinned for light paper and deepened for dark, so
 * that the text on them has a contrast of 7 to 1 and more.
 */
static const struct theme themes[] = {
	[DOT_LIGHT] = {
		.paper = "#ffffff",
		.line = "#999999",
		.edge = "#444444",
		.faint = "#555555",
		.cells = {
			[DOT_PLAIN] = { "#ffffff", "#222222" },
			[DOT_HEAD] = { "#333333", "#ffffff" },
			[DOT_BLUE] = { "#00507d", "#ffffff" },
			[DOT_SKY] = { "#d6ecfa", "#222222" },
			[DOT_GREEN] = { "#c9ebdf", "#222222" },
			[DOT_YELLOW] = { "#fbf6c0", "#222222" },
			[DOT_ORANGE] = { "#fbdba0", "#222222" },
			[DOT_PURPLE] = { "#f0d3e3", "#222222" },
			[DOT_GREY] = { "#eeeeee", "#222222" },
			[DOT_PAPER] = { "#ffffff", "#222222" },
		},
	},
	[DOT_DARK] = {
		.paper = "#16191d",
		.line = "#666c75",
		.edge = "#b8bec8",
		.faint = "#aab0ba",
		.cells = {
			[DOT_PLAIN] = { "#20242a", "#f2f2f2" },
			[DOT_HEAD] = { "#dfe3e8", "#16191d" },
			[DOT_BLUE] = { "#8fd0f5", "#16191d" },
			[DOT_SKY] = { "#1c4a63", "#f2f2f2" },
			[DOT_GREEN] = { "#0c5140", "#f2f2f2" },
			[DOT_YELLOW] = { "#514b08", "#f2f2f2" },
			[DOT_ORANGE] = { "#6a4300", "#f2f2f2" },
			[DOT_PURPLE] = { "#5c2f4b", "#f2f2f2" },
			[DOT_GREY] = { "#2e333b", "#f2f2f2" },
			[DOT_PAPER] = { "#16191d", "#f2f2f2" },
		},
	},
};

/* Bars have no text on them: full strength, on both kinds of paper. */
static const char *const bar_fills[] = {
	[DOT_PLAIN] = "#ffffff",  [DOT_HEAD] = "#333333",
	[DOT_BLUE] = "#0072b2",	  [DOT_SKY] = "#56b4e9",
	[DOT_GREEN] = "#009e73",  [DOT_YELLOW] = "#f0e442",
	[DOT_ORANGE] = "#e69f00", [DOT_PURPLE] = "#cc79a7",
	[DOT_GREY] = "#b3b3b3",	  [DOT_PAPER] = "#b3b3b3",
};

struct dot_writer {
	struct dot_graph graph;
	const struct theme *theme;
	struct buffer label; /* of the table in the making */
};

struct dot_writer *dot_new(const char *name, enum dot_theme theme)
{
	struct dot_writer *w = xcalloc(1, sizeof(*w));

	w->theme = &themes[theme];
	w->graph = (struct dot_graph){
		.name = name,
		.paper = w->theme->paper,
		.edge = w->theme->edge,
		.ink = w->theme->cells[DOT_PAPER].ink,
	};
	return w;
}

void dot_free(struct dot_writer *w)
{
	dot_graph_release(&w->graph);
	buffer_release(&w->label);
	free(w);
}

void dot_distances(struct dot_writer *w, const char *nodes, const char *ranks)
{
	w->graph.nodesep = nodes;
	w->graph.ranksep = ranks;
}

static bool is_plain(char c)
{
	return c >= ' ' && c < 0x7f && c != '<' && c != '>' && c != '&' &&
	       c != '"';
}

/* What stands for a character that cannot stand in a label. */
static const char *escape(char c)
{
	switch (c) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	case '\n':
		return "<br/>";
	default:
		return "?";
	}
}

/*
 * Control characters have no place in XML, and what is not ASCII may be no
 * text at all: both become '?'.
 */
static void put_escaped(struct buffer *out, const char *text)
{
	/* Leading ones would be one, or none, in a browser. */
	for (; *text == ' ' && text[1]; text++)
		buffer_add(out, "&#160;");
	while (*text) {
		const char *plain = text;

		while (is_plain(*text))
			text++;
		buffer_add_bytes(out, plain, (size_t)(text - plain));
		if (*text)
			buffer_add(out, escape(*text++));
	}
}

void dot_enter_cluster(struct dot_writer *w, const char *id, const char *label,
		       bool dashed)
{
	struct buffer text = { 0 };

	put_escaped(&text, label);
	dot_graph_enter(&w->graph, id, &text, dashed);
}

void dot_leave_cluster(struct dot_writer *w)
{
	dot_graph_leave(&w->graph);
}

void dot_title(struct dot_writer *w, const char *title, const char *below)
{
	struct buffer *text = &w->graph.title;

	buffer_add(
		text,
		"<table border=\"0\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"2\"><tr><td align=\"left\"><font point-size=\"15\"><b>");
	put_escaped(text, title);
	buffer_add_all(
		text,
		"</b></font></td></tr><tr><td align=\"left\"><font point-size=\"10\" color=\"",
		w->theme->faint, "\">", NULL);
	put_escaped(text, below);
	buffer_add(text, "</font></td></tr></table>");
}

static void put_table(struct dot_writer *w, enum dot_border border)
{
	if (border == DOT_NONE)
		buffer_add(
			&w->label,
			"<table border=\"0\" cellborder=\"0\" cellspacing=\"8\" cellpadding=\"0\">");
	else
		buffer_add_all(
			&w->label, "<table border=\"",
			border == DOT_THICK ? "4" : "1", "\" color=\"",
			w->theme->edge,
			"\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\"",
			border == DOT_DASHED ? " style=\"dashed\">" : ">",
			NULL);
}

void dot_table_begin(struct dot_writer *w, enum dot_border border)
{
	put_table(w, border);
}

void dot_inner_begin(struct dot_writer *w, unsigned columns,
		     enum dot_border border)
{
	buffer_add(&w->label,
		   "<td align=\"left\" valign=\"top\" border=\"0\" colspan=\"");
	buffer_add_number(&w->label, columns);
	buffer_add(&w->label, "\">");
	put_table(w, border);
}

void dot_inner_end(struct dot_writer *w)
{
	buffer_add(&w->label, "</table></td>");
}

void dot_row_begin(struct dot_writer *w)
{
	buffer_add(&w->label, "<tr>");
}

void dot_row_end(struct dot_writer *w)
{
	buffer_add(&w->label, "</tr>");
}

static const char *alignment(const struct dot_style *st)
{
	return st->right  ? "\" align=\"right\" balign=\"right\"" :
	       st->center ? "\" align=\"center\" balign=\"center\"" :
			    "\" align=\"left\" balign=\"left\"";
}

static void put_size(struct dot_writer *w, const char *key, unsigned value)
{
	if (!value)
		return;
	buffer_add_all(&w->label, " ", key, "=\"", NULL);
	buffer_add_number(&w->label, value);
	buffer_add(&w->label, "\"");
}

static void cell_begin(struct dot_writer *w, const struct dot_style *st)
{
	const struct paint *paint = &w->theme->cells[st->color];
	struct buffer *b = &w->label;

	buffer_add(b, "<td bgcolor=\"");
	buffer_add_bytes(b, paint->fill, COLOR_LENGTH);
	buffer_add(b, "\" color=\"");
	buffer_add_bytes(b, w->theme->line, COLOR_LENGTH);
	buffer_add(b, alignment(st));
	put_size(w, "colspan", st->columns);
	put_size(w, "rowspan", st->rows);
	put_size(w, "width", st->width);
	put_size(w, "height", st->height);
	if (st->color == DOT_PAPER)
		buffer_add(b, " border=\"0\"");
	buffer_add(b, "><font color=\"");
	buffer_add_bytes(b, st->faint ? w->theme->faint : paint->ink,
			 COLOR_LENGTH);
	buffer_add(b, st->small ? "\" point-size=\"9\">" : "\">");
	if (st->bold)
		buffer_add(b, "<b>");
}

static void cell_end(struct dot_writer *w, const struct dot_style *st)
{
	buffer_add(&w->label, st->bold ? "</b></font></td>" : "</font></td>");
}

/* Text from `at` on has no character that cannot stand in a label. */
static bool is_escaped(const char *at)
{
	if (!*at || (*at == ' ' && at[1]))
		return false;
	while (is_plain(*at))
		at++;
	return !*at;
}

/* The formatted text is written where it will stand, and mostly stays there. */
static void put_cell(struct dot_writer *w, const struct dot_style *st,
		     const char *fmt, va_list ap)
{
	size_t at;
	char *text;

	cell_begin(w, st);
	at = w->label.len;
	buffer_add_format(&w->label, fmt, ap);
	if (!is_escaped(w->label.text + at)) {
		text = xstrdup(w->label.text + at);
		w->label.len = at;
		put_escaped(&w->label, *text ? text : " ");
		free(text);
	}
	cell_end(w, st);
}

void dot_styled(struct dot_writer *w, const struct dot_style *style,
		const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_cell(w, style, fmt, ap);
	va_end(ap);
}

void dot_cell(struct dot_writer *w, enum dot_color color, unsigned columns,
	      unsigned height, const char *fmt, ...)
{
	const struct dot_style style = { .color = color,
					 .columns = columns,
					 .height = height };
	va_list ap;

	va_start(ap, fmt);
	put_cell(w, &style, fmt, ap);
	va_end(ap);
}

void dot_cell_bold(struct dot_writer *w, enum dot_color color, unsigned columns,
		   const char *fmt, ...)
{
	const struct dot_style style = { .color = color,
					 .columns = columns,
					 .bold = true };
	va_list ap;

	va_start(ap, fmt);
	put_cell(w, &style, fmt, ap);
	va_end(ap);
}

void dot_number(struct dot_writer *w, enum dot_color color, const char *fmt,
		...)
{
	const struct dot_style style = { .color = color, .right = true };
	va_list ap;

	va_start(ap, fmt);
	put_cell(w, &style, fmt, ap);
	va_end(ap);
}

static void put_arrow(struct dot_writer *w, enum dot_color color,
		      const char *arrow, const char *below)
{
	const struct dot_style style = { .color = color, .center = true };

	cell_begin(w, &style);
	buffer_add(&w->label, arrow);
	if (below) {
		buffer_add(&w->label, "<br/>");
		put_escaped(&w->label, below);
	}
	cell_end(w, &style);
}

void dot_arrow(struct dot_writer *w, enum dot_color color, const char *below)
{
	put_arrow(w, color, "&#8594;", below);
}

void dot_two_way(struct dot_writer *w, enum dot_color color, const char *below)
{
	put_arrow(w, color, "&#8596;", below);
}

static void put_part(struct dot_writer *w, const char *fill, unsigned points)
{
	buffer_add_all(&w->label, "<td bgcolor=\"", fill, "\" width=\"", NULL);
	buffer_add_number(&w->label, points);
	buffer_add(&w->label, "\" height=\"12\" fixedsize=\"true\"></td>");
}

/* What is too thin to be seen gets a point, at the cost of the largest. */
static unsigned *part_widths(const struct dot_part *parts, size_t n,
			     uint64_t all, unsigned width)
{
	unsigned *points = xcalloc(n, sizeof(*points)), sum = 0, most = 0;

	for (size_t i = 0; i < n; i++) {
		double share = all ? (double)parts[i].amount / (double)all : 0;

		points[i] = (unsigned)(share * width + 0.5);
		if (!points[i] && parts[i].amount)
			points[i] = 1;
		sum += points[i];
		if (points[i] > points[most])
			most = (unsigned)i;
	}
	if (sum > width && sum - width < points[most])
		points[most] -= sum - width;
	return points;
}

void dot_bar(struct dot_writer *w, unsigned columns,
	     const struct dot_part *parts, size_t n, uint64_t all,
	     unsigned width)
{
	unsigned *points = part_widths(parts, n, all, width), used = 0;

	/* A table of a size of its own is not stretched with its cell. */
	buffer_add(&w->label, "<td align=\"left\" colspan=\"");
	buffer_add_number(&w->label, columns);
	buffer_add_all(
		&w->label, "\" bgcolor=\"", w->theme->cells[DOT_PLAIN].fill,
		"\" color=\"", w->theme->line,
		"\"><table align=\"left\" border=\"0\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"0\" fixedsize=\"true\" width=\"",
		NULL);
	buffer_add_number(&w->label, width);
	buffer_add(&w->label, "\" height=\"12\"><tr>");
	for (size_t i = 0; i < n; i++) {
		if (!points[i] || used + points[i] > width)
			continue;
		used += points[i];
		put_part(w, bar_fills[parts[i].color], points[i]);
	}
	if (used < width)
		put_part(w, w->theme->cells[DOT_PLAIN].fill, width - used);
	buffer_add(&w->label, "</tr></table></td>");
	free(points);
}

void dot_table_end(struct dot_writer *w, const char *id)
{
	buffer_add(&w->label, "</table>");
	dot_graph_node(&w->graph, id, &w->label);
}

void dot_edge(struct dot_writer *w, const char *from, const char *to)
{
	dot_graph_edge(&w->graph, from, to);
}

struct buffer dot_text(struct dot_writer *w)
{
	return dot_graph_text(&w->graph, false);
}

int dot_render(struct dot_writer *w, const char *format, char **data,
	       unsigned *len, struct error *err)
{
	return dot_graph_render(&w->graph, format, data, len, err);
}

void dot_free_data(char *data)
{
	dot_graph_free_data(data);
}
