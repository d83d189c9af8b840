/* SPDX-License-Identifier: GPL-2.0-only */
#include "command/answers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "emit/answer.h"

enum { OPT_ANSWER_FORMAT = 0x300, OPT_ALL };

static const struct argp_option options[] = {
	{ "format", OPT_ANSWER_FORMAT, "text|json", 0, "default: text", 5 },
	{ "all", OPT_ALL, NULL, 0, "text: the rows that stand aside, too", 5 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct answer_options *o = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &o->color;
		return 0;
	case OPT_ALL:
		o->all = true;
		return 0;
	case OPT_ANSWER_FORMAT:
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	if (!strcmp(arg, "json"))
		o->format = ANSWER_JSON;
	else if (!strcmp(arg, "text"))
		o->format = ANSWER_TEXT;
	else
		usage_error("--format=%s: expected text or json", arg);
	return 0;
}

static const struct argp_child children[] = { { .argp = &color_argp }, { 0 } };

const struct argp answer_argp = { .options = options,
				  .parser = parse,
				  .children = children };

static int write_text(const struct answer *a, const struct answer_options *o)
{
	const struct text_style style = terminal_style(o->color);

	terminal_page();
	return answer_write_text(stdout, a, &style, o->all);
}

int answer_print(const struct answer *a, const struct answer_options *o,
		 struct error *err)
{
	int ret = o->format == ANSWER_JSON ? answer_write_json(stdout, a) :
					     write_text(a, o);

	if (ret) {
		error_set(err, "standard output: %s", strerror(errno));
		return STATUS_ERROR;
	}
	return a->no ? STATUS_NO : STATUS_OK;
}
