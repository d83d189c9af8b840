/* SPDX-License-Identifier: GPL-2.0-only */
#include "command/terminal.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command/command.h"
#include "util/alloc.h"
#include "util/fold.h"
#include "util/utf8.h"

#define WIDTH 80 /* of a terminal that does not tell */
#define LEAST 40

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

/* 0: it is none. */
static unsigned terminal_width(int fd)
{
	struct winsize size;

	if (!isatty(fd))
		return 0;
	if (!ioctl(fd, TIOCGWINSZ, &size) && size.ws_col >= LEAST)
		return size.ws_col;
	return WIDTH;
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

/* Its further lines begin with this. */
#define INDENT "  "

void terminal_note(const char *fmt, ...)
{
	unsigned width = terminal_width(STDERR_FILENO);
	char *text, *printed, *folded, *rest, *line;
	const char *indent = "";
	va_list ap;
	size_t len;
	FILE *f;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	f = xmemstream(&printed, &len);
	utf8_print(f, text);
	xmemstream_end(f);
	folded = rest =
		text_fold(printed, width ? width - strlen(INDENT) : SIZE_MAX);
	for (; (line = strsep(&rest, "\n")); indent = INDENT)
		fprintf(stderr, "%s%s\n", width ? indent : "", line);
	free(folded);
	free(printed);
	free(text);
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
