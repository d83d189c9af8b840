/* SPDX-License-Identifier: GPL-2.0-only */
#include "command/columns.h"

#include <stdio.h>
#include <stdlib.h>

#include "command/command.h"
#include "util/alloc.h"

enum { OPT_LIST_COLUMNS = 0x500 };

static const struct argp_option options[] = {
	{ .doc = "Lists, in the manner of util-linux:", .group = 6 },
	{ "output", 'o', "LIST", 0,
	  "these columns; +NAME,... : besides the usual ones", 6 },
	{ "list-columns", OPT_LIST_COLUMNS, NULL, 0,
	  "say which columns there are (*: the usual ones)", 6 },
	{ "json", 'J', NULL, 0, "as JSON", 6 },
	{ "raw", 'r', NULL, 0, "words apart by spaces", 6 },
	{ "pairs", 'P', NULL, 0, "as NAME=\"value\"", 6 },
	{ "noheadings", 'n', NULL, 0, "without a heading", 6 },
	{ "bytes", 'b', NULL, 0, "sizes in bytes", 6 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct column_words *w = state->input;

	switch (key) {
	case 'o':
		w->options.chosen = arg;
		break;
	case OPT_LIST_COLUMNS:
		w->list = true;
		break;
	case 'J':
		w->options.form = COLUMNS_JSON;
		break;
	case 'r':
		w->options.form = COLUMNS_RAW;
		break;
	case 'P':
		w->options.form = COLUMNS_PAIRS;
		break;
	case 'n':
		w->options.no_headings = true;
		break;
	case 'b':
		w->options.bytes = true;
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	w->asked = true;
	return 0;
}

const struct argp columns_argp = { .options = options, .parser = parse };

void columns_check(const struct column_words *w, const struct column *columns,
		   size_t n)
{
	char *unknown = columns_unknown(columns, n, &w->options);

	if (unknown)
		usage_unknown(unknown, "column", columns, sizeof(columns[0]),
			      n);
	if (!w->list)
		return;
	columns_list(stdout, columns, n);
	exit(STATUS_OK);
}
