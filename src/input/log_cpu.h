/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_LOG_CPU_H
#define INITMEM_INPUT_LOG_CPU_H

#include <stdint.h>

#include "model/machine.h"

/* Who made the boot CPU of an x86 machine, and what it calls itself. */
struct log_cpu {
	enum cpu_vendor vendor;
	uint64_t family, model; /* family 0: not said */
};

/* Takes the line if it says that; `text` is without the line's prefix. */
void log_cpu_line(struct log_cpu *c, const char *text);

/* What is known of the caches of such a CPU, to an i386 kernel. */
void log_cpu_caches(const struct log_cpu *c, struct machine *m);

/* Whether it has five levels of page tables, where no line says so. */
void log_cpu_levels(const struct log_cpu *c, struct machine *m);

#endif
