/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_UNMODELLED_H
#define INITMEM_MODEL_UNMODELLED_H

#include <stddef.h>

/*
 * Options of a kernel's build that change what it does with memory at boot, in
 * a way that is not modelled. An import notes those that are set, and each boot
 * of such a kernel says what is not exact.
 */
struct unmodelled_option {
	const char *name; /* "CONFIG_KASAN_GENERIC" */
	const char *does; /* what it does, behind the name and a colon */
	const char *members[3]; /* of a record, that are not exact; NULL-ended */
	const char *with; /* only with this option, too; NULL: always */
};

/* Sorted by their names. */
extern const struct unmodelled_option unmodelled_options[];
extern const size_t nr_unmodelled_options;

/* NULL: there is none. */
const struct unmodelled_option *unmodelled_option_find(const char *name);

#endif
