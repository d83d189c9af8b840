/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/swiotlb.h"

#include <inttypes.h>

#include "journal/journal.h"
#include "mm/memblock.h"
#include "util/alloc.h"
#include "util/range.h"

#define IO_TLB_SHIFT 11 /* a slab is 2 KiB */
#define IO_TLB_SEGSIZE 128 /* slabs an area has at the least */
#define IO_TLB_DEFAULT_SLABS ((64ULL << 20) >> IO_TLB_SHIFT)
#define IO_TLB_MIN_SLABS ((1ULL << 20) >> IO_TLB_SHIFT)

struct io_tlb {
	uint64_t slabs, areas;
};

/* round_up_default_nslabs(): an area is whole segments. */
static bool round_up_slabs(struct io_tlb *t)
{
	if (!t->areas)
		return false;
	if (t->slabs < IO_TLB_SEGSIZE * t->areas)
		t->slabs = IO_TLB_SEGSIZE * t->areas;
	else if (!(t->slabs & (t->slabs - 1)))
		return false;
	t->slabs = roundup_pow2(t->slabs);
	return true;
}

/* swiotlb_adjust_nareas() */
static void adjust_areas(struct boot *b, struct io_tlb *t, uint64_t areas,
			 bool print)
{
	bool rounded;

	t->areas = roundup_pow2(areas);
	rounded = round_up_slabs(t);
	if (!print)
		return;
	journal_log(b->journal, "software IO TLB: area num %" PRIu64 ".",
		    t->areas);
	if (rounded)
		journal_log(
			b->journal,
			"software IO TLB: SWIOTLB bounce buffer size roundup to %" PRIu64
			"MB",
			t->slabs << IO_TLB_SHIFT >> 20);
}

/*
 * What tells of the slots of the bounce buffer, and whether a smaller buffer
 * will do: only of those that are looked after by areas.
 */
RULE(swiotlb_tables, "swiotlb_init()", WITH_MEMBLOCK,
     VARIANT(SWIOTLB_SLOTS_AND_AREAS, "slots_and_areas",
	     .shows = "struct io_tlb_mem.areas or io_tlb_pool.areas",
	     .since = "6.0", .log = "software IO TLB: area num "),
     VARIANT(SWIOTLB_SLOTS, "slots",
	     .shows = "struct io_tlb_slot, no struct io_tlb_area",
	     .since = "5.13"),
     VARIANT(SWIOTLB_LISTS, "lists", .shows = "symbol io_tlb_list",
	     .since = "5.0"),
     VARIANT(SWIOTLB_LISTS_AND_OVERFLOW, "lists_and_overflow",
	     .shows = "symbol io_tlb_overflow"));

/* Slots are shared out to areas, and fewer of them will do. */
static bool has_areas(const struct boot *b)
{
	return b->kernel->rules.swiotlb_tables == SWIOTLB_SLOTS_AND_AREAS;
}

static struct io_tlb from_params(struct boot *b, bool print)
{
	const struct params *p = &b->params;
	struct io_tlb t = { .slabs = IO_TLB_DEFAULT_SLABS };

	if (p->has_swiotlb_slabs)
		t.slabs = align_up(p->swiotlb_slabs, IO_TLB_SEGSIZE);
	if (p->swiotlb_areas && has_areas(b))
		adjust_areas(b, &t, p->swiotlb_areas, print);
	if (b->swiotlb_slabs)
		t.slabs = b->swiotlb_slabs;
	return t;
}

void swiotlb_adjust_size(struct boot *b, uint64_t bytes)
{
	struct io_tlb t = from_params(b, false);

	if (t.slabs != IO_TLB_DEFAULT_SLABS)
		return;
	bytes = align_up(bytes, 1ULL << IO_TLB_SHIFT);
	t.slabs = align_up(bytes >> IO_TLB_SHIFT, IO_TLB_SEGSIZE);
	if (round_up_slabs(&t))
		bytes = t.slabs << IO_TLB_SHIFT;
	b->swiotlb_slabs = t.slabs;
	journal_log(
		b->journal,
		"software IO TLB: SWIOTLB bounce buffer size adjusted to %" PRIu64
		"MB",
		bytes >> 20);
}

void swiotlb_early_param(struct boot *b)
{
	from_params(b, true);
}

