/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_LIB_SESSION_H
#define INITMEM_LIB_SESSION_H

#include "lib/options.h"
#include "model/kernel.h"
#include "model/machine.h"
#include "util/error.h"

/* A machine and the kernel that boots on it, ready for boot_init(). */
struct session {
	struct machine machine;
	struct kernel kernel;
	const struct arch *arch;
};

/*
 * Loads INPUT and the kernel, and fills in what a boot loader would choose.
 * What is to be known of the choice stands in the machine's notes. Returns 0,
 * or -1 with err and nothing to close.
 */
int session_load(struct session *s, const struct common_options *o,
		 struct error *err);
/* The same for an input of that name which is in memory. */
int session_load_bytes(struct session *s, const struct common_options *o,
		       const char *name, const void *bytes, size_t len,
		       struct error *err);
void session_close(struct session *s);

/*
 * What only the boot tells: whether as many CPUs are possible as are to come
 * up. 0, or -1 with err.
 */
int session_check(const struct session *s, struct error *err);

/*
 * Whether the kernel is the one that wrote the log, or stands in for it: not
 * one that another was asked for.
 */
bool session_is_of_log(const struct session *s, const struct common_options *o);

/* Whether it is that one, so that its words are known without the log's. */
bool session_wrote_log(const struct session *s);

/*
 * 0 if the kernel's boot has the phase (or p is NULL), else -1 with err, whose
 * text begins with the option that named it.
 */
struct call;
int phase_check(const struct session *s, const char *option,
		const struct call *p, struct error *err);

#endif
