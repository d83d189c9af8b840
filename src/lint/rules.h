/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_LINT_RULES_H
#define INITMEM_LINT_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "journal/remark.h"
#include "lint/finding.h"
#include "util/range.h"

/* What the rules of the room share. */

/*
 * Adds a finding with the rule's severity; where and message are allocated and
 * become the finding's. The result is good until the next one is added.
 */
struct lint_finding *lint_add(struct lint *l, const struct lint_rule *rule,
			      char *where, char *message);

/*
 * Whether the running rule has so many findings that it should stop: an input
 * may be made to have millions.
 */
bool lint_enough(const struct lint *l);

/* What the kernel says: journal_remarked(). NULL also without a boot. */
const struct remark *lint_remark(const struct lint *l, enum remark_kind kind,
				 const char *about);
/* The line of it. */
const char *lint_line(const struct lint *l, enum remark_kind kind,
		      const char *about);

/* Whether the boot ends by an exception in this kernel function. */
bool lint_dies_in(const struct lint *l, const char *function);

/* How it ends, with the line about a bad access before; b->journal->panic is
 * set. */
char *lint_end_words(const struct lint *l);

/* The enabled child of /reserved-memory, or NULL. */
const struct fdt_reserved_node *lint_reserved_node(const struct lint *l,
						   const char *name);

/* How the boot ends, in words that become the finding's, and its last line. */
void lint_quote_end(const struct lint *l, struct lint_finding *f, char *words);

/*
 * The line becomes the finding's; where the kernel prints none (NULL), what it
 * does in plain words.
 */
void lint_quote(struct lint_finding *f, const char *line, const char *words);

/*
 * "4 MiB, aligned to 2 MiB, find no place: ..." of a request that ends with
 * attempt i, with what is in the way.
 */
char *lint_search_message(const struct boot *b, size_t i);
/* The most that the request would get, in multiples of `step`. */
uint64_t lint_search_size(const struct boot *b, size_t i, uint64_t step);

/* Where a finding about this word of the command line is. */
char *lint_at_word(const char *word);
char *lint_at_reserved(const struct fdt_reserved_node *n);

/* So many things are named in one finding; of the others their number. */
#define LINT_NAMED 8

/* "0x80000000-0x80ffffff" */
const char *range_text(const struct range *r, char *buf, size_t len);

/* The last word of the command line that begins so, which counts; NULL. */
char *lint_word(const struct lint *l, const char *start);

/* The banks that a tree or a map has, sorted and joined; free() *v. */
size_t lint_banks(const struct machine *m, struct range **v);
/* Bytes of all of them; where they overlap they count once. */
uint64_t lint_ram(const struct machine *m);

/* Bytes of r inside the banks. */
uint64_t lint_inside(const struct range *banks, size_t n,
		     const struct range *r);
/* The same, of the banks of the machine that boots. */
uint64_t lint_ram_inside(const struct lint *l, const struct range *r);

/* Where the kernel image lies, with its BSS; from 0 on without a boot. */
struct range lint_image_range(const struct lint *l);
/* Whether no bank has room for it, wherever it is loaded; after a boot. */
bool lint_image_too_large(const struct lint *l);

/* The line that refuses the node's range its no-map; NULL: none does. */
const char *lint_refused_no_map(const struct lint *l,
				const struct fdt_reserved_node *n,
				const struct range *r);
/* Whether image, initrd or tree were put there, in part at least. */
bool lint_something_placed(const struct lint *l, const struct range *r);

/* Whether the node has this compatible string. */
bool reserved_compatible(const struct fdt_reserved_node *n, const char *with);

#define LINT_BUF 64

/*
 * Lines of a log, read without anything to boot with, that this rule explains.
 */
void lint_said(struct lint *l, const struct lint_rule *rule);

/* The rules' own functions, by group. */
typedef void lint_check(struct lint *l, const struct lint_rule *rule);

/* Whether somebody will see what this one finds. */
bool lint_seen(const struct lint *l, lint_check *check);

lint_check lint_overlap, lint_duplicate, lint_table_full, lint_no_map_refused,
	lint_memreserve_efi, lint_memreserve_list, lint_memreserve_overlap;
lint_check lint_region_partly, lint_region_fails, lint_region_outside,
	lint_pool_fails, lint_cma_word, lint_pool_default, lint_pool_bank,
	lint_pool_zones, lint_pool_none, lint_pool_flags;
lint_check lint_memory_more, lint_memory_missing, lint_memory_cells,
	lint_memory_less, lint_banks_overlap, lint_memory_ignored,
	lint_memory_made_up;
lint_check lint_memmap_word, lint_memmap_hole, lint_no_remap, lint_e820_entries,
	lint_hole, lint_mtrr;
lint_check lint_memoryless, lint_faked_node, lint_numa_fake, lint_distances;
lint_check lint_dma_zone, lint_dma_reach, lint_bounce, lint_zone_kept,
	lint_movable_node;
lint_check lint_highmem, lint_initrd_lost, lint_build, lint_low_scarce;
lint_check lint_crash_fails, lint_crash_forms, lint_crash_fixed;
lint_check lint_places, lint_image, lint_tree_unmapped;
lint_check lint_panic;
lint_check lint_words_unknown, lint_words_malformed;

/* Whether the word is one about memory whose value cannot be read. */
bool lint_word_malformed(const char *word);

#endif
