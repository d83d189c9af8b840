/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_FIT_ARM_H
#define INITMEM_PROFILE_FIT_ARM_H

#include "profile/fit_edit.h"

/*
 * arm: what a log and the kind of build that it is of tell of struct page, of
 * the orders of free lists, and of where the area of vmalloc() ends.
 */
void fit_arm(struct fit *f);

#endif
