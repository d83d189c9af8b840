/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "lint/advice.h"
#include "lint/rules.h"
#include "model/questions.h"
#include "util/alloc.h"
#include "util/size.h"
#include "util/stringmap.h"

/* Group H: low and high memory, and what lies where it is not mapped. */

/* Low memory that is a narrow place on a machine that has more than it. */
#define SCARCE (128ULL << 20)
/* Addresses above low memory: fewer are never enough for what is there. */
#define LEAST_ABOVE (32ULL << 20)
/* Who has so much of scarce low memory is named. */
#define WORTH_NAMING (8ULL << 20)

static void tell_lost(struct lint *l, const struct lint_rule *rule,
		      const struct range *r, const char *why, const char *line,
		      const char *change)
{
	char size[32], at[LINT_BUF];
	struct lint_finding *f;

	f = lint_add(l, rule, xstrdup("RAM"),
		     xasprintf("%s [%s] are dropped: %s",
			       format_size(r->size, size, sizeof(size)),
			       range_text(r, at, sizeof(at)), why));
	f->severity = LINT_WARNING;
	lint_quote(f, line, NULL);
	f->change = xstrdup(change);
}

/* arm: what goes, piece by piece. Returns whether there was one. */
static bool check_dropped_banks(struct lint *l, const struct lint_rule *rule)
{
	const struct journal *j = l->boot->journal;
	bool found = false;

	for (size_t i = 0; i < j->nr_remarks && !lint_enough(l); i++) {
		if (j->remarks[i].kind != REMARK_RAM_CUT)
			continue;
		tell_lost(
			l, rule, &j->remarks[i].range,
			"the build has no HIGHMEM, and low memory ends there",
			j->remarks[i].line,
			"a kernel with CONFIG_HIGHMEM or another split (VMSPLIT), or a smaller vmalloc=");
		found = true;
	}
	return found;
}

/* The firmware's RAM from `from` on, as one range with the sum for its size. */
static struct range ram_above(const struct lint *l, uint64_t from)
{
	struct range *banks, r = { 0 };
	size_t n = lint_banks(l->machine, &banks);

	for (size_t i = 0; i < n; i++) {
		uint64_t end = banks[i].base + banks[i].size;
		uint64_t start = max_u64(banks[i].base, from);

		if (start >= end)
			continue;
		if (!r.size)
			r.base = start;
		r.size += end - start;
	}
	free(banks);
	return r;
}

/*
 * A PC: RAM above what the build's page tables reach, or what highmem= leaves.
 * What is said of it is in the log, or nothing is.
 */
static bool check_beyond_build(struct lint *l, const struct lint_rule *rule)
{
	const struct boot *b = l->boot;
	const uint32_t shift = l->kernel->page_shift;
	const char *line = lint_line(l, REMARK_NEEDS_HIGHMEM, NULL);
	char *word = lint_word(l, "highmem=");
	struct range r = { 0 };
	bool found;

	if (line || (word && !b->e820_userdef))
		r = ram_above(l, b->totals.max_pfn << shift);
	else if (b->max_arch_pfn)
		r = ram_above(l, b->max_arch_pfn << shift);
	found = r.size >> shift != 0 && b->totals.max_pfn;
	if (found && word && !line)
		tell_lost(
			l, rule, &r,
			"highmem= leaves no more high memory than it says",
			"uses no RAM above what highmem= allows, and says nothing",
			"a larger highmem=, or none");
	else if (found)
		tell_lost(
			l, rule, &r,
			"the build's page tables do not reach them",
			line ? line : "last_pfn does not go above max_arch_pfn",
			l->kernel->word_size == 4 ?
				"a kernel with CONFIG_HIGHMEM64G (PAE), or one of 64 bits" :
				"a kernel with five levels of page tables, on a CPU that has them");
	free(word);
	return found;
}

/* Pages in low memory of CMA areas that are active. */
static uint64_t low_cma(const struct boot *b)
{
	uint64_t pages = 0;

	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++) {
			if (b->nodes[n]->zones[i].kind != ZONE_HIGHMEM)
				pages += b->nodes[n]->zones[i].cma_pages;
		}
	}
	return pages << b->kernel->page_shift;
}

/* What the page allocator has of low memory for all purposes, bytes. */
static uint64_t low_for_all(const struct boot *b)
{
	uint64_t low = (b->totals.totalram_pages - b->totals.totalhigh_pages)
		       << b->kernel->page_shift;

	return low - min_u64(low, low_cma(b));
}

