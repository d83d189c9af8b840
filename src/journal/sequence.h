/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_JOURNAL_SEQUENCE_H
#define INITMEM_JOURNAL_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The way of a boot from start_kernel() on, as a tree of calls: which kernel
 * functions are called, in which order, inside which others. The order is data
 * of the release line (struct kernel's `calls`); what a function does is a row
 * of start/calls.c or of an architecture.
 */

struct boot;

enum call_kind {
	CALL_PLAIN, /* ends in no record of its own */
	CALL_STEP, /* a record with --steps */
	CALL_PHASE, /* a record */
};

/* What a phase makes that others ask for. */
enum call_makes {
	MAKES_NOTHING,
	MAKES_MACHINE, /* memory, nodes and the possible CPUs are known */
	MAKES_HASH_TABLES,
	MAKES_FREE_LISTS,
	MAKES_SLAB_CACHES,
	MAKES_PAGESETS,
};

/* The name of it in the report page; NULL: nothing. */
const char *call_makes_name(enum call_makes makes);

/* A kernel function that is modelled: one row of a table. */
struct call {
	const char *name; /* the kernel's */
	/*
	 * What it does: 0, or -1 after boot_panic(). NULL: it only calls others.
	 * One that calls others amid its own work does so with call_inner().
	 */
	int (*run)(struct boot *b);
	void (*does)(struct boot *b); /* instead, where nothing can fail */
	enum call_kind kind;
	bool part; /* of its caller: it stands on no call stack */
	bool arch; /* each architecture has its own */
	/* Offset of a bool in struct kernel without which it is not there; 0 */
	size_t needs;
	bool report; /* what it logs belongs to the phase in front of it */
	/* It and its steps belong to that phase, too, behind its own record. */
	bool follows;
	enum call_makes makes; /* of a phase */
	const char *title; /* of a phase: one sentence; of a step: a few words */
	/* Of a phase that has ended: its result in a few words. */
	void (*result)(const struct boot *b, char *out, size_t len);
};

#define CALL_RESULT_MAX 160 /* bytes of a result */
#define NO_STEP SIZE_MAX

/* A call at its place in the boot of one kernel. */
struct step {
	struct call call; /* name: as this kernel's source has it, or "" */
	const char *model_name; /* the one by which the model knows it */
	size_t caller; /* index of the function that calls it; NO_STEP */
	size_t end; /* behind the last of those that it calls */
	size_t phase; /* index of the one whose record it falls into */
	/* once the boot has been there */
	uint64_t taken; /* bytes that a plain call took from memblock */
	char result[CALL_RESULT_MAX]; /* of a phase; "": none yet */
};

/* Each call stands in front of those that it makes itself. */
struct sequence {
	struct step *steps;
	size_t n, cap;
	size_t at; /* where the boot is */
	const char *until; /* the phase to stop behind; NULL: none */
	bool stopped; /* there */
};

void sequence_free(struct sequence *s);

/* The phase of this name; NULL if this kernel's boot has none. */
const struct step *sequence_phase(const struct sequence *s, const char *name);

/*
 * Whether step i is shown inside its phase: it ends in a record or has
 * something to say of itself, and this kernel has a name for it. One that is
 * called twice is shown once.
 */
bool step_is_shown(const struct sequence *s, size_t i);

/* The step that is shown around it, inside the same phase; NULL: none. */
const struct step *step_within(const struct sequence *s,
			       const struct step *step);

/* Before the first call: what firmware and boot loader left. */
bool boot_at_start(const struct boot *b);

/* The phase in which b is: b->journal->phase. */
const struct step *boot_phase(const struct boot *b);

/* Whether b is in the phase that makes this; in it or behind it. */
bool boot_makes(const struct boot *b, enum call_makes makes);
bool boot_has_made(const struct boot *b, enum call_makes makes);

/* Place of a phase among those of this boot, from 0. */
size_t sequence_phase_number(const struct sequence *s,
			     const struct step *phase);

/*
 * Walks all calls, up to the end of the phase `until` (NULL: all); tells the
 * observer after each phase and each step. Returns 0, or -1 when the simulated
 * kernel does not get through: the observer has seen a last record with the
 * panic then.
 */
int sequence_run(struct boot *b, const char *until);

/* Inside a call's run(): those that it calls. 0, or -1 after boot_panic(). */
int call_inner(struct boot *b);

#endif
