/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/log_banks.h"

#include <stdlib.h>
#include <string.h>

#include "input/log_estimate.h"
#include "model/release.h"
#include "util/alloc.h"
#include "util/size.h"
#include "util/sort.h"
#include "util/words.h"

#define SZ_1M (1ULL << 20)
#define SZ_16M (16ULL << 20)
#define SZ_1G (1ULL << 30)

static void add_taken(struct banks *b, uint64_t base, uint64_t size)
{
	array_reserve(b->taken, b->cap_taken, b->nr_taken + 1);
	b->taken[b->nr_taken++] = (struct range){ base, size };
}

void log_banks_add(struct banks *b, uint64_t base, uint64_t size, int nid)
{
	if (!size || size > UINT64_MAX - base)
		return;
	array_reserve(b->v, b->cap, b->n + 1);
	b->v[b->n++] = (struct log_range){ { base, size }, nid };
}

/* "mem=244M@68M": those words of the command line that have a base. */
static void add_mem_words(struct banks *b, const char *cmdline)
{
	for (const char *w = cmdline; w && *w; w += strcspn(w, " ")) {
		const char *end;
		uint64_t size;

		w += strspn(w, " ");
		if (strncmp(w, "mem=", 4))
			continue;
		size = memparse(w + 4, &end);
		if (*end == '@')
			log_banks_add(b, memparse(end + 1, NULL), size, -1);
	}
}

/* Where the first size of the line begins. */
static uint64_t sizes_base(const struct log_tree *t, const struct banks *words)
{
	if (words->n)
		return words->v[0].range.base;
	if (t->has_start)
		return t->start;
	if (t->nr_removed && t->removed[0].base >= t->sizes[0])
		return t->removed[0].base - t->sizes[0];
	return log_likely_base(t);
}

/* A word of the command line is a bank, and the line says what is left of it. */
static bool place_rest(struct banks *b, const struct log_tree *t,
		       const struct banks *words)
{
	const struct range *bank = words->n ? &words->v[0].range : NULL;

	if (words->n != 1 || t->nr_sizes != 1 || t->nr_removed ||
	    t->sizes[0] >= bank->size)
		return false;
	log_banks_add(b, bank->base, bank->size, -1);
	add_taken(b, bank->base + t->sizes[0], bank->size - t->sizes[0]);
	return true;
}

/*
 * Sizes with known holes between them: one bank, out of which they are taken,
 * unless they are when it is read.
 */
static bool place_around_holes(struct banks *b, const struct log_tree *t,
			       uint64_t at)
{
	if (!t->nr_removed || t->nr_removed + 1 != t->nr_sizes)
		return false;
	for (size_t i = 0; i < t->nr_removed; i++) {
		const struct range *hole = &t->removed[i];

		if (hole->base > at)
			log_banks_add(b, at, hole->base - at, -1);
		if (!t->early_holes) {
			log_banks_add(b, hole->base, hole->size, -1);
			add_taken(b, hole->base, hole->size);
		}
		at = hole->base + hole->size;
	}
	log_banks_add(b, at, t->sizes[t->nr_sizes - 1], -1);
	return true;
}

/*
 * One hole that is known, and several sizes in front of it: what they leave of
 * it is a hole of its own behind the first, for the others reach to the known
 * one.
 *
 *     | size 0 |    | size 1 |known hole|   size 2   |
 */
static bool place_up_to_hole(struct banks *b, const struct log_tree *t,
			     uint64_t at)
{
	const struct range *hole = t->removed;
	size_t last = t->nr_sizes - 1;
	uint64_t sum = 0;

	for (size_t i = 0; i < last; i++)
		sum += t->sizes[i];
	if (t->nr_removed != 1 || t->nr_sizes < 3 || at > hole->base ||
	    sum > hole->base - at)
		return false;
	for (size_t i = 0; i < last; i++) {
		log_banks_add(b, at, t->sizes[i], -1);
		at = i ? at + t->sizes[i] : hole->base - (sum - t->sizes[0]);
	}
	log_banks_add(b, hole->base + hole->size, t->sizes[last], -1);
	return true;
}

/*
 * omap_reserve(), arch/arm/mach-omap2/common.c: from the top a MiB for secure
 * memory, and later one more to write to before a barrier.
 */
