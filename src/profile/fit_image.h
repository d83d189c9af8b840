/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_FIT_IMAGE_H
#define INITMEM_PROFILE_FIT_IMAGE_H

#include "profile/fit_edit.h"

/* Gives the image the sizes that the line "Memory:" has of its sections. */
void fit_image(struct fit *f);

#endif
