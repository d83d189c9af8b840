/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>

#include "answer/diff.h"
#include "command/answers.h"
#include "command/command.h"
#include "command/diff.h"
#include "journal/boot.h"
#include "start/sequence.h"

/* initmem diff A [B]: what another machine, command line or kernel changes. */

struct options {
	struct common_options common; /* of A; its path */
	struct answer_options answer;
	const char *b_path, *b_cmdline, *b_append, *b_kernel; /* NULL: A's */
};

enum { OPT_B_CMDLINE = 0x200, OPT_B_APPEND, OPT_B_KERNEL };

static const struct argp_option options[] = {
	{ "b-cmdline", OPT_B_CMDLINE, "STRING", 0, "command line of B", 0 },
	{ "b-append", OPT_B_APPEND, "STRING", 0,
	  "words to put behind the command line of B", 0 },
	{ "b-kernel", OPT_B_KERNEL, "NAME|FILE.json", 0, "kernel of B", 0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case OPT_B_CMDLINE:
		o->b_cmdline = arg;
		return 0;
	case OPT_B_APPEND:
		o->b_append = arg;
		return 0;
	case OPT_B_KERNEL:
		o->b_kernel = arg;
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[1] = &o->answer;
		return parse_input_argument(key, arg, state, &o->common);
	case ARGP_KEY_ARG:
		if (!o->common.path)
			return parse_input_argument(key, arg, state,
						    &o->common);
		if (o->b_path)
			usage_error("%s: expected two INPUTs", arg);
		o->b_path = arg;
		return 0;
	case ARGP_KEY_END:
		if (o->common.path && !o->b_path && !o->b_cmdline &&
		    !o->b_append && !o->b_kernel)
			usage_error(
				"nothing to compare with: expected a second INPUT, --b-cmdline, --b-append or --b-kernel");
		return parse_input_argument(key, arg, state, &o->common);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = { { .argp = &common_argp },
					      { .argp = &answer_argp },
					      { 0 } };

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "A [B]",
	.doc = "Say what differs between the boots of two inputs, or of one "
	       "with two command lines or kernels: phase by phase, each "
	       "difference where it first shows, and the memory won and lost. "
	       "Exit status 1 where there is any.",
	.children = children,
};

/* One of the two boots, run. */
struct side {
	struct session session;
	struct boot boot;
	struct facts facts;
};

static int side_run(struct side *s, const struct common_options *o,
		    struct error *err)
{
	if (session_open(&s->session, o, err))
		return -1;
	boot_init(&s->boot, &s->session.machine, &s->session.kernel,
		  s->session.arch);
	s->boot.observer = facts_observe;
	s->boot.observer_ctx = &s->facts;
	boot_run(&s->boot, NULL);
	return 0;
}

static void side_release(struct side *s)
{
	facts_release(&s->facts);
	boot_release(&s->boot);
	session_close(&s->session);
}

static struct common_options options_of_b(const struct options *o)
{
	struct common_options b = o->common;

	if (o->b_path)
		b.path = o->b_path;
	if (o->b_cmdline)
		b.input.cmdline = o->b_cmdline;
	if (o->b_append)
		b.input.append = o->b_append;
	if (o->b_kernel)
		b.kernel = o->b_kernel;
	return b;
}

int diff_print(const struct common_options *oa, const struct common_options *ob,
	       const struct answer_options *how, struct error *err)
{
	struct side a = { 0 }, b = { 0 };
	struct answer answer = { 0 };
	int status;

	if (side_run(&a, oa, err))
		return STATUS_ERROR;
	if (side_run(&b, ob, err)) {
		side_release(&a);
		return STATUS_ERROR;
	}
	diff(&answer, &a.boot, &a.facts, &b.boot, &b.facts);
	status = answer_print(&answer, how, err);
	answer_release(&answer);
	side_release(&a);
	side_release(&b);
	return status;
}

int command_diff(int argc, char **argv)
{
	struct options o = { 0 };
	struct error err = { 0 };
	struct common_options b;
	int status;

	command_parse(&argp, argc, argv, 0, &o);
	b = options_of_b(&o);
	status = diff_print(&o.common, &b, &o.answer, &err);
	common_options_release(&o.common);
	return err.set ? command_error(&err) : status;
}
