/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_LINE_H
#define INITMEM_PROFILE_LINE_H

#include <stddef.h>

#include "profile/lines.h"
#include "profile/reader.h"

/*
 * A release line: what the kernels of a release have in common, whatever their
 * build. The files are in profile/lines/ and linked into the program.
 *
 *     { "schema": "initmem-line-1",
 *       "name": "linux-6.1",
 *       "releases": [ "6.1" ],
 *       "archs": [ "arm64", ... ],
 *       "unproven": [ "arm", ... ],
 *       "rules":
 *               { RULE: { "value": VARIANT, "origin": "..." }, ... },
 *       "functions", "log_prefixes":
 *               { "origin": "...", "values": { OURS: THEIRS, ... } },
 *       "calls": { "origin": "...", "values":
 *               { FUNCTION: [ CALLEE, ... ],
 *                 FUNCTION: { ARCH: [ CALLEE, ... ], ... }, ... } } }
 *
 * `releases` and `archs`, each on one line of the file, are those that the line
 * is known for. A kernel's release is in a line where same_release_line() finds
 * it among `releases`, written as short as release_line_len() says. embed.sh
 * takes both into the table below, so that no other line need be parsed.
 *
 * `rules` has each rule of kernel_rules[], and nothing else, but that one whose
 * variants all say since when they are may be left out: a variant, or a
 * number; null where the kernels have no such function; or
 * { ARCH: VARIANT, ... } with each of `archs`. Rules that exclude each other
 * are an error. `unproven` are the architectures of which no boot has been held
 * against the line: each record of such a kernel says so. It, `functions` and
 * `log_prefixes` may be absent. `calls` is the way of a boot: what
 * start_kernel() calls, what these call, and so on, each in order and by the
 * kernel's names.
 */

/*
 * Fills r->k with what the line says; its architecture, release and banner are
 * there. name NULL: the line that has the release. 0, or -1 with an error:
 * there is no such line, it does not have the release or is not known for the
 * architecture, the release is not what the banner says (a release that fits
 * no line is told the lines there are and the nearest built-in kernel), or the
 * line itself is wrong.
 */
int line_read(struct reader *r, const char *name);

/* The same with the text of a line, called `name` in messages. */
int line_read_text(struct reader *r, const char *name, const char *json,
		   size_t len);

/* Of a line's text: NULL with err; to be put. */
struct json_object *line_parse(const struct builtin_line *l, struct error *err);

/* The variant that a parsed line has for an architecture; NULL: none. */
const char *line_rule(struct json_object *root, const struct kernel_rule *rule,
		      const char *arch);

/* The line of that name; NULL: there is none. */
const struct builtin_line *line_named(const char *name);

/*
 * What the newest line that has the call makes right behind it, of those before
 * the release `until` (NULL: of all); to be freed. NULL: no line has it, or
 * nothing is behind it.
 */
char *line_call_behind(const char *call, const char *arch, const char *until);

/* Frees what these made. */
void line_release(struct kernel *k);

#endif
