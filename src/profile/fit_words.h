/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_FIT_WORDS_H
#define INITMEM_PROFILE_FIT_WORDS_H

#include "profile/fit_edit.h"

/*
 * Which words of the command line the build knows, by the line "Unknown kernel
 * command line parameters" of its log, if that has one: a word that stands
 * there is not known, and those that do not are.
 */
void fit_words(struct fit *f);

#endif
