/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "emit/views.h"
#include "journal/journal.h"
#include "journal/sequence.h"
#include "model/archs.h"
#include "util/alloc.h"
#include "util/size.h"

/*
 * The flowchart of start_kernel(): who calls whom as boxes in boxes, the steps
 * of a phase as its rows. Done, current and to come differ in border and in
 * words, not only in colour; so do functions of the architecture.
 */

enum state { DONE, CURRENT, TO_COME };

static enum state state_of(const struct boot *b, const struct step *p)
{
	const struct step *now = boot_phase(b);

	return p < now ? DONE : p == now ? CURRENT : TO_COME;
}

static enum dot_border border_of(enum state s)
{
	return s == DONE ? DOT_THIN : s == CURRENT ? DOT_THICK : DOT_DASHED;
}

static const char *const marks[] = {
	[DONE] = "done",
	[CURRENT] = "NOW",
	[TO_COME] = "to come",
};

static const char *arch_folder(const struct boot *b)
{
	return arch_facts_find(b->arch->name)->family;
}

static void origin_cell(struct dot_writer *w, const struct boot *b, bool arch,
			unsigned columns)
{
	const struct dot_style style = {
		.color = arch ? DOT_ORANGE : DOT_SKY,
		.columns = columns,
		.small = true,
	};

	if (arch)
		dot_styled(w, &style, "arch/%s", arch_folder(b));
	else
		dot_styled(w, &style, "generic");
}

/* A function inside a phase, `depth` calls below it. */
static void step_row(struct dot_writer *w, const struct boot *b,
		     const struct step *s, const char *summary, unsigned depth)
{
	bool arch = s->call.arch;

	dot_row_begin(w);
	dot_cell(w, arch ? DOT_ORANGE : DOT_SKY, 1, 0, "%*s%s()",
		 6 * (int)depth, "", s->call.name);
	origin_cell(w, b, arch, summary ? 1 : 2);
	if (summary)
		dot_styled(w,
			   &(struct dot_style){ .faint = true, .small = true },
			   "%s", summary);
	dot_row_end(w);
}

/* The steps that are shown, each with those inside it below. */
static void step_rows(struct dot_writer *w, const struct boot *b, size_t from,
		      size_t end, unsigned depth)
{
	const struct sequence *s = b->sequence;

	for (size_t i = from; i < end; i = s->steps[i].end) {
		bool shown = step_is_shown(s, i);

		if (shown)
			step_row(w, b, &s->steps[i], s->steps[i].call.title,
				 depth);
		step_rows(w, b, i + 1, s->steps[i].end, depth + shown);
	}
}

/* The steps of functions that belong to the phase, but are called after it. */
static void follower_rows(struct dot_writer *w, const struct boot *b,
			  const struct step *p)
{
	const struct sequence *s = b->sequence;

	for (size_t i = p->end; i < s->n && s->steps[i].call.follows;
	     i = s->steps[i].end)
		step_rows(w, b, i + 1, s->steps[i].end, 1);
}

/* What start_kernel() has called since the phase before, if it took memory. */
static void taker_rows(struct dot_writer *w, const struct boot *b,
		       const struct step *p)
{
	const struct step *steps = b->sequence->steps;

	for (const struct step *s = steps; s < p; s++) {
		char text[64], size[32];

		if (&steps[s->phase] != p || s->caller != NO_STEP ||
		    !s->taken || !*s->call.name)
			continue;
		snprintf(text, sizeof(text), "called first; takes %s",
			 format_size(s->taken, size, sizeof(size)));
		step_row(w, b, s, text, 0);
	}
}

static void head_row(struct dot_writer *w, const struct boot *b,
		     const struct step *p, enum state s)
{
	static const enum dot_color colors[] = {
		[DONE] = DOT_GREEN,
		[CURRENT] = DOT_BLUE,
		[TO_COME] = DOT_PLAIN,
	};
	bool arch = p->call.arch;

	dot_row_begin(w);
	if (p != b->sequence->steps) {
		dot_cell_bold(w, arch ? DOT_ORANGE : DOT_SKY, 1, "%s()",
			      p->call.name);
		origin_cell(w, b, arch, 1);
	} else {
		dot_cell_bold(w, DOT_GREY, 2, "firmware and boot loader");
	}
	dot_styled(w,
		   &(struct dot_style){ .color = colors[s],
					.bold = s == CURRENT,
					.faint = s == TO_COME },
		   "%s", marks[s]);
	dot_row_end(w);
}

