/* SPDX-License-Identifier: GPL-2.0-only */
#include "command/command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/undo.h"

const struct command commands[] = {
	{ "run", "run the boot and print the state after every phase",
	  command_run },
	{ "graph", "draw one view of a phase as a Graphviz graph",
	  command_graph },
	{ "report", "write one page to step through the boot in a browser",
	  command_report },
	{ "log", "print what the real kernel would print about memory",
	  command_log },
	{ "explain", "say where the memory is, and why", command_explain },
	{ "diff", "say what differs between two boots", command_diff },
	{ "verify", "compare the prediction with a real boot", command_verify },
	{ "gather", "bring home what run and verify need from a machine",
	  command_gather },
	{ "lint", "say what is wrong or wasteful in the input",
	  command_lint },
	{ "kernel", "list, show or make the kernel builds it knows",
	  command_kernel },
};

const size_t nr_commands = ARRAY_SIZE(commands);

/* What is wrong has been said, in one line. */
static bool said;

int command_error(const struct error *err)
{
	said = true;
	fprintf(stderr, "initmem: %s\n", err->text);
	return STATUS_ERROR;
}

/* Help and version are argp's: it prints them and ends the program. */
static void check_stdout(void)
{
	struct error err = { 0 };

	if ((!fflush(stdout) && !ferror(stdout)) || said)
		return;
	error_set(&err, "standard output: %s", strerror(errno));
	undo_all();
	_exit(command_error(&err));
}

void command_check_output(void)
{
	atexit(check_stdout);
}

void usage_error(const char *fmt, ...)
{
	struct error err = { 0 };
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	error_set(&err, "%s", text);
	exit(command_error(&err));
}

void usage_unknown(const char *word, const char *kind, const void *table,
		   size_t stride, size_t n)
{
	char *names = xstrdup("");

	for (size_t i = 0; i < n; i++) {
		const char *const *name =
			(const void *)((const char *)table + i * stride);

		xappendf(&names, "%s%s", i ? ", " : "", *name);
	}
	usage_error("%s: unknown %s, expected one of: %s", word, kind, names);
}

/* Whether the words ask for what argp itself prints. */
static bool wants_help(int argc, char **argv, unsigned flags)
{
	static const char *const words[] = { "--help", "-?", "--usage",
					     "--version", "-V" };

	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++) {
		if (argv[i][0] != '-' && (flags & ARGP_IN_ORDER))
			return false;
		for (size_t w = 0; w < ARRAY_SIZE(words); w++) {
			if (!strcmp(argv[i], words[w]))
				return true;
		}
	}
	return false;
}

/* Around a command's own parser: says which word it does not know. */
static error_t catch_wrong_option(int key, char *arg, struct argp_state *state)
{
	(void)arg;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = state->input;
		return 0;
	case ARGP_KEY_ERROR:
		usage_error(
			"%s: unknown option, or one without its value; see `%s --help`",
			state->argv[state->next - 1], state->argv[0]);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/*
 * argp's own message of a wrong option has two lines, and the flag that
 * silences it silences the help too.
 */
void command_parse(const struct argp *argp, int argc, char **argv,
		   unsigned flags, void *input)
{
	const struct argp_child children[] = { { .argp = argp }, { 0 } };
	const struct argp quiet = { .parser = catch_wrong_option,
				    .children = children };

	if (wants_help(argc, argv, flags))
		argp_parse(argp, argc, argv, flags, NULL, input);
	else
		argp_parse(&quiet, argc, argv, flags | ARGP_NO_ERRS, NULL,
			   input);
}
