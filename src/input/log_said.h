/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_LOG_SAID_H
#define INITMEM_INPUT_LOG_SAID_H

#include "model/machine.h"

/*
 * Keeps the line in m->said if it is one of those with which kernels say what
 * went wrong with memory. `text` is without the line's prefix.
 */
void log_said(struct machine *m, const char *text);

#endif
