/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/lint.h"

#include <string.h>

/* Findings for people: a line each, or a few of them in colour. */

#define TEXT_WIDTH 78

/* Whatever came in with the input stays on its line. */
static void put(FILE *f, const char *s)
{
	for (; *s; s++)
		putc((unsigned char)*s < ' ' || *s == 127 ? '?' : *s, f);
}

static void put_part(FILE *f, const char *apart, const char *name,
		     const char *text)
{
	if (!text)
		return;
	fprintf(f, "%s%s: ", apart, name);
	put(f, text);
}

static const char *color_of(enum lint_severity severity, bool color)
{
	static const char *const colors[] = { "\033[36m", "\033[35m",
					      "\033[31m" };

	return color ? colors[severity] : "";
}

static void write_finding(FILE *f, const struct lint_finding *x,
			  const char *name, bool color)
{
	const char *apart = color ? "\n    " : "; ";

	put(f, name);
	fprintf(f, ": %s%s %s%s: ", color_of(x->severity, color),
		lint_severity_name(x->severity), x->rule->code,
		color ? "\033[0m" : "");
	put(f, x->where);
	fputs(": ", f);
	put(f, x->message);
	put_part(f, apart, "kernel", lint_kernel(x));
	put_part(f, apart, "log", lint_extra_log(x));
	put_part(f, apart, "change", x->change);
	putc('\n', f);
}

void lint_write_text(FILE *f, const struct lint *l, const char *name,
		     bool color)
{
	for (int s = LINT_ERROR; s >= LINT_NOTE; s--) {
		for (size_t i = 0; i < l->nr_findings; i++) {
			if (l->findings[i].severity == (enum lint_severity)s)
				write_finding(f, &l->findings[i], name, color);
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
	const char *s = rule->explanation;
	size_t column = 0;

	fprintf(f, "%s (%s): %s\n\n", rule->code,
		lint_severity_name(rule->severity), rule->title);
	while (*s) {
		size_t len = strcspn(s, " ");

		if (column && column + 1 + len > TEXT_WIDTH) {
			putc('\n', f);
			column = 0;
		}
		column += (size_t)fprintf(f, "%s%.*s", column ? " " : "",
					  (int)len, s);
		s += len + (s[len] == ' ');
	}
	putc('\n', f);
}