void lint_highmem(struct lint *l, const struct lint_rule *rule)
{
	const struct boot *b = l->boot;
	char low[32], high[32], cma[32], *beside;
	struct lint_finding *f;

	if (!b || check_dropped_banks(l, rule) || check_beyond_build(l, rule) ||
	    !b->totals.totalhigh_pages)
		return;
	format_size(low_for_all(b), low, sizeof(low));
	format_size(b->totals.totalhigh_pages << l->kernel->page_shift, high,
		    sizeof(high));
	beside = low_cma(b) ?
			 xasprintf(" (besides %s of CMA pools there)",
				   format_size(low_cma(b), cma, sizeof(cma))) :
			 xstrdup("");
	f = lint_add(
		l, rule, xstrdup("RAM"),
		xasprintf(
			"%s low memory%s, mapped for good; %s high memory, which the kernel itself uses through windows only",
			low, beside, high));
	free(beside);
	f->kernel =
		xstrdup("page tables, slab and most drivers take low memory");
	f->change = xstrdup("a smaller vmalloc= makes low memory larger");
}

/* The word of the command line that makes low memory small; NULL: none. */
static char *limiting_word(const struct lint *l)
{
	static const char *const words[] = { "vmalloc=", "highmem=", "mem=" };
	char *word = NULL;

	for (size_t i = 0; !word && i < ARRAY_SIZE(words); i++)
		word = lint_word(l, words[i]);
	return word;
}

/*
 * Bytes of low memory that the ledger gives to each owner, CMA pools not; the
 * first of those with one name has it all. free() them.
 */
static uint64_t *low_bytes(const struct boot *b)
{
	const struct journal *j = b->journal;
	uint64_t *bytes = xcalloc(j->nr_owners, sizeof(*bytes));
	struct stringmap first = { 0 }; /* from 1 */

	for (size_t i = 0; i < j->ledger.n; i++) {
		const struct rangemap_extent *x = &j->ledger.v[i];

		if (x->start < b->high_memory && !in_cma_area(b, x->start))
			bytes[x->tag] +=
				min_u64(x->end, b->high_memory) - x->start;
	}
	for (size_t i = 0; i < j->nr_owners; i++) {
		const char *what = j->owners[i].what;
		size_t *index = stringmap_at(&first, what, strlen(what));

		if (!*index) {
			*index = i + 1;
		} else {
			bytes[*index - 1] += bytes[i];
			bytes[i] = 0;
		}
	}
	stringmap_release(&first);
	return bytes;
}

/* ", of which X has 512 MiB, Y 64 MiB": the large pieces of low memory. */
static char *large_pieces(const struct boot *b)
{
	uint64_t *bytes = low_bytes(b);
	char size[32];
	char *text =
		low_cma(b) < WORTH_NAMING ?
			xstrdup("") :
			xasprintf(
				", of which CMA pools have %s (for movable pages only)",
				format_size(low_cma(b), size, sizeof(size)));

	for (size_t i = 0; i < b->journal->nr_owners; i++) {
		if (bytes[i] < WORTH_NAMING)
			continue;
		xappendf(&text, "%s%s has %s", *text ? ", " : ", of which ",
			 b->journal->owners[i].what,
			 format_size(bytes[i], size, sizeof(size)));
	}
	free(bytes);
	return text;
}

/* Low memory as the kernel has laid it out, bytes. */
static uint64_t low_total(const struct boot *b)
{
	uint64_t start = memblock_start_of_dram(&b->memblock);

	return b->high_memory - min_u64(start, b->high_memory);
}

/* Low memory that is mapped over what the kernel has above it. */
static bool low_over_all(const struct lint *l)
{
	return l->boot->totals.max_low_pfn &&
	       low_total(l->boot) > UINT32_MAX - l->kernel->page_offset;
}

/* Or that leaves none of the addresses for vmalloc() and fixed mappings. */
static bool low_to_the_top(const struct lint *l)
{
	return low_total(l->boot) + LEAST_ABOVE >
	       (1ULL << 32) - l->kernel->page_offset;
}

static bool word_ends_boot(const struct lint *l, const char *word)
{
	if (!l->boot->journal->panic || !word || !low_total(l->boot))
		return false;
	return low_total(l->boot) < SCARCE ||
	       (low_to_the_top(l) && !strncmp(word, "vmalloc=", 8));
}