/* How many areas of the bounce buffer are looked after. */
RULE(swiotlb_areas, "swiotlb_init_remap()", WITH_MEMBLOCK,
     VARIANT(SWIOTLB_AREAS_AS_LEFT, "as_left"),
     VARIANT(SWIOTLB_AREAS_AS_ASKED, "as_asked"));

/* limit_nareas(): each has a segment at the least. */
static void limit_areas(struct boot *b, struct io_tlb *t)
{
	if (b->kernel->rules.swiotlb_areas == SWIOTLB_AREAS_AS_LEFT)
		t->areas = min_u64(t->areas, t->slabs / IO_TLB_SEGSIZE);
}

/* Low memory for the buffer; half of it, and half again, where it is scarce. */
static uint64_t alloc_buffer(struct boot *b, struct io_tlb *t)
{
	uint64_t page = kernel_page_size(b->kernel), wanted = t->slabs, at;

	for (;;) {
		uint64_t bytes = align_up(t->slabs << IO_TLB_SHIFT, page);

		at = memblock_alloc_try_nid(
			b, bytes, page, 0, b->low_address_limit, NO_NODE, false,
			"software IO TLB buffer",
			"memblock_alloc_low swiotlb_memblock_alloc "
			"swiotlb_init_remap swiotlb_init");
		if (at)
			break;
		if (!has_areas(b)) {
			journal_remark(b->journal, REMARK_BOUNCE_FAILS,
				       "software IO TLB: Cannot allocate buffer");
			return 0;
		}
		journal_remark(
			b->journal, REMARK_BOUNCE_SCARCE,
			"software IO TLB: swiotlb_memblock_alloc: Failed to allocate %" PRIu64
			" bytes tlb structure",
			bytes);
		if (t->slabs <= IO_TLB_MIN_SLABS)
			return 0;
		t->slabs = align_up(t->slabs >> 1, IO_TLB_SEGSIZE);
		limit_areas(b, t);
	}
	if (t->slabs != wanted)
		journal_log(
			b->journal,
			"software IO TLB: SWIOTLB bounce buffer size adjusted %" PRIu64
			" -> %" PRIu64 " slabs",
			wanted, t->slabs);
	return at;
}

static bool alloc_table(struct boot *b, uint64_t size, uint64_t align)
{
	return memblock_alloc(b, size, align, "software IO TLB bookkeeping",
			      has_areas(b) ? "swiotlb_init_remap swiotlb_init" :
					     "swiotlb_init_with_tbl "
					     "swiotlb_init") != 0;
}

/* swiotlb_init_remap(): a slot each, and a lock each area. */
static int alloc_slots_and_areas(struct boot *b, const struct io_tlb *t)
{
	uint64_t page = kernel_page_size(b->kernel);
	uint64_t bytes = align_up(b->kernel->size.io_tlb_slot * t->slabs, page);

	if (!alloc_table(b, bytes, page)) {
		journal_remark(
			b->journal, REMARK_BOUNCE_FAILS,
			"software IO TLB: swiotlb_init_remap: Failed to allocate %" PRIu64
			" bytes align=0x%" PRIx64,
			bytes, page);
		return -1;
	}
	if (alloc_table(b, b->kernel->size.io_tlb_area * t->areas,
			b->kernel->cache_bytes))
		return 0;
	journal_remark(
		b->journal, REMARK_BOUNCE_FAILS,
		"software IO TLB: swiotlb_init_remap: Failed to allocate mem->areas.");
	return -1;
}

/* swiotlb_init_with_tbl(): tables of so many bytes a slot. */
static int alloc_by_slot(struct boot *b, const struct io_tlb *t,
			 const uint32_t *each, size_t n)
{
	uint64_t page = kernel_page_size(b->kernel);

	for (size_t i = 0; i < n; i++) {
		uint64_t bytes = align_up(t->slabs * each[i], page);

		if (!alloc_table(b, bytes, page))
			return journal_panic(
				b->journal,
				"swiotlb_init_with_tbl: Failed to allocate %" PRIu64
				" bytes align=0x%" PRIx64,
				bytes, page);
	}
	return 0;
}

/* What was lent out when all slots were, and was never to be read. */
#define IO_TLB_OVERFLOW (32 << 10)

