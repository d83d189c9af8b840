/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_START_SEQUENCE_H
#define INITMEM_START_SEQUENCE_H

#include "journal/sequence.h"
#include "model/boot.h"
#include "util/error.h"

/* A phase of some kernel; NULL if no kernel has one of this name. */
const struct call *phase_find(const char *name);

/* The phase that makes this, whichever kernel has it. */
const struct call *phase_making(enum call_makes makes);

/* Whether the boot of this kernel has it. */
bool phase_exists(const struct call *phase, const struct kernel *k);

/* Their names, for messages and completions; NULL behind the last. */
const char *phase_name(size_t i);

/*
 * 0 if each function that the kernel's release line names is modelled, else -1
 * with err.
 */
int sequence_check(const struct kernel *k, const struct arch *arch,
		   struct error *err);

/* The calls of b's boot; made when first asked for. */
struct sequence *boot_sequence(struct boot *b);

/*
 * Runs the boot up to and including the phase `until` (NULL: all) and tells the
 * observer after each phase and each step. Returns 0, or -1 when the simulated
 * kernel does not get through.
 */
int boot_run(struct boot *b, const struct call *until);

#endif
