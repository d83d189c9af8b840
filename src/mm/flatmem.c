/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/flatmem.h"

#include <inttypes.h>

#include "journal/journal.h"
#include "mm/boot_alloc.h"
#include "mm/memblock.h"
#include "util/range.h"

/* free_area_init_node() of kernels that tell where the map is. */
static void log_mem_map(struct boot *b, const struct node *n)
{
	const struct kernel *k = b->kernel;

	if (k->rules.zone_sizes == ZONE_SIZES_GIVEN)
		journal_log(b->journal,
			    "free_area_init_node: node %d, pgdat %08" PRIx64
			    ", node_mem_map %08" PRIx64,
			    n->nid, k->sym.contig_page_data,
			    boot_image_va(b, b->mem_map_base) +
				    (n->node_start_pfn - b->mem_map_start_pfn) *
					    k->size.page);
}

int alloc_node_mem_map(struct boot *b, const struct node *n)
{
	const struct kernel *k = b->kernel;
	uint64_t block = max_order_nr_pages(k), size;
	uint64_t end_pfn = n->node_start_pfn + n->node_spanned_pages;

	if (!n->node_spanned_pages)
		return 0;
	b->mem_map_start_pfn = align_down(n->node_start_pfn, block);
	size = (align_up(end_pfn, block) - b->mem_map_start_pfn) * k->size.page;
	b->mem_map_base = boot_alloc_node(
		b, size, k->cache_bytes, n->nid, "mem_map, the struct pages",
		"memmap_alloc alloc_node_mem_map free_area_init_node");
	if (b->mem_map_base) {
		log_mem_map(b, n);
		return 0;
	}
	if (b->kernel->rules.boot_allocator ==
	    BOOT_MEMBLOCK_PANICS) /* not this one */
		return journal_oops(b->journal, "memmap_init_zone");
	return journal_panic(b->journal,
			     "Failed to allocate %" PRIu64
			     " bytes for node %d memory map",
			     size, n->nid);
}

int setup_usemap(struct boot *b, const struct zone *z)
{
	const struct kernel *k = b->kernel;
	uint64_t block = pageblock_nr_pages(k);
	uint64_t before = k->rules.pageblocks == PAGEBLOCKS_FROM_ZONE_START ?
				  0 :
				  z->zone_start_pfn & (block - 1);
	uint64_t blocks = div_round_up(z->spanned_pages + before, block);
	uint64_t bytes =
		align_up(blocks * kernel_pageblock_bits(k), k->word_size * 8) /
		8;

	if (!z->spanned_pages ||
	    boot_alloc_node(b, bytes, k->cache_bytes, z->nid,
			    journal_intern(b->journal,
					   "pageblock bits of zone %s",
					   zone_kind_name(z->kind)),
			    "setup_usemap free_area_init_core "
			    "free_area_init_node"))
		return 0;
	if (b->kernel->rules.boot_allocator == BOOT_MEMBLOCK_PANICS)
		return journal_oops(b->journal, "set_pfnblock_flags_mask");
	return journal_panic(b->journal,
			     "Failed to allocate %" PRIu64
			     " bytes for zone %s pageblock flags on node %d",
			     bytes, zone_kind_name(z->kind), z->nid);
}

/* Where the struct page of pfn - 1 ends. */
static uint64_t end_of_struct_page(const struct boot *b, uint64_t pfn)
{
	const struct kernel *k = b->kernel;
	uint64_t first = b->mem_map_start_pfn, base = b->mem_map_base;

	for (size_t i = 0; i < b->nr_section_maps; i++) {
		const struct section_map *m = &b->section_maps[i];

		if (m->section != (pfn - 1) / pages_per_section(k))
			continue;
		first = m->section * pages_per_section(k);
		base = m->base;
	}
	return base + (pfn - first) * k->size.page;
}

/* The struct pages of [start, end), as far as they fill pages. */
static void free_memmap(struct boot *b, uint64_t start_pfn, uint64_t end_pfn)
{
	uint64_t page = kernel_page_size(b->kernel);
	uint64_t start = align_up(end_of_struct_page(b, start_pfn), page);
	uint64_t end = align_down(end_of_struct_page(b, end_pfn), page);

	if (start < end)
		memblock_free(b, start, end - start,
			      "free_memmap free_unused_memmap");
}

/*
 * A section has struct pages for all of its pages, other sections may have
 * none at all:
 *
 *     bank  |------|  |---|         |--
 *     map   |#########################|     |###### two sections
 *     freed         ##     ###########
 */
static uint64_t end_of_hole(const struct kernel *k, uint64_t last,
			    uint64_t start, uint64_t block)
{
	if (k->sparsemem)
		return min_u64(start, align_up(last, pages_per_section(k)));
	return align_down(start, block);
}

void free_unused_memmap(struct boot *b)
{
	const struct kernel *k = b->kernel;
	bool largest = k->rules.free_unused_memmap ==
		       FREE_MEMMAP_BY_LARGEST_BLOCK;
	uint64_t block = largest ? max_order_nr_pages(k) :
				   pageblock_nr_pages(k);
	struct memblock_pfn_iter it = { 0 };
	uint64_t last = 0;

	if (!k->arch_pfn_valid && !largest)
		return;
	while (memblock_next_pfn_range(&b->memblock, k->page_shift, NO_NODE,
				       &it)) {
		uint64_t start = end_of_hole(k, last, it.start_pfn, block);

		if (last && last < start)
			free_memmap(b, last, start);
		last = align_up(it.end_pfn, block);
	}
	if (k->sparsemem && last % pages_per_section(k))
		free_memmap(b, last, align_up(last, pages_per_section(k)));
}
