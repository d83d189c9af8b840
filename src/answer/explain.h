/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ANSWER_EXPLAIN_H
#define INITMEM_ANSWER_EXPLAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "answer/answer.h"
#include "model/boot.h"
#include "util/error.h"
#include "util/rangemap.h"

/*
 * The questions of `initmem explain`. One watcher is the boot's observer for
 * all of them: it keeps what is gone when the boot has run.
 */

/* What became of one address, and where in the boot. */
struct life_stage {
	const char *phase;
	char *step; /* the function that the phase called; NULL: not known */
	char *text;
};

struct taking {
	char *what, *by;
	uint64_t bytes;
};

/* What the tag of a byte of memory says. */
enum {
	MEMORY_NOMAP = 1,
	/*
	 * Of every other region: neighbours of two nodes stay apart, as pages
	 * between them go to neither.
	 */
	MEMORY_ODD = 2,
};

struct watcher {
	/* Bytes that memblock had as memory while it lived. */
	struct rangemap memory;
	/* Bytes that memblock was given as memory at any time. */
	struct rangemap added;
	/* Those of them that were taken out of memory: tag indexes removers. */
	struct rangemap removed;
	char **removers; /* kernel functions */
	size_t nr_removers, cap_removers;
	struct taking *takings; /* from the page allocator, in order */
	size_t nr_takings, cap_takings;
	uint64_t deferred_pages; /* put off by mem_init() */
	/* The life of `address`; follow it where has_address. */
	bool has_address;
	uint64_t address;
	bool owned; /* the address, since the last event about it */
	struct life_stage *life;
	size_t nr_life, cap_life;
};

/* The free block that a page is in. */
struct free_block {
	uint64_t pfn; /* its first page */
	unsigned order;
	enum migratetype mt;
};

/* False where the page is not free. */
bool boot_find_free(const struct boot *b, uint64_t pfn, struct free_block *out);

/* To be the boot's observer, with a struct watcher as its context. */
bool watcher_observe(void *ctx, const struct boot *b);
/* Whether RAM was at the address at any time, if the kernel knew of it. */
bool watcher_knows_ram(const struct watcher *w, uint64_t addr);
void watcher_release(struct watcher *w);

/*
 * Each question fills *out for a boot that has run (or panicked) under the
 * watcher; out->no where the account does not add up.
 */

/* Every byte from installed to available. */
void explain_account(struct answer *out, const struct boot *b,
		     const struct watcher *w);
/* w->address, which has_address. */
void explain_address(struct answer *out, struct boot *b,
		     const struct watcher *w);
/* -1 with err where there is no such zone. */
int explain_zone(struct answer *out, struct boot *b, int nid, const char *zone,
		 struct error *err);
/* -1 with err where there is no such node. */
int explain_zonelist(struct answer *out, struct boot *b, int nid,
		     struct error *err);
void explain_cma(struct answer *out, const struct boot *b);
/*
 * Which memory a device reaches, and what serves it: the one of the tree that
 * the input was asked about (m->fdt.device), or one of so many address bits.
 */
void explain_device(struct answer *out, const struct boot *b);
void explain_dma(struct answer *out, const struct boot *b, unsigned bits);
void explain_crashkernel(struct answer *out, const struct boot *b);

#endif
