/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ANSWER_LOG_KIND_H
#define INITMEM_ANSWER_LOG_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The kinds of line that kernels print about memory, each with its wordings
 * from 2.6 on, newest first. In a wording
 *
 *     {pages}        a number, decimal; {pages:8} with blanks in front
 *     {start:x16}    "0x" and at least 16 digits, {start:x} as many as it takes
 *     {start:X16}    the same without "0x"
 *     {zone:s}       a word; {zone:s8} with blanks behind it, {zone:s-8} in
 * front {list:*}       all that follows ' '            blanks, any number when
 * a line is read
 *
 * Names of fields mean the same in all wordings of a kind. Some are said in
 * several ways: start, end are bytes, the end exclusive; last is the end's last
 * byte; start_pfn and end_pfn count pages.
 */
struct log_wording {
	char text[112]; /* "" behind the last one; arrays as in model/rules.h */
	/*
	 * The first release with it, and those of older lines that got it, too,
	 * as release_reaches() reads them; "": from the first one on.
	 */
	char since[8];
};

#define LOG_WORDINGS_MAX 8
#define LOG_FIELDS_MAX 14

struct log_kind {
	char name[32];
	struct log_wording wordings[LOG_WORDINGS_MAX];
	/* A field whose word makes a kind of its own of a line; "": none. */
	char key[8];
};

extern const struct log_kind log_kinds[];
extern const size_t nr_log_kinds;

/* A field as a line has it. */
struct log_field {
	const char *name; /* without a NUL behind it */
	size_t name_len;
	uint64_t value; /* of a number; start, end: bytes */
	char *word; /* NULL: a number */
};

enum log_fit {
	LOG_FIT_NO,
	LOG_FIT_LOOSE, /* but for the widths of its numbers */
	LOG_FIT_LETTER, /* the line is what line_fact_text() makes */
};

/* What a line says. */
struct line_fact {
	const struct log_kind *kind;
	const struct log_wording *wording;
	enum log_fit fit; /* of the line and the wording */
	struct log_field fields[LOG_FIELDS_MAX];
	size_t nr_fields;
};

/* Which kind a line is of, and what it says; false: of none. To be released. */
bool line_fact_read(struct line_fact *f, const char *line, unsigned page_shift);
void line_fact_release(struct line_fact *f);

const struct log_field *line_fact_field(const struct line_fact *f,
					const char *name);
/* Puts a field in, or another value in its place. */
void line_fact_set(struct line_fact *f, const char *name, uint64_t value);
void line_fact_set_word(struct line_fact *f, const char *name,
			const char *word);

/* The word of the kind's key; "" where it has none. */
const char *line_fact_key(const struct line_fact *f);

/* How well a line is one in this wording. */
enum log_fit log_wording_fits(const struct log_kind *k,
			      const struct log_wording *w, const char *line);

/*
 * The line in this wording, to be freed; NULL where it has a field that the
 * fact lacks: *lacks is then its name, up to a '}' or a ':'.
 */
char *line_fact_text(const struct line_fact *f, const struct log_wording *w,
		     unsigned page_shift, const char **lacks);

/* The kind of that name. */
const struct log_kind *log_kind_find(const char *name);

#endif
