/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/dot_writer.h"

#include <errno.h>
#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/buffer.h"
#include "util/library.h"

#define CGRAPH(X)                                                              \
	X(agattr)                                                              \
	X(agclose)                                                             \
	X(agedge)                                                              \
	X(agnode)                                                              \
	X(agopen)                                                              \
	X(agparent)                                                            \
	X(agset)                                                               \
	X(agstrdup)                                                            \
	X(agstrdup_html)                                                       \
	X(agstrfree)                                                           \
	X(agsubg)                                                              \
	X(agwrite)                                                             \
	X(AgMemDisc)                                                           \
	X(AgIoDisc)                                                            \
	X(Agdirected)

LIBRARY(cgraph, "to describe graphs", CGRAPH);

/* How a kind of cell looks: its ground and the ink on it. */
struct paint {
	const char *fill, *ink;
};

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
	Agraph_t *root;
	Agraph_t *at; /* root, or the cluster we are in */
	const struct theme *theme;
	struct buffer label; /* of the table in the making */
};

static const char font[] = "Helvetica,Arial,sans-serif";

/* cgraph takes char * where it changes nothing. */
static char *s(const char *text)
{
	return (char *)text;
}

/*
 * cgraph numbers objects by the address of their name, and writes subgraphs in
 * the order of their numbers. Numbers by first use keep the output the same
 * each time: even ones are names, odd ones have none.
 */
struct names {
	Agraph_t *g;
	char **v; /* the graph's own copies, for cgraph looks behind them */
	size_t n, cap;
	uint64_t unnamed;
};

static void *ids_open(Agraph_t *g, Agdisc_t *disc)
{
	struct names *n = xcalloc(1, sizeof(*n));

	(void)disc;
	n->g = g;
	return n;
}

static long ids_map(void *state, int type, char *name, IDTYPE *id, int create)
{
	struct names *n = state;

	(void)type;
	for (size_t i = 0; name && i < n->n; i++) {
		if (!strcmp(n->v[i], name)) {
			*id = 2 * i + 2;
			return 1;
		}
	}
	if (!create)
		return 0;
	if (!name) {
		*id = 2 * n->unnamed++ + 1;
		return 1;
	}
	array_reserve(n->v, n->cap, n->n + 1);
	n->v[n->n++] = cgraph.agstrdup(n->g, name);
	*id = 2 * n->n;
	return 1;
}

static long ids_alloc(void *state, int type, IDTYPE id)
{
	(void)state;
	(void)type;
	(void)id;
	return 0;
}

static void ids_free(void *state, int type, IDTYPE id)
{
	(void)state;
	(void)type;
	(void)id;
}

static char *ids_print(void *state, int type, IDTYPE id)
{
	const struct names *n = state;

	(void)type;
	return id % 2 == 0 && id / 2 <= n->n ? n->v[id / 2 - 1] : NULL;
}

static void ids_close(void *state)
{
	struct names *n = state;

	free(n->v);
	free(n);
}

static void ids_register(void *state, int type, void *obj)
{
	(void)state;
	(void)type;
	(void)obj;
}

static Agiddisc_t ids = {
	.open = ids_open,
	.map = ids_map,
	.alloc = ids_alloc,
	.free = ids_free,
	.print = ids_print,
	.close = ids_close,
	.idregister = ids_register,
};

struct dot_writer *dot_new(const char *name, enum dot_theme theme)
{
	struct dot_writer *w = xcalloc(1, sizeof(*w));
	Agdisc_t disc = { .id = &ids };

	library_require(&libcgraph);
	disc.mem = cgraph.AgMemDisc;
	disc.io = cgraph.AgIoDisc;
	w->theme = &themes[theme];
	w->root = w->at = cgraph.agopen(s(name), *cgraph.Agdirected, &disc);
	cgraph.agattr(w->root, AGRAPH, s("fontname"), s(font));
	cgraph.agattr(w->root, AGRAPH, s("bgcolor"), s(w->theme->paper));
	cgraph.agattr(w->root, AGRAPH, s("label"), s(""));
	cgraph.agattr(w->root, AGRAPH, s("style"), s(""));
	cgraph.agattr(w->root, AGRAPH, s("color"), s(w->theme->edge));
	cgraph.agattr(w->root, AGRAPH, s("fontcolor"),
		      s(w->theme->cells[DOT_PAPER].ink));
	cgraph.agattr(w->root, AGRAPH, s("pad"), s("0.15"));
	cgraph.agattr(w->root, AGNODE, s("shape"), s("plain"));
	cgraph.agattr(w->root, AGNODE, s("fontname"), s(font));
	cgraph.agattr(w->root, AGNODE, s("fontsize"), s("11"));
	cgraph.agattr(w->root, AGNODE, s("label"), s(""));
	cgraph.agattr(w->root, AGEDGE, s("fontname"), s(font));
	cgraph.agattr(w->root, AGEDGE, s("fontsize"), s("10"));
	cgraph.agattr(w->root, AGEDGE, s("color"), s(w->theme->edge));
	cgraph.agattr(w->root, AGEDGE, s("fontcolor"),
		      s(w->theme->cells[DOT_PAPER].ink));
	cgraph.agattr(w->root, AGEDGE, s("label"), s(""));
	cgraph.agattr(w->root, AGEDGE, s("style"), s(""));
	cgraph.agattr(w->root, AGEDGE, s("dir"), s("forward"));
	return w;
}

void dot_free(struct dot_writer *w)
{
	cgraph.agclose(w->root);
	free(w);
}

