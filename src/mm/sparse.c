/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/sparse.h"

#include <inttypes.h>

#include "journal/journal.h"
#include "mm/arch_numa.h"
#include "mm/boot_alloc.h"
#include "mm/hugetlb.h"
#include "mm/memblock.h"
#include "mm/page_tables.h"
#include "util/alloc.h"
#include "util/range.h"

#define SUBSECTION_SHIFT 21

/* How much a table of each level maps: 2 MiB, 1 GiB, ... of pages of 4 KiB. */
enum { PTES, PMDS, PUDS, P4DS };

static unsigned table_shift(const struct kernel *k, unsigned level)
{
	return k->page_shift + (level + 1) * (k->page_shift - 3);
}

static uint64_t sections_per_root(const struct kernel *k)
{
	return k->sparsemem_extreme ?
		       kernel_page_size(k) / k->size.mem_section :
		       1;
}

/* The array of root pointers, once: memory_present(). */
static int alloc_root_array(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t sections = 1ULL
			    << (b->max_physmem_bits - k->section_size_bits);
	uint64_t size =
		k->word_size * div_round_up(sections, sections_per_root(k));

	if (memblock_alloc(b, size, k->internode_bytes, "section root pointers",
			   "memory_present memblocks_present"))
		return 0;
	return boot_alloc_panic(b, size, NO_NODE,
				"memory_present: Failed to allocate %" PRIu64
				" bytes align=0x%x",
				size, k->internode_bytes);
}

/*
 * sparse_index_init() for every root that holds a section of [first, last)
 * and is not there yet.
 */
static int alloc_roots(struct boot *b, struct rangemap *roots, uint64_t first,
		       uint64_t last, int nid)
{
	const struct kernel *k = b->kernel;
	uint64_t per_root = sections_per_root(k), lo = first / per_root;
	uint64_t hi = (last - 1) / per_root + 1;
	uint64_t count = rangemap_add(roots, lo, hi, 0);
	uint64_t size = k->size.mem_section * per_root;

	if (memblock_alloc_run(b, count, size, k->cache_bytes, 0,
			       MEMBLOCK_ALLOC_ACCESSIBLE, nid, false,
			       "section descriptors",
			       "sparse_index_alloc sparse_index_init "
			       "memory_present memblocks_present") == count)
		return 0;
	return boot_alloc_panic(b, size, nid,
				"sparse_index_alloc: Failed to allocate %" PRIu64
				" bytes nid=%d",
				size, nid);
}

/* How the maps of sections are taken. */
RULE(sparse_init, "sparse_init()", ANY_KERNEL,
     VARIANT(SPARSE_INIT_BY_NODE, "by_node",
	     .shows = "function sparse_init_nid; struct mem_section_usage"),
     VARIANT(SPARSE_INIT_BY_SECTION, "by_section",
	     .shows =
		     "function sparse_early_mem_map_alloc; no CONFIG_SPARSEMEM_ALLOC_MEM_MAP_TOGETHER"));

/* Where the pointers to the roots of all sections are. */
RULE(sparse_roots, "memory_present()", WITH_MEMBLOCK,
     VARIANT(SPARSE_ROOTS_ALLOCATED, "allocated",
	     .shows = "struct mem_section **mem_section", .since = "4.15"),
     VARIANT(SPARSE_ROOTS_IN_IMAGE, "in_image",
	     .shows = "struct mem_section *mem_section[NR_SECTION_ROOTS]"));

static bool allocates_roots(const struct kernel *k)
{
	return k->sparsemem_extreme &&
	       k->rules.sparse_init == SPARSE_INIT_BY_NODE &&
	       k->rules.sparse_roots == SPARSE_ROOTS_ALLOCATED;
}

/* memblocks_present(): which sections exist, and what describes them. */
static int memblocks_present(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t per = pages_per_section(k);
	uint64_t limit = 1ULL << (b->max_physmem_bits - k->page_shift);
	struct memblock_pfn_iter it = { 0 };
	struct rangemap roots = { 0 };
	int ret = 0;

	while (!ret && memblock_next_pfn_range(&b->memblock, k->page_shift,
					       NO_NODE, &it)) {
		uint64_t first = it.start_pfn / per;
		uint64_t last = div_round_up(min_u64(it.end_pfn, limit), per);

		if (first >= last)
			continue;
		if (allocates_roots(k) && !roots.n)
			ret = alloc_root_array(b);
		if (!ret && k->sparsemem_extreme)
			ret = alloc_roots(b, &roots, first, last, it.nid);
		rangemap_fill(&b->sections, first, last, (uint32_t)it.nid);
	}
	rangemap_release(&roots);
	return ret;
}

