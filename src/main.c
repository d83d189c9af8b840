/* SPDX-License-Identifier: GPL-2.0-only */
#include <argp.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "util/alloc.h"
#include "util/undo.h"
#include "util/version.h"

/* Finds the command in the table and hands it the rest of the words. */

/* argp, in the C library, looks for it. */
__attribute__((visibility("default")))
const char *argp_program_version = "initmem " INITMEM_VERSION;

struct top {
	const struct command *command;
	int argc;
	char **argv;
};

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < nr_commands; i++) {
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	}
	return NULL;
}

/* `initmem help [COMMAND]`: as --help says it. */
static error_t help(struct top *top, struct argp_state *state)
{
	static char option[] = "--help";
	static char *words[] = { NULL, option, NULL };

	if (state->next == state->argc) {
		argp_help(state->root_argp, stdout, ARGP_HELP_STD_HELP,
			  state->argv[0]);
		exit(STATUS_OK);
	}
	top->command = find_command(state->argv[state->next]);
	if (!top->command)
		usage_unknown(state->argv[state->next], "command", commands,
			      sizeof(commands[0]), nr_commands);
	top->argc = 2;
	top->argv = words;
	state->next = state->argc;
	return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct top *top = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (!strcmp(arg, "help"))
			return help(top, state);
		top->command = find_command(arg);
		if (!top->command)
			usage_unknown(arg, "command", commands,
				      sizeof(commands[0]), nr_commands);
		top->argc = state->argc - state->next + 1;
		top->argv = &state->argv[state->next - 1];
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_help(state->root_argp, stdout, ARGP_HELP_STD_HELP,
			  state->argv[0]);
		usage_error("no command given, see `initmem --help`");
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* The list of commands, in the help behind the options. */
static char *help_filter(int key, const char *text, void *input)
{
	char *list;

	(void)input;
	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)text;
	list = xstrdup("Commands:\n");
	for (size_t i = 0; i < nr_commands; i++)
		xappendf(&list, "  %-8s %s\n", commands[i].name,
			 commands[i].summary);
	return list;
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "COMMAND [ARG...]",
	.doc = "Show what Linux does with memory while it boots."
	       "\v`initmem COMMAND --help` tells more of one.",
	.help_filter = help_filter,
};

/*
 * A record is built and freed for every phase: its memory is kept instead of
 * given back to the system each time, where the C library can be told so.
 */
static void keep_memory(void)
{
#ifdef M_TRIM_THRESHOLD
	mallopt(M_TRIM_THRESHOLD, 64 << 20);
	mallopt(M_TOP_PAD, 1 << 20);
#endif
}

int main(int argc, char **argv)
{
	static char program[] = "initmem"; /* in messages, wherever it lies */
	struct top top = { 0 };
	char *name;
	int status;

	keep_memory();
	argp_err_exit_status = STATUS_ERROR;
	undo_at_end();
	command_check_output();
	signal(SIGPIPE, SIG_DFL);
	argv[0] = program;
	command_parse(&argp, argc, argv, ARGP_IN_ORDER, &top);
	name = xasprintf("initmem %s", top.command->name);
	top.argv[0] = name;
	status = top.command->run(top.argc, top.argv);
	free(name);
	return status;
}