#define OMAP_BARRIER_SINCE "3.9"

static uint64_t omap_share(const char *release)
{
	return release_reaches(release, OMAP_BARRIER_SINCE) ? 2 * SZ_1M : SZ_1M;
}

static void take_omap_share(struct banks *b, const char *release)
{
	const struct range *last = &b->v[b->n - 1].range;
	uint64_t share = omap_share(release);

	if (last->size > share)
		add_taken(b, last->base + last->size - share, share);
}

/* What the line of sizes has is without it: memory is of whole 16 MiB. */
static void restore_omap_share(struct banks *b, const char *release)
{
	struct range *last = &b->v[b->n - 1].range;
	uint64_t share = omap_share(release);

	if ((last->base + last->size + share) % SZ_16M)
		return;
	last->size += share;
	take_omap_share(b, release);
}

/* What a kernel's line of sizes alone leaves open: where they are. */
static void place_sizes(struct banks *b, const struct log_tree *t,
			const struct machine *m)
{
	struct banks words = { 0 };
	uint64_t at;

	if (!t->nr_sizes)
		return;
	add_mem_words(&words, m->cmdline);
	at = sizes_base(t, &words);
	if (!place_rest(b, t, &words) && !place_around_holes(b, t, at) &&
	    !place_up_to_hole(b, t, at)) {
		for (size_t i = 0; i < t->nr_sizes; i++) {
			if (words.n == t->nr_sizes)
				at = words.v[i].range.base;
			log_banks_add(b, at, t->sizes[i], -1);
			at += t->sizes[i];
		}
		if (t->omap && b->n)
			restore_omap_share(b, m->release);
	}
	free(words.v);
}

static void guess_memory(struct machine *m, const char *by)
{
	char *text = xasprintf(
		"no line of the log says where memory is: concluded from %s",
		by);

	machine_guess(m, "memblock", text);
	machine_note(m, "%s", text);
	free(text);
}

/* Entries of the SRAT reach as far as memory may ever come. */
static void add_srat(struct banks *b, const struct machine_acpi *a)
{
	for (size_t i = 0; i < a->nr_memory; i++) {
		if (a->memory[i].enabled && !a->memory[i].hotplug)
			log_banks_add(b, a->memory[i].range.base,
				      a->memory[i].range.size,
				      a->memory[i].nid);
	}
}

bool log_efi_is_memory(const struct efi_region *r)
{
	return r->write_back && !r->special_purpose;
}

static void add_efi(struct banks *b, const struct machine_efi *efi)
{
	for (size_t i = 0; i < efi->nr_map; i++) {
		const struct efi_region *r = &efi->map[i];

		if (log_efi_is_memory(r))
			log_banks_add(b, r->range.base, r->range.size, -1);
	}
}

static void add_list(struct banks *b, const struct log_bank_list *l,
		     unsigned shift)
{
	for (size_t i = 0; i < l->n; i++)
		log_banks_add(b, l->v[i].range.base << shift,
			      l->v[i].range.size << shift, l->v[i].nid);
}

/*
 * arm: "mem=512M" takes the place of all that the boot loader has handed over,
 * from where memory begins; for others it is a limit.
 */
static void add_whole_word(struct banks *b, const struct log_tree *t,
			   const struct machine *m)
{
	const char *end;
	uint64_t size = log_word_size(m, "mem=", &end);

	if (size && !log_is_wide(m) && *end != '@')
		log_banks_add(b, log_likely_base(t), size, -1);
}

/*
 * Memory of 64-bit Arm systems, by their common map: 2 GiB from 2 GiB on, and
 * all that is more from 34 GiB on.
 */
#define ARM_FAR_MEMORY (34 * SZ_1G)

static void add_estimate(struct banks *b, const struct log_estimate *e)
{
	uint64_t end = e->base + e->size;

	if (e->base == 2 * SZ_1G && end > ARM_FAR_MEMORY) {
		log_banks_add(b, e->base, 2 * SZ_1G, -1);
		log_banks_add(b, ARM_FAR_MEMORY, end - ARM_FAR_MEMORY, -1);
		return;
	}
	if (e->hole) {
		log_banks_add(b, e->base, 4 * SZ_1G - e->hole - e->base, -1);
		log_banks_add(b, 4 * SZ_1G, end - 4 * SZ_1G, -1);
		return;
	}
	log_banks_add(b, e->base, e->size, -1);
}