void dot_attr(struct dot_writer *w, const char *key, const char *value)
{
	cgraph.agattr(w->root, AGRAPH, s(key), s(value));
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

/* Gives a graph or a node a label that is HTML. */
static void set_label(struct dot_writer *w, void *object, const char *text)
{
	char *html = cgraph.agstrdup_html(w->root, s(text));

	cgraph.agset(object, s("label"), html);
	cgraph.agstrfree(w->root, html);
}

void dot_enter_cluster(struct dot_writer *w, const char *id, const char *label,
		       bool dashed)
{
	char *name = xasprintf("cluster_%s", id);
	struct buffer text = { 0 };

	put_escaped(&text, label);
	w->at = cgraph.agsubg(w->at, name, 1);
	free(name);
	set_label(w, w->at, text.text ? text.text : "");
	buffer_release(&text);
	cgraph.agset(w->at, s("style"),
		     s(dashed ? "rounded,dashed" : "rounded"));
}

void dot_leave_cluster(struct dot_writer *w)
{
	w->at = cgraph.agparent(w->at);
}

void dot_title(struct dot_writer *w, const char *title, const char *below)
{
	struct buffer text = { 0 };

	buffer_add(
		&text,
		"<table border=\"0\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"2\"><tr><td align=\"left\"><font point-size=\"15\"><b>");
	put_escaped(&text, title);
	buffer_add_all(
		&text,
		"</b></font></td></tr><tr><td align=\"left\"><font point-size=\"10\" color=\"",
		w->theme->faint, "\">", NULL);
	put_escaped(&text, below);
	buffer_add(&text, "</font></td></tr></table>");
	set_label(w, w->root, text.text);
	buffer_release(&text);
	cgraph.agattr(w->root, AGRAPH, s("labelloc"), s("t"));
	cgraph.agattr(w->root, AGRAPH, s("labeljust"), s("l"));
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
			border == DOT_DASHED ? " style=\"dashed\">" : ">", NULL);
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
	return st->right ? "right" : st->center ? "center" : "left";
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

	buffer_add_all(&w->label, "<td bgcolor=\"", paint->fill, "\" color=\"",
		       w->theme->line, "\" align=\"", alignment(st),
		       "\" balign=\"", alignment(st), "\"", NULL);
	put_size(w, "colspan", st->columns);
	put_size(w, "rowspan", st->rows);
	put_size(w, "width", st->width);
	put_size(w, "height", st->height);
	if (st->color == DOT_PAPER)
		buffer_add(&w->label, " border=\"0\"");
	buffer_add_all(&w->label, "><font color=\"",
		       st->faint ? w->theme->faint : paint->ink, "\"",
		       st->small ? " point-size=\"9\">" : ">",
		       st->bold ? "<b>" : "", NULL);
}

static void cell_end(struct dot_writer *w, const struct dot_style *st)
{
	buffer_add(&w->label, st->bold ? "</b></font></td>" : "</font></td>");
}

static void put_cell(struct dot_writer *w, const struct dot_style *st,
		     const char *fmt, va_list ap)
{
	char *text;

	if (vasprintf(&text, fmt, ap) < 0)
		text = xstrdup("");
	cell_begin(w, st);
	put_escaped(&w->label, *text ? text : " ");
	cell_end(w, st);
	free(text);
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
	set_label(w, cgraph.agnode(w->at, s(id), 1), w->label.text);
	buffer_release(&w->label);
}

static Agedge_t *edge(struct dot_writer *w, const char *from, const char *to)
{
	return cgraph.agedge(w->root, cgraph.agnode(w->root, s(from), 1),
			     cgraph.agnode(w->root, s(to), 1), NULL, 1);
}

void dot_edge(struct dot_writer *w, const char *from, const char *to,
	      const char *label)
{
	Agedge_t *e = edge(w, from, to);

	if (label) {
		cgraph.agset(e, s("label"), s(label));
		cgraph.agset(e, s("dir"), s("none"));
	}
}

void dot_hidden_edge(struct dot_writer *w, const char *from, const char *to)
{
	cgraph.agset(edge(w, from, to), s("style"), s("invis"));
}

int dot_available(struct error *err)
{
	return library_need(&libcgraph, err);
}

int dot_write(struct dot_writer *w, FILE *out)
{
	return cgraph.agwrite(w->root, out) || fflush(out) || ferror(out) ? -1 :
									    0;
}

#define GVC(X)                                                                 \
	X(gvContext)                                                           \
	X(gvLayout)                                                            \
	X(gvRenderData)                                                        \
	X(gvFreeLayout)                                                        \
	X(gvFreeRenderData)

LIBRARY(gvc, "to draw graphs", GVC);

/*
 * One context for as long as the program runs: Graphviz's text layout keeps
 * the name of the font it saw last, which lives in the context, and reads it
 * again in the next one.
 */
static GVC_t *context(void)
{
	static GVC_t *one;

	if (!one)
		one = gvc.gvContext();
	return one;
}

int dot_render(struct dot_writer *w, const char *format, char **data,
	       unsigned *len, struct error *err)
{
	GVC_t *c;
	int ret = 0;

	if (library_need(&libgvc, err))
		return -1;
	c = context();
	if (gvc.gvLayout(c, w->root, "dot")) {
		ret = error_set(
			err,
			"Graphviz cannot lay the graph out (is its dot plugin installed?)");
	} else {
		if (gvc.gvRenderData(c, w->root, format, data, len) || !*data)
			ret = error_set(err,
					"Graphviz has no plugin for %s installed",
					format);
		gvc.gvFreeLayout(c, w->root);
	}
	return ret;
}

void dot_free_data(char *data)
{
	gvc.gvFreeRenderData(data);
}
