/* SPDX-License-Identifier: GPL-2.0-only */
#include "command/answers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "command/command.h"
#include "emit/answer.h"

enum { OPT_ANSWER_FORMAT = 0x300 };

static const struct argp_option options[] = {
	{ "format", OPT_ANSWER_FORMAT, "text|json", 0, "default: text", 5 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	enum answer_format *format = state->input;

	if (key != OPT_ANSWER_FORMAT)
		return ARGP_ERR_UNKNOWN;
	if (!strcmp(arg, "json"))
		*format = ANSWER_JSON;
	else if (!strcmp(arg, "text"))
		*format = ANSWER_TEXT;
	else
		usage_error("--format=%s: expected text or json", arg);
	return 0;
}

const struct argp format_argp = { .options = options, .parser = parse };

static unsigned terminal_width(void)
{
	struct winsize size;

	if (isatty(STDOUT_FILENO) && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) &&
	    size.ws_col >= 40)
		return size.ws_col;
	return 0;
}

int answer_print(const struct answer *a, enum answer_format format,
		 struct error *err)
{
	int ret = format == ANSWER_JSON ?
			  answer_write_json(stdout, a) :
			  answer_write_text(stdout, a, terminal_width());

	if (ret) {
		error_set(err, "standard output: %s", strerror(errno));
		return STATUS_ERROR;
	}
	return a->no ? STATUS_NO : STATUS_OK;
}
