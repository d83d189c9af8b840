/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <string.h>

#include "command/command.h"
#include "command/report.h"
#include "emit/html.h"
#include "journal/boot.h"
#include "model/boot.h"
#include "start/sequence.h"
#include "util/outfile.h"

/* initmem report INPUT -o FILE.html: one page to step through the boot. */

struct options {
	struct common_options common;
	const char *output;
};

static const struct argp_option options[] = { { "output", 'o', "FILE.html", 0,
						"the page to write", 0 },
					      { 0 } };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case 'o':
		o->output = arg;
		return 0;
	case ARGP_KEY_END:
		if (!o->output)
			usage_error(
				"expected -o FILE.html, where the page is to go");
		/* fall through */
	default:
		return parse_input_argument(key, arg, state, &o->common);
	}
}

static const struct argp_child children[] = { { .argp = &common_argp }, { 0 } };

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "INPUT",
	.doc = "Write one HTML page, with everything it needs inside, to step "
	       "through the boot in a browser.",
	.children = children,
};

struct writer {
	FILE *out;
	unsigned index;
	int error; /* errno of the first write that failed */
};

static bool write_record(void *ctx, const struct boot *b)
{
	struct writer *w = ctx;

	if (!w->error && html_page_record(w->out, b, w->index++))
		w->error = errno;
	return true;
}

int report_write(FILE *out, const struct session *s,
		 const struct html_page *page, bool *panicked)
{
	struct writer w = { .out = out };
	struct boot b;

	boot_init(&b, &s->machine, &s->kernel, s->arch);
	b.observer = write_record;
	b.observer_ctx = &w;
	if (html_page_begin(out, page))
		w.error = errno;
	*panicked = boot_run(&b, NULL) != 0;
	if (!w.error && html_page_end(out, page, &b))
		w.error = errno;
	boot_release(&b);
	errno = w.error;
	return w.error ? -1 : 0;
}

static int report(const struct options *o)
{
	static const struct html_page page = { 0 };
	struct error err = { 0 };
	struct session s;
	struct outfile out;
	bool panicked = false;

	if (session_open(&s, &o->common, &err))
		return command_error(&err);
	if (!outfile_open(&out, o->output, &err)) {
		if (!report_write(out.f, &s, &page, &panicked)) {
			outfile_commit(&out, &err);
		} else {
			error_set(&err, "%s: %s", o->output, strerror(errno));
			outfile_discard(&out);
		}
	}
	session_close(&s);
	if (err.set)
		return command_error(&err);
	return panicked ? STATUS_PANIC : STATUS_OK;
}

int command_report(int argc, char **argv)
{
	struct options o = { 0 };
	int status;

	command_parse(&argp, argc, argv, 0, &o);
	status = report(&o);
	common_options_release(&o.common);
	return status;
}
