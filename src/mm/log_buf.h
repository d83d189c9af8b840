/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_LOG_BUF_H
#define INITMEM_MM_LOG_BUF_H

#include <stdbool.h>

#include "model/boot.h"

/*
 * setup_log_buf(), kernel/printk/printk.c: a larger buffer for log_buf_len=
 * or for many CPUs. The architecture that calls it early knows no CPUs yet.
 */
void setup_log_buf(struct boot *b, bool early);

#endif
