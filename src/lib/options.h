/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_LIB_OPTIONS_H
#define INITMEM_LIB_OPTIONS_H

#include "input/options.h"
#include "util/error.h"

/* The options of all that take INPUT: what boots, and where. */
struct common_options {
	const char *path; /* INPUT; NULL: not given yet */
	struct input_options input;
	const char *kernel; /* --kernel; NULL: by the input's architecture */
};

/*
 * Sets the option of this name, spelt as on the command line without its
 * dashes; of several values `memory` keeps all and the others the last. The
 * value has to stay for as long as the options. 0, or -1 with err, whose text
 * begins with the name.
 */
int common_option_set(struct common_options *o, const char *name,
		      const char *value, struct error *err);

void common_options_release(struct common_options *o);

#endif
