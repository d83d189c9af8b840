/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/command.h"
#include "emit/dot.h"
#include "journal/boot.h"
#include "journal/sequence.h"
#include "model/boot.h"
#include "start/sequence.h"
#include "util/alloc.h"

/* initmem graph VIEW INPUT: one picture of one phase. */

struct options {
	struct common_options common;
	const struct view *view;
	const struct call *phase; /* NULL: the last */
	const char *format; /* NULL: DOT */
	struct view_options draw;
};

enum { OPT_PHASE = 0x200, OPT_FULL, OPT_THEME };

static const struct argp_option options[] = {
	{ "phase", OPT_PHASE, "PHASE", 0,
	  "the phase to draw (default: the last)", 0 },
	{ "type", 'T', "svg|png|pdf", 0, "render it instead of printing DOT",
	  0 },
	{ "theme", OPT_THEME, "light|dark", 0,
	  "the paper it is drawn for (default: light)", 0 },
	{ "full", OPT_FULL, NULL, 0, "fold nothing", 0 },
	{ 0 }
};

static const struct view *view_argument(const char *arg)
{
	const struct view *v = view_find(arg);

	if (v)
		return v;
	if (!access(arg, F_OK))
		usage_error("%s: expected a VIEW before INPUT, such as `%s %s %s`",
			    arg, "initmem graph", views[0].name, arg);
	usage_unknown(arg, "view", views, sizeof(views[0]), nr_views);
}

static const char *format_argument(const char *arg)
{
	static const char *const formats[] = { "svg", "png", "pdf" };

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		if (!strcmp(formats[i], arg))
			return formats[i];
	}
	usage_error("-T %s: expected svg, png or pdf", arg);
}

static enum dot_theme theme_argument(const char *arg)
{
	if (!strcmp(arg, "light"))
		return DOT_LIGHT;
	if (!strcmp(arg, "dark"))
		return DOT_DARK;
	usage_error("--theme=%s: expected light or dark", arg);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case OPT_PHASE:
		o->phase = phase_argument("phase", arg);
		return 0;
	case OPT_FULL:
		o->draw.full = true;
		return 0;
	case OPT_THEME:
		o->draw.theme = theme_argument(arg);
		return 0;
	case 'T':
		o->format = format_argument(arg);
		return 0;
	case ARGP_KEY_ARG:
		if (o->view)
			return parse_input_argument(key, arg, state,
						    &o->common);
		o->view = view_argument(arg);
		return 0;
	default:
		return parse_input_argument(key, arg, state, &o->common);
	}
}

static const struct argp_child children[] = { { .argp = &common_argp }, { 0 } };

/* Behind the options: which views there are. */
static char *help_filter(int key, const char *text, void *input)
{
	char *list;

	(void)input;
	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)text;
	list = xasprintf("VIEW is %s", views[0].name);
	for (size_t i = 1; i < nr_views; i++) {
		char *longer = xasprintf("%s%s%s", list,
					 i + 1 < nr_views ? ", " : " or ",
					 views[i].name);

		free(list);
		list = longer;
	}
	text = xasprintf("%s.", list);
	free(list);
	return (char *)text;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "VIEW INPUT",
	.doc = "Draw one view of the memory after a phase, as a Graphviz graph "
	       "on standard output.",
	.children = children,
	.help_filter = help_filter,
};

/* Draws the state: 0, or -1 with err. */
static int draw(const struct options *o, const struct boot *b,
		struct error *err)
{
	char *data = NULL;
	unsigned len = 0;
	int ret;

	if (!o->format) {
		if (!view_write_dot(stdout, o->view, b, &o->draw))
			return 0;
		return error_set(err, "standard output: %s", strerror(errno));
	}
	if (view_render(o->view, b, &o->draw, o->format, &data, &len, err))
		return -1;
	ret = fwrite(data, 1, len, stdout) == len && !fflush(stdout) ? 0 : -1;
	if (ret)
		error_set(err, "standard output: %s", strerror(errno));
	view_free_data(data);
	return ret;
}

static int graph(const struct options *o)
{
	struct error err = { 0 };
	struct session s;
	struct boot b;
	int panicked;

	if (session_open(&s, &o->common, &err))
		return command_error(&err);
	if (phase_check(&s, "phase", o->phase, &err)) {
		session_close(&s);
		return command_error(&err);
	}
	boot_init(&b, &s.machine, &s.kernel, s.arch);
	panicked = boot_run(&b, o->phase);
	draw(o, &b, &err);
	boot_release(&b);
	session_close(&s);
	if (err.set)
		return command_error(&err);
	return panicked ? STATUS_PANIC : STATUS_OK;
}

int command_graph(int argc, char **argv)
{
	struct options o = { 0 };
	int status;

	command_parse(&argp, argc, argv, 0, &o);
	status = graph(&o);
	common_options_release(&o.common);
	return status;
}
