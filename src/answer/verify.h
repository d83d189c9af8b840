/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ANSWER_VERIFY_H
#define INITMEM_ANSWER_VERIFY_H

#include <stddef.h>

#include "answer/answer.h"
#include "model/boot.h"
#include "util/error.h"

/* The text of a file of the real machine; data NULL: not given. */
struct evidence_file {
	const char *name; /* for messages */
	char *data; /* ends with a NUL */
	size_t len;
};

struct evidence {
	struct evidence_file log, zoneinfo, buddyinfo, slabinfo, iomem;
	struct evidence_file memory, reserved; /* of debugfs/memblock */
	unsigned boot; /* of a log of several boots, from 1; 0: the last */
};

/* What the observer collects while the boot runs. */
struct prediction {
	char **log; /* all lines */
	size_t nr_log, cap_log;
};

/* To be the boot's observer, with a struct prediction as its context. */
bool prediction_observe(void *ctx, const struct boot *b);
void prediction_release(struct prediction *p);

/*
 * Holds a boot that has run, and its log, against the evidence: sections
 * `summary`, `differences` and `not_compared`, and `inexact` where anything
 * differs and the prediction has reasons to be inexact; out->no where anything
 * differs. Changes b, see boot_settle(). Returns 0, or -1 with err where a file
 * cannot be read; *out is to be released in either case.
 */
int verify(struct answer *out, struct boot *b, const struct prediction *p,
	   const struct evidence *e, struct error *err);

/* How one kind of evidence came out. */
struct comparison {
	const char *what; /* "log" */
	struct section *differences, *not_compared;
	uint64_t equal, different, unknown;
};

void compare_equal(struct comparison *c);
/* NULL: there is nothing on that side. */
void compare_differ(struct comparison *c, const char *place,
		    const char *predicted, const char *real);
void compare_not(struct comparison *c, uint64_t values, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* One number. */
void compare_number(struct comparison *c, const char *place, uint64_t predicted,
		    uint64_t real);

/* The kinds of evidence, each in a file of its own. */
void verify_log(struct comparison *c, const struct boot *b,
		const struct prediction *p, const struct evidence *e);
int verify_zoneinfo(struct comparison *c, const struct boot *b,
		    const struct evidence *e, struct error *err);
int verify_buddyinfo(struct comparison *c, const struct boot *b,
		     const struct evidence *e, struct error *err);
int verify_slabinfo(struct comparison *c, const struct boot *b,
		    const struct evidence *e, struct error *err);
int verify_iomem(struct comparison *c, const struct boot *b,
		 const struct evidence *e, struct error *err);
int verify_memblock(struct comparison *c, const struct boot *b,
		    const struct evidence *e, struct error *err);

/*
 * KiB that the log says were freed after the boot phases ("Freeing initrd
 * memory: 4K"); false without such a line.
 */
bool log_freed_late(const struct evidence *e, uint64_t *kib);

#endif
