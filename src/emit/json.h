/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_JSON_H
#define INITMEM_EMIT_JSON_H

#include <stdio.h>

#include "model/boot.h"

/*
 * Writes the record of the current phase or step (record.schema.json) as one
 * line. `index` is its position in the stream. Returns 0, or -1 when writing
 * failed (errno is set).
 */
int json_write_record(FILE *out, const struct boot *b, unsigned index);
/* The same, with kernel and machine, which else the first record has. */
int json_write_record_alone(FILE *out, const struct boot *b, unsigned index);

/*
 * The same among records of all steps, whoever takes note of which: events and
 * log are since the last one.
 */
int json_write_record_of_steps(FILE *out, const struct boot *b, unsigned index);

/*
 * Writes the phases of this kernel's boot as one line, those to come too: an
 * array of {phase, title, makes, result, steps: [{name, generic, summary}]};
 * summary and makes may be null, result is "" where the boot has not been. 0,
 * or -1 with errno.
 */
int json_write_phases(FILE *out, const struct boot *b);

/* Writes the names of the views of a phase (emit/views.h) as one line. */
int json_write_views(FILE *out);

/*
 * Writes what model/members.h says of the members of records as one line:
 * {zone: [{key, title, words, help, unit, form, null}], node: ...}. 0, or -1
 * with errno.
 */
int json_write_members(FILE *out);

#endif
