/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/x86/traps.h"

#include "arch/x86/kaslr.h"
#include "arch/x86/pgtable_32.h"
#include "journal/journal.h"
#include "mm/memblock.h"
#include "util/range.h"

/* Pages of a CPU's entry area in front of its exception stacks. */
#define CEA_PAGES_BEFORE_TSS 2
/* Four stacks of two pages with a guard page before each. */
#define CEA_STACK_PAGES (4 * 3)

/* What a table of PMDs and those below it map. */
#define PAGES_PER_PMDS (1ULL << 18)

/* spp_getpage() `count` times */
static int get_tables(struct boot *b, uint64_t count, const char *by)
{
	uint64_t page = kernel_page_size(b->kernel);

	if (memblock_alloc_run(b, count, page, page, 0,
			       MEMBLOCK_ALLOC_ACCESSIBLE, NO_NODE, false,
			       "page tables of the CPU entry areas",
			       by) == count)
		return 0;
	return journal_panic(b->journal,
			     "set_pte_phys: cannot allocate page data ");
}

/* x86: where the entry areas of CPUs lie, of 64 bits with KASLR. */
RULE(x86_entry_areas, "setup_cpu_entry_areas()", WITH_MEMBLOCK,
     VARIANT(X86_ENTRY_AREAS_BY_CHANCE, "by_chance",
	     .shows = "symbol _cea_offset", .since = "6.2"),
     VARIANT(X86_ENTRY_AREAS_IN_A_ROW, "in_a_row",
	     .shows = "no symbol _cea_offset"));

/*
 * init_cea_offsets(): anywhere in 512 GiB, and so most probably no two of them
 * in what one table of PMDs maps, nor one of a few pages across a table of PTEs.
 */
static bool entry_areas_are_apart(struct boot *b)
{
	if (b->kernel->rules.x86_entry_areas != X86_ENTRY_AREAS_BY_CHANCE ||
	    !x86_kaslr(b))
		return false;
	journal_inexact(
		b->journal, "memblock",
		"without nokaslr the entry areas of CPUs lie at addresses chosen by chance: shown with two page tables for each, as most of them need");
	return true;
}

/*
 * The pages of each CPU's area that are mapped,
 * behind the one page of the interrupt table.
 *
 *     | IDT | 0 GDT | 1 entry stack | TSS | guard, stack, ... | debug store |
 */
static int setup_cpu_entry_areas(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t pages = k->size.cpu_entry_area >> k->page_shift;
	uint64_t mapped = CEA_PAGES_BEFORE_TSS +
			  (k->size.tss_struct >> k->page_shift) +
			  CEA_STACK_PAGES;
	uint64_t distance = entry_areas_are_apart(b) ? PAGES_PER_PMDS : pages;
	struct rangemap pte = { 0 }, pmd = { 0 };
	uint64_t nr_pte, nr_pmd;

	if (b->machine->pc.features.vendor == VENDOR_INTEL)
		mapped = pages;
	for (size_t cpu = 0; cpu < b->nr_cpu_ids; cpu++) {
		uint64_t first = 1 + cpu * distance, last = first + mapped - 1;

		rangemap_fill(&pte, first >> 9, (last >> 9) + 1, 0);
		rangemap_fill(&pmd, first / PAGES_PER_PMDS,
			      last / PAGES_PER_PMDS + 1, 0);
	}
	nr_pte = rangemap_covered(&pte, 0, UINT64_MAX);
	nr_pmd = rangemap_covered(&pmd, 0, UINT64_MAX);
	rangemap_release(&pte);
	rangemap_release(&pmd);
	return get_tables(b, 1 + nr_pmd + nr_pte,
			  "spp_getpage set_pte_vaddr cea_set_pte "
			  "setup_cpu_entry_area trap_init");
}

/* 32 bits: for all CPUs that the build allows. */
static int setup_cpu_entry_area_ptes(struct boot *b)
{
	struct i386_layout l = i386_layout(b->kernel);

	if (l.entry_start == l.entry_end)
		return 0;
	return i386_populate_extra_ptes(b, l.entry_start, l.entry_end,
					"page tables of the CPU entry areas",
					"alloc_low_pages alloc_low_page "
					"one_page_table_init populate_extra_pte "
					"setup_cpu_entry_area_ptes "
					"setup_cpu_entry_areas trap_init");
}

int trap_init(struct boot *b)
{
	return b->kernel->word_size == 4 ? setup_cpu_entry_area_ptes(b) :
					   setup_cpu_entry_areas(b);
}
