/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_FACTS_H
#define INITMEM_EMIT_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/boot.h"
#include "model/questions.h"

/* What graphs and readable view both tell, before either gives it a look. */

/* "contig_page_data" where the build knows no NUMA, else "node 3". */
const char *node_title(const struct boot *b, const struct node *n, char *buf,
		       size_t len);

/* 16777216 as "16.8M". */
const char *count_text(uint64_t n, char *buf, size_t len);

/* "0-3 8-11": the CPUs of a node; "none". Cut where buf ends. */
const char *cpu_list_text(const struct boot *b, int nid, char *buf, size_t len);

/*
 * *value is the one that more than half of the n have. False if there is none,
 * or if there are too few to call one of them odd.
 */
bool majority(const uint64_t *v, size_t n, uint64_t *value);

/* The zone that all fallback lists name; NULL: they name several. */
const char *only_fallback_zone(const struct boot *b);

/* What one owner holds of the ledger, all its pieces together. */
struct share {
	const char *what;
	const char *by; /* the kernel function that took the first */
	uint64_t bytes;
	size_t pieces;
};

/* Most first; free() the array. */
struct share *owner_shares(const struct boot *b, size_t *n);

#endif