/* Whether the states of a section's pageblocks have a struct around them. */
RULE(section_usage, "usemap_size()", WITH_MEMBLOCK,
     VARIANT(SECTION_USAGE_STRUCT, "struct",
	     .shows = "struct mem_section_usage", .since = "5.3"),
     VARIANT(SECTION_USAGE_BARE, "bare",
	     .shows = "no struct mem_section_usage"));

/* usemap_size() and the struct around it: bytes for one section. */
static uint64_t usage_size(const struct kernel *k)
{
	uint64_t blocks = 1ULL << (k->section_size_bits - k->page_shift -
				   k->pageblock_order);
	uint64_t bits = blocks * kernel_pageblock_bits(k);

	return (kernel_has_section_usage(k) ? k->size.mem_section_usage : 0) +
	       align_up(bits, k->word_size * 8) / 8;
}

/*
 * pgdat_to_phys(): without NUMA it lies in the image, and that of a node that
 * there is not at __pa(NULL).
 */
static uint64_t pgdat_pa(struct boot *b, int nid)
{
	uint64_t contig = b->kernel->sym.contig_page_data;
	const struct node *n = boot_node(b, nid);

	if (!b->kernel->numa && contig)
		return boot_image_pa(b, contig);
	return n ? n->pgdat_base : 0 - b->page_offset;
}

/* Where the states of sections lie that can go with their node. */
RULE(section_usages, "sparse_usage_init()", WITH_MEMBLOCK,
     VARIANT(SECTION_USAGES_ON_NODE, "on_node",
	     .shows = "no function sparse_early_usemaps_alloc_pgdat_section"),
     VARIANT(SECTION_USAGES_NEAR_PGDAT, "near_pgdat",
	     .shows = "function sparse_early_usemaps_alloc_pgdat_section"));

/* Where a node may be removed, and what describes its sections with it. */
static bool usages_go_with_pgdat(const struct kernel *k)
{
	return k->memory_hotremove &&
	       k->rules.section_usages == SECTION_USAGES_NEAR_PGDAT;
}

/*
 * sparse_early_usemaps_alloc_pgdat_section(): in the section of the node's
 * pg_data_t if there is room, so that both go when the node is removed.
 */
static uint64_t alloc_usages(struct boot *b, int nid, uint64_t size)
{
	const struct kernel *k = b->kernel;
	uint64_t section = 1ULL << k->section_size_bits;
	uint64_t goal = align_down(pgdat_pa(b, nid), section);
	uint64_t limit = goal + section, at;
	const struct memblock_region *r =
		memblock_search(&b->memblock.memory, goal);
	const char *what = journal_intern(b->journal,
					  "section usage of node %d",
					  memory_nid(b, nid));
	const char *by = "sparse_early_usemaps_alloc_pgdat_section "
			 "sparse_init_nid";

	if (!usages_go_with_pgdat(k))
		return memblock_alloc_try_nid(b, size, k->cache_bytes, 0,
					      MEMBLOCK_ALLOC_ACCESSIBLE, nid,
					      false, what, by);
	at = memblock_alloc_try_nid(b, size, k->cache_bytes, goal, limit,
				    r ? r->nid : NO_NODE, false, what, by);
	if (!at)
		at = memblock_alloc_try_nid(b, size, k->cache_bytes, goal,
					    MEMBLOCK_ALLOC_ACCESSIBLE,
					    r ? r->nid : NO_NODE, false, what,
					    by);
	return at;
}

