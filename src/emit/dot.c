/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/dot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "journal/sequence.h"
#include "util/alloc.h"

/* As this kernel calls it; of a state that no boot has made, as we do. */
static const char *phase_words(const struct boot *b)
{
	return boot_at_start(b) || !b->sequence ? b->journal->phase :
						  boot_phase(b)->call.name;
}

/* What it shows, when, and of which machine. */
static void title(struct dot_writer *w, const struct view *v,
		  const struct boot *b)
{
	const struct machine *m = b->machine;
	char *above = xasprintf("%s, after %s%s", v->summary, phase_words(b),
				boot_at_start(b) ? "" : "()");
	char *below = xasprintf("%s  |  %s, Linux %s",
				m->model ? m->model : m->input, b->kernel->arch,
				b->kernel->release);

	dot_title(w, above, below);
	free(above);
	free(below);
}

static struct dot_writer *draw(const struct view *v, const struct boot *b,
			       const struct view_options *o)
{
	struct dot_writer *w = dot_new(v->name, o->theme);

	title(w, v, b);
	v->draw(w, b, o);
	return w;
}

struct buffer view_dot(const struct view *v, const struct boot *b,
		       const struct view_options *o)
{
	struct dot_writer *w = draw(v, b, o);
	struct buffer text = dot_text(w);

	dot_free(w);
	return text;
}

int view_render(const struct view *v, const struct boot *b,
		const struct view_options *o, const char *format, char **data,
		unsigned *len, struct error *err)
{
	struct dot_writer *w = draw(v, b, o);
	int ret = dot_render(w, format, data, len, err);

	dot_free(w);
	return ret;
}

void view_free_data(char *data)
{
	dot_free_data(data);
}
