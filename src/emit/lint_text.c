/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/lint.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/fold.h"
#include "util/utf8.h"

/* Findings for people: a line each, or a few of them on a terminal. */

#define TEXT_WIDTH 78
#define INDENT 4

static const char *color_of(enum lint_severity severity)
{
	static const char *const colors[] = { "\033[36m", "\033[35m",
					      "\033[31m" };

	return colors[severity];
}

/*
 * Adds words, which it frees. On a terminal they are lines of their own, below
 * the first line of all.
 */
static void add_words(char **text, char *words, const struct text_style *style)
{
	size_t width = style->width > INDENT ? style->width - INDENT : 1;
	char *folded, *rest, *line;

	/* Whatever came in with the input stays on its line. */
	utf8_blot_controls(words);
	if (!style->width) {
		xappendf(text, "%s%s", **text ? "; " : "", words);
		free(words);
		return;
	}
	folded = rest = text_fold(words, width);
	while ((line = strsep(&rest, "\n")))
		xappendf(text, "%s%*s%s", **text ? "\n" : "",
			 **text ? INDENT : 0, "", line);
	free(folded);
	free(words);
}

static void add_part(char **text, const char *name, const char *part,
		     const struct text_style *style)
{
	if (part)
		add_words(text, xasprintf("%s: %s", name, part), style);
}

/* Colour comes in once there are lines: it takes no room in them. */
static void write_colored(FILE *f, const char *text, const char *mark,
			  const char *color)
{
	const char *at = strstr(text, mark);

	if (at)
		fprintf(f, "%.*s%s%s\033[0m%s\n", (int)(at - text), text, color,
			mark, at + strlen(mark));
	else
		fprintf(f, "%s\n", text);
}

static void write_finding(FILE *f, const struct lint_finding *x,
			  const char *name, const struct text_style *style)
{
	char *mark = xasprintf("%s %s", lint_severity_name(x->severity),
			       x->rule->code);
	char *text = xstrdup("");

	add_words(&text,
		  xasprintf("%s: %s: %s: %s", name, mark, x->where, x->message),
		  style);
	add_part(&text, "kernel", lint_kernel(x), style);
	add_part(&text, "log", lint_extra_log(x), style);
	add_part(&text, "change", x->change, style);
	if (style->color)
		write_colored(f, text, mark, color_of(x->severity));
	else
		fprintf(f, "%s\n", text);
	free(text);
	free(mark);
}

void lint_write_text(FILE *f, const struct lint *l, const char *name,
		     const struct text_style *style)
{
	for (int s = LINT_ERROR; s >= LINT_NOTE; s--) {
		for (size_t i = 0; i < l->nr_findings; i++) {
			if (l->findings[i].severity == (enum lint_severity)s)
				write_finding(f, &l->findings[i], name, style);
		}
	}
}

void lint_write_rules(FILE *f)
{
	for (size_t i = 0; i < nr_lint_rules; i++)
		fprintf(f, "%-4s %-8s %s\n", lint_rules[i].code,
			lint_severity_name(lint_rules[i].severity),
			lint_rules[i].title);
}

void lint_write_rule(FILE *f, const struct lint_rule *rule)
{
	char *folded = text_fold(rule->explanation, TEXT_WIDTH);

	fprintf(f, "%s (%s): %s\n\n%s\n", rule->code,
		lint_severity_name(rule->severity), rule->title, folded);
	free(folded);
}
