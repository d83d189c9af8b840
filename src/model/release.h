/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_RELEASE_H
#define INITMEM_MODEL_RELEASE_H

#include <stdbool.h>

/*
 * Whether a release has what came with those named, apart by blanks: "6.15
 * 6.12.25" is of 6.15 on, and of the 6.12 line from its 25th repair on. NULL:
 * each has it, or it is the newest one.
 */
bool release_reaches(const char *release, const char *since);

#endif
