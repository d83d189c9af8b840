/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/columns.h"
#include "command/command.h"
#include "command/progress.h"
#include "command/terminal.h"
#include "emit/lint.h"
#include "input/input.h"
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
	/* What is below is left out, but for rules that are asked for. */
	enum lint_severity level;
	bool has_level;
	enum { RULE_BY_LEVEL, RULE_SHOWN, RULE_HIDDEN } * rules; /* by index */
	struct column_words columns;
	bool werror;
	bool list;
	const struct lint_rule *explain; /* NULL: not asked for */
	enum color color;
};

static const struct column columns[] = {
	{ "file", "FILE", false, "the input", false },
	{ "severity", "SEVERITY", false, "error, warning or note", false },
	{ "code", "CODE", false, "of its rule", false },
	{ "title", "TITLE", false, "of its rule", true },
	{ "where", "WHERE", false, "the node, entry or word", false },
	{ "message", "MESSAGE", false, "what is wrong", false },
	{ "kernel", "KERNEL", false, "what the kernel does", true },
	{ "log", "LOG", false, "the line that it prints", true },
	{ "change", "CHANGE", false, "what to change", true },
};

enum { OPT_FORMAT = 0x200, OPT_LEVEL, OPT_WERROR, OPT_LIST, OPT_EXPLAIN };

static const struct argp_option options[] = {
	{ "format", OPT_FORMAT, "text|json|sarif", 0,
	  "text (default), a JSON object a line, or SARIF 2.1.0", 0 },
	{ "level", OPT_LEVEL, "note|warning|error", 0,
	  "leave out what is less severe (default: warning)", 0 },
	{ "warn", 'W', "CODE|no-CODE", 0,
	  "show findings of this rule whatever the level, or none of it (repeatable)",
	  0 },
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

static const struct lint_rule *parse_rule(const char *option, const char *arg)
{
	const struct lint_rule *rule = lint_rule_find(arg);
	char *word;

	if (rule)
		return rule;
	word = xasprintf("--%s=%s", option, arg);
	usage_unknown(word, "rule", lint_rules, sizeof(lint_rules[0]),
		      nr_lint_rules);
}

static void parse_warn(struct options *o, const char *arg)
{
	bool off = !strncmp(arg, "no-", 3);
	const struct lint_rule *rule = parse_rule("warn", arg + (off ? 3 : 0));

	o->rules[rule - lint_rules] = off ? RULE_HIDDEN : RULE_SHOWN;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case 'W':
		parse_warn(o, arg);
		return 0;
	case OPT_FORMAT:
		o->format = parse_format(arg);
		return 0;
	case OPT_LEVEL:
		o->level = parse_level(arg);
		o->has_level = true;
		return 0;
	case OPT_WERROR:
		o->werror = true;
		return 0;
	case OPT_LIST:
		o->list = true;
		return 0;
	case OPT_EXPLAIN:
		o->explain = parse_rule("explain", arg);
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &o->common;
		state->child_inputs[1] = &o->color;
		state->child_inputs[2] = &o->columns;
		return 0;
	case ARGP_KEY_ARG:
		array_reserve(o->paths, o->cap_paths, o->nr_paths + 1);
		o->paths[o->nr_paths++] = arg;
		return 0;
	case ARGP_KEY_END:
		columns_check(&o->columns, columns, ARRAY_SIZE(columns));
		if (o->common.input.machine && !o->nr_paths) {
			array_reserve(o->paths, o->cap_paths, 1);
			o->paths[o->nr_paths++] = o->common.path;
		}
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
					      { .argp = &columns_argp },
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
	struct answer list; /* of all findings, where columns are asked for */
	size_t nr_notes; /* left out by the default alone */
	struct sarif *sarif; /* NULL: another format */
	struct progress progress;
	const struct text_style *style;
	bool found; /* something that makes the status 1 */
	bool failed; /* some input could not be read */
};

static bool is_shown(const struct linter *w, const struct lint_finding *f)
{
	switch (w->o->rules[f->rule - lint_rules]) {
	case RULE_SHOWN:
		return true;
	case RULE_HIDDEN:
		return false;
	default:
		return f->severity >= w->o->level;
	}
}

/* Leaves the findings that are to be shown, and frees the others. */
static void keep_shown(struct linter *w, struct lint *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->nr_findings; i++) {
		struct lint_finding *f = &l->findings[i];

		if (is_shown(w, f)) {
			l->findings[kept++] = *f;
			continue;
		}
		w->nr_notes += f->severity == LINT_NOTE && !w->o->has_level;
		lint_finding_release(f);
	}
	l->nr_findings = kept;
}

