/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "journal/boot.h"
#include "journal/journal.h"
#include "model/boot.h"
#include "start/sequence.h"
#include "util/utf8.h"

/* initmem log INPUT: what the real kernel prints about memory. */

static error_t parse(int key, char *arg, struct argp_state *state)
{
	return parse_input_argument(key, arg, state, state->input);
}

static const struct argp_child children[] = { { .argp = &common_argp }, { 0 } };

static const struct argp argp = {
	.parser = parse,
	.args_doc = "INPUT",
	.doc = "Print the lines that the real kernel would print about memory.",
	.children = children,
};

static bool print_lines(void *ctx, const struct boot *b)
{
	(void)ctx;
	for (size_t i = 0; i < b->journal->nr_log; i++) {
		utf8_print(stdout, b->journal->log[i]);
		putchar('\n');
	}
	if (b->journal->panic && *b->journal->panic)
		printf("Kernel panic - not syncing: %s\n", b->journal->panic);
	return true;
}

int command_log(int argc, char **argv)
{
	struct common_options o = { 0 };
	struct error err = { 0 };
	struct session s;
	struct boot b;
	int ret;

	command_parse(&argp, argc, argv, 0, &o);
	if (session_open(&s, &o, &err)) {
		common_options_release(&o);
		return command_error(&err);
	}
	boot_init(&b, &s.machine, &s.kernel, s.arch);
	b.observer = print_lines;
	ret = boot_run(&b, NULL);
	boot_release(&b);
	session_close(&s);
	common_options_release(&o);
	if (fflush(stdout) || ferror(stdout)) {
		error_set(&err, "standard output: %s", strerror(errno));
		return command_error(&err);
	}
	return ret ? STATUS_PANIC : STATUS_OK;
}