static void alloc_overflow(struct boot *b)
{
	memblock_alloc_try_nid(b, IO_TLB_OVERFLOW, kernel_page_size(b->kernel),
			       0, b->low_address_limit, NO_NODE, false,
			       "software IO TLB overflow buffer",
			       "memblock_virt_alloc_low_nopanic "
			       "swiotlb_init_with_tbl swiotlb_init");
}

/* What is kept of each slot. */
static int alloc_tables(struct boot *b, const struct io_tlb *t)
{
	const struct kernel *k = b->kernel;
	/* io_tlb_list, an int, and io_tlb_orig_addr */
	const uint32_t lists[] = { 4, k->phys_addr_size };

	switch (k->rules.swiotlb_tables) {
	case SWIOTLB_SLOTS_AND_AREAS:
		return alloc_slots_and_areas(b, t);
	case SWIOTLB_SLOTS:
		return alloc_by_slot(b, t, &k->size.io_tlb_slot, 1);
	case SWIOTLB_LISTS_AND_OVERFLOW:
		alloc_overflow(b);
		break;
	case SWIOTLB_LISTS:
		break;
	}
	return alloc_by_slot(b, t, lists, ARRAY_SIZE(lists));
}

/* swiotlb=noforce leaves one slot where there are lists. */
static bool is_forbidden(const struct boot *b)
{
	return b->params.swiotlb_noforce &&
	       b->kernel->rules.swiotlb_tables < SWIOTLB_LISTS;
}

uint64_t swiotlb_size_or_default(struct boot *b)
{
	return from_params(b, false).slabs << IO_TLB_SHIFT;
}

/* Whether the architecture sets up bounce buffers. */
RULE(boot_swiotlb, "mem_init()", WITH_MEMBLOCK,
     VARIANT(BOOT_SWIOTLB_IF_BUILT, "if_built"),
     /* whole, also where devices reach all memory */
     VARIANT(BOOT_SWIOTLB_ALWAYS, "always"),
     VARIANT(BOOT_SWIOTLB_NEVER, "never"));

bool swiotlb_needed(const struct boot *b)
{
	return b->kernel->rules.boot_swiotlb == BOOT_SWIOTLB_ALWAYS ||
	       b->totals.max_pfn > pfn_down(b->kernel, b->dma_limit);
}

/* How large a bounce buffer is that only small buffers need. */
RULE(swiotlb_kmalloc, "mem_init()", WITH_MEMBLOCK,
     VARIANT(SWIOTLB_KMALLOC_SHARE_OF_MEMORY, "share_of_memory",
	     .shows =
		     "call of swiotlb_adjust_size in mem_init or arch_mm_preinit"),
     VARIANT(SWIOTLB_KMALLOC_DEFAULT_SIZE, "default_size",
	     .shows = "CONFIG_DMA_BOUNCE_UNALIGNED_KMALLOC, no such call"));

void swiotlb_size_for_kmalloc(struct boot *b)
{
	uint64_t size = div_round_up(b->memblock.memory.total_size, 1024);

	if (b->kernel->rules.swiotlb_kmalloc == SWIOTLB_KMALLOC_SHARE_OF_MEMORY)
		swiotlb_adjust_size(b,
				    min_u64(swiotlb_size_or_default(b), size));
	b->swiotlb_for_kmalloc = true;
}

void swiotlb_init(struct boot *b, bool needed, bool verbose)
{
	struct io_tlb t;
	uint64_t at;

	if (!b->kernel->swiotlb || is_forbidden(b) ||
	    (!needed && !b->params.swiotlb_force))
		return;
	t = from_params(b, false);
	if (b->params.swiotlb_noforce)
		t.slabs = 1;
	if (!t.areas && has_areas(b))
		adjust_areas(b, &t, b->nr_possible_cpus, true);
	limit_areas(b, &t);
	at = alloc_buffer(b, &t);
	if (!at || alloc_tables(b, &t))
		return;
	b->has_swiotlb = true;
	if (!verbose) {
		b->quiet_io_tlb = (struct range){ at, t.slabs << IO_TLB_SHIFT };
		return;
	}
	journal_log(b->journal,
		    "software IO TLB: mapped [mem %s-%s"
		    "] (%" PRIu64 "MB)",
		    journal_pa_text(b->journal, at),
		    journal_pa_text(b->journal, at + (t.slabs << IO_TLB_SHIFT)),
		    t.slabs << IO_TLB_SHIFT >> 20);
}
