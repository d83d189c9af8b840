/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_LOG_KERNEL_H
#define INITMEM_INPUT_LOG_KERNEL_H

#include "model/log_kernel.h"

/* Takes what line `number` of a log, without its prefix, says of the build. */
void log_kernel_line(struct log_kernel *l, const char *text, unsigned number);

#endif
