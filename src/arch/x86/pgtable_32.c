/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/x86/pgtable_32.h"

#include "journal/journal.h"
#include "util/range.h"

#define TABLE_BYTES 4096ULL
#define ADDRESS_END (1ULL << 32)
#define GAP_BEFORE_PKMAP (2 * TABLE_BYTES)

static uint64_t slot_size(const struct kernel *k)
{
	return 1ULL << x86_pmd_shift(k);
}

/* Entries of a table: PTRS_PER_PTE, which is LAST_PKMAP too. */
static uint64_t table_entries(const struct kernel *k)
{
	return slot_size(k) / kernel_page_size(k);
}

/* Down by a page and then to the start of its slot. */
static uint64_t slot_below(const struct kernel *k, uint64_t addr)
{
	return align_down(addr - kernel_page_size(k), slot_size(k));
}

/* x86: what lies between the fixmap of i386 and kmap's addresses. */
RULE(x86_kmap_place, "PKMAP_BASE", WITH_MEMBLOCK,
     /* those of the CPUs, and the LDT's */
     VARIANT(X86_KMAP_BELOW_ENTRY_AREAS, "below_entry_areas", .since = "4.15"),
     VARIANT(X86_KMAP_BELOW_FIXMAP, "below_fixmap"));

/* Before there were entry areas of CPUs, and a place for the LDT. */
static void layout_below_fixmap(const struct kernel *k, struct i386_layout *l)
{
	uint64_t page = kernel_page_size(k);
	uint64_t permanent =
		l->fixaddr_top - k->end_of_permanent_fixed_addresses * page;

	if (k->highmem)
		l->pkmap = align_down(l->fixaddr_start -
					      (table_entries(k) + 1) * page,
				      slot_size(k));
	l->vmalloc_end = (k->highmem ? l->pkmap : permanent) - GAP_BEFORE_PKMAP;
}

struct i386_layout i386_layout(const struct kernel *k)
{
	uint64_t page = kernel_page_size(k), ldt;
	uint64_t entries =
		(k->nr_cpus * (uint64_t)pfn_up(k, k->size.cpu_entry_area) + 1) *
		page;
	struct i386_layout l = { .fixaddr_top = ADDRESS_END - page };

	l.fixaddr_start = l.fixaddr_top - k->end_of_fixed_addresses * page;
	if (k->rules.x86_kmap_place == X86_KMAP_BELOW_FIXMAP) {
		layout_below_fixmap(k, &l);
		return l;
	}
	l.entry_start = align_down(l.fixaddr_start - entries, slot_size(k));
	l.entry_end = l.entry_start + entries;
	ldt = slot_below(k, l.entry_start);
	if (k->highmem)
		l.pkmap = slot_below(k, ldt);
	l.vmalloc_end = (k->highmem ? l.pkmap : ldt) - GAP_BEFORE_PKMAP;
	return l;
}

/* fix_to_virt() */
static uint64_t fix_address(const struct kernel *k, uint64_t index)
{
	return i386_layout(k).fixaddr_top - index * kernel_page_size(k);
}

/* A slot that has its table in the image already. */
static void have_table(const struct boot *b, struct x86_direct_map *map,
		       uint64_t addr)
{
	uint64_t slot = (addr - b->kernel->page_offset) / slot_size(b->kernel);

	rangemap_fill(&map->pte_tables, slot, slot + 1, 0);
}

/* PAGE_TABLE_SIZE(LOWMEM_PAGES): tables for all that could be low memory. */
static uint64_t most_tables(const struct kernel *k)
{
	uint64_t slots = (ADDRESS_END - k->page_offset) / slot_size(k);

	return k->x86_pae ? slots + 4 : slots;
}