/* A boot that ends early, where a word decides on low memory. */
static void tell_word_ends(struct lint *l, const struct lint_rule *rule,
			   const char *word)
{
	struct lint_finding *f;
	const char *form =
		low_over_all(l) ?
			"leaves no addresses for low memory: %s of it are mapped over what the kernel has at the top of its addresses" :
		low_to_the_top(l) ?
			"leaves %s of low memory, and behind it no addresses for vmalloc() and fixed mappings" :
			"leaves %s of low memory: that is not enough for the kernel, its image and its tables";
	const char *how = !strncmp(word, "mem=", 4)		? "a larger" :
			  low_to_the_top(l) && !low_over_all(l) ? "another" :
								  "a smaller";
	char size[32];

	format_size(low_total(l->boot), size, sizeof(size));
	f = lint_add(l, rule, lint_at_word(word), xasprintf(form, size));
	f->severity = LINT_ERROR;
	lint_quote_end(l, f, journal_last_words(l->boot->journal));
	f->change = xasprintf("%.*s=SIZE with %s SIZE, or leave it out",
			      (int)strcspn(word, "="), word, how);
}

void lint_low_scarce(struct lint *l, const struct lint_rule *rule)
{
	const struct boot *b = l->boot;
	char *word, *pieces, low[32], total[32];
	struct lint_finding *f;

	if (!b || l->kernel->word_size != 4 || !b->memblock.memory.cnt)
		return;
	word = limiting_word(l);
	if (word_ends_boot(l, word)) {
		tell_word_ends(l, rule, word);
	} else if (!b->journal->panic && low_for_all(b) < SCARCE &&
		   ram_above(l, b->high_memory).size > SCARCE) {
		pieces = large_pieces(b);
		f = lint_add(
			l, rule,
			word && strncmp(word, "mem=", 4) ?
				lint_at_word(word) :
				xstrdup("low memory"),
			xasprintf(
				"%s low memory%s: %s are left for all that the kernel itself allocates",
				format_size(low_total(b), total, sizeof(total)),
				pieces,
				format_size(low_for_all(b), low, sizeof(low))));
		free(pieces);
		f->kernel = xstrdup(
			"slab, page tables and drivers take low memory only: it runs out while high memory is free, and the OOM killer may come before init");
		f->change = xstrdup(
			low_cma(b) > SCARCE ?
				"a smaller CMA pool, or one in high memory" :
				"a smaller vmalloc=, another split (VMSPLIT), or a kernel of 64 bits");
	}
	free(word);
}

/* An initrd that is kept, and that no reader finds in the map of memory. */
static void check_initrd_unmapped(struct lint *l, const struct lint_rule *rule)
{
	struct range r = { l->machine->initrd_start,
			   l->machine->initrd_end - l->machine->initrd_start };
	struct lint_finding *f;
	char at[LINT_BUF];

	if (!lint_dies_in(l, "setup_boot_config") &&
	    !lint_dies_in(l, "populate_rootfs"))
		return;
	f = lint_add(
		l, rule, xstrdup("initrd"),
		xasprintf("[%s] lies in high memory (low memory ends at 0x%" PRIx64
			  "): phys_to_virt() of it is no mapped address",
			  range_text(&r, at, sizeof(at)),
			  l->boot->high_memory - 1));
	lint_quote_end(l, f, lint_end_words(l));
	f->change = xstrdup("load it lower (U-Boot: initrd_high, bootm_size)");
}

void lint_initrd_lost(struct lint *l, const struct lint_rule *rule)
{
	const struct remark *lost = lint_remark(l, REMARK_INITRD_LOST, NULL);
	struct lint_finding *f;
	char at[LINT_BUF], *word;

	if (!lost) {
		check_initrd_unmapped(l, rule);
		return;
	}
	word = lint_word(l, "mem=");
	f = lint_add(l, rule, xstrdup("initrd"),
		     xasprintf("[%s] is not where the kernel can use it",
			       range_text(&lost->range, at, sizeof(at))));
	lint_quote(f, lost->line, NULL);
	f->change = advice_load_initrd(l);
	if (word)
		f->change = advice_or(f->change,
				      xasprintf("a larger one than %s", word));
	free(word);
}

void lint_tree_unmapped(struct lint *l, const struct lint_rule *rule)
{
	const struct machine_fdt *fdt = &l->machine->fdt;
	struct range r = { fdt->base, fdt->totalsize };
	struct lint_finding *f;
	char at[LINT_BUF];

	if (!lint_dies_in(l, "unflatten_device_tree"))
		return;
	f = lint_add(
		l, rule, xstrdup("device tree"),
		xasprintf("[%s] does not lie in low memory (which ends at 0x%" PRIx64
			  "), where this kernel reads it by phys_to_virt()",
			  range_text(&r, at, sizeof(at)),
			  l->boot->high_memory - 1));
	lint_quote_end(l, f, lint_end_words(l));
	f->change = xstrdup(
		"load it lower (U-Boot: fdt_high, bootm_size), or a kernel since 5.11");
}
