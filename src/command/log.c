/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/dialect.h"
#include "command/command.h"
#include "journal/boot.h"
#include "journal/journal.h"
#include "model/boot.h"
#include "start/sequence.h"
#include "util/utf8.h"

/*
 * initmem log INPUT: what the real kernel prints about memory. If INPUT is a
 * log, of a kernel that is not built in: as that one prints it.
 */

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

static void print_line(const char *line)
{
	utf8_print(stdout, line);
	putchar('\n');
}

static void print_in_dialect(const struct dialect *d, const struct boot *b,
			     const char *line)
{
	char *text = dialect_line(d, b, line);

	if (text)
		print_line(text);
	free(text);
}

static bool print_lines(void *ctx, const struct boot *b)
{
	const struct dialect *d = ctx;

	for (size_t i = 0; i < b->journal->nr_log; i++) {
		if (d->nr_kinds)
			print_in_dialect(d, b, b->journal->log[i]);
		else
			print_line(b->journal->log[i]);
	}
	if (b->journal->panic && *b->journal->panic)
		printf("Kernel panic - not syncing: %s\n", b->journal->panic);
	return true;
}

/* Whether the kernel only stands in for the one that wrote the log. */
static bool stands_in(const struct session *s, const struct common_options *o)
{
	return (!o->kernel || s->kernel.base_release) && s->machine.release &&
	       strcmp(s->machine.release,
		      kernel_words_release(&s->kernel)) != 0;
}

int command_log(int argc, char **argv)
{
	struct common_options o = { 0 };
	struct error err = { 0 };
	struct dialect dialect = { 0 };
	struct session s;
	struct boot b;
	int ret;

	command_parse(&argp, argc, argv, 0, &o);
	if (session_open(&s, &o, &err)) {
		common_options_release(&o);
		return command_error(&err);
	}
	if (stands_in(&s, &o))
		dialect_learn(&dialect, s.machine.log, s.machine.nr_log,
			      s.machine.log_kernel.banner, s.kernel.page_shift);
	boot_init(&b, &s.machine, &s.kernel, s.arch);
	b.observer = print_lines;
	b.observer_ctx = &dialect;
	ret = boot_run(&b, NULL);
	if (!ret)
		dialect_later(&dialect, &b, print_line);
	boot_release(&b);
	dialect_release(&dialect);
	session_close(&s);
	common_options_release(&o);
	if (fflush(stdout) || ferror(stdout)) {
		error_set(&err, "standard output: %s", strerror(errno));
		return command_error(&err);
	}
	return ret ? STATUS_PANIC : STATUS_OK;
}
