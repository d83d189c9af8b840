/* SPDX-License-Identifier: GPL-2.0-only */
#include "command/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "util/alloc.h"

const struct command commands[] = {
	{ "run", "run the boot and print the state after every phase",
	  command_run },
	{ "graph", "draw one view of a phase as a Graphviz graph",
	  command_graph },
	{ "log", "print what the real kernel would print about memory",
	  command_log },
	{ "kernel", "list, show or make the kernel builds it knows",
	  command_kernel },
};

const size_t nr_commands = ARRAY_SIZE(commands);

int command_error(const struct error *err)
{
	fprintf(stderr, "initmem: %s\n", err->text);
	return STATUS_ERROR;
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

void command_parse(const struct argp *argp, int argc, char **argv,
		   unsigned flags, void *input)
{
	int next = 0;

	if (argp_parse(argp, argc, argv, flags | ARGP_NO_ERRS, &next, input))
		usage_error("%s: unknown or incomplete option, see `%s --help`",
			    next > 0 ? argv[next - 1] : argv[0], argv[0]);
}
