/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_EARLY_PARAM_H
#define INITMEM_ARCH_EARLY_PARAM_H

#include "model/boot.h"

/*
 * What parse_early_param(), init/main.c, prints; -1 where one of its words has
 * no value and is read at address 0 (params.null_word), which ends the boot.
 */
int early_param_messages(struct boot *b);

#endif
