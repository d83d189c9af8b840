/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_FIT_EDIT_H
#define INITMEM_PROFILE_FIT_EDIT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/log_kernel.h"
#include "profile/fields.h"

/* A value that no line says: "struct pglist_data", "20608 (by MAX_NUMNODES)" */
struct guess {
	char *key, *text;
};

/*
 * A profile that is being fitted to a log: that of the nearest build, in which
 * one value after the other gives way to what the log says. Each has its
 * origin: "log line 213", or "guessed: ...".
 */
struct fit {
	const struct log_kernel *log;
	char *const *lines; /* of the log */
	size_t nr_lines;
	const char *cmdline;
	const char *arch; /* of model/archs.h */
	uint64_t memory; /* bytes that the tree or the log has; 0: no line */
	char *release; /* with its repairs: "6.1.85" */
	const char *release_name; /* as the kernel has it: "6.1.0-20-amd64" */
	const char *base_release; /* of the build that it begins as */
	bool base_plain; /* which is no distribution's */
	struct json_object *root; /* the profile */
	char *rules; /* "x86_nosave each_entry (...), ...", or NULL */
	char *read; /* "NR_CPUS 320 (line 212), ...", or NULL: nothing */
	struct guess *guesses; /* one of each value, the last one last */
	size_t nr_guesses, cap_guesses;
};

/* "fitted" of the profile: how it goes other ways than its line. */
struct json_object *fit_own(const struct fit *f);

/* Whether a line of the log has the fact. */
bool fit_has(const struct fit *f, enum build_fact fact);
uint64_t fit_fact(const struct fit *f, enum build_fact fact);

/* The first line of the log that has the words, from 1; 0: none. */
size_t fit_line_with(const struct fit *f, const char *words);

/*
 * Whether the log is whole from its beginning to a line that comes behind
 * all those of a kind: none of them is there because there are none.
 */
bool fit_is_past(const struct fit *f, enum build_fact later);

/*
 * Whether the release is of before a border, and the base is not: on the base's
 * side of it the base knows better.
 */
bool fit_crosses(const struct fit *f, const char *border);

/* Ubuntu's and Fedora's builds, by what they are called. */
bool fit_is_of_distribution(const struct fit *f);

/* Whether addresses have 64 bits. */
bool fit_is_wide(const struct fit *f);

/* What the profile has; 0 where it has nothing. */
uint64_t fit_number(const struct fit *f, enum field_group group,
		    const char *key);
bool fit_option(const struct fit *f, const char *key);
uint64_t fit_symbol(const struct fit *f, const char *key);

/* A value that a line says; `fact` is what says it. */
void fit_read_number(struct fit *f, enum field_group group, const char *key,
		     uint64_t value, enum build_fact fact);
void fit_read_option(struct fit *f, const char *key, bool value,
		     enum build_fact fact);

/* "n", as no line up to `later` is of the kind that it would bring. */
void fit_absent_option(struct fit *f, const char *key, enum build_fact later);

/* "KEY VALUE (WHY), ...", to be freed; NULL: nothing is guessed. f has none
 * then. */
char *fit_take_guesses(struct fit *f);

/* One that no line says, and why. */
void fit_guess_number(struct fit *f, enum field_group group, const char *key,
		      uint64_t value, const char *why);
void fit_guess_option(struct fit *f, const char *key, bool value,
		      const char *why);

/*
 * The free lists of a zone for so many orders: the head of a list for each type
 * of page, and a count; what is left aligns.
 */
uint64_t fit_order_bytes(uint64_t orders);
/* Adds to the base's bytes, or takes away from them. */
void fit_grow_pglist_data(struct fit *f, int64_t more, const char *why);

/*
 * Free lists for so many orders, and what follows: nodes are larger, and blocks
 * of pages of one type, where they are the largest free ones.
 */
void fit_set_orders(struct fit *f, uint64_t orders, const char *why);

/* One that another build has. */
void fit_forget_number(struct fit *f, enum field_group group, const char *key);
void fit_lend_number(struct fit *f, enum field_group group, const char *key,
		     uint64_t value, const char *origin);

/* An address, which follows from what was read. */
void fit_place_symbol(struct fit *f, const char *key, uint64_t value);

/* Moves those of n symbols that there are. */
void fit_move_symbols(struct fit *f, const char *const *keys, size_t n,
		      uint64_t by);

/* One that nothing says, and why it is there. */
void fit_guess_symbol(struct fit *f, const char *key, uint64_t value,
		      const char *why);

/* The same, of a size that a line says: `what`, so many bytes. */
void fit_symbol_read(struct fit *f, const char *key, const char *what,
		     uint64_t bytes, enum build_fact fact);

/* All of the image, by so many bytes up, modulo 2^32. */
void fit_move_image(struct fit *f, uint64_t bytes);

/* Says of all of them that they follow from a line. */
void fit_symbols_from(struct fit *f, enum build_fact fact, const char *what);

/* Before those of the line that stands in; of a rule of numbers the number. */
void fit_set_rule(struct fit *f, const struct kernel_rule *rule,
		  uint32_t variant, const char *origin);

/* A call that the line has not, and before which one it is made. */
void fit_call_before(struct fit *f, const char *next, const char *call);
/* Nor is this one there; `why` is for whoever reads the profile. */
void fit_drop_call(struct fit *f, const char *call, const char *why);

/* A list of words, "zones". */
void fit_read_words(struct fit *f, const char *list, const char *const *words,
		    size_t n, enum build_fact fact);
/* Adds one to it; the list is made where it is not there. */
void fit_add_word(struct fit *f, const char *list, const char *word,
		  const char *origin);
/* The same in a list that has an order, which has `next` already. */
void fit_add_word_before(struct fit *f, const char *list, const char *word,
			 const char *next);
bool fit_has_word(const struct fit *f, const char *list, const char *word);
void fit_drop_word(struct fit *f, const char *list, const char *word);
size_t fit_nr_words(const struct fit *f, const char *list);

#endif