/* check_usemap_section_nr() for the usages in [usage, usage + size) */
static void check_usage_section(struct boot *b, int nid, uint64_t usage,
				uint64_t size)
{
	const struct kernel *k = b->kernel;
	uint64_t pgdat = pgdat_pa(b, nid) >> k->section_size_bits;
	uint64_t last = (usage + size - 1) >> k->section_size_bits;

	for (uint64_t s = usage >> k->section_size_bits;
	     usages_go_with_pgdat(k) && s <= last; s++) {
		const struct rangemap_extent *e = rangemap_at(&b->sections, s);

		if (s == pgdat)
			continue;
		if (e && (int)e->tag != nid)
			journal_log(
				b->journal,
				"node %d must be removed before remove section %" PRIu64,
				memory_nid(b, nid), s);
		else
			journal_log(
				b->journal,
				"Section %" PRIu64 " and %" PRIu64
				" (node %d) have a circular dependency on usemap and pgdat allocations",
				s, pgdat, memory_nid(b, nid));
	}
}

/* vmemmap_alloc_block_zero(), `count` times. */
static bool vmemmap_alloc_block(struct boot *b, uint64_t count, int nid,
				const char *by)
{
	uint64_t page = kernel_page_size(b->kernel);

	return memblock_alloc_run(b, count, page, page, b->max_dma_address,
				  MEMBLOCK_ALLOC_ACCESSIBLE, nid, false,
				  "page tables of the struct pages",
				  by) == count;
}

/* The map's address space that has tables, in slots of each level; and blocks. */
struct map_tables {
	struct rangemap p4d, pud, pmd, pte, block;
};

static void map_tables_release(struct map_tables *t)
{
	rangemap_release(&t->p4d);
	rangemap_release(&t->pud);
	rangemap_release(&t->pmd);
	rangemap_release(&t->pte);
	rangemap_release(&t->block);
}

/* Larger pages than 4 KiB are no blocks there: vmemmap_populate() of arm64. */
static bool has_base_pages(const struct kernel *k)
{
	return k->page_shift > 12;
}

/* A table for each slot of [start, end) that is used for the first time. */
static bool populate_level(struct boot *b, struct rangemap *tables,
			   unsigned shift, uint64_t start, uint64_t end,
			   int nid, const char *by)
{
	return vmemmap_alloc_block(b,
				   page_tables_add(tables, shift, start, end,
						   false),
				   nid, by);
}

static unsigned levels_in_force(const struct boot *b)
{
	return b->pgtable_levels ? b->pgtable_levels :
				   b->kernel->pgtable_levels;
}

/*
 * __populate_section_memmap() of the sections [first, last): their
 * vmemmap_populate(), vmemmap_populate_hugepages(). The struct pages themselves
 * come from the node's buffer, in blocks of a PMD.
 */
static bool populate(struct boot *b, struct map_tables *t, uint64_t first,
		     uint64_t last, int nid)
{
	const struct kernel *k = b->kernel;
	uint64_t section = pages_per_section(k) * k->size.page;
	uint64_t start = b->vmemmap + first * section;
	uint64_t end = b->vmemmap + last * section;

	if (b->pgtable_levels == 5 &&
	    !populate_level(b, &t->p4d, table_shift(k, P4DS), start, end, nid,
			    "vmemmap_alloc_block_zero vmemmap_pgd_populate "
			    "vmemmap_populate sparse_init_nid"))
		return false;
	if (levels_in_force(b) != 3 &&
	    !populate_level(b, &t->pud, table_shift(k, PUDS), start, end, nid,
			    "vmemmap_alloc_block_zero vmemmap_p4d_populate "
			    "vmemmap_populate sparse_init_nid"))
		return false;
	if (has_base_pages(k) &&
	    !populate_level(b, &t->pte, table_shift(k, PTES), start, end, nid,
			    "vmemmap_alloc_block_zero vmemmap_pmd_populate "
			    "vmemmap_populate_basepages vmemmap_populate "
			    "sparse_init_nid"))
		return false;
	return populate_level(b, &t->pmd, table_shift(k, PMDS), start, end, nid,
			      "vmemmap_alloc_block_zero "
			      "vmemmap_pud_populate vmemmap_populate "
			      "sparse_init_nid");
}

