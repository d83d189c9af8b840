/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_COMMAND_COMMAND_H
#define INITMEM_COMMAND_COMMAND_H

#include <argp.h>
#include <stddef.h>

#include "lib/options.h"
#include "lib/session.h"
#include "util/error.h"

/* Exit status, as the contract lists them. */
enum exit_status {
	STATUS_OK = 0,
	STATUS_NO = 1,
	STATUS_ERROR = 2,
	STATUS_PANIC = 3,
};

struct command {
	const char *name;
	const char *summary;
	/* argv[0] is "initmem NAME". Returns an exit status. */
	int (*run)(int argc, char **argv);
};

extern const struct command commands[];
extern const size_t nr_commands;

int command_run(int argc, char **argv);
int command_graph(int argc, char **argv);
int command_report(int argc, char **argv);
int command_list(int argc, char **argv);
int command_serve(int argc, char **argv);
int command_log(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_diff(int argc, char **argv);
int command_gather(int argc, char **argv);
int command_verify(int argc, char **argv);
int command_lint(int argc, char **argv);
int command_kernel(int argc, char **argv);

/*
 * The options shared by all commands that take INPUT, as an argp child whose
 * `input` is a struct common_options.
 */
extern const struct argp common_argp;

/*
 * The rest of the parser of a command whose only argument is INPUT; its options
 * hold the common ones.
 */
error_t parse_input_argument(int key, char *arg, struct argp_state *state,
			     struct common_options *o);

/*
 * The same for what needs nothing but the public functions of the library
 * (lib/initmem.h): each option goes to `im`, too.
 */
struct library_options {
	struct common_options common;
	struct initmem *im;
};

extern const struct argp library_argp;

/*
 * initmem_load() of INPUT; what is to be known of it goes to standard error. 0,
 * or -1 with err.
 */
int library_open(const struct library_options *o, struct error *err);

/*
 * session_load() and session_check(); what is to be known of the input goes to
 * standard error.
 */
int session_open(struct session *s, const struct common_options *o,
		 struct error *err);

/*
 * The phase that an option names; an unknown one ends the program with a line
 * that lists them.
 */
struct call;
const struct call *phase_argument(const char *option, const char *arg);

/*
 * argp_parse(), but a wrong option is one line on standard error and exit
 * status 2, like any other error.
 */
void command_parse(const struct argp *argp, int argc, char **argv,
		   unsigned flags, void *input);

/*
 * The same for a word that is not in a table: lists those that are. Each of the
 * n entries, `stride` bytes apart, begins with its name.
 */
_Noreturn void usage_unknown(const char *word, const char *kind,
			     const void *table, size_t stride, size_t n);

/* " (did you mean NAME?)" by such a table, or "". */
const char *usage_hint(const char *word, const void *table, size_t stride,
		       size_t n);

/* Says in one line what is wrong with the words of the call and exits. */
_Noreturn void usage_error(const char *fmt, ...)
	__attribute__((format(printf, 1, 2)));

/*
 * From here on no program ends well whose standard output could not be written,
 * whoever wrote it: one line and status 2, unless a line was said already.
 */
void command_check_output(void);

/* Prints "initmem: MESSAGE" and returns STATUS_ERROR. */
int command_error(const struct error *err);

#endif
