/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_FIT_VALUES_H
#define INITMEM_PROFILE_FIT_VALUES_H

#include "profile/fit_edit.h"

/* Options and constants by what lines say, and those that go with them. */
void fit_values(struct fit *f);

#endif
