/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_TESTS_UNIT_LAB_H
#define INITMEM_TESTS_UNIT_LAB_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "journal/boot.h"
#include "journal/journal.h"
#include "mm/memblock.h"
#include "model/boot.h"

/*
 * A small made-up kernel and a boot on it for tests of the model: 4 KiB pages,
 * zones DMA, DMA32, Normal, Movable, 11 orders, pageblocks of 512 pages.
 */

#define M (1ULL << 20)
#define G (1ULL << 30)

static inline void lab_kernel(struct kernel *k)
{
	memset(k, 0, sizeof(*k));
	/* The tests' numbers are those of Linux 6.1. */
	k->rules.command_line_copies = 2;
	k->rules.pageset = PAGESET_BY_WATERMARK;
	k->rules.watermarks = WATERMARKS_BY_SCALE;
	k->rules.free_large = FREE_LARGE_WHOLE;
	k->rules.merged_type = MERGED_TYPE_KEPT;
	k->rules.fallback = FALLBACK_STEAL;
	k->rules.kmalloc_caches = KMALLOC_CACHES_BY_TYPE;
	k->rules.kmalloc_minalign = KMALLOC_MINALIGN_FIXED;
	k->rules.boot_cache_align = BOOT_CACHE_ALIGN_SIZE;
	k->rules.slab_order = SLAB_ORDER_BY_OBJECTS;
	k->rules.slab_sizes = SLAB_SIZES_ORIG_SIZE_AT_END;
	k->rules.stack_table = STACK_TABLE_OF_RECORDS;
	k->rules.slub_orders = SLUB_ORDERS_UNSIGNED;
	k->page_shift = 12;
	k->word_size = k->phys_addr_size = 8;
	k->cache_bytes = k->internode_bytes = 64;
	k->command_line_size = 2048;
	k->nr_zones = 4;
	k->zones[0] = ZONE_DMA;
	k->zones[1] = ZONE_DMA32;
	k->zones[2] = ZONE_NORMAL;
	k->zones[3] = ZONE_MOVABLE;
	k->nr_migratetypes = 6;
	for (int i = 0; i < NR_MIGRATETYPE_KINDS; i++)
		k->has_migratetype[i] = i != MIGRATE_RESERVE;
	k->nr_orders = 11;
	k->pageblock_order = 9;
	k->nr_cpus = 16;
	k->max_numnodes = 16;
	k->memblock_regions = k->memblock_reserved_regions = 128;
	k->reserved_mem_regions = 64;
	k->cma_areas = 8;
	k->smp = k->numa = true;
	k->cma = k->dma_cma = k->dma_declare_coherent = true;
	k->sparsemem = k->sparsemem_extreme = k->sparsemem_vmemmap = true;
	k->section_size_bits = 27;
	k->max_physmem_bits = 48;
	k->deferred_struct_page_init = true;
	k->va_bits = k->pa_bits = 48;
	k->size.page = 64;
	k->size.pglist_data = 8192;
	k->size.memblock_region = 24;
	k->size.mem_section = 16;
	k->size.mem_section_usage = 24;
	k->size.list_head = 16;
}

/* `b` on `m` and `k`, which outlive it, with `size` bytes of RAM at `base`. */
static inline void lab_boot(struct boot *b, const struct machine *m,
			    const struct kernel *k, uint64_t base,
			    uint64_t size)
{
	boot_init(b, m, k, NULL);
	journal_enter(b->journal, "test");
	b->journal->phase = "test";
	if (size)
		memblock_add(b, base, size, "");
}

#endif