/* vmemmap_populate_basepages() where no block of a PMD is free. */
static bool alloc_base_pages(struct boot *b, int nid, const char *what)
{
	uint64_t page = kernel_page_size(b->kernel), count = page / 8;

	return vmemmap_alloc_block(b, 1, nid,
				   "vmemmap_alloc_block_zero "
				   "vmemmap_pmd_populate "
				   "vmemmap_populate_basepages "
				   "vmemmap_populate sparse_init_nid") &&
	       memblock_alloc_run(b, count, page, page, b->max_dma_address,
				  MEMBLOCK_ALLOC_ACCESSIBLE, nid, false, what,
				  "vmemmap_alloc_block_buf "
				  "vmemmap_pte_populate "
				  "vmemmap_populate_basepages vmemmap_populate "
				  "sparse_init_nid") == count;
}

/* Without a buffer: page by page. Returns how many sections have all theirs. */
static uint64_t alloc_single_pages(struct boot *b, int nid, uint64_t count,
				   const char *what)
{
	const struct kernel *k = b->kernel;
	uint64_t page = kernel_page_size(k);
	uint64_t each = k->size.page * pages_per_section(k) / page;

	return memblock_alloc_run(b, count * each, page, page,
				  b->max_dma_address, MEMBLOCK_ALLOC_ACCESSIBLE,
				  nid, false, what,
				  "vmemmap_alloc_block_buf "
				  "vmemmap_pte_populate "
				  "vmemmap_populate_basepages vmemmap_populate "
				  "sparse_init_nid") /
	       each;
}

/* Neighbouring extents [first, last) of b->sections that are one node's. */
struct section_run {
	size_t first, last;
	int nid;
	uint64_t count; /* sections; a gap between them does not end the run */
};

static struct section_run next_run(const struct rangemap *sections, size_t i)
{
	struct section_run run = { i, i, (int)sections->v[i].tag, 0 };

	while (run.last < sections->n &&
	       (int)sections->v[run.last].tag == run.nid) {
		const struct rangemap_extent *e = &sections->v[run.last++];

		run.count += e->end - e->start;
	}
	return run;
}

static uint64_t pmd_bytes(const struct kernel *k)
{
	return kernel_page_size(k) * kernel_page_size(k) / 8;
}

/* section_map_size() */
static uint64_t section_map_size(const struct kernel *k)
{
	return align_up(k->size.page * pages_per_section(k),
			k->sparsemem_vmemmap ? pmd_bytes(k) :
					       kernel_page_size(k));
}

/* The struct pages of a run of sections: where they come from. */
struct run_pages {
	uint64_t sections; /* the first ones, that have theirs */
	uint64_t buffer; /* one for all of them; 0: there is none */
	uint64_t used; /* bytes of it */
	const char *what;
};

/* Bytes that the sections of the run take of the buffer. */
static uint64_t run_bytes(struct boot *b, struct map_tables *t,
			  const struct section_run *run)
{
	const struct kernel *k = b->kernel;
	uint64_t each = k->size.page * pages_per_section(k), blocks = 0;

	if (!k->sparsemem_vmemmap || has_base_pages(k))
		return run->count * each;
	for (size_t i = run->first; i < run->last; i++)
		blocks += page_tables_add(&t->block, table_shift(k, PTES),
					  b->vmemmap +
						  b->sections.v[i].start * each,
					  b->vmemmap +
						  b->sections.v[i].end * each,
					  false);
	return blocks * pmd_bytes(k);
}

/* Blocks of a PMD each, and pages where none is free. */
static uint64_t alloc_blocks(struct boot *b, const struct section_run *run,
			     const struct run_pages *p)
{
	uint64_t pmd = pmd_bytes(b->kernel), blocks = p->used / pmd, done;

	done = memblock_alloc_run(b, blocks, pmd, pmd, b->max_dma_address,
				  MEMBLOCK_ALLOC_ACCESSIBLE, run->nid, false,
				  p->what,
				  "vmemmap_alloc_block_buf vmemmap_populate "
				  "sparse_init_nid");
	while (done < blocks && alloc_base_pages(b, run->nid, p->what))
		done++;
	return blocks ? run->count * done / blocks : run->count;
}

