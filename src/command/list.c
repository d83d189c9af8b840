/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/list.h"
#include "command/columns.h"
#include "command/command.h"
#include "command/terminal.h"
#include "journal/boot.h"
#include "model/boot.h"
#include "start/sequence.h"
#include "util/alloc.h"

/* initmem list WHAT INPUT: nodes, zones or owners, in columns of choice. */

struct options {
	struct common_options common;
	struct column_words columns;
	enum color color;
	const struct list *list;
	const struct call *phase; /* NULL: the last */
};

enum { OPT_PHASE = 0x200 };

static const struct argp_option options[] = {
	{ "phase", OPT_PHASE, "PHASE", 0,
	  "as it is after this phase (default: the last)", 0 },
	{ 0 }
};

static const struct list *list_argument(const char *arg)
{
	for (size_t i = 0; i < nr_lists; i++) {
		if (!strcmp(lists[i].name, arg))
			return &lists[i];
	}
	usage_unknown(arg, "list", lists, sizeof(lists[0]), nr_lists);
}

static void check_columns(const struct options *o)
{
	size_t n;
	const struct column *columns = o->list->columns(&n);

	columns_check(&o->columns, columns, n);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case OPT_PHASE:
		o->phase = phase_argument("phase", arg);
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[1] = &o->columns;
		state->child_inputs[2] = &o->color;
		break;
	case ARGP_KEY_ARG:
		if (o->list)
			break;
		o->list = list_argument(arg);
		return 0;
	case ARGP_KEY_END:
		if (o->list)
			check_columns(o);
		break;
	}
	return parse_input_argument(key, arg, state, &o->common);
}

static const struct argp_child children[] = { { .argp = &common_argp },
					      { .argp = &columns_argp },
					      { .argp = &color_argp },
					      { 0 } };

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "nodes INPUT\nzones INPUT\nledger INPUT",
	.doc = "List the nodes, the zones, or who owns the memory, after a "
	       "phase.",
	.children = children,
};

static int run(const struct options *o, struct error *err)
{
	const struct text_style style = terminal_style(o->color);
	struct answer a = { 0 };
	const struct column *columns;
	struct session s;
	struct boot b;
	size_t n;
	int panic, status = STATUS_OK;

	if (session_open(&s, &o->common, err))
		return STATUS_ERROR;
	if (phase_check(&s, "--phase", o->phase, err)) {
		session_close(&s);
		return STATUS_ERROR;
	}
	boot_init(&b, &s.machine, &s.kernel, s.arch);
	panic = boot_run(&b, o->phase);
	columns = o->list->columns(&n);
	o->list->rows(answer_section(&a, o->list->name, columns, n, ""), &b);
	if (columns_write(stdout, a.sections, &o->columns.options, &style)) {
		error_set(err, "standard output: %s", strerror(errno));
		status = STATUS_ERROR;
	}
	if (status == STATUS_OK && panic)
		status = STATUS_PANIC;
	answer_release(&a);
	boot_release(&b);
	session_close(&s);
	return status;
}

int command_list(int argc, char **argv)
{
	struct options o = { 0 };
	struct error err = { 0 };
	int status;

	command_parse(&argp, argc, argv, 0, &o);
	status = run(&o, &err);
	common_options_release(&o.common);
	return err.set ? command_error(&err) : status;
}
