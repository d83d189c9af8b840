/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "command/progress.h"
#include "command/terminal.h"
#include "emit/lint.h"
#include "journal/boot.h"
#include "lint/lint.h"
#include "model/boot.h"
#include "start/sequence.h"
#include "util/alloc.h"

/* initmem lint INPUT...: what is wrong or wasteful. */

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_SARIF };

struct options {
	struct common_options common;
	const char **paths;
	size_t nr_paths, cap_paths;
	enum format format;
	enum lint_severity level; /* what is below is left out */
	bool werror;
	bool list;
	const struct lint_rule *explain; /* NULL: not asked for */
	enum color color;
};

enum { OPT_FORMAT = 0x200, OPT_LEVEL, OPT_WERROR, OPT_LIST, OPT_EXPLAIN };

static const struct argp_option options[] = {
	{ "format", OPT_FORMAT, "text|json|sarif", 0,
	  "text (default), a JSON object a line, or SARIF 2.1.0", 0 },
	{ "level", OPT_LEVEL, "note|warning|error", 0,
	  "leave out what is less severe (default: note)", 0 },
	{ "werror", OPT_WERROR, NULL, 0, "exit with 1 for warnings too", 0 },
	{ "list", OPT_LIST, NULL, 0, "list the rules", 0 },
	{ "explain", OPT_EXPLAIN, "CODE", 0, "tell more of one rule", 0 },
	{ 0 }
};

static enum format parse_format(const char *arg)
{
	static const char *const names[] = { "text", "json", "sarif" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strcmp(names[i], arg))
			return (enum format)i;
	}
	usage_error("--format=%s: expected text, json or sarif", arg);
}

static enum lint_severity parse_level(const char *arg)
{
	for (int s = LINT_NOTE; s <= LINT_ERROR; s++) {
		if (!strcmp(lint_severity_name((enum lint_severity)s), arg))
			return (enum lint_severity)s;
	}
	usage_error("--level=%s: expected note, warning or error", arg);
}

static const struct lint_rule *parse_rule(const char *arg)
{
	const struct lint_rule *rule = lint_rule_find(arg);
	char *word;

	if (rule)
		return rule;
	word = xasprintf("--explain=%s", arg);
	usage_unknown(word, "rule", lint_rules, sizeof(lint_rules[0]),
		      nr_lint_rules);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case OPT_FORMAT:
		o->format = parse_format(arg);
		return 0;
	case OPT_LEVEL:
		o->level = parse_level(arg);
		return 0;
	case OPT_WERROR:
		o->werror = true;
		return 0;
	case OPT_LIST:
		o->list = true;
		return 0;
	case OPT_EXPLAIN:
		o->explain = parse_rule(arg);
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &o->common;
		state->child_inputs[1] = &o->color;
		return 0;
	case ARGP_KEY_ARG:
		array_reserve(o->paths, o->cap_paths, o->nr_paths + 1);
		o->paths[o->nr_paths++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (!o->nr_paths && !o->list && !o->explain)
			usage_error("expected an INPUT, see `%s --help`",
				    state->argv[0]);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = { { .argp = &common_argp },
					      { .argp = &color_argp },
					      { 0 } };

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "INPUT...",
	.doc = "Say what is wrong or wasteful in each INPUT: the node or word, "
	       "what the kernel will do, and what to change."
	       "\vExit status 1: there is an error.",
	.children = children,
};

/* What goes through all inputs. */
struct linter {
	const struct options *o;
	struct sarif *sarif; /* NULL: another format */
	struct progress progress;
	bool color;
	bool found; /* something that makes the status 1 */
	bool failed; /* some input could not be read */
};

static void write_findings(struct linter *w, const struct lint *l,
			   const char *name)
{
	enum lint_severity fatal = w->o->werror ? LINT_WARNING : LINT_ERROR;

	for (size_t i = 0; i < l->nr_findings; i++)
		w->found = w->found || l->findings[i].severity >= fatal;
	if (w->sarif)
		sarif_add(w->sarif, l, name, w->o->level);
	else if (w->o->format == FORMAT_JSON)
		lint_write_json(stdout, l, name, w->o->level);
	else
		lint_write_text(stdout, l, name, w->o->level, w->color);
}

/* The tree as it is, where --memory says something else. 0, or -1. */
static int load_given(struct machine *given, const struct common_options *o,
		      struct error *err)
{
	struct input_options plain = o->input;

	plain.memory = NULL;
	plain.nr_memory = 0;
	return machine_load(given, o->path, &plain, err);
}

static int lint_input(struct linter *w, const struct common_options *o,
		      struct error *err)
{
	/* Standard input can be read once only. */
	bool twice = o->input.nr_memory && strcmp(o->path, "-") != 0;
	struct machine given = { 0 };
	struct session s;
	struct lint l = { 0 };
	struct boot b;
	bool bare;

	if (session_open(&s, o, err))
		return -1;
	if (twice && load_given(&given, o, err)) {
		session_close(&s);
		return -1;
	}
	l.machine = &s.machine;
	l.kernel = &s.kernel;
	l.given = twice ? &given : NULL;
	bare = !lint_has_memory(&s.machine);
	boot_init(&b, &s.machine, &s.kernel, s.arch);
	boot_run(&b, NULL);
	*(bare ? &l.bare : &l.boot) = &b;
	lint_run(&l);
	progress_clear(&w->progress);
	write_findings(w, &l, s.machine.input);
	lint_release(&l);
	boot_release(&b);
	machine_release(&given);
	session_close(&s);
	return 0;
}

static void lint_all(struct linter *w)
{
	struct common_options o = w->o->common;

	o.input.may_lack_memory = true;
	for (size_t i = 0; i < w->o->nr_paths; i++) {
		struct error err = { 0 };

		progress_show(&w->progress, i, w->o->nr_paths);
		o.path = w->o->paths[i];
		if (!lint_input(w, &o, &err))
			continue;
		progress_clear(&w->progress);
		command_error(&err);
		w->failed = true;
		if (w->sarif)
			sarif_add_failure(w->sarif, err.text);
	}
	progress_clear(&w->progress);
}

static int run(const struct options *o)
{
	struct linter w = { .o = o, .color = terminal_style(o->color).color };

	if (o->list)
		lint_write_rules(stdout);
	if (o->explain)
		lint_write_rule(stdout, o->explain);
	if (o->nr_paths) {
		if (o->format == FORMAT_SARIF)
			w.sarif = sarif_new();
		progress_init(&w.progress);
		lint_all(&w);
		if (w.sarif)
			sarif_write(stdout, w.sarif);
		sarif_free(w.sarif);
	}
	return w.failed ? STATUS_ERROR : w.found ? STATUS_NO : STATUS_OK;
}

int command_lint(int argc, char **argv)
{
	struct options o = { .level = LINT_NOTE };
	struct error err = { 0 };
	int status;

	command_parse(&argp, argc, argv, 0, &o);
	status = run(&o);
	free(o.paths);
	common_options_release(&o.common);
	if (fflush(stdout) || ferror(stdout)) {
		error_set(&err, "standard output: %s", strerror(errno));
		return command_error(&err);
	}
	return status;
}
