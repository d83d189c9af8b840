/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_FIT_BORROW_H
#define INITMEM_PROFILE_FIT_BORROW_H

#include "profile/fit_edit.h"
#include "profile/nearest.h"

/*
 * Sizes, offsets and constants that the base has not and a later build of its
 * architecture has, each with the name of that build: for a log of another
 * release than the base's, whose rules may ask for them; a distribution's may
 * have been taken from a later one.
 */
void fit_borrow(struct fit *f, const struct builtin_profile *base);

#endif