static void add_rows(struct section *s, const struct lint *l, const char *name)
{
	for (size_t i = 0; i < l->nr_findings; i++) {
		const struct lint_finding *f = &l->findings[i];

		add_text(s, "%s", name);
		add_text(s, "%s", lint_severity_name(f->severity));
		add_text(s, "%s", f->rule->code);
		add_text(s, "%s", f->rule->title);
		add_text(s, "%s", f->where);
		add_text(s, "%s", f->message);
		add_text_or_nothing(s, lint_kernel(f));
		add_text_or_nothing(s, f->log);
		add_text_or_nothing(s, f->change);
	}
}

static void write_findings(struct linter *w, struct lint *l, const char *name)
{
	enum lint_severity fatal = w->o->werror ? LINT_WARNING : LINT_ERROR;

	keep_shown(w, l);
	for (size_t i = 0; i < l->nr_findings; i++)
		w->found = w->found || l->findings[i].severity >= fatal;
	if (w->sarif)
		sarif_add(w->sarif, l, name);
	else if (w->o->columns.asked)
		add_rows(w->list.sections, l, name);
	else if (w->o->format == FORMAT_JSON)
		lint_write_json(stdout, l, name);
	else
		lint_write_text(stdout, l, name, w->style);
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

/* By rule, whether -W leaves it out. */
static bool *hidden_rules(const struct options *o)
{
	bool *hidden = xcalloc(nr_lint_rules, sizeof(*hidden));

	for (size_t i = 0; i < nr_lint_rules; i++)
		hidden[i] = o->rules[i] == RULE_HIDDEN;
	return hidden;
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
	bool bare, *hidden;

	if (session_open(&s, o, err))
		return -1;
	if (twice && load_given(&given, o, err)) {
		session_close(&s);
		return -1;
	}
	l.machine = &s.machine;
	l.kernel = &s.kernel;
	l.given = twice ? &given : NULL;
	hidden = hidden_rules(w->o);
	l.hidden = hidden;
	bare = !lint_has_memory(&s.machine);
	boot_init(&b, &s.machine, &s.kernel, s.arch);
	boot_run(&b, NULL);
	*(bare ? &l.bare : &l.boot) = &b;
	lint_run(&l);
	progress_clear(&w->progress);
	write_findings(w, &l, s.machine.input);
	lint_release(&l);
	free(hidden);
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
	const struct text_style style = terminal_style(o->color);
	struct linter w = { .o = o, .style = &style };

	if (o->list)
		lint_write_rules(stdout);
	if (o->explain)
		lint_write_rule(stdout, o->explain);
	if (o->nr_paths) {
		if (o->format == FORMAT_SARIF)
			w.sarif = sarif_new();
		if (o->columns.asked)
			answer_section(&w.list, "findings", columns,
				       ARRAY_SIZE(columns), "");
		progress_init(&w.progress);
		lint_all(&w);
		if (o->columns.asked)
			columns_write(stdout, w.list.sections,
				      &o->columns.options, &style);
		answer_release(&w.list);
		if (w.nr_notes && style.width)
			fprintf(stderr, "initmem: %zu note%s: --level=note\n",
				w.nr_notes, w.nr_notes == 1 ? "" : "s");
		if (w.sarif)
			sarif_write(stdout, w.sarif);
		sarif_free(w.sarif);
	}
	return w.failed ? STATUS_ERROR : w.found ? STATUS_NO : STATUS_OK;
}

int command_lint(int argc, char **argv)
{
	struct options o = { .level = LINT_WARNING };
	struct error err = { 0 };
	int status;

	o.rules = xcalloc(nr_lint_rules, sizeof(*o.rules));
	command_parse(&argp, argc, argv, 0, &o);
	status = run(&o);
	free(o.paths);
	free(o.rules);
	common_options_release(&o.common);
	if (fflush(stdout) || ferror(stdout)) {
		error_set(&err, "standard output: %s", strerror(errno));
		return command_error(&err);
	}
	return status;
}
