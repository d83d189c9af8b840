/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/command.h"
#include "journal/sequence.h"
#include "lib/initmem.h"
#include "util/alloc.h"

/* initmem graph VIEW INPUT: one picture of one phase. */

struct options {
	struct library_options loads;
	const char *view; /* NULL: not given yet */
	const char *phase; /* NULL: the last */
	const char *format;
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

static const char *view_argument(const char *arg)
{
	const char *names[32];
	size_t n = 0;

	while (n < ARRAY_SIZE(names) && (names[n] = initmem_view(n))) {
		if (!strcmp(names[n++], arg))
			return arg;
	}
	if (!access(arg, F_OK))
		usage_error(
			"%s: expected a VIEW before INPUT, such as `%s %s %s`",
			arg, "initmem graph", names[0], arg);
	usage_unknown(arg, "view", names, sizeof(names[0]), n);
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

static void set_drawing(const struct options *o, const char *option,
			const char *value)
{
	if (initmem_set(o->loads.im, option, value))
		usage_error("--%s", initmem_error(o->loads.im));
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case OPT_PHASE:
		o->phase = phase_argument("phase", arg)->name;
		return 0;
	case OPT_FULL:
		set_drawing(o, "full", "yes");
		return 0;
	case OPT_THEME:
		set_drawing(o, "theme", arg);
		return 0;
	case 'T':
		o->format = format_argument(arg);
		return 0;
	case ARGP_KEY_ARG:
		if (o->view)
			return parse_input_argument(key, arg, state,
						    &o->loads.common);
		o->view = view_argument(arg);
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &o->loads;
		return 0;
	default:
		return parse_input_argument(key, arg, state, &o->loads.common);
	}
}

static const struct argp_child children[] = { { .argp = &library_argp },
					      { 0 } };

/* Behind the options: which views there are. */
static char *help_filter(int key, const char *text, void *input)
{
	char *list = NULL;
	const char *name;

	(void)input;
	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)text;
	for (size_t i = 0; (name = initmem_view(i)); i++)
		xappendf(&list, "%s%s",
			 !i		     ? "VIEW is " :
			 initmem_view(i + 1) ? ", " :
					       " or ",
			 name);
	xappendf(&list, ".");
	return list;
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

/* Whether the boot has the phase that is asked for. 0, or -1 with err. */
static int check_phase(const struct options *o, struct error *err)
{
	const char *name;

	for (size_t i = 0; (name = initmem_phase(o->loads.im, i)); i++) {
		if (!o->phase || !strcmp(name, o->phase))
			return 0;
	}
	return error_set(err, "--phase: %s is no phase of %s", o->phase,
			 initmem_kernel(o->loads.im));
}

/* Draws the state: 0, or -1 with err. */
static int draw(const struct options *o, struct error *err)
{
	size_t len;
	const char *data = initmem_graph(o->loads.im, o->view, o->format, &len);

	if (!data)
		return error_set(err, "%s", initmem_error(o->loads.im));
	if (fwrite(data, 1, len, stdout) != len || fflush(stdout))
		return error_set(err, "standard output: %s", strerror(errno));
	return 0;
}

/* An exit status, or -1 with err. */
static int graph(const struct options *o, struct error *err)
{
	int panicked;

	if (library_open(&o->loads, err) || check_phase(o, err))
		return -1;
	panicked = initmem_run(o->loads.im, o->phase, NULL, NULL);
	if (panicked < 0)
		return error_set(err, "%s", initmem_error(o->loads.im));
	if (draw(o, err))
		return -1;
	return panicked ? STATUS_PANIC : STATUS_OK;
}

int command_graph(int argc, char **argv)
{
	struct options o = { .loads.im = initmem_new(), .format = "dot" };
	struct error err = { 0 };
	int status;

	command_parse(&argp, argc, argv, 0, &o);
	status = graph(&o, &err);
	initmem_free(o.loads.im);
	common_options_release(&o.loads.common);
	return status < 0 ? command_error(&err) : status;
}
