/* SPDX-License-Identifier: GPL-2.0-only */
#include "command/message.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/fold.h"
#include "util/utf8.h"

#define WIDTH 80 /* of a terminal that does not tell */
#define LEAST 40

unsigned terminal_width(int fd)
{
	struct winsize size;

	if (!isatty(fd))
		return 0;
	if (!ioctl(fd, TIOCGWINSZ, &size) && size.ws_col >= LEAST)
		return size.ws_col;
	return WIDTH;
}

/* Its further lines begin with this. */
#define INDENT "  "

void message(const char *fmt, ...)
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
