/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/x86/mtrr.h"

#include <inttypes.h>

#include "arch/x86/e820.h"
#include "journal/journal.h"
#include "util/range.h"
#include "util/rangemap.h"

#define SZ_1M (1ULL << 20)
#define SZ_4G (4ULL << 30)

/* The variable ranges of these types, and of any other. */
struct counts {
	unsigned write_back, uncachable, other;
};

static struct counts count_ranges(const struct machine_mtrr *m)
{
	struct counts c = { 0 };

	for (size_t i = 0; i < m->nr_ranges; i++) {
		switch (m->ranges[i].type) {
		case MTRR_WRBACK:
			c.write_back++;
			break;
		case MTRR_UNCACHABLE:
			c.uncachable++;
			break;
		default:
			c.other++;
			break;
		}
	}
	return c;
}

/*
 * Fixed ranges come before variable ones: what an uncachable range has of the
 * first MiB does not count.
 */
static void subtract(struct boot *b, struct rangemap *cached,
		     const struct mtrr_range *r)
{
	uint64_t start = r->range.base, end = start + r->range.size;

	if (start < SZ_1M && b->machine->pc.mtrr.fixed_enabled) {
		journal_log(
			b->journal,
			"WARNING: BIOS bug: VAR MTRR %" PRIu32
			" contains strange UC entry under 1M, check with your system vendor!",
			r->reg);
		start = SZ_1M;
	}
	if (start < end)
		rangemap_clear(cached, start, end);
}

/* x86_get_mtrr_mem_range(): what is write-back. */
static void find_cached(struct boot *b, struct rangemap *cached)
{
	const struct machine_mtrr *m = &b->machine->pc.mtrr;

	if (m->tom2 > SZ_4G)
		rangemap_set(cached, SZ_4G, m->tom2, 0);
	for (size_t i = 0; i < m->nr_ranges; i++) {
		const struct range *r = &m->ranges[i].range;

		if (m->ranges[i].type == MTRR_WRBACK)
			rangemap_set(cached, r->base, r->base + r->size, 0);
	}
	for (size_t i = 0; i < m->nr_ranges; i++) {
		if (m->ranges[i].type == MTRR_UNCACHABLE)
			subtract(b, cached, &m->ranges[i]);
	}
}

static void note_ram(struct boot *b, uint64_t start, uint64_t end)
{
	for (size_t i = 0; i < b->e820.nr; i++) {
		const struct e820_entry *e = &b->e820.entries[i];
		uint64_t from = max_u64(start, e->base);
		uint64_t to = min_u64(end, e->base + e->size);

		if (e->type == E820_RAM && from < to)
			rangemap_set(&b->mtrr_trimmed, from, to, 0);
	}
}

/* real_trim_memory() */
static uint64_t real_trim_memory(struct boot *b, uint64_t start, uint64_t end)
{
	note_ram(b, start, end);
	return e820_range_update(b, start, end - start, E820_RAM,
				 E820_RESERVED);
}

/*
 *     cached      |--------|     |-----------|
 *     trim    |---|        |-----|           |----|  end of RAM
 */
static uint64_t trim_between(struct boot *b, const struct rangemap *cached,
			     uint64_t end)
{
	uint64_t at = 0, bytes = 0;

	if (!cached->n)
		return 0;
	for (size_t i = 0; i < cached->n; i++) {
		if (at < cached->v[i].start)
			bytes += real_trim_memory(b, at, cached->v[i].start);
		at = cached->v[i].end;
	}
	if (at < end)
		bytes += real_trim_memory(b, at, end);
	return bytes;
}

static uint64_t trim_by_registers(struct boot *b, uint64_t end)
{
	const struct machine_mtrr *m = &b->machine->pc.mtrr;
	struct counts c = count_ranges(m);
	struct rangemap cached = { 0 };
	uint64_t bytes;

	if (m->default_type != MTRR_UNCACHABLE)
		return 0;
	if (!c.write_back) {
		journal_log(b->journal,
			    "CPU MTRRs all blank - virtualized system.");
		return 0;
	}
	if (c.other)
		return 0;
	if (b->params.mtrr_cleanup && c.uncachable)
		journal_inexact(
			b->journal, "memblock",
			"enable_mtrr_cleanup: the kernel writes the MTRRs anew before it looks which RAM they cover, which is not modelled");
	find_cached(b, &cached);
	bytes = trim_between(b, &cached, end);
	rangemap_release(&cached);
	return bytes;
}

/* What is uncached up to the end of that boot's RAM is so above, too. */
static uint64_t trim_by_evidence(struct boot *b, uint64_t end)
{
	const struct mtrr_evidence *e = &b->machine->pc.mtrr_evidence;
	uint64_t bytes = 0;

	if (e->loses && !e->nr_uncached)
		journal_inexact(
			b->journal, "memblock",
			journal_intern(
				b->journal,
				"the log's kernel loses %" PRIu64
				" MiB of RAM that the MTRRs do not make write-back, but no line says which; shown without that loss",
				e->lost_mib));
	if (e->not_looked && !e->nr_uncached)
		journal_inexact(
			b->journal, "memblock",
			"the log is of a boot with disable_mtrr_trim and does not have the MTRRs: which RAM is lost without that word is not known");
	for (size_t i = 0; i < e->nr_uncached; i++) {
		const struct range *r = &e->uncached[i];
		uint64_t to = r->base + r->size;

		if (to == e->end)
			to = end;
		if (r->base < to)
			bytes += real_trim_memory(b, r->base, to);
	}
	return bytes;
}

bool x86_mtrr_trim(struct boot *b, uint64_t end_pfn)
{
	uint64_t end = end_pfn << b->kernel->page_shift, bytes;

	if (b->params.disable_mtrr_trim)
		return false;
	journal_enter(b->journal, "mtrr_trim_uncached_memory");
	bytes = b->machine->pc.mtrr.known ? trim_by_registers(b, end) :
					    trim_by_evidence(b, end);
	if (bytes) {
		journal_remark(
			b->journal, REMARK_MTRR_LOSES,
			"WARNING: BIOS bug: CPU MTRRs don't cover all of memory, losing %" PRIu64
			"MB of RAM.",
			bytes >> 20);
		journal_log(b->journal, "update e820 for mtrr");
		e820_update_table_print(b);
	}
	journal_leave(b->journal);
	return bytes != 0;
}