/* __populate_section_memmap() where the maps are where they happen to be. */
static uint64_t alloc_whole_maps(struct boot *b, const struct section_run *run,
				 const char *what)
{
	uint64_t size = section_map_size(b->kernel);

	return memblock_alloc_run(b, run->count, size, size, b->max_dma_address,
				  MEMBLOCK_ALLOC_ACCESSIBLE, run->nid, false,
				  what,
				  "memmap_alloc __populate_section_memmap "
				  "sparse_init_nid");
}

/*
 * sparse_buffer_init(): one buffer for all. When no such piece is free on the
 * node, what a section or a part of it needs at a time.
 */
static struct run_pages alloc_struct_pages(struct boot *b, struct map_tables *t,
					   const struct section_run *run)
{
	const struct kernel *k = b->kernel;
	uint64_t map = section_map_size(k);
	struct run_pages p = {
		.sections = run->count,
		.used = run_bytes(b, t, run),
		.what = journal_intern(b->journal, "struct pages of node %d",
				       memory_nid(b, run->nid)),
	};

	p.buffer = memblock_alloc_try_nid(b, run->count * map, map,
					  b->max_dma_address,
					  MEMBLOCK_ALLOC_ACCESSIBLE, run->nid,
					  true, p.what,
					  "memmap_alloc sparse_buffer_init "
					  "sparse_init_nid");
	if (p.buffer)
		return p;
	if (!k->sparsemem_vmemmap)
		p.sections = alloc_whole_maps(b, run, p.what);
	else if (has_base_pages(k))
		p.sections =
			alloc_single_pages(b, run->nid, run->count, p.what);
	else
		p.sections = alloc_blocks(b, run, &p);
	return p;
}

/* sparse_buffer_fini(): the pages that it was too large by. */
static void give_back(struct boot *b, const struct section_run *run,
		      const struct run_pages *p)
{
	uint64_t size = run->count * section_map_size(b->kernel);

	if (p->buffer && size > p->used)
		memblock_free(b, p->buffer + p->used, size - p->used,
			      "sparse_buffer_free sparse_buffer_fini "
			      "sparse_init_nid");
}

static int no_map_panic(struct boot *b, const struct section_run *run)
{
	uint64_t size = section_map_size(b->kernel);

	return boot_alloc_panic(
		b, size, run->nid,
		"__populate_section_memmap: Failed to allocate %" PRIu64
		" bytes align=0x%" PRIx64 " nid=%d from=0x%016" PRIx64,
		size, size, run->nid, b->max_dma_address);
}

/* The sections of the run that are left without struct pages, in order. */
static void mark_unbacked(struct boot *b, const struct section_run *run,
			  uint64_t backed)
{
	for (size_t i = run->first; i < run->last; i++) {
		const struct rangemap_extent *e = &b->sections.v[i];
		uint64_t here = min_u64(backed, e->end - e->start);

		backed -= here;
		rangemap_fill(&b->unbacked_sections, e->start + here, e->end,
			      0);
	}
}

/* Tables for the map of the run's first `left` sections: how many have them. */
static uint64_t populate_run(struct boot *b, struct map_tables *t,
			     const struct section_run *run, uint64_t left)
{
	uint64_t done = 0;

	for (size_t i = run->first; left && i < run->last; i++) {
		uint64_t start = b->sections.v[i].start;
		uint64_t n = min_u64(left, b->sections.v[i].end - start);

		if (!populate(b, t, start, start + n, run->nid))
			break;
		left -= n;
		done += n;
	}
	return done;
}

/*
 * The map of the run, and with it sparse_init_one_section(): how many sections
 * from its first get all they need.
 */
static int map_run(struct boot *b, struct map_tables *t,
		   const struct section_run *run, uint64_t *backed)
{
	struct run_pages p = alloc_struct_pages(b, t, run);

	*backed = p.sections;
	if (b->kernel->sparsemem_vmemmap)
		*backed = populate_run(b, t, run, p.sections);
	else if (p.sections < run->count)
		return no_map_panic(b, run);
	give_back(b, run, &p);
	return 0;
}

