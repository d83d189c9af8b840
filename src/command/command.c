/* SPDX-License-Identifier: GPL-2.0-only */
#include "command/command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/message.h"
#include "util/alloc.h"
#include "util/similar.h"
#include "util/undo.h"

const struct command commands[] = {
	{ "run", "run the boot and print the state after every phase",
	  command_run },
	{ "graph", "draw one view of a phase as a Graphviz graph",
	  command_graph },
	{ "report", "write one page to step through the boot in a browser",
	  command_report },
	{ "serve", "open that page on this machine, to try other boots",
	  command_serve },
	{ "log", "print what the real kernel would print about memory",
	  command_log },
	{ "list", "list nodes, zones or owners, in columns of choice",
	  command_list },
	{ "explain", "say where the memory is, and why", command_explain },
	{ "diff", "say what differs between two boots", command_diff },
	{ "verify", "compare the prediction with a real boot", command_verify },
	{ "gather", "bring home what run and verify need from a machine",
	  command_gather },
	{ "lint", "say what is wrong or wasteful in the input", command_lint },
	{ "kernel", "list, show or make the kernel builds it knows",
	  command_kernel },
};

const size_t nr_commands = ARRAY_SIZE(commands);

/* What is wrong has been said, in one line. */
static bool said;

int command_error(const struct error *err)
{
	said = true;
	message("initmem: %s", err->text);
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

const char *usage_hint(const char *word, const void *table, size_t stride,
		       size_t n)
{
	static char hint[128];
	const char *meant = strrchr(word, '=');
	const char *like =
		similar_word(meant ? meant + 1 : word, table, stride, n);

	if (!like)
		return "";
	snprintf(hint, sizeof(hint), " (did you mean %s?)", like);
	return hint;
}

void usage_unknown(const char *word, const char *kind, const void *table,
		   size_t stride, size_t n)
{
	const char *hint = usage_hint(word, table, stride, n);
	char *names = xstrdup("");

	for (size_t i = 0; i < n; i++) {
		const char *const *name =
			(const void *)((const char *)table + i * stride);

		xappendf(&names, "%s%s", i ? ", " : "", *name);
	}
	usage_error("%s: unknown %s%s, expected one of: %s", word, kind, hint,
		    names);
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

/* "-h" means "--help" as well. */
static void spell_help(int argc, char **argv, unsigned flags)
{
	static char help[] = "--help";

	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++) {
		if (argv[i][0] != '-' && (flags & ARGP_IN_ORDER))
			return;
		if (!strcmp(argv[i], "-h"))
			argv[i] = help;
	}
}

/* The long options of a parser and its children, behind the n in names. */
static size_t option_names(const struct argp *argp, const char **names,
			   size_t n, size_t most)
{
	for (const struct argp_option *o = argp->options;
	     o && (o->name || o->key || o->doc) && n < most; o++) {
		if (o->name)
			names[n++] = o->name;
	}
	for (const struct argp_child *c = argp->children; c && c->argp; c++)
		n = option_names(c->argp, names, n, most);
	return n;
}

/* " (did you mean --phase?)", or "". */
static char *option_hint(const struct argp *argp, const char *word)
{
	const char *names[128] = { "help", "usage", "version" }, *like;
	size_t n = option_names(argp, names, 3, ARRAY_SIZE(names));
	char *name;

	if (strncmp(word, "--", 2) != 0)
		return xstrdup("");
	name = xstrndup(word + 2, strcspn(word + 2, "="));
	like = similar_word(name, names, sizeof(names[0]), n);
	/* A name that there is lacks its value. */
	if (like && !strcmp(like, name))
		like = NULL;
	free(name);
	return like ? xasprintf(" (did you mean --%s?)", like) : xstrdup("");
}

/* Around a command's own parser: says which word it does not know. */
static error_t catch_wrong_option(int key, char *arg, struct argp_state *state)
{
	char *hint;

	(void)arg;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = state->input;
		return 0;
	case ARGP_KEY_ERROR:
		hint = option_hint(state->root_argp,
				   state->argv[state->next - 1]);
		usage_error(
			"%s: unknown option, or one without its value%s; see `%s --help`",
			state->argv[state->next - 1], hint, state->argv[0]);
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

	spell_help(argc, argv, flags);
	if (wants_help(argc, argv, flags))
		argp_parse(argp, argc, argv, flags, NULL, input);
	else
		argp_parse(&quiet, argc, argv, flags | ARGP_NO_ERRS, NULL,
			   input);
}
