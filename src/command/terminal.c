/* SPDX-License-Identifier: GPL-2.0-only */
#include "command/terminal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command/command.h"
#include "command/message.h"

#define DEFAULT_PAGER                                                          \
	"if command -v less >/dev/null; then exec less; else exec cat; fi"

enum { OPT_COLOR = 0x400 };

static const struct argp_option options[] = {
	{ "color", OPT_COLOR, "auto|always|never", 0,
	  "colour in text (default: auto, on a terminal)", 6 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	static const char *const words[] = { "auto", "always", "never" };
	enum color *color = state->input;

	if (key != OPT_COLOR)
		return ARGP_ERR_UNKNOWN;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strcmp(arg, words[i])) {
			*color = (enum color)i;
			return 0;
		}
	}
	usage_error("--color=%s: expected auto, always or never", arg);
}

const struct argp color_argp = { .options = options, .parser = parse };

/* no-color.org, and terminals that know no sequences. */
static bool has_color(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return (!no_color || !*no_color) && term && strcmp(term, "dumb") != 0;
}

struct text_style terminal_style(enum color color)
{
	unsigned width = terminal_width(STDOUT_FILENO);
	struct text_style style = {
		.color = color == COLOR_ALWAYS ||
			 (color == COLOR_AUTO && width && has_color()),
		.width = width,
	};

	return style;
}

static FILE *pager;

/* less shows what fits as it is, and colours as such, as under git. */
static void wait_for_pager(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	fflush(stdout);
	dup2(null, STDOUT_FILENO);
	pclose(pager);
}

void terminal_page(void)
{
	const char *command = getenv("PAGER");

	if (!command)
		command = DEFAULT_PAGER;
	if (!isatty(STDOUT_FILENO) || !*command || !strcmp(command, "cat"))
		return;
	setenv("LESS", "FRX", 0);
	fflush(stdout);
	pager = popen(command, "w");
	if (!pager)
		return;
	dup2(fileno(pager), STDOUT_FILENO);
	atexit(wait_for_pager);
}