static int sparse_init_nid(struct boot *b, struct map_tables *t,
			   const struct section_run *run)
{
	uint64_t size = usage_size(b->kernel) * run->count, backed = 0;
	uint64_t usage = alloc_usages(b, run->nid, size);

	if (!usage) {
		journal_log(b->journal,
			    "sparse_init_nid: node[%d] usemap allocation failed",
			    memory_nid(b, run->nid));
	} else {
		check_usage_section(b, run->nid, usage, size);
		if (map_run(b, t, run, &backed))
			return -1;
		if (backed < run->count)
			journal_log(
				b->journal,
				"sparse_init_nid: node[%d] memory map backing failed. Some memory will not be available.",
				memory_nid(b, run->nid));
	}
	mark_unbacked(b, run, backed);
	return 0;
}

/* Where subsection_map lies in its struct: behind whatever comes first. */
static uint64_t subsection_map_offset(const struct kernel *k)
{
	uint64_t map = 1ULL << (k->section_size_bits - SUBSECTION_SHIFT);

	return k->size.mem_section_usage - align_up(map, 64) / 8;
}

/* __nr_to_section() has none there; section_mem_map stands before usage. */
static int behind_last_section(struct boot *b)
{
	journal_inexact(
		b->journal, "log",
		"memory behind the last section: the kernel dies of it; what it finds there, and the lines about that, depend on the build");
	return journal_fault(b->journal, "subsection_map_init",
			     b->kernel->word_size);
}

int subsection_map_init(struct boot *b, uint64_t start_pfn, uint64_t end_pfn)
{
	const struct kernel *k = b->kernel;
	const struct rangemap *bad = &b->unbacked_sections;
	uint64_t first, per, bit = 0;
	size_t i;

	if (!k->sparsemem || !k->sparsemem_vmemmap)
		return 0;
	per = pages_per_section(k);
	first = start_pfn / per;
	i = rangemap_find(bad, first);
	if (i < bad->n && bad->v[i].start <= (end_pfn - 1) / per) {
		if (bad->v[i].start <= first)
			bit = start_pfn % per >>
			      (SUBSECTION_SHIFT - k->page_shift);
		return journal_fault(b->journal, "subsection_map_init",
				     subsection_map_offset(k) + bit / 64 * 8);
	}
	if ((end_pfn - 1) >> (b->max_physmem_bits - k->page_shift))
		return behind_last_section(b);
	return 0;
}

static uint64_t alloc_usemap_map(struct boot *b, uint64_t size)
{
	uint64_t at = memblock_alloc(b, size, b->kernel->cache_bytes,
				     "table of usemaps (temporary)", "");

	if (!at)
		boot_alloc_panic(b, size, NO_NODE,
				 "can not allocate usemap_map");
	return at;
}

static const char map_what[] = "struct pages of a section";
static const char map_by[] = "sparse_mem_map_populate "
			     "sparse_early_mem_map_alloc";

static uint64_t map_size(const struct kernel *k)
{
	return align_up(k->size.page * pages_per_section(k),
			kernel_page_size(k));
}

/* sparse_early_mem_map_alloc() for each of `count` sections. */
static bool alloc_maps(struct boot *b, uint64_t count, int nid)
{
	return memblock_alloc_run(b, count, map_size(b->kernel),
				  kernel_page_size(b->kernel),
				  b->max_dma_address, MEMBLOCK_ALLOC_ACCESSIBLE,
				  nid, false, map_what, map_by) == count;
}

/* The same for one section, whose place will be asked for. */
static bool alloc_known_map(struct boot *b, uint64_t section, int nid)
{
	uint64_t base = memblock_alloc_try_nid(b, map_size(b->kernel),
					       kernel_page_size(b->kernel),
					       b->max_dma_address,
					       MEMBLOCK_ALLOC_ACCESSIBLE, nid,
					       false, map_what, map_by);

	if (!base)
		return false;
	b->section_maps = xrealloc(b->section_maps, b->nr_section_maps + 1,
				   sizeof(*b->section_maps));
	b->section_maps[b->nr_section_maps++] =
		(struct section_map){ section, base };
	return true;
}

/*
 * The maps of the sections [first, last), in order. free_unused_memmap() will
 * look at those that a bank ends in.
 */
