/* SPDX-License-Identifier: GPL-2.0-only */
#include "answer/verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/settled.h"
#include "journal/journal.h"
#include "util/alloc.h"

static const struct column summary_columns[] = {
	{ .name = "what", .title = "WHAT" },
	{ .name = "equal", .title = "EQUAL" },
	{ .name = "different", .title = "DIFFERENT" },
	{ .name = "not_compared", .title = "NOT COMPARED" },
	{ .name = "share", .title = "SHARE EQUAL" },
};

static const struct column difference_columns[] = {
	{ .name = "what", .title = "WHAT" },
	{ .name = "place", .title = "PLACE" },
	{ .name = "predicted", .title = "PREDICTED" },
	{ .name = "real", .title = "REAL" },
};

static const struct column not_compared_columns[] = {
	{ .name = "what", .title = "WHAT" },
	{ .name = "why", .title = "WHY" },
};

static const struct column inexact_columns[] = {
	{ .name = "member", .title = "MEMBER" },
	{ .name = "why", .title = "WHY" },
};

bool prediction_observe(void *ctx, const struct boot *b)
{
	struct prediction *p = ctx;

	array_reserve(p->log, p->cap_log, p->nr_log + b->journal->nr_log);
	for (size_t i = 0; i < b->journal->nr_log; i++)
		p->log[p->nr_log++] = xstrdup(b->journal->log[i]);
	return true;
}

void prediction_release(struct prediction *p)
{
	for (size_t i = 0; i < p->nr_log; i++)
		free(p->log[i]);
	free(p->log);
}

void compare_equal(struct comparison *c)
{
	c->equal++;
}

void compare_differ(struct comparison *c, const char *place,
		    const char *predicted, const char *real)
{
	c->different++;
	add_text(c->differences, "%s", c->what);
	add_text(c->differences, "%s", place);
	add_text_or_nothing(c->differences, predicted);
	add_text_or_nothing(c->differences, real);
}

void compare_not(struct comparison *c, uint64_t values, const char *fmt, ...)
{
	va_list ap;
	char *why;

	va_start(ap, fmt);
	if (vasprintf(&why, fmt, ap) < 0)
		why = xstrdup(fmt);
	va_end(ap);
	c->unknown += values;
	add_text(c->not_compared, "%s", c->what);
	add_text(c->not_compared, "%s", why);
	free(why);
}

void compare_number(struct comparison *c, const char *place, uint64_t predicted,
		    uint64_t real)
{
	if (predicted == real) {
		compare_equal(c);
		return;
	}
	c->different++;
	add_text(c->differences, "%s", c->what);
	add_text(c->differences, "%s", place);
	add_count(c->differences, predicted);
	add_count(c->differences, real);
}

static void add_summary(struct section *s, const char *what,
			const struct comparison *c)
{
	add_text(s, "%s", what);
	add_count(s, c->equal);
	add_count(s, c->different);
	add_count(s, c->unknown);
	add_share(s, c->equal, c->equal + c->different);
}

static int verify_log_file(struct comparison *c, const struct boot *b,
			   const struct prediction *p, const struct evidence *e)
{
	verify_log(c, b, p, e);
	return 0;
}

/* One kind after the other; the sections are made first, so as not to move. */
static int compare_all(struct answer *out, const struct boot *b,
		       const struct prediction *p, const struct evidence *e,
		       struct error *err)
{
	struct comparison c[] = {
		{ .what = "log" },	 { .what = "zoneinfo" },
		{ .what = "buddyinfo" }, { .what = "slabinfo" },
		{ .what = "memblock" },	 { .what = "iomem" },
	};
	const bool given[] = { e->log.data,
			       e->zoneinfo.data,
			       e->buddyinfo.data,
			       e->slabinfo.data,
			       e->memory.data || e->reserved.data,
			       e->iomem.data };
	struct comparison all = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(c); i++) {
		c[i].differences = &out->sections[1];
		c[i].not_compared = &out->sections[2];
		if (!given[i])
			compare_not(&c[i], 0, "no file was given");
	}
	if ((given[0] && verify_log_file(&c[0], b, p, e)) ||
	    (given[1] && verify_zoneinfo(&c[1], b, e, err)) ||
	    (given[2] && verify_buddyinfo(&c[2], b, e, err)) ||
	    (given[3] && verify_slabinfo(&c[3], b, e, err)) ||
	    (given[4] && verify_memblock(&c[4], b, e, err)) ||
	    (given[5] && verify_iomem(&c[5], b, e, err)))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(c); i++) {
		if (given[i])
			add_summary(&out->sections[0], c[i].what, &c[i]);
		all.equal += c[i].equal;
		all.different += c[i].different;
		all.unknown += c[i].unknown;
	}
	add_summary(&out->sections[0], "all", &all);
	out->no = all.different != 0;
	return 0;
}

/* Of another kernel than the one that ran, any value may be another. */
static void say_other_kernel(struct boot *b)
{
	static const char *const members[] = { "memblock", "nodes", "log" };
	const char *ran = b->machine->release;

	if (!ran || !strcmp(ran, b->kernel->release))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(members); i++)
		journal_inexact(
			b->journal, members[i],
			journal_intern(
				b->journal,
				"the machine ran Linux %s, and this is %s: another build, with an image, types and a configuration of its own",
				ran, b->kernel->release));
}

/* What the prediction itself says that it does not know. */
static void explain_inexact(struct answer *out, const struct boot *b)
{
	struct section *s = answer_section(out, "inexact", inexact_columns,
					   ARRAY_SIZE(inexact_columns),
					   "What is not predicted exactly");

	for (size_t i = 0; i < b->journal->nr_inexact; i++) {
		add_text(s, "%s", b->journal->inexact[i].member);
		add_text(s, "%s", b->journal->inexact[i].reason);
	}
	section_note(s, "A difference above may come from it.");
}

int verify(struct answer *out, struct boot *b, const struct prediction *p,
	   const struct evidence *e, struct error *err)
{
	memset(out, 0, sizeof(*out));
	answer_section(out, "summary", summary_columns,
		       ARRAY_SIZE(summary_columns), "Prediction and reality");
	answer_section(out, "differences", difference_columns,
		       ARRAY_SIZE(difference_columns),
		       "What differs (- predicted, + real)")
		->layout = LAYOUT_PAIRS;
	answer_section(out, "not_compared", not_compared_columns,
		       ARRAY_SIZE(not_compared_columns),
		       "What was not compared");
	if (b->journal->panic) {
		char *words = journal_last_words(b->journal);

		section_note(&out->sections[0],
			     "The predicted boot ends early: %s", words);
		free(words);
	} else {
		boot_settle(b);
	}
	say_other_kernel(b);
	if (compare_all(out, b, p, e, err))
		return -1;
	if (!section_rows(&out->sections[1]))
		section_note(&out->sections[1], "Nothing.");
	else if (b->journal->nr_inexact)
		explain_inexact(out, b);
	return 0;
}
