/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_LIBRARY_H
#define INITMEM_UTIL_LIBRARY_H

#include <stddef.h>

#include "util/error.h"

/*
 * A shared library that few runs need, opened when it is first called and kept
 * until the program ends. Linked in the usual way, libarchive and Graphviz
 * would bring two dozen more libraries, and `initmem run`, which uses none of
 * them, would spend half its time in the dynamic loader.
 *
 * The user lists the functions, each in X(), and has LIBRARY() make of them a
 * struct of pointers to call through, typed by the library's own header:
 *
 *	#define FUNCTIONS(X) X(gvContext) X(gvLayout)
 *	LIBRARY(gvc, "to draw graphs", FUNCTIONS);
 *
 *	if (!library_need(&libgvc, err))
 *		context = gvc.gvContext();
 */
#define LIBRARY(name, for_what, functions)                                     \
	static struct {                                                        \
		functions(LIBRARY_POINTER)                                     \
	} name;                                                                \
	static const char *const name##_names[] = { functions(LIBRARY_NAME) }; \
	static struct library lib##name = {                                    \
		.soname = soname_##name,                                       \
		.purpose = for_what,                                           \
		.names = name##_names,                                         \
		.nr_names = sizeof(name##_names) / sizeof(name##_names[0]),    \
		.pointers = &name,                                             \
	}
#define LIBRARY_POINTER(function) __typeof__(&function) function;
#define LIBRARY_NAME(function) #function,

struct library {
	const char *soname;
	const char *purpose; /* "to draw graphs", for the message */
	const char *const *names;
	size_t nr_names;
	void *pointers; /* as many pointers to functions, in that order */
	void *handle; /* NULL until it is open */
};

/* What this build belongs to; found when it is made, by sonames.sh. */
extern const char soname_archive[], soname_cgraph[], soname_dw[], soname_gvc[],
	soname_microhttpd[], soname_smartcols[];

/*
 * Opens the library and finds its functions, unless that was done. 0, or -1
 * and err: what is missing and what it is for.
 */
int library_need(struct library *l, struct error *err);

/*
 * The same where nothing can be done without it: a missing one is then what it
 * is for a program that is linked with it, the end, with a line that says so
 * and exit status 2.
 */
void library_require(struct library *l);

#endif
