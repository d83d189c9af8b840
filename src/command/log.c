/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command/columns.h"
#include "command/command.h"
#include "command/terminal.h"
#include "lib/initmem.h"
#include "util/alloc.h"

/*
 * initmem log INPUT: what the real kernel prints about memory. If INPUT is a
 * log, of a kernel that is not built in: as that one prints it. With an option
 * of lists: as a list of lines, each with its phase.
 */

struct options {
	struct library_options loads;
	struct column_words columns;
};

static const struct column columns[] = {
	{ .name = "phase",
	  .title = "PHASE",
	  .help = "the phase it is printed in, if that is modelled" },
	{ .name = "line", .title = "LINE", .help = "as the kernel prints it" },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	if (key == ARGP_KEY_INIT) {
		state->child_inputs[0] = &o->loads;
		state->child_inputs[1] = &o->columns;
		return 0;
	}
	if (key == ARGP_KEY_END)
		columns_check(&o->columns, columns, ARRAY_SIZE(columns));
	return parse_input_argument(key, arg, state, &o->loads.common);
}

static const struct argp_child children[] = { { .argp = &library_argp },
					      { .argp = &columns_argp },
					      { 0 } };

static const struct argp argp = {
	.parser = parse,
	.args_doc = "INPUT",
	.doc = "Print the lines that the real kernel would print about memory.",
	.children = children,
};

/* The log so far as rows, of which `taken` bytes are there. */
struct lines {
	struct section *rows;
	size_t taken;
};

/* The lines that have come since; phase NULL: after those that are modelled. */
static void add_lines(struct lines *l, const char *log, const char *phase)
{
	for (const char *at = log + l->taken; *at;) {
		size_t len = strcspn(at, "\n");

		add_text_or_nothing(l->rows, phase);
		add_text(l->rows, "%.*s", (int)len, at);
		at += len + (at[len] == '\n');
		l->taken = (size_t)(at - log);
	}
}

static int watch(void *ctx, struct initmem *im, const char *phase)
{
	add_lines(ctx, initmem_log(im), phase);
	return 0;
}

static int print_list(const struct options *o, struct lines *l, const char *log)
{
	const struct text_style style = terminal_style(COLOR_AUTO);

	add_lines(l, log, NULL);
	return columns_write(stdout, l->rows, &o->columns.options, &style);
}

static int print_lines(const char *log)
{
	fputs(log, stdout);
	return fflush(stdout) || ferror(stdout) ? -1 : 0;
}

/* An exit status, or -1 with err. */
static int print_log(const struct options *o, struct answer *a,
		     struct error *err)
{
	struct initmem *im = o->loads.im;
	struct lines l = {
		answer_section(a, "log", columns, ARRAY_SIZE(columns), ""), 0
	};
	int panicked;

	if (library_open(&o->loads, err))
		return -1;
	panicked = initmem_run(im, NULL, o->columns.asked ? watch : NULL, &l);
	if (panicked < 0 || !initmem_log(im))
		return error_set(err, "%s", initmem_error(im));
	if (o->columns.asked ? print_list(o, &l, initmem_log(im)) :
			       print_lines(initmem_log(im)))
		return error_set(err, "standard output: %s", strerror(errno));
	return panicked ? STATUS_PANIC : STATUS_OK;
}

int command_log(int argc, char **argv)
{
	struct options o = { .loads.im = initmem_new() };
	struct answer a = { 0 };
	struct error err = { 0 };
	int status;

	command_parse(&argp, argc, argv, 0, &o);
	status = print_log(&o, &a, &err);
	answer_release(&a);
	initmem_free(o.loads.im);
	common_options_release(&o.loads.common);
	return status < 0 ? command_error(&err) : status;
}