uint64_t i386_early_tables(struct boot *b, struct x86_direct_map *map,
			   uint64_t *mapped_end)
{
	const struct kernel *k = b->kernel;
	uint64_t limit =
		boot_image_pa(b, k->sym.end) + most_tables(k) * TABLE_BYTES;
	uint64_t tables = div_round_up(limit, slot_size(k));

	rangemap_fill(&map->pte_tables, 0, tables, 0);
	/* initial_pg_fixmap, and bm_pte of early_ioremap_init() */
	have_table(b, map, fix_address(k, 0));
	have_table(b, map, fix_address(k, k->fix_btmap_begin));
	*mapped_end = tables * slot_size(k);
	return tables * TABLE_BYTES;
}

/* page_table_range_init_count(): only if the kmap slots need several tables. */
static uint64_t nr_kmap_tables(const struct kernel *k)
{
	uint64_t first, last;

	if (!k->highmem)
		return 0;
	first = fix_address(k, k->fix_kmap_end) / slot_size(k);
	last = fix_address(k, k->fix_kmap_begin) / slot_size(k);
	return first == last ? 0 : last - first + 1;
}

uint64_t i386_fixmap_hole(const struct kernel *k, uint64_t low_end)
{
	uint64_t btmap = fix_address(k, k->fix_btmap_begin);
	uint64_t kmap =
		align_down(fix_address(k, k->fix_kmap_end), slot_size(k));

	if (low_end > btmap &&
	    low_end < align_down(btmap, slot_size(k)) + slot_size(k))
		return btmap;
	return nr_kmap_tables(k) && low_end > kmap ? kmap : UINT64_MAX;
}

/*
 * Tables of the kmap slots have to lie side by side. They are copies of what
 * is there or made there like the others, which then is lost.
 */
int i386_fixmap_tables(struct boot *b, struct x86_direct_map *map)
{
	const struct kernel *k = b->kernel;
	uint64_t start = slot_size(k), kmap = nr_kmap_tables(k);
	int ret;

	start = align_down(fix_address(k, k->end_of_fixed_addresses - 1),
			   start);
	journal_enter(b->journal, "early_ioremap_page_table_range_init");
	if (kmap && !x86_alloc_low_pages(b, map, kmap, "page tables of kmap",
					 "alloc_low_pages "
					 "page_table_range_init"))
		return -1;
	ret = x86_fill_ptes(b, map, start - k->page_offset,
			    ADDRESS_END - k->page_offset,
			    "page tables of the fixmap",
			    "alloc_low_pages alloc_low_page "
			    "one_page_table_init page_table_range_init");
	journal_leave(b->journal);
	return ret;
}

int i386_pkmap_tables(struct boot *b, struct x86_direct_map *map)
{
	const struct kernel *k = b->kernel;
	uint64_t start = i386_layout(k).pkmap - k->page_offset;

	if (!k->highmem)
		return 0;
	return x86_fill_ptes(b, map, start,
			     start + table_entries(k) * kernel_page_size(k),
			     "page table of PKMAP",
			     "alloc_low_pages alloc_low_page "
			     "one_page_table_init page_table_range_init "
			     "permanent_kmaps_init");
}

void i386_keep_tables(struct boot *b, struct x86_direct_map *map)
{
	b->low_tables = (struct low_tables){
		.buf_next = map->buf_next,
		.buf_end = map->buf_end,
		.min_mapped = map->min_mapped,
		.max_mapped = map->max_mapped,
		.slots = map->pte_tables,
	};
	map->pte_tables = (struct rangemap){ 0 };
}

int i386_populate_extra_ptes(struct boot *b, uint64_t start, uint64_t end,
			     const char *what, const char *by)
{
	struct x86_direct_map map = {
		.buf_next = b->low_tables.buf_next,
		.buf_end = b->low_tables.buf_end,
		.can_use_buf = true,
		.min_mapped = b->low_tables.min_mapped,
		.max_mapped = b->low_tables.max_mapped,
		.pte_tables = b->low_tables.slots,
	};
	int ret = x86_fill_ptes(b, &map, start - b->kernel->page_offset,
				end - b->kernel->page_offset, what, by);

	i386_keep_tables(b, &map);
	return ret;
}
