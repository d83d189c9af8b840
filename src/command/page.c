/* SPDX-License-Identifier: GPL-2.0-only */
#include "command/page.h"

#include <errno.h>

#include "emit/html.h"
#include "journal/boot.h"
#include "journal/sequence.h"
#include "model/boot.h"
#include "start/sequence.h"

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

int page_write(FILE *out, const struct session *s, const struct call *until,
	       bool files, bool *panicked)
{
	struct writer w = { .out = out };
	struct boot b;

	boot_init(&b, &s->machine, &s->kernel, s->arch);
	b.observer = write_record;
	b.observer_ctx = &w;
	boot_sequence(&b);
	if (html_page_begin(out, &b, files))
		w.error = errno;
	*panicked = boot_run(&b, until) != 0;
	boot_release(&b);
	if (!w.error && html_page_end(out))
		w.error = errno;
	errno = w.error;
	return w.error ? -1 : 0;
}