static int alloc_section_maps(struct boot *b, uint64_t first, uint64_t last,
			      int nid)
{
	uint64_t per = pages_per_section(b->kernel);
	struct memblock_pfn_iter it = { 0 };
	bool ok = true;

	while (ok &&
	       memblock_next_pfn_range(&b->memblock, b->kernel->page_shift,
				       NO_NODE, &it)) {
		uint64_t section = (it.end_pfn - 1) / per;

		if (section < first || section >= last)
			continue;
		ok = alloc_maps(b, section - first, nid) &&
		     alloc_known_map(b, section, nid);
		first = section + 1;
	}
	if (ok && alloc_maps(b, last - first, nid))
		return 0;
	journal_log(
		b->journal,
		"sparse_early_mem_map_alloc: sparsemem memory map backing failed some memory will not be available.");
	return journal_oops(b->journal, "__free_pages_bootmem");
}

/*
 * sparse_init() that looks at one section after the other: the usemaps of each
 * node first, kept in a table meanwhile, then the maps.
 */
static int init_by_section(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t size = (uint64_t)k->word_size
			<< (b->max_physmem_bits - k->section_size_bits);
	uint64_t table = alloc_usemap_map(b, size);
	int ret = table ? 0 : -1;

	for (size_t i = 0; !ret && i < b->sections.n;) {
		struct section_run run = next_run(&b->sections, i);

		if (!alloc_usages(b, run.nid, usage_size(k) * run.count))
			journal_log(
				b->journal,
				"sparse_early_usemaps_alloc_node: allocation failed");
		i = run.last;
	}
	for (size_t i = 0; !ret && i < b->sections.n; i++) {
		const struct rangemap_extent *e = &b->sections.v[i];

		ret = alloc_section_maps(b, e->start, e->end, (int)e->tag);
	}
	if (!ret)
		memblock_free(b, table, size, "");
	return ret;
}

static int init_by_node(struct boot *b)
{
	struct map_tables t = { 0 };
	uint64_t near = b->vmemmap_neighbour;
	int ret = 0;

	if (near) {
		/* A level that is not there would map more than 64 bits. */
		if (levels_in_force(b) > 4)
			page_tables_add(&t.p4d, table_shift(b->kernel, P4DS),
					near, near + 1, false);
		if (levels_in_force(b) > 3)
			page_tables_add(&t.pud, table_shift(b->kernel, PUDS),
					near, near + 1, false);
		page_tables_add(&t.pmd, table_shift(b->kernel, PMDS), near,
				near + 1, false);
	}
	for (size_t i = 0; !ret && i < b->sections.n;) {
		struct section_run run = next_run(&b->sections, i);

		ret = sparse_init_nid(b, &t, &run);
		i = run.last;
	}
	map_tables_release(&t);
	return ret;
}

int arm_memory_present(struct boot *b)
{
	return memblocks_present(b);
}

/* usemap_map and map_map: from the first map on until all are there. */
static int init_with_arrays(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t size = (uint64_t)k->word_size
			<< (b->max_physmem_bits - k->section_size_bits);
	uint64_t at[2];
	int ret;

	for (size_t i = 0; i < ARRAY_SIZE(at); i++)
		at[i] = memblock_alloc(b, size, k->cache_bytes,
				       "pointers to maps of sections (temporary)",
				       "sparse_init");
	ret = init_by_node(b);
	for (size_t i = ARRAY_SIZE(at); i-- > 0;) {
		if (at[i])
			memblock_free(b, at[i], size,
				      "pointers to maps of sections");
	}
	return ret;
}

/*
 * Whether pointers to the maps of all sections there can be are kept meanwhile.
 */
RULE(sparse_arrays, "sparse_init()", WITH_MEMBLOCK,
     VARIANT(SPARSE_ARRAYS_NONE, "none", .shows = "function sparse_init_nid",
	     .since = "4.19"),
     VARIANT(SPARSE_ARRAYS_OF_ALL_SECTIONS, "of_all_sections",
	     .shows = "function alloc_usemap_and_memmap"));

int sparse_init(struct boot *b)
{
	if (b->kernel->rules.sparse_init == SPARSE_INIT_BY_SECTION)
		return init_by_section(b);
	if (memblocks_present(b))
		return -1;
	hugetlb_note_shared_struct_pages(b);
	return b->kernel->rules.sparse_arrays == SPARSE_ARRAYS_OF_ALL_SECTIONS ?
		       init_with_arrays(b) :
		       init_by_node(b);
}