static void phase_box(struct dot_writer *w, const struct boot *b,
		      const struct step *p)
{
	enum state s = state_of(b, p);

	dot_table_begin(w, border_of(s));
	taker_rows(w, b, p);
	head_row(w, b, p, s);
	dot_row_begin(w);
	dot_styled(w,
		   &(struct dot_style){ .columns = 3, .faint = s == TO_COME },
		   "%s", p->call.title);
	dot_row_end(w);
	if (s != TO_COME) {
		dot_row_begin(w);
		dot_cell_bold(w, DOT_YELLOW, 3, "%s", p->result);
		dot_row_end(w);
	}
	step_rows(w, b, (size_t)(p - b->sequence->steps) + 1, p->end, 1);
	follower_rows(w, b, p);
	dot_table_end(w, p->model_name);
}

/* Enters a box for each function on the way to step i; returns how many. */
static unsigned enter_callers(struct dot_writer *w, const struct sequence *s,
			      size_t i, bool to_come)
{
	unsigned entered;
	char *label;

	if (i == NO_STEP) {
		dot_enter_cluster(w, "start_kernel", "start_kernel()", to_come);
		return 1;
	}
	entered = enter_callers(w, s, s->steps[i].caller, to_come);
	if (!*s->steps[i].call.name)
		return entered;
	label = xasprintf("%s()", s->steps[i].call.name);
	dot_enter_cluster(w, s->steps[i].model_name, label, to_come);
	free(label);
	return entered + 1;
}

/* A phase inside the functions on the way to it. */
static void nested_box(struct dot_writer *w, const struct boot *b,
		       const struct step *p)
{
	unsigned entered = 0;

	if (p != b->sequence->steps)
		entered = enter_callers(w, b->sequence, p->caller,
					state_of(b, p) == TO_COME);
	phase_box(w, b, p);
	while (entered--)
		dot_leave_cluster(w);
}

static void legend(struct dot_writer *w, const struct boot *b)
{
	char text[64];

	snprintf(text, sizeof(text), "function of arch/%s alone",
		 arch_folder(b));
	dot_table_begin(w, DOT_THIN);
	legend_head(w);
	legend_row(w, DOT_SKY, "generic",
		   "function shared by all architectures");
	legend_row(w, DOT_ORANGE, "arch", text);
	legend_row(w, DOT_YELLOW, "bold",
		   "numbers of this boot, once the function was done");
	legend_row(w, DOT_GREEN, marks[DONE], "thin border");
	legend_row(w, DOT_BLUE, marks[CURRENT],
		   "thick border: the state that was asked for");
	legend_row(w, DOT_PLAIN, marks[TO_COME],
		   "dashed border, no numbers yet");
	dot_table_end(w, "legend");
}

static void panic_box(struct dot_writer *w, const struct boot *b)
{
	dot_table_begin(w, DOT_THICK);
	dot_row_begin(w);
	if (!b->journal->dies_in)
		dot_cell_bold(w, DOT_HEAD, 1, "Kernel panic - not syncing:\n%s",
			      b->journal->panic);
	else if (*b->journal->panic)
		dot_cell_bold(w, DOT_HEAD, 1,
			      "exception in %s()\n"
			      "Kernel panic - not syncing:\n%s",
			      b->journal->dies_in, b->journal->panic);
	else
		dot_cell_bold(w, DOT_HEAD, 1, "stops in %s()\nwithout a panic",
			      b->journal->dies_in);
	dot_row_end(w);
	dot_table_end(w, "panic");
	dot_edge(w, b->journal->phase, "panic");
}

void draw_flow(struct dot_writer *w, const struct boot *b,
	       const struct view_options *o)
{
	const struct sequence *s = b->sequence;
	size_t last = 0;

	(void)o;
	dot_distances(w, "0.4", "0.25");
	for (size_t i = 0; i < s->n; i++) {
		if (s->steps[i].call.kind == CALL_PHASE)
			nested_box(w, b, &s->steps[i]);
	}
	legend(w, b);
	for (size_t i = 1; i < s->n; i++) {
		if (s->steps[i].call.kind != CALL_PHASE)
			continue;
		dot_edge(w, s->steps[last].model_name, s->steps[i].model_name);
		last = i;
	}
	if (b->journal->panic)
		panic_box(w, b);
}
