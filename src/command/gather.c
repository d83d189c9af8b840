/* SPDX-License-Identifier: GPL-2.0-only */
#include "command/gather.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command/command.h"

/* initmem gather: brings home what run and verify need from this machine. */

struct options {
	const char *output;
	bool script;
};

enum { OPT_SCRIPT = 0x200 };

static const struct argp_option options[] = {
	{ "output", 'o', "FILE.tar", 0, "where to put it", 0 },
	{ "script", OPT_SCRIPT, NULL, 0,
	  "print the script that does it, for a machine without initmem", 0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case 'o':
		o->output = arg;
		return 0;
	case OPT_SCRIPT:
		o->script = true;
		return 0;
	case ARGP_KEY_ARG:
		usage_error("%s: expected no argument", arg);
	case ARGP_KEY_END:
		if (o->script == (o->output != NULL))
			usage_error("expected either -o FILE.tar or --script");
		if (o->output && (!*o->output || *o->output == '-'))
			usage_error("--output=%s: expected the name of a file",
				    o->output);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Gather from this machine, in a tar file, what `run`, `verify` "
	       "and `kernel import` need: device tree or memory map, ACPI "
	       "tables, command line, boot log, /proc and debugfs files about "
	       "memory; image, symbols, types and configuration of the kernel. "
	       "It works as an ordinary "
	       "user as far as that may read, and says what needed root.",
};

int command_gather(int argc, char **argv)
{
	struct options o = { 0 };
	struct error err = { 0 };

	command_parse(&argp, argc, argv, 0, &o);
	if (!o.script) {
		execlp("sh", "sh", "-c", gather_script, "initmem-gather",
		       o.output, (char *)NULL);
		error_set(&err, "sh: %s", strerror(errno));
		return command_error(&err);
	}
	fputs(gather_script, stdout);
	if (fflush(stdout) || ferror(stdout)) {
		error_set(&err, "standard output: %s", strerror(errno));
		return command_error(&err);
	}
	return STATUS_OK;
}
