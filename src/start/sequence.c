/* SPDX-License-Identifier: GPL-2.0-only */
#include "start/sequence.h"

#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "journal/sequence.h"
#include "start/calls.h"
#include "util/alloc.h"

#define MAX_DEPTH 16 /* of calls in calls; the stack of a boot holds as many */
#define FEWEST_STEPS 128 /* room for them is asked for at once */

static const struct call *row(const struct call *table, size_t n,
			      const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (table[i].name[0] == name[0] && !strcmp(table[i].name, name))
			return &table[i];
	}
	return NULL;
}

const struct call *phase_find(const char *name)
{
	const struct call *c = row(calls, nr_calls, name);

	return c && c->kind == CALL_PHASE ? c : NULL;
}

bool phase_exists(const struct call *phase, const struct kernel *k)
{
	for (size_t i = 0; i < k->calls.n; i++) {
		for (char **name = k->calls.v[i].names; *name; name++) {
			if (!strcmp(*name, phase->name))
				return true;
		}
	}
	return phase == calls; /* "start", which no kernel calls */
}

const struct call *phase_making(enum call_makes makes)
{
	for (size_t i = 0; i < nr_calls; i++) {
		if (calls[i].makes == makes)
			return &calls[i];
	}
	return NULL;
}

const char *phase_name(size_t i)
{
	for (size_t c = 0; c < nr_calls; c++) {
		if (calls[c].kind == CALL_PHASE && i-- == 0)
			return calls[c].name;
	}
	return NULL;
}

/* What a row that stands over another says otherwise. */
static void lay_over(struct call *c, const struct call *over)
{
	if (over->run || over->does) {
		c->run = over->run;
		c->does = over->does;
	}
	if (over->kind != CALL_PLAIN)
		c->kind = over->kind;
	if (over->title)
		c->title = over->title;
	if (over->needs)
		c->needs = over->needs;
	c->part |= over->part;
	c->arch |= over->arch;
	c->report |= over->report;
	c->follows |= over->follows;
}

/*
 * The row of a function: the one for all, what the family of architectures
 * has over it, and what this one has. false: it is in no table.
 */
static bool find_call(const struct arch *arch, const char *name,
		      struct call *out)
{
	const struct call *rows[] = {
		row(calls, nr_calls, name),
		row(arch->family, arch->nr_family, name),
		row(arch->calls, arch->nr_calls, name),
	};
	bool found = false;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!rows[i])
			continue;
		if (found)
			lay_over(out, rows[i]);
		else
			*out = *rows[i];
		found = true;
	}
	return found;
}

/* A function that does something, or calls one that may. */
static bool is_modelled(const struct kernel *k, const struct arch *arch,
			const char *name)
{
	struct call c;

	return kernel_callees(k, name) || find_call(arch, name, &c);
}

int sequence_check(const struct kernel *k, const struct arch *arch,
		   struct error *err)
{
	for (size_t i = 0; i < k->calls.n; i++) {
		const struct callees *c = &k->calls.v[i];

		for (size_t n = 0; c->names[n]; n++) {
			if (!is_modelled(k, arch, c->names[n]))
				return error_set(
					err,
					"%s: /calls/values/%s: \"%.64s\" is no function that is modelled",
					k->line, c->caller, c->names[n]);
		}
	}
	return 0;
}

static size_t add_step(struct sequence *s, const struct kernel *k,
		       const struct call *c, size_t caller)
{
	array_reserve(s->steps, s->cap,
		      s->n < FEWEST_STEPS ? FEWEST_STEPS : s->n + 1);
	s->steps[s->n] = (struct step){
		.call = *c,
		.model_name = c->name,
		.caller = caller,
		.phase = NO_STEP,
	};
	s->steps[s->n].call.name = kernel_function_name(k, c->name);
	return s->n++;
}

/* Not where only other architectures have it, or other configurations. */
static bool is_there(const struct kernel *k, const struct call *c)
{
	if (c->needs && !*(const bool *)((const char *)k + c->needs))
		return false;
	return c->run || c->does || kernel_callees(k, c->name);
}

/* The calls inside `function`, each with its own. */
static void add_calls(struct sequence *s, const struct boot *b,
		      const char *function, size_t caller, unsigned depth)
{
	char *const *names = kernel_callees(b->kernel, function);

	for (; names && *names && depth < MAX_DEPTH; names++) {
		struct call c = { .name = *names };
		bool known = find_call(b->arch, *names, &c);
		size_t i;

		if (known && !is_there(b->kernel, &c))
			continue;
		i = add_step(s, b->kernel, &c, caller);
		add_calls(s, b, *names, i, depth + 1);
		s->steps[i].end = s->n;
	}
}

/* A call belongs to the phase around it, or else to the next one. */
static void assign_phases(struct sequence *s)
{
	size_t next = NO_STEP;

	for (size_t i = s->n; i-- > 0;) {
		if (s->steps[i].call.kind == CALL_PHASE) {
			next = i;
			for (size_t j = i; j < s->steps[i].end; j++)
				s->steps[j].phase = i;
		} else if (s->steps[i].phase == NO_STEP) {
			s->steps[i].phase = next;
		}
	}
	for (size_t i = 1; i < s->n; i++) {
		for (size_t j = i;
		     s->steps[i].call.follows && j < s->steps[i].end; j++)
			s->steps[j].phase = s->steps[i - 1].phase;
	}
	/* What reports on a phase belongs to that one; so does the rest. */
	for (size_t i = 1; i < s->n; i++) {
		struct step *step = &s->steps[i];

		if (step->phase == NO_STEP ||
		    (step->call.report && step->phase > i))
			step->phase = s->steps[i - 1].phase;
	}
}

struct sequence *boot_sequence(struct boot *b)
{
	struct sequence *s = b->sequence;

	if (s)
		return s;
	s = xcalloc(1, sizeof(*s));
	add_step(s, b->kernel, &calls[0], NO_STEP);
	s->steps[0].end = 1;
	add_calls(s, b, "start_kernel", NO_STEP, 0);
	assign_phases(s);
	b->sequence = s;
	return s;
}

int boot_run(struct boot *b, const struct call *until)
{
	boot_sequence(b);
	return sequence_run(b, until ? until->name : NULL);
}
