/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/dot_writer.h"

#include <errno.h>
#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

struct dot_writer {
	Agraph_t *root;
	Agraph_t *at; /* root, or the cluster we are in */
	FILE *label; /* of the table in the making */
	char *text;
	size_t len;
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
	n->v[n->n++] = agstrdup(n->g, name);
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

struct dot_writer *dot_new(const char *name)
{
	struct dot_writer *w = xcalloc(1, sizeof(*w));
	Agdisc_t disc = { .mem = &AgMemDisc, .id = &ids, .io = &AgIoDisc };

	w->root = w->at = agopen(s(name), Agdirected, &disc);
	agattr(w->root, AGRAPH, s("fontname"), s(font));
	agattr(w->root, AGRAPH, s("bgcolor"), s("white"));
	agattr(w->root, AGRAPH, s("label"), s(""));
	agattr(w->root, AGRAPH, s("style"), s(""));
	agattr(w->root, AGRAPH, s("color"), s("#555555"));
	agattr(w->root, AGNODE, s("shape"), s("plain"));
	agattr(w->root, AGNODE, s("fontname"), s(font));
	agattr(w->root, AGNODE, s("fontsize"), s("11"));
	agattr(w->root, AGNODE, s("label"), s(""));
	agattr(w->root, AGEDGE, s("fontname"), s(font));
	agattr(w->root, AGEDGE, s("fontsize"), s("10"));
	agattr(w->root, AGEDGE, s("color"), s("#555555"));
	agattr(w->root, AGEDGE, s("label"), s(""));
	agattr(w->root, AGEDGE, s("style"), s(""));
	agattr(w->root, AGEDGE, s("dir"), s("forward"));
	return w;
}

void dot_free(struct dot_writer *w)
{
	agclose(w->root);
	free(w);
}

void dot_attr(struct dot_writer *w, const char *key, const char *value)
{
	agattr(w->root, AGRAPH, s(key), s(value));
}

void dot_enter_cluster(struct dot_writer *w, const char *id, const char *label,
		       bool dashed)
{
	char *name = xasprintf("cluster_%s", id);

	w->at = agsubg(w->at, name, 1);
	free(name);
	agset(w->at, s("label"), s(label));
	agset(w->at, s("style"), s(dashed ? "rounded,dashed" : "rounded"));
}

void dot_leave_cluster(struct dot_writer *w)
{
	w->at = agparent(w->at);
}

/*
 * Control characters have no place in XML, and what is not ASCII may be no
 * text at all: both become '?'.
 */
static void put_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '<')
			fputs("&lt;", out);
		else if (c == '>')
			fputs("&gt;", out);
		else if (c == '&')
			fputs("&amp;", out);
		else if (c == '"')
			fputs("&quot;", out);
		else if (c == '\n')
			fputs("<br/>", out);
		else
			putc(c < ' ' || c >= 0x7f ? '?' : c, out);
	}
}

static const char *const fills[] = {
	[DOT_PLAIN] = "#ffffff",  [DOT_HEAD] = "#333333",
	[DOT_BLUE] = "#0072b2",	  [DOT_SKY] = "#d6ecfa",
	[DOT_GREEN] = "#c9ebdf",  [DOT_YELLOW] = "#fbf6c0",
	[DOT_ORANGE] = "#fbe3b3", [DOT_PURPLE] = "#f2dce7",
	[DOT_GREY] = "#eeeeee",
};

static bool is_dark(enum dot_color c)
{
	return c == DOT_HEAD || c == DOT_BLUE;
}

void dot_table_begin(struct dot_writer *w, enum dot_border border)
{
	w->label = open_memstream(&w->text, &w->len);
	fprintf(w->label,
		"<table border=\"%d\" color=\"#333333\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\"%s>",
		border == DOT_THICK ? 4 : 1,
		border == DOT_DASHED ? " style=\"dashed\"" : "");
}

void dot_row_begin(struct dot_writer *w)
{
	fputs("<tr>", w->label);
}

void dot_row_end(struct dot_writer *w)
{
	fputs("</tr>", w->label);
}

static void put_cell(struct dot_writer *w, enum dot_color color,
		     unsigned columns, unsigned height, bool bold,
		     const char *text)
{
	fprintf(w->label,
		"<td bgcolor=\"%s\" color=\"#999999\" align=\"left\" balign=\"left\" colspan=\"%u\"",
		fills[color], columns ? columns : 1);
	if (height)
		fprintf(w->label, " height=\"%u\"", height);
	fprintf(w->label, "><font color=\"%s\">%s",
		is_dark(color) ? "#ffffff" : "#222222", bold ? "<b>" : "");
	put_escaped(w->label, *text ? text : " ");
	fprintf(w->label, "%s</font></td>", bold ? "</b>" : "");
}

static char *vtext(const char *fmt, va_list ap)
{
	char *text;

	if (vasprintf(&text, fmt, ap) < 0)
		return xstrdup("");
	return text;
}

void dot_cell(struct dot_writer *w, enum dot_color color, unsigned columns,
	      unsigned height, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = vtext(fmt, ap);
	va_end(ap);
	put_cell(w, color, columns, height, false, text);
	free(text);
}

void dot_cell_bold(struct dot_writer *w, enum dot_color color,
		   unsigned columns, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = vtext(fmt, ap);
	va_end(ap);
	put_cell(w, color, columns, 0, true, text);
	free(text);
}

void dot_table_end(struct dot_writer *w, const char *id)
{
	Agnode_t *n = agnode(w->at, s(id), 1);
	char *html;

	fputs("</table>", w->label);
	fclose(w->label);
	html = agstrdup_html(w->root, w->text);
	agset(n, s("label"), html);
	agstrfree(w->root, html);
	free(w->text);
	w->label = NULL;
	w->text = NULL;
}

static Agedge_t *edge(struct dot_writer *w, const char *from, const char *to)
{
	return agedge(w->root, agnode(w->root, s(from), 1),
		      agnode(w->root, s(to), 1), NULL, 1);
}

void dot_edge(struct dot_writer *w, const char *from, const char *to,
	      const char *label)
{
	Agedge_t *e = edge(w, from, to);

	if (label) {
		agset(e, s("label"), s(label));
		agset(e, s("dir"), s("none"));
	}
}

void dot_hidden_edge(struct dot_writer *w, const char *from, const char *to)
{
	agset(edge(w, from, to), s("style"), s("invis"));
}

int dot_write(struct dot_writer *w, FILE *out)
{
	return agwrite(w->root, out) || fflush(out) || ferror(out) ? -1 : 0;
}

/*
 * One context for as long as the program runs: Graphviz's text layout keeps
 * the name of the font it saw last, which lives in the context, and reads it
 * again in the next one.
 */
static GVC_t *context(void)
{
	static GVC_t *gvc;

	if (!gvc)
		gvc = gvContext();
	return gvc;
}

int dot_render(struct dot_writer *w, const char *format, char **data,
	       unsigned *len, struct error *err)
{
	GVC_t *gvc = context();
	int ret = 0;

	if (gvLayout(gvc, w->root, "dot")) {
		ret = error_set(err,
				"Graphviz cannot lay the graph out (is its dot plugin installed?)");
	} else {
		if (gvRenderData(gvc, w->root, format, data, len) || !*data)
			ret = error_set(err,
					"Graphviz has no plugin for %s installed",
					format);
		gvFreeLayout(gvc, w->root);
	}
	return ret;
}

void dot_free_data(char *data)
{
	gvFreeRenderData(data);
}
