/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/command.h"
#include "command/folder.h"
#include "command/terminal.h"
#include "emit/json.h"
#include "emit/text.h"
#include "journal/boot.h"
#include "journal/journal.h"
#include "journal/sequence.h"
#include "model/boot.h"
#include "start/sequence.h"
#include "util/alloc.h"

/* initmem run INPUT: a record for every phase, as it ends. */

enum format { FORMAT_AUTO, FORMAT_JSON, FORMAT_TEXT };

struct options {
	struct common_options common;
	const char *folder; /* -o; NULL: none */
	bool steps;
	const struct call *until; /* NULL: the last */
	const struct call *only; /* --phase; NULL: all */
	enum format format;
	enum color color;
};

enum { OPT_STEPS = 0x200, OPT_UNTIL, OPT_PHASE, OPT_FORMAT };

static const struct argp_option options[] = {
	{ "steps", OPT_STEPS, NULL, 0,
	  "also a record after each step inside a phase", 0 },
	{ "until", OPT_UNTIL, "PHASE", 0, "stop after this phase", 0 },
	{ "phase", OPT_PHASE, "PHASE", 0, "print this phase's record only", 0 },
	{ "format", OPT_FORMAT, "json|text", 0,
	  "default: text on a terminal, else json", 0 },
	{ "output", 'o', "DIR", 0,
	  "also write each phase's record and graphs into DIR", 0 },
	{ 0 }
};

static enum format parse_format(const char *arg)
{
	if (!strcmp(arg, "json"))
		return FORMAT_JSON;
	if (!strcmp(arg, "text"))
		return FORMAT_TEXT;
	usage_error("--format=%s: expected json or text", arg);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case OPT_STEPS:
		o->steps = true;
		return 0;
	case OPT_UNTIL:
		o->until = phase_argument("until", arg);
		return 0;
	case OPT_PHASE:
		o->only = phase_argument("phase", arg);
		return 0;
	case OPT_FORMAT:
		o->format = parse_format(arg);
		return 0;
	case 'o':
		o->folder = arg;
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[1] = &o->color;
		return parse_input_argument(key, arg, state, &o->common);
	default:
		return parse_input_argument(key, arg, state, &o->common);
	}
}

static const struct argp_child children[] = { { .argp = &common_argp },
					      { .argp = &color_argp },
					      { 0 } };

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "INPUT",
	.doc = "Run the whole boot of the machine that INPUT describes and "
	       "print the state of its memory after every phase."
	       "\vINPUT is a device tree (.dtb, or .dts, compiled with dtc), an "
	       "e820 map, a kernel's boot log, /sys/firmware/memmap or what "
	       "`initmem gather` brought; - is standard input.",
	.children = children,
};

/* What the observer needs while the boot runs. */
struct printer {
	const struct options *o;
	struct folder *folder; /* NULL: no -o */
	struct text_style style;
	unsigned index;
	struct error err; /* the first thing that could not be written */
};

static bool wanted(const struct options *o, const struct boot *b)
{
	return !o->only || !strcmp(o->only->name, b->journal->phase);
}

/* `record`: as JSON, where that was made for the folder; NULL: it was not. */
static int write_record(const struct printer *p, const struct boot *b,
			const char *record)
{
	if (p->o->format == FORMAT_TEXT)
		return text_write_record(stdout, b, p->index, &p->style);
	if (p->o->only)
		return json_write_record_alone(stdout, b, p->index);
	if (record)
		return fputs(record, stdout) < 0 || fflush(stdout) ? -1 : 0;
	return json_write_record(stdout, b, p->index);
}

/* What a phase's file in the folder holds; NULL: there is none. */
static char *folder_record(const struct printer *p, const struct boot *b)
{
	size_t len;
	char *text;
	FILE *f;

	if (!p->folder || p->err.set || b->journal->step)
		return NULL;
	f = xmemstream(&text, &len);
	json_write_record(f, b, p->index);
	xmemstream_end(f);
	return text;
}

static bool print_record(void *ctx, const struct boot *b)
{
	struct printer *p = ctx;
	char *record = folder_record(p, b);
	bool shown = !b->journal->step || p->o->steps;

	if (p->folder && !p->err.set)
		folder_add(p->folder, b, record, &p->err);
	if (shown && wanted(p->o, b) && !p->err.set &&
	    write_record(p, b, record))
		error_set(&p->err, "standard output: %s", strerror(errno));
	p->index += shown;
	free(record);
	return shown;
}

static int run_boot(const struct options *o, struct printer *p,
		    const struct session *s)
{
	struct boot b;
	int ret;

	boot_init(&b, &s->machine, &s->kernel, s->arch);
	b.observer = print_record;
	b.observer_ctx = p;
	ret = boot_run(&b, o->until);
	if (p->folder && !p->err.set)
		folder_finish(p->folder, &b, &p->err);
	boot_release(&b);
	return ret ? STATUS_PANIC : STATUS_OK;
}

static int run(struct options *o)
{
	struct printer p = { .o = o, .style = terminal_style(o->color) };
	struct folder folder;
	struct session s;
	int status;

	if (session_open(&s, &o->common, &p.err))
		return command_error(&p.err);
	if (phase_check(&s, "--until", o->until, &p.err) ||
	    phase_check(&s, "--phase", o->only, &p.err)) {
		session_close(&s);
		return command_error(&p.err);
	}
	if (o->folder && folder_open(&folder, o->folder, &p.err)) {
		session_close(&s);
		return command_error(&p.err);
	}
	p.folder = o->folder ? &folder : NULL;
	status = run_boot(o, &p, &s);
	session_close(&s);
	if (p.folder)
		folder_close(p.folder);
	return p.err.set ? command_error(&p.err) : status;
}

int command_run(int argc, char **argv)
{
	struct options o = { 0 };
	int status;

	command_parse(&argp, argc, argv, 0, &o);
	if (o.format == FORMAT_AUTO)
		o.format = isatty(STDOUT_FILENO) ? FORMAT_TEXT : FORMAT_JSON;
	status = run(&o);
	common_options_release(&o.common);
	return status;
}
