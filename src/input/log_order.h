/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_LOG_ORDER_H
#define INITMEM_INPUT_LOG_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/machine.h"

/*
 * "Fallback order for Node 0: 0 2 1 3": a log whose kernel does not print how
 * far its nodes are from each other shows which are nearer, where they were
 * asked for.
 */

struct log_order {
	uint64_t node;
	uint64_t *nearest; /* node numbers, the nearest first */
	size_t n;
};

struct log_orders {
	struct log_order *v; /* in the order of the log */
	size_t n, cap;
};

/* `list` is what follows "Fallback order for Node N: ". */
void log_orders_add(struct log_orders *o, uint64_t node, const char *list);

/*
 * Makes a SLIT of them, in which what is asked for later is farther away: so
 * much is known, and not by how much. False, and nothing is done, where they do
 * not name the nodes of the SRAT, each once.
 */
bool log_orders_slit(const struct log_orders *o, struct machine_acpi *a);

void log_orders_release(struct log_orders *o);

#endif
