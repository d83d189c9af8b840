/* SPDX-License-Identifier: GPL-2.0-only */
#include "answer/dialect.h"

#include <stdlib.h>
#include <string.h>

#include "answer/dialect_late.h"
#include "answer/dialect_layout.h"
#include "answer/dialect_memory.h"
#include "answer/dialect_supply.h"
#include "input/scan.h"
#include "model/release.h"
#include "util/alloc.h"

/* Where the log first has such a line among the others; nr_kinds: nowhere. */
static size_t place_of(const struct dialect *d, const struct log_kind *kind,
		       const char *key)
{
	size_t i = 0;

	while (i < d->nr_kinds &&
	       (d->kinds[i].kind != kind || strcmp(d->kinds[i].key, key) != 0))
		i++;
	return i;
}

static const struct dialect_kind *find_kind(const struct dialect *d,
					    const struct line_fact *f)
{
	size_t i = place_of(d, f->kind, line_fact_key(f));

	return i < d->nr_kinds ? &d->kinds[i] : NULL;
}

/*
 * Wordings may look alike: where what a number means is another, or where the
 * numbers of the line are too short to tell widths apart. Then it is the newest
 * one that the release has.
 */
static const struct log_wording *
wording_of(const struct dialect *d, const struct line_fact *f, const char *line)
{
	const struct log_wording *w = f->kind->wordings, *oldest = f->wording;

	for (; *w->text; w++) {
		if (log_wording_fits(f->kind, w, line) < f->fit)
			continue;
		oldest = w;
		if (release_reaches(d->release, w->since))
			return w;
	}
	return oldest;
}

static bool is_memory(const struct line_fact *f)
{
	return !strcmp(f->kind->name, "memory");
}

static void learn_line(struct dialect *d, const char *line)
{
	struct line_fact f;

	if (!line_fact_read(&f, line, d->page_shift))
		return;
	if (!find_kind(d, &f)) {
		array_reserve(d->kinds, d->cap_kinds, d->nr_kinds + 1);
		d->kinds[d->nr_kinds++] = (struct dialect_kind){
			.kind = f.kind,
			.wording = wording_of(d, &f, line),
			.key = xstrdup(line_fact_key(&f)),
			.form = is_memory(&f) ? xstrdup(line) : NULL,
		};
	}
	if (!d->first || f.kind < d->first)
		d->first = f.kind;
	if (!d->last || f.kind > d->last)
		d->last = f.kind;
	line_fact_release(&f);
}

void dialect_learn(struct dialect *d, char *const *lines, size_t nr_lines,
		   const char *banner, unsigned page_shift)
{
	const char *release;

	*d = (struct dialect){ .page_shift = page_shift,
			       .whole = banner != NULL };
	if (banner && skip_prefix(banner, "Linux version ", &release))
		d->release = release_with_repairs(release, banner);
	for (size_t i = 0; i < nr_lines; i++)
		learn_line(d, lines[i]);
}

void dialect_release(struct dialect *d)
{
	for (size_t i = 0; i < d->nr_kinds; i++) {
		free(d->kinds[i].key);
		free(d->kinds[i].form);
	}
	free(d->kinds);
	free(d->release);
	memset(d, 0, sizeof(*d));
}

/* The log goes on past where it would stand, and does not have it. */
static bool is_silent(const struct dialect *d, const struct log_kind *k)
{
	return d->last && k <= d->last && (d->whole || k >= d->first);
}

/* Of a kind that the log does not reach. */
static const struct log_wording *wording_by_release(const struct dialect *d,
						    const struct line_fact *f)
{
	const struct log_wording *w = f->kind->wordings;

	for (; *w->text; w++) {
		if (release_reaches(d->release, w->since))
			return w;
	}
	return f->wording;
}

static char *say(struct line_fact *f, const struct log_wording *w,
		 const struct boot *b, unsigned page_shift)
{
	const char *lacks;
	char *text;

	for (;;) {
		text = line_fact_text(f, w, page_shift, &lacks);
		if (text || !dialect_supply(f, lacks, b))
			return text;
	}
}

char *dialect_line(const struct dialect *d, const struct boot *b,
		   const char *line)
{
	const struct dialect_kind *k;
	struct line_fact f;
	char *text = NULL;

	if (d->known || !line_fact_read(&f, line, d->page_shift))
		return xstrdup(line);
	k = find_kind(d, &f);
	if (k && k->form)
		text = dialect_memory(k->form, line, b);
	else if (k)
		text = say(&f, k->wording, b, d->page_shift);
	else if (!is_silent(d, f.kind))
		text = say(&f, wording_by_release(d, &f), b, d->page_shift);
	line_fact_release(&f);
	return text;
}

static void print_later(const struct dialect *d, const struct boot *b,
			const struct dialect_late *late, struct line_fact *f,
			void (*print)(void *ctx, const char *line), void *ctx)
{
	const struct dialect_kind *k = find_kind(d, f);
	const struct log_wording *own = *late->wording.text ? &late->wording :
							      NULL;
	char *text = k ? say(f, own ? own : k->wording, b, d->page_shift) :
			 NULL;

	if (text)
		print(ctx, text);
	free(text);
}

/* Whose layout it has: what some vendors took from later ones, the log shows. */
static const char *layout_release(const struct dialect *d)
{
	const struct log_kind *row = log_kind_find("layout row");
	bool low = place_of(d, row, "modules") < place_of(d, row, "vmalloc");

	return low && !release_reaches(d->release, LAYOUT_MODULES_LOW) ?
		       LAYOUT_MODULES_LOW :
		       d->release;
}

static bool late_is_of(const struct dialect_late *late, const struct boot *b)
{
	return !late->arch || arch_is(b->kernel->arch, late->arch);
}

void dialect_later(const struct dialect *d, const struct boot *b,
		   void (*print)(void *ctx, const char *line), void *ctx)
{
	const char *release = layout_release(d);

	for (size_t n = 0; n < nr_dialect_lates; n++) {
		const struct dialect_late *late = &dialect_lates[n];

		for (size_t i = 0;; i++) {
			struct line_fact f = {
				.kind = log_kind_find(late->kind),
			};
			bool there = late_is_of(late, b) &&
				     late->fact(&f, b, release, i);

			if (there)
				print_later(d, b, late, &f, print, ctx);
			line_fact_release(&f);
			if (!there)
				break;
		}
	}
}
