/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "lib/initmem.h"

/*
 * initmem log INPUT: what the real kernel prints about memory. If INPUT is a
 * log, of a kernel that is not built in: as that one prints it.
 */

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct library_options *o = state->input;

	if (key != ARGP_KEY_INIT)
		return parse_input_argument(key, arg, state, &o->common);
	state->child_inputs[0] = o;
	return 0;
}

static const struct argp_child children[] = { { .argp = &library_argp },
					      { 0 } };

static const struct argp argp = {
	.parser = parse,
	.args_doc = "INPUT",
	.doc = "Print the lines that the real kernel would print about memory.",
	.children = children,
};

/* An exit status, or -1 with err. */
static int print_log(const struct library_options *o, struct error *err)
{
	int panicked;

	if (library_open(o, err))
		return -1;
	panicked = initmem_run(o->im, NULL, NULL, NULL);
	if (panicked < 0 || !initmem_log(o->im))
		return error_set(err, "%s", initmem_error(o->im));
	fputs(initmem_log(o->im), stdout);
	if (fflush(stdout) || ferror(stdout))
		return error_set(err, "standard output: %s", strerror(errno));
	return panicked ? STATUS_PANIC : STATUS_OK;
}

int command_log(int argc, char **argv)
{
	struct library_options o = { .im = initmem_new() };
	struct error err = { 0 };
	int status;

	command_parse(&argp, argc, argv, 0, &o);
	status = print_log(&o, &err);
	initmem_free(o.im);
	common_options_release(&o.common);
	return status < 0 ? command_error(&err) : status;
}
