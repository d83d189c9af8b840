/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_LOG_BANKS_H
#define INITMEM_INPUT_LOG_BANKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "input/log_tree_lines.h"
#include "model/machine.h"

/* Where memory is, by the lines of a log that has no map of firmware's. */

/* Banks as they are put together; of no tag, or of those of their node. */
struct banks {
	struct log_range *v;
	size_t n, cap;
	/* What the kernel's code for the board takes out of them later. */
	struct range *taken;
	size_t nr_taken, cap_taken;
};

void log_banks_add(struct banks *b, uint64_t base, uint64_t size, int nid);

/* By the first of the lines that have addresses. */
void log_banks_ranges(struct banks *b, const struct log_tree *t,
		      const struct machine *m);

/* By the first way that tells; what is concluded only becomes a
 * machine_guess(). */
void log_banks_find(struct banks *b, const struct log_tree *t,
		    struct machine *m);

/* Sorts them, each byte in one, and takes out what the kernel never gets. */
void log_banks_settle(struct banks *b, const struct log_tree *t);

/* Whether some line tells how much memory there is, and about where. */
bool log_tree_has_memory(const struct log_tree *t, const struct machine *m);

uint64_t log_range_end(const struct log_range *r);

/*
 * "removed-dma-pool" of one vendor: it is not of the kernel's memory any more,
 * and where a log has ranges, they end there.
 */
bool log_is_removed(const struct log_region *r);

/* is_memory(), drivers/firmware/efi/efi-init.c */
bool log_efi_is_memory(const struct efi_region *r);

#endif