void log_banks_ranges(struct banks *b, const struct log_tree *t,
		      const struct machine *m)
{
	add_list(b, &t->banks[BANKS_NODES], 0);
	if (!b->n)
		add_efi(b, &m->pc.efi);
	if (!b->n)
		add_list(b, &t->banks[BANKS_PFNS], 12);
	if (!b->n)
		add_list(b, &t->banks[BANKS_FDT], 0);
}

void log_banks_find(struct banks *b, const struct log_tree *t,
		    struct machine *m)
{
	struct log_estimate e;

	log_banks_ranges(b, t, m);
	if (!b->n)
		place_sizes(b, t, m);
	if (!b->n)
		add_mem_words(b, m->cmdline);
	if (!b->n)
		add_whole_word(b, t, m);
	if (!b->n)
		add_list(b, &t->banks[BANKS_TRUNCATED], 0);
	if (b->n)
		return;
	add_srat(b, &m->pc.acpi);
	if (b->n) {
		guess_memory(m, "the SRAT");
		return;
	}
	e = log_estimate(t, m);
	if (e.by) {
		guess_memory(m, e.by);
		if (e.behind_devices)
			machine_guess(
				m, "memblock",
				"no line of the log says where memory begins: shown at the GiB behind the registers of a serial line");
		add_estimate(b, &e);
		if (e.whole && t->omap)
			take_omap_share(b, m->release);
	}
}

bool log_tree_has_memory(const struct log_tree *t, const struct machine *m)
{
	struct banks words = { 0 };
	bool has = t->nr_sizes || m->pc.efi.nr_map || m->pc.acpi.nr_memory ||
		   log_estimate(t, m).by;

	for (size_t i = 0; i < NR_LOG_BANKS; i++)
		has |= t->banks[i].n != 0;
	add_mem_words(&words, m->cmdline);
	has |= words.n != 0;
	free(words.v);
	return has;
}

static int by_base(const void *a, const void *b)
{
	const struct log_range *x = a, *y = b;

	if (x->range.base != y->range.base)
		return x->range.base < y->range.base ? -1 : 1;
	return x->nid - y->nid;
}

uint64_t log_range_end(const struct log_range *b)
{
	return b->range.base + b->range.size;
}

/* What overlaps what came before it is cut, so that each byte has one bank. */
static void sort_banks(struct banks *b)
{
	size_t n = 0;

	if (b->n)
		sort_stable(b->v, b->n, sizeof(*b->v), by_base);
	for (size_t i = 0; i < b->n; i++) {
		struct log_range v = b->v[i];
		uint64_t from =
			n ? max_u64(v.range.base, log_range_end(&b->v[n - 1])) :
			    v.range.base;

		if (log_range_end(&v) <= from)
			continue;
		v.range.size = log_range_end(&v) - from;
		v.range.base = from;
		b->v[n++] = v;
	}
	b->n = n;
}

bool log_is_removed(const struct log_region *r)
{
	return r->placed && r->compatible &&
	       !strcmp(r->compatible, "removed-dma-pool");
}

/* The bank without [base, end): what is behind it becomes one of its own. */
static void cut_bank(struct banks *b, size_t i, uint64_t base, uint64_t end)
{
	struct log_range *v = &b->v[i];
	uint64_t last = log_range_end(v);

	if (end <= v->range.base || base >= last)
		return;
	if (last > end)
		log_banks_add(b, end, last - end, v->nid);
	v = &b->v[i];
	v->range.size = base > v->range.base ? base - v->range.base : 0;
}

void log_banks_settle(struct banks *b, const struct log_tree *t)
{
	sort_banks(b);
	for (size_t r = 0; r < t->nr_regions; r++) {
		const struct range *cut = &t->regions[r].range;

		if (!log_is_removed(&t->regions[r]))
			continue;
		for (size_t i = 0, n = b->n; i < n; i++)
			cut_bank(b, i, cut->base, cut->base + cut->size);
	}
	sort_banks(b);
}
