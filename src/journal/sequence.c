/* SPDX-License-Identifier: GPL-2.0-only */
#include "journal/sequence.h"

#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "model/boot.h"

void sequence_free(struct sequence *s)
{
	if (!s)
		return;
	free(s->steps);
	free(s);
}

const struct step *sequence_phase(const struct sequence *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->steps[i].call.kind == CALL_PHASE &&
		    !strcmp(s->steps[i].model_name, name))
			return &s->steps[i];
	}
	return NULL;
}

/* A call of the same function that the same one made before. */
static bool is_again(const struct sequence *s, size_t i)
{
	for (size_t j = 0; j < i; j++) {
		if (s->steps[j].caller == s->steps[i].caller &&
		    !strcmp(s->steps[j].model_name, s->steps[i].model_name))
			return true;
	}
	return false;
}

bool step_is_shown(const struct sequence *s, size_t i)
{
	const struct call *c = &s->steps[i].call;

	return (c->kind == CALL_STEP || (c->kind == CALL_PLAIN && c->title)) &&
	       *c->name && !is_again(s, i);
}

const struct step *step_within(const struct sequence *s,
			       const struct step *step)
{
	for (size_t i = step->caller; i != NO_STEP; i = s->steps[i].caller) {
		if (s->steps[i].call.kind == CALL_PHASE)
			return NULL;
		if (step_is_shown(s, i))
			return &s->steps[i];
	}
	return NULL;
}

const struct step *boot_phase(const struct boot *b)
{
	return sequence_phase(b->sequence, b->journal->phase);
}

bool boot_at_start(const struct boot *b)
{
	return b->sequence && boot_phase(b) == b->sequence->steps;
}

const char *call_makes_name(enum call_makes makes)
{
	static const char *const names[] = {
		[MAKES_MACHINE] = "machine",
		[MAKES_HASH_TABLES] = "hash_tables",
		[MAKES_FREE_LISTS] = "free_lists",
		[MAKES_SLAB_CACHES] = "slab_caches",
		[MAKES_PAGESETS] = "pagesets",
	};

	return names[makes];
}

bool boot_makes(const struct boot *b, enum call_makes makes)
{
	return boot_phase(b)->call.makes == makes;
}

bool boot_has_made(const struct boot *b, enum call_makes makes)
{
	const struct step *now = boot_phase(b);

	for (const struct step *p = b->sequence->steps; p <= now; p++) {
		if (p->call.makes == makes)
			return true;
	}
	return false;
}

size_t sequence_phase_number(const struct sequence *s, const struct step *phase)
{
	size_t number = 0;

	for (const struct step *p = s->steps; p < phase; p++)
		number += p->call.kind == CALL_PHASE;
	return number;
}

/* Bytes that the events from the first on took from the boot allocator. */
static uint64_t bytes_taken(const struct boot *b, size_t first)
{
	uint64_t bytes = 0;

	for (size_t i = first; i < b->journal->events.n; i++) {
		const struct event *e = &b->journal->events.v[i];

		if (e->op == EVENT_ALLOC || e->op == EVENT_RESERVE)
			bytes += e->size * e->count;
	}
	return bytes;
}

/* Tells the observer that a phase, or the step it is in, has ended. */
static void tell(struct boot *b)
{
	if (b->observer && b->observer(b->observer_ctx, b))
		journal_forget(b->journal);
	else
		journal_told(b->journal);
}

/* Leaves the function and tells the observer that this step has ended. */
static void leave_step(struct boot *b)
{
	struct journal *j = b->journal;

	if (!j->panic) {
		j->step = j->stack[j->depth - 1].function;
		tell(b);
		j->step = NULL;
	}
	journal_leave(j);
}

/* The phase has ended, with what was reported of it. */
static void phase_ends(struct boot *b, struct step *p)
{
	if (p->call.result && !b->journal->panic)
		p->call.result(b, p->result, sizeof(p->result));
	tell(b);
}

static int run_step(struct boot *b, size_t i)
{
	struct sequence *s = b->sequence;
	struct step *step = &s->steps[i];
	size_t first = b->journal->events.n, caller = s->at;

	s->at = i;
	b->journal->phase = s->steps[step->phase].model_name;
	if (!step->call.part)
		journal_enter(b->journal, step->model_name);
	if (step->call.does)
		step->call.does(b);
	else if (step->call.run ? step->call.run(b) : call_inner(b))
		return -1;
	if (step->call.kind == CALL_STEP)
		leave_step(b);
	else if (!step->call.part)
		journal_leave(b->journal);
	if (step->call.kind == CALL_PLAIN && step->end == i + 1)
		step->taken += bytes_taken(b, first);
	s->at = caller;
	return 0;
}

/* Whether nothing more is reported of a phase once call i has ended. */
static bool ends_phase(const struct sequence *s, size_t i)
{
	const struct step *step = &s->steps[i];
	size_t p = step->phase;

	if (i != p && !(step->call.report && s->steps[p].end <= i))
		return false;
	return step->end == s->n || !s->steps[step->end].call.report ||
	       s->steps[step->end].phase != p;
}

/* Calls [from, end), which one function makes, one after the other. */
static int run_calls(struct boot *b, size_t from, size_t end)
{
	struct sequence *s = b->sequence;

	for (size_t i = from; i < end; i = s->steps[i].end) {
		struct step *p = &s->steps[s->steps[i].phase];

		if (run_step(b, i))
			return -1;
		if (!ends_phase(s, i))
			continue;
		phase_ends(b, p);
		s->stopped = s->until && !strcmp(s->until, p->model_name);
		if (s->stopped)
			return -1;
	}
	return 0;
}

int call_inner(struct boot *b)
{
	size_t at;

	/* Called alone, by a test. */
	if (!b->sequence)
		return 0;
	at = b->sequence->at;
	return run_calls(b, at + 1, b->sequence->steps[at].end);
}

int sequence_run(struct boot *b, const char *until)
{
	struct sequence *s = b->sequence;

	s->until = until;
	journal_enter(b->journal, "start_kernel");
	if (!run_calls(b, 0, s->n))
		journal_leave(b->journal);
	else if (!s->stopped)
		tell(b);
	return b->journal->panic ? -1 : 0;
}
